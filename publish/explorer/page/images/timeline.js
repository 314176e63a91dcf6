// The training: its accuracy as a curve, and a slider through the recorded moments under it.

import { fill, h, s } from "../dom.js";
import { grouped } from "../head.js";
import { iconButton } from "../icons.js";
import { number } from "../number.js";
import { mount as mountSlim } from "../slim.js";
import { stepField } from "../step_field.js";
import { renumber, say, settled } from "./cells.js";
import { answerText, pictureName } from "./context.js";
import { listen } from "./keyboard.js";

/** @typedef {import("./context.js").Context} Context */

const HEIGHT = 100;
const SPEED = 80; // milliseconds a moment
const GAP = 0.11; // least distance of two labels, as a share of the axis

/**
 * Shares of the images read right at each moment, where the recording holds them.
 *
 * @param {Context} context
 * @returns {{part: string, right: number[], images: number}[]} the test's first
 */
export function accuracies({ arrays }) {
  return ["test", "train"].flatMap((part) => {
    const name = `${part}_confusion`;
    if (!arrays.has(name)) return [];
    const { data, shape } = arrays.get(name);
    const size = shape[1];
    const sum = (
      /** @type {number} */ at,
      /** @type {number} */ by,
      /** @type {number} */ count,
    ) => {
      let found = 0;
      for (let k = 0; k < count; k++) found += data[at + k * by];
      return found;
    };
    const right = Array.from({ length: shape[0] }, (_, m) => sum(m * size * size, size + 1, size));
    return [{ part, right, images: sum(0, 1, size * size) }];
  });
}

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} low the slim bar
 * @param {Context} context
 */
