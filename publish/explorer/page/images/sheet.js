/**
 * Find the sheet of paper in a picture: tell paper, tables and shadows from ink.
 *
 * The same as in network/data/photographs/sheet.py, where the reasons are given.
 */

import {
  counted,
  depthOf,
  dilated,
  distances,
  eroded,
  filled,
  greys,
  labelled,
  largest,
  mapped,
  numbers,
  padded,
  cut,
  window,
} from "./grids.js";
import { fitWithin, medianOf, opened } from "./pixels.js";

/** @typedef {import("./grids.js").Greys} Greys */
/** @typedef {import("./grids.js").Numbers} Numbers */

/**
 * @typedef {object} Sheet
 * @property {Greys} area Where the digit is written, a mask.
 * @property {boolean} inverted Whether the ink is darker than its background.
 * @property {Greys} beyond The paper's grey level, extended beyond the sheet.
 * @property {number} width Approximate width of the widest part of the ink, in pixels.
 */

const SMALL_SIDE = 128; // longest side of the copy in which regions are sought
const WINDOW = 5; // anything narrower than a tenth of the picture is not a region
const STEP = 16; // difference in grey level between neighbours at which a region ends
const SMALLEST_REGION = 100; // a region smaller than a hundredth of the picture joins its neighbour
const NARROW = 3; // a sheet is at least a third as wide as the picture
const LEAST_INK = 24; // difference in grey level from the region
const CLEAR = 2; // pixels on either side of a step in which nothing counts as ink
const MAIN_PIECE = 5; // a piece of the digit has at least a fifth of its region's ink
const CROSSING = 25; // ink continues into a region if a twenty-fifth of the piece is there

/**
 * @param {Greys} picture
 * @returns {Sheet | null} Null if the picture shows nothing but plain paper, or is small.
 */
export function findSheet(picture) {
  if (Math.max(picture.rows, picture.columns) < SMALL_SIDE) return null;
  const small = fitWithin(picture, SMALL_SIDE);
  const across = Math.max(3, Math.floor(Math.max(small.rows, small.columns) / WINDOW)) | 1;
  const smooth = medianOf(small, across);
  const { regions, count, steps } = regionsOf(smooth);
  if (count === 1) return null;
  // The median shifts where the light changes, so pixels near a step are unreliable.
  const clear = mapped(dilated(steps, CLEAR), (value) => !value);
  let best = { region: 0, weight: 0, inverted: true };
  for (const dark of [true, false]) {
    const squares = numbers(small.rows, small.columns);
    for (let place = 0; place < squares.data.length; place++) {
      const apart = (small.data[place] - smooth.data[place]) * (dark ? -1 : 1);
      squares.data[place] = clear.data[place] && apart >= LEAST_INK ? apart * apart : 0;
    }
    const weights = counted(regions, count, squares);
    const region = placeOfLargest(weights);
    if (weights[region] > best.weight) best = { region, weight: weights[region], inverted: dark };
  }
  if (best.weight === 0) return blank(picture, smooth, regions, count);
  const { region, inverted } = best;
  const chosen = joined(small, regions, count, region, inverted);
  const inside = mapped(regions, (number) => chosen.has(number));
  const ink = mapped(small, (level, place) => {
    const apart = level - smooth.data[place];
    const inked = inverted ? apart < -LEAST_INK : apart > LEAST_INK;
    return inked && inside.data[place] && clear.data[place];
  });
  const longer = Math.max(picture.rows, picture.columns);
  const shorter = Math.max(small.rows, small.columns);
  return {
    area: enlargedArea(inside, picture),
    inverted,
    beyond: beyond(smooth, inside, picture),
    width: Math.ceil((2 * depthOf(ink) * longer) / shorter),
  };
}

/**
 * @param {Float64Array} values
 * @returns {number} The first place of the largest.
 */
function placeOfLargest(values) {
  let found = 0;
  for (let place = 1; place < values.length; place++) {
    if (values[place] > values[found]) found = place;
  }
  return found;
}

