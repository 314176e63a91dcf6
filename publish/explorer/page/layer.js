// A layer as a matrix: W · x + b = z, and the activations.

import { h, morph } from "./dom.js";
import { layerEquation, layerValues } from "./equations.js";
import { keyOf, layerMark, neuron, symbol } from "./names.js";
import { number, signOf } from "./number.js";
import { copyButton, equation, heading, op, relation, symbolOf, SYMBOLS } from "./pieces.js";
import { table } from "./table.js";

/** @typedef {import("./network_page.js").NetworkApp} NetworkApp */

/**
 * @param {HTMLElement} root
 * @param {NetworkApp} app
 */
export function render(root, app) {
  const { run, t } = app;
  const layer = app.state.get().layer;
  const l = layer - 1;
  const moment = app.moment();
  const n = run.sizes[l];
  const [below, z, a, b] = [moment.a[l], moment.z[l], moment.a[layer], moment.biases[l]];
  const found = layerEquation(moment.weights[l], below, b, z);
  const func = run.functions[l];
  const shown = layerValues(func.value, z, a, found.ofSums);
  const columns = Array.from({ length: n }, (_, i) => neuron(run.sizes, { layer: l, index: i }));
  /** @type {import("./table.js").Row[]} */
  const rows = Array.from(z, (_, j) => ({
    head: h(
      "button",
      { type: "button", class: "plain", "data-neuron": keyOf(run.sizes, { layer, index: j }) },
      neuron(run.sizes, { layer, index: j }),
    ),
    cells: [
      ...Array.from({ length: n }, (_, i) => {
        const weight = moment.weights[l][j * n + i];
        return number(weight, { decimals: found.ofWeights, signed: true, colour: signOf(weight) });
      }),
      number(b[j], { decimals: found.ofBiases, signed: true, colour: "bias" }),
      number(z[j], { decimals: found.ofSums }),
      number(a[j], { decimals: shown.ofValues }),
    ],
  }));
  rows.unshift({
    head: h("span", {}, t("layer.values")),
    cells: [
      ...Array.from(below, (value) => number(value, { decimals: found.ofValues })),
      h("span", {}, ""),
      h("span", {}, ""),
      h("span", {}, ""),
    ],
  });
  const symbolic = SYMBOLS[func.name];
  const mark = layerMark(run.sizes, layer);
  morph(root, [
    heading(t("layer.title"), choice(app, layer), copyButton(app)),
    equation(
      symbolOf("W", "", "", mark),
      op(" "),
      symbolOf(l ? "h" : "x", "", "", symbol(run.sizes, { layer: l, index: 0 })[2]),
      op(" + "),
      symbolOf("b", "", "bias", mark),
      relation(found.sign),
      symbolOf("z", "", "", mark),
      h(
        "span",
        { class: "aside" },
        symbolic ? ` ${symbolic}(z)` : " z",
        relation(shown.sign),
        symbolOf("a"),
      ),
    ),
    table({
      caption: t("layer.caption"),
      columns: ["", ...columns, symbolOf("b", "", "bias"), symbolOf("z"), symbolOf("a")],
      rows,
      kind: "matrix",
    }),
    h("p", { class: "note" }, t(found.sign === "=" ? "layer.true" : "layer.about")),
  ]);
}

/**
 * @param {NetworkApp} app
 * @param {number} layer
 */
function choice(app, layer) {
  const { run, t } = app;
  const options = run.sizes.slice(1).map((_, k) => {
    const last = k + 1 === run.layers;
    const name = last
      ? t("layers.output")
      : run.layers > 2
        ? `${t("layers.hidden")} ${k + 1}`
        : t("layers.hidden");
    return h("option", { value: k + 1, selected: k + 1 === layer }, name);
  });
  return h(
    "label",
    { class: "field" },
    h("span", { class: "unseen" }, t("layer.choose")),
    h("select", { "data-layer": "" }, ...options),
  );
}
