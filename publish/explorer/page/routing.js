// The address: #step=120&sample=3&neuron=h2 opens the page exactly there.

import { placeOf } from "./names.js";

/** @typedef {import("./network_page.js").NetworkApp} NetworkApp */

export const VIEWS = ["neuron", "weight", "cost", "layer", "updates", "plane"];
const WAIT = 250; // milliseconds without a change before the address changes

/**
 * Return the state that an address asks for; what it does not know is left out.
 *
 * @param {string} hash
 * @param {import("./run.js").Run} run
 */
export function readAddress(hash, run) {
  const asked = new URLSearchParams(hash.replace(/^#/, ""));
  /** @type {Record<string, any>} */
  const found = {};
  const whole = (/** @type {string} */ name, /** @type {number} */ count) => {
    const text = asked.get(name);
    if (text === null || !/^\d{1,9}$/.test(text) || Number(text) >= count) return null;
    return Number(text);
  };
  const step = whole("step", run.steps + 1);
  if (step !== null) {
    // What an address with a step leaves out is as usual, whatever was chosen before.
    Object.assign(found, { sample: null, way: "forward" });
    found.step = Math.min(step, run.steps - 1);
    found.after = step === run.steps && !run.imported;
  }
  if (asked.get("at") === "after" && !run.imported) found.after = true;
  if (asked.get("at") === "before") found.after = false;
  const sample = whole("sample", run.header.samples);
  if (sample !== null) found.sample = sample;
  const neuron = asked.get("neuron");
  if (neuron && placeOf(run.sizes, neuron)) {
    found.neuron = neuron;
    found.view = "neuron";
  }
  const weight = asked.get("weight");
  if (weight && isWeight(run.sizes, weight)) {
    found.edge = weight;
    found.view = "weight";
  }
  const layer = whole("layer", run.sizes.length);
  if (layer) found.layer = layer;
  const way = asked.get("way");
  if (way === "forward" || way === "backward") found.way = way;
  const view = asked.get("view");
  if (view && VIEWS.includes(view) && (view !== "plane" || run.sizes[0] === 2)) found.view = view;
  return found;
}

/**
 * Whether a key such as `h2-x1` names a weight.
 *
 * @param {number[]} sizes
 * @param {string} key
 */
export function isWeight(sizes, key) {
  const [to, from, more] = key.split("-").map((one) => placeOf(sizes, one));
  return Boolean(to && from && more === undefined && to.layer === from.layer + 1);
}

/**
 * Keep state and address alike.
 *
 * @param {NetworkApp} app
 */
export function route(app) {
  const { run, state } = app;
  let wait = 0;
  const write = () => {
    const { step, after, sample, neuron, edge, layer, way, view } = state.get();
    const asked = new URLSearchParams({ step: String(step) });
    if (after) asked.set("at", "after");
    if (sample !== null) asked.set("sample", String(sample));
    if (view === "neuron") asked.set("neuron", neuron);
    if (view === "weight") asked.set("weight", edge);
    if (view === "layer") asked.set("layer", String(layer));
    if (view !== "neuron" && view !== "weight") asked.set("view", view);
    if (way === "backward") asked.set("way", way);
    try {
      history.replaceState(null, "", `#${asked}`);
    } catch {
      // A page embedded in another one, as in a notebook, has no address of its own.
    }
  };
  state.subscribe(() => {
    clearTimeout(wait);
    if (!state.get().playing) wait = setTimeout(write, WAIT);
  });
  addEventListener("hashchange", () => state.set(readAddress(location.hash, run)));
}
