// Two inputs: what the network answers all over the plane.

import { fill, h, s } from "./dom.js";
import { signedFill, valueFill } from "./fills.js";
import { keyOf, variable } from "./names.js";
import { heading } from "./pieces.js";
import { niceCeiling, plain } from "./scale.js";

/** @typedef {import("./network_page.js").NetworkApp} NetworkApp */

const GRID = 52; // points a side
const SIDE = 400; // of the drawing
const EDGE = 44;
const SHADES = 256;
const MOST_SAMPLES = 600;
const SHAPES = 4; // that classes are told apart by

/** @type {{canvas: HTMLCanvasElement, root: HTMLElement, marks: SVGGElement, borders: SVGPathElement[], image: ImageData, key: string} | null} */
let held = null;

/**
 * @param {HTMLElement} root
 * @param {NetworkApp} app
 */
export function render(root, app) {
  const { output, theme } = app.state.get();
  const key = `${output} ${theme}`;
  if (!held || held.root !== root || !root.contains(held.canvas) || held.key !== key) {
    held = build(root, app, key);
  }
  paint(app, held, output);
  mark(app, held.marks);
}

/**
 * Limits of the two inputs on the page, with a margin.
 *
 * @param {NetworkApp} app
 */
function limits(app) {
  const { inputs } = app.run;
  return [0, 1].map((k) => {
    let [low, high] = [Infinity, -Infinity];
    for (let at = k; at < inputs.length; at += 2) {
      low = Math.min(low, inputs[at]);
      high = Math.max(high, inputs[at]);
    }
    const margin = Math.max((high - low) * 0.15, 0.1);
    return [low - margin, high + margin];
  });
}

/**
 * @param {HTMLElement} root
 * @param {NetworkApp} app
 * @param {string} key
 */
function build(root, app, key) {
  const { run, t } = app;
  const canvas = h("canvas", {
    width: GRID,
    height: GRID,
    role: "img",
    "aria-label": t("plane.label"),
  });
  const image = new ImageData(GRID, GRID);
  const marks = s("g", {});
  const borders = [s("path", { class: "border outer" }), s("path", { class: "border" })];
  const [across, up] = limits(app);
  const x = (/** @type {number} */ v) => EDGE + ((v - across[0]) / (across[1] - across[0])) * SIDE;
  const y = (/** @type {number} */ v) => EDGE / 2 + SIDE - ((v - up[0]) / (up[1] - up[0])) * SIDE;
  const overlay = s(
    "svg",
    { viewBox: `0 0 ${SIDE + 1.5 * EDGE} ${SIDE + 1.5 * EDGE}`, "aria-hidden": "true" },
    s("rect", { class: "frame", x: EDGE, y: EDGE / 2, width: SIDE, height: SIDE }),
    ...ticks(across).map((v) =>
      s(
        "text",
        { x: x(v), y: SIDE + EDGE, "text-anchor": "middle" },
        plain(v).replace("-", "\u2212"),
      ),
    ),
    ...ticks(up).map((v) =>
      s(
        "text",
        { x: EDGE - 7, y: y(v) + 4, "text-anchor": "end" },
        plain(v).replace("-", "\u2212"),
      ),
    ),
    ...borders,
    marks,
  );
  const outputs = Array.from({ length: run.sizes[run.layers] }, (_, k) =>
    h(
      "option",
      { value: k, selected: k === app.state.get().output },
      `${keyOf(run.sizes, { layer: run.layers, index: k })}  ${run.header.output_names[k]}`,
    ),
  );
  fill(root, [
    heading(
      t("plane.title"),
      h(
        "label",
        { class: "field" },
        t("plane.output"),
        h(
          "select",
          {
            onchange: (/** @type {Event} */ event) =>
              app.state.set({
                output: Number(/** @type {HTMLSelectElement} */ (event.target).value),
              }),
          },
          ...outputs,
        ),
      ),
    ),
    h("div", { class: "plane" }, canvas, overlay),
    h(
      "p",
      { class: "axes" },
      "→ ",
      variable("x", "1"),
      ` ${run.header.input_names[0]}   ↑ `,
      variable("x", "2"),
      ` ${run.header.input_names[1]}`,
    ),
    h("p", { class: "note" }, t("plane.note", { low: plain(low(app)), high: plain(high(app)) })),
    legend(app),
  ]);
  return { canvas, root, marks, borders, image, key };
}

/** @param {NetworkApp} app */
const low = (app) => app.scales.values[app.run.layers].low;

/** @param {NetworkApp} app */
const high = (app) => app.scales.values[app.run.layers].high;

/** @param {number[]} range */
function ticks([first, last]) {
  const step = niceCeiling((last - first) / 4);
  const found = [];
  for (let k = Math.ceil(first / step); k * step <= last; k++)
    found.push(Number((k * step).toPrecision(6)));
  return found;
}

/**
 * @param {NetworkApp} app
 * @param {{canvas: HTMLCanvasElement, image: ImageData, borders: SVGPathElement[]}} into
 * @param {number} output
 */