export function mount(root, low, context) {
  const { training, header, state, t } = context;
  const known = accuracies(context);
  const goTo = (/** @type {number} */ moment) =>
    state.set({ moment: Math.min(Math.max(moment, 0), training.last) });
  const move = (/** @type {number} */ by) => goTo(state.get().moment + by);
  const slider = h("input", {
    type: "range",
    id: "moment",
    min: 0,
    max: training.last,
    step: 1,
    "aria-label": t("images.moment"),
    oninput: () => goTo(slider.valueAsNumber),
  });
  const nearest = (/** @type {number} */ step) => {
    const moment = training.momentAt(step);
    const found = training.steps[moment];
    goTo(moment);
    if (step > header.steps) return t("step.too_far", { last: grouped(header.steps) });
    if (step < 0) return t("step.too_early");
    if (found === step) return "";
    return t("images.nearest", { step: grouped(step), found: grouped(found) });
  };
  const {
    field,
    note,
    show,
    say: sayNote,
  } = stepField({
    id: "step",
    last: header.steps,
    label: t("images.step"),
    now: () => training.steps[state.get().moment],
    choose: nearest,
  });
  const choose = (/** @type {number} */ step) => sayNote(nearest(step));
  const playing = player(context, goTo);
  const play = iconButton("play", t("images.play"), "k", () => playing.toggle());
  const epoch = h("span", {});
  const accuracy = h("p", { class: "accuracy" });
  const answer = h("p", { class: "says" });
  const cursor = h("div", { class: "now", "aria-hidden": "true" });
  fill(root, [
    note,
    h(
      "div",
      { class: "row" },
      h(
        "div",
        { class: "buttons" },
        iconButton("first", t("images.first"), "Home", () => goTo(0)),
        iconButton("back", t("images.back"), "←", () => move(-1)),
        play,
        iconButton("forth", t("images.forth"), "→", () => move(1)),
        iconButton("last", t("images.last"), "End", () => goTo(training.last)),
      ),
      h(
        "p",
        { class: "when" },
        h("label", { class: "field" }, t("images.step"), field),
        h("span", { class: "of" }, t("images.of", { steps: grouped(header.steps) })),
        epoch,
      ),
      accuracy,
      answer,
    ),
    h(
      "div",
      { class: "history" },
      curves(context, known),
      cursor,
      h("div", { class: "slide" }, slider),
      ticks(context),
    ),
  ]);
  if (!training.last) {
    for (const each of root.querySelectorAll(".buttons, .when, .history")) {
      /** @type {HTMLElement} */ (each).hidden = true;
    }
  }
  const values = known.map(() => number(0, PERCENT));
  fill(
    accuracy,
    known.length
      ? known.flatMap(({ part, images }, k) => [
          h(
            "span",
            { class: `share ${part}` },
            values[k],
            " ",
            t(`images.right_${part}`, { images: grouped(images) }),
          ),
        ])
      : [t("images.untested")],
  );
  const writeSlim = mountSlim(low, { back: t("images.back"), forth: t("images.forth"), move });
  const spoken = settled(() => {
    slider.setAttribute("aria-valuetext", valueText(context, known));
  }, 60);
  const update = () => {
    const { moment } = state.get();
    const step = training.steps[moment];
    const share = training.last ? moment / training.last : 0;
    if (slider.valueAsNumber !== moment) slider.value = String(moment);
    show(step);
    cursor.style.setProperty("--share", String(share));
    slider.style.setProperty("--share", String(share));
    say(epoch, epochText(context, step));
    known.forEach(({ right, images }, k) => renumber(values[k], right[moment] / images, PERCENT));
    spoken();
  };
  const says = () => {
    const refused = Boolean(state.get().picture?.refusal);
    answer.classList.toggle("refused", refused);
    const said = answerText(context);
    say(answer, said);
    writeSlim(`${t("images.step")} ${grouped(training.steps[state.get().moment])}`, said);
  };
  state.subscribe(update, ["moment", "digits"]);
  state.subscribe(says, ["moment", "picture"]);
  state.subscribe(() => {
    play.dataset.icon = state.get().playing ? "pause" : "play";
    play.setAttribute("aria-label", t(state.get().playing ? "images.pause" : "images.play"));
  }, ["playing"]);
  const drag = (/** @type {PointerEvent} */ event) => {
    const box = slider.getBoundingClientRect();
    const thumb = THUMB * parseFloat(getComputedStyle(document.documentElement).fontSize);
    const inner = box.width - thumb;
    goTo(Math.round(((event.clientX - box.left - thumb / 2) / inner) * training.last));
  };
  const plot = /** @type {HTMLElement} */ (root.querySelector(".plot"));
  plot.addEventListener("pointerdown", (event) => {
    plot.setPointerCapture(event.pointerId);
    drag(event);
  });
  plot.addEventListener("pointermove", (event) => {
    if (plot.hasPointerCapture(event.pointerId)) drag(event);
  });
  listen(context, { move, goTo, play: () => playing.toggle() });
  update();
  says();
  return { choose };
}

const PERCENT = { decimals: 1, percent: true };
const THUMB = 1.375; // width of the slider's handle in rem, as in the style

/**
 * @param {Context} context
 * @param {(moment: number) => void} goTo
 */
function player({ state, training }, goTo) {
  let [before, since] = [0, 0];
  const tick = (/** @type {number} */ now) => {
    if (!state.get().playing) return;
    since += Math.min(now - before, 4 * SPEED);
    before = now;
    const by = Math.floor(since / SPEED);
    since -= by * SPEED;
    const { moment } = state.get();
    if (by) goTo(moment + by);
    if (moment >= training.last) return state.set({ playing: false });
    requestAnimationFrame(tick);
  };
  return {
    toggle() {
      const start = !state.get().playing;
      state.set({ playing: start });
      if (!start) return;
      if (state.get().moment >= training.last) goTo(0);
      [before, since] = [performance.now(), 0];
      requestAnimationFrame(tick);
    },
  };
}

/**
 * @param {Context} context
 * @param {number} step
 */
