"""Finished files, probed; interrupted and repeated renders."""

import os
from dataclasses import replace
from hashlib import md5
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import av
import numpy as np
import pytest
from PIL import Image

from network import Recording, record_walkthrough
from network.errors import LayerlightError
from network.studies.shipped import load_shipped
from network.system.places import cache_folder
from scenes.audit.layout import check_flashes
from scenes.base import Style
from scenes.catalog import find_clip
from scenes.rendering.clips import clip_job, render_clip
from scenes.rendering.codecs import VideoFormat
from scenes.rendering.conversion import Converter
from scenes.rendering.encoding import (
    SegmentWriter,
    frames_in,
    join_segments,
)
from scenes.rendering.options import RunOptions
from scenes.rendering.stills import render_still
from scenes.rendering.workers import can_fork
from scenes.style.picture_size import Quality
from scenes.style.theme import DARK, relative_luminance
from scenes.words import Words

from .conftest import RECORDINGS

TINY = Quality(256, 144, 2)
ENTRY = find_clip("forward_pass")


@pytest.fixture(scope="module")
def recording():
    return Recording.load(RECORDINGS / ENTRY.recording)


@pytest.fixture(scope="module")
def rendered(recording, tmp_path_factory):
    target = tmp_path_factory.mktemp("clips") / "forward_pass.mp4"
    calls = []
    done = render_clip(ENTRY, recording, Style(), TINY, target, lambda *now: calls.append(now))
    return done, calls


def boxes(path: Path) -> list[str]:
    """Return the names of the top-level boxes of an MP4, in order."""
    data, names, at = path.read_bytes(), [], 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        names.append(data[at + 4 : at + 8].decode("latin-1"))
        at += size if size >= 8 else len(data)
    return names


def test_the_file_is_what_players_want(rendered):
    done, _ = rendered
    names = boxes(done.path)
    assert names.index("moov") < names.index("mdat"), "the index has to come first"
    with av.open(done.path) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        assert (context.width, context.height) == (TINY.width, TINY.height)
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
        assert (context.color_primaries, context.color_trc, context.colorspace) == (1, 1, 1)
        assert context.color_range == 1
        assert stream.average_rate == TINY.fps
        assert container.metadata["title"] == "Layerlight: Forward pass"
        packets = [p for p in container.demux(stream) if p.dts is not None]
    times = [float(p.pts * p.time_base) for p in packets]
    assert times == pytest.approx([k / TINY.fps for k in range(len(packets))])
    keys = [k for k, packet in enumerate(packets) if packet.is_keyframe]
    assert keys[0] == 0
    assert max(np.diff([*keys, len(packets)])) <= TINY.fps, "a keyframe every second"
    assert len(packets) == done.frames
    assert done.seconds == pytest.approx(done.beats[-1].end)


def test_progress_ends_at_the_end(rendered):
    done, calls = rendered
    # The length is not known before the clip has been played through.
    assert [frames for frames, _ in calls] == sorted(frames for frames, _ in calls)
    assert calls[-1] == (done.frames, done.frames)


@pytest.mark.exhaustive
def test_the_clip_does_not_flash(recording, tmp_path):
    quality = Quality(128, 72, 6)
    done = render_clip(ENTRY, recording, Style(), quality, tmp_path / "forward_pass.mp4")
    with av.open(done.path) as container:
        frames = [f.to_ndarray(format="rgb24")[::4, ::4] for f in container.decode(video=0)]
    levels = np.array([relative_luminance(f"#{k:02X}{k:02X}{k:02X}") for k in range(256)])
    weights = np.array([0.2126, 0.7152, 0.0722])
    luminances = np.stack([levels[frame] @ weights for frame in frames])
    assert luminances.max() > 0.5, "there is something to see"
    assert not check_flashes(luminances, quality.fps)


def test_a_second_render_draws_nothing_again(rendered, recording, tmp_path, monkeypatch):
    done, _ = rendered

    def fail(*arguments):
        raise AssertionError("drawn again")

    monkeypatch.setattr("scenes.rendering.pieces.SegmentWriter", fail)
    monkeypatch.setattr("scenes.rendering.jobs.Job.play", fail)
    again = render_clip(ENTRY, recording, Style(), TINY, tmp_path / "again.mp4")
    assert again.path.read_bytes() == done.path.read_bytes()


