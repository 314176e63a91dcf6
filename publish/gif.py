"""A GIF from a lossless video, with one palette for the whole clip."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
from av.error import BlockingIOError as NothingYet
from av.error import EOFError as NothingLeft
from av.filter import Graph

from network.system.files import unfinished
from scenes.style.picture_size import Quality

__all__ = ["PLAYS", "gif_quality", "write_gif"]

PLAYS = 3
"""Number of times a GIF plays; endless motion would distract from the rest of the slide."""
MOST_WIDTH = 800
MOST_FPS = 15


def gif_quality(quality: Quality) -> Quality:
    """Return the quality at which a clip is drawn for a GIF: small, with the same aspect ratio."""
    share = min(1.0, MOST_WIDTH / quality.width)
    width, height = (2 * round(share * side / 2) for side in (quality.width, quality.height))
    return Quality(width, height, min(quality.fps, MOST_FPS))


def write_gif(source: Path, target: Path) -> None:
    """Convert a video to a GIF.

    Parameters
    ----------
    source : Path
        A video, preferably lossless.
    target : Path
        Replaced only when the new file is complete.

    Raises
    ------
    OSError, av.error.FFmpegError
        If the source cannot be read or the target cannot be written.
    """
    palette = _palette(source)
    with (
        unfinished(target) as partial,
        av.open(source) as film,
        av.open(partial, "w", format="gif", options={"loop": str(PLAYS - 1)}) as out,
    ):
        shown = film.streams.video[0]
        stream = out.add_stream("gif", rate=shown.average_rate)
        stream.width, stream.height, stream.pix_fmt = shown.width, shown.height, "pal8"
        for frame in _with_palette(film, shown, palette):
            out.mux(stream.encode(frame))
        out.mux(stream.encode())


def _palette(source: Path) -> Any:
    """Choose 256 colours for the whole video."""
    with av.open(source) as film:
        graph = Graph()
        entry = graph.add_buffer(template=film.streams.video[0])
        graph.link_nodes(entry, graph.add("palettegen"), graph.add("buffersink")).configure()
        for frame in film.decode(video=0):
            graph.push(frame)
        graph.push(None)
        return graph.pull()


def _with_palette(film, shown, palette: Any) -> Iterator[Any]:
    """Yield the frames in the colours of the palette, undithered, as dithering would flicker."""
    graph = Graph()
    frames = graph.add_buffer(template=shown)
    colours = graph.add_buffer(
        width=palette.width, height=palette.height, format=palette.format.name,
        time_base=shown.time_base,
    )  # fmt: skip
    use = graph.add("paletteuse", "dither=none:diff_mode=rectangle")
    frames.link_to(use, 0, 0)
    colours.link_to(use, 0, 1)
    use.link_to(graph.add("buffersink"))
    graph.configure()
    palette.pts = 0
    colours.push(palette)
    colours.push(None)
    for frame in film.decode(shown):
        frames.push(frame)
        yield from _ready(graph)
    frames.push(None)
    yield from _ready(graph)


def _ready(graph: Graph) -> Iterator[Any]:
    while True:
        try:
            yield graph.pull()
        except (NothingYet, NothingLeft):
            return
