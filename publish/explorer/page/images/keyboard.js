// Keys of an image network's page.

import { openHelp } from "../help.js";

/** @typedef {import("./context.js").Context} Context */

/**
 * Keys, where no control has its own use for them; single letters can be switched off.
 *
 * @param {Context} context
 * @param {object} acts
 * @param {(by: number) => void} acts.move
 * @param {(moment: number) => void} acts.goTo
 * @param {() => void} acts.play
 */
export function listen({ state, themes, training }, { move, goTo, play }) {
  const focus = (/** @type {string} */ selector) => () =>
    /** @type {HTMLElement | null} */ (document.querySelector(selector))?.focus();
  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowLeft: () => move(-1),
    ArrowRight: () => move(1),
    Home: () => goTo(0),
    End: () => goTo(training.last),
  };
  /** @type {Record<string, () => void>} */
  const letters = {
    k: play,
    c: focus(".surface canvas"),
    n: focus(".maps [tabindex='0']"),
    s: focus(".pictures [tabindex='0']"),
    d: () => state.set({ digits: !state.get().digits }),
    t: () => themes.choose(state),
    "?": openHelp,
  };
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    const target = /** @type {Element} */ (event.target);
    if (target.closest("input[type=number], select, textarea, dialog")) return;
    const letter = event.key.toLowerCase();
    const taken = target.closest("input, [role=radiogroup], [role=application], .scrolls");
    const act =
      !taken && Object.hasOwn(keys, event.key)
        ? keys[event.key]
        : state.get().letters && Object.hasOwn(letters, letter)
          ? letters[letter]
          : null;
    if (!act) return;
    event.preventDefault();
    act();
  });
}
