// The first layer as maps: its weights, their change since the start, or their products with the
// picture.

import { fill, h } from "../dom.js";
import { keyOf, neuron, placeOf } from "../names.js";
import { number } from "../number.js";
import { print, usualDecimals } from "../numbers.js";
import { niceCeiling } from "../scale.js";
import { grouped } from "../head.js";
import { paint, renumber, say, settled } from "./cells.js";
import { shadeOf, SHADES } from "./context.js";
import { options, textOptions } from "./options.js";

/** @typedef {import("./context.js").Context} Context */

/**
 * What maps can show; the second grows while the slider is dragged.
 *
 * @param {import("./network.js").Training} training
 */
export function viewsOf({ last }) {
  return last ? ["weights", "change", "products"] : ["weights", "products"];
}

/**
 * What maps show at first.
 *
 * @param {import("./network.js").Training} training
 */
export function firstView({ last }) {
  return last ? "change" : "weights";
}
const AT_ONCE = 30; // maps on a page of them

/**
 * What the map of a neuron of the first layer shows at each pixel.
 *
 * @param {Context} context
 * @param {number} index of the neuron
 * @returns {(place: number) => number}
 */
export function mapOf(context, index) {
  const { training, state } = context;
  const { map, moment, picture } = state.get();
  const size = training.sizes[0];
  const weightsAt = (/** @type {number} */ at) =>
    training.layers(at)[0].weights.subarray(index * size, (index + 1) * size);
  const weights = weightsAt(moment);
  if (map === "change") {
    const start = weightsAt(0);
    return (place) => weights[place] - start[place];
  }
  if (map === "products") {
    const inputs = picture?.inputs;
    return inputs ? (place) => weights[place] * inputs[place] + 0 : () => 0;
  }
  return (place) => weights[place];
}

/** @type {{key: string, inputs: unknown, limit: number}} */
let last = { key: "", inputs: null, limit: 0 };

/**
 * The end of the scale of the maps: one for the whole training, or of what is shown now.
 *
 * @param {Context} context
 * @returns {number}
 */
export function limitOf(context) {
  const { header, state, training } = context;
  const { map, moment, picture, scale } = state.get();
  if (scale !== "moment") return header.limit;
  const [key, inputs] = [`${map} ${moment}`, map === "products" ? picture?.inputs : null];
  if (last.key === key && last.inputs === inputs) return last.limit;
  let most = 0;
  for (let index = 0; index < training.sizes[1]; index++) {
    const at = mapOf(context, index);
    for (let k = 0; k < training.sizes[0]; k++) most = Math.max(most, Math.abs(at(k)));
  }
  last = { key, inputs, limit: most ? niceCeiling(most) : header.limit };
  return last.limit;
}

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { state, t, training } = context;
  const count = training.sizes[1];
  const views = textOptions(
    t("images.maps.show"),
    viewsOf(training).map((view) => [view, t(`images.maps.${view}`)]),
    (map) => state.set({ map }),
  );
  const heading = h(
    "h2",
    {},
    t(training.sizes.length > 2 ? "images.maps.title" : "images.maps.title_outputs"),
  );
  const note = h("p", { class: "note" });
  const place = h("div", {});
  const pages = Math.ceil(count / AT_ONCE);
  const pager = h("div", { class: "row pager" });
  const bar = colourBar(context);
  fill(root, [
    h("div", { class: "heading" }, heading, views.group),
    note,
    place,
    pages > 1 && pager,
    bar.element,
  ]);
  let page = -1;
  /** @type {Grid | null} */
  let grid = null;
  const update = () => {
    const chosen = placeOf(training.sizes, state.get().neuron);
    const wanted = chosen?.layer === 1 ? Math.floor(chosen.index / AT_ONCE) : Math.max(page, 0);
    if (wanted !== page) {
      page = wanted;
      grid = gridOf(context, page * AT_ONCE, Math.min(count, (page + 1) * AT_ONCE));
      fill(place, [grid.group]);
      if (pages > 1) fill(pager, pagerOf(context, page, pages, count));
    }
    grid?.update();
    bar.update();
    views.mark(state.get().map);
    say(note, t(`images.maps.about_${state.get().map}`));
  };
  state.subscribe(update, ["moment", "map", "picture", "neuron", "theme", "scale"]);
  update();
}

/** @typedef {{group: HTMLElement, update: () => void}} Grid */

/**
 * @param {Context} context
 * @param {number} first
 * @param {number} last exclusive
 * @returns {Grid}
 */