def test_an_interrupted_render_leaves_the_old_clip_and_is_taken_up_again(
    recording, tmp_path, monkeypatch
):
    monkeypatch.setenv("LAYERLIGHT_CACHE", str(tmp_path / "cache"))
    target = tmp_path / "clips" / "forward_pass.mp4"
    target.parent.mkdir()
    target.write_bytes(b"the clip of yesterday")

    class Interrupted(SegmentWriter):
        def write(self, *frame):
            if len(list(cache_folder().glob("segments/*/*.mp4"))) == 3:
                raise KeyboardInterrupt
            super().write(*frame)

    with monkeypatch.context() as patch:
        patch.setattr("scenes.rendering.pieces.SegmentWriter", Interrupted)
        with pytest.raises(KeyboardInterrupt):
            render_clip(ENTRY, recording, Style(), TINY, target, options=RunOptions(0))
    assert target.read_bytes() == b"the clip of yesterday"
    assert [path.name for path in target.parent.iterdir()] == [target.name]
    finished = sorted(path for path in cache_folder().glob("segments/*/*"))
    assert len(finished) == 3, "whole segments are kept, unfinished ones are not"
    assert not list(cache_folder().glob("unfinished/*"))
    made = [path.stat().st_ino for path in finished]
    done = render_clip(ENTRY, recording, Style(), TINY, target)
    assert [path.stat().st_ino for path in finished] == made
    assert boxes(done.path)[0] == "ftyp"


def keys(*sources, **more) -> set[str]:
    """Return the keys of the same clip with different options."""
    return {
        clip_job(ENTRY, source, more.get("style", Style()), more.get("quality", TINY)).key
        for source in sources
    }


def test_each_ingredient_changes_the_key(recording, monkeypatch):
    usual = keys(recording)
    assert keys(Recording.load(RECORDINGS / ENTRY.recording)) == usual
    other_words = Words({"forward_pass": {"title": "Another"}}, "en")
    changed = [
        keys(record_walkthrough(seed=5, epochs=1)),
        keys(recording, style=Style(captions=False)),
        keys(recording, style=Style(theme=replace(DARK, focus="#FFDD67"))),
        keys(recording, style=Style(words=other_words)),
        keys(recording, quality=Quality(256, 144, 7)),
        keys(recording, quality=Quality(128, 72, 2)),
        {clip_job(ENTRY, recording, Style(), TINY, RunOptions(small=True)).key},
        {clip_job(find_clip("cost"), recording, Style(), TINY).key},
    ]
    monkeypatch.setattr("scenes.rendering.clips.code_digest", lambda module: "other code")
    changed.append(keys(recording))
    assert len(set.union(usual, *changed)) == 1 + len(changed)


@pytest.mark.exhaustive
def test_small_files_are_smaller_and_as_well_formed(rendered, recording, tmp_path):
    done, _ = rendered
    small = render_clip(
        ENTRY, recording, Style(), TINY, tmp_path / "small.mp4", options=RunOptions(small=True)
    )
    assert small.path.stat().st_size < 0.8 * done.path.stat().st_size
    with av.open(small.path) as container:
        packets = [p for p in container.demux(video=0) if p.dts is not None]
    assert [p.pts for p in packets] == [p.dts for p in packets]
    assert len(packets) == small.frames == done.frames


def test_a_beat_is_drawn_by_itself(rendered, recording, tmp_path):
    done, _ = rendered
    target = tmp_path / "forward_pass.squash.mp4"
    alone = render_clip(ENTRY, recording, Style(), TINY, target, beat="squash")
    (beat,) = [b for b in done.beats if b.name == "squash"]
    assert alone.seconds == pytest.approx(beat.end - beat.start)
    assert alone.beats[-1].start == 0
    assert alone.beats[-1].caption == beat.caption
    first = round(beat.start * TINY.fps)
    assert frames_of(target) == frames_of(done.path)[first : first + alone.frames]


def frames_of(path: Path) -> list[str]:
    with av.open(path) as container:
        return [md5(f.to_ndarray().tobytes()).hexdigest() for f in container.decode(video=0)]


TINIEST = Quality(128, 72, 2)


HARD = [find_clip(name) for name in ("weights_evolution", "backpropagation")]
"""The clips in which most mobjects move at once; the first paints cells, the second sets text."""
HARDEST_BY_DEFAULT = [
    pytest.param(e, id=e.id, marks=() if e is HARD[0] else pytest.mark.exhaustive) for e in HARD
]


