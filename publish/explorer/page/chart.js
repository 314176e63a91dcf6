// A chart over the training, with a cursor.

import { s } from "./dom.js";
import { plain } from "./diagram.js";
import { niceCeiling } from "./scale.js";

const [WIDTH, HEIGHT] = [560, 170];
const [LEFT, RIGHT, TOP, BOTTOM] = [52, 12, 12, 26];
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
 * @property {boolean} [zero] whether 0 is on the axis of values
 * @property {boolean} [share] whether values are shares from 0 to 1
 */

/**
 * Return the chart; `moveCursor` moves its cursor without drawing it again.
 *
 * @param {Content} content
 */
export function chart(content) {
  const { series, last, label } = content;
  const [low, high] = content.share ? [0, 1] : limits(series, content.zero ?? false);
  const x = (/** @type {number} */ step) => LEFT + (step / Math.max(last, 1)) * (WIDTH - LEFT - RIGHT);
  const y = (/** @type {number} */ value) =>
    HEIGHT - BOTTOM - ((value - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const svg = s("svg", {
    class: "chart",
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    role: "img",
    "aria-label": label,
    "data-last": last,
  });
  const ticks = low < 0 && high > 0 ? [low, 0, high] : [low, high];
  for (const value of ticks) {
    svg.append(
      s("line", { class: value === 0 ? "axis zero" : "axis", x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value) }),
      s("text", { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, tickText(value)),
    );
  }
  for (const step of [0, last]) {
    svg.append(
      s("text", { x: x(step), y: HEIGHT - 8, "text-anchor": step ? "end" : "start" }, String(step)),
    );
  }
  for (const one of series) svg.append(...drawn(one, x, y));
  svg.append(s("line", { class: "cursor", y1: TOP - 6, y2: HEIGHT - BOTTOM }));
  moveCursor(svg, content.cursor);
  const choose = (/** @type {PointerEvent} */ event) => {
    const box = svg.getBoundingClientRect();
    const share = ((event.clientX - box.left) / box.width) * WIDTH;
    const step = Math.round(((share - LEFT) / (WIDTH - LEFT - RIGHT)) * last);
    content.choose(Math.min(Math.max(step, 0), last));
  };
  svg.addEventListener("pointerdown", choose);
  svg.addEventListener("pointermove", (event) => {
    if (event.buttons & 1) choose(event);
  });
  return svg;
}

/**
 * @param {SVGSVGElement} svg
 * @param {number} step
 */
export function moveCursor(svg, step) {
  const share = step / Math.max(Number(svg.dataset.last), 1);
  const x = (LEFT + share * (WIDTH - LEFT - RIGHT)).toFixed(1);
  const cursor = svg.querySelector(".cursor");
  cursor?.setAttribute("x1", x);
  cursor?.setAttribute("x2", x);
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
      s("circle", { class: `dot ${colour}`, cx: at(k), cy: y(value), r: 3 }),
    );
  }
  const points = thinned(values).map((k) => `${at(k).toFixed(1)},${y(values[k]).toFixed(1)}`);
  return [s("polyline", { class: `line ${colour}`, points: points.join(" "), "data-dashed": dashed || null })];
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
