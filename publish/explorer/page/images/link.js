// The address of the page says what it shows, so that a slide can link to it.

import { placeOf } from "../names.js";
import { settled } from "./cells.js";
import { firstView, viewsOf } from "./maps.js";

/** @typedef {import("./context.js").Context} Context */

/**
 * What an address asks for; whatever it names that is not there is left out.
 *
 * @param {Context} context
 * @param {string} hash such as `#step=500&drawing=7&neuron=h3&map=change`
 */
export function readAddress(context, hash) {
  const { header, training } = context;
  const asked = new URLSearchParams(hash.replace(/^#/, ""));
  /** @type {Record<string, any>} */
  const found = {};
  const number = (/** @type {string} */ name) => {
    const text = asked.get(name) ?? "";
    return /^\d{1,16}$/.test(text) ? Number(text) : null;
  };
  const step = number("step");
  if (step !== null) found.moment = training.momentAt(step);
  const neuron = asked.get("neuron") ?? "";
  if ((placeOf(training.sizes, neuron)?.layer ?? 0) > 0) found.neuron = neuron;
  const map = asked.get("map") ?? "";
  if (viewsOf(training).includes(map)) found.map = map;
  const drawing = number(header.prepared ? "drawing" : "sample");
  if (drawing !== null && drawing >= 1 && drawing <= header.image_names.length) {
    found.picture = context.given(drawing - 1);
  }
  return { found, step };
}

/**
 * Keep the address up to date, and follow it when the reader changes it.
 *
 * @param {Context} context
 * @param {(step: number) => void} choose
 */
export function followAddress(context, choose) {
  const { header, state, training } = context;
  let written = location.hash;
  const write = settled(() => {
    const { moment, neuron, map, picture } = state.get();
    const parts = [`step=${training.steps[moment]}`, `neuron=${neuron}`];
    if (map !== firstView(training)) parts.push(`map=${map}`);
    if (picture && picture.given >= 0) {
      parts.push(`${header.prepared ? "drawing" : "sample"}=${picture.given + 1}`);
    }
    written = `#${parts.join("&")}`;
    if (location.hash === written) return;
    try {
      history.replaceState(null, "", written);
    } catch {
      // A page embedded in another one, as in a notebook, has no address of its own.
    }
  }, 400);
  state.subscribe(write, ["moment", "neuron", "map", "picture"]);
  addEventListener("hashchange", () => {
    if (location.hash === written) return;
    const { found, step } = readAddress(context, location.hash);
    state.set(found);
    if (step !== null) choose(step);
  });
}
