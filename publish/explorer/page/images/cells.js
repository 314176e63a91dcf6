// Texts, numbers and pictures that change many times a second: written only where they differ.

import { mix } from "../scale.js";
import { copy } from "../table.js";
import { h, put } from "../dom.js";
import { allDigits, number } from "../number.js";
import { print } from "../numbers.js";
import { wordOf } from "./context.js";

/** @typedef {import("../number.js").NumberStyle} NumberStyle */

/**
 * @param {Element} element
 * @param {string} text
 */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Print another number in place of one.
 *
 * @param {HTMLElement} element made by `number`
 * @param {number} value NaN where there is none: a dash stands there
 * @param {NumberStyle} style
 * @param {boolean} [short] whether there is no room for all digits
 */
export function renumber(element, value, style, short = false) {
  const key = `${value} ${style.decimals} ${allDigits() && !short}`;
  if (element.dataset.printed === key) return;
  element.dataset.printed = key;
  if (Number.isNaN(value)) {
    delete element.dataset.value;
    element.className = "none";
    return say(element, "–");
  }
  const made = number(value, style);
  element.dataset.value = made.dataset.value;
  element.className = made.className;
  say(element, short ? print(value, style) : (made.textContent ?? ""));
}

/**
 * The sign of an equation whose numbers are printed; with all their digits nothing is equal, as
 * computers round every step.
 *
 * @param {boolean} holds with the digits that are printed as a rule
 */
export function equals(holds) {
  return holds && !allDigits() ? "=" : "≈";
}

/**
 * Run a function once nothing has called for some time.
 *
 * @param {() => void} act
 * @param {number} [milliseconds]
 * @returns {() => void}
 */
export function settled(act, milliseconds = 200) {
  let wait = 0;
  return () => {
    clearTimeout(wait);
    wait = setTimeout(act, milliseconds);
  };
}

/**
 * The colours of 256 grey levels, from an unlit pixel or neuron to a lit one.
 *
 * @param {(name: string) => string} colour
 */
export function greyWords(colour) {
  const [low, high] = [colour("activation_low"), colour("activation_high")];
  return Uint32Array.from({ length: 256 }, (_, level) => wordOf(mix(low, high, level / 255)));
}

/**
 * Paint one colour a pixel; the canvas is scaled up by style.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {number} rows
 * @param {number} columns
 * @param {(place: number) => number} word the colour of each pixel
 */
export function paint(canvas, rows, columns, word) {
  if (canvas.width !== columns || canvas.height !== rows) {
    canvas.width = columns;
    canvas.height = rows;
  }
  const pen = canvas.getContext("2d");
  if (!pen) return;
  const image = pen.createImageData(columns, rows);
  const words = new Uint32Array(image.data.buffer);
  for (let place = 0; place < words.length; place++) words[place] = word(place);
  pen.putImageData(image, 0, 0);
}

/**
 * Let something wide be scrolled, from the keyboard too while it does not fit.
 *
 * @param {string} label
 * @param {HTMLElement} content
 */
export function scrolling(label, content) {
  const element = h("div", { class: "scrolls", role: "group", "aria-label": label }, content);
  const watch = new ResizeObserver(() => {
    put(element, { tabindex: element.scrollWidth > element.clientWidth ? 0 : null });
  });
  watch.observe(element);
  watch.observe(content);
  return element;
}

/**
 * A button that copies a table as CSV, with all digits.
 *
 * @param {{t: (name: string) => string}} app
 * @param {HTMLTableElement} table
 */
export function copyButton({ t }, table) {
  const act = () => copy(table);
  return h("button", { type: "button", class: "quiet copy", onclick: act }, t("images.copy"));
}
