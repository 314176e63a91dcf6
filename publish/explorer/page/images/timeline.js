// The training: its accuracy as a curve, and a slider through the recorded moments under it.

import { fill, h, s } from "../dom.js";
import { number } from "../number.js";
import { grouped, renumber, say, settled } from "./cells.js";

/** @typedef {import("./context.js").Context} Context */

const HEIGHT = 100;
const SPEED = 80; // milliseconds a moment
const GAP = 0.11; // least distance of two labels, as a share of the axis
const ICONS = {
  first: "M7 5v14M18 5l-8 7 8 7z",
  back: "M16 5l-9 7 9 7z",
  play: "M8 4.5v15l12-7.5z",
  pause: "M8.5 5v14M15.5 5v14",
  forth: "M8 5l9 7-9 7z",
  last: "M17 5v14M6 5l8 7-8 7z",
};

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
 * @param {Context} context
 */
export function mount(root, context) {
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
  const field = h("input", {
    type: "number",
    id: "step",
    min: 0,
    max: header.steps,
    inputmode: "numeric",
    onchange: () => choose(field.valueAsNumber),
  });
  const near = h("span", { class: "note", role: "status" });
  const choose = (/** @type {number} */ step) => {
    if (!Number.isFinite(step)) return;
    const moment = training.momentAt(step);
    const found = training.steps[moment];
    goTo(moment);
    near.dataset.moment = String(moment);
    say(
      near,
      found === step ? "" : t("images.nearest", { step: grouped(step), found: grouped(found) }),
    );
    field.value = String(found);
  };
  const playing = player(context, goTo);
  const play = button("play", t("images.play"), () => playing.toggle());
  const epoch = h("span", {});
  const accuracy = h("p", { class: "accuracy" });
  const answer = h("p", { class: "says" });
  const cursor = h("div", { class: "now", "aria-hidden": "true" });
  fill(root, [
    h(
      "div",
      { class: "row" },
      h(
        "div",
        { class: "buttons" },
        button("first", t("images.first"), () => goTo(0)),
        button("back", t("images.back"), () => move(-1)),
        play,
        button("forth", t("images.forth"), () => move(1)),
        button("last", t("images.last"), () => goTo(training.last)),
      ),
      h(
        "p",
        { class: "when" },
        h("label", { class: "field" }, t("images.step"), field),
        h("span", { class: "of" }, t("images.of", { steps: grouped(header.steps) })),
        epoch,
        near,
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
  const spoken = settled(() => {
    slider.setAttribute("aria-valuetext", valueText(context, known));
  }, 60);
  const update = () => {
    const { moment } = state.get();
    const step = training.steps[moment];
    const share = training.last ? moment / training.last : 0;
    if (slider.valueAsNumber !== moment) slider.value = String(moment);
    if (document.activeElement !== field) field.value = String(step);
    if (near.textContent && near.dataset.moment !== String(moment)) say(near, "");
    cursor.style.setProperty("--share", String(share));
    slider.style.setProperty("--share", String(share));
    say(epoch, epochText(context, step));
    known.forEach(({ right, images }, k) => renumber(values[k], right[moment] / images, PERCENT));
    spoken();
  };
  const says = () => say(answer, answerText(context));
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
  listen(move, goTo, training.last);
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
 * Keys of the page, where no control has its own use for them.
 *
 * @param {(by: number) => void} move
 * @param {(moment: number) => void} goTo
 * @param {number} last
 */
function listen(move, goTo, last) {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    const target = /** @type {Element} */ (event.target);
    if (target.closest("input, select, textarea, [role=radiogroup], [role=application], .scrolls"))
      return;
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowLeft: () => move(-1),
      ArrowRight: () => move(1),
      Home: () => goTo(0),
      End: () => goTo(last),
    };
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
}

/**
 * @param {keyof typeof ICONS} icon
 * @param {string} label
 * @param {() => void} act
 */
function button(icon, label, act) {
  const paths = icon === "play" ? ["play", "pause"] : [icon];
  return h(
    "button",
    {
      type: "button",
      class: "icon",
      "data-icon": icon,
      "aria-label": label,
      title: label,
      onclick: act,
    },
    s(
      "svg",
      { viewBox: "0 0 24 24", "aria-hidden": "true" },
      ...paths.map((name) =>
        s("path", { class: name, d: ICONS[/** @type {keyof typeof ICONS} */ (name)] }),
      ),
    ),
  );
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

/** @param {Context} context */
function answerText(context) {
  const { header, state, t } = context;
  const { picture } = state.get();
  if (!picture?.inputs) return t("images.reads_nothing");
  const answer = context.answer();
  return answer < 0
    ? t("images.reads_tied")
    : t("images.reads", { name: header.class_names[answer] });
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
