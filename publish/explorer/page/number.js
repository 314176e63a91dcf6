// Numbers on the page: printed digits that open into all digits.

import { h, s } from "./dom.js";
import { full, print } from "./numbers.js";

/** @typedef {import("./numbers.js").Style & {colour?: string}} NumberStyle */

let digits = false;

/**
 * Print all digits of every number from now on, or those of each number's style.
 *
 * @param {boolean} all
 */
export function showAllDigits(all) {
  digits = all;
}

export function allDigits() {
  return digits;
}

/**
 * @param {number} value
 * @param {NumberStyle} style
 */
function textOf(value, style) {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "−∞" : "–";
  if (!digits) return print(value, style);
  return (style.signed && value > 0 ? "+" : "") + full(value);
}

/**
 * Return the class of the colour of a sign, as weights and products have it.
 *
 * @param {number} value
 */
export function signOf(value) {
  return value > 0 ? "positive" : value < 0 ? "negative" : "nothing";
}

/**
 * A number in HTML.
 *
 * @param {number} value
 * @param {NumberStyle} style
 */
export function number(value, style) {
  return h(
    "span",
    { class: style.colour ? `n ${style.colour}` : "n", "data-value": String(value) },
    textOf(value, style),
  );
}

/**
 * A number in SVG.
 *
 * @param {number} value
 * @param {NumberStyle} style
 */
export function svgNumber(value, style) {
  return s("tspan", { class: "n", "data-value": String(value) }, textOf(value, style));
}

/**
 * Let clicks on numbers below an element open all their digits.
 *
 * @param {HTMLElement} root
 * @param {(name: string) => string} t
 */
export function openNumbers(root, t) {
  const shown = h("output", { class: "digits", hidden: true });
  root.append(shown);
  const close = () => {
    shown.hidden = true;
  };
  root.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const found = target.closest(".n");
    if (!found || target.closest("button, a, [role=button]")) return close();
    const value = Number(/** @type {HTMLElement} */ (found).dataset.value);
    const box = found.getBoundingClientRect();
    shown.textContent = `${full(value)}  ${t("digits.kind")}`;
    shown.hidden = false;
    const wide = shown.offsetWidth;
    const left = Math.min(Math.max(8, box.left + box.width / 2 - wide / 2), innerWidth - wide - 8);
    shown.style.left = `${left + scrollX}px`;
    shown.style.top = `${box.bottom + scrollY + 6}px`;
    event.stopPropagation();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
}
