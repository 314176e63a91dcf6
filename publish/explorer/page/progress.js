// The training as a whole: cost and accuracy over the steps, and when a sample is read right.

import { chart, cursorLine, moveCursor } from "./chart.js";
import { fill, h, s } from "./dom.js";
import { rightnessOf } from "./history.js";
import { axisEnds, heading } from "./pieces.js";

/** @typedef {import("./network_page.js").NetworkApp} NetworkApp */

const SETTLED = 150; // milliseconds after the last change

/**
 * @param {HTMLElement} root
 * @param {NetworkApp} app
 */
export function mount(root, app) {
  const { run, t, arrays } = app;
  const [choose, ends] = [app.openNear, axisEnds(app)];
  const cost = chart({
    label: t("progress.cost", { name: t(`costs.${run.loss.name}`) }),
    series: costSeries(arrays, run),
    last: run.steps,
    cursor: 0,
    choose,
    ends,
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
        ends,
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
  let wait = 0;
  const draw = (/** @type {boolean} */ patient) => {
    const shown = app.moment().sample;
    const found = shown === sample ? null : rightnessOf(run, shown, patient);
    if (found) {
      sample = shown;
      fill(band, answers(app, shown, found.right));
    }
    moveCursor(band, updatesMade(app), run.steps);
  };
  const update = () => {
    const updates = updatesMade(app);
    moveCursor(cost, updates, run.steps);
    if (accuracy) moveCursor(accuracy, updates, run.steps);
    moveCursor(band, updates, run.steps);
    clearTimeout(wait);
    wait = setTimeout(() => draw(true), SETTLED);
  };
  app.state.subscribe(update);
  draw(false);
  update();
}

/** @param {NetworkApp} app */
function updatesMade({ state }) {
  const { step, after } = state.get();
  return step + (after ? 1 : 0);
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
 * When a sample is read right: a band over the training.
 *
 * @param {NetworkApp} app
 * @param {number} sample
 * @param {Uint8Array} right
 */
function answers(app, sample, right) {
  const { t } = app;
  const pieces = [];
  for (let start = 0; start < right.length; ) {
    let end = start;
    while (end < right.length && right[end] === right[start]) end++;
    if (right[start]) {
      const scale = 1000 / right.length;
      const width = Math.max((end - start) * scale, 1);
      pieces.push(s("rect", { x: start * scale, width, y: 4, height: 16, class: "right" }));
    }
    start = end;
  }
  return [
    h("h4", {}, t("progress.right", { sample })),
    h(
      "div",
      { class: "chart strip" },
      h("div", {}),
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
      h("div", { class: "steps" }, ...axisEnds(app).map((end) => h("span", {}, end))),
    ),
    h(
      "p",
      { class: "key" },
      h("span", { class: "patch right" }),
      t("status.right"),
      h("span", { class: "patch wrong" }),
      t("status.wrong"),
    ),
  ];
}
