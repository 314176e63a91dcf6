// The two themes of the page.

/** @typedef {{names: string[], use: (index: number) => void, colour: (name: string) => string}} Themes */

/**
 * @param {Record<string, Record<string, string>>} held colours by theme
 * @returns {Themes}
 */
export function themes(held) {
  const names = Object.keys(held);
  let now = 0;
  return {
    names,
    use(index) {
      now = index;
      document.documentElement.dataset.theme = String(index);
    },
    colour: (name) => held[names[now]][name],
  };
}
