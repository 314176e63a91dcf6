"""Whatever happens to the cache's files, the video is the one that an empty cache gives.

``LAYERLIGHT_DAMAGES=500`` tries 500 kinds of damage instead of a small sample.
"""

import os
import random
import shutil
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from manim import RIGHT, UP, Circle, Create, FadeIn, Scene, Square

from scenes.cache import checked_files as kept
from scenes.mobjects.text.typesetting import set_formula, set_words
from scenes.rendering.clips import _manim_settings
from scenes.rendering.codecs import VideoFormat
from scenes.rendering.encoding import join_segments
from scenes.rendering.jobs import Job, draw
from scenes.rendering.segment_store import Store
from scenes.rendering.workers import can_fork
from scenes.style.picture_size import Quality

SIZE = Quality(96, 54, 10)
VIDEO = VideoFormat(SIZE.width, SIZE.height, SIZE.fps)
DAMAGES = int(os.environ.get("LAYERLIGHT_DAMAGES", "20"))
WITHOUT_RIGHTS = not hasattr(os, "geteuid") or os.geteuid() != 0
"""Whether a file without read permission cannot be read; root can read it all the same."""
TEXTS = [("Two words", 0.5), ("A caption", 0.6)]


class Small(Scene):
    """A scene with texts, motions and a wait."""

    def construct(self):
        circle, square = Circle(), Square().shift(2 * UP)
        self.next_section("come")
        for markup, em in TEXTS:
            self.add(*set_words(markup, em).outlines())
        self.play(Create(circle), run_time=0.5)
        self.next_section("go")
        self.add(*set_formula("a + b", 0.7).outlines())
        self.play(circle.animate.shift(RIGHT), run_time=2.5)
        self.wait(1.5)
        self.play(FadeIn(square), run_time=0.5)


def film(store, target: Path, key="key", section=None, workers=0) -> tuple[bytes, list[str]]:
    """Draw as another process would; return the video and the warnings."""
    set_words.cache_clear(), set_formula.cache_clear()
    said, done = [], []
    job = Job(
        "Small", key, VIDEO, partial(_manim_settings, SIZE),
        lambda renderer: Small(renderer=renderer), lambda scene: "about", section,
    )  # fmt: skip
    draw([job], store, workers, lambda j, drawn: done.append(drawn), lambda *now: None, said.append)
    assert done[0].about == "about"
    join_segments(done[0].segments, target, VIDEO, "", (), done[0].lengths)
    return target.read_bytes(), said


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """Return a cache after two runs, and the videos drawn with it."""
    cache = tmp_path_factory.mktemp("sound")
    target = cache.parent / "film.mp4"
    films = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAYERLIGHT_CACHE", str(cache))
        for section in (None, "go"):
            films[section], said = film(Store(cache), target, section=section)
            assert said == []
    return cache, films


def flip(file, draw):
    data = bytearray(file.read_bytes())
    data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    file.write_bytes(data)


def cut(file, draw):
    file.write_bytes(file.read_bytes()[: draw.randrange(1, file.stat().st_size)])


def empty(file, draw):
    file.write_bytes(b"")


def zeros(file, draw):
    file.write_bytes(bytes(file.stat().st_size))


def foreign(file, draw):
    """Replace a file by one that would be valid elsewhere or in another version."""
    if file.suffix == ".mp4":
        others = [f for f in file.parents[2].glob("segments/*/*.mp4") if f != file]
        file.write_bytes(draw.choice(others).read_bytes())
        return
    data = {".json": b'{"parts": []}', ".npz": b"points"}.get(file.suffix, b"0000-000.mp4")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept, "FORMAT", b"layerlight kept file 0\n")
        file.write_bytes(data + kept.digest_of(data).encode())


def closed(file, draw):
    file.chmod(0)


def folder(file, draw):
    file.unlink()
    file.mkdir()
    (file / "within").write_text("x")


HARMS = [flip, cut, empty, zeros, foreign, closed, folder]


