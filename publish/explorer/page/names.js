// Names of neurons: x₁, h₂, o₃ as in the clips; h₂,₁ is neuron 1 of the second hidden layer.

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

/**
 * @param {number[]} sizes
 * @param {Place} place
 * @returns {[string, string]} the letter and the subscript
 */
export function symbol(sizes, place) {
  const key = keyOf(sizes, place);
  return [key[0], key.slice(1).replace(".", ",")];
}

/**
 * A variable with a subscript, for HTML.
 *
 * @param {string} letter
 * @param {string} [subscript]
 */
export function variable(letter, subscript = "") {
  return h("span", { class: "math" }, h("var", {}, letter), subscript && h("sub", {}, subscript));
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
  const [letter, subscript] = symbol(sizes, place);
  return s(
    "text",
    { ...attributes, class: "math" },
    s("tspan", { class: "letter" }, letter),
    s("tspan", { class: "subscript", dy: "0.25em" }, subscript),
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
