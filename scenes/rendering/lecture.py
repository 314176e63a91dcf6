"""The lecture: all clips in one video, with title cards and chapters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from network.storage.storable import Storable
from scenes.base import Beat, Style
from scenes.catalog import ClipEntry
from scenes.clips.lecture.scene import title_card
from scenes.rendering.clips import Progress, Rendered, clip_job, open_store, voiced_clip
from scenes.rendering.encoding import join_segments
from scenes.rendering.jobs import Drawn, draw
from scenes.rendering.options import RunOptions
from scenes.rendering.stills import draw_beats
from scenes.rendering.voiced import Voiced
from scenes.style.picture_size import Quality

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["draw_lecture_beats", "render_lecture"]


def render_lecture(
    entries: Sequence[tuple[ClipEntry, Storable]],
    style: Style,
    quality: Quality,
    target: Path,
    title: str,
    progress: Callable[[str], Progress] | None = None,
    options: RunOptions | None = None,
) -> Rendered:
    """Draw clips one after another into one video, each with a title card and a chapter.

    Cached segments of single clips of the same quality are reused.

    Parameters
    ----------
    entries : sequence of (ClipEntry, Storable)
        The clips in order, with their recordings.
    style : Style
    quality : Quality
    target : Path
    title : str
        Title in the file's metadata.
    progress : callable, optional
        Called with each clip's name; returns that clip's progress callback.
    options : RunOptions, optional

    Returns
    -------
    Rendered
        Each chapter starts with the beat of its title card, which is named after the clip.

    Raises
    ------
    LayerlightError
        If a clip cannot be drawn from its recording.
    OSError
        If the cache or the target cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    options = options or RunOptions()
    jobs = []
    for entry, recording in entries:
        card = clip_job(entry, recording, style, quality, options, card=title_card)
        jobs += [card, clip_job(entry, recording, style, quality, options)]
    drawn: dict[int, Drawn] = {}
    bars = (
        {} if progress is None else {2 * k + 1: progress(e.id) for k, (e, _) in enumerate(entries)}
    )

    def report(j: int, done: int, total: int | None) -> None:
        if j in bars:
            bars[j](done, total)

    callback = None if progress is None else report
    store, keep = open_store(options), drawn.__setitem__
    draw(jobs, store, options.workers, keep, callback, options.warn, options.crew)
    whole, chapters = Voiced([], [], []), []
    for k, (entry, _) in enumerate(entries):
        start = whole.frames
        before = drawn[2 * k]
        about = [Beat(**beat) for beat in before.about]
        _add(whole, Voiced(about, list(before.segments), before.lengths), quality.fps)
        clip = drawn[2 * k + 1]
        beats = [Beat(**beat) for beat in clip.about]
        _add(whole, voiced_clip(entry, beats, clip, options, quality.fps), quality.fps)
        chapters.append((style.words[f"{entry.id}.title"], start, whole.frames))
    video, frames = jobs[0].video, whole.frames
    join_segments(
        whole.segments,
        target,
        video,
        title,
        chapters,
        whole.lengths,
        options.silent,
        whole.spoken,
    )
    return Rendered(
        target,
        frames / quality.fps,
        frames,
        whole.beats,
        video,
        whole.segments,
        chapters,
        options.silent,
        0,
        whole.spoken,
        whole.holds,
    )


def _add(whole: Voiced, part: Voiced, fps: int) -> None:
    """Append a part to a video."""
    start = whole.frames
    whole.beats.extend(beat.moved(start / fps) for beat in part.beats)
    whole.spoken.extend((start + frame, speech) for frame, speech in part.spoken)
    whole.holds.extend((start + frame, frames) for frame, frames in part.holds)
    whole.segments.extend(part.segments)
    whole.lengths.extend(part.lengths)


def draw_lecture_beats(
    entries: Sequence[tuple[ClipEntry, Storable]],
    style: Style,
    quality: Quality,
    on_picture: Callable[[ClipEntry, Beat, Image], None],
) -> None:
    """Draw every title card, and the last frame of each beat of the clips, in their order.

    Parameters
    ----------
    entries : sequence of (ClipEntry, Storable)
        The clips in order, with their recordings.
    style : Style
    quality : Quality
    on_picture : callable
        Called with the clip, the beat and its picture.

    Raises
    ------
    LayerlightError
        If a clip cannot be drawn from its recording.
    """
    for entry, recording in entries:
        for scene_class in (title_card(entry), None):
            draw_beats(entry, recording, style, quality, partial(on_picture, entry), scene_class)