@pytest.mark.skipif(not can_fork(), reason="there are no workers here")
@pytest.mark.parametrize(
    ("entry", "runs"),
    [
        (find_clip("cost"), 2),
        *(pytest.param(e, 3 if e is HARD[0] else 2, marks=pytest.mark.exhaustive) for e in HARD),
    ],
    ids=lambda given: getattr(given, "id", given),
)
def test_frames_do_not_depend_on_workers_or_cache(entry, runs, tmp_path, monkeypatch):
    """One process, then four, each with an empty cache; then two with half of the cache deleted."""
    source, texts = load_shipped(entry.recording), cache_folder()
    frames = []
    for name, workers in (("one", 1), ("four", 4), ("four", 2))[:runs]:
        cache = tmp_path / name
        for gone in sorted(cache.glob("segments/*/*.mp4"))[::2]:
            gone.unlink()
        cache.mkdir(exist_ok=True)
        for typeset in texts.glob("texts-*"):
            if not (cache / typeset.name).exists():
                (cache / typeset.name).symlink_to(typeset)
        monkeypatch.setenv("LAYERLIGHT_CACHE", str(cache))
        target = tmp_path / f"{workers}.mp4"
        render_clip(entry, source, Style(), TINIEST, target, options=RunOptions(workers))
        frames.append(frames_of(target))
    assert frames.count(frames[0]) == len(frames)
    assert len(set(frames[0])) > len(frames[0]) / 4, "most of it moves"


@pytest.mark.parametrize("entry", HARDEST_BY_DEFAULT)
def test_short_cuts_of_drawing_change_no_pixel(entry):
    """Every fourth piece is drawn as usual, and again with every frame redrawn in full."""
    quick, plain = [], []

    def quickly(renderer, scene, piece):
        if piece.play % 4 == 0:
            canvas = renderer.camera.canvas()
            for items in renderer.lists(scene, piece):
                pixels = canvas.draw(items)
                quick.append(quick[-1] if pixels is None else digest_of(pixels))
                if pixels is not None:
                    canvas.release(pixels)

    def plainly(renderer, scene, piece):
        if piece.play % 4 == 0:
            for k in range(piece.first, piece.first + (1 if piece.still else piece.frames)):
                if not piece.still:
                    renderer._take(scene, k, piece.steps)
                renderer.camera.reset()
                for mobjects in (scene.static_mobjects, scene.moving_mobjects):
                    renderer.camera.capture_mobjects(mobjects)
                plain.append(digest_of(renderer.camera.pixel_array))

    job = clip_job(entry, load_shipped(entry.recording), Style(), Quality(128, 72, 15))
    job.play(quickly)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scenes.rendering.manim_adapter.MANY", 1 << 60)
        job.play(plainly)
    assert len(plain) > 200
    assert len(set(plain)) > 100, "most of it moves"
    assert [k for k, (a, b) in enumerate(zip(quick, plain, strict=True)) if a != b] == []


def digest_of(pixels: np.ndarray) -> str:
    return md5(pixels.tobytes()).hexdigest()


@pytest.mark.parametrize(
    "at", ["moving", *(pytest.param(a, marks=pytest.mark.exhaustive) for a in ("end", "beyond"))]
)
def test_stills_are_frames_of_the_clip(at, rendered, recording, tmp_path):
    done, _ = rendered
    with av.open(done.path) as container:
        frames = [f.to_ndarray(format="rgb24").astype(int) for f in container.decode(video=0)]
    moved = [np.abs(a - b).mean() for a, b in pairwise(frames)]
    # Where it looks most different from both neighbours.
    number = 1 + int(np.argmax([min(pair) for pair in pairwise(moved)]))
    seconds = {"moving": number / TINY.fps, "end": None, "beyond": 1e6}[at]
    target = tmp_path / "still.png"
    render_still(ENTRY, recording, Style(), TINY, target, seconds)
    still = np.array(Image.open(target)).astype(int)
    distances = [np.abs(still - frame).mean() for frame in frames]
    assert min(distances) < 3.0  # what the codec loses of a frame full of lines
    if at == "moving":
        assert int(np.argmin(distances)) == number
    else:  # at rest, frames differ only by what encoding loses
        assert distances[-1] < min(distances) + 0.5
        assert max(distances) > 5
    assert [path.name for path in tmp_path.iterdir()] == ["still.png"]


