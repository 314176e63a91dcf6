// The training as a whole: cost and accuracy over the steps, and when a sample is read right.

import { chart, cursorLine, moveCursor } from "./chart.js";
import { fill, h, s } from "./dom.js";
import { answersTo } from "./history.js";
import { number } from "./number.js";
import { heading } from "./pieces.js";

/** @typedef {import("./network_page.js").NetworkApp} NetworkApp */

/**
 * @param {HTMLElement} root
 * @param {NetworkApp} app
 */
export function mount(root, app) {
  const { run, t, arrays } = app;
  const choose = (/** @type {number} */ step) => app.goTo(step);
  const cost = chart({
    label: t("progress.cost", { name: t(`costs.${run.loss.name}`) }),
    series: costSeries(arrays, run),
    last: run.steps,
    cursor: 0,
    choose,
    zero: true,
  });
  const shares = accuracySeries(arrays, run);
  const accuracy = shares.length
    ? chart({
        label: t("progress.accuracy"),
        series: shares,
        last: run.steps,
        cursor: 0,
        choose,
        share: true,
      })
    : null;
  const band = h("div", {});
  fill(root, [
    heading(t("progress.title")),
    h("h4", {}, t("progress.cost", { name: t(`costs.${run.loss.name}`) })),
    cost,
    costKey(app),
    accuracy && h("h4", {}, t("progress.accuracy")),
    accuracy,
    accuracy && accuracyKey(app),
    band,
  ]);
  let sample = -1;
  const update = () => {
    const { step, after } = app.state.get();
    const updates = step + (after ? 1 : 0);
    moveCursor(cost, updates, run.steps);
    if (accuracy) moveCursor(accuracy, updates, run.steps);
    const chosen = app.state.get().sample ?? -1;
    if (run.labels && chosen !== sample) {
      sample = chosen;
      fill(
        band,
        chosen < 0 ? [h("p", { class: "note" }, t("progress.choose"))] : answers(app, chosen),
      );
    }
    moveCursor(band, updates, run.steps);
  };
  app.state.subscribe(update);
  update();
}

/**
 * @param {import("./payload.js").Arrays} arrays
 * @param {import("./run.js").Run} run
 * @returns {import("./chart.js").Series[]}
 */
function costSeries(arrays, run) {
  /** @type {import("./chart.js").Series[]} */
  const found = [{ kind: "line", colour: "cost", steps: null, values: run.costs }];
  if (!arrays.has("evaluated_steps")) return found;
  const steps = Array.from(arrays.get("evaluated_steps").data);
  if (arrays.has("train_cost"))
    found.push({ kind: "line", colour: "ink", steps, values: arrays.get("train_cost").data });
  if (arrays.has("test_cost")) {
    found.push({
      kind: "line",
      colour: "quiet",
      dashed: true,
      steps,
      values: arrays.get("test_cost").data,
    });
  }
  return found;
}

/**
 * @param {import("./payload.js").Arrays} arrays
 * @param {import("./run.js").Run} run
 * @returns {import("./chart.js").Series[]}
 */
function accuracySeries(arrays, run) {
  /** @type {import("./chart.js").Series[]} */
  const found = [];
  if (arrays.has("train_accuracy")) {
    const steps = Array.from(arrays.get("evaluated_steps").data);
    found.push({ kind: "line", colour: "ink", steps, values: arrays.get("train_accuracy").data });
    if (arrays.has("test_accuracy")) {
      found.push({
        kind: "line",
        colour: "quiet",
        dashed: true,
        steps,
        values: arrays.get("test_accuracy").data,
      });
    }
  } else if (arrays.has("epoch_accuracy")) {
    const values = arrays.get("epoch_accuracy").data;
    const steps = Array.from(values, (_, k) =>
      Math.min((k + 1) * run.header.epoch_steps, run.steps),
    );
    found.push({ kind: "dots", colour: "ink", steps, values });
  }
  return found;
}

/** @param {NetworkApp} app */
function costKey({ t, arrays }) {
  return h(
    "p",
    { class: "key" },
    h("span", { class: "sample-line cost" }),
    t("progress.each_step"),
    arrays.has("train_cost") && h("span", { class: "sample-line ink" }),
    arrays.has("train_cost") && t("progress.train"),
    arrays.has("test_cost") && h("span", { class: "sample-line quiet dashed" }),
    arrays.has("test_cost") && t("progress.test"),
  );
}

/** @param {NetworkApp} app */
function accuracyKey({ t, arrays }) {
  if (!arrays.has("train_accuracy")) return h("p", { class: "key" }, t("progress.epochs"));
  return h(
    "p",
    { class: "key" },
    h("span", { class: "sample-line ink" }),
    t("progress.train"),
    arrays.has("test_accuracy") && h("span", { class: "sample-line quiet dashed" }),
    arrays.has("test_accuracy") && t("progress.test"),
  );
}

/**
 * When a sample is read right: a band over the training, and the first step in words.
 *
 * @param {NetworkApp} app
 * @param {number} sample
 */
function answers(app, sample) {
  const { run, t } = app;
  const right = /** @type {Uint8Array} */ (answersTo(run, sample));
  const first = right.indexOf(1);
  const stays = right.lastIndexOf(0) + 1;
  const pieces = [];
  for (let start = 0; start < right.length; ) {
    let end = start;
    while (end < right.length && right[end] === right[start]) end++;
    if (right[start]) {
      const scale = 1000 / right.length;
      pieces.push(
        s("rect", {
          x: start * scale,
          width: Math.max((end - start) * scale, 1),
          y: 4,
          height: 16,
          class: "right",
        }),
      );
    }
    start = end;
  }
  const link = (/** @type {number} */ updates) =>
    h(
      "button",
      { type: "button", class: "link", onclick: () => app.goTo(updates) },
      updates === run.steps ? t("progress.end") : number(updates, { decimals: 0, grouped: true }),
    );
  return [
    h("h4", {}, t("progress.right", { sample })),
    h(
      "div",
      { class: "plot" },
      s(
        "svg",
        {
          class: "band",
          viewBox: "0 0 1000 24",
          preserveAspectRatio: "none",
          role: "img",
          "aria-label": t("progress.right", { sample }),
        },
        s("rect", { class: "wrong", x: 0, y: 4, width: 1000, height: 16 }),
        ...pieces,
      ),
      cursorLine(),
    ),
    first < 0
      ? h("p", {}, t("progress.never"))
      : h("p", {}, t("progress.first"), " ", link(first), "."),
    first >= 0 &&
      stays > first &&
      stays < right.length &&
      h("p", {}, t("progress.stays"), " ", link(stays), "."),
  ];
}
