"""Videos hold the frames drawn, in every format, shape and quality, with any number of workers."""

from functools import partial
from hashlib import md5

import av
import numpy as np
import pytest
from manim import DOWN, RIGHT, UP, Circle, Create, FadeIn, Rectangle, Scene

from publish.gif import gif_quality, write_gif
from scenes.rendering import pieces
from scenes.rendering.clips import _manim_settings
from scenes.rendering.codecs import CODECS, VideoFormat
from scenes.rendering.conversion import Converter, straight
from scenes.rendering.encoding import SegmentWriter, join_segments
from scenes.rendering.jobs import Job, draw
from scenes.rendering.segment_store import Store
from scenes.rendering.workers import can_fork
from scenes.style.picture_size import ASPECTS, QUALITIES, Quality

FPS = 5
SIZES = sorted(
    {
        (shaped.width, shaped.height)
        for quality in QUALITIES.values()
        for shaped in map(quality.shaped, ASPECTS)
    }
)
FITTING = [size for size in SIZES if max(size) < 2000]
NARROWEST = (854, 480)
"""The size whose width is furthest from a multiple of 16."""
NEAR = {
    "h264": (48, 2.0), "vp9": (48, 2.0), "vp9-opacity": (48, 2.0), "prores": (12, 0.5),
    "prores-opacity": (12, 0.5), "lossless": (0, 0.0),
}  # fmt: skip
"""Largest difference in luma (0 to 255) from the frame drawn, of a pixel and on average over a
frame.  A block of 8×8 pixels in a wrong grey differs by 100."""
RUNS = [1, 1, 2, 4] if can_fork() else [0, 0]


class Edges(Scene):
    """Four short plays, with much contrast at the edges of the frame, where codecs go wrong."""

    seconds = 0.4

    def construct(self):
        width, height = self.camera.frame_width, self.camera.frame_height
        frame = Rectangle(width=width, height=height, stroke_width=30, color="#FFB020")
        bar = Rectangle(width=width, height=0.4, fill_opacity=0.7, color="#40C0FF")
        disc = Circle(radius=0.3 * height, fill_opacity=1, color="#FFFFFF").shift(width / 2 * RIGHT)
        self.play(Create(frame), run_time=self.seconds)
        self.play(FadeIn(bar.shift(height / 3 * UP)), run_time=self.seconds)
        self.play(bar.animate.shift(2 * height / 3 * DOWN), run_time=self.seconds)
        self.add(disc)
        self.wait(self.seconds)


class Brief(Edges):
    """The same with a frame a play, for sizes at which each frame takes long."""

    seconds = 0.2


def job(size, codec):
    video = VideoFormat(*size, FPS, codec=codec)
    settings = partial(_manim_settings, Quality(*size, FPS))
    kind = Edges if max(size) < 2000 else Brief
    return Job("edges", f"{size}{codec}", video, settings, lambda made: kind(renderer=made))


def drawn(size, codec, workers, folder):
    """Draw the scene with an empty cache; return the video."""
    done = {}
    draw([job(size, codec)], Store(folder / "cache"), workers, done.__setitem__)
    video = job(size, codec).video
    target = folder / f"film.{video.coded.container}"
    join_segments(done[0].segments, target, video, "", lengths=done[0].lengths)
    return target


def decoded(film):
    """Yield the planes of each frame, including alpha, as decoded: nothing is converted."""
    with av.open(film) as opened:
        stream = opened.streams.video[0]
        seen = stream.metadata.get("ALPHA_MODE") == "1"
        # FFmpeg's own VP9 decoder drops the alpha channel; browsers use this one.
        context = av.CodecContext.create("libvpx-vp9", "r") if seen else stream.codec_context
        for packet in opened.demux(stream):
            for frame in context.decode(packet):
                yield frame.format, [_samples(plane, frame.format.name) for plane in frame.planes]


def _samples(plane, kind):
    samples = np.frombuffer(plane, np.uint16 if kind.endswith("le") else np.uint8)
    wide = samples.reshape(plane.height, -1)
    return wide[:, : plane.width * (3 if kind in ("rgb24", "gbrp24") else 1)]


def hashed(film):
    return [md5(b"".join(plane.tobytes() for plane in planes)).hexdigest()
            for _, planes in decoded(film)]  # fmt: skip


def luma(pixels):
    """Return the BT.709 luma, 0 to 255, of a frame as drawn."""
    return 16 + pixels[..., :3] @ (np.array([0.2126, 0.7152, 0.0722], np.float32) * 219 / 255)


