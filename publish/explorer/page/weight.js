// One weight: its gradient, its update, and its values over all steps.

import { chart } from "./chart.js";
import { historyOf } from "./history.js";
import { h, morph } from "./dom.js";
import { productOf, sumOf } from "./equations.js";
import { keyOf, placeOf, symbol } from "./names.js";
import { number, signOf } from "./number.js";
import { exactDecimals, usualDecimals } from "./numbers.js";
import { bracketed, copyButton, equation, op, otherCost, relation, symbolOf } from "./pieces.js";
import { table } from "./table.js";

/** @typedef {import("./network_page.js").NetworkApp} NetworkApp */

/**
 * @param {HTMLElement} root
 * @param {NetworkApp} app
 */
export function render(root, app) {
  const { run, t } = app;
  const [to, from] = app.state
    .get()
    .edge.split("-")
    .map((/** @type {string} */ key) => placeOf(run.sizes, key));
  const [l, j, i] = [from.layer, to.index, from.index];
  const n = run.sizes[l];
  const moment = app.before();
  const { step, after } = app.state.get();
  const weight = moment.weights[l][j * n + i];
  const value = moment.a[l][i];
  const delta = moment.deltas[l][j];
  const gradient = delta * value + 0;
  const of = productOf([delta, value], gradient, [null, exactDecimals([value], 3)]);
  const ofWeight = exactDecimals([weight], 2) ?? 4;
  const subscript = `${symbol(run.sizes, to)[1]},${symbol(run.sizes, from)[1]}`;
  const [above, below] = [symbol(run.sizes, to), symbol(run.sizes, from)];
  morph(root, [
    h("div", { class: "heading" }, choice(app, "to", l), choice(app, "from", l), copyButton(app)),
    equation(
      symbolOf("w", subscript),
      relation("="),
      h("strong", {}, number(weight, { decimals: ofWeight, signed: true, colour: signOf(weight) })),
      h("span", { class: "aside" }, t("weight.at_step", { step })),
    ),
    after && h("p", { class: "note" }, t("neuron.before_update")),
    h("h4", {}, t("weight.gradient")),
    equation(
      ...slopeName(app, subscript),
      relation("="),
      symbolOf("δ", above[1]),
      op(" · "),
      symbolOf(...below),
      relation("="),
      bracketed(delta, of.ofFactors[0]),
      op(" × "),
      bracketed(value, of.ofFactors[1]),
      relation(of.sign),
      number(gradient, { decimals: of.ofProduct, signed: true }),
    ),
    otherCost(app),
    ...update(app, moment, weight, gradient, of.ofProduct, { l, j, i, delta, value, subscript }),
    h("h4", {}, t("weight.history")),
    history(app, l, j, i, step + (after ? 1 : 0), subscript),
  ]);
}

/**
 * The symbol of the gradient: that of the cost's slope only where it is one.
 *
 * @param {NetworkApp} app
 * @param {string} subscript
 */
function slopeName(app, subscript) {
  if (app.run.learned !== app.run.loss.name) return [symbolOf("g", subscript)];
  return [op("∂C/∂"), symbolOf("w", subscript)];
}

/**
 * A list of the neurons at one end of the weight.
 *
 * @param {NetworkApp} app
 * @param {"to" | "from"} end
 * @param {number} l
 */
function choice(app, end, l) {
  const { run, t } = app;
  const keys = app.state.get().edge.split("-");
  const at = end === "to" ? 0 : 1;
  const options = run.sizes.flatMap((size, layer) =>
    (end === "to" ? layer > 0 : layer === l)
      ? Array.from({ length: size }, (_, index) => keyOf(run.sizes, { layer, index }))
      : [],
  );
  return h(
    "label",
    { class: "field" },
    t(`weight.${end}`),
    h(
      "select",
      { "data-end": end },
      ...options.map((key) => h("option", { value: key, selected: key === keys[at] }, key)),
    ),
  );
}

/**
 * Return the weight of which one end is another neuron.
 *
 * @param {NetworkApp} app
 * @param {string} end
 * @param {string} chosen key of the neuron
 */
