// What the network took each class for, as recorded at the moment that is shown.

import { fill, h } from "../dom.js";
import { print } from "../numbers.js";
import { say, scrolling, settled } from "./cells.js";
import { textOptions } from "./options.js";

/** @typedef {import("./context.js").Context} Context */

const FAST = 12; // classes up to which the table follows the slider at once
const MISTAKES = 3;

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { arrays, header, state, t } = context;
  const parts = ["test", "train"].filter((part) => arrays.has(`${part}_confusion`));
  const title = h("h2", {}, t("images.confusion.title"));
  if (!parts.length) {
    fill(root, [title, h("p", { class: "note" }, t("images.untested"))]);
    return;
  }
  const choose = textOptions(
    t("images.confusion.part"),
    parts.map((part) => [part, t(`images.confusion.${part}`)]),
    (part) => state.set({ part }),
  );
  const names = /** @type {string[]} */ (header.class_names);
  const cells = names.map((_, row) =>
    names.map((_, column) => h("td", { class: row === column ? "right" : null })),
  );
  const shares = names.map(() => h("td", { class: "value" }));
  const about = h("p", { class: "note" });
  fill(root, [
    h("div", { class: "heading" }, title, parts.length > 1 && choose.group),
    h("p", { class: "note" }, t("images.confusion.about")),
    scrolling(
      t("images.confusion.title"),
      h(
        "table",
        { class: "confusion" },
        h("caption", { class: "unseen" }, t("images.confusion.title")),
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "col" }, t("images.confusion.corner")),
            ...names.map((name) => h("th", { scope: "col" }, name)),
            h("th", { scope: "col", class: "value" }, t("images.confusion.share")),
          ),
        ),
        h(
          "tbody",
          {},
          ...names.map((name, row) =>
            h("tr", {}, h("th", { scope: "row" }, name), ...cells[row], shares[row]),
          ),
        ),
      ),
    ),
    about,
  ]);
  const update = () => {
    const { moment, part } = state.get();
    const held = arrays.get(`${parts.includes(part) ? part : parts[0]}_confusion`);
    const [data, shape] = [/** @type {Int32Array} */ (held.data), held.shape];
    const size = shape[1];
    const start = moment * size * size;
    for (let row = 0; row < size; row++) {
      const counts = data.subarray(start + row * size, start + (row + 1) * size);
      const all = counts.reduce((a, b) => a + b, 0);
      cells[row].forEach((cell, column) => {
        const text = String(counts[column]);
        if (cell.textContent === text) return;
        say(cell, text);
        cell.classList.toggle("nothing", !counts[column]);
        cell.style.setProperty("--share", String(all ? counts[column] / all : 0));
      });
      say(shares[row], all ? print(counts[row] / all, { decimals: 1, percent: true }) : "–");
    }
    choose.mark(part);
    say(about, mistakesText(context, data.subarray(start, start + size * size), size, moment));
  };
  const follow = names.length > FAST ? settled(update, 60) : update;
  state.subscribe(follow, ["moment", "part"]);
  update();
}

/**
 * @param {Context} context
 * @param {import("../payload.js").Typed} counts
 * @param {number} size
 * @param {number} moment
 */
function mistakesText({ arrays, header, t }, counts, size, moment) {
  const wrong = Array.from(counts, (count, place) => ({
    count,
    truth: Math.floor(place / size),
    answer: place % size,
  })).filter(({ count, truth, answer }) => truth !== answer && count);
  wrong.sort((a, b) => b.count - a.count || a.truth - b.truth || a.answer - b.answer);
  const found = wrong.slice(0, MISTAKES).map(({ count, truth, answer }) =>
    t("images.confusion.mistake", {
      count,
      truth: header.class_names[truth],
      answer: header.class_names[answer],
    }),
  );
  const ties = arrays.has("test_ties") ? arrays.get("test_ties").data[moment] : 0;
  if (ties) found.push(t("images.confusion.ties", { count: ties }));
  return found.length
    ? `${t("images.confusion.most")} ${found.join("; ")}.`
    : t("images.confusion.none");
}
