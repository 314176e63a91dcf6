// Why this answer and not another: what each hidden neuron adds to two outputs, one after the other.

import { fill, h } from "../dom.js";
import { keyOf, layerMark, neuron } from "../names.js";
import { number, signOf } from "../number.js";
import { exactDecimals, print, usualDecimals } from "../numbers.js";
import { symbolOf } from "../pieces.js";
import { equals, renumber, say, scrolling } from "./cells.js";
import { outputsOf } from "./context.js";
import { byOutput, productsOf } from "./network.js";
import { sumDecimals } from "./sums.js";

/** @typedef {import("./context.js").Context} Context */
/** @typedef {{products: Float64Array, sums: Float64Array, bias: number, z: number, output: number}} Fall */

const MOST = 32; // rows; of more neurons, those that tell the two outputs apart most

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { training, state, t } = context;
  const layers = training.sizes.length - 1;
  root.hidden = layers < 2;
  if (root.hidden) return;
  const hidden = training.sizes[layers - 1];
  const body = h("tbody", {});
  const rows = Array.from({ length: Math.min(hidden, MOST) }, () => rowOf(context));
  const rest = hidden > MOST ? rowOf(context) : null;
  const bias = rowOf(context);
  const total = rowOf(context, true);
  const output = rowOf(context, true);
  fill(
    body,
    [...rows, rest, bias, total, output].flatMap((row) => (row ? [row.element] : [])),
  );
  fill(bias.head, [t("images.fall.bias")]);
  fill(total.head, [symbolOf("z", "", "", layerMark(training.sizes, layers))]);
  fill(output.head, [t("images.fall.output")]);
  const selects = ["first", "second"].map((name) => selectOf(context, name));
  const axis = h("p", { class: "note" });
  fill(root, [
    h("h2", {}, t("images.fall.title")),
    h("p", { class: "note" }, t("images.fall.about")),
    scrolling(
      t("images.fall.title"),
      h(
        "table",
        { class: "fall" },
        h("caption", { class: "unseen" }, t("images.fall.title")),
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "col" }, t("images.fall.neuron")),
            h("th", { scope: "col" }, t("images.fall.activation")),
            ...selects.map(({ label }) => h("th", { scope: "col" }, label)),
          ),
        ),
        body,
      ),
    ),
    axis,
  ]);
  const update = () => {
    const pass = context.pass();
    const pair = rivals(context);
    selects.forEach(({ mark }, k) => mark(pair[k]));
    if (!pass) {
      for (const row of [...rows, rest, bias, total, output]) row?.clear();
      return say(axis, "");
    }
    const falls = pair.map((k) => fallOf(context, k));
    const below = pass.activations[layers - 1];
    const order = shownRows(falls, hidden);
    const most = Math.max(
      ...falls.flatMap(({ sums, z }) => [Math.abs(z), ...Array.from(sums, Math.abs)]),
    );
    const limit = endOf(most || 1);
    say(
      axis,
      t("images.fall.axis", { limit: print(limit, { decimals: exactDecimals([limit], 6) ?? 6 }) }),
    );
    const steps = order.map((i) => falls.map(({ products }) => products[i]));
    if (rest) {
      const others = Array.from({ length: hidden }, (_, i) => i).filter((i) => !order.includes(i));
      say(rest.head, t("images.fall.rest", { count: others.length }));
      steps.push(falls.map(({ products }) => others.reduce((sum, i) => sum + products[i], 0)));
    }
    steps.push(falls.map((fall) => fall.bias));
    const { ofParts, ofSum, hold } = sumDecimals(
      falls.map(({ z }, k) => ({ parts: steps.map((step) => step[k]), sum: z })),
    );
    let before = [0, 0];
    [...rows, ...(rest ? [rest] : []), bias].forEach((row, n) => {
      if (n < rows.length) row.name(order[n], below[order[n]]);
      row.show(steps[n], before, limit, ofParts);
      before = before.map((sum, k) => sum + steps[n][k]);
    });
    total.show(
      falls.map(({ z }) => z),
      [0, 0],
      limit,
      ofSum,
      hold,
    );
    output.print(
      falls.map((fall) => fall.output),
      usualDecimals(outputsOf(pass), 3),
    );
  };
  state.subscribe(update, ["moment", "picture", "first", "second", "digits"]);
  update();
}

/**
 * The two outputs that are compared: by choice, or the largest and the second largest.
 *
 * @param {Context} context
 * @returns {number[]}
 */
export function rivals(context) {
  const { first, second } = context.state.get();
  const pass = context.pass();
  const order = pass ? byOutput(outputsOf(pass)) : [0, 1];
  const one = first ?? order.find((k) => k !== second) ?? 0;
  return [one, second ?? order.find((k) => k !== one) ?? 1];
}

/**
 * @param {Context} context
 * @param {number} k
 * @returns {Fall}
 */
