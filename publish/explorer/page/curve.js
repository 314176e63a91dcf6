// The curve of an activation function with the dot of a neuron.

import { s } from "./dom.js";
import { plain } from "./scale.js";

const [WIDTH, HEIGHT, EDGE] = [260, 150, 26];

/**
 * @param {import("./functions.js").Activation} func
 * @param {number} z
 * @param {number} a
 * @param {string} label
 */
export function curve(func, z, a, label) {
  const reach = Math.max(4, Math.ceil(Math.abs(z)) + 1);
  const [low, high] = range(func, reach);
  const x = (/** @type {number} */ value) =>
    EDGE + ((value + reach) / (2 * reach)) * (WIDTH - 2 * EDGE);
  const y = (/** @type {number} */ value) =>
    HEIGHT - EDGE - ((value - low) / (high - low)) * (HEIGHT - 2 * EDGE);
  const points = Array.from({ length: 121 }, (_, k) => {
    const at = -reach + (k / 120) * 2 * reach;
    return `${x(at).toFixed(1)},${y(func.value([at])[0]).toFixed(1)}`;
  });
  const tick = (/** @type {number} */ value, /** @type {boolean} */ across) =>
    s(
      "text",
      across
        ? { x: x(value), y: HEIGHT - 6, "text-anchor": "middle" }
        : { x: EDGE - 5, y: y(value) + 4, "text-anchor": "end" },
      plain(value).replace("-", "\u2212"),
    );
  return s(
    "svg",
    { class: "curve", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label },
    s("line", {
      class: "axis",
      x1: EDGE,
      x2: WIDTH - EDGE,
      y1: y(Math.max(low, 0)),
      y2: y(Math.max(low, 0)),
    }),
    s("line", { class: "axis", x1: x(0), x2: x(0), y1: EDGE / 2, y2: HEIGHT - EDGE }),
    tick(-reach, true),
    tick(0, true),
    tick(reach, true),
    tick(high, false),
    low ? tick(low, false) : null,
    s("polyline", { class: "line", points: points.join(" ") }),
    s("path", { class: "drop", d: `M${x(z)},${y(Math.max(low, 0))}V${y(a)}H${x(0)}` }),
    s("circle", { class: "dot", cx: x(z), cy: y(a), r: 6 }),
  );
}

/**
 * @param {import("./functions.js").Activation} func
 * @param {number} reach
 * @returns {[number, number]}
 */
function range(func, reach) {
  const low = Number.isFinite(func.low) ? func.low : -reach;
  const high = Number.isFinite(func.high) ? func.high : reach;
  return [low, high];
}
