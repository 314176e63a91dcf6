// Sums of many terms, with numbers of decimals that make them true as printed.

import { choices, gives, printed, solve, span, usualDecimals, ZERO } from "../numbers.js";

/** @typedef {{parts: number[], sum: number}} Sum */

const MORE = 3; // decimals that parts may have more than the sum

/**
 * @param {Sum[]} sums that are printed side by side
 * @param {number} [least] fewest decimals of the sums
 * @returns {{ofParts: number, ofSum: number, hold: boolean[]}} the decimals, and whether each sum
 *   is true with them
 */
export function sumDecimals(sums, least = 2) {
  const holds = (/** @type {number} */ p, /** @type {number} */ s) =>
    sums.map(({ parts, sum }) =>
      gives(
        parts.reduce((all, part) => all.plus(printed(part, p)), ZERO),
        sum,
        s,
      ),
    );
  const usual = usualDecimals(
    sums.map(({ sum }) => sum),
    least,
  );
  const candidates = choices(span(usual, usual + MORE), [usual, usual + 1]).filter(
    ([p, s]) => p >= s,
  );
  const found = solve((p, s) => holds(p, s).every(Boolean), candidates);
  const [ofParts, ofSum] = found ?? [usual + 1, usual];
  return { ofParts, ofSum, hold: holds(ofParts, ofSum) };
}
