// The network as in the clips: discs filled with values, a line for each weight.

import { fill, h, put, s } from "./dom.js";
import { signedFill, valueFill } from "./fills.js";
import { elided, layout } from "./layout.js";
import { drawnLines, paintLines } from "./lines.js";
import { edgeKey, keyOf, neuronText, placeOf } from "./names.js";
import { print } from "./numbers.js";
import { luminance, plain } from "./scale.js";
import { shownNeurons } from "./shown.js";

/** @typedef {import("./network_page.js").NetworkApp} NetworkApp */
/** @typedef {import("./names.js").Place} Place */
/** @typedef {{place: Place, x: number, y: number, group: SVGGElement, disc: SVGCircleElement, number: SVGTextElement}} Disc */
/** @typedef {import("./layout.js").Layout} Layout */

/**
 * @param {HTMLElement} root
 * @param {NetworkApp} app
 */
export function mount(root, app) {
  new Diagram(root, app);
}

class Diagram {
  /**
   * @param {HTMLElement} root
   * @param {NetworkApp} app
   */
  constructor(root, app) {
    this.app = app;
    this.svg = s("svg", { class: "network", role: "group", "aria-label": app.t("diagram.label") });
    this.key = h("p", { class: "key" });
    this.canvas = h("canvas", { "aria-hidden": "true" });
    // Both in one box: whatever its size, lines end at their neurons.
    this.box = h("div", { class: "drawing" }, this.canvas, this.svg);
    this.frame = h("div", { class: "frame" }, this.box);
    this.edges = s("g", { class: "edges" });
    fill(root, [this.frame, this.key]);
    /** @type {Disc[][]} */
    this.discs = [];
    /** @type {import("./lines.js").Drawing} */
    this.drawing = { edges: [], width: 0, height: 0, radius: 0, zoom: 1 };
    this.drawn = "";
    this.said = "";
    this.width = 0;
    new ResizeObserver(() => this.#resize()).observe(this.frame);
    app.state.subscribe((changed) => this.#changed(changed));
    this.svg.addEventListener("click", (event) => this.#click(event));
    this.svg.addEventListener("keydown", (event) => this.#key(event));
    this.#resize();
  }

  #resize() {
    const width = Math.round(this.frame.clientWidth);
    // Paper has another width: there the drawing is scaled as a whole.
    if (!width || width === this.width || this.app.state.get().printing) return;
    this.width = width;
    this.drawn = "";
    this.#build();
    this.#update();
  }

  /** @param {Set<string>} changed */
  #changed(changed) {
    if (changed.has("neuron") || changed.has("edge")) this.#build();
    this.#update();
  }

  /** The neurons that have to be drawn. */
  #wanted() {
    const { neuron, edge } = this.app.state.get();
    const { sizes } = this.app.run;
    return [neuron, ...String(edge).split("-")]
      .map((key) => placeOf(sizes, key))
      .filter((place) => place !== null);
  }

  /** Draw everything that no step changes, unless it is drawn. */
  #build() {
    const { app } = this;
    const shown = shownNeurons(app.run, this.#wanted());
    const drawn = JSON.stringify([shown, this.width]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const zoom = typeSize();
    const at = layout(shown, this.width / zoom, app.run.header);
    this.drawing = { ...this.drawing, ...at, zoom, edges: [] };
    const hits = s("g", { class: "hits" });
    for (let l = 0; l + 1 < shown.length; l++) {
      shown[l + 1].forEach((j, row) => {
        shown[l].forEach((i, below) => {
          const [from, to] = [at.points[l][below], at.points[l + 1][row]];
          const ends = { x1: from.x, y1: from.y, x2: to.x, y2: to.y };
          const key = edgeKey(app.run.sizes, l, j, i);
          hits.append(s("line", { ...ends, "data-edge": key }));
          this.drawing.edges.push({ layer: l, j, i, key, from, to });
        });
      });
    }
    const neurons = s("g", {});
    this.discs = shown.map((indices, layer) =>
      indices.map((index, row) => this.#disc(neurons, { layer, index }, at.points[layer][row], at)),
    );
    put(this.svg, { viewBox: `0 0 ${at.width} ${at.height}` });
    this.box.style.width = `${at.width * zoom}px`;
    fill(this.svg, [this.edges, hits, neurons, ...this.#names(shown, at)]);
  }

  /**
   * @param {SVGGElement} parent
   * @param {Place} place
   * @param {{x: number, y: number}} point
   * @param {Layout} at
   * @returns {Disc}
   */
  #disc(parent, place, { x, y }, at) {
    const { sizes } = this.app.run;
    const disc = s("circle", { cx: x, cy: y, r: at.radius });
    const ring = s("circle", { class: "ring", cx: x, cy: y, r: at.radius + 5 });
    const outer = s("circle", { class: "outer", cx: x, cy: y, r: at.radius + 9 });
    const number = s("text", { class: "value", x, y, "font-size": at.type });
    const end = place.layer === sizes.length - 1;
    const beside = end || place.layer === 0;
    const name = neuronText(sizes, place, {
      x: beside ? x + (end ? at.radius + 15 : -at.radius - 10) : x,
      y: beside ? y : y - at.radius - 5,
      "text-anchor": end ? "start" : beside ? "end" : "middle",
      "dominant-baseline": beside ? "central" : "auto",
      "font-size": Math.max(13, at.type),
    });
    const group = s(
      "g",
      { class: "neuron", role: "button", tabindex: -1, "data-key": keyOf(sizes, place) },
      outer,
      ring,
      disc,
      number,
      name,
    );
    parent.append(group);
    return { place, x, y, group, disc, number };
  }

  /**
   * @param {number[][]} shown
   * @param {Layout} at
   */
  #names(shown, at) {
    const { header, sizes } = this.app.run;
    const { t } = this.app;
    /** @type {SVGTextElement[]} */
    const found = [];
    shown.forEach((indices, layer) => {
      const x = at.points[layer][0].x;
      const name =
        layer === 0
          ? t("layers.input")
          : layer === sizes.length - 1
            ? t("layers.output")
            : t("layers.hidden");
      found.push(s("text", { class: "layer", x, y: at.height - 20 }, name));
      if (indices.length < sizes[layer]) {
        const of = t("layers.of", { shown: indices.length, count: sizes[layer] });
        found.push(s("text", { class: "layer", x, y: at.height - 4 }, of));
      }
    });
    const last = shown.length - 1;
    const names = header.output_names;
    shown[last].forEach((index, row) => {
      const { x, y } = at.points[last][row];
      const attributes = { class: "name", x: x + at.radius + 42, y, "data-output": index };
      found.push(s("text", attributes, elided(names[index], at.right - 32)));
      found.push(
        s("text", { class: "role", x: x + at.radius + 15, y: y + 19, "data-role": index }),
      );
    });
    return found;
  }

  #update() {
    if (!this.discs.length) return;
    const { app } = this;
    const { neuron, edge, way } = app.state.get();
    const backward = way === "backward";
    // The way back of a step uses the weights before its update.
    const moment = backward ? app.before() : app.moment();
    const chosen = app.state.get().view === "weight" ? edge.split("-") : [neuron];
    for (const discs of this.discs) {
      for (const each of discs) this.#fillDisc(each, moment, backward, chosen);
    }
    const place = placeOf(app.run.sizes, neuron);
    paintLines(this.canvas, app, this.drawing, moment, backward, place);
    const onPaper = app.state.get().printing;
    fill(this.edges, onPaper ? drawnLines(app, this.drawing, moment, backward, place) : []);
    this.#outputs(moment);
    this.#explain(backward);
  }

  /**
   * @param {Disc} disc
   * @param {import("./run.js").Moment} moment
   * @param {boolean} backward
   * @param {string[]} chosen keys of neurons; the first can be focused
   */
  #fillDisc({ place, group, disc, number }, moment, backward, chosen) {
    const { app } = this;
    const { layer, index } = place;
    const delta = backward && layer > 0;
    const value = delta ? moment.deltas[layer - 1][index] : moment.a[layer][index];
    const colour = delta
      ? signedFill(app, value / app.scales.delta)
      : valueFill(app, value, app.scales.values[layer]);
    set(disc, "fill", colour);
    number.style.fill = app.colour(luminance(colour) > 0.18 ? "on_light" : "on_dark");
    const decimals = delta ? deltaDecimals(app.scales.delta) : valueDecimals(app, layer);
    const exact = layer === 0 && app.run.ofInputs !== null;
    const small = this.drawing.radius < 19 && !exact ? 1 : 0;
    const text = print(value, { decimals: Math.max(0, decimals - small), signed: delta });
    if (number.textContent !== text) number.textContent = text;
    const key = keyOf(app.run.sizes, place);
    set(group, "aria-pressed", chosen.includes(key) ? "true" : "false");
    set(group, "tabindex", key === chosen[0] ? "0" : "-1");
    const kind = app.t(delta ? "diagram.delta" : layer ? "diagram.activation" : "diagram.input");
    set(group, "aria-label", `${key}, ${kind} ${text}`);
  }

  /**
   * Mark the output that is wanted and the one that is the answer: with a word and a ring each.
   *
   * @param {import("./run.js").Moment} moment
   */
  #outputs(moment) {
    const { header, sizes } = this.app.run;
    const last = this.discs.length - 1;
    const classes = header.class_names && sizes[last] > 1;
    const isWanted = (/** @type {number} */ index) => classes && index === moment.label;
    const isAnswer = (/** @type {number} */ index) =>
      classes && !moment.tied && index === moment.answer;
    for (const name of this.svg.querySelectorAll("[data-output]")) {
      const index = Number(/** @type {SVGElement} */ (name).dataset.output);
      const kinds = ["name", isWanted(index) && "wanted", isAnswer(index) && "given"];
      set(name, "class", kinds.filter(Boolean).join(" "));
    }
    for (const role of this.svg.querySelectorAll("[data-role]")) {
      const index = Number(/** @type {SVGElement} */ (role).dataset.role);
      const said = this.#roleOf(isAnswer(index), isWanted(index));
      if (role.textContent === said) continue;
      role.textContent = said;
    }
    for (const { place, group } of this.discs[last]) {
      set(group, "data-wanted", isWanted(place.index) ? "" : null);
      set(group, "data-given", isAnswer(place.index) ? "" : null);
    }
  }

