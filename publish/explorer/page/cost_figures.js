// The equations of a cost, with numbers of decimals that make them true as printed.

import {
  ZERO,
  choices,
  exactDecimals,
  gives,
  printed,
  rounded,
  sign,
  solve,
  upTo,
  usualDecimals,
} from "./numbers.js";

/** @typedef {import("./functions.js").Vector} Vector */
/** @typedef {import("./equations.js").Sign} Sign */

/**
 * The cost: an error and a term of each output, and what they give together.
 *
 * @typedef {object} CostFigures
 * @property {number} ofOutputs
 * @property {number} ofTargets
 * @property {number} ofErrors
 * @property {number} ofTerms
 * @property {number} ofCost
 * @property {Sign[]} errors signs of o − t = error
 * @property {Sign[]} terms
 * @property {Sign} total
 */

/**
 * @param {Vector} o
 * @param {Vector} t
 * @param {Vector} terms
 * @param {number} cost
 * @param {string} name of the cost
 * @param {boolean} softmax
 * @returns {CostFigures}
 */
export function costFigures(o, t, terms, cost, name, softmax) {
  const errors = Array.from(o, (one, k) => one - t[k]);
  const ofTargets = exactDecimals(t, 3) ?? 3;
  const least = usualDecimals(terms, 3);
  const top = Math.max(...Array.from(o, Math.abs));
  const usual = Math.max(ofTargets, usualDecimals([top], 3));
  const entropy = name === "cross-entropy";
  const errorHolds = (/** @type {number} */ d) =>
    errors.map((error, k) => gives(printed(o[k], d).minus(printed(t[k], ofTargets)), error, d));
  const termHolds = (/** @type {number} */ d, /** @type {number} */ q) =>
    Array.from(terms, (term, k) => {
      if (!entropy) {
        const error = printed(errors[k], d);
        return gives(error.times(error), term, q);
      }
      return gives(entropyOf(rounded(o[k], d), rounded(t[k], ofTargets), softmax), term, q);
    });
  const totalHolds = (/** @type {number} */ q, /** @type {number} */ c) => {
    let sum = ZERO;
    for (const term of terms) sum = sum.plus(printed(term, q));
    if (name === "mean-squared-error") sum = sum.over(terms.length);
    if (name === "half-squared-error") sum = sum.over(2);
    return gives(sum, cost, c);
  };
  const all = (/** @type {number} */ d, /** @type {number} */ q, /** @type {number} */ c) =>
    totalHolds(q, c) && termHolds(d, q).every(Boolean) && (entropy || errorHolds(d).every(Boolean));
  const candidates = choices(upTo(usual, 5), upTo(least, 3), upTo(usualDecimals([cost], 3), 2));
  const [d, q, c] = solve(
    all,
    candidates.filter(([, terms, cost]) => terms >= cost),
  ) ?? [usual, least, usualDecimals([cost], 3)];
  return {
    ofOutputs: d,
    ofTargets,
    ofErrors: d,
    ofTerms: q,
    ofCost: c,
    errors: errorHolds(d).map((holds) => sign(holds)),
    terms: termHolds(d, q).map((holds) => sign(holds)),
    total: sign(totalHolds(q, c)),
  };
}

/**
 * @param {number} o
 * @param {number} t
 * @param {boolean} softmax
 */
export function entropyOf(o, t, softmax) {
  const positive = t === 0 ? 0 : -t * Math.log(o);
  if (softmax || t === 1) return positive;
  return positive - (1 - t) * Math.log(1 - o);
}
