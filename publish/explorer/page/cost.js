// The cost: each output with its target, its error and its term, and what they give.

import { h, morph } from "./dom.js";
import { costFigures } from "./cost_figures.js";
import { neuron } from "./names.js";
import { number, signOf } from "./number.js";
import {
  bracketed,
  copyButton,
  equation,
  heading,
  op,
  otherCost,
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
  const moment = app.moment();
  const o = moment.a[run.layers];
  const name = run.loss.name;
  const softmax = run.functions[run.layers - 1].name === "softmax";
  const found = costFigures(o, moment.target, moment.terms, moment.cost, name, softmax);
  const entropy = name === "cross-entropy";
  const rows = Array.from(o, (output, k) => {
    const error = output - moment.target[k];
    const first = [
      number(output, { decimals: found.ofOutputs }),
      entropy ? "" : op("−"),
      bracketed(moment.target[k], found.ofTargets, "target"),
    ];
    const second = entropy
      ? []
      : [
          relation(found.errors[k]),
          number(error, { decimals: found.ofErrors, signed: true, colour: signOf(error) }),
        ];
    return {
      head: h(
        "span",
        {},
        neuron(run.sizes, { layer: run.layers, index: k }),
        " ",
        h("span", { class: "name" }, run.header.output_names[k]),
      ),
      cells: [
        ...first,
        ...second,
        relation(found.terms[k]),
        number(moment.terms[k], { decimals: found.ofTerms }),
      ],
    };
  });
  const head = entropy
    ? ["", t("cost.output"), "", t("cost.target"), "", t("cost.term")]
    : ["", t("cost.output"), "", t("cost.target"), "", t("cost.error"), "", t("cost.square")];
  morph(root, [
    heading(t(`costs.${name}`), copyButton(app)),
    formula(name, softmax, o.length),
    table({ caption: t(`costs.${name}`), columns: head, rows, kind: "sum" }),
    total(moment, name, found),
    otherCost(app),
    h("p", { class: "note" }, t(moment.after ? "cost.after" : "cost.before")),
  ]);
}

/**
 * @param {string} name
 * @param {boolean} softmax
 * @param {number} n
 */
function formula(name, softmax, n) {
  const [o, t] = [symbolOf("o"), symbolOf("t", "", "target")];
  if (name === "cross-entropy") {
    const second = softmax
      ? []
      : [op(" + (1 − "), symbolOf("t", "", "target"), op(") ln(1 − "), symbolOf("o"), op(")")];
    return equation(
      symbolOf("C"),
      relation("="),
      op(n > 1 ? "−Σ [" : "−["),
      t,
      op(" ln "),
      o,
      ...second,
      op("]"),
    );
  }
  const factor = name === "half-squared-error" ? "1/2 " : n > 1 ? `1/${n} ` : "";
  const sum = n > 1 ? "Σ (" : "(";
  return equation(symbolOf("C"), relation("="), op(`${factor}${sum}`), o, op(" − "), t, op(")²"));
}

/**
 * @param {import("./run.js").Moment} moment
 * @param {string} name
 * @param {import("./cost_figures.js").CostFigures} found
 */
function total(moment, name, found) {
  const terms = Array.from(moment.terms).flatMap((term, k) => [
    k ? op(" + ") : null,
    number(term, { decimals: found.ofTerms }),
  ]);
  const n = moment.terms.length;
  const mean = name === "mean-squared-error" && n > 1 ? ` / ${n}` : "";
  const over = name === "half-squared-error" ? " / 2" : mean;
  const brackets = over && n > 1;
  return equation(
    symbolOf("C"),
    relation("="),
    brackets && op("("),
    ...terms,
    brackets && op(")"),
    over && op(over),
    relation(found.total),
    h("strong", { class: "cost" }, number(moment.cost, { decimals: found.ofCost })),
  );
}
