// The bars at the window's lower edge: the page leaves room for those that stay there.

/**
 * Keep `--dock`, the height of what stays at the lower edge, for the style sheet: the page ends above
 * it, and what gets the focus is never scrolled behind it.
 *
 * @param {...HTMLElement} bars
 */
export function dock(...bars) {
  const measure = () => {
    const heights = bars
      .filter((bar) => getComputedStyle(bar).position === "fixed")
      .map((bar) => bar.offsetHeight);
    document.documentElement.style.setProperty("--dock", `${Math.max(0, ...heights)}px`);
  };
  const watch = new ResizeObserver(measure);
  for (const bar of bars) watch.observe(bar);
  measure();
}