/**
 * @param {Greys} smooth
 * @returns {{regions: Numbers, count: number, steps: Greys}} The regions, numbered from 1, and a
 *   mask of the steps between them.
 */
function regionsOf(smooth) {
  const [high, low] = [window(smooth, 1, Math.max), window(smooth, 1, Math.min)];
  const steps = mapped(high, (value, place) => value - low.data[place] >= STEP);
  const { labels, count } = labelled(mapped(steps, (value) => !value));
  const sizes = counted(labels, count);
  const kept = keptRegions(smooth, labels, count, sizes);
  const levels = kept.map((label) => median(smooth, labels, label, sizes[label]));
  const one = { regions: numbers(smooth.rows, smooth.columns), count: 1, steps };
  one.regions.data.fill(1);
  if (!levels.length || Math.max(...levels) - Math.min(...levels) < STEP) return one;
  const number = new Int32Array(count + 1);
  kept.forEach((label, k) => {
    number[label] = k + 1;
  });
  const seeds = numbers(smooth.rows, smooth.columns);
  for (let place = 0; place < seeds.data.length; place++) {
    seeds.data[place] = number[labels.data[place]];
  }
  const { nearest } = distances(mapped(seeds, (value) => !value));
  const regions = numbers(smooth.rows, smooth.columns);
  nearest.forEach((from, place) => {
    regions.data[place] = seeds.data[from];
  });
  return { regions, count: largest(regions), steps };
}

/**
 * @param {Greys} smooth
 * @param {Numbers} labels
 * @param {number} count
 * @param {Float64Array} sizes
 * @returns {number[]} The labels of what is neither small nor a thick stroke or a hole in one.
 */
function keptRegions(smooth, labels, count, sizes) {
  const { rows, columns } = smooth;
  const there = padded(
    mapped(labels, (label) => label > 0),
    1,
    "edge",
  );
  const depths = cut(distances(there).distances, {
    top: 1,
    left: 1,
    bottom: rows + 1,
    right: columns + 1,
  });
  const deepest = new Int32Array(count + 1).fill(-1);
  const edge = new Set();
  for (let place = 0; place < labels.data.length; place++) {
    const label = labels.data[place];
    deepest[label] = Math.max(deepest[label], depths.data[place]);
    const [row, column] = [Math.floor(place / columns), place % columns];
    if (row === 0 || row === rows - 1 || column === 0 || column === columns - 1) edge.add(label);
  }
  const found = [];
  for (let label = 1; label <= count; label++) {
    const wide = (2 * deepest[label] - 1) * NARROW >= Math.min(rows, columns);
    const large = sizes[label] * SMALLEST_REGION >= labels.data.length;
    if (large && (wide || edge.has(label))) found.push(label);
  }
  return found;
}

/**
 * @param {Greys} smooth
 * @param {Numbers} labels
 * @param {number} label
 * @param {number} size
 * @returns {number} The median level of a region, rounded down.
 */
function median(smooth, labels, label, size) {
  const levels = smooth.data.filter((_, place) => labels.data[place] === label).sort();
  const half = Math.floor(size / 2);
  return size % 2 ? levels[half] : Math.floor((levels[half - 1] + levels[half]) / 2);
}

/**
 * The regions into which the ink of the first one continues.
 *
 * @param {Greys} small
 * @param {Numbers} regions
 * @param {number} regionCount
 * @param {number} first
 * @param {boolean} inverted
 * @returns {Set<number>}
 */
function joined(small, regions, regionCount, first, inverted) {
  const light = mapped(small, (level) => (inverted ? 255 - level : level));
  // Unlike the median, this leaves steps in place, so ink beside them can be told from paper.
  const width = Math.max(3, Math.floor(Math.max(small.rows, small.columns) / (2 * WINDOW)));
  const paper = wideOpened(light, width);
  const ink = mapped(light, (level, place) => level - paper.data[place] >= LEAST_INK);
  const chosen = crossed(ink, regions, regionCount, first);
  const { labels, count } = labelled(ink);
  const shares = Array.from({ length: count + 1 }, () => new Int32Array(regionCount + 1));
  labels.data.forEach((piece, place) => {
    if (piece) shares[piece][regions.data[place]]++;
  });
  for (let grown = true; grown; ) {
    grown = false;
    const before = [...chosen];
    for (const share of shares) {
      const here = before.reduce((sum, region) => sum + share[region], 0);
      if (!here) continue;
      share.forEach((there, region) => {
        if (there < 4 || there * CROSSING < here || chosen.has(region)) return;
        chosen.add(region);
        grown = true;
      });
    }
  }
  return chosen;
}

