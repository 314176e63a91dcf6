// Draw with mouse, pen, finger or keys.

import { fill, h } from "../dom.js";
import { say } from "./cells.js";
import { greys } from "./grids.js";

/** @typedef {import("./context.js").Context} Context */
/** @typedef {import("./grids.js").Greys} Greys */
/** @typedef {{x: number, y: number}} Point in pixels of the drawing */

const SIDE = 280; // of the drawing's longer side
const PEN = 0.085; // width of the pen, as a share of the side
const STEP = 6; // pixels that the keys move the pen by
const EVERY = 90; // least milliseconds between readings while the pen moves

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { state, t, rows, columns } = context;
  const scale = SIDE / Math.max(rows, columns);
  const [height, width] = [Math.round(rows * scale), Math.round(columns * scale)];
  const canvas = h("canvas", {
    width,
    height,
    tabindex: 0,
    role: "application",
    "aria-label": t("images.surface"),
    "aria-describedby": "drawing-keys",
  });
  const hint = h("p", { class: "hint", "aria-hidden": "true" }, t("images.hint"));
  const keys = h("p", { id: "drawing-keys", class: "note" }, t("images.surface_keys"));
  const said = h("p", { class: "unseen", role: "status" });
  const drawing = new Drawing(width, height);
  const pen = new Pen(drawing, (whole) => read(whole));
  let before = 0;
  /** @param {boolean} whole whether the pen was lifted */
  const read = (whole) => {
    show();
    if (!whole && performance.now() - before < EVERY) return;
    const picture = drawing.strokes.length ? context.read(drawing.greys(), "drawn") : null;
    // A refusal comes when the pen is lifted: half a digit often is none.
    if (!whole && picture?.refusal) return;
    state.set({ picture });
    before = performance.now();
  };
  const show = () => {
    drawing.show(canvas, context.colour, state.get().picture, pen.cursor);
    hint.hidden = drawing.strokes.length > 0 || Boolean(state.get().picture);
  };
  const at = (/** @type {PointerEvent} */ event) => {
    const box = canvas.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) / box.width) * width,
      y: ((event.clientY - box.top) / box.height) * height,
    };
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button || !event.isPrimary) return;
    canvas.setPointerCapture(event.pointerId);
    pen.lower(at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) pen.add(at(each));
    pen.move(at(event));
  });
  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, () => pen.lift());
  }
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !pen.key(event.key)) return;
    event.preventDefault();
    say(said, t(pen.isDown ? "images.pen_down" : "images.pen_up"));
    show();
  });
  canvas.addEventListener("blur", () => {
    pen.leave();
    show();
  });
  const act = (/** @type {() => void} */ change) => () => {
    pen.lift();
    change();
    read(true);
  };
  const undo = () => {
    if (drawing.strokes.length) act(() => drawing.strokes.pop())();
  };
  fill(root, [
    h("div", { class: "surface" }, canvas, hint),
    h(
      "div",
      { class: "row" },
      h(
        "button",
        { type: "button", class: "quiet", onclick: act(() => drawing.clear()) },
        t("images.clear"),
      ),
      h("button", { type: "button", class: "quiet", onclick: undo }, t("images.undo")),
    ),
    keys,
    said,
  ]);
  state.subscribe(() => {
    if (state.get().picture && state.get().picture.origin !== "drawn") drawing.clear();
    show();
  }, ["picture", "theme"]);
  show();
}

