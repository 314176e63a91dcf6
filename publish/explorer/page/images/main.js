// The page of a network that reads images.

import { dock } from "../dock.js";
import { fill, h } from "../dom.js";
import { keyOf } from "../names.js";
import { openNumbers, showAllDigits } from "../number.js";
import { followPrinting } from "../print.js";
import { copyTables } from "../table.js";
import { mount as mountConfusion } from "./confusion.js";
import { copyButton } from "./cells.js";
import { contextOf } from "./context.js";
import { mount as mountDrawing } from "./draw.js";
import { mount as mountHidden } from "./hidden.js";
import { followAddress, readAddress } from "./link.js";
import { firstView, mount as mountMaps } from "./maps.js";
import { mount as mountNeuron } from "./neuron.js";
import { mount as mountPictures } from "./pictures.js";
import { mount as mountScores } from "./scores.js";
import { mount as mountStages } from "./stages.js";
import { mount as mountTimeline } from "./timeline.js";
import { mount as mountTop } from "./top.js";
import { mount as mountWaterfall } from "./waterfall.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("./context.js").Context} Context */

const FIRST_SHOWN = 3; // of the drawings: a 3, as in the clip

/**
 * @param {HTMLElement} root
 * @param {App} app
 */
export function mount(root, app) {
  const context = contextOf(app);
  const { header, state, t, training } = context;
  const { found, step } = readAddress(context, location.hash);
  const first = Math.min(FIRST_SHOWN, header.image_names.length - 1);
  state.set({
    moment: training.last,
    neuron: keyOf(training.sizes, { layer: 1, index: 0 }),
    map: firstView(training),
    pixel: Math.floor(context.rows / 2) * context.columns + Math.floor(context.columns / 2),
    first: null,
    second: null,
    part: "test",
    scale: "training",
    playing: false,
    digits: false,
    picture: found.picture ?? context.given(first),
    ...found,
  });
  root.classList.add("images");
  const column = (/** @type {HTMLElement[]} */ ...cards) => h("div", { class: "column" }, ...cards);
  const section = (/** @type {string} */ name) => h("section", { class: `card ${name}` });
  const parts = {
    picture: section("draw-card"),
    choice: section("choose-card"),
    scores: section("says-card"),
    maps: section("maps-card"),
    neuron: section("open-card"),
    hidden: section("deep-card"),
    fall: section("fall-card"),
    confusion: section("wrong-card"),
  };
  const top = h("header", { class: "top" });
  const time = h("section", { class: "transport timeline", "aria-label": t("images.training") });
  const low = h("section", { class: "slim", "aria-label": t("step.slim") });
  const [drawing, pictures, stages] = [0, 1, 2].map(() => h("div", {}));
  fill(parts.picture, [
    h("h2", {}, t(header.prepared ? "images.draw" : "images.draw_any")),
    drawing,
  ]);
  fill(parts.choice, [pictures, stages]);
  fill(root, [
    top,
    h(
      "main",
      { class: "board" },
      parts.picture,
      column(parts.scores, parts.fall),
      parts.choice,
      column(parts.maps, parts.neuron, parts.hidden, parts.confusion),
      time,
      low,
    ),
  ]);
  state.flush();
  state.subscribe(() => {
    showAllDigits(state.get().digits);
    root.classList.toggle("full", state.get().digits);
  }, ["digits"]);
  mountTop(top, context);
  const { choose } = mountTimeline(time, low, context);
  mountDrawing(drawing, context);
  mountPictures(pictures, context);
  mountStages(stages, context);
  mountScores(parts.scores, context);
  mountMaps(parts.maps, context);
  mountNeuron(parts.neuron, context);
  mountHidden(parts.hidden, context);
  mountWaterfall(parts.fall, context);
  mountConfusion(parts.confusion, context);
  openNumbers(root, t);
  copyTables(root);
  for (const card of [parts.scores, parts.fall, parts.confusion]) {
    const table = card.querySelector("table");
    if (!table) continue;
    const copy = copyButton(context, table);
    card.append(copy);
    if (card === parts.confusion) continue; // recorded, whatever picture there is
    const update = () => {
      copy.disabled = !context.pass();
    };
    state.subscribe(update, ["picture"]);
    update();
  }
  followPrinting(state, context.themes);
  dock(time, low);
  if (step !== null) choose(step);
  followAddress(context, choose);
  document.documentElement.dataset.ready = "";
}