@pytest.mark.parametrize("harm", ["empty", "half", "another"])
def test_a_segment_damaged_after_it_was_looked_at_is_told(harm, rendered, tmp_path):
    """For example by another program, while the segments are joined."""
    done, _ = rendered
    target = tmp_path / "joined.mp4"
    target.write_bytes(b"the film of yesterday")
    segments = [tmp_path / f"{k}.mp4" for k in range(2)]
    for segment, kept in zip(segments, done.segments, strict=False):
        segment.write_bytes(kept.read_bytes())
    content = segments[1].read_bytes()
    lengths = [frames_in(segment) for segment in segments]
    harmed = {"empty": b"", "half": content[: len(content) // 2]}
    segments[1].write_bytes(harmed.get(harm, max(done.segments, key=size_of).read_bytes()))
    with pytest.raises(LayerlightError, match=r"was damaged.*run the command again"):
        join_segments(segments, target, done.video, "", lengths=lengths)
    assert target.read_bytes() == b"the film of yesterday"
    assert {path.name for path in tmp_path.iterdir()} == {target.name, "0.mp4"}


def size_of(file: Path) -> int:
    return file.stat().st_size


def test_a_recording_of_another_shape_is_refused(recording, tmp_path):
    other = SimpleNamespace(
        layer_sizes=(5, 3), metadata={"kind": "walkthrough"}, digest=lambda: "another"
    )
    with pytest.raises(LayerlightError, match="forward_pass draws the recording of a training run"):
        render_clip(ENTRY, other, Style(), TINY, tmp_path / "clip.mp4")


COLOURS = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (86, 180, 233), (230, 159, 0), (11, 14, 20)]


@pytest.mark.parametrize("colour", COLOURS)
def test_colours_come_back_right_under_their_tags(colour, tmp_path):
    """Decoded with the BT.709 matrix that the file names, not with a converter's default."""
    video = VideoFormat(64, 64, 10)
    pixels = np.full((64, 64, 4), (*colour, 255), np.uint8)
    writer = SegmentWriter(tmp_path / "a.mp4", video)
    writer.write(pixels, repeat=5)
    writer.close()
    assert join_segments([tmp_path / "a.mp4"] * 2, tmp_path / "b.mp4", video, "colours") == 10
    with av.open(tmp_path / "b.mp4") as container:
        frame = next(container.decode(video=0))
    y, cb, cr = (
        np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)[10, 10].astype(float)
        for plane in frame.planes
    )
    y, cb, cr = (y - 16) / 219, (cb - 128) / 224, (cr - 128) / 224
    red, blue = y + 1.5748 * cr, y + 1.8556 * cb
    green = (y - 0.2126 * red - 0.0722 * blue) / 0.7152
    assert np.abs(255 * np.array([red, green, blue]) - colour).max() <= 3


def test_an_encoder_that_fails_says_so_and_leaves_nothing(tmp_path):
    writer = SegmentWriter(tmp_path / "a.mp4", VideoFormat(64, 64, 10))
    writer.write(np.zeros((64, 64, 3), np.uint8))  # three channels instead of four
    with pytest.raises(ValueError, match="shape"):
        writer.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="folders are protected in another way there")
def test_a_target_that_cannot_be_written_is_an_oserror(tmp_path):
    video = VideoFormat(64, 64, 10)
    writer = SegmentWriter(tmp_path / "a.mp4", video)
    writer.write(np.zeros((64, 64, 4), np.uint8))
    writer.close()
    with pytest.raises(OSError, match="No such file"):
        join_segments([tmp_path / "a.mp4"], tmp_path / "nowhere" / "b.mp4", video, "")


@pytest.mark.parametrize("height", [90, 270, 720])
def test_converting_only_the_rows_that_differ_gives_the_same(height):
    draw = np.random.default_rng(height)
    video = VideoFormat(160, height, 10)
    pixels = draw.integers(0, 256, (height, 160, 4), np.uint8)
    ours = Converter(video)
    ours.convert(pixels)
    for _ in range(30):
        first, last = sorted(draw.integers(0, height + 1, 2).tolist())
        pixels[first:last] = draw.integers(0, 256, (last - first, 160, 4), np.uint8)
        frame = ours.convert(pixels, (first, last))
        assert np.array_equal(frame.to_ndarray(), Converter(video).convert(pixels).to_ndarray())
