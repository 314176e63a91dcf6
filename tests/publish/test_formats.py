"""Every format probed: the metadata, the streams, and that colours survive the round trip."""

import re
import zlib
from fractions import Fraction
from itertools import pairwise

import av
import numpy as np
import pytest
from PIL import Image

from network.errors import LayerlightError, UsageError
from publish.formats import FORMATS
from publish.gif import PLAYS, gif_quality, write_gif
from publish.request import RenderRequest
from scenes.catalog import LECTURE, find_clip
from scenes.rendering.codecs import CODECS, VideoFormat
from scenes.rendering.conversion import straight
from scenes.rendering.encoding import SegmentWriter, join_segments
from scenes.style.picture_size import QUALITIES, Quality
from scenes.style.theme import DARK
from scenes.words import load_words

from .conftest import ENTRY, TINY, make

COLOURS = {
    "ink": DARK.ink, "background": DARK.background, "positive": DARK.positive,
    "negative": DARK.negative, "focus": DARK.focus, "red": "#FF0000", "blue": "#0000FF",
}  # fmt: skip
FPS = 10


def film_of(tmp_path, codec, pixels, seconds=2.5, silent=False):
    """Write a video of one picture in two segments; return the video and its decoded frames."""
    video = VideoFormat(pixels.shape[1], pixels.shape[0], FPS, codec=codec)
    segments = []
    for k, frames in enumerate((round(FPS * seconds) - 3, 3)):
        segments.append(tmp_path / f"{k}.part")
        writer = SegmentWriter(segments[-1], video)
        writer.write(pixels, repeat=frames)
        writer.close()
    target = tmp_path / f"film.{video.coded.container}"
    chapters = [("first", 0, 22), ("second", 22, 25)] if seconds == 2.5 else []
    return target, join_segments(segments, target, video, "A film", chapters, silent=silent)


def decoded(path):
    """Decode all frames to RGBA as the stream's tags say, with alpha if there is any."""
    with av.open(path) as film:
        stream = film.streams.video[0]
        seen = stream.metadata.get("ALPHA_MODE") == "1"
        # FFmpeg's own VP9 decoder drops the alpha channel; browsers use this one.
        context = av.CodecContext.create("libvpx-vp9", "r") if seen else stream.codec_context
        return [
            frame.to_ndarray(format="rgba")
            for packet in film.demux(stream)
            for frame in context.decode(packet)
        ]


def rgb(colour):
    return np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)])


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("colour", COLOURS.values(), ids=COLOURS)
def test_colours_come_back_right(codec, colour, tmp_path):
    pixels = np.full((64, 96, 4), (*rgb(colour), 255), np.uint8)
    path, count = film_of(tmp_path, codec, pixels)
    frames = decoded(path)
    assert len(frames) == count == 25
    for frame in frames:
        assert np.abs(frame[..., :3].astype(int) - rgb(colour)).max() <= 3
        assert (frame[..., 3] == 255).all()


@pytest.mark.parametrize("codec", [name for name in CODECS if CODECS[name].opacity])
@pytest.mark.parametrize("opacity", [0, 64, 128, 255])
def test_opacity_comes_back_and_colours_are_not_darkened_by_it(codec, opacity, tmp_path):
    plain = rgb(DARK.negative)
    pixels = np.zeros((64, 96, 4), np.uint8)
    pixels[:, :48] = (*np.rint(plain * opacity / 255), opacity)  # premultiplied, as in Cairo
    for frame in decoded(film_of(tmp_path, codec, pixels)[0]):
        assert np.abs(frame[:, 4:40, 3].astype(int) - opacity).max() <= 3
        assert frame[:, 56:, 3].max() <= 1
        if opacity:
            assert np.abs(frame[:, 4:40, :3].astype(int) - plain).max() <= 3


