// The dialog with the keys of a page.

import { h } from "./dom.js";

/**
 * @param {import("./app.js").App} app
 * @param {object} content
 * @param {string} content.about
 * @param {[string, string][]} content.keys each with what it does
 * @param {string} content.address
 */
export function helpDialog({ t, state }, { about, keys, address }) {
  const letters = h("input", {
    type: "checkbox",
    checked: true,
    onchange: () => state.set({ letters: letters.checked }),
  });
  const element = h(
    "dialog",
    { id: "help", "aria-labelledby": "help-title" },
    h("h2", { id: "help-title" }, t("help.title")),
    h("p", {}, about),
    h(
      "dl",
      {},
      ...keys.flatMap(([key, does]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, does)]),
    ),
    h("label", { class: "field" }, letters, t("help.letters")),
    h("p", { class: "note" }, address),
    h(
      "button",
      { type: "button", class: "quiet", onclick: () => element.close() },
      t("help.close"),
    ),
  );
  return element;
}

/** Open it. */
export function openHelp() {
  /** @type {HTMLDialogElement | null} */ (document.getElementById("help"))?.showModal();
}
