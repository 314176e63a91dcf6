// The texts of the page, in its language.

/**
 * Return a function that gives a text by name, with values for the names in braces.
 *
 * @param {Record<string, string>} words
 * @returns {(name: string, values?: Record<string, string | number>) => string}
 */
export function translator(words) {
  return (name, values = {}) => {
    if (!Object.hasOwn(words, name)) throw new Error(`the page has no text ${name}`);
    return words[name].replace(/\{(\w+)\}/g, (_, key) => {
      if (!Object.hasOwn(values, key)) throw new Error(`the text ${name} lacks ${key}`);
      return String(values[key]);
    });
  };
}
