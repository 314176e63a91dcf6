// The sample that the network reads: its image or its row of the table, and its target.

import { h, morph, s } from "./dom.js";
import { decimalsOf } from "./input.js";
import { variable } from "./names.js";
import { number } from "./number.js";
import { copyButton, heading } from "./pieces.js";
import { mix } from "./scale.js";
import { paced } from "./state.js";
import { table } from "./table.js";

/** @typedef {import("./network_page.js").NetworkApp} NetworkApp */

const MOST_INPUTS = 32; // listed

/**
 * @param {HTMLElement} root
 * @param {NetworkApp} app
 */
export function mount(root, app) {
  let drawn = "";
  const draw = () => {
    const { sample } = app.moment();
    const { theme, digits } = app.state.get();
    const key = `${sample} ${theme} ${digits}`;
    if (key === drawn) return;
    drawn = key;
    morph(root, [
      heading(app.t("sample.title", { sample }), copyButton(app)),
      h(
        "div",
        { class: "side-by-side" },
        app.arrays.has("images") && picture(app, sample),
        values(app, sample),
      ),
    ]);
  };
  app.state.subscribe(paced(draw));
  draw();
}

/**
 * @param {NetworkApp} app
 * @param {number} sample
 */
function picture(app, sample) {
  const { data, shape } = app.arrays.get("images");
  const [, rows, columns] = shape;
  const canvas = h("canvas", { class: "pixels", width: columns, height: rows });
  const image = new ImageData(columns, rows);
  const [low, high] = [app.colour("activation_low"), app.colour("activation_high")];
  for (let k = 0; k < rows * columns; k++) {
    const colour = mix(low, high, data[sample * rows * columns + k] / 255);
    for (let c = 0; c < 3; c++) {
      image.data[4 * k + c] = Number.parseInt(colour.slice(1 + 2 * c, 3 + 2 * c), 16);
    }
    image.data[4 * k + 3] = 255;
  }
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  /** @type {[number, number][]} */
  const pixels = app.run.header.pixels ?? [];
  const label = app.t("sample.image", { sample });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", label);
  return h(
    "div",
    { class: "picture" },
    canvas,
    s(
      "svg",
      { viewBox: `0 0 ${columns} ${rows}`, "aria-hidden": "true" },
      ...pixels.map(([row, column]) =>
        s("rect", { x: column, y: row, width: 1, height: 1, class: "pixel" }),
      ),
    ),
  );
}

/**
 * @param {NetworkApp} app
 * @param {number} sample
 */
function values(app, sample) {
  const { run, t } = app;
  const raw = app.arrays.has("raw_inputs") ? app.arrays.get("raw_inputs").data : null;
  const wanted = app.arrays.has("raw_targets") ? app.arrays.get("raw_targets").data : null;
  const n = run.sizes[0];
  const m = run.sizes[run.layers];
  const inputs = Array.from(run.input(sample).subarray(0, MOST_INPUTS), (value, k) => ({
    head: h(
      "span",
      {},
      variable("x", String(k + 1)),
      " ",
      h("span", { class: "name" }, run.header.input_names[k]),
    ),
    cells: [
      raw && number(raw[sample * n + k], { decimals: decimalsOf(raw[sample * n + k]) }),
      number(value, { decimals: run.ofInputs ?? decimalsOf(value) }),
    ].filter((cell) => cell !== null),
  }));
  const targets = Array.from(run.target(sample), (value, k) => ({
    head: h(
      "span",
      {},
      variable("t", String(k + 1)),
      " ",
      h("span", { class: "name" }, run.header.output_names[k]),
    ),
    cells: [
      raw &&
        (wanted
          ? number(wanted[sample * m + k], { decimals: decimalsOf(wanted[sample * m + k]) })
          : ""),
      number(value, { decimals: decimalsOf(value), colour: "target" }),
    ].filter((cell) => cell !== null),
  }));
  return table({
    caption: t("sample.values", { sample }),
    columns: raw ? ["", t("sample.raw"), t("sample.scaled")] : ["", t("neuron.value")],
    rows: [...inputs, ...targets],
    kind: "small",
  });
}
