/**
 * Select the strokes of the digit: remove printed frames, and judge what remains.
 *
 * The same as in network/data/photographs/single_digit.py, where the reasons are given.
 */

import {
  boxOf,
  boxesOf,
  counted,
  cut,
  depthOf,
  eroded,
  filled,
  labelled,
  mapped,
  padded,
  total,
} from "./grids.js";

/** @typedef {import("./grids.js").Greys} Greys */
/** @typedef {import("./grids.js").Box} Box */

const SOLID = 2; // a stroke is at most half as wide as the digit is long
const TALL = 2; // a piece with half the height and a fifth of the ink may be another digit
const HEAVY = 5;
const SPECK = 25; // a digit is at least a twenty-fifth of its sheet long
const WIDEST = [8, 5]; // a digit is at most 1.6 times as wide as it is tall

/** A picture that does not show one whole digit; `code` and `values` say how. */
export class NotOneDigit extends Error {
  /**
   * @param {string} code The key of the message: see words.
   * @param {Record<string, number>} [values] Numbers in the message.
   */
  constructor(code, values = {}) {
    super(code);
    this.code = code;
    this.values = values;
  }
}

/**
 * Whether a piece at the edge of the sheet is not ink but light, or the end of a line.
 *
 * @param {Greys} piece The piece alone, a mask.
 * @param {Greys} above How much each pixel differs from the paper.
 * @param {number} inkLevel How much the strongest ink differs from it.
 * @param {number} lineWidth Width of the lines already removed, 0 if there were none.
 * @returns {boolean}
 */
export function isLeftOver(piece, above, inkLevel, lineWidth) {
  const level = Math.floor(counted(piece, 1, above)[1] / total(piece));
  if (3 * level < 2 * inkLevel) return true;
  return 2 * depthOf(piece) - 1 <= lineWidth + 2 && lineWidth > 0;
}

/**
 * Remove a printed box or circle, and everything outside it.
 *
 * @param {Greys} strokes
 * @returns {{strokes: Greys, frame: boolean}} What remains; whether there was a box or circle.
 */
export function withoutFrame(strokes) {
  const { labels, count } = labelled(strokes);
  const boxes = boxesOf(labels, count);
  const sizes = counted(labels, count);
  const order = boxes
    .map((_, k) => k + 1)
    .sort((a, b) => areaOf(boxes[a - 1]) - areaOf(boxes[b - 1]));
  for (const outer of order) {
    const box = boxes[outer - 1];
    const around = cut(labels, box);
    const frame = mapped(around, (label) => label === outer);
    const solid = filled(frame);
    const held = total(solid);
    if (held * 10 < 7 * areaOf(box) || 3 * total(frame) > held) continue;
    const inside = mapped(solid, (value, place) => value && !frame.data[place]);
    const inner = new Set(around.data.filter((label, place) => label && inside.data[place]));
    for (const label of inner) {
      const digit = boxes[label - 1];
      const tall = 4 * (digit.bottom - digit.top) >= box.bottom - box.top;
      if (tall && sizes[label] * SPECK >= sizes[outer]) {
        return { strokes: within(strokes, inside, box), frame: true };
      }
    }
  }
  return { strokes, frame: false };
}

/**
 * @param {Box} box
 * @returns {number}
 */
function areaOf(box) {
  return (box.bottom - box.top) * (box.right - box.left);
}

/**
 * @param {Greys} strokes
 * @param {Greys} inside A mask of the box.
 * @param {Box} box
 * @returns {Greys} The strokes inside.
 */
function within(strokes, inside, box) {
  return mapped(strokes, (value, place) => {
    const row = Math.floor(place / strokes.columns) - box.top;
    const column = (place % strokes.columns) - box.left;
    if (row < 0 || column < 0 || row >= inside.rows || column >= inside.columns) return 0;
    return value && inside.data[row * inside.columns + column];
  });
}

/**
 * Refuse strokes that are not one whole digit.
 *
 * @param {Greys} strokes The remaining ink, a mask.
 * @param {Greys} area The sheet, a mask.
 * @param {number} lineWidth Width of the printed lines that were removed, 0 if there were none.
 * @returns {{touchesEdge: boolean, pieces: number}} Possible faults of a digit that is accepted.
 */
