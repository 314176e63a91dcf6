// Where the neurons of the diagram stand.

const LONGEST = 14; // characters of a name
const ROLE = 96; // room for the words that mark the target and the answer

/**
 * @typedef {object} Layout
 * @property {number} width
 * @property {number} height
 * @property {number} radius
 * @property {number} type size of the numbers on discs
 * @property {number} right room for names at the right
 * @property {{x: number, y: number}[][]} points by layer
 */

/**
 * @param {number[][]} shown
 * @param {number} width in units: pixels where type has its usual size
 * @param {any} header
 * @returns {Layout}
 */
export function layout(shown, width, header) {
  const rows = Math.max(...shown.map((each) => each.length));
  const columns = shown.length;
  const longest = Math.max(...header.output_names.map((/** @type {string} */ name) => name.length));
  const names = Math.max(Math.min(longest, LONGEST) * 9 + 48, header.class_names ? ROLE : 0);
  const right = Math.min(names, width * 0.3);
  const left = 34;
  const wide = (width - left - right) / Math.max(1, columns - 1 + 0.7);
  const pitch = Math.max(44, Math.min(width / 8, 96, 600 / rows));
  const radius = Math.max(13, Math.min(0.34 * pitch, 0.3 * wide, 32));
  const top = radius + 22;
  const height = top + (rows - 1) * pitch + radius + 52;
  const gap = (width - left - right - 2 * radius) / Math.max(1, columns - 1);
  const points = shown.map((indices, layer) =>
    indices.map((_, row) => ({
      x: left + radius + layer * gap,
      y: top + ((rows - 1) / 2 + row - (indices.length - 1) / 2) * pitch,
    })),
  );
  return { width, height, radius, type: Math.max(10, radius * 0.6), right, points };
}

/**
 * @param {string} name
 * @param {number} room in pixels
 */
export function elided(name, room) {
  const letters = [...name];
  const most = Math.max(2, Math.min(LONGEST, Math.floor((room - 12) / 8)));
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : name;
}
