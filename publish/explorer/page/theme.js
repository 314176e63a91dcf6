// The two themes of the page.

/**
 * @typedef {object} Themes
 * @property {number} light its place
 * @property {(index: number) => void} use
 * @property {(name: string) => string} colour of the theme in use
 * @property {number} first in which the page opens
 * @property {(state: import("./state.js").State) => void} choose the other theme, from now on
 * @property {(state: import("./state.js").State) => void} follow the system until one is chosen
 */

/**
 * @param {Record<string, Record<string, string>>} held colours by theme, the usual one first
 * @param {boolean} follows whether the page opens as the system is set, light or dark
 * @returns {Themes}
 */
export function themes(held, follows) {
  const names = Object.keys(held);
  const light = names.findIndex((name) => held[name].scheme === "light");
  const system = matchMedia("(prefers-color-scheme: light)");
  const wanted = () => (system.matches ? light : 1 - light);
  let [now, chosen] = [follows ? wanted() : 0, !follows];
  document.documentElement.dataset.theme = String(now);
  return {
    light,
    first: now,
    use(index) {
      now = index;
      document.documentElement.dataset.theme = String(index);
    },
    colour: (name) => held[names[now]][name],
    choose(state) {
      chosen = true;
      state.set({ theme: 1 - state.get().theme });
    },
    follow(state) {
      system.addEventListener("change", () => {
        if (!chosen && !state.get().printing) state.set({ theme: wanted() });
      });
    },
  };
}
