"""Beats of a clip: together they are the whole clip, and the files beside them are correct."""

import hashlib
import json
import shutil
from hashlib import md5
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from network.errors import LayerlightError
from network.studies.shipped import load_walkthrough
from publish.beats import SuspendedManifests, beats_of, write_manifest
from scenes.base import Beat
from scenes.catalog import find_clip
from scenes.rendering.encoding import join_segments
from scenes.style.picture_size import Quality
from scenes.words import load_words

from .conftest import TINY, make
from .test_locks import is_locked

CLIP = find_clip("confusions")


@pytest.fixture(scope="module")
def manifest(made):
    return json.loads((made / "forward_pass" / "manifest.json").read_text(encoding="utf-8"))


def frames_of(path):
    with av.open(path) as film:
        return [md5(f.to_ndarray().tobytes()).hexdigest() for f in film.decode(video=0)]


def test_the_beats_are_the_whole(made, manifest):
    whole = frames_of(made / "forward_pass.mp4")
    parts = [
        frames_of(made / "forward_pass" / s["files"]["mp4"]["path"]) for s in manifest["beats"]
    ]
    assert [len(part) for part in parts] == [beat["frames"] for beat in manifest["beats"]]
    assert [frame for part in parts for frame in part] == whole
    assert len(whole) == manifest["frames"]


def test_the_manifest_says_what_there_is(made, manifest):
    names = load_words().names("forward_pass.beats")
    assert [beat["name"] for beat in manifest["beats"]] == names
    assert [beat["number"] for beat in manifest["beats"]] == list(range(1, len(names) + 1))
    assert manifest["recording"]["digest"] == load_walkthrough().digest()
    assert (manifest["width"], manifest["height"]) == (TINY.width, TINY.height)
    assert (manifest["language"], manifest["theme"], manifest["fps"]) == ("en", "dark", TINY.fps)
    for before, after in pairwise(manifest["beats"]):
        assert before["first_frame"] + before["frames"] == after["first_frame"]
        assert before["start_ms"] < before["caption_ms"] < before["end_ms"] == after["start_ms"]
    folder = made / "forward_pass"
    for group in (manifest, *manifest["beats"]):
        for file in group["files"].values():
            data = (folder / file["path"]).read_bytes()
            assert len(data) == file["bytes"]
            assert hashlib.sha256(data).hexdigest() == file["sha256"]


def test_pictures_are_the_last_frames_of_their_beats(made, manifest):
    pictures, ends = [], []
    for beat in manifest["beats"]:
        picture = Image.open(made / "forward_pass" / beat["files"]["png"]["path"])
        pictures.append(np.array(picture).astype(int))
        with av.open(made / "forward_pass" / beat["files"]["mp4"]["path"]) as film:
            *_, last = film.decode(video=0)
        ends.append(last.to_ndarray(format="rgb24").astype(int))
    apart = np.array([[np.abs(end - picture).mean() for end in ends] for picture in pictures])
    assert apart.argmin(axis=1).tolist() == list(range(len(pictures)))
    assert apart.diagonal().max() < 4


def test_the_whole_has_a_chapter_a_beat(made, manifest):
    with av.open(made / "forward_pass.mp4") as film:
        chapters = film.chapters()
        context = film.streams.video[0].codec_context
        assert (context.name, context.profile) == ("h264", "High")
    assert [c["metadata"]["title"] for c in chapters] == [s["caption"] for s in manifest["beats"]]
    starts = [float(c["start"] * c["time_base"]) for c in chapters]
    assert starts == pytest.approx([s["start_ms"] / 1000 for s in manifest["beats"]], abs=2e-3)


def test_subtitles_fit_the_beats(made, manifest):
    with av.open(made / "forward_pass.vtt") as container:
        packets = [p for p in container.demux(container.streams.subtitles[0]) if p.size]
    starts = [round(1000 * float(p.pts * p.time_base)) for p in packets]
    assert starts == [beat["start_ms"] for beat in manifest["beats"]]
    for name in ("forward_pass.srt", "forward_pass.md", "forward_pass.notes.txt"):
        text = " ".join((made / name).read_text(encoding="utf-8").split())
        assert all(beat["caption"] in text for beat in manifest["beats"])


SLIDE = {
    "file": str, "rev_file": str, "loop": bool, "auto_next": bool, "playback_rate": float,
    "reversed_playback_rate": float, "notes": str, "dedent_notes": bool,
}  # fmt: skip


def test_manim_slides_finds_what_it_reads(made, manifest):
    """Fields and paths as in manim-slides 5; paths are relative to the parent folder."""
    path = made / "slides" / "forward_pass.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found["resolution"] == [TINY.width, TINY.height]
    assert found["background_color"] == "#0B0E14"
    assert len(found["slides"]) == len(manifest["beats"])
    names = set()
    for slide, beat in zip(found["slides"], manifest["beats"], strict=True):
        assert {name: type(value) for name, value in slide.items()} == SLIDE
        assert slide["notes"] == beat["caption"]
        forward = frames_of(path.parent.parent / slide["file"])
        backward = frames_of(path.parent.parent / slide["rev_file"])
        assert len(forward) == len(backward)
        names |= {slide["file"].rsplit("/")[-1], slide["rev_file"].rsplit("/")[-1]}
    assert len(names) == 2 * len(found["slides"]), "its converter puts all into one folder"


