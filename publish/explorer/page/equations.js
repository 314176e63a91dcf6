// Equations of a training step with numbers of decimals that make them true as printed.
//
// Each function solves one family of equations.  It returns the decimals of each quantity and the
// sign of each equation: "=" where the printed digits on the left give those on the right, else "≈".

import {
  Exact,
  MOST_DECIMALS,
  ONE,
  ZERO,
  choices,
  exactDecimals,
  gives,
  printed,
  rounded,
  sign,
  solve,
  span,
  upTo,
  usualDecimals,
} from "./numbers.js";

/** @typedef {import("./functions.js").Vector} Vector */
/** @typedef {"=" | "≈"} Sign */

/**
 * Terms, their running sum and the total with an addend: p₁ + … + pᵢ = sᵢ and sₙ + b = z.
 *
 * @typedef {object} Sum
 * @property {number} ofFactors decimals of the first factors (weights)
 * @property {number} ofOthers decimals of the second factors (values)
 * @property {number} ofProducts
 * @property {number} ofSums
 * @property {Sign[]} products signs of factor × factor = product
 * @property {Sign[]} sums signs of the running sums
 * @property {Sign | null} total sign of the sum with the bias, null without one
 */

/**
 * Solve factor × other = product for each row, and the running sums of the products.
 *
 * @param {Vector} factors
 * @param {Vector} others
 * @param {Vector} products
 * @param {Vector} sums
 * @param {{addend: number, total: number} | null} [last] the bias and the pre-activation
 * @param {number} [least] fewest decimals of products
 * @returns {Sum}
 */
export function weightedSum(factors, others, products, sums, last = null, least = 3) {
  const usual = usualDecimals(
    last ? [...sums, last.total] : products.length ? [...sums, ...products] : sums,
    least,
  );
  const added = (/** @type {number} */ p, /** @type {number} */ s) => {
    let sum = ZERO;
    const found = [];
    for (let i = 0; i < products.length; i++) {
      sum = sum.plus(printed(products[i], p));
      found.push(gives(sum, sums[i], s));
    }
    return { found, sum };
  };
  const whole = (/** @type {number} */ p, /** @type {number} */ s) => {
    const { found, sum } = added(p, s);
    const end = !last || gives(sum.plus(printed(last.addend, p)), last.total, s);
    return found.every(Boolean) && end;
  };
  const [ofProducts, ofSums] = solve(whole, finer(choices(upTo(usual), upTo(usual, 1)))) ?? [
    Math.min(usual + 1, MOST_DECIMALS),
    usual,
  ];
  const [ofFactors, ofOthers] = factorDecimals(factors, others, products, ofProducts);
  const { found, sum } = added(ofProducts, ofSums);
  return {
    ofFactors,
    ofOthers,
    ofProducts,
    ofSums,
    products: Array.from(products, (product, i) =>
      sign(
        gives(
          printed(factors[i], ofFactors).times(printed(others[i], ofOthers)),
          product,
          ofProducts,
        ),
      ),
    ),
    sums: found.map((holds) => sign(holds)),
    total: last
      ? sign(gives(sum.plus(printed(last.addend, ofProducts)), last.total, ofSums))
      : null,
  };
}

/**
 * Keep the candidates whose first number of decimals is not below the second.
 *
 * @param {number[][]} candidates
 */
function finer(candidates) {
  return candidates.filter(([first, second]) => first >= second);
}

/**
 * @param {Vector} factors
 * @param {Vector} others
 * @param {Vector} products
 * @param {number} decimals of the products
 * @returns {number[]}
 */
function factorDecimals(factors, others, products, decimals) {
  const first = exactDecimals(factors, 3) ?? 3;
  const second = exactDecimals(others, 3) ?? 3;
  const hold = (/** @type {number} */ f, /** @type {number} */ o) => {
    for (let i = 0; i < products.length; i++) {
      const found = printed(factors[i], f).times(printed(others[i], o));
      if (!gives(found, products[i], decimals)) return false;
    }
    return true;
  };
  const candidates = choices(upTo(Math.max(first, 1), 5), upTo(Math.max(second, 1), 5));
  return solve(hold, candidates) ?? [Math.max(first, 4), Math.max(second, 3)];
}

/**
 * factor × factor × … = product of single numbers.
 *
 * @typedef {object} Product
 * @property {number[]} ofFactors
 * @property {number} ofProduct
 * @property {Sign} sign
 */

/**
 * @param {number[]} factors
 * @param {number} product
 * @param {(number | null)[]} [given] decimals that are already chosen, by factor, then of the
 *   product; null is free
 * @param {number} [least]
 * @returns {Product}
 */