function fallOf(context, k) {
  const { training, state } = context;
  const pass = /** @type {import("./network.js").Pass} */ (context.pass());
  const last = training.sizes.length - 2;
  const layer = training.layers(state.get().moment)[last];
  const products = productsOf(layer, k, pass.activations[last]);
  let sum = 0;
  const sums = products.map((product) => (sum += product));
  return { products, sums, bias: layer.biases[k], z: pass.z[last][k], output: outputsOf(pass)[k] };
}

/**
 * @param {Fall[]} falls
 * @param {number} hidden
 */
function shownRows([one, other], hidden) {
  const all = Array.from({ length: hidden }, (_, i) => i);
  if (hidden <= MOST) return all;
  const apart = (/** @type {number} */ i) => Math.abs(one.products[i] - other.products[i]);
  return all
    .sort((a, b) => apart(b) - apart(a))
    .slice(0, MOST)
    .sort((a, b) => a - b);
}

/**
 * The end of an axis: a number with one digit, or with two where that leaves less empty.
 *
 * @param {number} most
 */
function endOf(most) {
  const unit = 10 ** Math.floor(Math.log10(most));
  const found = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((digits) => digits * unit >= most) ?? 10;
  return Number((found * unit).toPrecision(2));
}

/** @typedef {ReturnType<typeof rowOf>} Row */

/**
 * @param {Context} context
 * @param {boolean} [ends] whether it is a result
 */
function rowOf(context, ends = false) {
  const { training, state } = context;
  const layer = training.sizes.length - 2;
  const head = h("th", { scope: "row" });
  const activation = number(0, { decimals: 2 });
  const cells = [0, 1].map(() => {
    const bar = h("span", { class: "fallbar" });
    const value = number(0, { decimals: 2 });
    const mark = h("span", { class: "equals" });
    return {
      bar,
      value,
      mark,
      cell: h(
        "td",
        {},
        h("div", { class: "cell" }, h("span", { class: "track" }, bar), mark, value),
      ),
    };
  });
  const element = h(
    "tr",
    { class: ends ? "ends" : null },
    head,
    h("td", { class: "value" }, activation),
    ...cells.map(({ cell }) => cell),
  );
  activation.hidden = true;
  let named = -1;
  return {
    element,
    head,
    cells,
    /** @param {number} i @param {number} value */
    name(i, value) {
      activation.hidden = false;
      renumber(activation, value, { decimals: 2 });
      if (named === i) return;
      named = i;
      const key = keyOf(training.sizes, { layer, index: i });
      fill(head, [
        h(
          "button",
          { type: "button", class: "link", onclick: () => state.set({ neuron: key }) },
          neuron(training.sizes, { layer, index: i }),
        ),
      ]);
    },
    /**
     * @param {number[]} by
     * @param {number[]} from where the bars begin
     * @param {number} limit end of the axis
     * @param {number} decimals
     * @param {boolean[]} [hold] whether the rows above give this one as printed
     */
    show(by, from, limit, decimals, hold) {
      cells.forEach(({ bar, value, mark }, k) => {
        if (hold) say(mark, equals(hold[k]));
        const place = (/** @type {number} */ sum) =>
          String(Math.min(Math.max(0.5 + sum / limit / 2, 0), 1));
        bar.style.setProperty("--from", place(Math.min(from[k], from[k] + by[k])));
        bar.style.setProperty("--to", place(Math.max(from[k], from[k] + by[k])));
        bar.hidden = false;
        const kind = `fallbar ${ends ? "whole" : signOf(by[k])}`;
        if (bar.className !== kind) bar.className = kind;
        renumber(value, by[k], {
          decimals,
          signed: !ends,
          colour: ends ? undefined : signOf(by[k]),
        });
      });
    },
    /** Show dashes: there is nothing to read. */
    clear() {
      renumber(activation, NaN, { decimals: 2 });
      for (const { bar, value, mark } of cells) {
        bar.hidden = true;
        say(mark, "");
        renumber(value, NaN, { decimals: 2 });
      }
    },
    /** @param {number[]} values @param {number} decimals */
    print(values, decimals) {
      cells.forEach(({ bar, value }, k) => {
        bar.hidden = true;
        renumber(value, values[k], { decimals });
      });
    },
  };
}

/**
 * @param {Context} context
 * @param {string} name of the state
 */
function selectOf({ header, state, t }, name) {
  const automatic = h("option", { value: "" }, "");
  const select = h(
    "select",
    {
      id: `fall-${name}`,
      onchange: () => state.set({ [name]: select.value === "" ? null : Number(select.value) }),
    },
    automatic,
    ...header.class_names.map((/** @type {string} */ each, /** @type {number} */ k) =>
      h("option", { value: k }, each),
    ),
  );
  const label = h("label", { class: "field" }, t(`images.fall.${name}`), select);
  return {
    label,
    /** @param {number} k */
    mark(k) {
      const chosen = state.get()[name];
      select.value = chosen === null ? "" : String(chosen);
      say(automatic, t(`images.fall.auto_${name}`, { name: header.class_names[k] }));
    },
  };
}
