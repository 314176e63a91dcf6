"""How fast the explorer's pages are:  python benchmarks/explorer.py [PAGE...] [--repeats N].

Each page is opened in a headless Chromium, and its slider is dragged once through the training, a
step of the slider at each frame.  Printed are

- file: size of the page;
- open: seconds from the address to the first picture, a fresh browser context each time;
- frames/s: frames that the browser showed while the slider was dragged (it shows at most 60);
- busy ms: processor time of the page's main thread for each of them, which tells how many frames
  there could be, whatever else the machine does;
- possible: 1000 / busy.

Of several runs the best is printed.  Targets: open ≤ 1 s, frames/s ≥ 50; on a busy machine, at
least possible ≥ 50.
"""

import argparse
import shutil
import tempfile
import time
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright

import network
from publish.explorer.page import render_page
from publish.explorer.write import pack
from scenes.style.theme import DARK
from scenes.words import load_words

FRAMES = 240
"""Frames of a drag: four seconds of a page that keeps up."""
READY = "document.documentElement.dataset.ready !== undefined"
DRAG = """async ([selector, frames]) => {
  const slider = document.querySelector(selector);
  const frame = () => new Promise(requestAnimationFrame);
  const [low, high] = [Number(slider.min), Number(slider.max)];
  await frame();
  const start = performance.now();
  for (let k = 1; k <= frames; k++) {
    slider.value = String(Math.round(low + ((high - low) * k) / frames));
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await frame();
  }
  return (1000 * frames) / (performance.now() - start);
}"""


def layers_of_eight():
    """Record 8-8-8-8-8, the largest network whose neurons are all drawn."""
    rng = np.random.default_rng(0)
    labels = np.arange(40) % 8
    inputs = rng.normal(0, 0.3, (40, 8)) + np.eye(8)[labels]
    names = [f"x{k}" for k in range(8)]
    samples = network.Dataset("eight", inputs, np.eye(8)[labels], names, names, labels)
    return network.record(samples, network.Network([8] * 5, seed=1), epochs=10)


PAGES = {
    "walkthrough": (network.load_walkthrough, "#step"),
    "8-8-8-8-8": (layers_of_eight, "#step"),
    "mnist": (network.load_checkpoint_series, "#moment"),
}
"""What each page shows, and its slider."""


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*", metavar="PAGE", help=f"{', '.join(PAGES)}; else all")
    parser.add_argument("--repeats", type=int, default=3, help="runs of each (3)")
    options = parser.parse_args()
    print("| page | file MB | open s | frames/s | busy ms | possible |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name in options.pages or PAGES:
            maker, slider = PAGES[name]
            path = Path(folder) / f"{name}.html"
            page = render_page(pack(maker(), name), load_words("en"), DARK)
            path.write_text(page, encoding="utf-8")
            runs = [measure(browser, path, slider) for _ in range(options.repeats)]
            opened = min(run[0] for run in runs)
            shown, busy = max(run[1] for run in runs), min(run[2] for run in runs)
            print(
                f"| {name} | {path.stat().st_size / 1e6:.2f} | {opened:.2f} | {shown:.0f}"
                f" | {busy:.1f} | {1000 / busy:.0f} |",
                flush=True,
            )
        browser.close()


def measure(browser, path, slider):
    """Return seconds to open, frames a second of a drag, and milliseconds of work a frame."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    start = time.perf_counter()
    page.goto(path.as_uri(), wait_until="commit")
    while not page.evaluate(READY):
        time.sleep(0.005)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    opened = time.perf_counter() - start
    page.wait_for_timeout(500)
    before = work(session)
    shown = page.evaluate(DRAG, [slider, FRAMES])
    busy = 1000 * (work(session) - before) / FRAMES
    context.close()
    return opened, shown, busy


def work(session):
    """Return the seconds for which the page's main thread has worked."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(each["value"] for each in metrics if each["name"] == "TaskDuration")


if __name__ == "__main__":
    main()