export function productOf(factors, product, given = [], least = 3) {
  const usual = usualDecimals([product], least);
  const free = factors.map((factor, k) => {
    const chosen = given[k];
    if (chosen !== null && chosen !== undefined) return [chosen];
    return upTo(Math.max(exactDecimals([factor], 3) ?? usualDecimals([factor], least), 1), 4);
  });
  const found = (/** @type {number[]} */ decimals) =>
    factors.reduce((all, factor, k) => all.times(printed(factor, decimals[k])), ONE);
  const hold = (/** @type {number[]} */ ...decimals) => {
    const ofProduct = /** @type {number} */ (decimals.pop());
    return gives(found(decimals), product, ofProduct);
  };
  const usualFactors = free.map((range) => range[Math.min(1, range.length - 1)]);
  const last = given[factors.length] ?? null;
  const ofLast = last === null ? upTo(usual, 1) : [last];
  const decimals = solve(hold, choices(...free, ofLast)) ?? [...usualFactors, ofLast[0]];
  const ofProduct = decimals[factors.length];
  return {
    ofFactors: decimals.slice(0, factors.length),
    ofProduct,
    sign: sign(gives(found(decimals.slice(0, factors.length)), product, ofProduct)),
  };
}

/**
 * The slope of an activation function, from the activation: a·(1 − a), (1 − a)·(1 + a).
 *
 * @param {string} name of the function
 * @param {number} a
 * @param {number} slope
 * @param {number} ofSlope decimals of the slope
 * @returns {{ofValue: number, sign: Sign}}
 */
export function slopeOf(name, a, slope, ofSlope) {
  const hold = (/** @type {number} */ first, /** @type {number} */ second) => {
    const one = printed(a, first);
    const other = name === "tanh" ? ONE.plus(one) : one;
    return gives(other.times(ONE.minus(one)), slope, second);
  };
  const usual = usualDecimals([a], 3);
  const [ofValue] = solve((first) => hold(first, ofSlope), choices(upTo(usual, 5))) ?? [usual];
  return { ofValue, sign: sign(hold(ofValue, ofSlope)) };
}

/**
 * (times / over) · factor · factor = product.
 *
 * @param {number} times
 * @param {number} over
 * @param {number} first
 * @param {number} second
 * @param {number} product
 * @param {number | null} given decimals of the product that are already chosen
 * @returns {{decimals: number[], sign: Sign}}
 */
export function scaledProduct(times, over, first, second, product, given) {
  const hold = (/** @type {number} */ a, /** @type {number} */ b, /** @type {number} */ c) => {
    const all = printed(first, a).times(printed(second, b));
    return gives(all.times(new Exact(BigInt(times), 1n)).over(over), product, c);
  };
  const ranges = [upTo(usualDecimals([first], 3), 3), upTo(usualDecimals([second], 3), 3)];
  const last = given ?? usualDecimals([product], 3);
  const decimals = solve(hold, choices(...ranges, given === null ? upTo(last, 1) : [last])) ?? [
    ...ranges.map(([d]) => d),
    last,
  ];
  return { decimals, sign: sign(hold(decimals[0], decimals[1], decimals[2])) };
}

/**
 * o · (g − m) = δ, a softmax layer's delta through the whole Jacobian.
 *
 * @param {number} o
 * @param {number} g
 * @param {number} m
 * @param {number} delta
 * @param {number | null} given decimals of the delta that are already chosen
 * @returns {{decimals: number[], sign: Sign}} of o, of g and m, of δ
 */
export function shareDelta(o, g, m, delta, given) {
  const hold = (/** @type {number} */ a, /** @type {number} */ b, /** @type {number} */ c) =>
    gives(printed(o, a).times(printed(g, b).minus(printed(m, b))), delta, c);
  const ranges = [upTo(usualDecimals([o], 3), 3), upTo(usualDecimals([g, m], 3), 3)];
  const last = given ?? usualDecimals([delta], 3);
  const decimals = solve(hold, choices(...ranges, given === null ? upTo(last, 1) : [last])) ?? [
    ranges[0][0],
    ranges[1][0],
    last,
  ];
  return { decimals, sign: sign(hold(decimals[0], decimals[1], decimals[2])) };
}

/**
 * first + second = third, or first − second = third.
 *
 * @param {number} first
 * @param {number} second
 * @param {number} third
 * @param {"+" | "-"} operation
 * @param {(number | null)[]} [given] decimals that are already chosen
 * @returns {{decimals: number[], sign: Sign}}
 */
