// Pictures to choose from, and files to open.

import { fill, h } from "../dom.js";
import { greyWords, paint, say } from "./cells.js";
import { givenImage, pictureName } from "./context.js";
import { options } from "./options.js";
import { NotAPicture, readPicture } from "./picture_file.js";

/** @typedef {import("./context.js").Context} Context */

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { header, state, t, colour } = context;
  /** @type {HTMLCanvasElement[]} */
  const canvases = [];
  /** @type {import("./options.js").Choice[]} */
  const choices = header.image_names.map((/** @type {string} */ _, /** @type {number} */ k) => {
    const canvas = h("canvas", {});
    canvases.push(canvas);
    const label = pictureName(context, k);
    const element = h("button", { type: "button", "aria-label": label, title: label }, canvas);
    return { element, value: k };
  });
  const { group, mark } = options({
    label: t(header.prepared ? "images.drawings" : "images.samples"),
    kind: header.prepared ? "pictures" : "pictures few",
    choices,
    choose: (index) => state.set({ picture: context.given(index) }),
    across: () => sideBySide(choices.map(({ element }) => element)),
  });
  const file = h("input", {
    type: "file",
    accept: "image/png,image/jpeg",
    class: "unseen",
    tabindex: -1,
    "aria-hidden": "true",
    onchange: async () => {
      const chosen = file.files?.[0];
      file.value = "";
      if (chosen) await open(chosen);
    },
  });
  const wrong = h("p", { class: "refusal", role: "alert" });
  const open = async (/** @type {File} */ chosen) => {
    say(wrong, "");
    try {
      state.set({ picture: context.read(await readPicture(chosen), "file") });
    } catch (error) {
      if (!(error instanceof NotAPicture)) throw error;
      say(wrong, t(`images.file.${error.code}`));
    }
  };
  fill(root, [
    h("h3", {}, t(header.prepared ? "images.drawings" : "images.samples")),
    group,
    h(
      "div",
      { class: "row" },
      h(
        "button",
        { type: "button", class: "quiet", onclick: () => file.click() },
        t("images.open"),
      ),
      file,
      h("span", { class: "note" }, t("images.stays")),
    ),
    wrong,
  ]);
  for (const name of ["dragover", "drop"]) {
    document.addEventListener(name, (event) => {
      const transfer = /** @type {DragEvent} */ (event).dataTransfer;
      if (!transfer?.types.includes("Files")) return;
      event.preventDefault();
      if (name === "drop" && transfer.files.length) open(transfer.files[0]);
    });
  }
  const show = () => {
    const words = greyWords(colour);
    canvases.forEach((canvas, k) => {
      const { rows, columns, data } = givenImage(context, k);
      paint(canvas, rows, columns, (place) => words[data[place]]);
    });
  };
  const update = () => {
    mark(state.get().picture?.given ?? -1);
    if (state.get().picture) say(wrong, "");
  };
  state.subscribe(show, ["theme"]);
  state.subscribe(update, ["picture"]);
  show();
  update();
}

/** @param {HTMLElement[]} elements */
function sideBySide(elements) {
  const top = elements[0].offsetTop;
  const found = elements.findIndex((element) => element.offsetTop !== top);
  return found < 0 ? 1 : found;
}
