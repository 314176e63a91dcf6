// Activation functions and costs, as in network.core: same operations, same order, same bits.

/** @typedef {Float64Array | number[]} Vector */

/**
 * @typedef {object} Activation
 * @property {string} name
 * @property {number} low
 * @property {number} high
 * @property {(z: Vector) => Float64Array} value
 * @property {(z: number, a: number) => number} slope of softmax, the diagonal of its Jacobian
 * @property {(z: Vector, a: Vector, gradient: Vector) => Float64Array} pullBack dC/dz from dC/da
 */

/**
 * @typedef {object} Cost
 * @property {string} name
 * @property {(z: Vector, o: Vector, t: Vector) => Float64Array} terms of each output
 * @property {(terms: Vector) => number} total
 * @property {(z: Vector, o: Vector, t: Vector) => Float64Array} delta dC/dz of the last layer
 */

/**
 * @param {string} name
 * @param {import("./elementary.js").Elementary} elementary
 * @param {boolean} trained whether deltas are multiplied in the order of network.core.kernel, which
 *   trains, and not in that of network.core.rules, which imports
 * @returns {Activation}
 */
export function activation(name, elementary, trained) {
  const found = {
    sigmoid: each("sigmoid", 0, 1, elementary.sigmoid, (_, a) => a * (1 - a)),
    tanh: each("tanh", -1, 1, elementary.tanh, (_, a) => (1 - a) * (1 + a)),
    relu: each(
      "relu",
      0,
      Infinity,
      (z) => (z > 0 ? z : 0),
      (z) => (z > 0 ? 1 : 0),
    ),
    identity: each(
      "identity",
      -Infinity,
      Infinity,
      (z) => z,
      () => 1,
    ),
    softmax: softmax(elementary),
  };
  if (!Object.hasOwn(found, name)) throw new Error(`unknown activation ${name}`);
  if (trained) found.sigmoid.pullBack = (_, a, gradient) => inOrder(gradient, a);
  return found[/** @type {keyof typeof found} */ (name)];
}

/**
 * (gradient · a) · (1 − a), which rounds differently from gradient · (a · (1 − a)).
 *
 * @param {Vector} gradient
 * @param {Vector} a
 */
function inOrder(gradient, a) {
  return Float64Array.from(gradient, (g, k) => g * a[k] * (1 - a[k]));
}

/**
 * @param {string} name
 * @param {number} low
 * @param {number} high
 * @param {(z: number) => number} value
 * @param {(z: number, a: number) => number} slope
 * @returns {Activation}
 */
function each(name, low, high, value, slope) {
  return {
    name,
    low,
    high,
    value: (z) => Float64Array.from(z, value),
    slope,
    pullBack: (z, a, gradient) => Float64Array.from(gradient, (g, k) => g * slope(z[k], a[k])),
  };
}

/**
 * @param {import("./elementary.js").Elementary} elementary
 * @returns {Activation}
 */
function softmax(elementary) {
  return {
    name: "softmax",
    low: 0,
    high: 1,
    value(z) {
      const top = Math.max(...z);
      const powers = Float64Array.from(z, (one) => elementary.exp(one - top));
      const sum = total(powers);
      return powers.map((power) => power / sum);
    },
    slope: (_, a) => a * (1 - a),
    pullBack(_, a, gradient) {
      const mean = total(Float64Array.from(gradient, (g, k) => g * a[k]));
      return Float64Array.from(gradient, (g, k) => a[k] * (g - mean));
    },
  };
}

/**
 * Sum from the first to the last.
 *
 * @param {Vector} values
 */
export function total(values) {
  let sum = values[0];
  for (let k = 1; k < values.length; k++) sum += values[k];
  return sum;
}

/**
 * @param {string} name
 * @param {Activation} last of the last layer
 * @param {import("./elementary.js").Elementary} elementary
 * @returns {Cost}
 */
export function cost(name, last, elementary) {
  /** @param {Vector} o @param {Vector} t */
  const squares = (o, t) => Float64Array.from(o, (one, k) => (one - t[k]) * (one - t[k]));
  if (name === "mean-squared-error") {
    return {
      name,
      terms: (_, o, t) => squares(o, t),
      total: (terms) => total(terms) / terms.length,
      delta: (z, o, t) =>
        last.pullBack(
          z,
          o,
          Float64Array.from(o, (one, k) => (one - t[k]) * (2 / o.length)),
        ),
    };
  }
  if (name === "half-squared-error") {
    const slopes = activation(last.name, elementary, false); // in the order of network.core.losses
    return {
      name,
      terms: (_, o, t) => squares(o, t),
      total: (terms) => 0.5 * total(terms),
      delta: (z, o, t) =>
        slopes.pullBack(
          z,
          o,
          Float64Array.from(o, (one, k) => one - t[k]),
        ),
    };
  }
  if (name !== "cross-entropy") throw new Error(`unknown cost ${name}`);
  return {
    name,
    terms(z, _, t) {
      if (last.name !== "softmax") {
        return Float64Array.from(z, (one, k) => elementary.softplus(one) - t[k] * one);
      }
      const top = Math.max(...z);
      const sum = total(Float64Array.from(z, (one) => elementary.exp(one - top)));
      const whole = top + elementary.log(sum);
      return Float64Array.from(z, (one, k) => t[k] * (whole - one));
    },
    total,
    delta(_, o, t) {
      if (last.name !== "softmax") return Float64Array.from(o, (one, k) => one - t[k]);
      const sum = total(t);
      return Float64Array.from(o, (one, k) => one * sum - t[k]);
    },
  };
}
