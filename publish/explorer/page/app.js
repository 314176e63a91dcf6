// What every view is given.

/**
 * @typedef {object} App
 * @property {any} header
 * @property {import("./payload.js").Arrays} arrays
 * @property {import("./state.js").State} state
 * @property {(name: string, values?: Record<string, string | number>) => string} t
 * @property {(name: string) => string} colour
 * @property {import("./theme.js").Themes} themes
 * @property {string} language
 */

import { readArrays, readJson } from "./payload.js";
import { State } from "./state.js";
import { themes } from "./theme.js";
import { translator } from "./words.js";

/**
 * Read the page.
 *
 * @returns {Promise<App>}
 */
export async function readApp() {
  const settings = readJson("settings");
  const header = readJson("header");
  const held = themes(settings.themes, settings.follows);
  const state = new State({ theme: held.first, letters: true, printing: false });
  held.follow(state);
  return {
    header,
    arrays: await readArrays(header),
    state,
    t: translator(settings.words),
    colour: held.colour,
    themes: held,
    language: settings.language,
  };
}
