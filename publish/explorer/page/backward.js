// The way back: the delta of a neuron, written out, and the update of its bias.

import { h } from "./dom.js";
import { productOf, scaledProduct, shareDelta, slopeOf, sumOf, weightedSum } from "./equations.js";
import { layerMark, neuron, plainName } from "./names.js";
import { number, signOf } from "./number.js";
import { exactDecimals, usualDecimals } from "./numbers.js";
import {
  bracketed,
  copyButton,
  edgeButton,
  equation,
  heading,
  op,
  otherCost,
  ownSymbol,
  relation,
  sumOver,
  symbolOf,
} from "./pieces.js";
import { table } from "./table.js";

/** @typedef {import("./network_page.js").NetworkApp} NetworkApp */
/** @typedef {import("./names.js").Place} Place */
/** @typedef {import("./run.js").Moment} Moment */

/**
 * @param {NetworkApp} app
 * @param {Place} place
 */
export function backward(app, place) {
  const { run, t } = app;
  const moment = app.before();
  const last = place.layer === run.layers;
  const given = biasFigures(app, moment, place)?.ofFactors[1] ?? null;
  return [
    heading(t("neuron.backward"), copyButton(app)),
    app.state.get().after && h("p", { class: "note" }, t("neuron.before_update")),
    last && otherCost(app),
    ...(last
      ? outputDelta(app, moment, place.index, given)
      : hiddenDelta(app, moment, place, given)),
    ...biasUpdate(app, moment, place),
  ];
}

/**
 * The update of a neuron's bias, solved; its delta has as many decimals wherever it stands.
 *
 * @param {NetworkApp} app
 * @param {Moment} moment
 * @param {Place} place
 */
function biasFigures(app, moment, { layer, index }) {
  const { run } = app;
  if (run.rate === null || run.imported || !moment.trained) return null;
  const delta = moment.deltas[layer - 1][index];
  const update = -run.rate * delta;
  const rate = exactDecimals([run.rate], 8) ?? usualDecimals([run.rate], 3);
  return { delta, update, ...productOf([-run.rate, delta], update, [rate, null]) };
}

/**
 * @param {NetworkApp} app
 * @param {Moment} moment
 * @param {number} k
 * @param {number | null} given decimals of the delta
 */
function outputDelta(app, moment, k, given) {
  const { run } = app;
  const [o, target] = [moment.a[run.layers], moment.target];
  const delta = moment.deltas[run.layers - 1][k];
  const subscript = String(k + 1);
  const symbols = { o: symbolOf("o", subscript), t: symbolOf("t", subscript, "target") };
  const name = ownSymbol(run, "δ", { layer: run.layers, index: k });
  const func = run.functions[run.layers - 1];
  const entropy = run.loss.name === "cross-entropy";
  if (run.header.output_delta === "difference" || entropy) {
    const whole = target.reduce((sum, one) => sum + one, 0);
    if (entropy && func.name === "softmax" && whole !== 1) {
      const found = sumOf(o[k] * whole, target[k], delta, "-", [null, null, given]);
      const [first, second, third] = found.decimals;
      return [
        equation(
          name,
          relation("="),
          symbols.o,
          op(" Σ"),
          symbolOf("t", "", "target"),
          op(" − "),
          symbols.t,
        ),
        equation(
          number(o[k] * whole, { decimals: first }),
          op(" − "),
          number(target[k], { decimals: second }),
          relation(found.sign),
          h("strong", {}, number(delta, { decimals: third, signed: true })),
        ),
      ];
    }
    const exact = exactDecimals([target[k]], 3);
    const found = sumOf(o[k], target[k], delta, "-", [null, exact, given]);
    const [first, second, third] = found.decimals;
    return [
      equation(
        name,
        relation("="),
        symbols.o,
        op(" − "),
        symbols.t,
        relation("="),
        number(o[k], { decimals: first }),
        op(" − "),
        number(target[k], { decimals: second }),
        relation(found.sign),
        h("strong", {}, number(delta, { decimals: third, signed: true })),
      ),
    ];
  }
  return throughSlope(app, moment, k, delta, given, name, symbols);
}

