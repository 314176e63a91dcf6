"""A clip with a voice: its times, its holds, and that picture and sound never drift apart."""

from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from manim import RIGHT, Square

from network.errors import LayerlightError
from network.studies.shipped import load_shipped
from scenes.base import Beat, NetworkScene, Style
from scenes.catalog import find_clip
from scenes.rendering.clips import clip_job, open_store
from scenes.rendering.codecs import VideoFormat
from scenes.rendering.encoding import Hold, SegmentWriter, frames_in, join_segments
from scenes.rendering.jobs import draw
from scenes.rendering.options import RunOptions
from scenes.rendering.sound import CHANNELS, RATE, Speech
from scenes.rendering.voiced import PAUSE, with_voice
from scenes.style.picture_size import Quality

SOUNDING = ["h264", "vp9", "vp9-opacity", "prores", "prores-opacity"]


def played(lengths, fps):
    """Return beats of these numbers of frames, each with two segments."""
    beats, segments, counts, at = [], [], [], 0
    for k, length in enumerate(lengths):
        name = f"beat_{k}"
        beats.append(Beat(name, name, at / fps, (at + 1) / fps, (at + length) / fps))
        segments += [Path(f"{k}-moves"), Path(f"{k}-rests")]
        counts += [length - 1, 1]
        at += length
    return beats, segments, counts


@given(
    st.lists(
        st.tuples(st.integers(2, 900), st.none() | st.integers(1, 60 * RATE)),
        min_size=1,
        max_size=20,
    ),
    st.sampled_from([2, 6, 7, 15, 24, 25, 30, 60, 144, 240]),
)
def test_each_beat_waits_for_its_speech(parts, fps):
    lengths = [length for length, _ in parts]
    voice = {f"beat_{k}": Speech(Path(), n) for k, (_, n) in enumerate(parts) if n is not None}
    beats, segments, counts = played(lengths, fps)
    done = with_voice(beats, segments, counts, voice, fps)
    starts = [round(beat.start * fps) for beat in done.beats]
    bounds = [*starts, done.frames]
    assert [frame for frame, _ in done.spoken] == [
        start for start, beat in zip(starts, beats, strict=True) if beat.name in voice
    ]
    for k, (first, end) in enumerate(pairwise(bounds)):
        assert round(done.beats[k].end * fps) == end
        speech = voice.get(f"beat_{k}")
        if speech is None:
            assert end - first == lengths[k]
            continue
        rest = (end - first) / fps - speech.seconds
        assert rest >= PAUSE - 0.5 / fps - 1e-9
        assert end - first == lengths[k] or rest < PAUSE + 1.5 / fps
    assert sum(frames for _, frames in done.holds) == done.frames - sum(lengths)
    # What is drawn stays as it is and in order, and a hold repeats what stands before it.
    assert [s for s in done.segments if not isinstance(s, Hold)] == segments
    for before, hold in pairwise(done.segments):
        if isinstance(hold, Hold):
            assert hold.segment == before
            assert before.name.endswith("rests")


def test_a_beat_without_a_segment_of_its_own_is_refused():
    beats, segments, _ = played([5, 5], 10)
    with pytest.raises(LayerlightError, match="'beat_0' does not end with a segment"):
        with_voice(beats, segments[:3], [3, 4, 3], {"beat_0": Speech(Path(), 1)}, 10)


def write_segment(path, video, pictures):
    """Write pictures as (pixels, repeats)."""
    writer = SegmentWriter(path, video)
    for pixels, repeat in pictures:
        writer.write(pixels, repeat)
    writer.close()
    return path


