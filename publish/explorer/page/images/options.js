// Choices of which one is taken: arrow keys move among them, Tab leaves them.

import { h } from "../dom.js";

/**
 * @typedef {object} Choice
 * @property {HTMLElement} element
 * @property {any} value
 */

/**
 * A group of radio buttons with contents of any kind.
 *
 * @param {object} content
 * @param {string} content.label
 * @param {string} [content.kind] class of the group
 * @param {Choice[]} content.choices their elements are buttons
 * @param {(value: any) => void} content.choose
 * @param {() => number} [content.across] how many stand side by side
 */
export function options({ label, kind = "", choices, choose, across = () => 1 }) {
  const group = h("div", { class: kind, role: "radiogroup", "aria-label": label });
  const take = (/** @type {number} */ k) => {
    choose(choices[k].value);
    choices[k].element.focus();
  };
  choices.forEach(({ element, value }) => {
    element.setAttribute("role", "radio");
    element.addEventListener("click", () => choose(value));
    group.append(element);
  });
  group.addEventListener("keydown", (event) => {
    const at = choices.findIndex(({ element }) => element === document.activeElement);
    const last = choices.length - 1;
    /** @type {Record<string, number>} */
    const places = {
      ArrowRight: at === last ? 0 : at + 1,
      ArrowLeft: at === 0 ? last : at - 1,
      ArrowDown: across() > 1 ? at + across() : at === last ? 0 : at + 1,
      ArrowUp: across() > 1 ? at - across() : at === 0 ? last : at - 1,
      Home: 0,
      End: last,
    };
    if (at < 0 || !Object.hasOwn(places, event.key) || event.altKey || event.ctrlKey) return;
    event.preventDefault();
    event.stopPropagation();
    const next = places[event.key];
    if (next >= 0 && next <= last) take(next);
  });
  return {
    group,
    /** @param {any} value */
    mark(value) {
      const taken = choices.findIndex((choice) => choice.value === value);
      choices.forEach(({ element }, k) => {
        element.setAttribute("aria-checked", String(k === taken));
        element.tabIndex = k === Math.max(taken, 0) ? 0 : -1;
      });
    },
  };
}

/**
 * Plain choices by their texts.
 *
 * @param {string} label
 * @param {[any, string][]} texts value and text of each
 * @param {(value: any) => void} choose
 */
export function textOptions(label, texts, choose) {
  const choices = texts.map(([value, text]) => ({
    value,
    element: h("button", { type: "button" }, text),
  }));
  return options({ label, kind: "choices", choices, choose });
}
