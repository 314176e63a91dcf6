// How a picture becomes what the network reads, stage by stage.

import { fill, h } from "../dom.js";
import { greyWords, paint } from "./cells.js";

/** @typedef {import("./context.js").Context} Context */
/** @typedef {import("./context.js").Picture} Picture */
/** @typedef {import("./grids.js").Greys} Greys */
/** @typedef {import("./grids.js").Box} Box */

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { state, t } = context;
  const stages = h("div", { class: "stages" });
  const notes = h("p", { class: "note" });
  const title = h("h3", {}, t("images.preparation"));
  fill(root, [title, stages, notes]);
  const update = () => {
    const { picture } = state.get();
    title.hidden = !picture?.image;
    fill(stages, picture?.image ? figures(context, picture) : []);
    fill(notes, [picture?.image && remarks(context, picture)]);
  };
  state.subscribe(update, ["picture", "theme"]);
  update();
}

/**
 * @param {Context} context
 * @param {Picture} picture
 */
function figures({ t, colour }, { preparation, image }) {
  const words = greyWords(colour);
  const figure = (
    /** @type {string} */ name,
    /** @type {Greys} */ grid,
    /** @type {Box | null} */ box = null,
  ) => {
    const canvas = h("canvas", { role: "img", "aria-label": t(`images.stage.${name}`) });
    paint(canvas, grid.rows, grid.columns, (place) => words[grid.data[place]]);
    if (box) outline(canvas, box, colour("focus"));
    return h("figure", {}, canvas, h("figcaption", {}, t(`images.stage.${name}`)));
  };
  const last = figure("image", /** @type {Greys} */ (image));
  if (!preparation) return [last];
  const { picture, ink, scaled, details } = preparation;
  return [
    figure("picture", picture, details.sheet),
    figure("ink", ink, details.box),
    figure("scaled", scaled),
    last,
  ];
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Box} box
 * @param {string} colour
 */
function outline(canvas, { top, left, bottom, right }, colour) {
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.strokeStyle = colour;
  pen.lineWidth = 1;
  pen.strokeRect(left + 0.5, top + 0.5, right - left - 1, bottom - top - 1);
}

/**
 * @param {Context} context
 * @param {Picture} picture
 */
function remarks({ header, t }, { preparation, origin }) {
  if (!preparation) {
    if (header.prepared) return t("images.as_it_is");
    return origin === "drawn" ? t("images.averaged") : t("images.unprepared");
  }
  const { details } = preparation;
  const found = [
    details.inverted && "inverted",
    details.sheet && "sheet",
    details.lines && "lines",
    details.frame && "frame",
    details.thickened && "thickened",
    details.touchesEdge && "touches_edge",
    details.pieces > 1 && "pieces",
  ];
  return ["centred", ...found]
    .filter(Boolean)
    .map((name) => t(`images.done.${name}`, { pieces: details.pieces }))
    .join(" ");
}
