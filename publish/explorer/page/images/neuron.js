// One neuron: its map at a size at which every pixel can be read, and its weighted sum.

import { fill, h, morph } from "../dom.js";
import { productOf, sumOf, valueOf } from "../equations.js";
import { layerMark, neuron, placeOf, symbol, variable } from "../names.js";
import { number, signOf } from "../number.js";
import { usualDecimals } from "../numbers.js";
import { equation, op, relation, SYMBOLS, symbolOf } from "../pieces.js";
import { table } from "../table.js";
import { copyButton, equals, say } from "./cells.js";
import { shadeOf } from "./context.js";
import { limitOf, mapOf } from "./maps.js";
import { productsOf } from "./network.js";
import { sumDecimals } from "./sums.js";

/** @typedef {import("./context.js").Context} Context */
/** @typedef {import("../names.js").Place} Place */

const CELL = 12; // pixels of a cell of the large map
const INSET = 3; // by which negative cells are smaller: signs differ in shape, not in hue alone
const LARGEST = 12; // products in the table

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { state, t, training, rows, columns } = context;
  const title = h("h2", {});
  const canvas = h("canvas", {
    width: columns * CELL,
    height: rows * CELL,
    tabindex: 0,
    role: "application",
    "aria-describedby": "pixel",
  });
  const map = h("div", { class: "large" }, canvas);
  const pixel = h("div", { id: "pixel", class: "pixel", "aria-live": "polite" });
  const sum = h("div", { class: "weighing" });
  const terms = h("details", { class: "terms" }, h("summary", {}, t("images.neuron.terms")));
  const list = h("div", {});
  terms.append(list);
  const of = h("h3", {});
  const left = h("div", {}, of, map, pixel);
  const right = h("div", {}, h("h3", {}, t("images.neuron.sum")), sum);
  const open = h("div", { class: "open" }, left, right);
  fill(root, [title, open, terms]);
  const go = (/** @type {number} */ row, /** @type {number} */ column) => {
    const inside = row >= 0 && row < rows && column >= 0 && column < columns;
    if (inside) state.set({ pixel: row * columns + column });
  };
  canvas.addEventListener("pointermove", (event) => {
    const box = canvas.getBoundingClientRect();
    const at = (/** @type {number} */ share, /** @type {number} */ count) =>
      Math.min(Math.max(Math.floor(share * count), 0), count - 1);
    go(
      at((event.clientY - box.top) / box.height, rows),
      at((event.clientX - box.left) / box.width, columns),
    );
  });
  canvas.addEventListener("keydown", (event) => {
    const ways = new Map([
      ["ArrowLeft", [0, -1]],
      ["ArrowRight", [0, 1]],
      ["ArrowUp", [-1, 0]],
      ["ArrowDown", [1, 0]],
    ]);
    const way = ways.get(event.key);
    if (!way || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const place = state.get().pixel;
    go(Math.floor(place / columns) + way[0], (place % columns) + way[1]);
  });
  const chosen = () => placeOf(training.sizes, state.get().neuron) ?? { layer: 1, index: 0 };
  const rename = () => {
    const place = chosen();
    fill(title, [
      t("images.neuron.title"),
      " ",
      neuron(training.sizes, place),
      nameOf(context, place),
    ]);
    canvas.setAttribute("aria-label", t("images.neuron.map", { neuron: state.get().neuron }));
    left.hidden = place.layer !== 1;
    open.classList.toggle("alone", left.hidden);
  };
  const update = () => {
    const place = chosen();
    if (place.layer === 1) {
      say(of, t(`images.neuron.of_${state.get().map}`));
      drawMap(canvas, context, place.index);
      morph(pixel, pixelText(context, place.index));
    }
    morph(sum, sumText(context, place));
    if (terms.open) fill(list, termsOf(context, place));
    terms.hidden = !context.pass();
  };
  terms.addEventListener("toggle", update);
  state.subscribe(
    (changed) => {
      if (changed.has("neuron")) rename();
      update();
    },
    ["neuron", "moment", "map", "picture", "pixel", "theme", "digits", "scale"],
  );
  rename();
  update();
}