export function reconnected(app, end, chosen) {
  const keys = app.state.get().edge.split("-");
  const { sizes } = app.run;
  if (end === "from") return `${keys[0]}-${chosen}`;
  const layer = placeOf(sizes, chosen)?.layer ?? 1;
  const from = placeOf(sizes, keys[1]);
  if (from?.layer === layer - 1) return `${chosen}-${keys[1]}`;
  return `${chosen}-${keyOf(sizes, { layer: layer - 1, index: 0 })}`;
}

/**
 * The update of the weight, or why there is none.
 *
 * @param {NetworkApp} app
 * @param {import("./run.js").Moment} moment
 * @param {number} weight before
 * @param {number} gradient
 * @param {number} ofGradient decimals
 * @param {{l: number, j: number, i: number, delta: number, value: number, subscript: string}} at
 */
function update(app, moment, weight, gradient, ofGradient, { l, j, i, delta, value, subscript }) {
  const { run, t } = app;
  if (run.imported || run.rate === null) {
    return [h("p", { class: "note" }, t("weight.imported"))];
  }
  if (!moment.trained) return [h("p", { class: "note" }, t("step.no_update"))];
  const change = -run.rate * delta * value + 0;
  const rate = exactDecimals([run.rate], 8) ?? usualDecimals([run.rate], 3);
  const of = productOf([-run.rate, gradient], change, [rate, ofGradient]);
  const next = run.parameters(moment.step + 1).weights[l][j * run.sizes[l] + i];
  const sum = sumOf(weight, change, next, "+", [null, of.ofProduct, null]);
  const [first, second, third] = sum.decimals;
  return [
    h("h4", {}, t("weight.update")),
    equation(
      op("Δ"),
      symbolOf("w", subscript),
      relation("="),
      op("−"),
      symbolOf("η"),
      op(" · "),
      ...slopeName(app, subscript),
      relation("="),
      number(-run.rate, { decimals: of.ofFactors[0] }),
      op(" × "),
      bracketed(gradient, of.ofFactors[1]),
      relation(of.sign),
      number(change, { decimals: of.ofProduct, signed: true, colour: signOf(change) }),
    ),
    h("h4", {}, t("weight.new")),
    equation(
      number(weight, { decimals: first, colour: signOf(weight) }),
      op(" + "),
      bracketed(change, second, signOf(change)),
      relation(sum.sign),
      h("strong", {}, number(next, { decimals: third, colour: signOf(next) })),
    ),
  ];
}

/**
 * @param {NetworkApp} app
 * @param {number} l
 * @param {number} j
 * @param {number} i
 * @param {number} updates made
 * @param {string} subscript
 */
function history(app, l, j, i, updates, subscript) {
  const { run, t } = app;
  const { steps, values } = historyOf(run, l, j, i);
  const at = run.imported ? lastUpTo(steps, updates) : updates;
  const name = t("weight.history_of", { name: `w ${subscript}` });
  const end = values.length - 1;
  const row = (/** @type {string} */ said, /** @type {number} */ place) => ({
    head: said,
    cells: [
      number(run.imported ? steps[place] : place, { decimals: 0, grouped: true }),
      number(values[place], { decimals: 4, signed: true, colour: signOf(values[place]) }),
    ],
  });
  return h(
    "div",
    {},
    chart({
      label: name,
      series: [
        {
          kind: run.imported ? "dots" : "line",
          colour: "ink",
          steps: run.imported ? Array.from(steps) : null,
          values,
        },
      ],
      last: run.steps,
      cursor: updates,
      choose: (step) => app.goTo(step),
      zero: true,
    }),
    table({
      caption: name,
      columns: ["", t("weight.updates_made"), t("neuron.weight")],
      rows: [row(t("weight.start"), 0), row(t("weight.now"), at), row(t("weight.end"), end)],
      kind: "small",
    }),
  );
}

/**
 * @param {ArrayLike<number>} steps
 * @param {number} updates
 */
function lastUpTo(steps, updates) {
  let found = 0;
  for (let k = 0; k < steps.length; k++) if (steps[k] <= updates) found = k;
  return found;
}
