// Read what the page holds: the header and the arrays.

/** @typedef {Float64Array | Float32Array | Int32Array | Uint16Array | Uint8Array} Typed */
/** @typedef {{data: Typed, shape: number[]}} Tensor */

const TYPES = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  uint16: Uint16Array,
  uint8: Uint8Array,
};

/** The arrays of a page, by name. */
export class Arrays {
  /**
   * @param {ArrayBuffer} buffer
   * @param {Record<string, {dtype: string, shape: number[], offset: number}>} places
   */
  constructor(buffer, places) {
    this.buffer = buffer;
    this.places = places;
  }

  /** @param {string} name */
  has(name) {
    return Object.hasOwn(this.places, name);
  }

  /**
   * @param {string} name
   * @returns {Tensor}
   */
  get(name) {
    if (!this.has(name)) throw new Error(`the page holds no array ${name}`);
    const { dtype, shape, offset } = this.places[name];
    const type = TYPES[/** @type {keyof typeof TYPES} */ (dtype)];
    const length = shape.reduce((product, side) => product * side, 1);
    return { data: new type(this.buffer, offset, length), shape };
  }
}

/**
 * @param {string} id
 * @returns {any}
 */
export function readJson(id) {
  return JSON.parse(document.getElementById(id)?.textContent ?? "null");
}

/**
 * Decode the arrays; throws if the file was cut off.
 *
 * @param {any} header
 * @returns {Promise<Arrays>}
 */
export async function readArrays(header) {
  const element = document.getElementById("data");
  const text = element?.textContent?.trim() ?? "";
  element?.remove();
  const bytes = fromBase64(text);
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const buffer = await new Response(inflated).arrayBuffer();
  if (buffer.byteLength !== header.bytes) throw new Error("the data of the page are incomplete");
  return new Arrays(buffer, header.arrays);
}

/**
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
function fromBase64(text) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let k = 0; k < bytes.length; k++) bytes[k] = binary.charCodeAt(k);
  return bytes;
}