/**
 * @param {Context} context
 * @param {Place} place
 */
function nameOf({ training, header }, { layer, index }) {
  if (layer !== training.sizes.length - 1) return null;
  return h("span", { class: "name" }, header.class_names[index]);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Context} context
 * @param {number} index
 */
function drawMap(canvas, context, index) {
  const { rows, columns, state, colour } = context;
  const { colours } = context.heat();
  const limit = limitOf(context);
  const pen = canvas.getContext("2d");
  if (!pen) return;
  const at = mapOf(context, index);
  pen.fillStyle = colour("background");
  pen.fillRect(0, 0, canvas.width, canvas.height);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = at(row * columns + column);
      if (value === 0) continue;
      const inset = value < 0 ? INSET : 0;
      pen.fillStyle = colours[shadeOf(value, limit)];
      pen.fillRect(column * CELL + inset, row * CELL + inset, CELL - 2 * inset, CELL - 2 * inset);
    }
  }
  const { pixel } = state.get();
  pen.strokeStyle = colour("focus");
  pen.lineWidth = 2;
  pen.strokeRect(
    (pixel % columns) * CELL - 1,
    Math.floor(pixel / columns) * CELL - 1,
    CELL + 2,
    CELL + 2,
  );
}

/**
 * What stands behind the pixel under the pointer.
 *
 * @param {Context} context
 * @param {number} index
 */
function pixelText(context, index) {
  const { state, t, training, columns } = context;
  const { map, moment, picture, pixel } = state.get();
  const size = training.sizes[0];
  const weightAt = (/** @type {number} */ at) =>
    training.layers(at)[0].weights[index * size + pixel];
  const weight = weightAt(moment);
  const where = h(
    "span",
    { class: "where" },
    t("images.neuron.pixel", { row: Math.floor(pixel / columns), column: pixel % columns }),
  );
  if (map === "change") {
    const start = weightAt(0);
    const { decimals, sign } = sumOf(weight, start, weight - start, "-");
    return [
      where,
      equation(
        t("images.neuron.now"),
        " ",
        signed(weight, decimals[0]),
        op(" − "),
        t("images.neuron.start"),
        " ",
        bracketed(start, decimals[1]),
        relation(equals(sign === "=")),
        signed(weight - start, decimals[2]),
      ),
    ];
  }
  const input = picture?.inputs?.[pixel];
  if (map === "weights" || input === undefined) {
    return [
      where,
      equation(t("images.neuron.weight"), " ", signed(weight, usualDecimals([weight], 4))),
    ];
  }
  const product = weight * input + 0;
  const found = productOf([weight, input], product);
  return [
    where,
    equation(
      t("images.neuron.weight"),
      " ",
      signed(weight, found.ofFactors[0]),
      op(" · "),
      t("images.neuron.input"),
      " ",
      number(input, { decimals: found.ofFactors[1] }),
      relation(equals(found.sign === "=")),
      signed(product, found.ofProduct),
    ),
  ];
}

/**
 * @param {number} value
 * @param {number} decimals
 */
function signed(value, decimals) {
  return number(value, { decimals, colour: signOf(value) });
}

/**
 * @param {number} value
 * @param {number} decimals
 */
function bracketed(value, decimals) {
  return value < 0 ? h("span", {}, "(", signed(value, decimals), ")") : signed(value, decimals);
}

/**
 * The products that add, those that subtract, the bias and what they give; then the activation.
 *
 * @param {Context} context
 * @param {Place} place
 */