/** Strokes of a round pen. */
class Drawing {
  /**
   * @param {number} width
   * @param {number} height
   */
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.pen = Math.max(width, height) * PEN;
    /** @type {Point[][]} */
    this.strokes = [];
  }

  clear() {
    this.strokes = [];
  }

  /**
   * Keep the pen on the paper, so that no stroke is cut off.
   *
   * @param {Point} point
   * @returns {Point}
   */
  inside({ x, y }) {
    const edge = this.pen / 2 + 3;
    const within = (/** @type {number} */ value, /** @type {number} */ side) =>
      Math.min(Math.max(value, edge), side - edge);
    return { x: within(x, this.width), y: within(y, this.height) };
  }

  /** @param {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} pen */
  draw(pen) {
    pen.lineWidth = this.pen;
    pen.lineCap = "round";
    pen.lineJoin = "round";
    for (const stroke of this.strokes) {
      const [{ x, y }] = stroke;
      pen.beginPath();
      if (stroke.every((point) => point.x === x && point.y === y)) {
        // A line that goes nowhere is not drawn, but a pen that touched the paper left a dot.
        pen.arc(x, y, this.pen / 2, 0, 2 * Math.PI);
        pen.fill();
      } else {
        pen.moveTo(x, y);
        for (const point of stroke) pen.lineTo(point.x, point.y);
        pen.stroke();
      }
    }
  }

  /** @returns {Greys} light on black */
  greys() {
    const found = greys(this.height, this.width);
    const canvas = new OffscreenCanvas(this.width, this.height);
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    if (!pen) return found;
    pen.fillRect(0, 0, this.width, this.height);
    pen.fillStyle = pen.strokeStyle = "#fff";
    this.draw(pen);
    const { data } = pen.getImageData(0, 0, this.width, this.height);
    for (let place = 0; place < found.data.length; place++) found.data[place] = data[4 * place];
    return found;
  }

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {(name: string) => string} colour
   * @param {import("./context.js").Picture | null} picture shown where nothing is drawn
   * @param {Point | null} cursor
   */
  show(canvas, colour, picture, cursor) {
    const pen = canvas.getContext("2d");
    if (!pen) return;
    pen.fillStyle = colour("activation_low");
    pen.fillRect(0, 0, this.width, this.height);
    pen.fillStyle = pen.strokeStyle = colour("activation_high");
    if (this.strokes.length) this.draw(pen);
    else if (picture) showPicture(pen, picture.original, colour);
    if (!cursor) return;
    pen.strokeStyle = colour("focus");
    pen.lineWidth = 2;
    pen.beginPath();
    pen.arc(cursor.x, cursor.y, this.pen / 2 + 2, 0, 2 * Math.PI);
    pen.stroke();
  }
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Greys} picture
 * @param {(name: string) => string} colour
 */
function showPicture(pen, { rows, columns, data }, colour) {
  const small = new OffscreenCanvas(columns, rows);
  const image = new ImageData(columns, rows);
  const ends = ["activation_low", "activation_high"].map((name) =>
    [1, 3, 5].map((k) => Number.parseInt(colour(name).slice(k, k + 2), 16)),
  );
  for (let place = 0; place < data.length; place++) {
    for (let k = 0; k < 3; k++) {
      image.data[4 * place + k] = ends[0][k] + ((ends[1][k] - ends[0][k]) * data[place]) / 255;
    }
    image.data[4 * place + 3] = 255;
  }
  small.getContext("2d")?.putImageData(image, 0, 0);
  const { width, height } = pen.canvas;
  const scale = Math.min(width / columns, height / rows);
  pen.imageSmoothingEnabled = scale < 1;
  const [across, down] = [columns * scale, rows * scale];
  pen.drawImage(small, (width - across) / 2, (height - down) / 2, across, down);
}

/** The pen, moved by a pointer or by keys. */
class Pen {
  /**
   * @param {Drawing} drawing
   * @param {(whole: boolean) => void} changed
   */
  constructor(drawing, changed) {
    this.drawing = drawing;
    this.changed = changed;
    this.isDown = false;
    /** @type {Point | null} */
    this.cursor = null;
  }

  /** @param {Point} point */
  lower(point) {
    const start = this.drawing.inside(point);
    this.drawing.strokes.push([start]);
    this.isDown = true;
    this.changed(false);
  }

  /** @param {Point} point */
  add(point) {
    if (this.isDown) this.drawing.strokes.at(-1)?.push(this.drawing.inside(point));
  }

  /** @param {Point} point */
  move(point) {
    this.add(point);
    if (this.isDown) this.changed(false);
  }

  lift() {
    if (!this.isDown) return;
    this.isDown = false;
    this.changed(true);
  }

  leave() {
    this.lift();
    this.cursor = null;
  }

  /**
   * @param {string} key
   * @returns {boolean} whether the key has a meaning
   */
  key(key) {
    const { width, height } = this.drawing;
    this.cursor ??= { x: width / 2, y: height / 2 };
    if (key === " ") {
      if (this.isDown) this.lift();
      else this.lower(this.cursor);
      return true;
    }
    const steps = new Map([
      ["ArrowLeft", [-STEP, 0]],
      ["ArrowRight", [STEP, 0]],
      ["ArrowUp", [0, -STEP]],
      ["ArrowDown", [0, STEP]],
    ]);
    const by = steps.get(key);
    if (!by) return false;
    this.cursor = this.drawing.inside({ x: this.cursor.x + by[0], y: this.cursor.y + by[1] });
    this.move(this.cursor);
    return true;
  }
}
