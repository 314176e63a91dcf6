/**
 * Integer operations on grey images: the same as in network/data/photographs/pixels.py.
 */

import { greys, labelled, padded } from "./grids.js";

/** @typedef {import("./grids.js").Greys} Greys */

const LEVELS = 256;

/**
 * Resize an image; each new pixel is the mean of the area that it covers, rounded, halves up.
 *
 * @param {Greys} image
 * @param {number} rows
 * @param {number} columns
 * @returns {Greys}
 */
export function resized(image, rows, columns) {
  const area = image.rows * image.columns;
  const down = sumsOver(image.data, image.rows, image.columns, rows);
  const sums = sumsOver(down, image.columns, rows, columns);
  const found = greys(rows, columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const sum = sums[row * columns + column];
      found.data[row * columns + column] = Math.floor((2 * sum + area) / (2 * area));
    }
  }
  return found;
}

/**
 * Resample the rows, each the sum of the rows and parts of rows that it covers, and transpose.
 *
 * If an old row is taken to be `wanted` units high and a new one `rows`, every overlap is an
 * integer.
 *
 * @param {ArrayLike<number>} data
 * @param {number} rows
 * @param {number} columns
 * @param {number} wanted Number of new rows.
 * @returns {Float64Array} Shape (columns, wanted).
 */
function sumsOver(data, rows, columns, wanted) {
  const found = new Float64Array(columns * wanted);
  const above = new Float64Array(rows + 1);
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) above[row + 1] = above[row] + data[row * columns + column];
    let before = 0;
    for (let k = 1; k <= wanted; k++) {
      const row = Math.floor((k * rows) / wanted);
      const here = row < rows ? data[row * columns + column] : 0;
      const sum = above[row] * wanted + here * (k * rows - row * wanted);
      found[column * wanted + k - 1] = sum - before;
      before = sum;
    }
  }
  return found;
}

/**
 * Shrink the image, if necessary, so that its longer side has at most `limit` pixels.
 *
 * @param {Greys} image
 * @param {number} limit
 * @returns {Greys}
 */
export function fitWithin(image, limit) {
  const longer = Math.max(image.rows, image.columns);
  if (longer <= limit) return image;
  const side = (/** @type {number} */ n) =>
    Math.max(1, Math.floor((2 * n * limit + longer) / (2 * longer)));
  return resized(image, side(image.rows), side(image.columns));
}

/**
 * Remove every bright part into which a square of `width` pixels does not fit.
 *
 * A grey opening: the minimum in a window around each pixel, then the maximum of these.
 *
 * @param {Greys} image
 * @param {number} width
 * @returns {Greys}
 */
export function opened(image, width) {
  const half = Math.floor(width / 2);
  const [before, after] = [half, width - 1 - half];
  let found = image;
  for (let axis = 0; axis < 2; axis++) found = extremes(found, before, after, false);
  for (let axis = 0; axis < 2; axis++) found = extremes(found, after, before, true);
  return found;
}

/**
 * The least or largest of each pixel's row from `before` pixels before it to `after` after it,
 * with rows and columns exchanged.
 *
 * @param {Greys} image
 * @param {number} before
 * @param {number} after
 * @param {boolean} most
 * @returns {Greys}
 */
function extremes(image, before, after, most) {
  const { rows, columns, data } = image;
  const found = greys(columns, rows);
  // Places of the pixels that are the extreme of some window to come, the present extreme first.
  const places = new Int32Array(columns);
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    let [first, end, next] = [0, 0, 0];
    for (let column = 0; column < columns; column++) {
      for (const last = Math.min(columns - 1, column + after); next <= last; next++) {
        const value = data[start + next];
        while (end > first) {
          const other = data[start + places[end - 1]];
          if (most ? other > value : other < value) break;
          end--;
        }
        places[end++] = next;
      }
      while (places[first] < column - before) first++;
      found.data[column * rows + row] = data[start + places[first]];
    }
  }
  return found;
}

/**
 * The maximum in a round window of `width` pixels around each pixel.
 *
 * @param {Greys} image
 * @param {number} width
 * @returns {Greys}
 */
