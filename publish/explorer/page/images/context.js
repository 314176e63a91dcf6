// What the views of an image network share: the training, the picture that is read, and the colours.

import { mix } from "../scale.js";
import { answerOf, Training } from "./network.js";
import { resized } from "./pixels.js";
import { isPrepared, prepare } from "./prepare.js";
import { NotOneDigit } from "./strokes.js";

/** @typedef {import("./grids.js").Greys} Greys */
/** @typedef {import("./network.js").Pass} Pass */
/** @typedef {import("./prepare.js").Preparation} Preparation */
/** @typedef {{code: string, values: Record<string, number>}} Refusal */

/**
 * A picture on its way to the network.
 *
 * @typedef {object} Picture
 * @property {"given" | "drawn" | "file"} origin
 * @property {number} given its place among those in the page, or −1
 * @property {Greys} original
 * @property {Greys | null} image what the network reads; null if it is refused
 * @property {Float64Array | null} inputs grey level / 255 of every pixel, row by row
 * @property {Preparation | null} preparation null if the picture is read as it is
 * @property {Refusal | null} refusal why it cannot be read
 */

/**
 * @typedef {object} Own
 * @property {Training} training
 * @property {number} rows of an image
 * @property {number} columns
 * @property {() => Pass | null} pass of the present picture through the present network
 * @property {() => number} answer index of the largest output; −1 without one
 * @property {(original: Greys, origin: Picture["origin"], given?: number) => Picture} read
 * @property {(index: number) => Picture} given
 * @property {() => Heat} heat
 *
 * @typedef {import("../app.js").App & Own} Context
 *
 * @typedef {{words: Uint32Array, colours: string[], limit: number}} Heat
 */

/** Shades of a heat map on either side of zero. */
export const SHADES = 255;

/**
 * @param {import("../app.js").App} app
 * @returns {Context}
 */
export function contextOf(app) {
  const { header, state } = app;
  const training = new Training(header, app.arrays);
  const [rows, columns] = header.image_shape;
  const pass = passes(training, state);
  return {
    ...app,
    training,
    rows,
    columns,
    pass,
    answer: () => {
      const found = pass();
      return found ? answerOf(outputsOf(found)) : -1;
    },
    read: (original, origin, given = -1) => pictureOf(header, original, origin, given),
    given: (index) => pictureOf(header, givenImage(app, index), "given", index),
    heat: heats(app),
  };
}

/**
 * Keep what was computed last: several views ask for it.
 *
 * @param {Training} training
 * @param {import("../state.js").State} state
 */
function passes(training, state) {
  /** @type {{inputs: Float64Array, moment: number, pass: Pass} | null} */
  let last = null;
  return () => {
    const { picture, moment } = state.get();
    if (!picture?.inputs) return null;
    if (!last || last.inputs !== picture.inputs || last.moment !== moment) {
      last = { inputs: picture.inputs, moment, pass: training.forward(picture.inputs, moment) };
    }
    return last.pass;
  };
}

/** @param {Pass} pass */
export function outputsOf(pass) {
  return pass.activations[pass.activations.length - 1];
}

/**
 * @param {import("../app.js").App} app
 * @param {number} index
 * @returns {Greys}
 */
export function givenImage({ arrays, header }, index) {
  const [rows, columns] = header.image_shape;
  const size = rows * columns;
  const all = /** @type {Uint8Array} */ (arrays.get("images").data);
  return { rows, columns, data: all.subarray(index * size, (index + 1) * size) };
}

/**
 * @param {any} header
 * @param {Greys} original
 * @param {Picture["origin"]} origin
 * @param {number} given
 * @returns {Picture}
 */
function pictureOf(header, original, origin, given) {
  const found = { origin, given, original, preparation: null, refusal: null };
  const [rows, columns] = header.image_shape;
  const fits = original.rows === rows && original.columns === columns;
  if (!header.prepared) {
    if (fits) return withInputs(found, original);
    if (origin === "drawn") return withInputs(found, resized(original, rows, columns));
    const values = { rows, columns, found_rows: original.rows, found_columns: original.columns };
    return { ...found, image: null, inputs: null, refusal: { code: "shape", values } };
  }
  if (isPrepared(original)) return withInputs(found, original);
  try {
    const preparation = prepare(original);
    return withInputs({ ...found, preparation }, preparation.image);
  } catch (error) {
    if (!(error instanceof NotOneDigit)) throw error;
    return { ...found, image: null, inputs: null, refusal: error };
  }
}

/**
 * @param {Omit<Picture, "image" | "inputs">} found
 * @param {Greys} image
 * @returns {Picture}
 */
function withInputs(found, image) {
  return { ...found, image, inputs: Float64Array.from(image.data, (level) => level / 255) };
}

/**
 * What the network answers, or why there is no answer.
 *
 * @param {Context} context
 * @returns {string}
 */
export function answerText(context) {
  const { header, state, t } = context;
  const { picture } = state.get();
  if (picture?.refusal) return t(`images.refused.${picture.refusal.code}`, picture.refusal.values);
  if (!picture?.inputs) return t("images.reads_nothing");
  const answer = context.answer();
  if (answer < 0) return t("images.reads_tied");
  return t("images.reads", { name: header.class_names[answer] });
}

/**
 * The name of a picture that the page holds.
 *
 * @param {import("../app.js").App} app
 * @param {number} index
 */
export function pictureName({ header, t }, index) {
  const values = { name: header.image_names[index], number: index + 1 };
  return t(header.prepared ? "images.drawing" : "images.sample", values);
}

/**
 * The colours of signed values, as in the clips: pale towards the end of the scale.
 *
 * @param {import("../app.js").App} app
 * @returns {() => Heat}
 */
function heats(app) {
  const { header, state, colour } = app;
  /** @type {Map<number, Heat>} */
  const known = new Map();
  return () => {
    const { theme } = state.get();
    const found = known.get(theme) ?? heatOf(header, colour);
    known.set(theme, found);
    return found;
  };
}

/**
 * @param {any} header
 * @param {(name: string) => string} colour
 * @returns {Heat}
 */
function heatOf({ heat, limit }, colour) {
  const colours = [];
  for (let shade = -SHADES; shade <= SHADES; shade++) {
    const strength = (Math.abs(shade) / SHADES) ** heat.exponent;
    const hue = colour(shade >= 0 ? "positive" : "negative");
    const over = (strength - heat.full) / (1 - heat.full);
    colours.push(
      over <= 0
        ? mix(colour("background"), hue, strength / heat.full)
        : mix(hue, mix(hue, colour("ink"), heat.pale), over),
    );
  }
  return { words: Uint32Array.from(colours, wordOf), colours, limit };
}

/**
 * A colour as the four bytes of a pixel.
 *
 * @param {string} colour `#rrggbb`
 */
export function wordOf(colour) {
  const rgb = Number.parseInt(colour.slice(1), 16);
  const swapped = ((rgb & 0xff) << 16) | (rgb & 0xff00) | (rgb >> 16);
  return (0xff000000 | swapped) >>> 0;
}

/**
 * @param {number} value
 * @param {number} limit
 * @returns {number} its place among the colours
 */
export function shadeOf(value, limit) {
  const shade = Math.round((value / limit) * SHADES);
  return Math.min(Math.max(shade, -SHADES), SHADES) + SHADES;
}
