"""A small clip, made once for all tests that examine the files."""

import os
import shutil
import subprocess
from contextlib import contextmanager

import pytest
from PIL import Image
from playwright.sync_api import sync_playwright

from publish.pipeline import Pipeline
from publish.request import RenderRequest
from scenes.catalog import find_clip
from scenes.style.picture_size import Quality

TINY = Quality(192, 108, 2)
ENTRY = find_clip("forward_pass")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(shared_cache):
    """Keep the user's cache out of the tests."""
    patch = pytest.MonkeyPatch()
    patch.setenv("LAYERLIGHT_CACHE", str(shared_cache))
    yield
    patch.undo()


@contextmanager
def drawn_here():
    """Draw in this process, as on systems that cannot fork: films this small take half as long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scenes.rendering.jobs.can_fork", lambda: False)
        yield


@pytest.fixture(scope="module", autouse=True)
def _drawn_here():
    with drawn_here():
        yield


def make(folder, entry=ENTRY, quality=TINY, **more):
    """Make files; return the lines that were printed."""
    said = []
    request = RenderRequest((entry,), quality, folder, **more)
    with drawn_here():  # fixtures of the whole session come before those of a module
        Pipeline(request, said.append, said.append).make()
    return said


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """Return a folder with a clip, whole and cut into beats, and its words."""
    folder = tmp_path_factory.mktemp("clips")
    make(folder, beats=True, words=("vtt", "srt", "md", "notes"))
    return folder


def _program(*names):
    """Find a program; without it, tests that need it are skipped, or fail on request."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        said = f"needs {names[0]}, which is not installed"
        if os.environ.get("LAYERLIGHT_REQUIRE_PROGRAMS") == "1":
            pytest.fail(said)
        pytest.skip(said)
    return found


@pytest.fixture(scope="session")
def browser():
    """Yield a headless Chromium."""
    path = _program("chromium", "chromium-browser", "google-chrome")
    quiet = ("background-networking", "component-update", "sync", "gpu")
    options = ["--no-first-run", *(f"--disable-{what}" for what in quiet)]
    if os.name == "posix" and os.geteuid() == 0:
        options.append("--no-sandbox")  # which root cannot use
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=options)
        yield started
        started.close()


@pytest.fixture(scope="session")
def pages_of(tmp_path_factory):
    """Return a function that renders an office file's pages as pictures with LibreOffice."""
    office, painter = _program("soffice", "libreoffice"), _program("pdftoppm")
    profile = tmp_path_factory.mktemp("office").as_uri()

    def pages(path, width):
        folder = tmp_path_factory.mktemp("pages")
        order = ["--headless", "--convert-to", "pdf", "--outdir", folder, path]
        subprocess.run(
            [office, f"-env:UserInstallation={profile}", *order],
            check=True,
            capture_output=True,
            timeout=180,
        )
        pdf = folder / f"{path.stem}.pdf"
        size = ["-scale-to-x", str(width), "-scale-to-y", "-1"]
        subprocess.run([painter, "-png", *size, pdf, folder / "page"], check=True)
        return [Image.open(file).convert("RGB") for file in sorted(folder.glob("page*.png"))]

    return pages