export function judge(strokes, area, lineWidth) {
  const paper = /** @type {Box} */ (boxOf(area));
  const sheet = Math.max(paper.bottom - paper.top, paper.right - paper.left);
  const { labels, count } = labelled(strokes);
  const around = boxOf(strokes);
  if (!count || !around) throw new NotOneDigit("lines_only");
  const high = around.bottom - around.top;
  const wide = around.right - around.left;
  const longest = Math.max(high, wide);
  if (longest * SPECK < sheet) throw new NotOneDigit("specks");
  const width = 2 * depthOf(strokes) - 1;
  if (width * SOLID > Math.max(longest, 2 * SOLID)) throw new NotOneDigit("solid");
  const [top, bottom, left, right] = touchedSides(strokes, area);
  const touches = top || bottom || left || right;
  const isCut = touches && !(top && bottom) && !(left && right);
  const sizes = counted(labels, count);
  const most = sizes.subarray(1).reduce((a, b) => Math.max(a, b));
  const heavy = [];
  for (let label = 1; label <= count; label++) if (sizes[label] * HEAVY >= most) heavy.push(label);
  if (isCut && allAtEdge(labels, heavy, area)) throw new NotOneDigit("cut_off");
  const boxes = boxesOf(labels, count);
  const several = severalOf(heavy.map((label) => boxes[label - 1]));
  if (several && width <= lineWidth + 2 && lineWidth > 0) throw new NotOneDigit("scraps");
  if (several) throw several;
  if (wide * WIDEST[1] > high * WIDEST[0]) throw new NotOneDigit("wide", { wide, high });
  if (isCut) throw new NotOneDigit("cut_off");
  return { touchesEdge: touches, pieces: heavy.length };
}

/**
 * @param {import("./grids.js").Numbers} labels
 * @param {number[]} heavy
 * @param {Greys} area
 * @returns {boolean} Whether each of the heavy pieces reaches the edge of the sheet.
 */
function allAtEdge(labels, heavy, area) {
  const inner = eroded(area, 1, 0);
  const found = new Set();
  labels.data.forEach((label, place) => {
    if (area.data[place] && !inner.data[place]) found.add(label);
  });
  return heavy.every((label) => found.has(label));
}

/**
 * @param {Box[]} heavy
 * @returns {NotOneDigit | null} If separate pieces are large enough to be digits themselves.
 */
function severalOf(heavy) {
  const tallest = Math.max(...heavy.map((box) => box.bottom - box.top));
  const tall = heavy.filter((box) => (box.bottom - box.top) * TALL >= tallest);
  for (const upright of [false, true]) {
    const ends = tall.map((box) => (upright ? [box.top, box.bottom] : [box.left, box.right]));
    ends.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const gap = Math.max(1, Math.floor(tallest / (upright ? 10 : 50)));
    let [reached, apart] = [ends[0][1], 1];
    for (const [start, stop] of ends.slice(1)) {
      if (start - reached >= gap) apart++;
      reached = Math.max(reached, stop);
    }
    if (apart > 1) {
      return new NotOneDigit(upright ? "several_above" : "several_beside", { pieces: apart });
    }
  }
  return null;
}

/**
 * @param {Greys} strokes
 * @param {Greys} area
 * @returns {[boolean, boolean, boolean, boolean]} Whether ink reaches the top, bottom, left and
 *   right of the sheet.
 */
export function touchedSides(strokes, area) {
  const { rows, columns } = strokes;
  const bare = padded(
    mapped(area, (value) => !value),
    1,
    1,
  );
  const beside = (/** @type {number} */ down, /** @type {number} */ across) =>
    strokes.data.some((value, place) => {
      if (!value) return false;
      const row = Math.floor(place / columns);
      return bare.data[(row + 1 + down) * bare.columns + (place % columns) + 1 + across];
    });
  void rows;
  return [beside(-1, 0), beside(1, 0), beside(0, -1), beside(0, 1)];
}

/**
 * @param {import("./grids.js").Numbers} labels
 * @param {Greys} area
 * @returns {Set<number>} the pieces that reach the edge of the sheet
 */
export function touchingLabels(labels, area) {
  const { columns } = labels;
  const bare = padded(
    mapped(area, (value) => !value),
    1,
    1,
  );
  const beside = [-bare.columns, bare.columns, -1, 1];
  const found = new Set();
  labels.data.forEach((label, place) => {
    if (!label || found.has(label)) return;
    const at = (Math.floor(place / columns) + 1) * bare.columns + (place % columns) + 1;
    if (beside.some((step) => bare.data[at + step])) found.add(label);
  });
  return found;
}
