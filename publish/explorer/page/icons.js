// Buttons with pictures: back, forth, play and the ends.

import { h, s } from "./dom.js";

const ICONS = {
  first: "M7 5v14M18 5l-8 7 8 7z",
  back: "M16 5l-9 7 9 7z",
  play: "M8 4.5v15l12-7.5z",
  pause: "M8.5 5v14M15.5 5v14",
  forth: "M8 5l9 7-9 7z",
  last: "M17 5v14M6 5l8 7-8 7z",
};

/**
 * A button with a picture; that of `play` also has the one of `pause`, which `data-icon` chooses.
 *
 * @param {keyof typeof ICONS} icon
 * @param {string} name
 * @param {string} key that does the same
 * @param {() => void} act
 */
export function iconButton(icon, name, key, act) {
  /** @type {(keyof typeof ICONS)[]} */
  const drawn = icon === "play" ? ["play", "pause"] : [icon];
  return h(
    "button",
    {
      type: "button",
      class: "icon",
      "data-icon": icon,
      "aria-label": name,
      title: `${name} (${key})`,
      onclick: act,
    },
    s(
      "svg",
      { viewBox: "0 0 24 24", "aria-hidden": "true" },
      ...drawn.map((one) => s("path", { class: one, d: ICONS[one] })),
    ),
  );
}
