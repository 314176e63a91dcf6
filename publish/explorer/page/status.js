// About the sample that is read: the answer, whether it is right, and since when.

import { fill, h, morph } from "./dom.js";
import { grouped } from "./head.js";
import { rightnessOf } from "./history.js";
import { number } from "./number.js";
import { usualDecimals } from "./numbers.js";

/** @typedef {import("./network_page.js").NetworkApp} NetworkApp */

const GAP = "\u0000"; // where a link stands in a sentence

/**
 * @param {HTMLElement} root
 * @param {NetworkApp} app
 */
export function mount(root, app) {
  const line = h("p", {});
  const note = h("p", { class: "note" });
  // Read aloud when nothing plays: a voice could not follow.
  const said = h("p", { class: "unseen", role: "status" });
  const since = h("p", { class: "since" });
  fill(root, [line, since, note, said]);
  let wait = 0;
  let told = "";
  const tell = (/** @type {boolean} */ patient) => {
    const { sample } = app.moment();
    const found = rightnessOf(app.run, sample, patient);
    const key = found ? String(sample) : "";
    if (key !== told) fill(since, found ? learnt(app, found) : []);
    told = key;
  };
  const update = () => {
    tell(false);
    const { playing, step } = app.state.get();
    morph(line, sentence(app));
    const moment = app.moment();
    const own = app.run.sampleIndex[step];
    const text = moment.trained ? "" : app.t("status.other", { own, sample: moment.sample });
    if (note.textContent !== text) note.textContent = text;
    clearTimeout(wait);
    if (!playing) {
      wait = setTimeout(() => {
        tell(true);
        said.textContent = `${app.t("step.step")} ${step}. ${line.textContent}`;
      }, 700);
    }
  };
  app.state.subscribe(update);
  update();
}

/**
 * Since when the sample is read right, with links to these steps.
 *
 * @param {NetworkApp} app
 * @param {import("./history.js").Rightness} rightness
 */
function learnt(app, { first, stays }) {
  const { run, t } = app;
  if (first < 0) return [t("progress.never")];
  const end = run.steps;
  const linked = (/** @type {string} */ name, /** @type {number} */ step) => {
    const [before, after] = t(name, { step: GAP }).split(GAP);
    const act = () => app.openAt(step);
    const link = h("button", { type: "button", class: "link", onclick: act }, grouped(step));
    return [before, link, after];
  };
  if (first === end) return [t("progress.first_end")];
  // An imported run knows no updates.
  const [from, at] = run.imported
    ? ["progress.stays", "progress.first_moment"]
    : ["progress.from", "progress.first"];
  if (stays === first) return linked(from, first);
  const later =
    stays > end
      ? [t("progress.lost")]
      : stays === end
        ? [t("progress.stays_end")]
        : linked("progress.stays", stays);
  return [...linked(at, first), " ", ...later];
}

/**
 * The answer in a few words.
 *
 * @param {NetworkApp} app
 */
export function answerText({ run, moment, t }) {
  const { tied, answer, label } = moment();
  const names = run.header.class_names;
  if (!names || label === null) return "";
  if (tied) return t("status.tied_short");
  return `${answer === label ? "✓" : "✗"} ${t("status.answer")} ${names[answer]}`;
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
