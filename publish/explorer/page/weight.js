// One weight: its gradient, its update, and its values over all steps.

import { chart } from "./chart.js";
import { historyOf } from "./history.js";
import { h, morph } from "./dom.js";
import { productOf, sumOf } from "./equations.js";
import { keyOf, layerMark, neuron, placeOf, plainName, plainSymbol, weightIndex } from "./names.js";
import { number, signOf } from "./number.js";
import { exactDecimals, usualDecimals } from "./numbers.js";
import {
  axisEnds,
  bracketed,
  copyButton,
  equation,
  op,
  otherCost,
  ownSymbol,
  relation,
  symbolOf,
} from "./pieces.js";
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
  /** @type {import("./names.js").Symbol} */
  const name = ["w", weightIndex(j, i), layerMark(run.sizes, l + 1)];
  morph(root, [
    h(
      "div",
      { class: "heading" },
      h(
        "div",
        { class: "weight-ends" },
        choice(app, "from", l),
        h("span", { "aria-hidden": "true" }, "→"),
        choice(app, "to", l),
      ),
      copyButton(app),
    ),
    equation(
      weightSymbol(name),
      relation("="),
      h("strong", {}, number(weight, { decimals: ofWeight, signed: true, colour: signOf(weight) })),
      h("span", { class: "aside" }, t("weight.at_step", { step })),
    ),
    after && h("p", { class: "note" }, t("neuron.before_update")),
    h("h4", {}, t("weight.gradient")),
    equation(
      ...slopeName(app, name),
      relation("="),
      ownSymbol(run, "δ", to),
      op(" · "),
      neuron(run.sizes, from),
      relation("="),
      bracketed(delta, of.ofFactors[0]),
      op(" × "),
      bracketed(value, of.ofFactors[1]),
      relation(of.sign),
      number(gradient, { decimals: of.ofProduct, signed: true }),
    ),
    otherCost(app),
    ...update(app, moment, weight, gradient, of.ofProduct, { l, j, i, delta, value, name }),
    h("h4", {}, t("weight.history")),
    history(app, l, j, i, step + (after ? 1 : 0), name),
  ]);
}

/**
 * The symbol of the gradient: that of the cost's slope only where it is one.
 *
 * @param {NetworkApp} app
 * @param {import("./names.js").Symbol} name of the weight
 */
function slopeName(app, name) {
  if (app.run.learned !== app.run.loss.name) return [weightSymbol(["g", name[1], name[2]])];
  return [op("∂C/∂"), weightSymbol(name)];
}

/** @param {import("./names.js").Symbol} name */
function weightSymbol([letter, below, above]) {
  return symbolOf(letter, below, "", above);
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
      ? Array.from({ length: size }, (_, index) => ({ layer, index }))
      : [],
  );
  const option = (/** @type {import("./names.js").Place} */ place) => {
    const key = keyOf(run.sizes, place);
    const text = plainName(run.sizes, place);
    return h("option", { value: key, selected: key === keys[at] }, text);
  };
  return h(
    "label",
    { class: "field" },
    t(`weight.${end}`),
    h("select", { "data-end": end }, ...options.map(option)),
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
 * @param {{l: number, j: number, i: number, delta: number, value: number, name: import("./names.js").Symbol}} at
 */
function update(app, moment, weight, gradient, ofGradient, { l, j, i, delta, value, name }) {
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
      weightSymbol(name),
      relation("="),
      op("−"),
      symbolOf("η"),
      op(" · "),
      ...slopeName(app, name),
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
 * @param {import("./names.js").Symbol} symbol
 */
function history(app, l, j, i, updates, symbol) {
  const { run, t } = app;
  const { steps, values } = historyOf(run, l, j, i);
  const at = run.imported ? lastUpTo(steps, updates) : updates;
  const name = t("weight.history_of", { name: plainSymbol(symbol) });
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
      choose: app.openNear,
      ends: axisEnds(app),
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