/**
 * The delta of an output as the exact gradient of a squared error.
 *
 * @param {NetworkApp} app
 * @param {Moment} moment
 * @param {number} k
 * @param {number} delta
 * @param {number | null} given decimals of the delta
 * @param {HTMLElement} name
 * @param {{o: HTMLElement, t: HTMLElement}} symbols
 */
function throughSlope(app, moment, k, delta, given, name, symbols) {
  const { run } = app;
  const [o, target] = [moment.a[run.layers], moment.target];
  const func = run.functions[run.layers - 1];
  const [times, over] = run.loss.name === "mean-squared-error" ? [2, o.length] : [1, 1];
  const factor = times === over ? "" : times === 1 ? "" : `${times}/${over} · `;
  const error = o[k] - target[k];
  if (func.name === "softmax") {
    const scale = run.loss.name === "mean-squared-error" ? 2 / o.length : 1;
    const g = o.map((one, j) => (one - target[j]) * scale);
    const mean = g.reduce((sum, one, j) => sum + one * o[j], 0);
    const found = shareDelta(o[k], g[k], mean, delta, given);
    const [first, second, third] = found.decimals;
    return [
      equation(
        symbolOf("g"),
        relation("="),
        op(`${factor}(`),
        symbolOf("o"),
        op(" − "),
        symbolOf("t", "", "target"),
        op(")"),
      ),
      equation(
        name,
        relation("="),
        symbols.o,
        op(" ("),
        symbolOf("g", String(k + 1)),
        op(" − Σ "),
        symbolOf("g"),
        symbolOf("o"),
        op(")"),
        relation("="),
        number(o[k], { decimals: first }),
        op(" × ("),
        number(g[k], { decimals: second }),
        op(" − "),
        bracketed(mean, second),
        op(")"),
        relation(found.sign),
        h("strong", {}, number(delta, { decimals: third, signed: true })),
      ),
    ];
  }
  const slope = func.slope(moment.z[run.layers - 1][k], o[k]);
  const found = scaledProduct(times, over, error, slope, delta, given);
  const [first, second, third] = found.decimals;
  return [
    ...slopeLines(
      app,
      func.name,
      moment.z[run.layers - 1][k],
      o[k],
      slope,
      neuron(run.sizes, { layer: run.layers, index: k }),
      second,
    ),
    equation(
      name,
      relation("="),
      op(`${factor}(`),
      symbols.o,
      op(" − "),
      symbols.t,
      op(") "),
      slopeName(func.name),
    ),
    equation(
      op(factor),
      bracketed(error, first),
      op(" × "),
      number(slope, { decimals: second }),
      relation(found.sign),
      h("strong", {}, number(delta, { decimals: third, signed: true })),
    ),
  ];
}

/** @param {string} func */
function slopeName(func) {
  return symbolOf(func === "sigmoid" ? "σ′" : "f′");
}

/**
 * @param {NetworkApp} app
 * @param {string} func
 * @param {number} z
 * @param {number} a
 * @param {number} slope
 * @param {HTMLElement} name of the activation
 * @param {number} decimals of the slope
 */
function slopeLines(app, func, z, a, slope, name, decimals) {
  if (func === "relu" || func === "identity") {
    const why =
      func === "identity"
        ? "neuron.slope_identity"
        : z > 0
          ? "neuron.slope_on"
          : "neuron.slope_off";
    return [
      equation(
        slopeName(func),
        relation("="),
        number(slope, { decimals: 0 }),
        h("span", { class: "aside" }, app.t(why)),
      ),
    ];
  }
  const found = slopeOf(func, a, slope, decimals);
  const first =
    func === "tanh"
      ? [op("(1 + "), bracketed(a, found.ofValue), op(")")]
      : [number(a, { decimals: found.ofValue })];
  const written = func === "tanh" ? [op("(1 + "), name, op(")")] : [name];
  return [
    equation(
      slopeName(func),
      relation("="),
      ...written,
      op(" (1 − "),
      name.cloneNode(true),
      op(")"),
      relation("="),
      ...first,
      op(" × (1 − "),
      bracketed(a, found.ofValue),
      op(")"),
      relation(found.sign),
      number(slope, { decimals }),
    ),
  ];
}

