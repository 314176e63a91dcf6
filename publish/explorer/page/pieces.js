// Pieces of written mathematics that several panels use.

import { h } from "./dom.js";
import { variable } from "./names.js";

/** @typedef {import("./dom.js").Child} Child */

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
