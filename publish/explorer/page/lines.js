// The lines of the diagram: hundreds that change with every step, so painted, not elements.

import { s } from "./dom.js";

/** @typedef {import("./network_page.js").NetworkApp} NetworkApp */
/** @typedef {import("./names.js").Place} Place */
/** @typedef {{x: number, y: number}} Point */
/** @typedef {{layer: number, j: number, i: number, key: string, from: Point, to: Point}} Edge */
/** @typedef {{edges: Edge[], width: number, height: number, radius: number, zoom: number}} Drawing */

const [DASH, GAP] = [9, 4]; // of lines of negative values, in pixels
const FAINT = 0.55; // opacity of lines out of focus
const WIDEST = 0.275; // width of the strongest line, as a share of a disc's radius, as in the clips

/**
 * A line of the diagram as it looks.
 *
 * @typedef {object} Line
 * @property {Edge} edge
 * @property {number} width
 * @property {string} colour
 * @property {boolean} dashed
 * @property {boolean} front whether it is in focus
 * @property {boolean} open whether the weight is the one that is open
 */

/**
 * Return the lines, those in focus last.
 *
 * @param {NetworkApp} app
 * @param {Drawing} drawing
 * @param {import("./run.js").Moment} moment
 * @param {boolean} backward
 * @param {Place | null} neuron
 * @returns {Line[]}
 */
function linesOf(app, { edges, radius }, moment, backward, neuron) {
  const { edge, view } = app.state.get();
  const scale = backward ? app.scales.update : app.scales.weight;
  const factor = backward ? -(app.run.rate ?? -1) : 1;
  const ofWeight = view === "weight";
  const colours = [app.colour("negative"), app.colour("quiet"), app.colour("positive")];
  const found = edges.map((one) => {
    const { layer, j, i } = one;
    const value = backward
      ? factor * moment.deltas[layer][j] * moment.a[layer][i]
      : moment.weights[layer][j * app.run.sizes[layer] + i];
    const open = ofWeight && one.key === edge;
    return {
      edge: one,
      width: Math.max(1, WIDEST * radius * Math.min(Math.abs(value) / scale, 1)),
      colour: colours[Math.sign(value) + 1],
      dashed: value < 0,
      front: ofWeight ? open : neuron?.layer === layer + 1 && neuron.index === j,
      open,
    };
  });
  return [...found.filter(({ front }) => !front), ...found.filter(({ front }) => front)];
}

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
  const pen = cleared(canvas, drawing);
  if (!pen) return;
  for (const one of linesOf(app, drawing, moment, backward, neuron)) {
    if (one.open) halo(pen, one.edge, WIDEST * drawing.radius + 8, app.colour("focus"));
    pen.globalAlpha = one.front ? 1 : FAINT;
    pen.lineWidth = one.width;
    pen.strokeStyle = one.colour;
    pen.setLineDash(one.dashed ? [DASH, GAP] : []);
    stroke(pen, one.edge);
  }
}

/**
 * Return the lines as elements, for paper: painted ones would be blurred there.
 *
 * @param {NetworkApp} app
 * @param {Drawing} drawing
 * @param {import("./run.js").Moment} moment
 * @param {boolean} backward
 * @param {Place | null} neuron
 */
export function drawnLines(app, drawing, moment, backward, neuron) {
  return linesOf(app, drawing, moment, backward, neuron).map((one) =>
    s("line", {
      x1: one.edge.from.x,
      y1: one.edge.from.y,
      x2: one.edge.to.x,
      y2: one.edge.to.y,
      stroke: one.colour,
      "stroke-width": one.width,
      "stroke-dasharray": one.dashed ? `${DASH} ${GAP}` : null,
      "stroke-opacity": one.front ? null : FAINT,
    }),
  );
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
