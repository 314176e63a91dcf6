// Remove ruled lines and grids, and keep the strokes that cross them.
//
// The same as in network/data/photographs/single_digit.py, where the reasons are given.

import { greys, mapped, transposed } from "./grids.js";

/** @typedef {import("./grids.js").Greys} Greys */
/** @typedef {{down: Int32Array, across: Int32Array, height: number, ends: boolean}} Line */

const STEEPEST = 40; // printed lines are tilted by no more than 40 in 200, 11 degrees
const SLOPES = 200;
const LINE = [7, 10]; // a line is inked on at least seven tenths of its way across the sheet
const END = 16; // ... and within the first and the last sixteenth of that way
const MANY = 3; // this many parallel lines need not reach the ends
const FINEST = 50; // a printed line is thinner than a fiftieth of the sheet

/**
 * @param {Greys} strokes a mask of what counts as ink
 * @param {Greys} faint these and pixels half as dark, so that thin lines have no gaps
 * @param {Greys} area a mask of the sheet
 * @returns {{strokes: Greys, width: number}} what remains; width of the lines, 0 without any
 */
export function withoutLines(strokes, faint, area) {
  let found = { strokes, width: 0 };
  let ink = mapped(faint, (value, place) => value && area.data[place]);
  for (const upright of [false, true]) {
    const { gone, width } = upright
      ? linesOf(transposed(ink), transposed(area))
      : linesOf(ink, area);
    const lines = upright ? transposed(gone) : gone;
    const without = (/** @type {Greys} */ mask) =>
      mapped(mask, (value, place) => value && !lines.data[place]);
    ink = without(ink);
    found = { strokes: without(found.strokes), width: Math.max(found.width, width) };
  }
  return found;
}

/**
 * @param {Greys} ink
 * @param {Greys} area
 * @returns {{gone: Greys, width: number}} pixels of nearly horizontal lines, without crossing
 *   strokes, and the width of the lines
 */
function linesOf(ink, area) {
  const gone = greys(ink.rows, ink.columns);
  const kept = keptLines(ink, area);
  const { top, bottom } = runs(ink);
  for (const { down, across, height } of kept) {
    for (let k = 0; k < down.length; k++) {
      const place = down[k] * ink.columns + across[k];
      const tall = bottom[place] - top[place];
      if (tall <= 0 || tall > 2 * height + 1) continue;
      const last = Math.min(ink.rows, bottom[place] + 1);
      for (let row = Math.max(0, top[place] - 1); row < last; row++) {
        gone.data[row * ink.columns + across[k]] = 1;
      }
    }
  }
  return { gone, width: kept.reduce((most, line) => Math.max(most, line.height), 0) };
}

/**
 * @param {Greys} ink
 * @param {Greys} area
 * @returns {Line[]} the lines that are printed, not written
 */
function keptLines(ink, area) {
  const { rows, columns } = ink;
  const thick = thickened(ink, area);
  const votes = votesFor(thick, area);
  const { top, bottom } = runs(ink);
  const finest = Math.max(4, Math.floor(Math.max(rows, columns) / FINEST));
  /** @type {Line[]} */
  const kept = [];
  for (let best = votes.take(finest); best; best = votes.take(finest)) {
    const { down, across, drawn } = pathOf(best, thick, area);
    const near = snapped(ink, down, across);
    const places = [...near.keys()].filter((k) => drawn[k]);
    if (!places.length) continue;
    const heights = places.map((k) => {
      const place = near[k] * columns + across[k];
      return bottom[place] - top[place];
    });
    const height = heights.sort((a, b) => a - b)[Math.floor(heights.length / 2)];
    if (height > finest) continue;
    const end = Math.max(1, Math.floor(across.length / END));
    const ends = drawn.slice(0, end).some(Boolean) && drawn.slice(-end).some(Boolean);
    kept.push({
      down: Int32Array.from(places, (k) => near[k]),
      across: Int32Array.from(places, (k) => across[k]),
      height,
      ends,
    });
  }
  return kept.length < MANY ? kept.filter((line) => line.ends) : kept;
}

/**
 * @param {Greys} ink
 * @param {Greys} area
 * @returns {Greys} the ink with its neighbours above and below, on the sheet
 */
function thickened(ink, area) {
  const { columns, data } = ink;
  return mapped(
    ink,
    (value, place) => (value || data[place - columns] || data[place + columns]) && area.data[place],
  );
}

/**
 * How much of every nearly horizontal line is inked.
 *
 * @param {Greys} thick
 * @param {Greys} area
 */
