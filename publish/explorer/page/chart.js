// A chart over the training, with a cursor.

import { h, s } from "./dom.js";
import { niceCeiling, plain } from "./scale.js";

const [WIDTH, HEIGHT] = [1000, 200]; // of the drawing before it is stretched
const MOST_POINTS = 700;

/**
 * @typedef {object} Series
 * @property {"line" | "dots"} kind
 * @property {string} colour of the theme
 * @property {number[] | null} steps of the values; null for 0, 1, 2, …
 * @property {ArrayLike<number>} values
 * @property {boolean} [dashed]
 */

/**
 * @typedef {object} Content
 * @property {string} label
 * @property {Series[]} series
 * @property {number} last step of the axis
 * @property {number} cursor
 * @property {(step: number) => void} choose
 * @property {[string, string]} ends what its first and its last step are called
 * @property {boolean} [zero] whether 0 is on the axis of values
 * @property {boolean} [share] whether values are shares from 0 to 1
 */

/**
 * Return the chart; `moveCursor` moves its cursor without drawing it again.
 *
 * The drawing is stretched to the room there is; its labels are not.
 *
 * @param {Content} content
 */
export function chart(content) {
  const { series, last, label } = content;
  const [low, high] = content.share ? [0, 1] : limits(series, content.zero ?? false);
  const x = (/** @type {number} */ step) => (step / Math.max(last, 1)) * WIDTH;
  const y = (/** @type {number} */ value) => HEIGHT * (1 - (value - low) / (high - low));
  const ticks = low < 0 && high > 0 ? [low, 0, high] : [low, high];
  const svg = s(
    "svg",
    {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: "none",
      role: "img",
      "aria-label": label,
    },
    ...ticks.map((value) =>
      s("line", {
        class: value === 0 ? "axis zero" : "axis",
        x1: 0,
        x2: WIDTH,
        y1: y(value),
        y2: y(value),
      }),
    ),
    ...series.flatMap((one) => drawn(one, x, y)),
  );
  const choose = (/** @type {PointerEvent} */ event) => {
    const box = svg.getBoundingClientRect();
    const step = Math.round(((event.clientX - box.left) / box.width) * last);
    content.choose(Math.min(Math.max(step, 0), last));
  };
  svg.addEventListener("pointerdown", choose);
  svg.addEventListener("pointermove", (event) => {
    if (event.buttons & 1) choose(event);
  });
  const scale = ticks.map((value) => {
    const tick = h("span", {}, tickText(value));
    tick.style.top = `${(y(value) / HEIGHT) * 100}%`;
    return tick;
  });
  const plot = h("div", { class: "plot" }, svg, cursorLine());
  moveCursor(plot, content.cursor, last);
  return h(
    "div",
    { class: "chart" },
    h("div", { class: "scale", "aria-hidden": "true" }, ...scale),
    plot,
    h(
      "div",
      { class: "steps", "aria-hidden": "true" },
      ...content.ends.map((end) => h("span", {}, end)),
    ),
  );
}

/** A line over a drawing that moves without drawing that again. */
export function cursorLine() {
  return h("div", { class: "cursor" }, h("div", {}));
}

/**
 * @param {Element} root holds the line
 * @param {number} step
 * @param {number} last
 */
export function moveCursor(root, step, last) {
  const cursor = /** @type {HTMLElement | null} */ (root.querySelector(".cursor"));
  if (cursor)
    cursor.style.transform = `translateX(${((step / Math.max(last, 1)) * 100).toFixed(2)}%)`;
}

/** @param {number} value */
function tickText(value) {
  return plain(value).replace("-", "\u2212");
}

/**
 * @param {Series[]} series
 * @param {boolean} zero
 * @returns {[number, number]}
 */
function limits(series, zero) {
  let low = zero ? 0 : Infinity;
  let high = zero ? 0 : -Infinity;
  for (const { values } of series) {
    for (let k = 0; k < values.length; k++) {
      if (!Number.isFinite(values[k])) continue;
      low = Math.min(low, values[k]);
      high = Math.max(high, values[k]);
    }
  }
  if (!(low < high)) return [low - 1, low + 1];
  return [low < 0 ? -niceCeiling(-low) : 0, high > 0 ? niceCeiling(high) : 0];
}

/**
 * @param {Series} one
 * @param {(step: number) => number} x
 * @param {(value: number) => number} y
 */
function drawn({ kind, colour, steps, values, dashed }, x, y) {
  const at = (/** @type {number} */ k) => x(steps ? steps[k] : k);
  if (kind === "dots") {
    return Array.from(values, (value, k) =>
      s("path", { class: `dot ${colour}`, d: `M${at(k).toFixed(1)},${y(value).toFixed(1)}h0` }),
    );
  }
  const points = thinned(values).map((k) => `${at(k).toFixed(1)},${y(values[k]).toFixed(1)}`);
  return [
    s("polyline", {
      class: `line ${colour}`,
      points: points.join(" "),
      "data-dashed": dashed || null,
    }),
  ];
}

/**
 * Indices of values to draw: of long series the least and the largest of each stretch.
 *
 * @param {ArrayLike<number>} values
 */
function thinned(values) {
  const size = Math.ceil(values.length / (MOST_POINTS / 2));
  if (size <= 2) return Array.from({ length: values.length }, (_, k) => k);
  const found = [];
  for (let start = 0; start < values.length; start += size) {
    let [low, high] = [start, start];
    for (let k = start; k < Math.min(start + size, values.length); k++) {
      if (values[k] < values[low]) low = k;
      if (values[k] > values[high]) high = k;
    }
    found.push(...(low < high ? [low, high] : low > high ? [high, low] : [low]));
  }
  return found;
}
