"""All clips in one film: segments of title cards and clips, joined, with chapters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from network import Recording
from scenes.base import Beat, Look
from scenes.catalog import ClipEntry
from scenes.clips.lecture import title_card
from scenes.encoding import join_segments
from scenes.quality import Quality
from scenes.rendering import Progress, Rendered, draw_segments

__all__ = ["render_lecture"]


def render_lecture(
    entries: Sequence[tuple[ClipEntry, Recording]],
    look: Look,
    quality: Quality,
    target: Path,
    title: str,
    progress: Callable[[str], Progress] | None = None,
) -> Rendered:
    """Draw clips one after the other into one MP4, each behind its title card, with chapters.

    Segments of clips that were rendered alone, at the same quality, are used again.

    Parameters
    ----------
    entries : sequence of (ClipEntry, Recording)
        The clips in order.
    look : Look
    quality : Quality
    target : Path
    title : str
        Of the whole, written into the file.
    progress : callable, optional
        From a clip's name to what is called with the frames done and in all.

    Raises
    ------
    LayerlightError
        If a clip cannot be drawn from its recording.
    OSError
        If the cache or the target cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    segments: list[Path] = []
    chapters: list[tuple[str, int, int]] = []
    beats: list[Beat] = []
    frames = 0
    for entry, recording in entries:
        card, _ = draw_segments(entry, recording, look, quality, scene_class=title_card(entry))
        report = None if progress is None else progress(entry.id)
        scene, video = draw_segments(entry, recording, look, quality, report)
        segments += [*card.renderer.segments, *scene.renderer.segments]
        start = (frames + card.renderer.frames) / quality.fps
        beats += [b.moved(start) for b in scene.beats]
        end = frames + card.renderer.frames + scene.renderer.frames
        chapters.append((look.words[f"{entry.id}.title"], frames, end))
        frames = end
    count = join_segments(segments, target, video, title, chapters)
    return Rendered(target, count / quality.fps, count, beats)
