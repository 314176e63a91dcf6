// Turn any grey picture of a digit into an image like MNIST's, on which the network was trained.
//
// The same as in network/data/photographs/preparation.py, where the reasons are given.  All steps
// use integers, so the page prepares the same image as Python.

import {
  boxesOf,
  boxOf,
  counted,
  cut,
  greys,
  labelled,
  largest,
  mapped,
  padded,
  total,
} from "./grids.js";
import { withoutLines } from "./lines.js";
import { fitWithin, histogram, opened, ranked, resized, thickened, threshold } from "./pixels.js";
import { findSheet, wideOpened } from "./sheet.js";
import {
  isLeftOver,
  judge,
  NotOneDigit,
  touchingLabels,
  touchedSides,
  withoutFrame,
} from "./strokes.js";

/** @typedef {import("./grids.js").Greys} Greys */
/** @typedef {import("./grids.js").Box} Box */
/** @typedef {{lines: boolean, frame: boolean, touchesEdge: boolean, pieces: number}} Found */

/**
 * The stages of a picture on its way to the network's input.
 *
 * @typedef {object} Preparation
 * @property {Greys} picture the original, reduced to at most 112 pixels a side
 * @property {Greys} ink the ink alone, light on black
 * @property {Greys} scaled at most 20 × 20: the ink, cropped and scaled
 * @property {Greys} image 28 × 28: what the network reads
 * @property {Details} details
 *
 * @typedef {object} Details
 * @property {boolean} inverted was it dark on light?
 * @property {boolean} thickened was the pen too fine?
 * @property {Box} box of the ink, in pixels of `ink`
 * @property {number[]} corner row and column at which `scaled` is placed in the image
 * @property {Box | null} sheet of the paper, in pixels of `picture`; null if it fills the picture
 * @property {boolean} lines were printed lines removed?
 * @property {boolean} frame was a printed box removed?
 * @property {boolean} touchesEdge does ink reach the edge?
 * @property {number} pieces number of large pieces of ink
 */

/** Side of the network's image, side of the digit's box, and position of its centre of mass. */
export const SIDE = 28;
export const BOX = 20;
export const CENTRE = 14;

const WORKING_SIDE = 512;
const SHOWN_SIDE = 112;
const LEAST_CONTRAST = 24; // grey levels; below this, ink and paper count as one shade
const LARGEST_INK = 3; // the widest stroke is narrower than a third of the picture
const SMALLEST_PIECE = 20; // a piece smaller than a twentieth of the largest is a speck
const DEEPEST_SHADOW = 24; // grey levels; paper is at least this bright
const FINEST_PEN = 12; // strokes thinner than a twelfth of the digit are thickened to that width

/**
 * Whether a picture already looks like MNIST's, so that it can be used unchanged.
 *
 * @param {Greys} picture
 */
export function isPrepared(picture) {
  if (picture.rows !== SIDE || picture.columns !== SIDE) return false;
  const least = picture.data.reduce((a, b) => Math.min(a, b));
  if (largest(picture) - least < LEAST_CONTRAST) return false;
  const box = boxAround(picture);
  const [down, across] = cornerOf(picture);
  const longer = Math.max(box.bottom - box.top, box.right - box.left);
  return longer <= BOX && Math.max(Math.abs(down), Math.abs(across)) <= 1;
}

/**
 * Turn a grey picture of one digit into an image like MNIST's; throws NotOneDigit.
 *
 * @param {Greys} original ink dark on light paper or light on dark
 * @returns {Preparation}
 */
export function prepare(original) {
  const picture = fitWithin(original, WORKING_SIDE);
  const { above, area, inverted } = inkAbovePaper(picture);
  const { ink, found } = inkOf(above, area);
  const box = boxAround(ink);
  let digit = cut(ink, box);
  const missing = missingWidth(digit);
  if (missing) {
    digit = thickened(padded(digit, Math.floor(missing / 2) + 1, 0), missing + 1);
    digit = cut(digit, boxAround(digit));
  }
  const longer = Math.max(digit.rows, digit.columns);
  const side = (/** @type {number} */ n) =>
    Math.max(1, Math.floor((2 * n * BOX + longer) / (2 * longer)));
  const scaled = stretched(resized(digit, side(digit.rows), side(digit.columns)), 0);
  const corner = cornerOf(scaled);
  const image = greys(SIDE, SIDE);
  for (let row = 0; row < scaled.rows; row++) {
    const from = row * scaled.columns;
    const line = scaled.data.subarray(from, from + scaled.columns);
    image.data.set(line, (corner[0] + row) * SIDE + corner[1]);
  }
  const shown = fitWithin(ink, SHOWN_SIDE);
  const whole = area.data.every((value) => value);
  const details = {
    inverted,
    thickened: missing > 0,
    box: inPixelsOf(shown, ink, box),
    corner,
    sheet: whole ? null : inPixelsOf(shown, ink, boxAround(area)),
    ...found,
  };
  return { picture: fitWithin(picture, SHOWN_SIDE), ink: shown, scaled, image, details };
}

