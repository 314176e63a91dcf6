// The recorded run: parameters of every step, and what the network computes at one.

import { elementary } from "./elementary.js";
import { activation, cost } from "./functions.js";
import { exactDecimals } from "./numbers.js";

const EVERY = 64; // steps between two parameters that are kept, so that few updates are replayed

/**
 * Parameters by layer: weights row by row, (n_out, n_in), and biases.
 *
 * @typedef {{weights: Float64Array[], biases: Float64Array[]}} Parameters
 */

/**
 * What the network computes from one sample at one moment.  Entry l of `z`, `deltas`, `weights` and
 * `biases` belongs to the layer from `a[l]` to `a[l + 1]`.
 *
 * @typedef {object} Moment
 * @property {number} step
 * @property {boolean} after whether the step's update has been made
 * @property {number} sample
 * @property {boolean} trained whether the step trains on this sample
 * @property {Float64Array[]} weights
 * @property {Float64Array[]} biases
 * @property {Float64Array[]} z
 * @property {Float64Array[]} a inputs first
 * @property {Float64Array[]} deltas
 * @property {Float64Array} target
 * @property {Float64Array} terms of the cost
 * @property {number} cost
 * @property {number} answer index of the class or of the largest output
 * @property {boolean} tied whether several outputs are the largest
 * @property {number | null} label
 */

/** A recording of a small network. */
export class Run {
  /**
   * @param {any} header
   * @param {import("./payload.js").Arrays} arrays
   */
  constructor(header, arrays) {
    this.header = header;
    this.arrays = arrays;
    /** @type {number[]} */
    this.sizes = header.layer_sizes;
    this.layers = this.sizes.length - 1;
    /** @type {number} */
    this.steps = header.steps;
    this.imported = header.imported !== null;
    this.elementary = elementary(arrays);
    /** @type {import("./functions.js").Activation[]} */
    this.functions = header.activations.map((/** @type {string} */ name) =>
      activation(name, this.elementary, !this.imported),
    );
    this.loss = cost(header.cost, this.functions[this.layers - 1], this.elementary);
    /** The cost of which the deltas are the exact gradient, or null. */
    this.learned = learnedCost(header);
    /** @type {number | null} */
    this.rate = this.imported ? null : header.learning_rate; // an import knows no updates
    const ofLayers = (/** @type {string} */ name, above = 0) =>
      Array.from({ length: this.layers }, (_, l) => floats(arrays, `${name}_${l + above}`));
    this.recorded = {
      z: ofLayers("z"),
      a: ofLayers("activations", 1),
      deltas: ofLayers("deltas"),
    };
    this.inputs = floats(arrays, "inputs");
    /** Decimals with which all inputs are printed exactly, or null. */
    this.ofInputs = exactDecimals(this.inputs, 2);
    this.targets = floats(arrays, "targets");
    this.costs = floats(arrays, "cost");
    this.sampleIndex = arrays.get("sample_index").data;
    this.labels = arrays.has("labels") ? arrays.get("labels").data : null;
    this.checkpoints = arrays.get("checkpoint_steps").data;
    /** @type {Map<number, Parameters>} */
    this.kept = new Map();
    /** @type {{step: number, held: Parameters} | null} */
    this.last = null;
  }

  /** @param {number} step */
  epoch(step) {
    return Math.floor(step / this.header.epoch_steps) + 1;
  }

  /**
   * The inputs of a sample.
   *
   * @param {number} sample
   */
  input(sample) {
    return this.inputs.subarray(sample * this.sizes[0], (sample + 1) * this.sizes[0]);
  }

  /** @param {number} sample */
  target(sample) {
    const n = this.sizes[this.layers];
    return this.targets.subarray(sample * n, (sample + 1) * n);
  }

  /**
   * Return the parameters after some updates; do not change them.
   *
   * @param {number} step 0 (the start) to `steps` (the end)
   * @returns {Parameters}
   */
  parameters(step) {
    if (this.last?.step === step) return this.last.held;
    const held = this.imported ? this.stored(this.momentAt(step)) : this.#replayed(step);
    this.last = { step, held };
    return held;
  }

  /**
   * Index of the parameters that an imported run has at a step.
   *
   * @param {number} step
   */
  momentAt(step) {
    let moment = 0;
    while (moment + 1 < this.checkpoints.length && this.checkpoints[moment + 1] <= step) moment++;
    return moment;
  }

  /**
   * @param {number} moment
   * @returns {Parameters}
   */
  stored(moment) {
    const part = (/** @type {string} */ name) =>
      Array.from({ length: this.layers }, (_, l) => {
        const all = floats(this.arrays, `${name}_${l}`);
        const size = this.sizes[l + 1] * (name === "weights" ? this.sizes[l] : 1);
        return all.subarray(moment * size, (moment + 1) * size);
      });
    return { weights: part("weights"), biases: part("biases") };
  }