function sumText(context, { layer, index }) {
  const { t, training, state } = context;
  const pass = context.pass();
  if (!pass) return [h("p", { class: "note" }, t("images.neuron.nothing"))];
  const own = training.layers(state.get().moment)[layer - 1];
  const products = productsOf(own, index, pass.activations[layer - 1]);
  const adding = products.reduce((sum, product) => (product > 0 ? sum + product : sum), 0);
  const taking = products.reduce((sum, product) => (product < 0 ? sum + product : sum), 0);
  const [bias, z, a] = [
    own.biases[index],
    pass.z[layer - 1][index],
    pass.activations[layer][index],
  ];
  const { ofParts, ofSum, hold } = sumDecimals([{ parts: [adding, taking, bias], sum: z }], 3);
  const name = symbolOf("z", String(index + 1), "", layerMark(training.sizes, layer));
  const letter = symbol(training.sizes, { layer, index });
  const line = (/** @type {string} */ name, /** @type {Node} */ value) =>
    h("div", { class: "term" }, h("dt", {}, t(`images.neuron.${name}`)), h("dd", {}, value));
  const style = (/** @type {number} */ value) =>
    number(value, { decimals: ofParts, signed: true, colour: signOf(value) });
  const func = training.functions[layer - 1];
  return [
    h(
      "dl",
      {},
      line("adding", style(adding)),
      line("taking", style(taking)),
      line("bias", number(bias, { decimals: ofParts, signed: true, colour: "bias" })),
    ),
    equation(name, relation(equals(hold[0])), number(z, { decimals: ofSum })),
    activationText(func, letter, name.cloneNode(true), z, a, ofSum),
  ];
}

/**
 * @param {import("./network.js").Activation} func
 * @param {import("../names.js").Symbol} symbol of the neuron
 * @param {Node} zed the symbol of its z
 * @param {number} z
 * @param {number} a
 * @param {number} ofZ decimals
 */
function activationText(func, symbol, zed, z, a, ofZ) {
  const name = variable(...symbol);
  if (func.name === "softmax") {
    return equation(
      name,
      " ",
      h("span", { class: "note" }, "softmax"),
      ": ",
      number(a, { decimals: usualDecimals([a], 3) }),
    );
  }
  const evaluate = (/** @type {number} */ value) => func.value([value])[0];
  const { ofValue, sign } = valueOf(evaluate, z, a, [ofZ]);
  return equation(
    name,
    relation("="),
    `${SYMBOLS[func.name] ?? func.name}(`,
    zed,
    ")",
    relation(equals(sign === "=")),
    number(a, { decimals: ofValue }),
  );
}

/**
 * The largest products, as a table.
 *
 * @param {Context} context
 * @param {Place} place
 */
function termsOf(context, { layer, index }) {
  const { t, training, state, columns } = context;
  const pass = context.pass();
  if (!pass) return [];
  const own = training.layers(state.get().moment)[layer - 1];
  const below = pass.activations[layer - 1];
  const products = productsOf(own, index, below);
  const order = Array.from(products.keys()).sort(
    (a, b) => Math.abs(products[b]) - Math.abs(products[a]) || a - b,
  );
  const rows = order.slice(0, LARGEST).map((i) => {
    const weight = own.weights[index * own.inputs + i];
    const found = productOf([weight, below[i]], products[i]);
    const head =
      layer === 1
        ? t("images.neuron.pixel", { row: Math.floor(i / columns), column: i % columns })
        : neuron(training.sizes, { layer: layer - 1, index: i });
    return {
      head,
      cells: [
        signed(weight, found.ofFactors[0]),
        "·",
        number(below[i], { decimals: found.ofFactors[1] }),
        equals(found.sign === "="),
        signed(products[i], found.ofProduct),
      ],
    };
  });
  const made = table({
    caption: t("images.neuron.terms"),
    columns: [
      t("images.neuron.input"),
      t("images.neuron.weight"),
      "",
      t("images.neuron.value"),
      "",
      t("images.neuron.product"),
    ],
    rows,
  });
  const element = /** @type {HTMLTableElement} */ (made.querySelector("table"));
  return [
    made,
    h(
      "p",
      { class: "note" },
      t("images.neuron.rest", { shown: rows.length, count: products.length }),
    ),
    copyButton(context, element),
  ];
}