/**
 * Whether the darkest pixels differ more from the paper than the brightest do.
 *
 * The paper's level is the median of the picture's edge.
 *
 * @param {Greys} picture
 */
function isDarkOnLight(picture) {
  const { rows, columns, data } = picture;
  const edge = [...data.subarray(0, columns), ...data.subarray((rows - 1) * columns)];
  for (let row = 0; row < rows; row++) {
    edge.push(data[row * columns], data[row * columns + columns - 1]);
  }
  edge.sort((a, b) => a - b);
  const paper = edge[Math.floor(edge.length / 2)];
  const levels = histogram(picture);
  const few = Math.floor(data.length / 1000);
  return paper - ranked(levels, few) > ranked(levels, data.length - 1 - few) - paper;
}

/**
 * Each pixel's brightness above the paper, the sheet, and whether the ink was dark.
 *
 * The paper is what remains of the picture when everything narrow is removed.
 *
 * @param {Greys} picture
 * @returns {{above: Greys, area: Greys, inverted: boolean}}
 */
function inkAbovePaper(picture) {
  const sheet = findSheet(picture);
  const longer = Math.max(picture.rows, picture.columns);
  const widest = Math.max(3, Math.floor(longer / LARGEST_INK));
  if (!sheet) {
    const inverted = isDarkOnLight(picture);
    const light = mapped(picture, (level) => (inverted ? 255 - level : level));
    const paper = opened(light, widest);
    const above = mapped(light, (level, place) => level - paper.data[place]);
    return { above, area: mapped(picture, () => 1), inverted };
  }
  const { area, inverted } = sheet;
  const light = mapped(picture, (level, place) => {
    const on = area.data[place] ? level : sheet.beyond.data[place];
    return inverted ? 255 - on : on;
  });
  const width = Math.min(widest, sheet.width + Math.floor(sheet.width / 2) + 6);
  const paper = wideOpened(light, width);
  const difference = (/** @type {number} */ place) =>
    area.data[place] ? light.data[place] - paper.data[place] : 0;
  if (!inverted) return { above: mapped(light, (_, place) => difference(place)), area, inverted };
  // Ink absorbs a fraction of the light, so in a shadow it differs less from the paper.
  const lit = mapped(paper, (level) => Math.max(255 - level, DEEPEST_SHADOW));
  const most = largest(mapped(lit, (level, place) => (area.data[place] ? level : 0)));
  const above = mapped(lit, (level, place) =>
    Math.min(Math.floor((2 * difference(place) * most + level) / (2 * level)), 255),
  );
  return { above, area, inverted };
}

/**
 * The strokes of the digit alone, 0 to 255 on black, and details of what was removed.
 *
 * @param {Greys} above
 * @param {Greys} area
 * @returns {{ink: Greys, found: Found}}
 */
function inkOf(above, area) {
  const most = largest(above);
  if (most < LEAST_CONTRAST) throw new NotOneDigit("one_shade", { levels: most });
  const level = threshold(histogram(above, (_, place) => area.data[place]));
  const inked = mapped(above, (value) => value > level);
  const inkLevel = Math.floor(counted(inked, 1, above)[1] / total(inked));
  if (inkLevel < LEAST_CONTRAST || 2 * total(inked) > total(area)) throw new NotOneDigit("nothing");
  const rest = above.data.length - total(inked);
  const noise = ranked(histogram(above), rest - 1 - Math.floor(rest / 20));
  const faint = mapped(above, (value) => value > Math.floor(level / 2));
  const { strokes: unruled, width } = withoutLines(inked, faint, area);
  const { strokes: whole, frame } = withoutFrame(unruled);
  const strokes = withoutSpecks(whole, above, area, width);
  const { touchesEdge, pieces } = judge(strokes, area, width);
  // Soft edges belong to the ink; everything further away is paper.
  const kept = thickened(strokes, 3);
  const ink = stretched(above, Math.min(noise, Math.floor(level / 2)));
  return {
    ink: mapped(ink, (value, place) => (kept.data[place] ? value : 0)),
    found: { lines: width > 0, frame, touchesEdge, pieces },
  };
}

/**
 * Remove specks, and pieces at the edge of the sheet that are not ink.
 *
 * @param {Greys} strokes
 * @param {Greys} above
 * @param {Greys} area
 * @param {number} lineWidth
 */
