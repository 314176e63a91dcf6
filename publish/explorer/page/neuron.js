// One neuron: its weighted sum and activation, and on the way back its delta.

import { curve } from "./curve.js";
import { edgeKey } from "./diagram.js";
import { h, morph } from "./dom.js";
import { productOf, scaledProduct, shareDelta, shares, slopeOf, sumOf, valueOf, weightedSum } from "./equations.js";
import { input } from "./input.js";
import { neuron, placeOf, symbol } from "./names.js";
import { number, signOf } from "./number.js";
import { exactDecimals, usualDecimals } from "./numbers.js";
import { SYMBOLS, equation, heading, op, relation, symbolOf } from "./pieces.js";
import { table } from "./table.js";

/** @typedef {import("./network_page.js").NetworkApp} NetworkApp */
/** @typedef {import("./names.js").Place} Place */
/** @typedef {import("./run.js").Moment} Moment */

/**
 * @param {HTMLElement} root
 * @param {NetworkApp} app
 */
export function render(root, app) {
  const place = placeOf(app.run.sizes, app.state.get().neuron) ?? { layer: 1, index: 0 };
  if (place.layer === 0) {
    morph(root, input(app, place));
    return;
  }
  morph(root, [...forward(app, place), ...backward(app, place)]);
}

/**
 * A button that opens the weight between two neurons.
 *
 * @param {NetworkApp} app
 * @param {number} layer
 * @param {number} j
 * @param {number} i
 * @param {Place} named the end that the button names
 */
export function edgeButton(app, layer, j, i, named) {
  const key = edgeKey(app.run.sizes, layer, j, i);
  const name = app.t("neuron.open_weight", { from: key.split("-")[1], to: key.split("-")[0] });
  return h(
    "button",
    { type: "button", class: "plain", "data-edge": key, "aria-label": name },
    neuron(app.run.sizes, named),
  );
}

/**
 * @param {NetworkApp} app
 * @param {Place} place
 */
function forward(app, { layer, index }) {
  const { run, t } = app;
  const moment = app.moment();
  const l = layer - 1;
  const n = run.sizes[l];
  const weights = moment.weights[l].subarray(index * n, (index + 1) * n);
  const below = moment.a[l];
  const products = weights.map((weight, i) => weight * below[i] + 0);
  const sums = products.slice();
  for (let i = 1; i < n; i++) sums[i] += sums[i - 1];
  const z = moment.z[l][index];
  const bias = moment.biases[l][index];
  const found = weightedSum(weights, below, products, sums, { addend: bias, total: z });
  const [letter, subscript] = symbol(run.sizes, { layer, index });
  /** @type {import("./table.js").Row[]} */
  const rows = Array.from(weights, (weight, i) => ({
    head: edgeButton(app, l, index, i, { layer: l, index: i }),
    cells: [
      number(weight, { decimals: found.ofFactors, signed: true, colour: signOf(weight) }),
      op("×"),
      number(below[i], { decimals: found.ofOthers }),
      relation(found.products[i]),
      number(products[i], { decimals: found.ofProducts, signed: true, colour: signOf(products[i]) }),
      relation(found.sums[i]),
      number(sums[i], { decimals: found.ofSums }),
    ],
  }));
  rows.push({
    head: symbolOf("b", subscript, "bias"),
    cells: [
      "",
      "",
      "",
      "",
      number(bias, { decimals: found.ofProducts, signed: true, colour: "bias" }),
      relation(found.total ?? "="),
      h("span", { class: "result" }, number(z, { decimals: found.ofSums }), symbolOf("z", subscript)),
    ],
  });
  const words = {
    caption: t("neuron.sum_of", { name: letter + subscript }),
    columns: ["", t("neuron.weight"), "", t("neuron.value"), "", t("neuron.product"), "", t("neuron.sum")],
  };
  return [
    heading(t("neuron.forward"), copyButton(app)),
    equation(
      symbolOf("z", subscript),
      relation("="),
      op("Σ"),
      symbolOf("w"),
      op(" "),
      symbolOf(l ? "h" : "x"),
      op(" + "),
      symbolOf("b", subscript, "bias"),
    ),
    table({ ...words, rows, kind: "sum" }),
    ...activationOf(app, moment, { layer, index }, found.ofSums),
  ];
}

/** @param {NetworkApp} app */
export function copyButton(app) {
  return h("button", { type: "button", class: "quiet", "data-copy": "" }, app.t("copy.button"));
}

/**
 * @param {NetworkApp} app
 * @param {Moment} moment
 * @param {Place} place
 * @param {number} ofZ decimals of z
 */
