// The tabs beside the diagram: a neuron, a weight, the cost, a layer, the updates, the plane.

import { fill, h, morph } from "./dom.js";
import { render as renderCost } from "./cost.js";
import { render as renderLayer } from "./layer.js";
import { neuron, placeOf } from "./names.js";
import { render as renderNeuron } from "./neuron.js";
import { render as renderPlane } from "./plane.js";
import { render as renderUpdates } from "./updates.js";
import { paced } from "./state.js";
import { reconnected, render as renderWeight } from "./weight.js";

/** @typedef {import("./network_page.js").NetworkApp} NetworkApp */

/** @type {Record<string, (root: HTMLElement, app: NetworkApp) => void>} */
const RENDERERS = {
  neuron: renderNeuron,
  weight: renderWeight,
  cost: renderCost,
  layer: renderLayer,
  updates: renderUpdates,
  plane: renderPlane,
};
const SETTLED = 150; // milliseconds after the last change

/**
 * @param {HTMLElement} root
 * @param {NetworkApp} app
 */
export function mount(root, app) {
  const { state, t } = app;
  const tabs = app.views.map((view, k) =>
    h(
      "button",
      {
        type: "button",
        role: "tab",
        id: `tab-${view}`,
        "aria-controls": "panel",
        title: `${t(`tabs.${view}`)} (${k + 1})`,
        onclick: () => state.set({ view }),
      },
      t(`tabs.${view}`),
    ),
  );
  const content = h("div", { id: "panel", role: "tabpanel", tabindex: -1 });
  const list = h(
    "div",
    { class: "tabs", role: "tablist", "aria-label": t("panel.label") },
    ...tabs,
  );
  list.addEventListener("keydown", (event) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!by) return;
    const at = app.views.indexOf(state.get().view);
    const next = (at + by + tabs.length) % tabs.length;
    state.set({ view: app.views[next] });
    tabs[next].focus();
    event.preventDefault();
    event.stopPropagation();
  });
  fill(root, [list, content]);
  delegate(content, app);
  let wait = 0;
  const update = () => {
    const { view } = state.get();
    app.views.forEach((one, k) => {
      tabs[k].setAttribute("aria-selected", String(one === view));
      tabs[k].tabIndex = one === view ? 0 : -1;
    });
    content.setAttribute("aria-labelledby", `tab-${view}`);
    redraw(content, app, view);
    clearTimeout(wait);
    wait = setTimeout(() => settle(root), SETTLED);
  };
  state.subscribe(paced(update));
  update();
}

/**
 * Draw the content again.
 *
 * @param {HTMLElement} content
 * @param {NetworkApp} app
 * @param {string} view
 */
function redraw(content, app, view) {
  if (content.dataset.view !== view) fill(content, []);
  content.dataset.view = view;
  if (view === "neuron") {
    const place = placeOf(app.run.sizes, app.state.get().neuron) ?? { layer: 1, index: 0 };
    const body = h("div", {});
    RENDERERS.neuron(body, app);
    morph(content, [title(app, place), ...body.childNodes]);
  } else {
    RENDERERS[view](content, app);
  }
}

/**
 * Act on what is clicked and chosen in the content, which is changed in place.
 *
 * @param {HTMLElement} content
 * @param {NetworkApp} app
 */
function delegate(content, app) {
  content.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    if (button?.dataset.edge) app.openEdge(button.dataset.edge);
    if (button?.dataset.neuron) app.openNeuron(button.dataset.neuron);
  });
  content.addEventListener("change", (event) => {
    const { dataset, value } = /** @type {HTMLSelectElement} */ (event.target);
    if (dataset.end) app.openEdge(reconnected(app, dataset.end, value));
    if (dataset.layer !== undefined) app.state.set({ layer: Number(value) });
  });
}

/**
 * @param {NetworkApp} app
 * @param {import("./names.js").Place} place
 */
function title(app, place) {
  const { run, t } = app;
  const kind = place.layer === 0 ? "input" : place.layer === run.layers ? "output" : "hidden";
  const name = kind === "output" ? run.header.output_names[place.index] : "";
  return h(
    "h2",
    { class: "title" },
    neuron(run.sizes, place),
    h("span", { class: "kind" }, t(`panel.${kind}`)),
    name && h("span", { class: "name" }, name),
  );
}

/**
 * Let those tables be scrolled from the keyboard that do not fit.
 *
 * @param {HTMLElement} root
 */
function settle(root) {
  for (const each of root.querySelectorAll(".scrolls")) {
    const element = /** @type {HTMLElement} */ (each);
    const wide = element.scrollWidth > element.clientWidth;
    if (wide) element.tabIndex = 0;
    else element.removeAttribute("tabindex");
  }
}
