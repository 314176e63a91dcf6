"""Reads an audio file of the user: decoded, resampled, and brought to the same loudness as others.

FFmpeg does all of it.  Its filter ``ebur128`` measures the loudness as EBU R 128 defines it;
``volume`` changes it by one factor for the whole file, and ``alimiter`` rounds off the few peaks
that would then be too high.  The files come from outside, so their formats are limited to a few,
and their length is limited while they are decoded.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.filter import Graph

from network.errors import LayerlightError
from publish.exports import counted
from scenes.rendering.sound import CHANNELS, RATE, Speech

__all__ = ["LOUDNESS", "MOST_SECONDS", "read_speech"]

LOUDNESS = -16.0
"""Loudness of every speech, in LUFS: what platforms for spoken words ask for."""
PEAK = -2.0
"""Highest peak in dB; encoding adds a little to it."""
MOST_GAIN = 40.0
"""Largest amplification in dB.  What is fainter still is noise."""
QUIETEST = -70.0
"""Lowest loudness that EBU R 128 knows, in LUFS; silence and very short sounds have it."""
MOST_SECONDS = 600
"""Duration of the longest file that is read."""
RATES, MOST_CHANNELS = range(4000, 384001), 8
FORMATS = "wav,w64,flac,mp3,mov,mp4,m4a,3gp,3g2,mj2,ogg,aac"
"""FFmpeg's names of the containers that are read, whatever extension a file has; none of them
leads to other files."""

GUESSED = ("mp3", "aac")
"""Containers that do not always say how long they are, so that FFmpeg guesses."""
TOLERANCE = 0.05
"""How much shorter than expected a file may be, in seconds."""
STREAMED = 0x7F000000
"""Size in bytes from which a WAV file's own statement of it means that it is unknown."""

Filter = tuple[str, dict[str, str]]
COMMON: Filter = ("aformat", {"sample_rates": str(RATE), "channel_layouts": "stereo"})


def read_speech(path: Path, workshop: Path, warn: Callable[[str], None]) -> Speech:
    """Read an audio file.

    Parameters
    ----------
    path : Path
        A regular file.
    workshop : Path
        Folder for temporary files, where the result stays.
    warn : callable
        Called with one sentence if the loudness cannot be adjusted.

    Raises
    ------
    LayerlightError
        If it holds no sound, is damaged or longer than :data:`MOST_SECONDS`.
    OSError
        If a file cannot be read or written.
    """
    _check_size(path)
    count, loudness = _measure(path, workshop)
    gain = LOUDNESS - loudness
    if gain > MOST_GAIN or not math.isfinite(gain):
        warn(f"{path} is too quiet or too short to measure its loudness: it is left as it is")
        gain = 0.0
    target = workshop / f"{len(list(workshop.glob('*.speech')))}.speech"
    filters: list[Filter] = [
        COMMON,
        ("volume", {"volume": f"{gain:.3f}dB"}),
        ("alimiter", {"limit": f"{10 ** (PEAK / 20):.4f}", "level": "0", "latency": "1"}),
        ("aformat", {"sample_fmts": "s16", **COMMON[1]}),
    ]
    with target.open("wb") as file:
        for block in _filtered(path, filters):
            file.write(np.ascontiguousarray(block, "<i2").tobytes())
    written = target.stat().st_size // (2 * CHANNELS)
    return Speech(target, min(count, written))


def _measure(path: Path, workshop: Path) -> tuple[int, float]:
    """Return the number of samples of a file, and its loudness in LUFS."""
    notes = workshop / "loudness"
    filters: list[Filter] = [
        COMMON,
        ("ebur128", {"metadata": "1", "framelog": "quiet"}),
        ("ametadata", {"mode": "print", "key": "lavfi.r128.I", "file": str(notes), "direct": "1"}),
    ]
    count = 0
    for block in _filtered(path, filters):
        if not np.isfinite(block).all():
            raise LayerlightError(f"{path} is damaged: some of its samples are not numbers")
        count += block.size // CHANNELS
    if not count:
        raise LayerlightError(f"{path} is empty: record it again")
    found = [line for line in notes.read_text().splitlines() if line.startswith("lavfi.r128.I=")]
    return count, float(found[-1].split("=")[1]) if found else QUIETEST


