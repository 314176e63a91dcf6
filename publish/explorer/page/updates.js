// What a training step changes: all its weight updates, the largest first.

import { h, morph, s } from "./dom.js";
import { changesOf } from "./history.js";
import { edgeKey, neuron, plainName } from "./names.js";
import { number, signOf } from "./number.js";
import { usualDecimals } from "./numbers.js";
import { copyButton, heading } from "./pieces.js";
import { table } from "./table.js";

/** @typedef {import("./network_page.js").NetworkApp} NetworkApp */

const MOST = 40; // rows

/**
 * @param {HTMLElement} root
 * @param {NetworkApp} app
 */
export function render(root, app) {
  const { run, t } = app;
  const { step } = app.state.get();
  if (run.imported || run.rate === null) {
    morph(root, [heading(t("updates.title")), h("p", { class: "note" }, t("weight.imported"))]);
    return;
  }
  const changes = changesOf(run, step);
  const shown = changes.slice(0, MOST);
  const decimals = usualDecimals([shown[0].change], 4, 3);
  const before = run.parameters(step);
  const most = Math.abs(shown[0].change) || 1;
  const rows = shown.map(({ layer, j, i, change }) => {
    const at = i ?? 0;
    const weight = before.weights[layer][j * run.sizes[layer] + at];
    const key = edgeKey(run.sizes, layer, j, at);
    return {
      head: h(
        "button",
        {
          type: "button",
          class: "plain",
          "data-edge": key,
          "aria-label": t("neuron.open_weight", {
            from: plainName(run.sizes, { layer, index: at }),
            to: plainName(run.sizes, { layer: layer + 1, index: j }),
          }),
        },
        neuron(run.sizes, { layer, index: at }),
        " → ",
        neuron(run.sizes, { layer: layer + 1, index: j }),
      ),
      cells: [
        number(weight, { decimals: 4, signed: true, colour: signOf(weight) }),
        number(change, { decimals, signed: true, colour: signOf(change) }),
        bar(change / most),
      ],
    };
  });
  const own = run.sampleIndex[step];
  morph(root, [
    heading(t("updates.title"), copyButton(app)),
    h("p", {}, t("updates.trains", { step, sample: own })),
    table({
      caption: t("updates.title"),
      columns: [
        "",
        t("updates.before"),
        t("updates.change"),
        h("span", { class: "unseen" }, t("updates.bar")),
      ],
      rows,
      kind: "ranking",
    }),
    changes.length > MOST &&
      h("p", { class: "note" }, t("updates.more", { count: changes.length - MOST })),
  ]);
}

/** @param {number} share −1 to 1 */
function bar(share) {
  const width = (Math.abs(share) * 100).toFixed(1);
  return s(
    "svg",
    {
      class: `bar ${signOf(share)}`,
      viewBox: "0 0 100 10",
      preserveAspectRatio: "none",
      "aria-hidden": "true",
    },
    s("line", { x1: 0, x2: width, y1: 5, y2: 5 }),
  );
}
