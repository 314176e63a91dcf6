"""Take the picture of the explorer that the README and the documentation show.

Usage: python tools/explorer_picture.py

Needs the ``dev`` extra and Chromium; writes ``assets/gallery/explorer.png``.
"""

import io
import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import sync_playwright

from publish.explorer.write import ExplorerRequest, write_explorer
from scenes.style.theme import DARK
from scenes.words import load_words

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "assets" / "gallery" / "explorer.png"
PLACE = "#step=40&neuron=h2"
SIZE = (1440, 900)
COLOURS = 256


def main() -> None:
    """Write the page of the walkthrough, open it, and keep what it looks like."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    options = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        page = write_explorer(ExplorerRequest(None, Path(folder) / "page.html", load_words(), DARK))
        browser = playwright.chromium.launch(executable_path=chromium, args=options)
        window = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
        window.goto(page.as_uri() + PLACE)
        window.locator("html[data-ready]").wait_for(state="attached")
        window.wait_for_timeout(500)
        picture = Image.open(io.BytesIO(window.screenshot())).convert("RGB")
        browser.close()
    picture.quantize(COLOURS, kmeans=3).save(TARGET, optimize=True)


if __name__ == "__main__":
    main()