export function sumOf(first, second, third, operation, given = []) {
  const usual = usualDecimals([second], 3);
  const values = [first, second, third];
  const ranges = values.map((value, k) => {
    const chosen = given[k];
    if (chosen !== null && chosen !== undefined) return [chosen];
    const exact = exactDecimals([value], usual);
    return exact === null ? upTo(usual, 2) : span(exact, Math.min(usual + 2, MOST_DECIMALS));
  });
  const hold = (/** @type {number} */ a, /** @type {number} */ b, /** @type {number} */ c) => {
    const [left, right] = [printed(first, a), printed(second, b)];
    return gives(operation === "+" ? left.plus(right) : left.minus(right), third, c);
  };
  const even = upTo(usual, 4).map((d) => values.map((_, k) => given[k] ?? d));
  const decimals =
    solve(hold, even) ?? solve(hold, choices(...ranges)) ?? values.map((_, k) => given[k] ?? usual);
  return { decimals, sign: sign(hold(decimals[0], decimals[1], decimals[2])) };
}

/**
 * f(z) = a with a function that has no exact value.
 *
 * @param {(z: number) => number} evaluate
 * @param {number} z
 * @param {number} a
 * @param {(number | null)[]} [given] decimals of z and a that are already chosen
 * @returns {{ofArgument: number, ofValue: number, sign: Sign}}
 */
export function valueOf(evaluate, z, a, given = []) {
  const hold = (/** @type {number} */ first, /** @type {number} */ second) =>
    gives(evaluate(rounded(z, first)), a, second);
  const of = (/** @type {number | null | undefined} */ chosen, /** @type {number} */ usual) =>
    chosen !== null && chosen !== undefined ? [chosen] : upTo(usual, 3);
  const first = of(given[0], usualDecimals([z], 3));
  const second = of(given[1], usualDecimals([a], 3));
  const [ofArgument, ofValue] = solve(hold, choices(first, second)) ?? [first[0], second[0]];
  return { ofArgument, ofValue, sign: sign(hold(ofArgument, ofValue)) };
}

/**
 * Shares of a whole: e^(z) of each, their sum, and each over the sum.
 *
 * @param {Vector} z
 * @param {Vector} a
 * @param {number} ofZ decimals of z
 * @returns {{ofValue: number, sign: Sign}}
 */
export function shares(z, a, ofZ) {
  const powers = Array.from(z, (one) => Math.exp(rounded(one, ofZ) - Math.max(...z)));
  const sum = powers.reduce((all, one) => all + one, 0);
  const hold = (/** @type {number} */ decimals) =>
    powers.every((power, k) => gives(power / sum, a[k], decimals));
  const [ofValue] = solve(hold, [[3], [2], [4]]) ?? [3];
  return { ofValue, sign: sign(hold(ofValue)) };
}

/**
 * f(z) = a of a whole layer, with as many decimals of a as all rows bear.
 *
 * @param {(z: Vector) => Vector} evaluate
 * @param {Vector} z
 * @param {Vector} a
 * @param {number} ofZ decimals of z
 * @returns {{ofValues: number, sign: Sign}}
 */
export function layerValues(evaluate, z, a, ofZ) {
  const found = evaluate(Float64Array.from(z, (one) => rounded(one, ofZ)));
  const hold = (/** @type {number} */ decimals) =>
    Array.from(a, (one, k) => gives(found[k], one, decimals)).every(Boolean);
  const [ofValues] = solve(hold, [[3], [2]]) ?? [3];
  return { ofValues, sign: sign(hold(ofValues)) };
}

/**
 * W · x + b = z of a whole layer.
 *
 * @param {Vector} weights row by row
 * @param {Vector} x
 * @param {Vector} b
 * @param {Vector} z
 * @returns {{ofWeights: number, ofValues: number, ofBiases: number, ofSums: number, sign: Sign}}
 */
export function layerEquation(weights, x, b, z) {
  const n = x.length;
  const usual = usualDecimals(z, 2);
  const hold = (
    /** @type {number} */ w,
    /** @type {number} */ v,
    /** @type {number} */ ofB,
    /** @type {number} */ s,
  ) => {
    for (let j = 0; j < z.length; j++) {
      let sum = printed(b[j], ofB);
      for (let i = 0; i < n; i++) {
        sum = sum.plus(printed(weights[j * n + i], w).times(printed(x[i], v)));
      }
      if (!gives(sum, z[j], s)) return false;
    }
    return true;
  };
  const first = Math.max(exactDecimals(weights, 2) ?? 2, 1);
  const second = exactDecimals(x, 2) ?? 2;
  const candidates = choices(
    upTo(first, 3),
    upTo(Math.max(second, 1), 3),
    [Math.min(usual + 1, MOST_DECIMALS)],
    upTo(usual, 1),
  );
  const found = solve(hold, candidates) ?? [3, 3, usual + 1, usual];
  const [ofWeights, ofValues, ofBiases, ofSums] = found;
  return {
    ofWeights,
    ofValues,
    ofBiases,
    ofSums,
    sign: sign(hold(ofWeights, ofValues, ofBiases, ofSums)),
  };
}
