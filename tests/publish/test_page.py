"""The deck for browsers, in Chromium: beats, keys, captions, sizes, and no external resources."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from scenes.style.picture_size import Quality
from scenes.words import load_words

from .conftest import make

NOW = ".slide.now"
# Only for a cross-entropy.
NOT_PLAYED = ("curves", "total")
NAMES = [name for name in load_words().names("cost.beats") if name not in NOT_PLAYED]
CAPTIONS = [load_words()[f"cost.beats.{name}"] for name in NAMES]
SIZES = {
    "hall": (1920, 1080),
    "desk": (1280, 720),
    "phone": (360, 740),
    "phone on its side": (740, 360),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Return a deck with captions in the picture and one without, keyed by True and False."""
    from scenes.catalog import find_clip

    found = {}
    for captions in (True, False):
        folder = tmp_path_factory.mktemp("page")
        make(folder, find_clip("cost"), Quality(192, 108, 2), decks=("html",), captions=captions)
        (found[captions],) = folder.glob("*.html")
    return found


@pytest.fixture
def opened(browser, pages):
    """Yield a function that opens the deck in a new window; afterwards, check for errors."""
    contexts, asked, wrong = [], [], []

    def open_it(captions=True, place="", **options):
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(pages[captions].as_uri() + place)
        if options.get("java_script_enabled", True):
            until(page, "[...document.querySelectorAll('video')].every(v => v.duration)")
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert not wrong
    assert {url.split(":")[0] for url in asked} <= {"file", "data", "blob"}, "no request leaves"
    assert sum(url.startswith("file:") for url in asked) == len(contexts)


def until(page, condition):
    """Wait for a condition; the page's security policy forbids Playwright's own way."""
    for _ in range(400):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(25)
    raise AssertionError(f"waited in vain until {condition}")


def beat(page):
    return page.evaluate(
        "[...document.querySelectorAll('.slide')].findIndex(s => s.matches('.now'))"
    )


def film(page, what):
    return page.evaluate(f"document.querySelector('{NOW} video').{what}")


def test_it_opens_at_the_first_beat_and_waits(opened):
    page = opened()
    assert page.title() == load_words()["cost.title"]
    assert page.locator(".slide").count() == len(CAPTIONS)
    assert beat(page) == 0
    assert film(page, "paused")
    assert page.locator(".slide:visible").count() == 1
    assert page.evaluate("document.documentElement.lang") == "en"


def test_the_space_bar_goes_through_it(opened):
    page = opened()
    for number in range(len(CAPTIONS)):
        page.keyboard.press("Space")
        until(page, f"document.querySelector('{NOW} video').currentTime > 0.05")
        assert beat(page) == number
        assert not film(page, "paused")
        assert page.locator("#play").inner_text() == "Pause"
        page.keyboard.press("Space")  # impatient: jump to its end
        until(page, f"document.querySelector('{NOW} video').ended")
    assert page.locator("#next").is_disabled()
    page.keyboard.press("Space")
    assert beat(page) == len(CAPTIONS) - 1, "there it stays"


def test_going_on_before_a_film_has_come_does_no_harm(opened):
    page = opened()
    page.evaluate(
        "Object.defineProperty(document.querySelector('.slide.now video'), 'duration',"
        " {configurable: true, get: () => NaN})"
    )
    page.keyboard.press("Space")
    until(page, f"!document.querySelector('{NOW} video').paused")
    page.keyboard.press("Space")
    assert film(page, "paused")
    page.evaluate("delete document.querySelector('.slide.now video').duration")
    page.keyboard.press("Space")
    until(page, f"!document.querySelector('{NOW} video').paused")


def test_a_beat_ends_by_itself_and_stays(opened):
    page = opened()
    page.evaluate(f"document.querySelector('{NOW} video').playbackRate = 8")
    page.keyboard.press("ArrowRight")
    until(page, f"document.querySelector('{NOW} video').ended")
    assert beat(page) == 0
    assert page.locator("#play").inner_text() == "Play"


def test_other_keys(opened):
    page = opened()
    page.keyboard.press("End")
    assert beat(page) == len(CAPTIONS) - 1
    page.keyboard.press("ArrowLeft")
    assert beat(page) == len(CAPTIONS) - 2
    page.keyboard.press("Home")
    assert beat(page) == 0
    page.keyboard.press("k")
    until(page, f"!document.querySelector('{NOW} video').paused")
    page.keyboard.press("k")
    assert film(page, "paused")
    page.keyboard.press("Control+c")
    assert page.locator("#captions").get_attribute("aria-pressed") == "false"


def test_buttons_do_what_they_say(opened):
    page = opened()
    page.locator("#next").click()
    until(page, f"!document.querySelector('{NOW} video').paused")
    page.locator("#play").click()
    assert film(page, "paused")
    page.locator("#beats").select_option("3")
    assert beat(page) == 3
    assert page.locator("#place").inner_text() == f"Part 4 of {len(CAPTIONS)}"
    assert f"Part 4 of {len(CAPTIONS)}" in page.locator("[role=status]").text_content()
    page.locator("#previous").click()
    assert beat(page) == 2
    page.locator(f"{NOW} video").click()
    until(page, f"!document.querySelector('{NOW} video').paused")


