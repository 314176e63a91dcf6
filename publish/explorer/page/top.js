// The head of the page: what the recording is, and the buttons for the page itself.

import { fill, h } from "./dom.js";
import { full } from "./numbers.js";

/** @typedef {import("./network_page.js").NetworkApp} NetworkApp */

/**
 * @param {HTMLElement} root
 * @param {NetworkApp} app
 */
export function mount(root, app) {
  const { run, t, state } = app;
  const { header } = run;
  const functions = [...new Set(/** @type {string[]} */ (header.activations))];
  const facts = [
    header.layer_sizes.join("-"),
    functions.map((name) => t(`functions.${name}`)).join(", "),
    t(`costs.${header.cost}`),
    header.learning_rate !== null && `η = ${full(header.learning_rate)}`,
    t(run.steps === 1 ? "top.one_step" : "top.steps", { count: grouped(run.steps) }),
    t(header.samples === 1 ? "top.one_sample" : "top.samples", { count: grouped(header.samples) }),
    run.imported && t("top.imported"),
  ];
  const theme = h(
    "button",
    { type: "button", class: "quiet", onclick: () => state.set({ theme: 1 - state.get().theme }) },
    t("top.theme"),
  );
  const digits = h(
    "button",
    {
      type: "button",
      class: "quiet",
      "aria-pressed": "false",
      onclick: () => state.set({ digits: !state.get().digits }),
    },
    t("top.digits"),
  );
  const help = h(
    "button",
    { type: "button", class: "quiet", onclick: () => app.help() },
    t("top.help"),
  );
  fill(root, [
    h(
      "div",
      {},
      h("h1", {}, header.name),
      h(
        "p",
        { class: "facts" },
        ...facts
          .filter(Boolean)
          .flatMap((fact, k) => [k ? " · " : null, h("span", {}, String(fact))]),
      ),
    ),
    h("div", { class: "tools" }, digits, theme, help),
    dialog(app),
  ]);
  const update = () => {
    app.themes.use(state.get().theme);
    digits.setAttribute("aria-pressed", String(state.get().digits));
  };
  state.subscribe(update, ["theme", "digits"]);
}

/** @param {number} count */
function grouped(count) {
  return String(count).replace(/\B(?=(\d{3})+$)/g, "\u2009");
}

/** @param {NetworkApp} app */
function dialog(app) {
  const { t, state } = app;
  const keys = [
    ["← →", "help.step"],
    ["Shift + ← →", "help.epoch"],
    ["K", "help.play"],
    ["U", "help.update"],
    ["B", "help.way"],
    [app.views.map((_, k) => k + 1).join(" "), "help.views"],
    ["N, ↑ ↓", "help.neurons"],
    ["S", "help.sample"],
    ["D", "help.digits"],
    ["T", "help.theme"],
  ];
  const letters = h("input", {
    type: "checkbox",
    checked: true,
    onchange: () => state.set({ letters: letters.checked }),
  });
  const element = h(
    "dialog",
    { id: "help", "aria-labelledby": "help-title" },
    h("h2", { id: "help-title" }, t("help.title")),
    h("p", {}, t("help.numbers")),
    h(
      "dl",
      {},
      ...keys.flatMap(([key, name]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, t(name))]),
    ),
    h("label", { class: "field" }, letters, t("help.letters")),
    h("p", { class: "note" }, t("help.address")),
    h(
      "button",
      { type: "button", class: "quiet", onclick: () => element.close() },
      t("help.close"),
    ),
  );
  return element;
}
