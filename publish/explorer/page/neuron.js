// One neuron: its weighted sum and activation, and on the way back its delta.

import { backward } from "./backward.js";
import { curve } from "./curve.js";
import { h, morph } from "./dom.js";
import { shares, valueOf, weightedSum } from "./equations.js";
import { input } from "./input.js";
import { layerMark, neuron, placeOf, plainName, symbol } from "./names.js";
import { number, signOf } from "./number.js";
import {
  SYMBOLS,
  copyButton,
  edgeButton,
  equation,
  heading,
  op,
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
  const place = { layer, index };
  /** @type {import("./table.js").Row[]} */
  const rows = Array.from(weights, (weight, i) => ({
    head: edgeButton(app, l, index, i, { layer: l, index: i }),
    cells: [
      number(weight, { decimals: found.ofFactors, signed: true, colour: signOf(weight) }),
      op("×"),
      number(below[i], { decimals: found.ofOthers }),
      relation(found.products[i]),
      number(products[i], {
        decimals: found.ofProducts,
        signed: true,
        colour: signOf(products[i]),
      }),
      relation(found.sums[i]),
      number(sums[i], { decimals: found.ofSums }),
    ],
  }));
  rows.push({
    head: ownSymbol(run, "b", place),
    cells: [
      "",
      "",
      "",
      "",
      number(bias, { decimals: found.ofProducts, signed: true, colour: "bias" }),
      relation(found.total ?? "="),
      h(
        "span",
        { class: "result" },
        number(z, { decimals: found.ofSums }),
        ownSymbol(run, "z", place),
      ),
    ],
  });
  const words = {
    caption: t("neuron.sum_of", { name: plainName(run.sizes, place) }),
    columns: [
      "",
      t("neuron.weight"),
      "",
      t("neuron.value"),
      "",
      t("neuron.product"),
      "",
      t("neuron.sum"),
    ],
  };
  return [
    heading(t("neuron.forward"), copyButton(app)),
    equation(
      ownSymbol(run, "z", place),
      relation("="),
      sumOver("i"),
      symbolOf("w", `${index + 1}i`, "", layerMark(run.sizes, layer)),
      op(" "),
      symbolOf(l ? "h" : "x", "i", "", symbol(run.sizes, { layer: l, index: 0 })[2]),
      op(" + "),
      ownSymbol(run, "b", place),
    ),
    table({ ...words, rows, kind: "sum" }),
    h("p", { class: "note" }, t("neuron.digits")),
    ...activationOf(app, moment, { layer, index }, found.ofSums),
  ];
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
  const name = neuron(run.sizes, { layer, index });
  const symbolic = SYMBOLS[func.name];
  if (func.name === "softmax") return softmax(app, moment, index, ofZ);
  const found = valueOf((value) => func.value([value])[0], z, a, [ofZ, null]);
  const written = [
    name,
    relation("="),
    op(symbolic ? `${symbolic}(` : ""),
    ownSymbol(run, "z", { layer, index }),
    op(symbolic ? ")" : ""),
  ];
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
  const power = (/** @type {number} */ k) =>
    h("span", {}, "e", h("sup", {}, number(z[k], { decimals: ofZ })));
  const sum = Array.from(z, (_, k) => [k ? op(" + ") : null, power(k)]).flat();
  return [
    h("p", { class: "note" }, t("formulas.softmax")),
    equation(
      neuron(run.sizes, { layer, index }),
      relation("="),
      power(index),
      op(" / ("),
      ...sum,
      op(")"),
      relation(found.sign),
      h("strong", {}, number(a[index], { decimals: found.ofValue })),
    ),
    table({
      caption: t("neuron.shares"),
      columns: ["", "z", t("neuron.share")],
      rows,
      kind: "small",
    }),
  ];
}
