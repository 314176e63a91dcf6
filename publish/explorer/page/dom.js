// Build elements.  Nothing here takes markup: every text becomes a text node.

/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {Record<string, any>} Attributes */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {Element} element
 * @param {Attributes} attributes
 */
export function put(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (value === null || value === undefined || value === false) {
      element.removeAttribute(name);
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  return element;
}

/**
 * @param {Element} element
 * @param {Child[]} children
 */
export function fill(element, children) {
  element.replaceChildren(...children.filter(isThere).map(node));
}

/**
 * Make the children of an element like others, changing as little as possible: what stays keeps its
 * focus and its listeners, so listeners have to mean the same on both.
 *
 * @param {Element} element
 * @param {Child[]} children
 */
export function morph(element, children) {
  align(element, children.filter(isThere).map(node));
}

/**
 * @param {Element} element
 * @param {Node[]} wanted
 */
function align(element, wanted) {
  wanted.forEach((next, k) => {
    const now = element.childNodes[k];
    if (!now) element.append(next);
    else if (!alike(now, next)) now.replaceWith(next);
    else if (now instanceof Element) copyOnto(now, /** @type {Element} */ (next));
    else if (now.nodeValue !== next.nodeValue) now.nodeValue = next.nodeValue;
  });
  while (element.childNodes.length > wanted.length) element.lastChild?.remove();
}

/**
 * @param {Node} now
 * @param {Node} next
 */
function alike(now, next) {
  return now.nodeName === next.nodeName && now.nodeName !== "CANVAS"; // pixels are no attributes
}

/**
 * @param {Element} now
 * @param {Element} next
 */
function copyOnto(now, next) {
  for (const { name, value } of next.attributes) {
    if (now.getAttribute(name) === value) continue;
    // The page's policy forbids style attributes; what a script sets on `style` is allowed.
    if (name === "style") /** @type {HTMLElement} */ (now).style.cssText = value;
    else now.setAttribute(name, value);
  }
  if (now.attributes.length > next.attributes.length) {
    for (const { name } of [...now.attributes]) {
      if (!next.hasAttribute(name)) now.removeAttribute(name);
    }
  }
  align(now, [...next.childNodes]);
  if (now instanceof HTMLSelectElement) now.value = /** @type {HTMLSelectElement} */ (next).value;
}

/** @param {Child} child */
function isThere(child) {
  return child !== null && child !== undefined && child !== false;
}

/** @param {Child} child */
function node(child) {
  return child instanceof Node ? child : document.createTextNode(String(child));
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  put(element, attributes);
  fill(element, children);
  return element;
}

/**
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {SVGElementTagNameMap[T]}
 */
export function s(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  put(element, attributes);
  fill(element, children);
  return element;
}