function activationOf(app, moment, { layer, index }, ofZ) {
  const { run, t } = app;
  const l = layer - 1;
  const func = run.functions[l];
  const [z, a] = [moment.z[l][index], moment.a[layer][index]];
  const [letter, subscript] = symbol(run.sizes, { layer, index });
  const name = symbolOf(letter, subscript);
  const symbolic = SYMBOLS[func.name];
  if (func.name === "softmax") return softmax(app, moment, index, ofZ);
  const found = valueOf((value) => func.value([value])[0], z, a, [ofZ, null]);
  const written = [name, relation("="), op(symbolic ? `${symbolic}(` : ""), symbolOf("z", subscript), op(symbolic ? ")" : "")];
  const filled = symbolic
    ? [relation("="), op(`${symbolic}(`), number(z, { decimals: ofZ }), op(")")]
    : [];
  return [
    equation(
      ...written,
      ...filled,
      relation(found.sign),
      h("strong", {}, number(a, { decimals: found.ofValue })),
    ),
    h(
      "figure",
      {},
      curve(func, z, a, t("neuron.curve", { function: t(`functions.${func.name}`) })),
      h("figcaption", {}, t(`formulas.${func.name}`)),
    ),
  ];
}

/**
 * @param {NetworkApp} app
 * @param {Moment} moment
 * @param {number} index
 * @param {number} ofZ
 */
function softmax(app, moment, index, ofZ) {
  const { run, t } = app;
  const layer = run.layers;
  const [z, a] = [moment.z[layer - 1], moment.a[layer]];
  const found = shares(z, a, ofZ);
  const rows = Array.from(z, (one, k) => ({
    head: neuron(run.sizes, { layer, index: k }),
    kind: k === index ? "chosen" : "",
    cells: [number(one, { decimals: ofZ }), number(a[k], { decimals: found.ofValue })],
  }));
  const power = (/** @type {number} */ k) => h("span", {}, "e", h("sup", {}, number(z[k], { decimals: ofZ })));
  const sum = Array.from(z, (_, k) => [k ? op(" + ") : null, power(k)]).flat();
  return [
    h("p", { class: "note" }, t("formulas.softmax")),
    equation(
      neuron(run.sizes, { layer, index }), relation("="), power(index), op(" / ("), ...sum, op(")"),
      relation(found.sign), h("strong", {}, number(a[index], { decimals: found.ofValue })),
    ),
    table({
      caption: t("neuron.shares"),
      columns: ["", "z", t("neuron.share")],
      rows,
      kind: "small",
    }),
  ];
}

/**
 * @param {NetworkApp} app
 * @param {Place} place
 */
function backward(app, place) {
  const { run, t } = app;
  const moment = app.before();
  const last = place.layer === run.layers;
  return [
    heading(t("neuron.backward"), copyButton(app)),
    app.state.get().after && h("p", { class: "note" }, t("neuron.before_update")),
    ...(last ? outputDelta(app, moment, place.index) : hiddenDelta(app, moment, place)),
    ...biasUpdate(app, moment, place),
  ];
}

/**
 * @param {NetworkApp} app
 * @param {Moment} moment
 * @param {number} k
 */
function outputDelta(app, moment, k) {
  const { run } = app;
  const [o, target] = [moment.a[run.layers], moment.target];
  const delta = moment.deltas[run.layers - 1][k];
  const subscript = String(k + 1);
  const symbols = { o: symbolOf("o", subscript), t: symbolOf("t", subscript, "target") };
  const name = symbolOf("δ", subscript);
  const func = run.functions[run.layers - 1];
  const entropy = run.loss.name === "cross-entropy";
  if (run.header.output_delta === "difference" || entropy) {
    const whole = target.reduce((sum, one) => sum + one, 0);
    if (entropy && func.name === "softmax" && whole !== 1) {
      const found = sumOf(o[k] * whole, target[k], delta, "-");
      const [first, second, third] = found.decimals;
      return [
        equation(name, relation("="), symbols.o, op(" Σ"), symbolOf("t", "", "target"), op(" − "), symbols.t),
        equation(
          number(o[k] * whole, { decimals: first }), op(" − "), number(target[k], { decimals: second }),
          relation(found.sign), h("strong", {}, number(delta, { decimals: third, signed: true })),
        ),
      ];
    }
    const exact = exactDecimals([target[k]], 3);
    const found = sumOf(o[k], target[k], delta, "-", [null, exact, null]);
    const [first, second, third] = found.decimals;
    return [
      equation(
        name, relation("="), symbols.o, op(" − "), symbols.t, relation("="),
        number(o[k], { decimals: first }), op(" − "), number(target[k], { decimals: second }),
        relation(found.sign), h("strong", {}, number(delta, { decimals: third, signed: true })),
      ),
    ];
  }
  return throughSlope(app, moment, k, delta, name, symbols);
}

/**
 * The delta of an output as the exact gradient of a squared error.
 *
 * @param {NetworkApp} app
 * @param {Moment} moment
 * @param {number} k
 * @param {number} delta
 * @param {HTMLElement} name
 * @param {{o: HTMLElement, t: HTMLElement}} symbols
 */
