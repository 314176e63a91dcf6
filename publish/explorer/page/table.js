// Tables of numbers, copied as CSV with all digits.

import { h } from "./dom.js";

/** @typedef {import("./dom.js").Child} Child */

/**
 * @typedef {object} Row
 * @property {Child} head
 * @property {Child[]} cells
 * @property {string} [kind] class of the row
 */

/**
 * @param {object} content
 * @param {string} content.caption
 * @param {Child[]} content.columns heads, the first over the row heads; an empty one is for signs
 * @param {Row[]} content.rows
 * @param {string} [content.kind]
 */
export function table({ caption, columns, rows, kind = "" }) {
  return h(
    "div",
    { class: "scrolls", tabindex: 0, role: "group", "aria-label": caption },
    h(
      "table",
      { class: kind },
      h("caption", { class: "unseen" }, caption),
      h("thead", {}, h("tr", {}, ...columns.map(head))),
      h("tbody", {}, ...rows.map(row)),
    ),
  );
}

/** @param {Child} text */
function head(text) {
  return text ? h("th", { scope: "col" }, text) : h("td", {});
}

/** @param {Row} content */
function row({ head, cells, kind }) {
  return h(
    "tr",
    { class: kind ?? null },
    h("th", { scope: "row" }, head),
    ...cells.map((cell) => h("td", {}, cell)),
  );
}

/**
 * Return a table as CSV: numbers with all their digits, texts in quotes where they need them.
 * Columns without a head hold signs and are left out.
 *
 * @param {HTMLTableElement} element
 */
export function csv(element) {
  const [heads, ...rows] = [...element.rows];
  const kept = [...heads.cells].map((cell, k) => k === 0 || textOf(cell) !== "");
  return [heads, ...rows]
    .map((row) =>
      [...row.cells]
        .filter((_, k) => kept[k])
        .map(field)
        .join(","),
    )
    .join("\r\n");
}

/** @param {HTMLTableCellElement} cell */
function field(cell) {
  const numbers = cell.querySelectorAll("[data-value]");
  const text = textOf(cell);
  if (numbers.length === 1 && cell.tagName === "TD") {
    return String(/** @type {HTMLElement} */ (numbers[0]).dataset.value);
  }
  // A spreadsheet would take these for formulas.
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** @param {Element} element */
function textOf(element) {
  return (element.textContent ?? "").trim();
}

/**
 * Give CSV to whoever copies from a table below an element.
 *
 * @param {HTMLElement} root
 */
export function copyTables(root) {
  root.addEventListener("copy", (event) => {
    const selection = getSelection();
    const anchor = selection?.anchorNode;
    const start = anchor instanceof Element ? anchor : anchor?.parentElement;
    const found = start?.closest("table");
    if (!found || selection?.isCollapsed || !event.clipboardData) return;
    event.clipboardData.setData("text/plain", csv(found));
    event.preventDefault();
  });
}

/**
 * Copy a table.
 *
 * @param {HTMLTableElement} element
 */
export function copy(element) {
  const selection = getSelection();
  selection?.selectAllChildren(element);
  document.execCommand("copy"); // handled above; works in files, where the newer way may not
  selection?.removeAllRanges();
}