def _filtered(path: Path, filters: Sequence[Filter]) -> Iterator[np.ndarray]:
    """Yield the samples of a file after some filters, in blocks of shape (1, 2 × samples)."""
    graph, count = None, 0
    with _readable(path):
        for frame in _decoded(path):
            if graph is None:
                graph = _graph(frame, filters)
            graph.push(frame)
            for block in _pulled(graph):
                count += block.shape[-1] // CHANNELS
                if count > MOST_SECONDS * RATE:
                    raise LayerlightError(
                        f"{path} is longer than {counted(MOST_SECONDS // 60, 'minute')}: cut it"
                        " down to its beat"
                    )
                yield block
        if graph is not None:
            graph.push(None)
            yield from _pulled(graph)


def _graph(frame: av.AudioFrame, filters: Sequence[Filter]) -> Graph:
    """Return a chain of filters for frames such as this one."""
    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=frame.sample_rate,
        format=frame.format.name,
        layout=frame.layout.name,
        time_base=frame.time_base,
    )
    nodes = [graph.add(name, **options) for name, options in filters]
    graph.link_nodes(source, *nodes, graph.add("abuffersink")).configure()
    return graph


def _pulled(graph: Graph) -> Iterator[np.ndarray]:
    """Yield what comes out of a graph now."""
    while True:
        try:
            yield graph.pull().to_ndarray()
        except (BlockingIOError, EOFError):
            return


def _decoded(path: Path) -> Iterator[av.AudioFrame]:
    """Yield the frames of the first audio stream of a file."""
    with av.open(str(path), options={"format_whitelist": FORMATS}) as container:
        if not container.streams.audio:
            raise LayerlightError(f"{path} holds no sound: expected an audio file")
        stream = container.streams.audio[0]
        stream.codec_context.options = {"err_detect": "crccheck+explode"}
        heard = 0.0
        for frame in container.decode(stream):
            _check(path, frame)
            heard += frame.samples / frame.sample_rate
            yield frame
        length = float((stream.duration or 0) * (stream.time_base or 0))
        if heard and length > heard + TOLERANCE and container.format.name not in GUESSED:
            raise LayerlightError(
                f"{path} is damaged: expected {length:.2f} s, found {heard:.2f} s; copy or record"
                " it again"
            )


def _check_size(path: Path) -> None:
    """Refuse a WAV file that was not copied to its end, which FFmpeg plays as far as it goes."""
    with path.open("rb") as file:
        head = file.read(8)
    if head[:4] != b"RIFF":
        return
    expected, found = 8 + int.from_bytes(head[4:], "little"), path.stat().st_size
    # A program that writes into a pipe does not know the length, and says the largest there is.
    if found < expected < STREAMED:
        raise LayerlightError(
            f"{path} is damaged: expected {expected:,} bytes, found {found:,}; copy or record it"
            " again"
        )


def _check(path: Path, frame: Any) -> None:
    """Refuse what no microphone records."""
    channels = frame.layout.nb_channels
    if frame.sample_rate not in RATES or not 1 <= channels <= MOST_CHANNELS:
        raise LayerlightError(
            f"{path} has {counted(channels, 'channel')} of {frame.sample_rate:,} Hz: expected 1 to"
            f" {MOST_CHANNELS} channels of {RATES[0]:,} to {RATES[-1]:,} Hz"
        )


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Turn FFmpeg's errors into a sentence."""
    try:
        yield
    except (av.error.FFmpegError, ValueError) as error:
        if not path.stat().st_size:
            raise LayerlightError(f"{path} is empty: record it again") from error
        if isinstance(error, PermissionError | FileNotFoundError):
            raise
        what = getattr(error, "strerror", None) or str(error)
        raise LayerlightError(
            f"{path} cannot be read as an audio file ({what}): save it again as wav or flac"
        ) from error