  /**
   * @param {boolean} answer
   * @param {boolean} wanted
   */
  #roleOf(answer, wanted) {
    const { t } = this.app;
    if (answer && wanted) return `✓ ${t("diagram.answer")}`;
    return answer ? `✗ ${t("diagram.answer")}` : wanted ? t("diagram.wanted") : "";
  }

  /**
   * Say what width and fill stand for.
   *
   * @param {boolean} backward
   */
  #explain(backward) {
    const { app } = this;
    const imported = app.run.imported;
    const scale = backward ? app.scales.update : app.scales.weight;
    const name = backward ? (imported ? "key.gradients" : "key.updates") : "key.weights";
    const said = `${name} ${scale}`;
    if (this.said === said) return;
    this.said = said;
    fill(this.key, [
      h("span", { class: "sample-line positive" }),
      app.t("key.positive"),
      h("span", { class: "sample-line negative" }),
      app.t("key.negative"),
      h("span", {}, app.t(name, { scale: plain(scale) })),
      backward && h("span", {}, app.t("key.deltas", { scale: plain(app.scales.delta) })),
    ]);
  }

  /** @param {Event} event */
  #click(event) {
    const target = /** @type {Element} */ (event.target);
    const edge = target.closest("[data-edge]");
    const neuron = target.closest("[data-key]");
    if (neuron) this.app.openNeuron(/** @type {SVGElement} */ (neuron).dataset.key ?? "");
    else if (edge) this.app.openEdge(/** @type {SVGElement} */ (edge).dataset.edge ?? "");
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const focused = /** @type {SVGElement | null} */ (document.activeElement);
    const all = this.discs.flat();
    const at = all.findIndex(({ group }) => group === focused);
    if (at < 0) return;
    const open = (/** @type {number} */ k) => {
      const next = all[(k + all.length) % all.length];
      this.app.openNeuron(next.group.dataset.key ?? "");
      this.app.state.flush();
      this.discs
        .flat()
        .find(({ place }) => same(place, next.place))
        ?.group.focus();
    };
    if (event.key === "ArrowDown") open(at + 1);
    else if (event.key === "ArrowUp") open(at - 1);
    else if (event.key === "Enter" || event.key === " ") open(at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** @param {Place} one @param {Place} other */
function same(one, other) {
  return one.layer === other.layer && one.index === other.index;
}

/** How large type is, as a multiple of its usual size. */
function typeSize() {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;
}

/**
 * Set an attribute if it differs.
 *
 * @param {Element} element
 * @param {string} name
 * @param {string | null} value
 */
function set(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** @param {number} scale */
function deltaDecimals(scale) {
  return Math.min(6, Math.max(2, 1 - Math.floor(Math.log10(scale)) + 1));
}

/**
 * @param {NetworkApp} app
 * @param {number} layer
 */
function valueDecimals(app, layer) {
  const { low, high } = app.scales.values[layer];
  if (!layer && app.run.ofInputs !== null) return app.run.ofInputs;
  const most = Math.max(Math.abs(low), Math.abs(high));
  const whole = most > 1 ? Math.max(0, Math.floor(Math.log10(most))) : 0;
  return Math.max(0, (low < 0 ? 2 : 3) - whole);
}