export function thickened(image, width) {
  if (width <= 1) return image;
  const { rows, columns } = image;
  const reach = Math.floor(width / 2);
  const source = padded(image, reach, 0);
  const found = greys(rows, columns);
  for (let down = 0; down <= 2 * reach; down++) {
    for (let across = 0; across <= 2 * reach; across++) {
      // Squared distances in half pixels, so that half of an odd width is an integer too.
      if (4 * ((down - reach) ** 2 + (across - reach) ** 2) > width * width) continue;
      for (let row = 0; row < rows; row++) {
        const from = (row + down) * source.columns + across;
        for (let column = 0; column < columns; column++) {
          const value = source.data[from + column];
          if (value > found.data[row * columns + column]) {
            found.data[row * columns + column] = value;
          }
        }
      }
    }
  }
  return found;
}

/**
 * The median in a square window around each pixel; pixels at the edge are repeated outwards.
 *
 * @param {Greys} image
 * @param {number} width Odd.
 * @returns {Greys}
 */
export function medianOf(image, width) {
  const { rows, columns } = image;
  const reach = (width - 1) / 2;
  const source = padded(image, reach, "edge");
  const found = greys(rows, columns);
  const middle = Math.floor((width * width) / 2);
  const counts = new Int32Array(LEVELS);
  for (let row = 0; row < rows; row++) {
    counts.fill(0);
    let [level, below] = [0, 0];
    const change = (/** @type {number} */ column, /** @type {number} */ by) => {
      for (let y = row; y < row + width; y++) {
        const value = source.data[y * source.columns + column];
        counts[value] += by;
        if (value < level) below += by;
      }
    };
    for (let column = 0; column < width - 1; column++) change(column, 1);
    for (let column = 0; column < columns; column++) {
      change(column + width - 1, 1);
      while (below > middle) below -= counts[--level];
      while (below + counts[level] <= middle) below += counts[level++];
      found.data[row * columns + column] = level;
      change(column, -1);
    }
  }
  return found;
}

/**
 * Count the pixels of each grey level.
 *
 * @param {Greys} image
 * @param {(value: number, place: number) => unknown} [wanted] of which pixels; left out, of all
 * @returns {Int32Array} 256 counts
 */
export function histogram(image, wanted) {
  const counts = new Int32Array(LEVELS);
  for (let place = 0; place < image.data.length; place++) {
    if (!wanted || wanted(image.data[place], place)) counts[image.data[place]]++;
  }
  return counts;
}

/**
 * The grey level below which so many pixels lie, were they sorted.
 *
 * @param {Int32Array} counts
 * @param {number} number
 */
export function ranked(counts, number) {
  let below = 0;
  return counts.findIndex((count) => (below += count) > number);
}

/**
 * The level that best separates dark from bright; bright pixels are above it.
 *
 * The maximum between-class variance (Otsu), compared as exact integer fractions.  In an image of a
 * single shade no pixel is above it.
 *
 * @param {Int32Array} counts of pixels by level
 * @returns {number}
 */
export function threshold(counts) {
  const all = counts.reduce((sum, count) => sum + count, 0);
  const sum = counts.reduce((before, count, level) => before + count * level, 0);
  let found = counts.reduce((most, count, level) => (count ? level : most), 0);
  let best = { top: 0n, bottom: 1n };
  let [below, belowSum] = [0, 0];
  for (let level = 0; level < LEVELS - 1; level++) {
    below += counts[level];
    belowSum += level * counts[level];
    if (below === 0 || below === all) continue;
    const apart = BigInt(belowSum) * BigInt(all) - BigInt(sum) * BigInt(below);
    const variance = { top: apart * apart, bottom: BigInt(below) * BigInt(all - below) };
    if (variance.top * best.bottom > best.top * variance.bottom) {
      best = variance;
      found = level;
    }
  }
  return found;
}

/**
 * @param {Greys} mask
 * @returns {import("./grids.js").Numbers} Connected parts: 1, 2, … in reading order.
 */
export function pieces(mask) {
  return labelled(mask).labels;
}