function epochText({ header, t }, step) {
  if (header.imported || !header.epoch_steps) return "";
  const epochs = Math.ceil(header.steps / header.epoch_steps);
  const epoch = Math.max(1, Math.ceil(step / header.epoch_steps));
  return step ? t("images.epoch", { epoch, epochs }) : t("images.untrained");
}

/**
 * The moment and the picture that are shown, in words.
 *
 * @param {Context} context
 */
export function momentText(context) {
  const { header, state, t, training } = context;
  const step = training.steps[state.get().moment];
  const of = t("images.of", { steps: grouped(header.steps) });
  const { picture } = state.get();
  const shown =
    picture?.given >= 0 ? pictureName(context, picture.given) : picture ? t("images.own") : "";
  return [`${t("images.step")} ${grouped(step)} ${of}`, epochText(context, step), shown]
    .filter(Boolean)
    .join(" · ");
}

/**
 * @param {Context} context
 * @param {ReturnType<typeof accuracies>} known
 */
function valueText(context, known) {
  const { state, training, t } = context;
  const { moment } = state.get();
  const shares = known.map(({ part, right, images }) => {
    const share = `${((100 * right[moment]) / images).toFixed(1)} %`;
    return `${share} ${t(`images.right_${part}`, { images })}`;
  });
  const step = training.steps[moment];
  return [`${t("images.step")} ${step}`, epochText(context, step), ...shares, answerText(context)]
    .filter(Boolean)
    .join("; ");
}

/**
 * @param {Context} context
 * @param {ReturnType<typeof accuracies>} known
 */
function curves({ training, header, t }, known) {
  const x = (/** @type {number} */ moment) => (1000 * moment) / Math.max(training.last, 1);
  const y = (/** @type {number} */ share) => HEIGHT * (1 - share);
  const svg = s("svg", {
    viewBox: `0 0 1000 ${HEIGHT}`,
    preserveAspectRatio: "none",
    "aria-hidden": "true",
  });
  for (const share of [0, 0.5, 1]) {
    svg.append(s("line", { class: "axis", x1: 0, x2: 1000, y1: y(share), y2: y(share) }));
  }
  const ends = header.imported
    ? []
    : Array.from(training.steps, (step, moment) => ({ step, moment }));
  for (const { step, moment } of ends) {
    if (step && step % header.epoch_steps === 0 && header.steps / header.epoch_steps <= 30) {
      svg.append(s("line", { class: "epoch", x1: x(moment), x2: x(moment), y1: 0, y2: HEIGHT }));
    }
  }
  for (const { part, right, images } of known.slice().reverse()) {
    const points = right.map(
      (count, moment) => `${x(moment).toFixed(1)},${y(count / images).toFixed(2)}`,
    );
    svg.append(s("polyline", { class: `line ${part}`, points: points.join(" ") }));
  }
  const label = (/** @type {number} */ share) =>
    h("span", { class: `at${100 * share}` }, `${100 * share}\u2009%`);
  return h(
    "div",
    { class: "plot", title: t("images.curve") },
    svg,
    known.length ? label(1) : null,
    known.length ? label(0) : null,
  );
}

/**
 * The steps at some moments, as far as there is room.
 *
 * @param {Context} context
 */
function ticks({ training }) {
  const chosen = [0, training.last];
  const free = (/** @type {number} */ moment) =>
    chosen.every((other) => Math.abs(moment - other) >= GAP * training.last);
  for (
    let power = Math.floor(Math.log10(Math.max(1, training.steps[training.last])));
    power >= 0;
    power--
  ) {
    const moment = training.momentAt(10 ** power);
    if (training.last > 1 && free(moment)) chosen.push(moment);
  }
  return h(
    "div",
    { class: "ticks", "aria-hidden": "true" },
    ...chosen.map((moment) => {
      const tick = h("span", {}, grouped(training.steps[moment]));
      tick.style.setProperty("--at", String(training.last ? moment / training.last : 0));
      return tick;
    }),
  );
}
