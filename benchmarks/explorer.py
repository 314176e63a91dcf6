"""How smoothly the explorer follows its slider:  python benchmarks/explorer.py [FILE...].

Opens pages in headless Chromium and moves the slider once a frame, through the whole training: of
a new network with five layers of eight neurons and of the shipped MNIST checkpoints, or of the
recordings named.  Prints the time to the first picture, frames a second, and how long the page's
main thread was busy for each frame; the latter depends less on what else the computer does.

Targets, on two cores that do nothing else: first picture within 1 s, 50 frames a second.
"""

import argparse
import os
import shutil
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from playwright.sync_api import sync_playwright

import network
from network.studies.shipped import CHECKPOINTS_FILE
from publish.explorer.write import ExplorerRequest, write_explorer
from scenes.style.theme import DARK
from scenes.words import load_words

SIZES = [8] * 5
SAMPLES, EPOCHS = 60, 30
WINDOW = {"width": 1440, "height": 900}
DRAG = """async (frames) => {
    const slider = document.querySelector('input[type=range]');
    const [low, high] = [Number(slider.min), Number(slider.max)];
    const next = () => new Promise((done) => requestAnimationFrame(done));
    const start = await next();
    let now = start;
    for (let k = 0; k < frames; k++) {
        slider.value = String(Math.round(low + (k * (high - low)) / frames));
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        now = await next();
    }
    return now - start;
}"""
"""Moves a page's slider once a frame; returns milliseconds."""


def deep_recording():
    """Return a recording of a network with five layers of eight neurons."""
    stream = np.random.RandomState(0)
    inputs = np.rint(stream.rand(SAMPLES, 8) * 100) / 100
    labels = np.argmax(inputs, axis=1)
    names = [f"value {k + 1}" for k in range(8)]
    classes = list("abcdefgh")
    samples = network.Dataset("largest", inputs, np.eye(8)[labels], names, classes, labels)
    own = network.Network(
        SIZES, activations=["sigmoid"] * 3 + ["softmax"], cost="cross-entropy", learning_rate=0.1
    )
    return network.record(samples, own, epochs=EPOCHS)


def measured(browser, page, frames):
    """Return milliseconds to the first picture, frames a second, busy milliseconds a frame."""
    window = browser.new_page(viewport=WINDOW)
    start = time.perf_counter()
    window.goto(page.as_uri())
    while window.evaluate("document.documentElement.dataset.ready === undefined"):
        time.sleep(0.005)
    first = 1000 * (time.perf_counter() - start)
    window.evaluate(DRAG, 30)  # warm
    session = window.context.new_cdp_session(window)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def busy():
        found = session.send("Performance.getMetrics")["metrics"]
        return next(each["value"] for each in found if each["name"] == "TaskDuration")

    before = busy()
    spent = window.evaluate(DRAG, frames)
    result = first, 1000 * frames / spent, 1000 * (busy() - before) / frames
    window.close()
    return result


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--frames", type=int, default=200, help="to drag for (200)")
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    sandbox = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
    print(f"load of the computer before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        files = options.files
        if not files:
            deep = Path(folder) / "8-8-8-8-8.npz"
            deep_recording().save(deep)
            files = [deep, CHECKPOINTS_FILE]
        browser = playwright.chromium.launch(executable_path=chromium, args=sandbox)
        for file in files:
            page = Path(folder) / f"{file.stem}.html"
            write_explorer(ExplorerRequest(file, page, load_words(), DARK))
            first, rate, busy = measured(browser, page, options.frames)
            print(
                f"{file.name}: {page.stat().st_size / 1e6:.1f} MB, first picture {first:.0f} ms,"
                f" {rate:.0f} frames/s, {busy:.1f} ms busy a frame"
            )
        browser.close()


if __name__ == "__main__":
    main()
