// The head of a page: what the recording is, and the buttons for the page itself.

import { fill, h } from "./dom.js";
import { openHelp } from "./help.js";

/**
 * @param {HTMLElement} root
 * @param {import("./app.js").App} app
 * @param {object} content
 * @param {string[]} content.facts about the recording
 * @param {HTMLElement} content.help its dialog
 * @param {() => string} content.moment what is shown, in words: for paper
 * @param {string[]} content.names of the state on which these words depend
 */
export function mount(root, app, { facts, help, moment, names }) {
  const { header, state, t } = app;
  const button = (/** @type {string} */ text, /** @type {() => void} */ act) =>
    h("button", { type: "button", class: "quiet", onclick: act }, text);
  const digits = button(t("top.digits"), () => state.set({ digits: !state.get().digits }));
  const theme = button(t("top.theme"), () => app.themes.choose(state));
  if (header.name === null) document.title = titleOf(app);
  const printed = h("p", { class: "print-line" });
  fill(root, [
    h(
      "div",
      {},
      h("h1", {}, header.name ?? titleOf(app)),
      h(
        "p",
        { class: "facts" },
        ...facts.flatMap((fact, k) => [
          h("span", {}, k + 1 < facts.length ? `${fact} ·` : fact),
          " ",
        ]),
      ),
      printed,
    ),
    h("div", { class: "tools" }, digits, theme, button(t("top.help"), openHelp)),
    help,
  ]);
  const update = () => {
    app.themes.use(state.get().theme);
    digits.setAttribute("aria-pressed", String(state.get().digits));
  };
  const say = () => {
    printed.textContent = moment();
  };
  state.subscribe(update, ["theme", "digits"]);
  state.subscribe(say, names);
  update();
  say();
}

const MOST_CLASSES = 5; // that a title lists

/**
 * What a recording without a title of its own shows: which network learns what.
 *
 * @param {import("./app.js").App} app
 */
function titleOf({ header, t, language }) {
  const classes = /** @type {string[] | null} */ (header.class_names);
  const listed = classes && header.layer_sizes.at(-1) > 1 && classes.length <= MOST_CLASSES;
  const list = new Intl.ListFormat(language === "en" ? "en-GB" : language); // no comma before "and"
  return t("top.learns", {
    shape: header.layer_sizes.join("-"),
    what: listed ? list.format(classes) : header.subject,
  });
}

/**
 * Whole numbers, thousands parted by thin spaces.
 *
 * @param {number} value
 */
export function grouped(value) {
  return String(value).replace(/\B(?=(\d{3})+$)/g, "\u2009");
}
