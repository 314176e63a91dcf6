// One input: its value, where it comes from, and where it goes.

import { h } from "./dom.js";
import { productOf } from "./equations.js";
import { edgeKey, neuron, plainName, variable } from "./names.js";
import { number, signOf } from "./number.js";
import { exactDecimals, usualDecimals } from "./numbers.js";
import { equation, heading, op, relation } from "./pieces.js";
import { table } from "./table.js";

/** @typedef {import("./network_page.js").NetworkApp} NetworkApp */

/**
 * @param {NetworkApp} app
 * @param {import("./names.js").Place} place
 */
export function input(app, { index }) {
  const { run, t } = app;
  const moment = app.moment();
  const value = moment.a[0][index];
  const [n, m] = [run.sizes[0], run.sizes[1]];
  const weights = Float64Array.from({ length: m }, (_, j) => moment.weights[0][j * n + index]);
  const ofValue = run.ofInputs ?? decimalsOf(value);
  const rows = Array.from(weights, (weight, j) => {
    const key = edgeKey(run.sizes, 0, j, index);
    const product = weight * value + 0;
    const found = productOf([weight, value], product, [null, ofValue]);
    return {
      head: h(
        "button",
        {
          type: "button",
          class: "plain",
          "aria-label": t("neuron.open_weight", {
            from: plainName(run.sizes, { layer: 0, index }),
            to: plainName(run.sizes, { layer: 1, index: j }),
          }),
          "data-edge": key,
        },
        neuron(run.sizes, { layer: 1, index: j }),
      ),
      cells: [
        number(weight, { decimals: found.ofFactors[0], signed: true, colour: signOf(weight) }),
        op("×"),
        number(value, { decimals: found.ofFactors[1] }),
        relation(found.sign),
        number(product, { decimals: found.ofProduct, signed: true, colour: signOf(product) }),
      ],
    };
  });
  return [
    heading(t("input.title")),
    equation(
      variable("x", String(index + 1)),
      relation("="),
      h("strong", {}, number(value, { decimals: ofValue })),
    ),
    ...source(app, moment.sample, index),
    heading(
      t("input.goes_to"),
      h("button", { type: "button", class: "quiet", "data-copy": "" }, t("copy.button")),
    ),
    table({
      caption: t("input.goes_to"),
      columns: ["", t("neuron.weight"), "", t("neuron.value"), "", t("neuron.product")],
      rows,
      kind: "sum",
    }),
  ];
}

/**
 * Decimals with which a value of the data is printed.
 *
 * @param {number} value
 */
export function decimalsOf(value) {
  return exactDecimals([value], 4) ?? usualDecimals([value], 3);
}

/**
 * Say what an input is in the data.
 *
 * @param {NetworkApp} app
 * @param {number} sample
 * @param {number} index
 */
function source(app, sample, index) {
  const { run, t } = app;
  const { header } = run;
  const found = [h("p", {}, header.input_names[index])];
  if (app.arrays.has("images")) {
    const { data, shape } = app.arrays.get("images");
    const [row, column] = header.pixels?.[index] ?? [
      Math.floor(index / shape[2]),
      index % shape[2],
    ];
    const grey = data[sample * shape[1] * shape[2] + row * shape[2] + column];
    const of = productGrey(grey, run.input(sample)[index]);
    found.push(
      equation(
        number(grey, { decimals: 0 }),
        op(" / 255"),
        relation(of.sign),
        number(run.input(sample)[index], { decimals: of.decimals }),
      ),
      h("p", { class: "note" }, t("input.pixel", { row, column })),
    );
  }
  if (app.arrays.has("raw_inputs")) {
    const raw = app.arrays.get("raw_inputs").data[sample * run.sizes[0] + index];
    found.push(
      h("p", { class: "note" }, t("input.raw"), " ", number(raw, { decimals: decimalsOf(raw) })),
    );
  }
  return found;
}

/**
 * @param {number} grey
 * @param {number} value
 */
function productGrey(grey, value) {
  const decimals = decimalsOf(value);
  const apart = Math.abs(grey / 255 - Number(value.toFixed(decimals))) * 10 ** decimals;
  return { decimals, sign: apart < 0.499 ? "=" : "≈" };
}
