// Numbers as the clips print them, and exact arithmetic with printed digits.
//
// The recorded value is rounded once, half to even, from its exact binary value.  An equation holds
// as printed if the digits on the left give those on the right, with a small margin.

export const MINUS = "\u2212";
const THIN_SPACE = "\u2009";
export const MOST_DECIMALS = 8;
/** Largest error before rounding that counts as clear, in thousandths of the last place. */
const HAIR = 499n;

const view = new DataView(new ArrayBuffer(8));

/**
 * Return a value times 10^decimals, rounded half to even.
 *
 * @param {number} value finite
 * @param {number} decimals
 * @returns {bigint}
 */
export function fixed(value, decimals) {
  if (value === 0) return 0n;
  view.setFloat64(0, value);
  const high = view.getUint32(0);
  const stored = (high >>> 20) & 0x7ff;
  let mantissa = (BigInt(high & 0xfffff) << 32n) | BigInt(view.getUint32(4));
  if (stored) mantissa |= 1n << 52n;
  const exponent = (stored || 1) - 1075;
  const scaled = mantissa * 10n ** BigInt(decimals);
  const rounded = exponent >= 0 ? scaled << BigInt(exponent) : halfToEven(scaled, -exponent);
  return value < 0 ? -rounded : rounded;
}

/**
 * @param {bigint} number 0 or more
 * @param {number} bits to drop
 */
function halfToEven(number, bits) {
  const shift = BigInt(bits);
  const floor = number >> shift;
  const rest = number - (floor << shift);
  const half = 1n << (shift - 1n);
  if (rest > half || (rest === half && (floor & 1n) === 1n)) return floor + 1n;
  return floor;
}

/**
 * @typedef {object} Style
 * @property {number} decimals
 * @property {boolean} [signed] print a plus sign before positive values
 * @property {boolean} [grouped] separate thousands by thin spaces
 * @property {boolean} [percent] print a fraction as a percentage
 */

/**
 * Print a number; zero has no sign.
 *
 * @param {number} value
 * @param {Style} style
 * @returns {string}
 */
export function print(value, { decimals, signed = false, grouped = false, percent = false }) {
  const whole = fixed(value, decimals + (percent ? 2 : 0));
  const digits = String(whole < 0n ? -whole : whole).padStart(decimals + 1, "0");
  const point = digits.length - decimals;
  let text = digits.slice(0, point);
  if (grouped) text = text.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
  if (decimals) text += `.${digits.slice(point)}`;
  if (percent) text += `${THIN_SPACE}%`;
  if (whole === 0n) return text;
  return (value < 0 ? MINUS : signed ? "+" : "") + text;
}

/**
 * Print all digits of a float64: the shortest decimal number that gives it back.
 *
 * @param {number} value
 * @returns {string}
 */
export function full(value) {
  return String(value).replace("-", MINUS).replace("e-", `e${MINUS}`);
}

/** A fraction of two whole numbers, for exact arithmetic with printed digits. */
export class Exact {
  /**
   * @param {bigint} top
   * @param {bigint} bottom above 0
   */
  constructor(top, bottom) {
    this.top = top;
    this.bottom = bottom;
  }

  /** @param {Exact} other */
  plus(other) {
    if (this.bottom === other.bottom) return new Exact(this.top + other.top, this.bottom);
    return new Exact(this.top * other.bottom + other.top * this.bottom, this.bottom * other.bottom);
  }

  /** @param {Exact} other */
  minus(other) {
    return this.plus(new Exact(-other.top, other.bottom));
  }

  /** @param {Exact} other */
  times(other) {
    return new Exact(this.top * other.top, this.bottom * other.bottom);
  }

  /** @param {number} count above 0 */
  over(count) {
    return new Exact(this.top, this.bottom * BigInt(count));
  }
}

export const ZERO = new Exact(0n, 1n);
export const ONE = new Exact(1n, 1n);

/**
 * Return the value of the printed digits of a number.
 *
 * @param {number} value
 * @param {number} decimals
 * @returns {Exact}
 */
export function printed(value, decimals) {
  return new Exact(fixed(value, decimals), 10n ** BigInt(decimals));
}

/**
 * Return the value of the printed digits as a float, for functions that have no exact value.
 *
 * @param {number} value
 * @param {number} decimals
 */
export function rounded(value, decimals) {
  return Number(fixed(value, decimals)) / 10 ** decimals;
}

/**
 * Return whether a result found with printed digits is the one printed.
 *
 * @param {Exact | number} found
 * @param {number} value whose digits are printed
 * @param {number} decimals
 * @returns {boolean}
 */
export function gives(found, value, decimals) {
  const whole = fixed(value, decimals);
  if (typeof found === "number") {
    return Math.abs(found * 10 ** decimals - Number(whole)) < Number(HAIR) / 1000;
  }
  const apart = found.top * 10n ** BigInt(decimals) - whole * found.bottom;
  return (apart < 0n ? -apart : apart) * 1000n < HAIR * found.bottom;
}

/**
 * Return the sign of an equation.
 *
 * @param {...boolean} holds
 * @returns {"=" | "≈"}
 */
export function sign(...holds) {
  return holds.every(Boolean) ? "=" : "≈";
}

/**
 * Return all combinations of numbers of decimals, smallest sum first.
 *
 * @param {...number[]} ranges
 * @returns {number[][]}
 */
export function choices(...ranges) {
  /** @type {number[][]} */
  let found = [[]];
  for (const range of ranges) found = found.flatMap((one) => range.map((each) => [...one, each]));
  const sum = (/** @type {number[]} */ one) => one.reduce((a, b) => a + b, 0);
  return found
    .map((one, place) => ({ one, place, sum: sum(one) }))
    .sort((a, b) => a.sum - b.sum || a.place - b.place)
    .map(({ one }) => one);
}

/**
 * Return the first candidate with which all equations hold, or null.
 *
 * @param {(...decimals: number[]) => boolean} hold
 * @param {number[][]} candidates
 * @returns {number[] | null}
 */
export function solve(hold, candidates) {
  return candidates.find((candidate) => hold(...candidate)) ?? null;
}

/**
 * Return the whole numbers from one to another, both included.
 *
 * @param {number} first
 * @param {number} last
 */
export function span(first, last) {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => first + k);
}

/**
 * Return some numbers of decimals from one on, none of them too many.
 *
 * @param {number} first
 * @param {number} [more]
 */
export function upTo(first, more = 3) {
  return span(first, Math.min(first + more, MOST_DECIMALS));
}

/**
 * Return how many decimals show the largest of some values with enough digits.
 *
 * @param {Iterable<number>} values
 * @param {number} [least]
 * @param {number} [digits] significant digits of the largest
 */
export function usualDecimals(values, least = 3, digits = 2) {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  if (!(largest > 0) || !Number.isFinite(largest)) return least;
  const places = Math.floor(Math.log10(largest));
  if (places >= 2) return Math.max(1, least - places);
  return Math.min(Math.max(least, digits - 1 - places), MOST_DECIMALS);
}

/**
 * Return the fewest decimals, up to some, with which all values are printed exactly, or null.
 *
 * @param {Iterable<number>} values
 * @param {number} most
 */
export function exactDecimals(values, most) {
  let needed = 0;
  for (const value of values) {
    while (Number(value.toFixed(needed)) !== value) if (++needed > most) return null;
  }
  return needed;
}
