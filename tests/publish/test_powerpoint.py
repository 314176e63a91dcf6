"""The deck for PowerPoint: what is in the file, and what LibreOffice makes of it."""

import hashlib
import io
import time
import zipfile
from datetime import UTC, datetime, timedelta

import av
import numpy as np
import pytest
from PIL import Image
from pptx import Presentation
from pptx.enum.shapes import PP_MEDIA_TYPE
from pptx.oxml.ns import qn

from publish.decks.deck import Deck, Slide, first_and_last
from publish.decks.powerpoint import write_powerpoint
from scenes.style.picture_size import Quality
from scenes.style.theme import DARK
from scenes.words import load_words

from .conftest import TINY, make

SQUARE = Quality(160, 160, 6)


@pytest.fixture(scope="module")
def deck(tmp_path_factory):
    folder = tmp_path_factory.mktemp("deck")
    said = make(folder, decks=("pptx",), beats=True)
    count = len(load_words().names("forward_pass.beats"))
    assert any(f"forward_pass.pptx  {count} slides" in line for line in said)
    return folder / "forward_pass.pptx"


@pytest.fixture(scope="module")
def slides(deck):
    return list(Presentation(deck).slides)


def film_on(slide):
    (film,) = [shape for shape in slide.shapes if shape.shape_type == 16]  # MSO_SHAPE_TYPE.MEDIA
    assert film.media_type == PP_MEDIA_TYPE.MOVIE
    return film


def film_bytes(slide):
    held = {
        relation.rId: relation.target_part.blob
        for relation in slide.part.rels.values()
        if relation.reltype.endswith("/video")
    }
    link = film_on(slide)._element.find(f".//{qn('a:videoFile')}").get(qn("r:link"))
    return held[link]


def test_it_says_what_it_is_and_who_made_it(deck):
    about = Presentation(deck).core_properties
    assert about.title == load_words()["forward_pass.title"]
    assert (about.author, about.last_modified_by, about.language) == ("Layerlight",) * 2 + ("en",)
    assert about.comments == ""
    now = datetime.now(UTC).replace(tzinfo=None)
    assert about.created == about.modified
    assert timedelta(0) <= now - about.created < timedelta(hours=2)
    assert b"Canny" not in zipfile.ZipFile(deck).read("docProps/core.xml")


@pytest.mark.parametrize("year", [1970, 1979, 2040, 2110])
def test_a_clock_that_is_wrong_does_no_harm(deck, year, tmp_path, monkeypatch):
    """ZIP files hold dates from 1980 to 2107."""
    wrong = (year, 1, 1, 0, 0, 0, 0, 1, 0)
    monkeypatch.setattr(time, "localtime", lambda *now: time.struct_time(wrong))
    film = next((deck.parent / "forward_pass").glob("*.mp4"))
    slide = Slide("a", "A", 1.0, film, *first_and_last(film))
    show = Deck("A deck", [slide], TINY.width, TINY.height, DARK, load_words(), True)
    write_powerpoint(show, tmp_path / "deck.pptx")
    monkeypatch.undo()
    assert len(Presentation(tmp_path / "deck.pptx").slides) == 1
    with zipfile.ZipFile(tmp_path / "deck.pptx") as archive:
        assert archive.testzip() is None
        assert {held.date_time[0] for held in archive.infolist()} == {1980}


def test_a_slide_a_beat_with_its_film(deck, slides):
    films = sorted((deck.parent / "forward_pass").glob("*[a-z].mp4"))
    films = [film for film in films if not film.stem.endswith("_reversed")]
    assert len(slides) == len(films) == len(load_words().names("forward_pass.beats"))
    for slide, film in zip(slides, films, strict=True):
        digest = hashlib.sha256(film.read_bytes()).hexdigest()
        assert hashlib.sha256(film_bytes(slide)).hexdigest() == digest


def test_the_film_is_the_whole_slide(deck, slides):
    show = Presentation(deck)
    assert show.slide_width / show.slide_height == pytest.approx(16 / 9, abs=1e-3)
    assert (show.slide_width, show.slide_height) == (12192000, 6858000)
    for slide in slides:
        film = film_on(slide)
        assert (film.left, film.top) == (0, 0)
        assert (film.width, film.height) == (show.slide_width, show.slide_height)
        assert slide.background.fill.fore_color.rgb.__str__() == "0B0E14"


def test_the_poster_is_the_films_first_frame(slides):
    before = None
    for slide in slides:
        poster = np.array(Image.open(io.BytesIO(film_on(slide).poster_frame.blob)), int)
        with av.open(io.BytesIO(film_bytes(slide))) as film:
            frames = [f.to_ndarray(format="rgb24").astype(int) for f in film.decode(video=0)]
        assert np.abs(poster - frames[0]).mean() < 1
        if before is not None:
            assert np.abs(poster - before).mean() < 2, "slides follow each other without a jump"
        before = frames[-1]


def test_every_slide_tells_in_words_what_it_shows(slides):
    words = load_words()
    for slide, name in zip(slides, words.names("forward_pass.beats"), strict=True):
        caption = slide.notes_slide.notes_text_frame.text
        assert caption
        assert not set(caption) & set("{}")
        if "{" not in words[f"forward_pass.beats.{name}"]:
            assert caption == words[f"forward_pass.beats.{name}"]
        told = film_on(slide)._element.nvPicPr.cNvPr.get("descr")
        assert caption in told
        assert "Video without sound" in told
        assert caption in slide.shapes.title.text
        assert slide.shapes.title.top + slide.shapes.title.height < 0, "not in the picture"


def test_a_click_plays_it(slides):
    for slide in slides:
        film = film_on(slide)
        (call,) = slide._element.iter(qn("p:cmd"))
        assert call.get("cmd") == "playFrom(0.0)"
        assert call.find(f".//{qn('p:spTgt')}").get("spid") == str(film.shape_id)
        effect = [n for n in slide._element.iter(qn("p:cTn")) if n.get("presetClass")]
        assert [n.get("nodeType") for n in effect] == ["clickEffect"]
        ids = [n.get("id") for n in slide._element.iter(qn("p:cTn"))]
        assert len(set(ids)) == len(ids)
        assert len(slide._element.findall(qn("p:timing"))) == 1


def test_libreoffice_shows_every_slide(deck, slides, pages_of):
    pages = pages_of(deck, TINY.width)
    assert len(pages) == len(slides)
    for page, slide in zip(pages, slides, strict=True):
        poster = Image.open(io.BytesIO(film_on(slide).poster_frame.blob)).convert("RGB")
        assert page.size == (TINY.width, TINY.height)
        assert np.abs(np.array(page, int) - np.array(poster, int)).mean() < 6


@pytest.mark.exhaustive
def test_slides_have_the_shape_of_the_films(tmp_path):
    make(tmp_path, quality=SQUARE, decks=("pptx",), language="de")
    show = Presentation(tmp_path / "forward_pass.de.1x1.pptx")
    assert show.slide_width == show.slide_height
    assert show.core_properties.language == "de"
    assert "Video ohne Ton" in film_on(show.slides[0])._element.nvPicPr.cNvPr.get("descr")


def test_first_and_last_are_first_and_last(deck):
    film = deck.parent / "forward_pass.mp4"
    with av.open(film) as container:
        frames = [f.to_ndarray(format="rgb24").astype(int) for f in container.decode(video=0)]
    for picture, frame in zip(first_and_last(film), (frames[0], frames[-1]), strict=True):
        assert np.abs(np.array(Image.open(io.BytesIO(picture)), int) - frame).mean() < 1
