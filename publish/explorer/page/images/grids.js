/**
 * Grids of numbers, row by row, and the operations on masks that find shapes in them.
 *
 * They follow the algorithms of SciPy's ndimage, which network/data/photographs uses, to the last
 * tie, so that the page prepares a picture as Python does.
 */

/**
 * @typedef {object} Grid
 * @property {number} rows
 * @property {number} columns
 * @property {Uint8Array | Int32Array} data Row by row.
 */

/** @typedef {{rows: number, columns: number, data: Uint8Array}} Greys Grey levels, or a mask of 0 and 1. */
/** @typedef {{rows: number, columns: number, data: Int32Array}} Numbers Integers of any size. */
/** @typedef {{top: number, left: number, bottom: number, right: number}} Box The last two are exclusive. */

/**
 * @param {number} rows
 * @param {number} columns
 * @returns {Greys} Zeros.
 */
export function greys(rows, columns) {
  return { rows, columns, data: new Uint8Array(rows * columns) };
}

/**
 * @param {number} rows
 * @param {number} columns
 * @returns {Numbers} Zeros.
 */
export function numbers(rows, columns) {
  return { rows, columns, data: new Int32Array(rows * columns) };
}

/**
 * @param {Grid} grid
 * @param {(value: number, place: number) => number | boolean} value
 * @returns {Greys} What `value` gives for each element.
 */
export function mapped(grid, value) {
  const found = greys(grid.rows, grid.columns);
  for (let place = 0; place < grid.data.length; place++) {
    found.data[place] = Number(value(grid.data[place], place));
  }
  return found;
}

/**
 * @param {Grid} grid
 * @returns {number} The sum of all elements.
 */
export function total(grid) {
  let sum = 0;
  for (let place = 0; place < grid.data.length; place++) sum += grid.data[place];
  return sum;
}

/**
 * @param {Grid} grid
 * @returns {number} The largest element.
 */
export function largest(grid) {
  let found = -Infinity;
  for (let place = 0; place < grid.data.length; place++) {
    if (grid.data[place] > found) found = grid.data[place];
  }
  return found;
}

/**
 * @template {Grid} T
 * @param {T} grid
 * @returns {T} Rows and columns exchanged.
 */
export function transposed(grid) {
  const { rows, columns, data } = grid;
  const found = data.slice();
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      found[column * rows + row] = data[row * columns + column];
    }
  }
  return /** @type {T} */ ({ rows: columns, columns: rows, data: found });
}

/**
 * Add `by` elements on every side.
 *
 * @template {Grid} T
 * @param {T} grid
 * @param {number} by
 * @param {number | "edge"} value What the new elements hold; "edge" repeats those at the edge.
 * @returns {T}
 */
export function padded(grid, by, value) {
  const rows = grid.rows + 2 * by;
  const columns = grid.columns + 2 * by;
  const data =
    grid.data instanceof Uint8Array
      ? new Uint8Array(rows * columns)
      : new Int32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const from = Math.min(Math.max(row - by, 0), grid.rows - 1);
    for (let column = 0; column < columns; column++) {
      const across = Math.min(Math.max(column - by, 0), grid.columns - 1);
      const inside = from === row - by && across === column - by;
      data[row * columns + column] =
        inside || value === "edge" ? grid.data[from * grid.columns + across] : value;
    }
  }
  return /** @type {T} */ ({ rows, columns, data });
}

/**
 * @template {Grid} T
 * @param {T} grid
 * @param {Box} box
 * @returns {T} The part within the box.
 */
export function cut(grid, box) {
  const rows = box.bottom - box.top;
  const columns = box.right - box.left;
  const data = grid.data.slice(0, rows * columns);
  for (let row = 0; row < rows; row++) {
    const from = (box.top + row) * grid.columns + box.left;
    data.set(grid.data.subarray(from, from + columns), row * columns);
  }
  return /** @type {T} */ ({ rows, columns, data });
}

/**
 * @param {Grid} grid
 * @returns {Box | null} The box of all that is not 0; null if there is nothing.
 */
export function boxOf(grid) {
  let [top, left, bottom, right] = [grid.rows, grid.columns, 0, 0];
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      if (!grid.data[row * grid.columns + column]) continue;
      top = Math.min(top, row);
      bottom = row + 1;
      left = Math.min(left, column);
      right = Math.max(right, column + 1);
    }
  }
  return bottom ? { top, left, bottom, right } : null;
}

/**
 * Label the connected parts of a mask; elements that touch at a corner are connected.
 *
 * @param {Grid} mask
 * @returns {{labels: Numbers, count: number}} Labels 1, 2, … in reading order, 0 for the rest.
 */
export function labelled(mask) {
  const { rows, columns, data } = mask;
  const labels = numbers(rows, columns);
  const waiting = [];
  let count = 0;
  for (let start = 0; start < data.length; start++) {
    if (!data[start] || labels.data[start]) continue;
    labels.data[start] = ++count;
    waiting.push(start);
    while (waiting.length) {
      const place = /** @type {number} */ (waiting.pop());
      const row = Math.floor(place / columns);
      const column = place - row * columns;
      for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++) {
        for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
          const next = y * columns + x;
          if (data[next] && !labels.data[next]) {
            labels.data[next] = count;
            waiting.push(next);
          }
        }
      }
    }
  }
  return { labels, count };
}

/**
 * @param {Numbers} labels
 * @param {number} count
 * @returns {Box[]} The box of each label, that of label 1 first.
 */