function throughSlope(app, moment, k, delta, name, symbols) {
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
    const found = shareDelta(o[k], g[k], mean, delta);
    const [first, second, third] = found.decimals;
    return [
      equation(
        symbolOf("g"), relation("="), op(`${factor}(`), symbolOf("o"), op(" − "), symbolOf("t", "", "target"), op(")"),
      ),
      equation(
        name, relation("="), symbols.o, op(" ("), symbolOf("g", String(k + 1)), op(" − Σ "), symbolOf("g"), symbolOf("o"), op(")"), relation("="),
        number(o[k], { decimals: first }), op(" × ("), number(g[k], { decimals: second }), op(" − "),
        bracketed(mean, second), op(")"), relation(found.sign),
        h("strong", {}, number(delta, { decimals: third, signed: true })),
      ),
    ];
  }
  const slope = func.slope(moment.z[run.layers - 1][k], o[k]);
  const found = scaledProduct(times, over, error, slope, delta);
  const [first, second, third] = found.decimals;
  return [
    ...slopeLines(app, func.name, moment.z[run.layers - 1][k], o[k], slope, "o", String(k + 1), second),
    equation(
      name, relation("="), op(`${factor}(`), symbols.o, op(" − "), symbols.t, op(") "), slopeName(func.name),
    ),
    equation(
      op(factor), bracketed(error, first), op(" × "), number(slope, { decimals: second }),
      relation(found.sign), h("strong", {}, number(delta, { decimals: third, signed: true })),
    ),
  ];
}

/**
 * A number that stands after an operator: in brackets if it has a sign.
 *
 * @param {number} value
 * @param {number} decimals
 * @param {string} [colour]
 */
export function bracketed(value, decimals, colour) {
  const written = number(value, { decimals, colour });
  return value < 0 ? h("span", {}, "(", written, ")") : written;
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
 * @param {string} letter
 * @param {string} subscript
 * @param {number} decimals of the slope
 */
function slopeLines(app, func, z, a, slope, letter, subscript, decimals) {
  const name = symbolOf(letter, subscript);
  if (func === "relu" || func === "identity") {
    const why = func === "identity" ? "neuron.slope_identity" : z > 0 ? "neuron.slope_on" : "neuron.slope_off";
    return [equation(slopeName(func), relation("="), number(slope, { decimals: 0 }), h("span", { class: "aside" }, app.t(why)))];
  }
  const found = slopeOf(func, a, slope, decimals);
  const first = func === "tanh" ? [op("(1 + "), bracketed(a, found.ofValue), op(")")] : [number(a, { decimals: found.ofValue })];
  const written = func === "tanh" ? [op("(1 + "), name, op(")")] : [name];
  return [
    equation(
      slopeName(func), relation("="), ...written, op(" (1 − "), symbolOf(letter, subscript), op(")"),
      relation("="), ...first, op(" × (1 − "), bracketed(a, found.ofValue), op(")"),
      relation(found.sign), number(slope, { decimals }),
    ),
  ];
}

/**
 * @param {NetworkApp} app
 * @param {Moment} moment
 * @param {Place} place
 */
function hiddenDelta(app, moment, { layer, index }) {
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
  const end = productOf([sums[m - 1], slope], delta, [found.ofSums, exact ? 0 : null]);
  const [letter, subscript] = symbol(run.sizes, { layer, index });
  const rows = Array.from(weights, (weight, k) => ({
    head: edgeButton(app, layer, k, index, { layer: layer + 1, index: k }),
    cells: [
      number(weight, { decimals: found.ofFactors, signed: true, colour: signOf(weight) }),
      op("×"),
      bracketed(deltas[k], found.ofOthers),
      relation(found.products[k]),
      number(products[k], { decimals: found.ofProducts, signed: true, colour: signOf(products[k]) }),
      relation(found.sums[k]),
      number(sums[k], { decimals: found.ofSums }),
    ],
  }));
  return [
    table({
      caption: t("neuron.delta_of", { name: letter + subscript }),
      columns: ["", t("neuron.weight"), "", t("neuron.delta"), "", t("neuron.product"), "", t("neuron.sum")],
      rows,
      kind: "sum",
    }),
    ...slopeLines(app, func.name, z, a, slope, letter, subscript, end.ofFactors[1]),
    equation(
      symbolOf("δ", subscript), relation("="), op("Σ"), symbolOf("w"), symbolOf("δ"), op(" · "), slopeName(func.name), relation("="),
      bracketed(sums[m - 1], found.ofSums), op(" × "), number(slope, { decimals: end.ofFactors[1] }),
      relation(end.sign), h("strong", {}, number(delta, { decimals: end.ofProduct, signed: true })),
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
  const delta = moment.deltas[layer - 1][index];
  if (!moment.trained) return [h("p", { class: "note" }, t("step.no_update"))];
  const update = -run.rate * delta;
  const rate = exactDecimals([run.rate], 8) ?? usualDecimals([run.rate], 3);
  const found = productOf([-run.rate, delta], update, [rate, null]);
  const [, subscript] = symbol(run.sizes, { layer, index });
  return [
    equation(
      op("Δ"), symbolOf("b", subscript, "bias"), relation("="), op("−"), symbolOf("η"), symbolOf("δ", subscript), relation("="),
      number(-run.rate, { decimals: found.ofFactors[0] }), op(" × "), bracketed(delta, found.ofFactors[1]),
      relation(found.sign), number(update, { decimals: found.ofProduct, signed: true }),
    ),
  ];
}
