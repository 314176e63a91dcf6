"""Take the pictures of the explorer that the README and the documentation show.

Usage: python tools/explorer_picture.py [NAME...]

Needs the ``dev`` extra and Chromium; writes ``assets/gallery/NAME.png`` for each of
:data:`PICTURES`, or for those named.
"""

import argparse
import io
import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import sync_playwright

from network.studies.shipped import CHECKPOINTS_FILE
from publish.explorer.write import ExplorerRequest, write_explorer
from scenes.style.theme import DARK
from scenes.words import load_words

ROOT = Path(__file__).resolve().parents[1]
GALLERY = ROOT / "assets" / "gallery"
PICTURES = {
    "explorer": (None, "#step=40&neuron=h2", (1440, 900)),
    "explorer_images": (CHECKPOINTS_FILE, "#drawing=9&neuron=h3", (1440, 1040)),
}
"""Recording, place on its page and size of the window."""
COLOURS = 256


def main() -> None:
    """Write the pages, open them, and keep what they look like."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(PICTURES))
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    options = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=options)
        for name in parser.parse_args().names or PICTURES:
            recording, place, (width, height) = PICTURES[name]
            target = Path(folder) / f"{name}.html"
            page = write_explorer(ExplorerRequest(recording, target, load_words(), DARK))
            window = browser.new_page(viewport={"width": width, "height": height})
            window.goto(page.as_uri() + place)
            window.locator("html[data-ready]").wait_for(state="attached")
            window.wait_for_timeout(500)
            picture = Image.open(io.BytesIO(window.screenshot())).convert("RGB")
            picture.quantize(COLOURS, kmeans=3).save(GALLERY / f"{name}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main()
