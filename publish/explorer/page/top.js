// The head of a small network's page.

import { grouped, mount as mountHead } from "./head.js";
import { helpDialog } from "./help.js";
import { full } from "./numbers.js";

/** @typedef {import("./network_page.js").NetworkApp} NetworkApp */

/**
 * @param {HTMLElement} root
 * @param {NetworkApp} app
 */
export function mount(root, app) {
  const { run, t, state } = app;
  mountHead(root, app, {
    facts: factsOf(app),
    help: helpDialog(app, {
      about: t("help.numbers"),
      keys: keysOf(app),
      address: t("help.address"),
    }),
    moment: () => {
      const { step, after } = state.get();
      const last = run.steps - 1;
      if (run.imported) return t("print.step", { step, last });
      return t(after ? "print.after" : "print.before", { step, last });
    },
    names: ["step", "after"],
  });
}

/** @param {NetworkApp} app */
function factsOf({ run, t }) {
  const { header } = run;
  const functions = [...new Set(/** @type {string[]} */ (header.activations))];
  const cost = t(`costs.${header.cost}`);
  return [
    header.layer_sizes.join("-"),
    functions.map((name) => t(`functions.${name}`)).join(", "),
    run.learned === header.cost ? cost : t("top.reported", { cost }),
    header.learning_rate !== null && `η = ${full(header.learning_rate)}`,
    t(run.steps === 1 ? "top.one_step" : "top.steps", { count: grouped(run.steps) }),
    t(header.samples === 1 ? "top.one_sample" : "top.samples", { count: grouped(header.samples) }),
    run.imported && t("top.imported"),
  ].filter(Boolean);
}

/**
 * @param {NetworkApp} app
 * @returns {[string, string][]}
 */
function keysOf({ t, views }) {
  return [
    ["← →", t("help.step")],
    ["Shift + ← →", t("help.epoch")],
    ["K", t("help.play")],
    ["U", t("help.update")],
    ["B", t("help.way")],
    [views.map((_, k) => k + 1).join(" "), t("help.views")],
    ["N, ↑ ↓", t("help.neurons")],
    ["S", t("help.sample")],
    ["D", t("help.digits")],
    ["T", t("help.theme")],
  ];
}