export function boxesOf(labels, count) {
  const boxes = Array.from({ length: count }, () => ({
    top: labels.rows,
    left: labels.columns,
    bottom: 0,
    right: 0,
  }));
  for (let row = 0; row < labels.rows; row++) {
    for (let column = 0; column < labels.columns; column++) {
      const label = labels.data[row * labels.columns + column];
      if (!label) continue;
      const box = boxes[label - 1];
      box.top = Math.min(box.top, row);
      box.bottom = row + 1;
      box.left = Math.min(box.left, column);
      box.right = Math.max(box.right, column + 1);
    }
  }
  return boxes;
}

/**
 * @param {Grid} labels
 * @param {number} most The largest label.
 * @param {Grid} [weights] What each element counts; 1 if left out.
 * @returns {Float64Array} The sum of each label from 0 to `most`.
 */
export function counted(labels, most, weights) {
  const found = new Float64Array(most + 1);
  for (let place = 0; place < labels.data.length; place++) {
    found[labels.data[place]] += weights ? weights.data[place] : 1;
  }
  return found;
}

/**
 * Chessboard distance of each element to the nearest 0, and where that is.
 *
 * Two passes over half of each element's neighbourhood, as in SciPy: of several nearest elements it
 * is the order of the passes that decides.
 *
 * @param {Grid} mask
 * @returns {{distances: Numbers, nearest: Int32Array}} Distances are −1 if there is no 0.
 */
export function distances(mask) {
  const { rows, columns, data } = mask;
  const found = numbers(rows, columns);
  const nearest = new Int32Array(data.length);
  for (let place = 0; place < data.length; place++) {
    found.data[place] = data[place] ? -1 : 0;
    nearest[place] = place;
  }
  for (const way of [1, -1]) {
    for (let y = 0; y < rows; y++) {
      const row = way > 0 ? y : rows - 1 - y;
      for (let x = 0; x < columns; x++) {
        const column = way > 0 ? x : columns - 1 - x;
        closer(found, nearest, row, column, way);
      }
    }
  }
  return { distances: found, nearest };
}

const HALF = [
  [-1, -1],
  [-1, 0],
  [-1, 1],
  [0, -1],
];

/**
 * Take over the distance of the neighbour before this element, if it is nearer.
 *
 * @param {Numbers} found
 * @param {Int32Array} nearest
 * @param {number} row
 * @param {number} column
 * @param {number} way 1 or −1
 */
function closer(found, nearest, row, column, way) {
  const place = row * found.columns + column;
  let least = found.data[place];
  if (least === 0) return;
  let from = place;
  for (const [down, across] of HALF) {
    const y = row + way * down;
    const x = column + way * across;
    if (y < 0 || y >= found.rows || x < 0 || x >= found.columns) continue;
    const there = found.data[y * found.columns + x];
    if (there >= 0 && (least < 0 || there + 1 < least)) {
      least = there + 1;
      from = y * found.columns + x;
    }
  }
  found.data[place] = least;
  nearest[place] = nearest[from];
}

/**
 * @param {Grid} mask
 * @returns {number} The largest chessboard distance to anything outside the mask.
 */
export function depthOf(mask) {
  return largest(distances(padded(mask, 1, 0)).distances);
}

/**
 * @param {Greys} mask
 * @param {number} times
 * @returns {Greys} The mask, grown by so many elements in all eight directions.
 */
export function dilated(mask, times) {
  return window(mask, times, Math.max);
}

/**
 * @param {Greys} mask
 * @param {number} times
 * @param {0 | 1} beyond What lies beyond the edge.
 * @returns {Greys} The mask, shrunk by so many elements in all eight directions.
 */
export function eroded(mask, times, beyond) {
  const found = window(padded(mask, times, beyond), times, Math.min);
  const [bottom, right] = [times + mask.rows, times + mask.columns];
  return cut(found, { top: times, left: times, bottom, right });
}

/**
 * Combine each element with its neighbours up to `reach` away, as far as there are any.
 *
 * @param {Greys} grid
 * @param {number} reach
 * @param {(a: number, b: number) => number} combine
 * @returns {Greys}
 */
export function window(grid, reach, combine) {
  let found = grid;
  for (let axis = 0; axis < 2; axis++) {
    const source = found;
    const { rows, columns } = source;
    found = greys(columns, rows);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const start = row * columns;
        let value = source.data[start + column];
        const last = Math.min(columns - 1, column + reach);
        for (let x = Math.max(0, column - reach); x <= last; x++) {
          value = combine(value, source.data[start + x]);
        }
        found.data[column * rows + row] = value;
      }
    }
  }
  return found;
}

/**
 * @param {Greys} mask
 * @returns {Greys} The mask, with everything that it surrounds; a gap at a corner leaves no way out.
 */
export function filled(mask) {
  const { rows, columns, data } = mask;
  const outside = greys(rows, columns);
  /** @type {number[]} */
  const waiting = [];
  const visit = (/** @type {number} */ place) => {
    if (!data[place] && !outside.data[place]) {
      outside.data[place] = 1;
      waiting.push(place);
    }
  };
  for (let row = 0; row < rows; row++) {
    visit(row * columns);
    visit(row * columns + columns - 1);
  }
  for (let column = 0; column < columns; column++) {
    visit(column);
    visit((rows - 1) * columns + column);
  }
  while (waiting.length) {
    const place = /** @type {number} */ (waiting.pop());
    const column = place % columns;
    if (place >= columns) visit(place - columns);
    if (place < (rows - 1) * columns) visit(place + columns);
    if (column > 0) visit(place - 1);
    if (column < columns - 1) visit(place + 1);
  }
  return mapped(outside, (value) => !value);
}