def test_backward_is_backward(made):
    pictures = []
    for name in ("03-products.mp4", "03-products_reversed.mp4"):
        with av.open(made / "forward_pass" / name) as film:
            pictures.append([f.to_ndarray(format="gray").astype(int) for f in film.decode(video=0)])
            assert film.streams.video[0].average_rate == TINY.fps
    forward, backward = pictures
    assert len(forward) > 2 * TINY.fps, "several stretches from keyframe to keyframe"
    for first, second in zip(forward, reversed(backward), strict=True):
        assert np.abs(first - second).mean() < 1.5
    assert np.abs(forward[0] - forward[-1]).mean() > 1.5


def test_frames_before_and_after_the_beats_belong_to_the_first_and_the_last():
    beats = [Beat("a", "A", 0.5, 0.6, 2.0), Beat("b", "B", 2.0, 2.1, 3.0)]
    beats = beats_of(beats, 10, 35)
    assert [(beat.first, beat.end) for beat in beats] == [(0, 20), (20, 35)]


@pytest.fixture
def cut_before(tmp_path):
    """Return a folder with the beats of a short clip from an earlier run."""
    make(tmp_path, CLIP, TINY, beats=True)
    assert (tmp_path / "confusions" / "manifest.json").is_file()
    assert (tmp_path / "slides" / "confusions.json").is_file()
    return tmp_path


@pytest.mark.exhaustive
def test_stopped_on_the_way_no_manifest_tells_of_files_that_are_others(cut_before, monkeypatch):
    def stop(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("publish.exports.draw_beat_pictures", stop)
    with pytest.raises(KeyboardInterrupt):
        make(cut_before, CLIP, Quality(96, 54, 2), beats=True)
    assert not (cut_before / "confusions" / "manifest.json").exists()
    assert not (cut_before / "slides" / "confusions.json").exists()


@pytest.mark.parametrize("formats", [("png",), ("mp4",)])
def test_a_manifest_stays_only_as_long_as_it_is_true(formats, cut_before):
    path = cut_before / "confusions" / "manifest.json"
    said = make(cut_before, CLIP, TINY, formats=formats)
    assert path.is_file(), "the same files again"
    assert len(said) == 1
    said = make(cut_before, CLIP, Quality(96, 54, 2), formats=formats)
    assert not path.exists()
    assert any(str(path) in line and "--beats" in line for line in said)


@pytest.mark.parametrize("formats", [("png",), ("mp4",)])
def test_a_manifest_is_away_before_anything_that_it_lists_is_replaced(
    formats, cut_before, monkeypatch
):
    """So the manifest is never wrong, even if the process is killed between two files."""
    path = cut_before / "confusions" / "manifest.json"
    replaced, replace = [], Path.replace

    def watched(self, target):
        if target.suffix in (".mp4", ".png") and target.is_relative_to(cut_before):
            replaced.append(path.exists())
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    make(cut_before, CLIP, Quality(96, 54, 2), formats=formats)
    assert replaced
    assert not any(replaced)


def test_stopped_before_anything_is_replaced_the_manifest_stays(cut_before, monkeypatch):
    def stop(*arguments):
        raise KeyboardInterrupt

    path = cut_before / "confusions" / "manifest.json"
    held = path.read_bytes()
    monkeypatch.setattr("scenes.rendering.clips.join_segments", stop)
    with pytest.raises(KeyboardInterrupt):
        make(cut_before, CLIP, Quality(96, 54, 2))
    assert path.read_bytes() == held
    assert not [file for file in cut_before.rglob(".*")]


def test_a_manifest_that_tells_nothing_is_not_true(tmp_path):
    path, doubted = tmp_path / "manifest.json", SuspendedManifests()
    assert not doubted.restore(tmp_path), "there is none"
    for held in ("", "[]", "{}", '{"files": {}, "beats": [{}]}', '{"files": [], "beats": []}'):
        path.write_text(held)
        doubted.suspend(tmp_path)
        assert doubted.restore(tmp_path)
        assert not list(tmp_path.iterdir())
    path.write_text('{"files": {}, "beats": []}')
    doubted.suspend(tmp_path)
    assert not path.exists()
    assert not doubted.restore(tmp_path)
    assert path.is_file()


def test_nobody_else_writes_while_beats_are_written(tmp_path, monkeypatch):
    """Two runs that write different recordings to one folder never mix: the second waits."""
    held = []

    def watched(*arguments, **more):
        held.append(is_locked(tmp_path, "confusions"))
        return write_manifest(*arguments, **more)

    monkeypatch.setattr("publish.exports.write_manifest", watched)
    make(tmp_path, CLIP, TINY, beats=True)
    assert held == [True]
    assert not is_locked(tmp_path, "confusions")
    assert not list(tmp_path.rglob(".*"))


def test_a_folder_that_is_removed_meanwhile_is_named(tmp_path, monkeypatch):
    folder = tmp_path / "clips"

    def removed(*arguments):
        shutil.rmtree(folder)
        return join_segments(*arguments)

    monkeypatch.setattr("scenes.rendering.clips.join_segments", removed)
    with pytest.raises(LayerlightError, match=r"clips was deleted while .* run the command again"):
        make(folder, CLIP, TINY)


def test_decks_take_the_beats_that_are_cut_already(tmp_path, monkeypatch):
    monkeypatch.delattr("publish.decks.cut")
    make(tmp_path, CLIP, TINY, beats=True, decks=("html",))
    assert (tmp_path / "confusions.html").is_file()