@pytest.fixture
def frames(monkeypatch):
    """Collect the frames that this process draws."""
    kept = []

    class Keeping(SegmentWriter):
        def write(self, pixels, repeat=1, rows=None):
            kept.extend([kept[-1] if pixels is None else pixels.copy()] * repeat)
            super().write(pixels, repeat, rows)

    monkeypatch.setattr(pieces, "SegmentWriter", Keeping)
    yield kept
    kept.clear()  # the class that refers to them lives on until the next garbage collection


def check(size, codec, runs, frames, tmp_path):
    """Draw the scene several times, and compare the decoded frames with those drawn."""
    films = [drawn(size, codec, 0, tmp_path / "first")]
    films += [drawn(size, codec, workers, tmp_path / f"{k}") for k, workers in enumerate(runs)]
    expected = hashed(films[0])
    assert len(expected) == len(frames) == (8 if max(size) < 2000 else 4)
    for workers, film in zip(runs, films[1:], strict=True):
        assert hashed(film) == expected, f"drawn by {workers}"
    most, on_average = NEAR[codec]
    opacity = CODECS[codec].opacity
    for (kind, planes), pixels in zip(decoded(films[0]), frames, strict=True):
        plain = straight(pixels) if opacity else pixels
        if codec == "lossless":
            green, blue, red = planes
            assert np.array_equal(np.dstack([red, green, blue]), pixels[..., :3])
            continue
        assert planes[0].shape == pixels.shape[:2]
        per_step = 1 << (kind.components[0].bits - 8)
        # The colour of fully transparent pixels does not matter.
        away = np.abs(planes[0] / per_step - luma(plain)) * (plain[..., 3] > 16 if opacity else 1)
        assert away.max() <= most
        assert away.mean() <= on_average
        if opacity:
            apart = np.abs(planes[3] / (planes[3].max() / 255) - pixels[..., 3])
            assert apart.max() <= (1 if codec.startswith("prores") else 24)


@pytest.mark.parametrize("codec", CODECS)
def test_decoders_give_the_frames_drawn(codec, frames, tmp_path):
    check(NARROWEST, codec, RUNS[1:3], frames, tmp_path)


@pytest.mark.exhaustive
@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_decoders_give_the_frames_drawn_at_every_size(size, codec, frames, tmp_path):
    if codec == "lossless":
        small = gif_quality(Quality(*size, FPS))
        size = (small.width, small.height)
    # ProRes is the one that went wrong, and in other frames each time.  Large ones take long, and
    # differ from the others only in size.
    if codec.startswith("prores"):
        runs = RUNS[1:] if max(size) < 900 else RUNS[2:3] if max(size) < 2000 else []
    else:
        runs = RUNS[2:3] if max(size) < 900 else []
    check(size, codec, runs, frames, tmp_path)


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize(
    "size",
    [
        *((850, 480), (98, 50)),
        *(pytest.param(s, marks=pytest.mark.exhaustive) for s in (*FITTING, (738, 554))),
    ],
    ids=str,
)
def test_frames_are_converted_the_same_each_time(size, codec):
    """The threads of a conversion do not write into each other's rows."""
    video = VideoFormat(*size, FPS, codec=codec)
    random = np.random.RandomState(0)
    pixels = np.full((size[1], size[0], 4), 255, np.uint8)
    pixels[..., :3] = random.randint(0, 256, (size[1], 1, 3))
    found = set()
    for _ in range(4):
        frame = Converter(video).convert(pixels)
        planes = [_samples(plane, frame.format.name) for plane in frame.planes]
        found.add(md5(b"".join(plane.tobytes() for plane in planes)).hexdigest())
        for plane in planes:  # each row has a single colour
            across = plane.reshape(*plane.shape[:1], -1, 3 if frame.format.name == "rgb24" else 1)
            assert np.ptp(across, axis=1).max() <= 1
    assert len(found) == 1


@pytest.mark.parametrize("size", [NARROWEST, (450, 800)], ids=str)
def test_a_gif_is_the_same_each_time(size, tmp_path):
    small = gif_quality(Quality(*size, FPS))
    film = drawn((small.width, small.height), "lossless", RUNS[0], tmp_path)
    made = set()
    for _ in range(3):
        write_gif(film, tmp_path / "film.gif")
        made.add((tmp_path / "film.gif").read_bytes())
    assert len(made) == 1
