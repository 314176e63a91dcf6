// Keys for everything that is done often.

import { openHelp } from "./help.js";

/** @typedef {import("./network_page.js").NetworkApp} NetworkApp */

/**
 * What single keys do; they can be switched off.
 *
 * @param {NetworkApp} app
 * @returns {Record<string, () => void>}
 */
function singleKeys(app) {
  const { run, state } = app;
  /** @type {Record<string, () => void>} */
  const found = {
    k: () => app.play(!state.get().playing),
    u: () => run.imported || state.set({ after: !state.get().after }),
    b: () => state.set({ way: state.get().way === "backward" ? "forward" : "backward" }),
    d: () => state.set({ digits: !state.get().digits }),
    t: () => app.themes.choose(state),
    s: () => document.getElementById("sample")?.focus(),
    n: () =>
      /** @type {SVGElement | null} */ (document.querySelector(".network [tabindex='0']"))?.focus(),
    "?": openHelp,
  };
  app.views.forEach((view, k) => {
    found[String(k + 1)] = () => app.open(view);
  });
  return found;
}

/**
 * What a key does on a page: arrows go through the steps, with Shift through the epochs; on the
 * slider also Home, End, Page Up and Page Down.
 *
 * @param {NetworkApp} app
 * @param {KeyboardEvent} event
 * @returns {(() => void) | undefined}
 */
function walking(app, event) {
  const epoch = app.run.header.epoch_steps;
  const by = event.shiftKey ? epoch : 1;
  if (event.key === "ArrowLeft") return () => app.move(-by);
  if (event.key === "ArrowRight") return () => app.move(by);
  if (/** @type {HTMLElement} */ (event.target).id !== "step") return undefined;
  /** @type {Record<string, () => void>} */
  const onSlider = {
    PageUp: () => app.move(-epoch),
    PageDown: () => app.move(epoch),
    Home: () => app.goTo(0),
    End: () => app.goTo(app.run.steps - 1),
  };
  return onSlider[event.key];
}

/** @param {NetworkApp} app */
export function listen(app) {
  const single = singleKeys(app);
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.matches("input[type=number], select, textarea") || target.closest("dialog")) return;
    const scrolls = target.closest(".scrolls");
    const taken =
      target.closest("[role=tablist]") || (scrolls && scrolls.scrollWidth > scrolls.clientWidth);
    const letter = app.state.get().letters ? single[event.key.toLowerCase()] : undefined;
    const act = (taken ? undefined : walking(app, event)) ?? letter;
    if (!act) return;
    act();
    event.preventDefault();
  });
}
