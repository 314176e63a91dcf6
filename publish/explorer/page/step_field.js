// The field for a step: it never keeps a step that is not the one shown.

import { h } from "./dom.js";

/**
 * @typedef {object} StepField
 * @property {HTMLInputElement} field
 * @property {HTMLElement} note what was wrong with the step that was typed, or nothing
 * @property {(step: number) => void} show
 * @property {(text: string) => void} say until the step changes
 */

/**
 * A field for a step.
 *
 * @param {object} content
 * @param {string} content.id
 * @param {number} content.last step
 * @param {string} content.label
 * @param {() => number} content.now the step that is shown
 * @param {(asked: number) => string} content.choose goes to the step, or to the nearest that there is,
 *   and says so
 * @returns {StepField}
 */
export function stepField({ id, last, label, now, choose }) {
  let typing = false;
  const field = h("input", {
    type: "number",
    id,
    min: 0,
    max: last,
    value: 0,
    "aria-label": label,
    inputmode: "numeric",
    oninput: () => {
      typing = true;
    },
    onchange: () => {
      typing = false;
      const asked = field.valueAsNumber;
      const said = Number.isFinite(asked) ? choose(asked) : "";
      field.value = String(now());
      say(said);
    },
    onblur: () => {
      typing = false;
      field.value = String(now());
    },
  });
  const note = h("p", { class: "step-note", role: "status" });
  let at = 0;
  const say = (/** @type {string} */ text) => {
    at = now();
    if (note.textContent !== text) note.textContent = text;
  };
  return {
    field,
    note,
    say,
    show(step) {
      if (!typing) field.value = String(step);
      if (step !== at) say("");
    },
  };
}
