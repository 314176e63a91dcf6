// The two themes of the page.

/** @typedef {{light: number, use: (index: number) => void, colour: (name: string) => string}} Themes */

/**
 * @param {Record<string, Record<string, string>>} held colours by theme
 * @returns {Themes}
 */
export function themes(held) {
  const names = Object.keys(held);
  let now = 0;
  return {
    light: names.findIndex((name) => held[name].scheme === "light"),
    use(index) {
      now = index;
      document.documentElement.dataset.theme = String(index);
    },
    colour: (name) => held[names[now]][name],
  };
}
