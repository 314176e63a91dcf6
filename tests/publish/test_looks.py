"""Themes, shapes and speed: the results, and the names of the files."""

import json
from dataclasses import replace

import av
import numpy as np
import pytest
from PIL import Image

from network.errors import UsageError
from publish.pipeline import Pipeline
from publish.request import NO_CAPTIONS, TRANSPARENT, RenderRequest
from scenes.catalog import CATALOG, find_clip
from scenes.style.picture_size import ASPECTS, QUALITIES, WIDE, Quality
from scenes.style.theme import DARK, LIGHT
from scenes.style.theme_files import THEMES
from scenes.words import languages, load_words

from .conftest import TINY, make

CLIP = find_clip("cost")


def beats_of(folder, **more):
    maker = Pipeline(RenderRequest((CLIP,), TINY, folder, **more), lambda line: None)
    maker.make()
    return maker.videos[CLIP]["mp4"].beats


@pytest.mark.parametrize("name", QUALITIES)
@pytest.mark.parametrize("aspect", ASPECTS)
def test_shapes_have_as_many_pixels_and_as_much_room(name, aspect):
    wide = QUALITIES[name]
    shaped = wide.shaped(aspect)
    across, up = ASPECTS[aspect]
    assert shaped.width / shaped.height == pytest.approx(across / up, rel=2e-3)
    assert shaped.width % 2 == shaped.height % 2 == 0, "as encoders want it"
    assert shaped.width * shaped.height == pytest.approx(wide.width * wide.height, rel=0.02)
    assert shaped.aspect == aspect
    width, height = shaped.frame
    assert width * height == pytest.approx(8 * 8 * 16 / 9, rel=2e-3)
    assert width / height == pytest.approx(shaped.width / shaped.height, rel=2e-3)


def test_the_frame_of_16_to_9_is_manims():
    assert QUALITIES["1080p"].frame == pytest.approx((128 / 9, 8), abs=1e-12)
    assert QUALITIES["480p"].frame[1] == 8.0


@pytest.mark.parametrize("aspect", [name for name in ASPECTS if name != WIDE])
def test_a_film_has_the_shape_asked_for(aspect, tmp_path):
    shaped = TINY.shaped(aspect)
    make(tmp_path, CLIP, shaped, beat="errors", theme=LIGHT)
    path = tmp_path / f"cost.light.{aspect.replace(':', 'x')}.errors.mp4"
    with av.open(path) as film:
        picture = next(film.decode(video=0)).to_ndarray(format="rgb24")
    assert picture.shape == (shaped.height, shaped.width, 3)
    ground = [int(LIGHT.background[k : k + 2], 16) for k in (1, 3, 5)]
    assert np.abs(picture[:4, :4].astype(int) - ground).max() <= 3


def test_names_tell_looks_apart(tmp_path):
    def stem(**more):
        return RenderRequest((CLIP,), more.pop("quality", TINY), tmp_path, **more).stem(CLIP)

    assert stem() == "cost"
    assert stem(language="de", theme=LIGHT, speed=0.5) == "cost.de.light.0.5x"
    assert stem(quality=TINY.shaped("9:16"), beat="errors") == "cost.9x16.errors"
    assert stem(transparent=True, formats=("webm",)) == "cost.transparent"
    assert stem(captions=False, speed=2.0) == "cost.2x.no-captions"
    own = replace(LIGHT, name="ours", ink="#001133")
    stems = [
        stem(**more)
        for more in (
            {},
            {"theme": own},
            {"theme": LIGHT},
            {"language": "de"},
            {"language": "de", "theme": own},
            {"captions": False},
            {"transparent": True, "still": "end"},
            {"beat": "errors"},
        )
    ]
    assert len(set(stems)) == len(stems)


WORDS = (
    "light",
    "Light",
    "de",
    "4x3",
    "2x",
    "transparent",
    "no-captions",
    "errors",
    "de.light",
    "a.b",
)


@pytest.mark.parametrize("name", WORDS)
def test_a_theme_cannot_be_called_what_stands_for_something_else(name, tmp_path):
    own = replace(DARK, name=name, ink="#FFFFFF")
    with pytest.raises(UsageError, match="a theme cannot be called"):
        RenderRequest((CLIP,), TINY, tmp_path, theme=own)


def test_no_beat_is_called_what_stands_for_something_else():
    parts = {*THEMES, *languages(), TRANSPARENT, NO_CAPTIONS}
    for entry in CATALOG:
        assert not parts & set(load_words().names(f"{entry.id}.beats"))


@pytest.mark.exhaustive
@pytest.mark.parametrize("speed", [0.5, 2.0])
def test_motions_are_as_fast_as_wanted_and_captions_stand_long_enough(speed, tmp_path):
    usual, other = beats_of(tmp_path), beats_of(tmp_path, speed=speed)
    assert [beat.caption for beat in usual] == [beat.caption for beat in other]
    for beat in other:
        assert beat.end - beat.shown >= DARK.durations.caption(beat.caption) - 1e-6
    assert (other[-1].end < usual[-1].end) is (speed > 1)
    # The fade-in of a caption is motion, too: half a second.
    for k, beat in enumerate(other):
        assert beat.shown - beat.start == pytest.approx(0.5 / speed, abs=1.01 / TINY.fps), k


def test_the_manifest_says_how_it_looks(tmp_path):
    make(tmp_path, CLIP, Quality(108, 108, 2), beats=True, theme=LIGHT, speed=1.5)
    folder = tmp_path / "cost.light.1x1.1.5x"
    held = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (held["theme"], held["aspect"], held["speed"]) == ("light", "1:1", 1.5)
    assert (held["width"], held["height"]) == (108, 108)
    picture = Image.open(folder / held["beats"][0]["files"]["png"]["path"])
    assert picture.size == (108, 108)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"speed": 0.0}, "--speed is 0: expected 0.25 to 4"),
        ({"speed": float("nan")}, "--speed is nan"),
        ({"speed": 5.0}, "expected 0.25 to 4"),
        ({"decks": ("pptx",), "beat": "errors"}, "draws only one: choose one"),
        ({"decks": ("html",), "formats": ("webm",)}, "include mp4 in --format"),
        (
            {"decks": ("html",), "formats": ("webm",), "transparent": True},
            "uses the MP4, which cannot be transparent",
        ),
        ({"decks": ("html",), "still": 1.0}, "omit --format, --words, --beats and --deck"),
    ],
)
def test_what_makes_no_sense_is_refused(more, said):
    with pytest.raises(UsageError, match=said.replace(".", r"\.")):
        RenderRequest((CLIP,), TINY, **more)
