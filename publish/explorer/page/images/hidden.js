// Layers after the first: a cell for each neuron, as bright as its activation.

import { fill, h } from "../dom.js";
import { keyOf, neuron } from "../names.js";
import { number } from "../number.js";
import { print, usualDecimals } from "../numbers.js";
import { mix } from "../scale.js";
import { renumber, settled } from "./cells.js";
import { options } from "./options.js";

/** @typedef {import("./context.js").Context} Context */

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { training, t, state } = context;
  const deeper = training.sizes.slice(2, -1).map((_, k) => layerOf(context, k + 2));
  root.hidden = !deeper.length;
  fill(root, [h("h2", {}, t("images.hidden.title")), ...deeper.map(({ element }) => element)]);
  const update = () => deeper.forEach(({ update }) => update());
  if (deeper.length) state.subscribe(update, ["moment", "picture", "neuron", "theme"]);
  update();
}

/**
 * @param {Context} context
 * @param {number} layer
 */
function layerOf(context, layer) {
  const { training, t, state, colour } = context;
  const { sizes } = training;
  const func = training.functions[layer - 1];
  const cells = Array.from({ length: sizes[layer] }, (_, index) => {
    const value = number(0, { decimals: 2 });
    const element = h(
      "button",
      { type: "button" },
      h("span", { class: "swatch" }),
      neuron(sizes, { layer, index }),
      value,
    );
    return { index, value, element, key: keyOf(sizes, { layer, index }) };
  });
  const { group, mark } = options({
    label: t("images.hidden.layer", { layer }),
    kind: "cells",
    choices: cells.map(({ element, key }) => ({ element, value: key })),
    choose: (key) => state.set({ neuron: key }),
  });
  const scale = h("p", { class: "note" });
  const name = settled(() => {
    const values = context.pass()?.activations[layer];
    for (const { element, index, key } of cells) {
      const text = values ? `${key}: ${print(values[index], { decimals: 3 })}` : key;
      element.setAttribute("aria-label", text);
    }
  });
  const update = () => {
    const values = context.pass()?.activations[layer];
    const most = Math.max(...(values ?? [0]).map(Math.abs), 1e-9);
    const full = func.high <= 1 ? 1 : most;
    const decimals = usualDecimals([full], 2);
    for (const { index, value, element } of cells) {
      const activation = values?.[index] ?? 0;
      element.style.setProperty("--fill", fillOf(colour, activation / full));
      renumber(value, activation, { decimals }, true);
      value.hidden = !values;
    }
    const text = t("images.hidden.scale", { most: print(full, { decimals }) });
    if (scale.textContent !== text) scale.textContent = text;
    mark(state.get().neuron);
    name();
  };
  const element = h("div", {}, h("h3", {}, t("images.hidden.layer", { layer })), group, scale);
  return { element, update };
}

/**
 * @param {(name: string) => string} colour
 * @param {number} share −1 to 1
 */
function fillOf(colour, share) {
  if (share >= 0)
    return mix(colour("activation_low"), colour("activation_high"), Math.min(share, 1));
  return mix(colour("activation_low"), colour("negative"), Math.min(-share, 1));
}
