// Fills of neurons: grey from the lowest to the highest value, or the colour of the sign.

import { mix } from "./scale.js";

/** @typedef {import("./network_page.js").NetworkApp} NetworkApp */

/**
 * @param {NetworkApp} app
 * @param {number} value
 * @param {import("./scale.js").ValueScale} scale
 */
export function valueFill(app, value, { low, high }) {
  if (low < 0) return signedFill(app, value / high);
  const share = Math.min(Math.max((value - low) / (high - low), 0), 1);
  return mix(app.colour("activation_low"), app.colour("activation_high"), share);
}

/**
 * @param {NetworkApp} app
 * @param {number} share −1 to 1
 */
export function signedFill(app, share) {
  const strength = Math.min(Math.abs(share), 1) ** 0.65;
  return mix(app.colour("background"), app.colour(share < 0 ? "negative" : "positive"), strength);
}
