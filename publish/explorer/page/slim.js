// A slim bar for windows so low or magnified that the whole one would cover the page.

import { fill, h } from "./dom.js";
import { iconButton } from "./icons.js";

/**
 * Fill the bar: one step back, one on, where the page is, and the answer.
 *
 * @param {HTMLElement} root
 * @param {{back: string, forth: string, move: (by: number) => void}} content names of the buttons
 * @returns {(where: string, answer: string) => void} what writes the texts
 */
export function mount(root, { back, forth, move }) {
  const where = h("span", { class: "place" });
  const answer = h("strong", {});
  fill(root, [
    iconButton("back", back, "←", () => move(-1)),
    iconButton("forth", forth, "→", () => move(1)),
    where,
    answer,
  ]);
  return (place, said) => {
    if (where.textContent !== place) where.textContent = place;
    if (answer.textContent !== said) answer.textContent = said;
  };
}