function paint(app, { canvas, image, borders }, output) {
  const { run } = app;
  const { step, after } = app.state.get();
  const parameters = run.parameters(after ? step + 1 : step);
  const [across, up] = limits(app);
  const shades = palette(app);
  const scale = app.scales.values[run.layers];
  const answers = new Int16Array(GRID * GRID);
  const point = new Float64Array(2);
  for (let row = 0; row < GRID; row++) {
    point[1] = up[1] - ((row + 0.5) / GRID) * (up[1] - up[0]);
    for (let column = 0; column < GRID; column++) {
      point[0] = across[0] + ((column + 0.5) / GRID) * (across[1] - across[0]);
      const outputs = run.forward(point, parameters).a[run.layers];
      const at = row * GRID + column;
      answers[at] = run.answer(outputs);
      const share = (outputs[output] - scale.low) / (scale.high - scale.low);
      const shade = Math.round(Math.min(Math.max(share, 0), 1) * (SHADES - 1));
      image.data.set(shades[shade], 4 * at);
    }
  }
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  const d = run.header.class_names ? border(answers) : "";
  for (const path of borders) path.setAttribute("d", d);
}

/**
 * The line between points with different answers, as a path: in each square of four points it goes
 * from the middle of one side whose ends differ to that of the other, or through the centre.
 *
 * @param {Int16Array} answers
 */
function border(answers) {
  const unit = SIDE / GRID;
  const x = (/** @type {number} */ column) => (EDGE + (column + 0.5) * unit).toFixed(1);
  const y = (/** @type {number} */ row) => (EDGE / 2 + (row + 0.5) * unit).toFixed(1);
  const pieces = [];
  for (let row = 0; row + 1 < GRID; row++) {
    for (let column = 0; column + 1 < GRID; column++) {
      const at = row * GRID + column;
      const [a, b] = [answers[at], answers[at + 1]];
      const [c, d] = [answers[at + GRID], answers[at + GRID + 1]];
      if (a === b && a === c && a === d) continue;
      const crossed = [];
      if (a !== b) crossed.push(`${x(column + 0.5)},${y(row)}`);
      if (c !== d) crossed.push(`${x(column + 0.5)},${y(row + 1)}`);
      if (a !== c) crossed.push(`${x(column)},${y(row + 0.5)}`);
      if (b !== d) crossed.push(`${x(column + 1)},${y(row + 0.5)}`);
      const centre = `${x(column + 0.5)},${y(row + 0.5)}`;
      if (crossed.length === 2) pieces.push(`M${crossed[0]}L${crossed[1]}`);
      else for (const end of crossed) pieces.push(`M${centre}L${end}`);
    }
  }
  return pieces.join("");
}

/** @param {string} colour */
function rgba(colour) {
  return [1, 3, 5].map((k) => Number.parseInt(colour.slice(k, k + 2), 16)).concat(255);
}

/**
 * The colours of values from the lowest to the highest, as fills of neurons have them.
 *
 * @param {NetworkApp} app
 */
function palette(app) {
  const scale = app.scales.values[app.run.layers];
  return Array.from({ length: SHADES }, (_, k) => {
    const value = scale.low + (k / (SHADES - 1)) * (scale.high - scale.low);
    return rgba(scale.low < 0 ? signedFill(app, value / scale.high) : valueFill(app, value, scale));
  });
}

/**
 * Draw the samples: a shape for each class, a ring round the one that is read.
 *
 * @param {NetworkApp} app
 * @param {SVGGElement} marks
 */
function mark(app, marks) {
  const { run } = app;
  const chosen = app.moment().sample;
  if (marks.dataset.chosen === String(chosen)) return;
  marks.dataset.chosen = String(chosen);
  const [across, up] = limits(app);
  const place = (/** @type {number} */ sample) => {
    const [a, b] = run.input(sample);
    return [
      EDGE + ((a - across[0]) / (across[1] - across[0])) * SIDE,
      EDGE / 2 + SIDE - ((b - up[0]) / (up[1] - up[0])) * SIDE,
    ];
  };
  const count = run.header.samples;
  const every = Math.ceil(count / MOST_SAMPLES);
  const kinds = hasShapes(app);
  const shown = Array.from({ length: count }, (_, k) => k).filter(
    (k) => k % every === 0 || k === chosen,
  );
  fill(
    marks,
    shown.map((sample) => {
      const [x, y] = place(sample);
      return s("path", {
        class: "sample",
        d: shape(kinds && run.labels ? run.labels[sample] : 0, x, y),
      });
    }),
  );
  const [x, y] = place(chosen);
  marks.append(s("circle", { class: "chosen", cx: x, cy: y, r: 12 }));
}

/**
 * @param {number} label
 * @param {number} x
 * @param {number} y
 */
function shape(label, x, y) {
  const r = 6;
  switch (label) {
    case 0:
      return `M${x - r},${y}a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0z`;
    case 1:
      return `M${x - r},${y - r}h${2 * r}v${2 * r}h${-2 * r}z`;
    case 2:
      return `M${x},${y - r - 1}l${r + 1},${2 * r}h${-2 * r - 2}z`;
    default:
      return `M${x},${y - r - 2}l${r + 2},${r + 2}l${-r - 2},${r + 2}l${-r - 2},${-r - 2}z`;
  }
}

/**
 * Whether there are classes, and few enough to tell them apart by shape.
 *
 * @param {NetworkApp} app
 */
function hasShapes(app) {
  return (app.run.header.class_names?.length ?? Infinity) <= SHAPES;
}

/** @param {NetworkApp} app */
function legend(app) {
  if (!hasShapes(app)) return null;
  const names = app.run.header.class_names;
  return h(
    "ul",
    { class: "legend" },
    ...names.map((/** @type {string} */ name, /** @type {number} */ k) =>
      h(
        "li",
        {},
        s(
          "svg",
          { viewBox: "0 0 20 20", width: 20, height: 20, "aria-hidden": "true" },
          s("path", { class: "sample", d: shape(k, 10, 10) }),
        ),
        name,
      ),
    ),
  );
}
