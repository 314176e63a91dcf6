// The network at each recorded moment of its training, and what it makes of an image.
//
// Products are added from the first input to the last, then the bias, with the functions of
// network.core: the bits are those of `python -m network classify`.

import { elementary } from "../elementary.js";
import { activation } from "../functions.js";

/** @typedef {Float32Array | Float64Array} Floats */
/** @typedef {{weights: Floats, biases: Floats, inputs: number, outputs: number}} Layer */
/** @typedef {import("../functions.js").Activation} Activation */

/**
 * What the network computes from an image: entry l of each list belongs to the layer from
 * `activations[l]` to `activations[l + 1]`.
 *
 * @typedef {object} Pass
 * @property {Float64Array[]} sums of the products, without the bias
 * @property {Float64Array[]} z
 * @property {Float64Array[]} activations the input first
 */

/** The training: sizes, recorded steps and parameters. */
export class Training {
  /**
   * @param {any} header
   * @param {import("../payload.js").Arrays} arrays
   */
  constructor(header, arrays) {
    /** @type {number[]} */
    this.sizes = header.layer_sizes;
    this.steps = arrays.get("steps").data;
    this.moments = this.steps.length;
    this.last = this.moments - 1;
    const functions = elementary(arrays);
    /** @type {Activation[]} */
    this.functions = header.activations.map((/** @type {string} */ name) =>
      activation(name, functions, false),
    );
    this.values = decoded(arrays.get("planes"), header.precision);
    this.parameters = this.values.length / this.moments;
  }

  /**
   * @param {number} moment
   * @returns {Layer[]}
   */
  layers(moment) {
    let start = moment * this.parameters;
    const take = (/** @type {number} */ count) => this.values.subarray(start, (start += count));
    return this.functions.map((_, l) => {
      const [inputs, outputs] = [this.sizes[l], this.sizes[l + 1]];
      return { weights: take(inputs * outputs), biases: take(outputs), inputs, outputs };
    });
  }

  /**
   * @param {Float64Array} inputs
   * @param {number} moment
   * @returns {Pass}
   */
  forward(inputs, moment) {
    /** @type {Pass} */
    const found = { sums: [], z: [], activations: [inputs] };
    this.layers(moment).forEach((layer, l) => {
      const sums = weightedSums(layer, found.activations[l]);
      const z = sums.map((sum, k) => sum + layer.biases[k]);
      found.sums.push(sums);
      found.z.push(z);
      found.activations.push(this.functions[l].value(z));
    });
    return found;
  }

  /**
   * The recorded moment nearest to a step; the earlier of two equally near ones.
   *
   * @param {number} step
   */
  momentAt(step) {
    let found = 0;
    for (let k = 1; k < this.moments; k++) {
      if (Math.abs(this.steps[k] - step) < Math.abs(this.steps[found] - step)) found = k;
    }
    return found;
  }
}

/**
 * @param {Layer} layer
 * @param {Float64Array} below
 */
function weightedSums({ weights, inputs, outputs }, below) {
  const sums = new Float64Array(outputs);
  for (let k = 0; k < outputs; k++) {
    let sum = weights[k * inputs] * below[0] + 0; // no −0
    for (let i = 1; i < inputs; i++) sum += weights[k * inputs + i] * below[i];
    sums[k] = sum;
  }
  return sums;
}

/**
 * The products of one neuron, weight × activation.
 *
 * @param {Layer} layer
 * @param {number} neuron
 * @param {Float64Array} below
 */
export function productsOf({ weights, inputs }, neuron, below) {
  return below.map((value, i) => weights[neuron * inputs + i] * value + 0);
}

/**
 * The index of the largest output, or −1 if several tie for the largest.
 *
 * @param {Float64Array} outputs
 */
export function answerOf(outputs) {
  const most = outputs.reduce((a, b) => Math.max(a, b));
  const first = outputs.indexOf(most);
  return outputs.lastIndexOf(most) === first ? first : -1;
}

/**
 * The indices of outputs by size, largest first; of equal ones the lower index first.
 *
 * @param {Float64Array} outputs
 */
export function byOutput(outputs) {
  return Array.from(outputs.keys()).sort((a, b) => outputs[b] - outputs[a] || a - b);
}

/**
 * Undo the packing: bytes by place, each the difference from the moment before.
 *
 * @param {import("../payload.js").Tensor} planes
 * @param {"float32" | "float64"} precision
 * @returns {Floats} all parameters of the first moment, then of the next
 */
function decoded({ data, shape }, precision) {
  const [size, parameters, moments] = shape;
  const stride = size * parameters;
  const bytes = new Uint8Array(stride * moments);
  for (let place = 0, from = 0; place < size; place++) {
    for (let value = 0; value < parameters; value++) {
      let byte = 0;
      let to = value * size + place;
      for (let moment = 0; moment < moments; moment++, from++, to += stride) {
        byte ^= data[from];
        bytes[to] = byte;
      }
    }
  }
  return precision === "float32" ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer);
}
