// The head of an image network's page.

import { grouped, mount as mountHead } from "../head.js";
import { helpDialog } from "../help.js";
import { momentText } from "./timeline.js";

/** @typedef {import("./context.js").Context} Context */

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { t } = context;
  mountHead(root, context, {
    facts: factsOf(context),
    help: helpDialog(context, {
      about: t("images.help.about"),
      keys: keysOf(context),
      address: t("images.help.address"),
    }),
    moment: () => momentText(context),
    names: ["moment", "picture"],
  });
}

/** @param {Context} context */
function factsOf({ header, t, training }) {
  const functions = [...new Set(/** @type {string[]} */ (header.activations))];
  return [
    header.layer_sizes.join("-"),
    functions.map((name) => t(`functions.${name}`)).join(", "),
    t("images.facts.steps", { steps: grouped(header.steps) }),
    t(training.moments < header.recorded ? "images.facts.some" : "images.facts.moments", {
      shown: grouped(training.moments),
      recorded: grouped(header.recorded),
    }),
    t(header.rounded ? "images.facts.rounded" : `images.facts.${header.precision}`),
    header.imported && t("images.facts.imported"),
  ].filter(Boolean);
}

/**
 * @param {Context} context
 * @returns {[string, string][]}
 */
function keysOf({ t }) {
  return [
    ["← →", t("images.help.moment")],
    ["Home, End", t("images.help.ends")],
    ["K", t("help.play")],
    ["C", t("images.help.surface")],
    ["↑ ↓ ← →, Space", t("images.help.pen")],
    ["N, ↑ ↓ ← →", t("help.neurons")],
    ["S", t("images.help.drawings")],
    ["D", t("help.digits")],
    ["T", t("help.theme")],
  ];
}
