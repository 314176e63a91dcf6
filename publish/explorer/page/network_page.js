// The page of a small network.

import { fill, h } from "./dom.js";
import { mount as mountDiagram } from "./diagram.js";
import { dock } from "./dock.js";
import { listen } from "./keyboard.js";
import { keyOf } from "./names.js";
import { openNumbers, showAllDigits } from "./number.js";
import { mount as mountPanel } from "./panel.js";
import { followPrinting } from "./print.js";
import { mount as mountProgress } from "./progress.js";
import { readAddress, route, VIEWS } from "./routing.js";
import { Run } from "./run.js";
import { mount as mountSample } from "./sample.js";
import { scalesOf } from "./scale.js";
import { mount as mountSlim } from "./slim.js";
import { answerText, mount as mountStatus } from "./status.js";
import { copy, copyTables } from "./table.js";
import { mount as mountTop } from "./top.js";
import { choices, mount as mountTransport } from "./transport.js";

/** @typedef {import("./run.js").Moment} Moment */

/**
 * What the views of a small network are given.
 *
 * @typedef {import("./app.js").App & {
 *   run: Run,
 *   scales: import("./scale.js").Scales,
 *   views: string[],
 *   moment: () => Moment,
 *   before: () => Moment,
 *   goTo: (step: number) => void,
 *   openAt: (updates: number) => void,
 *   openNear: (updates: number) => void,
 *   move: (by: number) => void,
 *   play: (on: boolean) => void,
 *   open: (view: string) => void,
 *   openNeuron: (key: string) => void,
 *   openEdge: (key: string) => void,
 * }} NetworkApp
 */

/**
 * @param {HTMLElement} root
 * @param {import("./app.js").App} base
 */
export function mount(root, base) {
  const app = networkApp(base);
  const { state, t } = app;
  state.subscribe(() => showAllDigits(state.get().digits), ["digits"]);
  const parts = {
    top: h("header", { class: "top" }),
    diagram: h("div", {}),
    status: h("div", { class: "status" }),
    panel: h("section", { class: "card panel", "aria-label": t("panel.label") }),
    sample: h("section", { class: "card sample", "aria-label": t("sample.label") }),
    progress: h("section", { class: "card progress", "aria-label": t("progress.title") }),
    transport: h("section", { class: "transport", "aria-label": t("step.region") }),
    slim: h("section", { class: "slim", "aria-label": t("step.slim") }),
  };
  /** @type {[any, string][]} */
  const ways = [
    ["forward", t("way.forward")],
    ["backward", t("way.backward")],
  ];
  const stage = h(
    "section",
    { class: "card stage", "aria-label": t("diagram.label") },
    h(
      "div",
      { class: "heading" },
      h("h2", {}, t("diagram.title")),
      choices(app, "way", ways, t("way.label")),
    ),
    parts.status,
    parts.diagram,
  );
  fill(root, [
    parts.top,
    h(
      "main",
      { class: "board" },
      h("div", { class: "column" }, stage, parts.progress),
      h("div", { class: "column" }, parts.panel, parts.sample),
      parts.transport,
      parts.slim,
    ),
  ]);
  mountTop(parts.top, app);
  mountTransport(parts.transport, app);
  mountStatus(parts.status, app);
  followSlim(parts.slim, app);
  mountDiagram(parts.diagram, app);
  mountPanel(parts.panel, app);
  mountSample(parts.sample, app);
  mountProgress(parts.progress, app);
  openNumbers(root, t);
  copyTables(root);
  root.addEventListener("click", (event) => copyClicked(event, t));
  listen(app);
  route(app);
  followPrinting(state, app.themes);
  dock(parts.transport, parts.slim);
  document.documentElement.dataset.ready = "";
}

/**
 * @param {HTMLElement} root
 * @param {NetworkApp} app
 */
function followSlim(root, app) {
  const { state, t } = app;
  const write = mountSlim(root, { back: t("step.back"), forth: t("step.forth"), move: app.move });
  const update = () => {
    const { step, after } = state.get();
    const at = after ? ` · ${t("step.after")}` : "";
    write(`${t("step.step")} ${step}${at}`, answerText(app));
  };
  state.subscribe(update, ["step", "after", "sample"]);
  update();
}

/**
 * @param {import("./app.js").App} base
 * @returns {NetworkApp}
 */
function networkApp(base) {
  const run = new Run(base.header, base.arrays);
  const { state } = base;
  const first = { layer: 1, index: 0 };
  const neuron = keyOf(run.sizes, first);
  state.set({
    step: 0,
    after: false,
    sample: null,
    neuron,
    edge: `${neuron}-x1`,
    layer: 1,
    output: 0,
    view: "neuron",
    way: "forward",
    digits: false,
    playing: false,
    speed: 4,
    ...readAddress(location.hash, run),
  });
  /** @type {Record<string, {key: string, moment: Moment}>} */
  const held = {};
  const read = (/** @type {boolean} */ after) => {
    const { step, sample } = state.get();
    const [name, key] = [String(after), `${step} ${sample}`];
    if (held[name]?.key !== key) held[name] = { key, moment: run.moment(step, after, sample) };
    return held[name].moment;
  };
  const goTo = (/** @type {number} */ step) =>
    state.set({ step: Math.min(Math.max(Math.round(step), 0), run.steps - 1) });
  const openAt = (/** @type {number} */ updates) => {
    // After the last update there is no further step: it is shown as the state after it.
    const end = updates >= run.steps;
    goTo(updates);
    state.set({ after: end && !run.imported });
  };
  const open = (/** @type {string} */ view) => state.set({ view });
  return {
    ...base,
    run,
    scales: scalesOf(run),
    views: VIEWS.filter((view) => view !== "plane" || run.sizes[0] === 2),
    moment: () => read(state.get().after),
    before: () => read(false),
    goTo,
    openAt,
    openNear: (updates) => {
      // What is shown stays before or after an update.
      if (state.get().after && updates > 0) goTo(updates - 1);
      else openAt(updates);
    },
    move: (by) => {
      goTo(state.get().step + by);
    },
    play: (on) => play(state, run, on),
    open,
    openNeuron: (chosen) => state.set({ neuron: chosen, view: "neuron" }),
    openEdge: (chosen) => state.set({ edge: chosen, view: "weight" }),
  };
}

/**
 * Go through the steps until the end.
 *
 * @param {import("./state.js").State} state
 * @param {Run} run
 * @param {boolean} on
 */
function play(state, run, on) {
  const { step, playing } = state.get();
  if (on === playing) return;
  state.set({ playing: on });
  if (!on) return;
  const last = run.steps - 1;
  if (step === last) state.set({ step: 0 });
  let then = performance.now();
  const tick = (/** @type {number} */ now) => {
    const { step: at, playing: still, speed } = state.get();
    if (!still) return;
    const due = Math.floor(((now - then) / 1000) * speed);
    if (due > 0) {
      then += (due / speed) * 1000;
      state.set({ step: Math.min(at + due, last), playing: at + due < last });
    }
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

/**
 * @param {MouseEvent} event
 * @param {(name: string) => string} t
 */
function copyClicked(event, t) {
  const button = /** @type {HTMLElement} */ (event.target).closest("[data-copy]");
  if (!button) return;
  let at = button.closest(".heading")?.nextElementSibling;
  while (at && !at.querySelector("table")) at = at.nextElementSibling;
  const table = at?.querySelector("table");
  if (!table) return;
  copy(table);
  button.textContent = t("copy.done");
  setTimeout(() => {
    button.textContent = t("copy.button");
  }, 1500);
}