function withoutSpecks(strokes, above, area, lineWidth) {
  const { labels, count } = labelled(strokes);
  const sizes = counted(labels, count);
  sizes[0] = 0;
  const most = sizes.reduce((a, b) => Math.max(a, b), 1);
  let large = [...sizes].map((size) => size * SMALLEST_PIECE >= most);
  if (touchedSides(strokes, area).some(Boolean)) {
    large = withoutLeftOvers(large, sizes, labels, above, area, lineWidth);
  }
  return mapped(strokes, (value, place) => value && large[labels.data[place]]);
}

/**
 * @param {boolean[]} large which pieces are no specks
 * @param {Float64Array} sizes
 * @param {import("./grids.js").Numbers} labels
 * @param {Greys} above
 * @param {Greys} area
 * @param {number} lineWidth
 * @returns {boolean[]}
 */
function withoutLeftOvers(large, sizes, labels, above, area, lineWidth) {
  const sums = counted(labels, sizes.length - 1, above);
  const levels = [...sums].map((sum, piece) => Math.floor(sum / Math.max(sizes[piece], 1)));
  const strongest = levels.reduce((a, b, piece) => (large[piece] ? Math.max(a, b) : a), 0);
  const boxes = boxesOf(labels, sizes.length - 1);
  const touching = touchingLabels(labels, area);
  const found = large.map((is, number) => {
    if (!is || !touching.has(number)) return is;
    const box = boxes[number - 1];
    const piece = mapped(cut(labels, box), (label) => label === number);
    return !isLeftOver(piece, cut(above, box), strongest, lineWidth);
  });
  if (found.every(Boolean) || !found.some(Boolean)) return found;
  const rest = [...sizes].map((size, piece) => (large[piece] && !found[piece] ? 0 : size));
  const most = rest.reduce((a, b) => Math.max(a, b), 1);
  return rest.map((size) => size * SMALLEST_PIECE >= most && size > 0);
}

/**
 * Stretch grey levels so that `low` becomes 0 and the brightest tenth of the ink 255.
 *
 * @param {Greys} image
 * @param {number} low
 */
function stretched(image, low) {
  const dim = Math.max(low, Math.floor(largest(image) / 4));
  const inked = histogram(image, (value) => value > dim);
  const count = inked.reduce((sum, each) => sum + each, 0);
  const spread = ranked(inked, count - 1 - Math.floor(count / 10)) - low;
  return mapped(image, (value) => {
    const above = Math.min(Math.max(value - low, 0), spread) * 255;
    return Math.floor((2 * above + spread) / (2 * spread));
  });
}

/**
 * @param {Greys} ink
 * @returns {Box}
 */
function boxAround(ink) {
  return boxOf(ink) ?? { top: 0, left: 0, bottom: 0, right: 0 };
}

/**
 * By how many pixels the strokes are thinner than those of a felt pen: the width of a stroke is
 * about twice its area divided by its perimeter.
 *
 * @param {Greys} digit
 */
function missingWidth(digit) {
  const mask = padded(
    mapped(digit, (level) => level >= 128),
    1,
    0,
  );
  let rim = 0;
  for (let place = 0; place < mask.data.length; place++) {
    const column = place % mask.columns;
    if (column && mask.data[place] !== mask.data[place - 1]) rim++;
    if (place >= mask.columns && mask.data[place] !== mask.data[place - mask.columns]) rim++;
  }
  // Counted in pixel edges, a slanting outline is too long: on average by a factor of 4/π.
  const width = Math.floor((2 * total(mask) * 4) / Math.max(1, rim * 3));
  const longer = Math.max(digit.rows, digit.columns);
  return Math.max(0, Math.floor((longer + Math.floor(FINEST_PEN / 2)) / FINEST_PEN) - width);
}

/**
 * Where to place the ink so that its centre of mass is in the middle of the image.
 *
 * @param {Greys} ink
 * @returns {number[]} row and column
 */
function cornerOf(ink) {
  const mass = total(ink);
  const moments = [0, 0];
  for (let place = 0; place < ink.data.length; place++) {
    const row = Math.floor(place / ink.columns);
    moments[0] += ink.data[place] * row;
    moments[1] += ink.data[place] * (place - row * ink.columns);
  }
  return [ink.rows, ink.columns].map((length, axis) => {
    const nearest = Math.floor((2 * CENTRE * mass - 2 * moments[axis] + mass) / (2 * mass));
    return length < SIDE ? Math.max(0, Math.min(nearest, SIDE - length)) : nearest;
  });
}

/**
 * @param {Greys} shown
 * @param {Greys} ink
 * @param {Box} box
 * @returns {Box} the box in pixels of a smaller copy of the image, rounded outwards
 */
function inPixelsOf(shown, ink, box) {
  return {
    top: Math.floor((box.top * shown.rows) / ink.rows),
    left: Math.floor((box.left * shown.columns) / ink.columns),
    bottom: Math.ceil((box.bottom * shown.rows) / ink.rows),
    right: Math.ceil((box.right * shown.columns) / ink.columns),
  };
}
