// Which neurons of large layers are drawn.

const MOST = 8; // largest layer of which every neuron is drawn
const SOME = 6; // drawn of a larger one

/**
 * Return the indices of the neurons drawn of each layer: all of up to eight, else the six whose
 * values vary most over the run, with those that have to be there.
 *
 * @param {import("./run.js").Run} run
 * @param {import("./names.js").Place[]} wanted always drawn
 * @returns {number[][]}
 */
export function shownNeurons(run, wanted) {
  return run.sizes.map((size, layer) => {
    if (size <= MOST) return Array.from({ length: size }, (_, k) => k);
    const values = layer ? run.recorded.a[layer - 1] : run.inputs;
    const spread = spreads(values, size);
    for (const place of wanted) if (place.layer === layer) spread[place.index] = Infinity;
    return Array.from(spread.keys())
      .sort((one, other) => spread[other] - spread[one] || one - other)
      .slice(0, SOME)
      .sort((one, other) => one - other);
  });
}

/**
 * @param {Float64Array} values row by row
 * @param {number} size of a row
 */
function spreads(values, size) {
  const low = new Float64Array(size).fill(Infinity);
  const high = new Float64Array(size).fill(-Infinity);
  for (let k = 0; k < values.length; k++) {
    low[k % size] = Math.min(low[k % size], values[k]);
    high[k % size] = Math.max(high[k % size], values[k]);
  }
  return high.map((one, k) => one - low[k]);
}