/**
 * @param {NetworkApp} app
 * @param {Moment} moment
 * @param {Place} place
 * @param {number | null} given decimals of the delta
 */
function hiddenDelta(app, moment, { layer, index }, given) {
  const { run, t } = app;
  const [n, m] = [run.sizes[layer], run.sizes[layer + 1]];
  const weights = Float64Array.from({ length: m }, (_, k) => moment.weights[layer][k * n + index]);
  const deltas = moment.deltas[layer];
  const products = weights.map((weight, k) => weight * deltas[k] + 0);
  const sums = products.slice();
  for (let k = 1; k < m; k++) sums[k] += sums[k - 1];
  const func = run.functions[layer - 1];
  const [z, a] = [moment.z[layer - 1][index], moment.a[layer][index]];
  const slope = func.slope(z, a);
  const delta = moment.deltas[layer - 1][index];
  const found = weightedSum(weights, deltas, products, sums);
  const exact = slope === 0 || slope === 1;
  const end = productOf([sums[m - 1], slope], delta, [found.ofSums, exact ? 0 : null, given]);
  const place = { layer, index };
  const rows = Array.from(weights, (weight, k) => ({
    head: edgeButton(app, layer, k, index, { layer: layer + 1, index: k }),
    cells: [
      number(weight, { decimals: found.ofFactors, signed: true, colour: signOf(weight) }),
      op("×"),
      bracketed(deltas[k], found.ofOthers),
      relation(found.products[k]),
      number(products[k], {
        decimals: found.ofProducts,
        signed: true,
        colour: signOf(products[k]),
      }),
      relation(found.sums[k]),
      number(sums[k], { decimals: found.ofSums }),
    ],
  }));
  return [
    table({
      caption: t("neuron.delta_of", { name: plainName(run.sizes, place) }),
      columns: [
        "",
        t("neuron.weight"),
        "",
        t("neuron.delta"),
        "",
        t("neuron.product"),
        "",
        t("neuron.sum"),
      ],
      rows,
      kind: "sum",
    }),
    ...slopeLines(app, func.name, z, a, slope, neuron(run.sizes, place), end.ofFactors[1]),
    equation(
      ownSymbol(run, "δ", place),
      relation("="),
      sumOver("k"),
      symbolOf("w", `k${index + 1}`, "", layerMark(run.sizes, layer + 1)),
      op(" "),
      symbolOf("δ", "k", "", layerMark(run.sizes, layer + 1)),
      op(" · "),
      slopeName(func.name),
      relation("="),
      bracketed(sums[m - 1], found.ofSums),
      op(" × "),
      number(slope, { decimals: end.ofFactors[1] }),
      relation(end.sign),
      h("strong", {}, number(delta, { decimals: end.ofProduct, signed: true })),
    ),
  ];
}

/**
 * @param {NetworkApp} app
 * @param {Moment} moment
 * @param {Place} place
 */
function biasUpdate(app, moment, { layer, index }) {
  const { run, t } = app;
  if (run.rate === null || run.imported) return [];
  const found = biasFigures(app, moment, { layer, index });
  if (!found) return [h("p", { class: "note" }, t("step.no_update"))];
  const { delta, update } = found;
  return [
    equation(
      op("Δ"),
      ownSymbol(run, "b", { layer, index }),
      relation("="),
      op("−"),
      symbolOf("η"),
      ownSymbol(run, "δ", { layer, index }),
      relation("="),
      number(-run.rate, { decimals: found.ofFactors[0] }),
      op(" × "),
      bracketed(delta, found.ofFactors[1]),
      relation(found.sign),
      number(update, { decimals: found.ofProduct, signed: true }),
    ),
  ];
}
