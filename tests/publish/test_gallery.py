"""The gallery page, in Chromium, and the command that makes it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from publish.gallery import make_gallery
from scenes.catalog import find_clip
from scenes.style.picture_size import ASPECTS, Quality
from scenes.style.theme_files import THEMES
from scenes.words import languages, load_words

ROOT = Path(__file__).resolve().parents[2]
CLIPS = [find_clip("cost"), find_clip("confusions")]


@pytest.fixture(scope="module")
def page(browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("gallery")
    said = []
    made = make_gallery(folder, CLIPS, Quality(192, 108, 2), said.append, jobs=1)
    assert made == folder / "index.html"
    context = browser.new_context()
    page = context.new_page()
    asked, failed = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: failed.append((request.url, request.failure)))
    page.goto(made.as_uri())
    yield page
    context.close()
    # A browser cancels requests that it no longer needs, such as the rest of a video.
    assert [url for url, how in failed if how != "net::ERR_ABORTED"] == []
    assert all(url.startswith(("file:", "data:")) for url in asked)


@pytest.mark.exhaustive
def test_clips_play_and_every_beat_has_a_picture_with_its_words(page):
    films = page.locator("video")
    assert films.count() == len(CLIPS)
    for number, entry in enumerate(CLIPS):
        section = page.locator("section").nth(number)
        assert section.locator("h2").inner_text() == load_words()[f"{entry.id}.title"]
        section.locator("summary").click()
        pictures = section.locator("ol img")
        names = load_words().names(f"{entry.id}.beats")
        others = {"curves", "total"} if entry.id == "cost" else set()
        assert pictures.count() == len(set(names) - others)
        for picture in pictures.all():
            picture.scroll_into_view_if_needed()
            page.wait_for_function(
                "img => img.complete && img.naturalWidth === 192", arg=picture.element_handle()
            )
        assert all(section.locator("figcaption").all_inner_texts())
        seconds = films.nth(number).evaluate(
            "film => new Promise((done, fail) => {"
            " film.onloadedmetadata = () => done(film.duration);"
            " film.onerror = () => fail(film.error.message); film.preload = 'auto'; film.load() })"
        )
        assert 30 < seconds < 120


@pytest.mark.exhaustive
def test_other_looks_are_shown(page):
    names = page.locator("ul.looks figcaption").all_inner_texts()
    assert len(names) == len(THEMES) + len(ASPECTS) - 1 + len(languages()) - 1
    shapes = page.locator("ul.looks img").evaluate_all("all => all.map(i => i.width / i.height)")
    assert min(shapes) == pytest.approx(9 / 16, rel=0.03)
    for picture in page.locator("ul.looks img").all():
        picture.scroll_into_view_if_needed()
        page.wait_for_function(
            "img => img.complete && img.naturalWidth > 0", arg=picture.element_handle()
        )


@pytest.mark.exhaustive
def test_rules_of_accessibility_hold(page):
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": tags}).response
    assert found["passes"]
    assert [(v["id"], [n["html"][:80] for n in v["nodes"]]) for v in found["violations"]] == []


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["strcture"], 2, "did you mean structure"),
        (["lecture"], 2, "not the lecture"),
        (["cost", "lecture"], 2, "not the lecture"),
        (["--jobs", "none"], 2, "--jobs"),
        (["cost", "--output-dir", "taken/page"], 1, "choose another --output-dir"),
    ],
)
def test_what_goes_wrong_is_said_in_one_line(arguments, status, said, tmp_path):
    (tmp_path / "taken").write_text("a file, not a folder")
    code = "import sys, publish.gallery; sys.exit(publish.gallery.main())"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == status, done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("python -m publish.gallery: ")
    assert said in line
    assert done.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
