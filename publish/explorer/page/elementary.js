// Exponential, logarithm and the functions made of them, with the bits of network.core.
//
// The same single operations in the same order as there, on tables that the page holds.  Sources of
// the formulas: network/core/arithmetic.py and network/core/elementary.py.

const PARTS = 256; // table entries per unit, of the exponential
const LOWEST = -700; // of the table of exponentials of −z: e^700 leaves room for a factor
const HIGHEST = 746;
const REACH = 40; // tanh(x) is ±1 in double precision well before x = 20
const STEPS = 128; // table entries per unit, of the logarithm
const RINT = 1.5 * 2 ** 52;

/** @param {number} x of magnitude below 2^51; half to even */
function rint(x) {
  return x + RINT - RINT;
}

/**
 * @typedef {object} Elementary
 * @property {(x: number) => number} exp
 * @property {(z: number) => number} sigmoid
 * @property {(x: number) => number} tanh needs `expm1` in the page
 * @property {(x: number) => number} log needs `logarithms` in the page
 * @property {(z: number) => number} softplus
 */

/**
 * Return the functions, from the arrays `exp_units`, `exp_parts`, and `expm1` and `logarithms` where
 * the page has them.
 *
 * @param {import("./payload.js").Arrays} arrays
 * @returns {Elementary}
 */
export function elementary(arrays) {
  const powers = exponentials(arrays.get("exp_units").data, arrays.get("exp_parts").data);

  /** @param {number} x */
  function exp(x) {
    if (Number.isNaN(x)) return x;
    if (x > -LOWEST) return Infinity;
    const inside = Math.max(x, -HIGHEST);
    const parts = rint(inside * PARTS);
    const r = inside - parts / PARTS;
    const power = powers[-LOWEST * PARTS - parts];
    const p = 6 * r;
    const q = r * r + 12;
    return power + power * ((2 * p) / (q - p));
  }

  /** @param {number} z */
  function sigmoid(z) {
    const inside = Math.min(Math.max(z, LOWEST), HIGHEST);
    const part = rint(inside * PARTS);
    let p = inside - part / PARTS;
    const q = p * p + 12;
    p *= 6;
    const power = powers[part - LOWEST * PARTS] * (q - p);
    return (q + p) / (power + (q + p));
  }

  const known = arrays.has("expm1") ? arrays.get("expm1").data : null;

  /** @param {number} x */
  function expm1(x) {
    if (!known) throw new Error("the page holds no table for tanh");
    const value = Math.min(Math.max(x, -REACH), REACH);
    const parts = rint(value * PARTS);
    const r = value - parts / PARTS;
    const at = known[parts + REACH * PARTS];
    const square = r * r;
    const p = r * (60 + square);
    const q = 120 + 12 * square;
    return at + (1 + at) * ((2 * p) / (q - p));
  }

  /** @param {number} x */
  function tanh(x) {
    const grown = expm1(2 * Math.min(Math.abs(x), REACH / 2));
    const found = grown / (grown + 2);
    return x < 0 || Object.is(x, -0) ? -found : found;
  }

  const logarithms = arrays.has("logarithms") ? arrays.get("logarithms").data : null;

  /** @param {number} x 0 or more */
  function log(x) {
    if (!logarithms) throw new Error("the page holds no table of logarithms");
    if (x === 0) return -Infinity;
    if (!(x > 0) || x === Infinity) return x > 0 ? x : NaN;
    let [m, e] = frexp(x);
    if (m < 0.75) {
      m *= 2;
      e -= 1;
    }
    const count = 2 * STEPS + 1; // entries: firsts, rests, then ln 2 as first and rest
    const k = rint(m * STEPS);
    const f = k / STEPS;
    const s = (m - f) / (m + f);
    const square = s * s;
    const series = s * square * (2 / 3 + square * (2 / 5 + square * (2 / 7)));
    const small = 2 * s + (series + (e * logarithms[2 * count + 1] + logarithms[count + k]));
    return e * logarithms[2 * count] + logarithms[k] + small;
  }

  /** @param {number} y 0 or more */
  function log1p(y) {
    const u = 1 + y;
    return log(u) + (y - (u - 1)) / u;
  }

  /** @param {number} z */
  function softplus(z) {
    return Math.max(z, 0) + log1p(exp(-Math.abs(z)));
  }

  return { exp, sigmoid, tanh, log, softplus };
}

/**
 * Return e^(−k/256) for k = −700·256, …, 746·256: products of e^(−unit) and e^(−part/256).
 *
 * @param {import("./payload.js").Typed} units leading bits of each, then the rests
 * @param {import("./payload.js").Typed} parts
 */
function exponentials(units, parts) {
  const count = units.length / 2;
  const table = new Float64Array(count * PARTS + 1);
  for (let k = 0; k < count; k++) {
    const a = units[k];
    const b = units[count + k];
    for (let n = 0; n < PARTS; n++) {
      const c = parts[n];
      const d = parts[PARTS + n];
      table[k * PARTS + n] = a * c + (a * d + b * (c + d));
    }
  }
  return table;
}

const bits = new DataView(new ArrayBuffer(8));

/**
 * Split a positive number into m from 0.5 to 1 and e with x = m·2^e.
 *
 * @param {number} x
 * @returns {[number, number]}
 */
function frexp(x) {
  bits.setFloat64(0, x);
  let high = bits.getUint32(0);
  let e = (high >>> 20) & 0x7ff;
  if (!e) {
    const [m, smaller] = frexp(x * 2 ** 54);
    return [m, smaller - 54];
  }
  high = (high & 0x800fffff) | (1022 << 20);
  bits.setUint32(0, high >>> 0);
  return [bits.getFloat64(0), e - 1022];
}