function votesFor(thick, area) {
  const { rows, columns } = thick;
  const middle = Math.floor(columns / 2);
  const reach = Math.floor((columns * STEEPEST) / (2 * SLOPES)) + 1;
  const places = rows + 2 * reach;
  const every = Math.max(1, Math.floor(columns / 100));
  const slopes = 2 * STEEPEST + 1;
  const hits = new Int32Array(slopes * places);
  const lengths = new Int32Array(slopes * places);
  const inked = stretchesOf(thick, 1);
  const measured = stretchesOf(area, every);
  for (let k = 0; k < slopes; k++) {
    const start = k * places;
    for (const [votes, found, weight] of /** @type {const} */ ([
      [hits, inked, 1],
      [lengths, measured, every],
    ])) {
      for (let n = 0; n < found.length; n += 3) {
        const tilt = Math.floor(((found[n] - middle) * (k - STEEPEST)) / SLOPES);
        votes[start + reach - tilt + found[n + 1]] += weight;
        votes[start + reach - tilt + found[n + 2]] -= weight;
      }
      for (let place = start + 1; place < start + places; place++) votes[place] += votes[place - 1];
    }
  }
  const longest = lengths.reduce((a, b) => Math.max(a, b), 0);
  const shares = new Int32Array(slopes * places);
  for (let k = 0; k < shares.length; k++) {
    if (lengths[k] * 2 < longest || hits[k] * LINE[1] < lengths[k] * LINE[0]) continue;
    shares[k] = Math.floor((hits[k] * 1000) / Math.max(lengths[k], 1));
  }
  return {
    /**
     * Take the line with the largest share, and forget those beside it: the same line is also
     * found at neighbouring slopes and positions.
     *
     * @param {number} finest
     */
    take(finest) {
      let best = 0;
      for (let k = 1; k < shares.length; k++) if (shares[k] > shares[best]) best = k;
      if (!(shares[best] > 0)) return null;
      const slope = Math.floor(best / places);
      const place = best % places;
      for (let other = 0; other < slopes; other++) {
        const turn = Math.floor((Math.abs(other - slope) * columns) / (2 * SLOPES));
        const low = Math.max(0, place - finest - turn);
        const high = Math.min(places, place + finest + turn + 1);
        shares.fill(0, other * places + low, other * places + high);
      }
      return { place: place - reach, slope: slope - STEEPEST };
    },
  };
}

/**
 * @param {Greys} mask
 * @param {number} every look at so many columns only: the first, and each so many after it
 * @returns {Int32Array} each upright stretch of what is not 0: its column, its first row, and the
 *   row after its last
 */
function stretchesOf(mask, every) {
  const found = [];
  for (let column = 0; column < mask.columns; column += every) {
    let before = 0;
    for (let row = 0; row <= mask.rows; row++) {
      const here = row < mask.rows ? mask.data[row * mask.columns + column] : 0;
      if (here && !before) found.push(column, row);
      if (!here && before) found.push(row);
      before = here;
    }
  }
  return Int32Array.from(found);
}

/**
 * @param {{place: number, slope: number}} line
 * @param {Greys} thick
 * @param {Greys} area
 * @returns {{down: number[], across: number[], drawn: boolean[]}} the pixels of the line on the
 *   sheet, and which are inked
 */
function pathOf({ place, slope }, thick, area) {
  const { rows, columns } = thick;
  const middle = Math.floor(columns / 2);
  /** @type {{down: number[], across: number[], drawn: boolean[]}} */
  const found = { down: [], across: [], drawn: [] };
  for (let x = 0; x < columns; x++) {
    const y = place + Math.floor(((x - middle) * slope) / SLOPES);
    if (y < 0 || y >= rows || !area.data[y * columns + x]) continue;
    found.down.push(y);
    found.across.push(x);
    found.drawn.push(thick.data[y * columns + x] > 0);
  }
  return found;
}

/**
 * @param {Greys} ink
 * @param {number[]} down
 * @param {number[]} across
 * @returns {number[]} the rows, moved onto the line where they are beside it
 */
function snapped(ink, down, across) {
  const found = down.slice();
  for (const step of [1, -1]) {
    for (let k = 0; k < found.length; k++) {
      const beside = Math.min(Math.max(down[k] + step, 0), ink.rows - 1);
      const here = ink.data[found[k] * ink.columns + across[k]];
      if (!here && ink.data[beside * ink.columns + across[k]]) found[k] = beside;
    }
  }
  return found;
}

/**
 * @param {Greys} ink
 * @returns {{top: Int32Array, bottom: Int32Array}} the first row of each pixel's upright run of
 *   ink, and the row after its last
 */
function runs(ink) {
  const { rows, columns, data } = ink;
  const top = new Int32Array(data.length);
  const bottom = new Int32Array(data.length);
  for (let column = 0; column < columns; column++) {
    let after = 0;
    for (let row = 0; row < rows; row++) {
      const place = row * columns + column;
      if (!data[place]) after = row + 1;
      top[place] = after;
    }
    let below = rows;
    for (let row = rows - 1; row >= 0; row--) {
      const place = row * columns + column;
      if (!data[place]) below = row;
      bottom[place] = below;
    }
  }
  return { top, bottom };
}