  /**
   * @param {number} step
   * @returns {Parameters}
   */
  #replayed(step) {
    if (!this.kept.size) this.kept.set(0, copy(this.stored(0)));
    let from = step - (step % EVERY);
    while (!this.kept.has(from)) from -= EVERY;
    // One step further than the last is what dragging and playing ask for most.
    const near = this.last && this.last.step <= step && this.last.step >= from ? this.last : null;
    const start = near ?? { step: from, held: /** @type {Parameters} */ (this.kept.get(from)) };
    const held = copy(start.held);
    for (let k = start.step; k < step; k++) {
      this.update(held, k);
      if ((k + 1) % EVERY === 0 && !this.kept.has(k + 1)) this.kept.set(k + 1, copy(held));
    }
    return held;
  }

  /**
   * Add the update of a step to parameters: (−η·delta)·activation, and −η·delta for the biases.
   *
   * @param {Parameters} held changed in place
   * @param {number} step
   */
  update(held, step) {
    const rate = -(/** @type {number} */ (this.rate));
    for (let l = 0; l < this.layers; l++) {
      const [n, m] = [this.sizes[l], this.sizes[l + 1]];
      const below = l
        ? this.recorded.a[l - 1].subarray(step * n, (step + 1) * n)
        : this.input(this.sampleIndex[step]);
      const weights = held.weights[l];
      const biases = held.biases[l];
      for (let j = 0; j < m; j++) {
        const factor = rate * this.recorded.deltas[l][step * m + j];
        for (let i = 0; i < n; i++) weights[j * n + i] += factor * below[i];
        biases[j] += factor;
      }
    }
  }

  /**
   * Return z and the activations of every layer, inputs first.
   *
   * @param {Float64Array} inputs
   * @param {Parameters} held
   */
  forward(inputs, held) {
    const z = [];
    const a = [inputs];
    for (let l = 0; l < this.layers; l++) {
      const [n, m] = [this.sizes[l], this.sizes[l + 1]];
      const below = a[l];
      const sums = new Float64Array(m);
      for (let j = 0; j < m; j++) {
        let sum = held.weights[l][j * n] * below[0] + 0;
        for (let i = 1; i < n; i++) sum += held.weights[l][j * n + i] * below[i];
        sums[j] = sum + held.biases[l][j];
      }
      z.push(sums);
      a.push(this.functions[l].value(sums));
    }
    return { z, a };
  }

  /**
   * Return the deltas of every layer.
   *
   * @param {Parameters} held
   * @param {Float64Array[]} z
   * @param {Float64Array[]} a
   * @param {Float64Array} target
   */
  backward(held, z, a, target) {
    const last = this.layers - 1;
    const o = a[this.layers];
    /** @type {Float64Array[]} */
    const deltas = [];
    deltas[last] =
      this.header.output_delta === "difference"
        ? o.map((one, k) => one - target[k])
        : this.loss.delta(z[last], o, target);
    for (let l = last - 1; l >= 0; l--) {
      const [n, m] = [this.sizes[l + 1], this.sizes[l + 2]];
      const sums = new Float64Array(n);
      for (let j = 0; j < n; j++) {
        let sum = held.weights[l + 1][j] * deltas[l + 1][0] + 0;
        for (let k = 1; k < m; k++) sum += held.weights[l + 1][k * n + j] * deltas[l + 1][k];
        sums[j] = sum;
      }
      deltas[l] = this.functions[l].pullBack(z[l], a[l + 1], sums);
    }
    return deltas;
  }

  /**
   * Return what the network computes from a sample before or after the update of a step.
   *
   * @param {number} step
   * @param {boolean} after
   * @param {number | null} sample null for the one on which the step trains
   * @returns {Moment}
   */
  moment(step, after, sample) {
    const own = this.sampleIndex[step];
    const chosen = sample ?? own;
    const held = this.parameters(after ? step + 1 : step);
    const target = this.target(chosen);
    const found =
      chosen === own && !after
        ? this.read(step)
        : (() => {
            const { z, a } = this.forward(this.input(chosen), held);
            return { z, a, deltas: this.backward(held, z, a, target) };
          })();
    const last = this.layers - 1;
    const outputs = found.a[this.layers];
    const terms = this.loss.terms(found.z[last], outputs, target);
    return {
      step,
      after,
      sample: chosen,
      trained: chosen === own,
      ...held,
      ...found,
      target,
      terms,
      cost: chosen === own && !after ? this.costs[step] : this.loss.total(terms),
      answer: this.answer(outputs),
      tied: outputs.length > 1 && tied(outputs),
      label: this.labels ? this.labels[chosen] : null,
    };
  }

  /** @param {number} step */
  read(step) {
    const row = (/** @type {Float64Array} */ all, /** @type {number} */ l) =>
      all.subarray(step * this.sizes[l + 1], (step + 1) * this.sizes[l + 1]);
    return {
      z: this.recorded.z.map(row),
      a: [this.input(this.sampleIndex[step]), ...this.recorded.a.map(row)],
      deltas: this.recorded.deltas.map(row),
    };
  }

  /**
   * Return the index of the class that outputs stand for.
   *
   * @param {Float64Array} outputs
   */
  answer(outputs) {
    if (outputs.length === 1 && this.header.class_names) return outputs[0] >= 0.5 ? 1 : 0;
    return outputs.indexOf(Math.max(...outputs));
  }
}

/**
 * @param {import("./payload.js").Arrays} arrays
 * @param {string} name
 */
function floats(arrays, name) {
  return /** @type {Float64Array} */ (arrays.get(name).data);
}

/**
 * @param {Parameters} held
 * @returns {Parameters}
 */
export function copy(held) {
  return {
    weights: held.weights.map((each) => each.slice()),
    biases: held.biases.map((each) => each.slice()),
  };
}

/** @param {Float64Array} outputs */
export function tied(outputs) {
  const largest = Math.max(...outputs);
  return outputs.filter((output) => output === largest).length > 1;
}

/**
 * As in network.core.rules: o − t is the gradient of the cross-entropy for sigmoid and softmax
 * outputs, and of the half squared error for identity outputs.
 *
 * @param {any} header
 * @returns {string | null}
 */
function learnedCost(header) {
  if (header.output_delta !== "difference") return header.cost;
  /** @type {Record<string, string>} */
  const costs = {
    sigmoid: "cross-entropy",
    softmax: "cross-entropy",
    identity: "half-squared-error",
  };
  return costs[header.activations.at(-1)] ?? null;
}