def harmed(cache: Path, harm, draw) -> Path:
    """Damage one file of the cache; each kind of file is equally likely."""
    places = ("segments/*/*", "made/*/*-*", "made/*/*.json", "lengths/*", "texts-*/outlines/*")
    files = [f for f in sorted(cache.glob(draw.choice(places))) if f.is_file()]
    file = draw.choice(files or sorted(cache.glob("segments/*/*")))
    if file.is_file() and file.stat().st_size > 1:
        harm(file, draw)
    return file


@pytest.mark.parametrize("seed", range(DAMAGES))
def test_the_film_is_the_same_whatever_was_damaged(seed, sound, tmp_path, monkeypatch):
    original, films = sound
    cache = tmp_path / "cache"
    shutil.copytree(original, cache)
    monkeypatch.setenv("LAYERLIGHT_CACHE", str(cache))
    draw = random.Random(seed)
    harm = HARMS[seed % len(HARMS)]
    files = [harmed(cache, harm, draw) for _ in range(draw.choice([1, 1, 2, 6]))]
    way = draw.choice(
        [{}, {}, {"key": "other code"}, {"section": "go"}, {"key": "new", "section": "go"}]
    )
    force = draw.random() < 0.15
    again = partial(film, target=tmp_path / "film.mp4", **way)
    found, said = again(Store(cache, force=force))
    assert found == films[way.get("section")], f"{harm.__name__} in {files}"
    assert len(said) <= 1
    needed = not force and not way and (harm is not closed or WITHOUT_RIGHTS)
    if needed and any(file.parts[-3] == "segments" for file in files):
        assert said, f"{harm.__name__} in {files} was not noticed"
    assert all(line.startswith(f"replaced damaged files in the cache {cache}: ") for line in said)
    found, said = again(Store(cache))
    assert found == films[way.get("section")]
    if not force:
        assert said == [], "all is mended in one run"


@pytest.mark.skipif(not can_fork(), reason="there are no workers here")
def test_workers_find_damages_too_and_all_is_said_in_one_line(sound, tmp_path, monkeypatch):
    original, films = sound
    cache = tmp_path / "cache"
    shutil.copytree(original, cache)
    monkeypatch.setenv("LAYERLIGHT_CACHE", str(cache))
    segments, texts = (sorted(cache.glob(g)) for g in ("segments/*/*", "texts-*/outlines/*"))
    for file in (*segments[:2], texts[0]):
        cut(file, random.Random(1))
    found, said = film(Store(cache), tmp_path / "film.mp4", key="other code", workers=2)
    assert found == films[None]
    assert said == [f"replaced damaged files in the cache {cache}: 2 segments, 1 text"]


@pytest.mark.parametrize("place", ["segments", "made", "lengths", "unfinished", "texts"])
@pytest.mark.parametrize("harm", ["a file", "a link to nowhere", "closed"])
def test_folders_of_the_cache_are_made_again(place, harm, sound, tmp_path, monkeypatch):
    original, films = sound
    cache = tmp_path / "cache"
    shutil.copytree(original, cache)
    (broken,) = cache.glob(f"{place}*")
    if harm == "closed":
        broken.chmod(0)
    else:
        shutil.rmtree(broken)
        broken.write_text("x") if harm == "a file" else broken.symlink_to(tmp_path / "nowhere")
    monkeypatch.setenv("LAYERLIGHT_CACHE", str(cache))
    found, said = film(Store(cache), tmp_path / "film.mp4", key="other code")
    assert found == films[None]
    assert len(said) <= 1
    assert film(Store(cache), tmp_path / "film.mp4") == (films[None], [])


def test_bits_that_flip_in_a_kept_file_never_pass(tmp_path):
    file, draw = tmp_path / "kept", np.random.default_rng(3)
    data = draw.bytes(50)
    for bit in range(8 * (50 + kept.DIGITS)):
        kept.write_sealed(file, data, tmp_path / "rough")
        assert kept.read_sealed(file, "note") == data
        harmed = bytearray(file.read_bytes())
        harmed[bit // 8] ^= 1 << bit % 8
        file.write_bytes(harmed)
        assert kept.read_sealed(file, "note") is None
        assert not file.exists()
    assert list((tmp_path / "rough").iterdir()) == []