def test_colours_are_divided_by_opacity():
    pixels = np.array([[[0, 0, 0, 0], [50, 0, 100, 100], [7, 8, 9, 255], [1, 1, 0, 1]]], np.uint8)
    expected = [[0, 0, 0, 0], [128, 0, 255, 100], [7, 8, 9, 255], [255, 255, 0, 1]]
    assert straight(pixels).tolist() == [expected]
    assert pixels[0, 1].tolist() == [50, 0, 100, 100], "the frame itself stays"


EXPECTED = {
    "h264": ("h264", "High", "yuv420p"),
    "vp9": ("vp9", "Profile 0", "yuv420p"),
    "vp9-opacity": ("vp9", "Profile 0", "yuv420p"),  # alpha is a separate stream
    "prores": ("prores", "4444", "yuv444p10le"),
    "prores-opacity": ("prores", "4444", "yuva444p12le"),
}


@pytest.mark.parametrize("codec", EXPECTED)
def test_players_are_told_what_it_is(codec, tmp_path):
    noise = np.random.RandomState(0).randint(0, 256, (64, 96, 4)).astype(np.uint8)
    noise[..., :3] = np.minimum(noise[..., :3], noise[..., 3:])
    path, _ = film_of(tmp_path, codec, noise)
    with av.open(path) as film:
        stream = film.streams.video[0]
        context = stream.codec_context
        name, profile, pixels = EXPECTED[codec]
        assert (context.name, context.profile) == (name, profile)
        if codec != "prores":
            assert context.pix_fmt == pixels
        tags = (context.color_primaries, context.color_trc, context.colorspace)
        assert tags == (1, 1, 1), "BT.709"
        assert context.color_range == 1
        assert stream.average_rate == FPS
        assert film.metadata["title"] == "A film"
        assert [c["metadata"]["title"] for c in film.chapters()] == ["first", "second"]
        ends = [c["end"] * Fraction(c["time_base"]) for c in film.chapters()]
        assert [round(float(end), 2) for end in ends] == [2.2, 2.5]
        packets = [p for p in film.demux(stream) if p.size]
    times = [float(p.pts * p.time_base) for p in packets]
    assert times == pytest.approx([k / FPS for k in range(25)], abs=1e-3), "constant rate"
    keys = [k for k, p in enumerate(packets) if p.is_keyframe] + [25]
    assert keys[0] == 0
    assert max(b - a for a, b in pairwise(keys)) <= FPS, "a keyframe a second"
    data = path.read_bytes()
    if path.suffix in (".mp4", ".mov"):
        assert data.index(b"moov") < data.index(b"mdat"), "the index comes first"


SOUNDING = {"h264": "aac", "vp9": "opus", "vp9-opacity": "opus", "prores": "aac"}