def noise(video, seed=0):
    made = np.random.RandomState(seed).randint(0, 256, (video.height // 8, video.width // 8, 4))
    pixels = made.astype(np.uint8).repeat(8, 0).repeat(8, 1)
    pixels[..., 3] = 255
    if video.coded.opacity:
        pixels[:, ::16] = 0
    return pixels


def pictures_of(path):
    with av.open(path) as film:
        stream = film.streams.video[0]
        seen = stream.metadata.get("ALPHA_MODE") == "1"
        context = av.CodecContext.create("libvpx-vp9", "r") if seen else stream.codec_context
        frames = [f for packet in film.demux(stream) for f in context.decode(packet)]
        return [frame.to_ndarray(format="rgba").astype(int) for frame in frames]


@pytest.mark.parametrize("rest", [1, 4, 10, 25])
@pytest.mark.parametrize("codec", SOUNDING)
def test_a_hold_shows_the_last_picture(codec, rest, tmp_path):
    video = VideoFormat(96, 64, 10, codec=codec)
    moving = [(noise(video, seed), 1) for seed in range(3)]
    first = write_segment(tmp_path / "a.part", video, moving)
    still = write_segment(tmp_path / "b.part", video, [(noise(video, 9), rest)])
    after = write_segment(tmp_path / "c.part", video, moving)
    target = tmp_path / f"film.{video.coded.container}"
    hold = Hold(still, 33)
    count = join_segments([first, still, hold, after], target, video, "", silent=True)
    assert count == 3 + rest + frames_in(hold) + 3
    shown = pictures_of(target)
    assert len(shown) == count
    for picture in shown[3 : 3 + rest + 33]:
        assert np.abs(picture - shown[2 + rest]).mean() < 2, "it stays, but for the encoder's noise"
    assert np.abs(shown[3] - shown[2]).mean() > 20
    assert np.abs(shown[-3] - shown[-4]).mean() > 20
    unheld = tmp_path / f"unheld.{video.coded.container}"
    join_segments([first, still, after], unheld, video, "")
    for ours, drawn in zip([*shown[: 3 + rest], *shown[-3:]], pictures_of(unheld), strict=True):
        assert (ours == drawn).all(), "no drawn frame is encoded again"


@pytest.mark.parametrize("minutes", [2, pytest.param(20, marks=pytest.mark.exhaustive)])
def test_picture_and_sound_stay_together(minutes, tmp_path):
    """Beats of lengths that fit neither the frames nor the blocks of the sound."""
    fps, video = 7, VideoFormat(64, 40, 7)
    still = write_segment(tmp_path / "rests.part", video, [(noise(video), 1)])
    click = np.zeros((RATE // 20, CHANNELS), "<i2")
    click[: RATE // 100] = 20000
    click.tofile(tmp_path / "click.speech")
    click = Speech(tmp_path / "click.speech", len(click))
    rng, segments, spoken, at = np.random.RandomState(0), [], [], 0
    while at < minutes * 60 * fps:
        spoken.append((at, click))
        segments.append(Hold(still, int(rng.randint(30, 200))))
        at += segments[-1].frames
    target = tmp_path / "lecture.mp4"
    assert join_segments(segments, target, video, "", spoken=spoken) == at
    with av.open(target) as film:
        picture, sound = film.streams.video[0], film.streams.audio[0]
        assert float(picture.duration * picture.time_base) == pytest.approx(at / fps, abs=1e-3)
        assert float(sound.duration * sound.time_base) == pytest.approx(at / fps, abs=1 / fps)
        samples = np.concatenate([frame.to_ndarray()[0] for frame in film.decode(sound)])
    loud = np.flatnonzero(np.abs(samples) > 0.3)
    starts = [int(n) for n in loud[np.diff(loud, prepend=-RATE) > RATE // 10]]
    assert len(starts) == len(spoken)
    for found, (frame, _) in zip(starts, spoken, strict=True):
        assert abs(found / RATE - frame / fps) < 0.005, "not even 1 frame at 60 a second"


class _Moving(NetworkScene):
    clip = "forward_pass"

    def construct(self):
        self.beat(self.question, first="2", second="6", third="7")
        self.beat(self.inputs)

    def question(self):
        self.square = Square()
        self.square.add_updater(lambda square, dt: square.shift(0.3 * dt * RIGHT))
        self.add(self.square)

    def inputs(self):
        self.square.clear_updaters()


def test_a_beat_that_moves_until_its_end_ends_with_a_still_frame(tmp_path, monkeypatch):
    monkeypatch.setenv("LAYERLIGHT_CACHE", str(tmp_path))
    monkeypatch.setattr("scenes.rendering.clips.code_digest", lambda module: module)
    entry, quality = find_clip("forward_pass"), Quality(192, 108, 10)
    source = load_shipped(entry.recording)
    job = clip_job(entry, source, Style(), quality, card=lambda entry: _Moving)
    done = []
    draw([job], open_store(RunOptions()), 1, lambda j, drawn: done.append(drawn))
    (drawn,) = done
    beats = [Beat(**beat) for beat in drawn.about]
    voiced = with_voice(beats, drawn.segments, drawn.lengths, {"question": _long()}, quality.fps)
    (hold,) = [segment for segment in voiced.segments if isinstance(segment, Hold)]
    assert frames_in(hold.segment) == 1
    before = drawn.segments[drawn.segments.index(hold.segment) - 1]
    *_, moving = pictures_of(before)
    (held,) = pictures_of(hold.segment)
    assert np.abs(held - moving).mean() < 2, "what moved is still there"


def _long():
    return Speech(Path(), 30 * RATE)
