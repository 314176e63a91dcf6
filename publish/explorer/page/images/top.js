// The head of the page: what the recording is.

import { fill, h } from "../dom.js";
import { grouped } from "./cells.js";

/** @typedef {import("./context.js").Context} Context */

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { header, state, t, themes, training } = context;
  const functions = [...new Set(/** @type {string[]} */ (header.activations))];
  const facts = [
    header.layer_sizes.join("-"),
    functions.map((name) => t(`functions.${name}`)).join(", "),
    t("images.facts.steps", { steps: grouped(header.steps) }),
    t(training.moments < header.recorded ? "images.facts.some" : "images.facts.moments", {
      shown: grouped(training.moments),
      recorded: grouped(header.recorded),
    }),
    t(header.rounded ? "images.facts.rounded" : `images.facts.${header.precision}`),
    header.imported && t("images.facts.imported"),
  ];
  fill(root, [
    h(
      "div",
      {},
      h("h1", {}, header.name),
      h("p", { class: "facts" }, facts.filter(Boolean).join(" · ")),
    ),
    h(
      "div",
      { class: "tools" },
      h(
        "button",
        {
          type: "button",
          class: "quiet",
          onclick: () => state.set({ theme: 1 - state.get().theme }),
        },
        t("top.theme"),
      ),
    ),
  ]);
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
  root.querySelector(".tools")?.prepend(digits);
  state.subscribe(() => {
    digits.setAttribute("aria-pressed", String(state.get().digits));
  }, ["digits"]);
  state.subscribe(() => themes.use(state.get().theme), ["theme"]);
}
