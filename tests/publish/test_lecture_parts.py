"""The lecture in parts: its beats, decks and subtitles have a section a clip, with a title card."""

import io
import json
from hashlib import md5
from itertools import pairwise

import av
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from pptx import Presentation
from pptx.oxml.ns import qn

from publish.decks.powerpoint import P14
from scenes.catalog import LECTURE, find_clip
from scenes.style.picture_size import Quality
from scenes.words import load_words

from .conftest import make

CLIPS = [find_clip("weights_evolution"), find_clip("confusions")]
"""Two that are played quickly."""
TINY = Quality(128, 72, 3)
WORDS = load_words()
TITLES = [WORDS[f"{entry.id}.title"] for entry in CLIPS]
CARDS = [WORDS[f"lecture.cards.{entry.id}"] for entry in CLIPS]

pytestmark = pytest.mark.exhaustive  # they make the whole lecture


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Return the folder of a lecture of two clips, with everything that can be made of it."""
    folder = tmp_path_factory.mktemp("lecture")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("publish.pipeline.CATALOG", CLIPS)
        make(folder, LECTURE, TINY, beats=True, decks=("pptx", "html"), words=("vtt", "md"))
    return folder


@pytest.fixture(scope="module")
def beats(published):
    found = json.loads((published / "lecture" / "manifest.json").read_text(encoding="utf-8"))
    assert [part["clip"] for part in found["recordings"]] == [entry.id for entry in CLIPS]
    return found["beats"]


@pytest.fixture(scope="module")
def slides(published):
    return list(Presentation(published / "lecture.pptx").slides)


def frames_of(path):
    with av.open(path) as film:
        return [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]


def cards(beats):
    return [k for k, beat in enumerate(beats) if beat["title_card"]]


def test_the_beats_are_the_whole_lecture(published, beats):
    whole = [md5(f.tobytes()).hexdigest() for f in frames_of(published / "lecture.mp4")]
    parts = []
    for beat in beats:
        frames = frames_of(published / "lecture" / beat["files"]["mp4"]["path"])
        assert len(frames) == beat["frames"]
        parts += [md5(frame.tobytes()).hexdigest() for frame in frames]
    assert parts == whole


def test_a_clip_is_a_section_and_starts_with_its_card(beats):
    assert [beats[k]["section"] for k in cards(beats)] == TITLES
    assert [beats[k]["name"] for k in cards(beats)] == [entry.id for entry in CLIPS]
    assert [beats[k]["caption"] for k in cards(beats)] == CARDS
    assert cards(beats)[0] == 0
    names = [beat["name"] for beat in beats]
    assert len(set(names)) == len(names)
    for before, beat in pairwise(beats):
        assert before["first_frame"] + before["frames"] == beat["first_frame"]
        assert beat["name"].startswith(CLIPS[TITLES.index(beat["section"])].id)


def test_what_stays_of_a_card_is_all_of_it(published, beats):
    """On its last frame, and on its picture; it disappears as the next beat starts."""
    for k in cards(beats):
        first, *_, last = frames_of(published / "lecture" / beats[k]["files"]["mp4"]["path"])
        picture = Image.open(published / "lecture" / beats[k]["files"]["png"]["path"])
        assert np.abs(np.array(picture, int) - last).mean() < 3
        assert last.max() > 60
        assert first.max() < last.max(), "it appears"


def test_a_card_has_a_cue_of_its_own(published, beats):
    with av.open(published / "lecture.vtt") as container:
        packets = [p for p in container.demux(container.streams.subtitles[0]) if p.size]
    starts = [round(1000 * float(p.pts * p.time_base)) for p in packets]
    assert len(packets) == len(beats)
    assert [starts[k] for k in cards(beats)] == [beats[k]["start_ms"] for k in cards(beats)]
    text = " ".join((published / "lecture.vtt").read_text(encoding="utf-8").split())
    assert all(card in text for card in CARDS)
    told = (published / "lecture.md").read_text(encoding="utf-8").splitlines()
    for title, card in zip(TITLES, CARDS, strict=True):
        assert card in told[told.index(f"## {title}") + 2]


def test_the_file_for_manim_slides_lists_every_beat(published, beats):
    found = json.loads((published / "slides" / "lecture.json").read_text(encoding="utf-8"))
    assert [slide["notes"] for slide in found["slides"]] == [beat["caption"] for beat in beats]
    for slide in found["slides"]:
        assert (published / slide["file"]).is_file()
        assert (published / slide["rev_file"]).is_file()


def test_powerpoint_lists_the_sections_with_their_slides(published, slides, beats):
    show = Presentation(published / "lecture.pptx")
    ids = [slide.get("id") for slide in show.slides._sldIdLst]
    sections = list(show.part._element.iter(f"{{{P14}}}section"))
    assert [section.get("name") for section in sections] == TITLES
    listed = [[s.get("id") for s in section.iter(f"{{{P14}}}sldId")] for section in sections]
    assert [number for section in listed for number in section] == ids
    assert [section[0] for section in listed] == [ids[k] for k in cards(beats)]
    assert len({section.get("id") for section in sections}) == len(sections)
    assert show.part._element[-1].tag == qn("p:extLst"), "the schema wants it last"
    assert len(slides) == len(beats)


def test_a_card_in_powerpoint_is_a_picture_that_is_told_in_words(slides, beats):
    for k, title, card in zip(cards(beats), TITLES, CARDS, strict=True):
        slide = slides[k]
        (picture,) = [shape for shape in slide.shapes if shape.shape_type == 13]  # PICTURE
        told = picture._element.nvPicPr.cNvPr.get("descr")
        assert told == f"Title card: {title}. {card}"
        assert slide.notes_slide.notes_text_frame.text == card
        assert slide._element.find(qn("p:timing")) is None, "a click moves on"
        assert np.array(Image.open(io.BytesIO(picture.image.blob)).convert("L")).max() > 60


def test_libreoffice_opens_it(published, slides, pages_of):
    pages = pages_of(published / "lecture.pptx", TINY.width)
    assert len(pages) == len(slides)
    assert np.array(pages[0]).max() > 60, "the card is there"


def test_the_page_lists_the_sections_and_tells_the_cards(published, beats, browser):
    context = browser.new_context()
    page = context.new_page()
    page.goto((published / "lecture.html").as_uri())
    groups = page.locator("#beats optgroup")
    assert groups.evaluate_all("all => all.map(g => g.label)") == TITLES
    counts = groups.evaluate_all("all => all.map(g => g.children.length)")
    assert counts == [sum(beat["section"] == title for beat in beats) for title in TITLES]
    told = page.locator("video").first.get_attribute("aria-label")
    assert told.startswith("Title card, video without sound, ")
    assert told.endswith(f"seconds: {TITLES[0]}. {CARDS[0]}")
    page.evaluate(f"location.hash = '#{CLIPS[1].id}'")
    assert page.locator(".slide.now").get_attribute("id") == CLIPS[1].id
    assert page.locator("#beats").input_value() == str(cards(beats)[1])
    found = Axe().run(page).response
    assert [(v["id"], [n["html"][:80] for n in v["nodes"]]) for v in found["violations"]] == []
    context.close()


def test_without_javascript_the_sections_have_headings(published, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((published / "lecture.html").as_uri())
    assert page.locator("h2").all_inner_texts() == TITLES
    assert page.locator("h2").first.is_visible()
    context.close()