def test_a_beat_can_be_linked_to(opened):
    name = NAMES[2]
    page = opened(place=f"#{name}")
    assert beat(page) == 2
    page.keyboard.press("ArrowLeft")
    assert page.url.endswith("#" + NAMES[1])
    for odd in ("#nonesuch%20%3C", "#100%"):
        assert beat(opened(place=odd)) == 0


@pytest.mark.parametrize("drawn", [True, False])
def test_captions_are_there_once(opened, drawn):
    """Under the picture if they are not in it, or on request."""
    page = opened(captions=drawn)
    caption = page.locator(f"{NOW} figcaption")
    plain = re.sub(r"\{.*?\}", ".*", re.escape(CAPTIONS[0]).replace(r"\{", "{").replace(r"\}", "}"))
    assert re.fullmatch(plain, caption.text_content())
    assert caption.is_visible() is not drawn
    page.keyboard.press("c")
    assert caption.is_visible() is drawn
    button = page.locator("#captions")
    button.click()
    assert button.get_attribute("aria-pressed") == str(not drawn).lower()


def test_less_motion_means_stills(opened):
    page = opened(reduced_motion="reduce")
    for number in (0, 1, 2):
        assert beat(page) == number
        assert page.locator(f"{NOW} .still").is_visible()
        assert not page.locator(f"{NOW} video").is_visible()
        page.keyboard.press("Space")
    assert page.evaluate("[...document.querySelectorAll('video')].every(v => v.currentTime === 0)")
    page.locator("#play").click()  # it moves on request
    until(page, f"document.querySelector('{NOW} video').currentTime > 0.05")
    assert page.locator(f"{NOW} video").is_visible()


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("captions", [True, False])
def test_it_fits_the_window(opened, size, captions):
    page = opened(captions, viewport=dict(zip(("width", "height"), size, strict=True)))
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    box = page.locator(f"{NOW} .stage").bounding_box()
    assert box["width"] / box["height"] == pytest.approx(16 / 9, rel=0.02)
    assert box["width"] >= 0.5 * min(size[0], size[1] * 16 / 9), "the film is most of it"
    shown = [f"{NOW} .stage", "#next", "#play", "#beats"]
    if not captions:
        shown.append(f"{NOW} figcaption")
    boxes = [page.locator(name).bounding_box() for name in shown]
    for part in boxes:
        assert part["x"] >= 0
        assert part["x"] + part["width"] <= size[0] + 0.5
    if size[1] >= 700:
        assert all(part["y"] + part["height"] <= size[1] + 0.5 for part in boxes), "all in sight"
        if not captions:
            assert (
                boxes[-1]["y"] + boxes[-1]["height"]
                <= page.locator("#controls").bounding_box()["y"]
            )


def test_keys_of_the_keyboard_reach_all_and_are_seen_to(opened):
    page = opened()
    reached = []
    for _ in range(5):
        page.keyboard.press("Tab")
        style = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement);"
            " return [document.activeElement.id, s.outlineStyle, parseFloat(s.outlineWidth)] })()"
        )
        reached.append(style[0])
        assert style[1] == "solid"
        assert style[2] >= 2
    # At the start there is nothing to go back to.
    assert reached == ["play", "next", "beats", "captions", "whole"]


def test_on_a_button_the_space_bar_presses_it(opened):
    page = opened()
    page.locator("#captions").focus()
    page.keyboard.press("Space")
    assert page.locator("#captions").get_attribute("aria-pressed") == "true"
    assert film(page, "paused")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("captions", [True, False])
def test_rules_of_accessibility_hold(opened, scheme, captions):
    """Those of WCAG 2.2 A and AA that axe checks: contrast, names, languages, sizes of buttons."""
    page = opened(captions, color_scheme=scheme)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": tags}).response
    assert found["passes"], "it looked"
    # Silent videos have no speech to transcribe: captions say what they show.
    assert [(v["id"], [n["html"][:80] for n in v["nodes"]]) for v in found["violations"]] == []
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    light = sum(map(int, re.findall(r"\d+", ground)[:3])) > 380
    assert light is (scheme == "light")


def test_keys_are_large_enough_for_fingers(opened):
    page = opened(viewport={"width": 360, "height": 740})
    for button in page.locator("#controls button:visible").all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 44


def test_without_scripts_it_is_a_page_of_films(opened):
    page = opened(java_script_enabled=False)
    assert page.locator("video[controls]:visible").count() == len(CAPTIONS)
    assert page.locator("figcaption:visible").count() == len(CAPTIONS)
    assert not page.locator("#controls").is_visible()


def test_on_paper_it_is_its_pictures(opened):
    page = opened()
    page.emulate_media(media="print")
    assert page.locator(".still:visible").count() == len(CAPTIONS)
    assert page.locator("figcaption:visible").count() == len(CAPTIONS)
    assert page.locator("video:visible").count() == 0


def test_texts_cannot_break_out(tmp_path):
    from publish.decks.deck import Deck, Slide
    from publish.decks.page import write_page
    from scenes.style.theme import DARK

    film = tmp_path / "film.mp4"
    film.write_bytes(b"film")
    evil = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    slide = Slide("a", evil, 1.0, film, b"", b"")
    write_page(Deck(evil, [slide], 16, 9, DARK, load_words(), True), tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert page.count("<script>") == 1