/**
 * A thick stroke close to a step may just cross it; thin lines end at the edge of the sheet.
 *
 * @param {Greys} ink
 * @param {Numbers} regions
 * @param {number} regionCount
 * @param {number} first
 * @returns {Set<number>} The first region, and those into which its thick strokes cross.
 */
function crossed(ink, regions, regionCount, first) {
  const { labels, count } = labelled(dilated(eroded(ink, 1, 0), 1));
  const here = new Float64Array(count + 1);
  labels.data.forEach((piece, place) => {
    if (regions.data[place] === first) here[piece]++;
  });
  const all = Math.max(
    1,
    here.subarray(1).reduce((sum, size) => sum + size, 0),
  );
  const large = mapped(labels, (piece) => piece > 0 && here[piece] * MAIN_PIECE >= all);
  const near = dilated(large, CLEAR);
  const counts = new Float64Array(regionCount + 1);
  near.data.forEach((value, place) => {
    counts[regions.data[place]] += value;
  });
  const chosen = new Set([first]);
  counts.forEach((size, region) => {
    if (size >= 3) chosen.add(region);
  });
  return chosen;
}

/**
 * Remove what is bright and narrow; whatever meets the edge is taken to continue beyond it.
 *
 * @param {Greys} image
 * @param {number} width
 * @returns {Greys}
 */
export function wideOpened(image, width) {
  const [bottom, right] = [image.rows + width, image.columns + width];
  return cut(opened(padded(image, width, "edge"), width), {
    top: width,
    left: width,
    bottom,
    right,
  });
}

/**
 * Scale a mask up to the picture's size, kept a little away from its boundary.
 *
 * @param {Greys} inside
 * @param {Greys} picture
 * @returns {Greys}
 */
function enlargedArea(inside, picture) {
  const whole = inside.data.every((value) => value);
  return spread(whole ? inside : eroded(filled(inside), 1, 1), picture);
}

/**
 * @param {Greys} small
 * @param {Greys} picture
 * @returns {Greys} The small image in the picture's size, each pixel repeated.
 */
function spread(small, picture) {
  const found = greys(picture.rows, picture.columns);
  for (let row = 0; row < picture.rows; row++) {
    const from = Math.floor((row * small.rows) / picture.rows) * small.columns;
    for (let column = 0; column < picture.columns; column++) {
      const across = Math.floor((column * small.columns) / picture.columns);
      found.data[row * picture.columns + column] = small.data[from + across];
    }
  }
  return found;
}

/**
 * @param {Greys} smooth
 * @param {Greys} inside
 * @param {Greys} picture
 * @returns {Greys} The paper's grey level, extended beyond the sheet.
 */
function beyond(smooth, inside, picture) {
  const safe = eroded(inside, 3, 1);
  const known = safe.data.some((value) => value) ? safe : inside;
  const { nearest } = distances(mapped(known, (value) => !value));
  const on = greys(smooth.rows, smooth.columns);
  nearest.forEach((from, place) => {
    on.data[place] = smooth.data[from];
  });
  return spread(on, picture);
}

/**
 * @param {Greys} picture
 * @param {Greys} smooth
 * @param {Numbers} regions
 * @param {number} count
 * @returns {Sheet} The largest region, as a sheet without ink.
 */
function blank(picture, smooth, regions, count) {
  const most = placeOfLargest(counted(regions, count));
  const inside = mapped(regions, (number) => number === most);
  const area = enlargedArea(inside, picture);
  return { area, inverted: true, beyond: beyond(smooth, inside, picture), width: 0 };
}
