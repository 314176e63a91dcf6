// What happens to a weight, to an answer and to all weights over the training.

import { copy, tied } from "./run.js";

/**
 * Return one weight after 0, 1, …, `steps` updates; of an imported run, at every moment.
 *
 * @param {import("./run.js").Run} run
 * @param {number} layer
 * @param {number} j
 * @param {number | null} i null for the bias
 * @returns {{steps: ArrayLike<number>, values: Float64Array}}
 */
export function historyOf(run, layer, j, i) {
  const n = run.sizes[layer];
  const m = run.sizes[layer + 1];
  if (run.imported) {
    const values = Float64Array.from(run.checkpoints, (_, moment) => {
      const { weights, biases } = run.stored(moment);
      return i === null ? biases[layer][j] : weights[layer][j * n + i];
    });
    return { steps: run.checkpoints, values };
  }
  const values = new Float64Array(run.steps + 1);
  const { weights, biases } = run.stored(0);
  const rate = -(/** @type {number} */ (run.rate));
  values[0] = i === null ? biases[layer][j] : weights[layer][j * n + i];
  for (let step = 0; step < run.steps; step++) {
    const factor = rate * run.recorded.deltas[layer][step * m + j];
    const below =
      i === null
        ? 1
        : layer
          ? run.recorded.a[layer - 1][step * n + i]
          : run.inputs[run.sampleIndex[step] * n + i];
    values[step + 1] = values[step] + factor * below;
  }
  return { steps: { length: run.steps + 1 }, values };
}

/**
 * Return whether the network reads a sample right before each step's update and at the end, or
 * null without classes.
 *
 * @param {import("./run.js").Run} run
 * @param {number} sample
 * @returns {Uint8Array | null}
 */
export function answersTo(run, sample) {
  if (!run.labels) return null;
  const right = new Uint8Array(run.steps + 1);
  const held = copy(run.stored(0));
  let now = run.imported ? run.stored(0) : held;
  for (let step = 0; step <= run.steps; step++) {
    if (run.imported) now = run.stored(run.momentAt(step));
    const outputs = run.forward(run.input(sample), now).a[run.layers];
    const clear = outputs.length === 1 || !tied(outputs);
    right[step] = clear && run.answer(outputs) === run.labels[sample] ? 1 : 0;
    if (!run.imported && step < run.steps) run.update(held, step);
  }
  return right;
}

/**
 * When the network reads a sample right.
 *
 * @typedef {object} Rightness
 * @property {Uint8Array} right before each step's update, and at the end
 * @property {number} first step at which it is, or −1
 * @property {number} stays step from which on it always is; `steps + 1` if it is not at the end
 */

/** @type {WeakMap<import("./run.js").Run, Map<number, Rightness>>} */
const known = new WeakMap();
const FEW = 200_000; // products that are multiplied at once; of more, only where nothing moves

/**
 * Return when the network reads a sample right, or null without classes, or if it is not known yet
 * and takes long.
 *
 * @param {import("./run.js").Run} run
 * @param {number} sample
 * @param {boolean} [patient] whether it may take long
 * @returns {Rightness | null}
 */
export function rightnessOf(run, sample, patient = false) {
  if (!run.labels || !run.header.class_names) return null;
  const of = known.get(run) ?? new Map();
  known.set(run, of);
  if (of.has(sample)) return of.get(sample);
  const products = run.sizes.slice(1).reduce((sum, size, l) => sum + size * run.sizes[l], 0);
  if (!patient && products * run.steps > FEW) return null;
  const right = /** @type {Uint8Array} */ (answersTo(run, sample));
  of.set(sample, { right, first: right.indexOf(1), stays: right.lastIndexOf(0) + 1 });
  return of.get(sample);
}

/**
 * Return how much each parameter changes in a step, largest change first.
 *
 * @param {import("./run.js").Run} run
 * @param {number} step
 * @returns {{layer: number, j: number, i: number | null, change: number}[]}
 */
export function changesOf(run, step) {
  if (run.rate === null || run.imported) return [];
  const moment = run.read(step);
  const found = [];
  for (let l = 0; l < run.layers; l++) {
    for (let j = 0; j < run.sizes[l + 1]; j++) {
      const factor = -run.rate * moment.deltas[l][j];
      for (let i = 0; i < run.sizes[l]; i++) {
        found.push({ layer: l, j, i, change: factor * moment.a[l][i] + 0 });
      }
    }
  }
  return found.sort((one, other) => Math.abs(other.change) - Math.abs(one.change));
}