@pytest.mark.parametrize("seconds", [0.5, 2.3, 4.1])
@pytest.mark.parametrize("codec", SOUNDING)
def test_a_silent_track_is_as_long_as_the_film(codec, seconds, tmp_path):
    pixels = np.full((64, 96, 4), 255, np.uint8)
    path, count = film_of(tmp_path, codec, pixels, seconds, silent=True)
    data = path.read_bytes()
    if path.suffix in (".mp4", ".mov"):
        assert data.index(b"moov") < data.index(b"mdat"), "the index comes first"
    with av.open(path) as film:
        assert [stream.type for stream in film.streams][:2] == ["video", "audio"]
        sound = film.streams.audio[0]
        decoder = {"aac": "aac", "opus": "opus"}[SOUNDING[codec]]
        assert sound.codec_context.name in (decoder, f"lib{decoder}")
        assert (sound.codec_context.channels, sound.rate) == (2, 48000)
        heard = [frame.to_ndarray() for frame in film.decode(audio=0)]
        assert float(film.duration / av.time_base) == pytest.approx(count / FPS, abs=0.03)
    assert sum(block.shape[1] for block in heard) / 48000 == pytest.approx(count / FPS, abs=0.03)
    assert all(np.abs(block).max() == 0 for block in heard)
    assert len(decoded(path)) == count
    with av.open(path) as film:
        kinds = [packet.stream.type for packet in film.demux() if packet.size]
    assert "audio" in kinds[: len(kinds) // 2 + 1], "sound stands beside its pictures"


@pytest.mark.exhaustive
def test_beats_have_the_silent_track_too(tmp_path):
    make(tmp_path, find_clip("confusions"), beats=True, silent_track=True, formats=("mp4", "gif"))
    films = [*tmp_path.glob("*.mp4"), *tmp_path.glob("confusions/??-*[!d].mp4")]
    assert len(films) > 3
    for path in films:
        with av.open(path) as film:
            picture, sound = film.streams.video[0], film.streams.audio[0]
            lengths = [float(stream.duration * stream.time_base) for stream in (picture, sound)]
        assert lengths[0] == pytest.approx(lengths[1], abs=0.03)


def test_a_film_is_made_in_each_format(tmp_path):
    films = [name for name, form in FORMATS.items() if form.codec]
    said = make(tmp_path, beat="squash", formats=tuple(films))
    assert [line.split()[0] for line in said] == [
        str(tmp_path / f"forward_pass.squash.{name}") for name in films
    ]
    pictures = {}
    for name in films:
        with av.open(tmp_path / f"forward_pass.squash.{name}") as film:
            frames = [f.to_ndarray(format="rgb24").astype(int) for f in film.decode(video=0)]
        pictures[name] = frames
    for frames in pictures.values():
        assert len(frames) == len(pictures["mp4"])
        for k in (0, len(frames) // 2, -1):
            assert np.abs(frames[k] - pictures["mp4"][k]).mean() < 4
    assert {path.name for path in tmp_path.iterdir()} == {
        f"forward_pass.squash.{name}" for name in films
    }


@pytest.mark.exhaustive
def test_without_background_only_what_is_drawn_is_there(tmp_path):
    make(tmp_path, beat="squash", formats=("webm", "mov", "png"), transparent=True)
    make(tmp_path, beat="squash", formats=("png",), quality=TINY)
    for name in ("webm", "mov"):
        last = decoded(tmp_path / f"forward_pass.transparent.squash.{name}")[-1]
        assert (last[..., 3] < 4).mean() > 0.5, "most of it is nothing"
        assert last[..., 3].max() > 250
        shown = last[..., 3] > 250
        assert last[shown][:, :3].max() > 200
        opaque = np.array(Image.open(tmp_path / "forward_pass.squash" / "06-squash.png"))
        share = last[..., 3:] / 255
        over = last[..., :3] * share + rgb(DARK.background) * (1 - share)
        assert np.abs(over - opaque).mean() < 3, f"{name} over the background is the clip"


def test_a_film_has_its_title_in_its_language(tmp_path):
    make(tmp_path, beat="squash", language="de")
    with av.open(tmp_path / "forward_pass.de.squash.mp4") as film:
        title = film.metadata["title"]
    assert title == f"Layerlight: {load_words('de')['forward_pass.title']}"
    assert title != f"Layerlight: {load_words()['forward_pass.title']}"


def test_a_gif_has_its_own_colours_and_ends(tmp_path):
    source, count = film_of(tmp_path, "lossless", _palette_picture())
    write_gif(source, tmp_path / "film.gif")
    with Image.open(tmp_path / "film.gif") as picture:
        assert picture.info["loop"] == PLAYS - 1, "it plays a few times and stops"
        assert picture.size == (96, 64)
        length = 0
        for k in range(picture.n_frames):
            picture.seek(k)
            length += picture.info["duration"]
        shown = np.array(picture.convert("RGB"))
    assert length == pytest.approx(1000 * count / FPS, abs=10)
    assert (shown == _palette_picture()[..., :3]).all(), "few colours stay exactly as they are"


def _palette_picture():
    pixels = np.full((64, 96, 4), 255, np.uint8)
    for k, colour in enumerate(COLOURS.values()):
        pixels[:, 12 * k : 12 * k + 12, :3] = rgb(colour)
    return pixels


@pytest.mark.parametrize(
    "formats",
    [
        ("mp4",),
        *(pytest.param((f,), marks=pytest.mark.exhaustive) for f in ("gif", "png", "pdf")),
    ],
    ids=str,
)
def test_a_beat_that_a_recording_does_not_give_is_refused(formats, tmp_path):
    """A drawn digit of the project needs no preparation."""
    with pytest.raises(LayerlightError, match=r"inference has no beat 'preparation' .* digit, "):
        make(tmp_path, find_clip("inference"), TINY, beat="preparation", formats=formats)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("quality", [*QUALITIES.values(), TINY], ids=str)
def test_gifs_are_small_and_keep_their_shape(quality):
    small = gif_quality(quality)
    assert small.width <= 800
    assert small.fps <= 15
    assert small.width % 2 == small.height % 2 == 0
    assert small.width / small.height == pytest.approx(quality.width / quality.height, rel=0.01)


def streams_of(pdf: bytes) -> bytes:
    """Return the decompressed streams of a PDF: all that is drawn on its pages."""
    found = b""
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found += zlib.decompress(match.group(1))
        except zlib.error:
            continue
    return found


def test_a_pdf_has_a_page_a_beat_of_outlines(tmp_path):
    make(tmp_path, formats=("pdf",))
    pdf = (tmp_path / "forward_pass.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-")
    beats = len(load_words().names("forward_pass.beats"))
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == beats
    (box,) = set(re.findall(rb"/MediaBox\s*\[([^\]]+)\]", pdf))
    left, bottom, width, height = map(float, box.split())
    assert (left, bottom) == (0, 0)
    assert height == pytest.approx(90 / 25.4 * 72, abs=0.01)
    assert width / height == pytest.approx(16 / 9, abs=0.01)
    drawn = streams_of(pdf)
    assert len(re.findall(rb"\sc\s", drawn)) > 10_000, "letters and circles are curves"
    focus = " ".join(f"{channel / 255:.6g}" for channel in rgb(DARK.focus)).encode()
    assert focus + b" rg" in drawn, "red comes first here"
    assert b"/Outlines" in pdf


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"formats": ("mp4",), "transparent": True}, "mp4 cannot be transparent"),
        ({"formats": ("webm", "gif"), "transparent": True}, "gif cannot be transparent"),
        ({"formats": ("pdf",), "beats": True}, "--beats cuts a video"),
        ({"beat": "squash", "beats": True}, "--beat only one: choose one"),
        ({"beat": "nonesuch"}, "has no beat"),
        ({"still": 1.0, "words": ("vtt",)}, "--still writes one PNG"),
        ({"still": 1.0, "beat": "squash"}, "exclude each other"),
        ({"language": "xx"}, "no words in language 'xx'"),
        ({"formats": ("gif", "png"), "silent_track": True}, "--silent-track needs a video"),
        ({"still": 1.0, "silent_track": True}, "--silent-track needs a video"),
        ({"clips": (LECTURE,), "decks": ("html",), "explorer": True}, "the page of one recording"),
        ({"clips": (LECTURE,), "formats": ("gif",)}, "the lecture is available as"),
        ({"clips": (LECTURE,), "formats": ("pdf",), "words": ("srt",)}, "add --format mp4"),
        ({"clips": (LECTURE,), "still": "end"}, "--still writes a frame of a single clip"),
        ({"clips": (ENTRY, find_clip("cost")), "beat": "squash"}, "a beat of one clip"),
    ],
)
def test_what_makes_no_sense_is_refused(more, said):
    with pytest.raises(UsageError, match=said):
        RenderRequest(**{"clips": (ENTRY,), "quality": Quality(64, 36, 5), **more})