function gridOf(context, first, last) {
  const { training, state, t, rows, columns } = context;
  const { sizes } = training;
  const tiles = Array.from({ length: last - first }, (_, k) => {
    const index = first + k;
    const canvas = h("canvas", {});
    const chip = h("span", { class: "chip" });
    const value = number(0, { decimals: 2 });
    const element = h(
      "button",
      { type: "button" },
      canvas,
      h("span", { class: "under" }, neuron(sizes, { layer: 1, index }), chip, value),
    );
    return { index, canvas, chip, value, element, key: keyOf(sizes, { layer: 1, index }) };
  });
  const { group, mark } = options({
    label: t("images.maps.neurons"),
    kind: sizes.length > 3 ? "maps long" : "maps",
    choices: tiles.map(({ element, key }) => ({ element, value: key })),
    choose: (key) => state.set({ neuron: key }),
    across: () => {
      const top = tiles[0].element.offsetTop;
      const found = tiles.findIndex(({ element }) => element.offsetTop !== top);
      return found < 0 ? 1 : found;
    },
  });
  const name = settled(() => {
    for (const { element, index, key } of tiles) {
      element.setAttribute("aria-label", labelOf(context, index, key));
    }
  });
  const update = () => {
    const { words } = context.heat();
    const limit = limitOf(context);
    const pass = context.pass();
    for (const { index, canvas, chip, value } of tiles) {
      const at = mapOf(context, index);
      paint(canvas, rows, columns, (place) => words[shadeOf(at(place), limit)]);
      const activation = pass?.activations[1][index];
      chip.style.setProperty("--value", String(shareOf(context, activation ?? 0)));
      value.hidden = chip.hidden = activation === undefined;
      if (activation !== undefined) renumber(value, activation, { decimals: 2 }, true);
    }
    mark(state.get().neuron);
    name();
  };
  return { group, update };
}

/**
 * How strongly a neuron of the first layer is lit: 0 to 1.
 *
 * @param {Context} context
 * @param {number} value
 */
function shareOf({ training }, value) {
  const { low, high } = training.functions[0];
  if (high <= 1) return (value - Math.max(low, -1)) / (1 - Math.max(low, -1));
  return Math.min(Math.max(value, 0), 1);
}

/**
 * @param {Context} context
 * @param {number} index
 * @param {string} key
 */
function labelOf(context, index, key) {
  const { t, state, training } = context;
  const at = mapOf(context, index);
  const values = Array.from({ length: training.sizes[0] }, (_, place) => at(place));
  const least = values.reduce((a, b) => Math.min(a, b));
  const most = values.reduce((a, b) => Math.max(a, b));
  const decimals = usualDecimals([least, most]);
  const text = t(`images.maps.label_${state.get().map}`, {
    neuron: key,
    least: print(least, { decimals }),
    most: print(most, { decimals }),
  });
  const activation = context.pass()?.activations[1][index];
  if (activation === undefined) return text;
  return `${text}; ${t("images.maps.activation", { value: print(activation, { decimals: 3 }) })}`;
}

/**
 * @param {Context} context
 * @param {number} page
 * @param {number} pages
 * @param {number} count
 */
function pagerOf({ state, t, training }, page, pages, count) {
  const turn = (/** @type {number} */ to) => () =>
    state.set({ neuron: keyOf(training.sizes, { layer: 1, index: to * AT_ONCE }) });
  const values = {
    first: page * AT_ONCE + 1,
    last: Math.min(count, (page + 1) * AT_ONCE),
    count: grouped(count),
  };
  return [
    h(
      "button",
      { type: "button", class: "quiet", disabled: page === 0, onclick: turn(page - 1) },
      t("images.maps.before"),
    ),
    h("span", {}, t("images.maps.range", values)),
    h(
      "button",
      { type: "button", class: "quiet", disabled: page === pages - 1, onclick: turn(page + 1) },
      t("images.maps.after"),
    ),
  ];
}

/**
 * The scale: one for all moments and kinds of map, or that of what is shown; and the choice of it.
 *
 * @param {Context} context
 */
function colourBar(context) {
  const { state, t, training } = context;
  const canvas = h("canvas", { "aria-hidden": "true" });
  const ends = [-1, 0, 1].map(() => h("span", {}));
  const note = h("p", { class: "note" });
  const choice = textOptions(
    t("images.maps.scales"),
    ["training", "moment"].map((name) => [name, t(`images.maps.scale_${name}`)]),
    (scale) => state.set({ scale }),
  );
  const element = h(
    "div",
    { class: "heat" },
    h("div", {}, canvas, h("div", { class: "ends" }, ...ends)),
    h("div", {}, training.last > 0 && choice.group, note),
  );
  return {
    element,
    update() {
      const limit = limitOf(context);
      const decimals = limit >= 1 ? 1 : usualDecimals([limit], 1);
      [-limit, 0, limit].forEach((value, k) => {
        say(ends[k], print(value, { decimals, signed: true }));
      });
      const { scale } = state.get();
      choice.mark(scale);
      say(note, t(`images.maps.about_scale_${scale}`, { limit: print(limit, { decimals }) }));
      paint(canvas, 1, 2 * SHADES + 1, (place) => context.heat().words[place]);
    },
  };
}
