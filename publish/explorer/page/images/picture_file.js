// Read a picture that the reader opens as grey levels: the same as network/data/photographs.
//
// The browser decodes it and turns it as its EXIF data say.  Grey levels of PNG files are those that
// Python reads; those of a JPEG depend on the decoder.

import { greys } from "./grids.js";

/** @typedef {import("./grids.js").Greys} Greys */

const PIXEL_LIMIT = 64e6;
const FILE_LIMIT = 100 * 2 ** 20;
const READ_SIDE = 1024;
const STRIP = 500_000; // pixels converted at a time, to save memory

/** A file that is no picture, or too large; `code` names the text that says so. */
export class NotAPicture extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/**
 * @param {Blob} file
 * @returns {Promise<Greys>} at most 1024 pixels a side: larger pictures are averaged down
 */
export async function readPicture(file) {
  if (file.size > FILE_LIMIT) throw new NotAPicture("too_large");
  const start = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  const isPng = [0x89, 0x50, 0x4e, 0x47].every((byte, k) => start[k] === byte);
  const isJpeg = start[0] === 0xff && start[1] === 0xd8;
  if (!isPng && !isJpeg) throw new NotAPicture("not_a_picture");
  const image = await createImageBitmap(file, {
    premultiplyAlpha: "none",
    colorSpaceConversion: "none",
  }).catch(() => {
    throw new NotAPicture("damaged");
  });
  try {
    if (image.width * image.height > PIXEL_LIMIT) throw new NotAPicture("too_large");
    return greysOf(image);
  } finally {
    image.close();
  }
}

/**
 * @param {ImageBitmap} image
 * @returns {Greys}
 */
function greysOf(image) {
  const { width, height } = image;
  const factor = Math.ceil(Math.max(width, height) / READ_SIDE);
  const found = greys(Math.ceil(height / factor), Math.ceil(width / factor));
  const light = new Float64Array(found.data.length);
  const solid = new Float64Array(found.data.length);
  const rows = Math.max(1, Math.floor(STRIP / (width * factor))) * factor;
  const canvas = new OffscreenCanvas(width, Math.min(rows, height));
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen) throw new NotAPicture("too_large");
  for (let top = 0; top < height; top += rows) {
    const count = Math.min(rows, height - top);
    pen.clearRect(0, 0, width, canvas.height);
    pen.drawImage(image, 0, top, width, count, 0, 0, width, count);
    const { data } = pen.getImageData(0, 0, width, count);
    addMeans(data, { top, count, width, height, factor }, found.columns, light, solid);
  }
  return composited(found, light, solid);
}

const WHOLE = 255 * 257 * 255; // full light or opacity, as in Python

/**
 * Average a strip down by blocks; those at the far edges may be smaller.
 *
 * @param {Uint8ClampedArray} data
 * @param {{top: number, count: number, width: number, height: number, factor: number}} strip
 * @param {number} columns
 * @param {Float64Array} light
 * @param {Float64Array} solid
 */
function addMeans(data, { top, count, width, height, factor }, columns, light, solid) {
  for (let row = 0; row < count; row += factor) {
    const last = Math.min(row + factor, count, height - top);
    for (let column = 0; column < columns; column++) {
      const end = Math.min((column + 1) * factor, width);
      let [bright, opaque, area] = [0, 0, 0];
      for (let y = row; y < last; y++) {
        for (let x = column * factor; x < end; x++, area++) {
          const at = 4 * (y * width + x);
          const grey = 299 * data[at] + 587 * data[at + 1] + 114 * data[at + 2];
          bright += Math.floor((grey + 500) / 1000) * data[at + 3] * 257;
          opaque += data[at + 3] * 255 * 257;
        }
      }
      const place = Math.floor((top + row) / factor) * columns + column;
      light[place] = Math.floor((2 * bright + area) / (2 * area));
      solid[place] = Math.floor((2 * opaque + area) / (2 * area));
    }
  }
}

/**
 * Put the picture on white, unless its ink is bright, which white would hide.
 *
 * @param {Greys} found
 * @param {Float64Array} light
 * @param {Float64Array} solid
 */
function composited(found, light, solid) {
  const sum = (/** @type {Float64Array} */ values) => values.reduce((a, b) => a + b, 0);
  const bright = 2 * sum(light) > sum(solid);
  for (let place = 0; place < light.length; place++) {
    const level = bright ? light[place] : light[place] + WHOLE - solid[place];
    found.data[place] = Math.floor((2 * 255 * level + WHOLE) / (2 * WHOLE));
  }
  return found;
}
