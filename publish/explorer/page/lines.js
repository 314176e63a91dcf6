// The lines of the diagram: hundreds that change with every step, so painted, not elements.

/** @typedef {import("./network_page.js").NetworkApp} NetworkApp */
/** @typedef {import("./names.js").Place} Place */
/** @typedef {{x: number, y: number}} Point */
/** @typedef {{layer: number, j: number, i: number, key: string, from: Point, to: Point}} Edge */
/** @typedef {{edges: Edge[], width: number, height: number, radius: number, zoom: number}} Drawing */

const [DASH, GAP] = [9, 4]; // of lines of negative values, in pixels
const FAINT = 0.55; // opacity of lines out of focus
const WIDEST = 0.275; // width of the strongest line, as a share of a disc's radius, as in the clips

/**
 * Paint the lines: those in focus over the others.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {NetworkApp} app
 * @param {Drawing} drawing
 * @param {import("./run.js").Moment} moment
 * @param {boolean} backward
 * @param {Place | null} neuron
 */
export function paintLines(canvas, app, drawing, moment, backward, neuron) {
  const { edges, radius } = drawing;
  const { edge, view } = app.state.get();
  const pen = cleared(canvas, drawing);
  if (!pen) return;
  const scale = backward ? app.scales.update : app.scales.weight;
  const factor = backward ? -(app.run.rate ?? -1) : 1;
  const inFront = (/** @type {Edge} */ one) =>
    view === "weight"
      ? one.key === edge
      : neuron?.layer === one.layer + 1 && neuron.index === one.j;
  const colours = {
    1: app.colour("positive"),
    0: app.colour("quiet"),
    "-1": app.colour("negative"),
  };
  const draw = (/** @type {Edge} */ one) => {
    const { layer, j, i } = one;
    const value = backward
      ? factor * moment.deltas[layer][j] * moment.a[layer][i]
      : moment.weights[layer][j * app.run.sizes[layer] + i];
    pen.lineWidth = Math.max(1, WIDEST * radius * Math.min(Math.abs(value) / scale, 1));
    pen.strokeStyle = colours[/** @type {keyof typeof colours} */ (Math.sign(value))];
    pen.setLineDash(value < 0 ? [DASH, GAP] : []);
    stroke(pen, one);
  };
  pen.globalAlpha = FAINT;
  for (const one of edges) if (!inFront(one)) draw(one);
  for (const one of edges) {
    if (!inFront(one)) continue;
    if (view === "weight") halo(pen, one, WIDEST * radius + 8, app.colour("focus"));
    pen.globalAlpha = 1;
    draw(one);
  }
}

/**
 * Return a pen for an empty canvas with the density of the screen.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Drawing} drawing
 */
function cleared(canvas, { width, height, zoom }) {
  const density = (devicePixelRatio || 1) * zoom;
  const size = { width: Math.round(width * density), height: Math.round(height * density) };
  if (canvas.width !== size.width || canvas.height !== size.height) Object.assign(canvas, size);
  const pen = canvas.getContext("2d");
  pen?.setTransform(density, 0, 0, density, 0, 0);
  pen?.clearRect(0, 0, width, height);
  return pen;
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Edge} edge
 */
function stroke(pen, { from, to }) {
  pen.beginPath();
  pen.moveTo(from.x, from.y);
  pen.lineTo(to.x, to.y);
  pen.stroke();
}

/**
 * Mark the line of the weight that is open.
 *
 * @param {CanvasRenderingContext2D} pen
 * @param {Edge} edge
 * @param {number} width
 * @param {string} colour
 */
function halo(pen, edge, width, colour) {
  pen.setLineDash([]);
  pen.lineWidth = width;
  pen.strokeStyle = colour;
  pen.globalAlpha = 0.3;
  stroke(pen, edge);
}
