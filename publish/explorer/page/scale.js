// Scales of what is drawn, the same at every step of a run.

/**
 * Return the least 1, 2 or 5 times a power of ten that is not below a positive value.
 *
 * @param {number} value
 */
export function niceCeiling(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5, 10].find((each) => value <= each * power * (1 + 1e-9)) ?? 10;
  return Number((step * power).toPrecision(3));
}

/** @param {Iterable<number>} values */
export function largest(values) {
  let found = 0;
  for (const value of values) {
    const size = Math.abs(value);
    if (size > found && Number.isFinite(size)) found = size;
  }
  return found;
}

/**
 * Values that are drawn as the darkest and the brightest fill of a layer.
 *
 * @typedef {{low: number, high: number}} ValueScale
 */

/**
 * @typedef {object} Scales
 * @property {ValueScale[]} values by layer, inputs first
 * @property {number} weight from which on a line has the greatest width
 * @property {number} delta
 * @property {number} update
 */

/**
 * @param {import("./run.js").Run} run
 * @returns {Scales}
 */
export function scalesOf(run) {
  const weight = strongWeight(run);
  const delta = Math.max(...run.recorded.deltas.map(largest));
  return {
    values: run.sizes.map((_, layer) => valueScale(run, layer)),
    weight: niceCeiling(Math.max(weight, 0.5)),
    delta: niceCeiling(Math.max(delta, 1e-6)),
    update: niceCeiling(Math.max(largestUpdate(run), 1e-9)),
  };
}

/**
 * A weight that only one in ten exceeds at the end of the training: with the largest as the widest
 * line, a few would make hairlines of all others.
 *
 * @param {import("./run.js").Run} run
 */
function strongWeight(run) {
  const sizes = run
    .parameters(run.steps)
    .weights.flatMap((each) => Array.from(each, Math.abs))
    .sort((a, b) => a - b);
  return sizes[Math.floor(0.9 * (sizes.length - 1))];
}

/**
 * @param {import("./run.js").Run} run
 * @param {number} layer
 * @returns {ValueScale}
 */
function valueScale(run, layer) {
  const values = layer ? run.recorded.a[layer - 1] : run.inputs;
  if (layer) {
    const { low, high } = run.functions[layer - 1];
    if (Number.isFinite(low) && Number.isFinite(high)) return { low, high };
  }
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = largest(values);
  if (!layer && least >= 0 && most <= 1) return { low: 0, high: 1 };
  const high = niceCeiling(Math.max(most, 1e-6));
  return { low: least >= 0 ? 0 : -high, high };
}

/**
 * Largest product of a delta and a value, and of the learning rate where there is one.
 *
 * @param {import("./run.js").Run} run
 */
function largestUpdate(run) {
  let found = 0;
  for (let l = 0; l < run.layers; l++) {
    const [n, m] = [run.sizes[l], run.sizes[l + 1]];
    const deltas = run.recorded.deltas[l];
    for (let step = 0; step < run.steps; step++) {
      const delta = largest(deltas.subarray(step * m, (step + 1) * m));
      const below = l
        ? run.recorded.a[l - 1].subarray(step * n, (step + 1) * n)
        : run.input(run.sampleIndex[step]);
      found = Math.max(found, delta * largest(below));
    }
  }
  return found * (run.rate ?? 1);
}

/**
 * Mix two colours, `#rrggbb`, linearly in sRGB values.
 *
 * @param {string} low
 * @param {string} high
 * @param {number} share
 */
export function mix(low, high, share) {
  const part = (/** @type {string} */ text, /** @type {number} */ k) =>
    Number.parseInt(text.slice(1 + 2 * k, 3 + 2 * k), 16);
  const mixed = [0, 1, 2].map((k) => {
    const a = part(low, k);
    return Math.round(a + (part(high, k) - a) * share)
      .toString(16)
      .padStart(2, "0");
  });
  return `#${mixed.join("")}`;
}

/**
 * Relative luminance of a colour (WCAG 2.2).
 *
 * @param {string} colour
 */
export function luminance(colour) {
  const [r, g, b] = [1, 3, 5].map((k) => {
    const share = Number.parseInt(colour.slice(k, k + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/**
 * Print a round number of a scale.
 *
 * @param {number} value
 */
export function plain(value) {
  return String(value).replace("e-", "e\u2212");
}
