// Pieces of written mathematics that several panels use.

import { h } from "./dom.js";
import { edgeKey, layerMark, neuron, plainName, variable } from "./names.js";
import { number } from "./number.js";

/** @typedef {import("./dom.js").Child} Child */
/** @typedef {import("./network_page.js").NetworkApp} NetworkApp */

/**
 * A line of mathematics.
 *
 * @param {...Child} children
 */
export function equation(...children) {
  return h("p", { class: "equation" }, ...children);
}

/** @param {string} sign of a relation, = or ≈ */
export function relation(sign) {
  return h("span", { class: sign === "=" ? "relation" : "relation about" }, ` ${sign} `);
}

/** @param {string} text an operator or a bracket */
export function op(text) {
  return h("span", { class: "op" }, text);
}

/** The sign of a sum over an index. */
export function sumOver(/** @type {string} */ index) {
  return h("span", { class: "math op" }, "Σ", h("sub", {}, h("var", {}, index)));
}

/**
 * A heading with what stands beside it.
 *
 * @param {Child} text
 * @param {...Child} more
 */
export function heading(text, ...more) {
  return h("div", { class: "heading" }, h("h3", {}, text), ...more);
}

/** The symbol of a function: σ(…) and so on; "" for the identity. */
/** @type {Record<string, string>} */
export const SYMBOLS = {
  sigmoid: "σ",
  tanh: "tanh",
  relu: "ReLU",
  identity: "",
  softmax: "softmax",
};

/**
 * A symbol with its indices.
 *
 * @param {string} letter
 * @param {string} [below]
 * @param {string} [kind] class
 * @param {string} [above]
 */
export function symbolOf(letter, below = "", kind = "", above = "") {
  const found = variable(letter, below, above);
  if (kind) found.classList.add(kind);
  return found;
}

/**
 * A symbol of a neuron's own numbers: its z, its bias b, its delta δ.
 *
 * @param {NetworkApp["run"]} run
 * @param {"z" | "b" | "δ"} letter
 * @param {import("./names.js").Place} place
 */
export function ownSymbol({ sizes }, letter, { layer, index }) {
  const kind = letter === "b" ? "bias" : "";
  return symbolOf(letter, String(index + 1), kind, layerMark(sizes, layer));
}

/**
 * A number that stands after an operator: in brackets if it has a sign.
 *
 * @param {number} value
 * @param {number} decimals
 * @param {string} [colour]
 */
export function bracketed(value, decimals, colour) {
  const written = number(value, { decimals, colour });
  return value < 0 ? h("span", {}, "(", written, ")") : written;
}

/** @param {NetworkApp} app */
export function copyButton(app) {
  return h("button", { type: "button", class: "quiet", "data-copy": "" }, app.t("copy.button"));
}

/**
 * A button that opens the weight between two neurons.
 *
 * @param {NetworkApp} app
 * @param {number} layer
 * @param {number} j
 * @param {number} i
 * @param {import("./names.js").Place} named the end that the button names
 */
export function edgeButton(app, layer, j, i, named) {
  const key = edgeKey(app.run.sizes, layer, j, i);
  const { sizes } = app.run;
  const name = app.t("neuron.open_weight", {
    from: plainName(sizes, { layer, index: i }),
    to: plainName(sizes, { layer: layer + 1, index: j }),
  });
  return h(
    "button",
    { type: "button", class: "plain", "data-edge": key, "aria-label": name },
    neuron(app.run.sizes, named),
  );
}

/**
 * Say of which cost the deltas are the gradient, where it is not the cost that is shown.
 *
 * @param {NetworkApp} app
 */
export function otherCost({ run, t }) {
  if (run.learned === run.loss.name) return null;
  const shown = t(`costs.${run.loss.name}`);
  const said = run.learned
    ? t("neuron.other_cost", { learned: t(`costs.${run.learned}`), shown })
    : t("neuron.no_cost", { shown });
  return h("p", { class: "note" }, said);
}

/**
 * What the two ends of an axis of training steps stand for.
 *
 * @param {NetworkApp} app
 * @returns {[string, string]}
 */
export function axisEnds({ run, t }) {
  if (run.imported) return ["0", String(run.steps)];
  return [t("progress.axis_first"), t("progress.axis_last", { last: run.steps })];
}
