// One line about the sample that is read: the answer, and whether it is right.

import { fill, h, morph } from "./dom.js";
import { number } from "./number.js";
import { usualDecimals } from "./numbers.js";

/** @typedef {import("./network_page.js").NetworkApp} NetworkApp */

/**
 * @param {HTMLElement} root
 * @param {NetworkApp} app
 */
export function mount(root, app) {
  const line = h("p", {});
  const note = h("p", { class: "note" });
  // Read aloud when nothing plays: a voice could not follow.
  const said = h("p", { class: "unseen", role: "status" });
  fill(root, [line, note, said]);
  let wait = 0;
  const update = () => {
    const { playing, step } = app.state.get();
    morph(line, sentence(app));
    const moment = app.moment();
    const own = app.run.sampleIndex[step];
    const text = moment.trained ? "" : app.t("status.other", { own, sample: moment.sample });
    if (note.textContent !== text) note.textContent = text;
    clearTimeout(wait);
    if (!playing) {
      wait = setTimeout(() => {
        said.textContent = `${app.t("step.step")} ${step}. ${line.textContent}`;
      }, 700);
    }
  };
  app.state.subscribe(update);
  update();
}

/**
 * @param {NetworkApp} app
 * @returns {import("./dom.js").Child[]}
 */
function sentence(app) {
  const { run, t } = app;
  const moment = app.moment();
  const names = run.header.class_names;
  const cost = h(
    "span",
    { class: "cost" },
    t("status.cost"),
    " ",
    number(moment.cost, { decimals: usualDecimals([moment.cost], 3) }),
  );
  const sample = h("strong", {}, t("sample.title", { sample: moment.sample }));
  if (!names || moment.label === null) return [sample, cost];
  const right = !moment.tied && moment.answer === moment.label;
  const verdict = moment.tied ? "status.tied" : right ? "status.right" : "status.wrong";
  return [
    sample,
    h("span", {}, t("status.is"), " ", h("b", { class: "target" }, names[moment.label])),
    !moment.tied && h("span", {}, t("status.answer"), " ", h("b", {}, names[moment.answer])),
    h("span", { class: right ? "verdict right" : "verdict" }, right ? "✓ " : "✗ ", t(verdict)),
    cost,
  ];
}
