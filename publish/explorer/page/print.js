// On paper: light colours, also where they are painted, and lines of the network as lines.

/**
 * While the page is printed, the state has the light theme and `printing`; afterwards it is as before.
 *
 * @param {import("./state.js").State} state
 * @param {import("./theme.js").Themes} themes
 */
export function followPrinting(state, themes) {
  let before = 0;
  const start = () => {
    if (state.get().printing) return;
    before = state.get().theme;
    state.set({ printing: true, theme: themes.light });
    state.flush();
  };
  const end = () => {
    if (state.get().printing) state.set({ printing: false, theme: before });
  };
  addEventListener("beforeprint", start);
  addEventListener("afterprint", end);
  // Previews of paper on the screen fire no events of printing.
  matchMedia("print").addEventListener("change", ({ matches }) => (matches ? start() : end()));
}
