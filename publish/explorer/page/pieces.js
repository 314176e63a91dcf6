// Pieces of written mathematics that several panels use.

import { h } from "./dom.js";
import { edgeKey, neuron, variable } from "./names.js";
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
 * A symbol with a subscript.
 *
 * @param {string} letter
 * @param {string} [subscript]
 * @param {string} [kind] class
 */
export function symbolOf(letter, subscript = "", kind = "") {
  const found = variable(letter, subscript);
  if (kind) found.classList.add(kind);
  return found;
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
  const name = app.t("neuron.open_weight", { from: key.split("-")[1], to: key.split("-")[0] });
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
