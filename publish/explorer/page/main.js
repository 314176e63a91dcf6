// Where the page starts.

import { readApp } from "./app.js";
import { mount as mountImages } from "./images/main.js";
import { mount as mountNetwork } from "./network_page.js";
import { readJson } from "./payload.js";

const root = /** @type {HTMLElement} */ (document.getElementById("page"));
readApp().then(
  (app) => (app.header.kind === "images" ? mountImages : mountNetwork)(root, app),
  () => {
    // Cut off or changed: the settings may be all that is left of the file.
    root.textContent = readJson("settings").words.broken;
    root.className = "notice";
  },
);
