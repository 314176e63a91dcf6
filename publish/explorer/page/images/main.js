// The page of an image network.

/**
 * @param {HTMLElement} root
 * @param {import("../app.js").App} app
 */
export function mount(root, app) {
  root.textContent = app.header.title;
}
