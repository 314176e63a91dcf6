// The slider through the training steps and what stands beside it.

import { fill, h, s } from "./dom.js";
import { iconButton } from "./icons.js";
import { stepField } from "./step_field.js";

/** @typedef {import("./network_page.js").NetworkApp} NetworkApp */

const SPEEDS = [1, 4, 20, 60]; // steps a second
const MOST_MARKS = 60; // of epochs

/**
 * @param {HTMLElement} root
 * @param {NetworkApp} app
 */
export function mount(root, app) {
  const { run, state, t } = app;
  const last = run.steps - 1;
  const slider = h("input", {
    type: "range",
    id: "step",
    min: 0,
    max: last,
    step: 1,
    value: 0,
    "aria-label": t("step.label"),
    oninput: () => app.goTo(slider.valueAsNumber),
  });
  const { field, note, show } = stepField({
    id: "step-number",
    last,
    label: t("step.label"),
    now: () => state.get().step,
    choose: (asked) => {
      const found = Math.min(Math.max(Math.round(asked), 0), last);
      app.goTo(found);
      if (asked > last) return t("step.too_far", { last });
      if (asked < 0) return t("step.too_early");
      return asked === found ? "" : t("step.no_such", { found });
    },
  });
  const play = iconButton("play", t("step.play"), "k", () => app.play(!state.get().playing));
  const epoch = h("span", { class: "epoch" });
  const marks = s("svg", {
    class: "marks",
    viewBox: "0 0 1000 8",
    preserveAspectRatio: "none",
    "aria-hidden": "true",
  });
  const epochs = Math.ceil(run.steps / run.header.epoch_steps);
  if (epochs <= MOST_MARKS) {
    for (let k = 0; k < epochs; k++) {
      const x = ((k * run.header.epoch_steps) / Math.max(last, 1)) * 1000;
      marks.append(s("line", { x1: x, x2: x, y1: 0, y2: 8 }));
    }
  }
  const buttons = h(
    "div",
    { class: "buttons" },
    iconButton("first", t("step.first"), "Home", () => app.goTo(0)),
    iconButton("back", t("step.back"), "←", () => app.move(-1)),
    play,
    iconButton("forth", t("step.forth"), "→", () => app.move(1)),
    iconButton("last", t("step.last"), "End", () => app.goTo(last)),
  );
  const when = choices(
    app,
    "after",
    [
      [false, t("step.before")],
      [true, t("step.after")],
    ],
    t("step.when"),
  );
  fill(root, [
    note,
    h("div", { class: "slide" }, slider, marks),
    h(
      "div",
      { class: "row" },
      buttons,
      h(
        "label",
        { class: "field" },
        h("span", { class: "step-name" }, t("step.step")),
        field,
        h("span", { class: "of" }, t("step.of", { last })),
      ),
      epoch,
      !run.imported && when,
      sampleChoice(app),
      speedChoice(app),
    ),
  ]);
  const update = () => {
    const { step, playing } = state.get();
    slider.value = String(step);
    show(step);
    slider.setAttribute("aria-valuetext", `${t("step.step")} ${step} ${t("step.of", { last })}`);
    slider.style.setProperty("--share", String(step / Math.max(last, 1)));
    const now = run.imported
      ? momentOf(app, step)
      : t("step.epoch", { epoch: run.epoch(step), epochs });
    if (epoch.textContent !== now) epoch.textContent = now;
    play.dataset.icon = playing ? "pause" : "play";
    play.setAttribute("aria-label", t(playing ? "step.pause" : "step.play"));
  };
  state.subscribe(update);
  update();
}

/**
 * Say which of an imported run's parameters a step has.
 *
 * @param {NetworkApp} app
 * @param {number} step
 */
function momentOf({ run, arrays, t }, step) {
  const moment = run.momentAt(step);
  const at = arrays.get("kept_at").data[moment];
  return t("step.moment", { moment: moment + 1, count: run.checkpoints.length, at });
}

/**
 * Buttons of which one is pressed.
 *
 * @param {NetworkApp} app
 * @param {string} name of the state
 * @param {[any, string][]} options
 * @param {string} label
 */
export function choices(app, name, options, label) {
  const buttons = options.map(([value, text]) =>
    h("button", { type: "button", onclick: () => app.state.set({ [name]: value }) }, text),
  );
  const update = () => {
    buttons.forEach((each, k) =>
      each.setAttribute("aria-pressed", String(app.state.get()[name] === options[k][0])),
    );
  };
  app.state.subscribe(update, [name]);
  update();
  return h("div", { class: "choices", role: "group", "aria-label": label }, ...buttons);
}

/** @param {NetworkApp} app */
function sampleChoice(app) {
  const { run, state, t } = app;
  const names = run.header.class_names;
  const option = (/** @type {number} */ sample) => {
    const text =
      names && run.labels
        ? t("sample.labelled", { sample, label: names[run.labels[sample]] })
        : t("sample.title", { sample });
    return h("option", { value: sample }, text);
  };
  const select = h(
    "select",
    {
      id: "sample",
      onchange: () => state.set({ sample: select.value === "" ? null : Number(select.value) }),
    },
    h("option", { value: "" }, t("sample.own")),
    ...Array.from({ length: run.header.samples }, (_, sample) => option(sample)),
  );
  const update = () => {
    select.value = state.get().sample === null ? "" : String(state.get().sample);
  };
  state.subscribe(update, ["sample"]);
  update();
  return h("label", { class: "field" }, h("span", {}, t("sample.show")), select);
}

/** @param {NetworkApp} app */
function speedChoice(app) {
  const { state, t } = app;
  const select = h(
    "select",
    { id: "speed", onchange: () => state.set({ speed: Number(select.value) }) },
    ...SPEEDS.map((speed) =>
      h(
        "option",
        { value: speed, selected: speed === state.get().speed },
        t("step.speed", { speed }),
      ),
    ),
  );
  return h(
    "label",
    { class: "field" },
    h("span", { class: "unseen" }, t("step.choose_speed")),
    select,
  );
}
