// Names as in the clips: x₁, h₂, o₃; with several hidden layers h₁⁽²⁾ is neuron 1 of the second.  With
// more than one layer of weights, w, b, z and δ have the number of theirs: b₁⁽²⁾ is of o₁.

import { h, s } from "./dom.js";

/** @typedef {{layer: number, index: number}} Place a neuron; layer 0 is the input */

/**
 * Return the key of a neuron, as used in links: `x1`, `h2`, `h2.1`, `o3`.
 *
 * @param {number[]} sizes
 * @param {Place} place
 */
export function keyOf(sizes, { layer, index }) {
  if (layer === 0) return `x${index + 1}`;
  if (layer === sizes.length - 1) return `o${index + 1}`;
  return sizes.length === 3 ? `h${index + 1}` : `h${layer}.${index + 1}`;
}

/**
 * Return the neuron that a key names, or null.
 *
 * @param {number[]} sizes
 * @param {string} key
 * @returns {Place | null}
 */
export function placeOf(sizes, key) {
  const found = /^([xho])(?:(\d{1,3})\.)?(\d{1,6})$/.exec(key);
  if (!found || (found[1] !== "h" && found[2])) return null;
  const last = sizes.length - 1;
  const layer = found[1] === "x" ? 0 : found[1] === "o" ? last : Number(found[2] ?? 1);
  const index = Number(found[3]) - 1;
  if (found[1] === "h" && (layer < 1 || layer >= last)) return null;
  return index >= 0 && index < sizes[layer] ? { layer, index } : null;
}

/** @typedef {[letter: string, below: string, above: string]} Symbol a letter and its indices */

/**
 * @param {number[]} sizes
 * @param {Place} place
 * @returns {Symbol}
 */
export function symbol(sizes, { layer, index }) {
  const letter = layer === 0 ? "x" : layer === sizes.length - 1 ? "o" : "h";
  const above = letter === "h" && sizes.length > 3 ? `(${layer})` : "";
  return [letter, String(index + 1), above];
}

/**
 * The number of a layer of weights, as w, b, z and δ have it; "" if there is only one.
 *
 * @param {number[]} sizes
 * @param {number} layer that the weights lead to, from 1
 */
export function layerMark(sizes, layer) {
  return sizes.length > 2 ? `(${layer})` : "";
}

/**
 * The subscript of a weight, target first; with a comma only where digits would run together.
 *
 * @param {number} j
 * @param {number} i
 */
export function weightIndex(j, i) {
  return `${j + 1}${Math.max(j, i) > 8 ? "," : ""}${i + 1}`;
}

/**
 * A symbol in plain characters, such as h₂ or h₁⁽²⁾, for texts that have no markup.
 *
 * @param {Symbol} symbol
 */
export function plainSymbol([letter, below, above]) {
  const shifted = (/** @type {string} */ text, /** @type {string} */ digits) =>
    text.replace(/\d/g, (digit) => digits[Number(digit)]);
  const raised = shifted(above, "⁰¹²³⁴⁵⁶⁷⁸⁹").replace("(", "⁽").replace(")", "⁾");
  return letter + shifted(below, "₀₁₂₃₄₅₆₇₈₉") + raised;
}

/**
 * The name of a neuron in plain characters.
 *
 * @param {number[]} sizes
 * @param {Place} place
 */
export function plainName(sizes, place) {
  return plainSymbol(symbol(sizes, place));
}

/**
 * A variable with its indices, for HTML.
 *
 * @param {string} letter
 * @param {string} [below]
 * @param {string} [above]
 */
export function variable(letter, below = "", above = "") {
  // Letters are variables of their own, as the i of wᵢ.
  const letters = below.split(/([a-z])/).map((part, k) => (k % 2 ? h("var", {}, part) : part));
  const indices = [below && h("sub", {}, ...letters), above && h("sup", {}, above)].filter(Boolean);
  return h(
    "span",
    { class: "math" },
    h("var", {}, letter),
    ...(indices.length > 1 ? [h("span", { class: "indices" }, ...indices)] : indices),
  );
}

/**
 * The symbol of a neuron, for HTML.
 *
 * @param {number[]} sizes
 * @param {Place} place
 */
export function neuron(sizes, place) {
  return variable(...symbol(sizes, place));
}

/**
 * The symbol of a neuron, for SVG.
 *
 * @param {number[]} sizes
 * @param {Place} place
 * @param {Record<string, any>} attributes
 */
export function neuronText(sizes, place, attributes) {
  const [letter, below, above] = symbol(sizes, place);
  return s(
    "text",
    { ...attributes, class: "math" },
    s("tspan", { class: "letter" }, letter),
    s("tspan", { class: "subscript", dy: "0.25em" }, below),
    ...(above ? [s("tspan", { class: "subscript", dy: "-0.6em" }, above)] : []),
  );
}

/**
 * Key of a weight, target first: `h2-x1`.
 *
 * @param {number[]} sizes
 * @param {number} layer
 * @param {number} j
 * @param {number} i
 */
export function edgeKey(sizes, layer, j, i) {
  return `${keyOf(sizes, { layer: layer + 1, index: j })}-${keyOf(sizes, { layer, index: i })}`;
}
