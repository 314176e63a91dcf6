// The outputs for the picture: a bar and a number each, and the answer.

import { fill, h } from "../dom.js";
import { number } from "../number.js";
import { usualDecimals } from "../numbers.js";
import { renumber, say, settled } from "./cells.js";
import { answerText, outputsOf } from "./context.js";
import { answerOf, byOutput } from "./network.js";

/** @typedef {import("./context.js").Context} Context */

const SURE = 0.5;

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { header, state, t, training } = context;
  const bounded = training.functions[training.functions.length - 1].high <= 1;
  const rows = header.class_names.map((/** @type {string} */ name) => {
    const bar = h("span", { class: "scorebar" });
    const value = number(0, { decimals: 3 });
    const row = h(
      "tr",
      {},
      h("th", { scope: "row" }, name),
      h("td", {}, h("div", { class: "cell" }, bar, value)),
    );
    return { row, bar, value };
  });
  const answer = h("p", { class: "answer" });
  const remark = h("p", { class: "note" });
  const table = h(
    "table",
    { class: "scores" },
    h("caption", { class: "unseen" }, t("images.scores")),
    h(
      "thead",
      { class: "unseen" },
      h(
        "tr",
        {},
        ...["class", "output"].map((name) => h("th", { scope: "col" }, t(`images.head.${name}`))),
      ),
    ),
    h("tbody", {}, ...rows.map((/** @type {{row: HTMLElement}} */ { row }) => row)),
  );
  // Read aloud when nothing moves: a voice could not follow.
  const said = h("p", { class: "unseen", role: "status" });
  const speak = settled(() => say(said, `${answer.textContent}. ${remark.textContent}`), 700);
  fill(root, [h("h2", {}, t("images.scores")), answer, remark, table, said]);
  const update = () => {
    const pass = context.pass();
    answer.classList.toggle("refused", Boolean(state.get().picture?.refusal));
    say(answer, answerText(context));
    if (!pass) {
      for (const { row, bar, value } of rows) {
        renumber(value, NaN, { decimals: 3 });
        bar.style.setProperty("--from", "0");
        bar.style.setProperty("--to", "0");
        row.classList.remove("best");
      }
      return say(remark, "");
    }
    const outputs = outputsOf(pass);
    const [low, high] = bounded ? [0, 1] : [Math.min(0, ...outputs), Math.max(...outputs, 1e-9)];
    const decimals = usualDecimals(outputs, 3);
    const best = answerOf(outputs);
    rows.forEach((/** @type {any} */ { row, bar, value }, /** @type {number} */ k) => {
      renumber(value, outputs[k], { decimals });
      bar.style.setProperty("--from", String((Math.min(outputs[k], 0) - low) / (high - low)));
      bar.style.setProperty("--to", String((Math.max(outputs[k], 0) - low) / (high - low)));
      row.classList.toggle("best", k === best);
    });
    say(remark, remarkOn(context, outputs, best, bounded));
  };
  state.subscribe(update, ["moment", "picture", "digits"]);
  state.subscribe(speak, ["picture"]);
  update();
}

/**
 * @param {Context} context
 * @param {Float64Array} outputs
 * @param {number} best
 * @param {boolean} bounded
 */
function remarkOn({ arrays, header, state, t }, outputs, best, bounded) {
  const { given } = state.get().picture;
  const label = given < 0 ? -1 : arrays.get("image_labels").data[given];
  const parts =
    best < 0
      ? []
      : [
          bounded && outputs[best] < SURE && t("images.unsure"),
          t("images.second", { name: header.class_names[byOutput(outputs)[1]] }),
          label >= 0 &&
            t(best === label ? "images.is_right" : "images.is_wrong", {
              name: header.class_names[label],
            }),
        ];
  return parts.filter(Boolean).join(" ");
}
