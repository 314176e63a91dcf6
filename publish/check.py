"""Check clips against the rules of truth and layout, without drawing them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from network.errors import LayerlightError
from network.system.isolation import isolated
from network.system.signals import ended_by_signals
from publish.exports import counted
from scenes.catalog import ClipEntry
from scenes.rendering.manim_import import without_configuration
from scenes.style.picture_size import Quality

if TYPE_CHECKING:
    from scenes.base import Style

__all__ = ["Verdict", "check_clip", "check_clips"]


@dataclass
class Verdict:
    """What was found in a clip.

    Parameters
    ----------
    beats, numbers, marks, equations : int
        How many were checked.
    paintings : int
        How many paintings were not.
    faults : list of str
        One line each.
    """

    beats: int = 0
    numbers: int = 0
    marks: int = 0
    equations: int = 0
    paintings: int = 0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Say on one line what was checked, and the result."""
        found = ", ".join(
            counted(number, what)
            for number, what in (
                (self.beats, "beat"),
                (self.numbers, "number"),
                (self.marks, "mark"),
                (self.equations, "equation"),
            )
        )
        left = f"; colours of {counted(self.paintings, 'painting')} not checked" * bool(
            self.paintings
        )
        return f"{found}: {counted(len(self.faults), 'fault') if self.faults else 'no fault'}{left}"


def check_clip(entry: ClipEntry, recording: Any, style: Style, quality: Quality) -> Verdict:
    """Play a clip and check what is on screen at the end of each beat.

    Parameters
    ----------
    entry : ClipEntry
    recording : Storable
    style : Style
    quality : Quality
        Its aspect ratio is checked.

    Raises
    ------
    LayerlightError
        If the clip cannot be drawn from the recording.
    """
    from scenes.audit.layout import check_reading_time, check_still
    from scenes.audit.values import check_equations, check_marks, check_numbers
    from scenes.rendering.clips import play_clip

    verdict = Verdict()

    def stop(scene: Any, beat: Any) -> None:
        numbers, count = check_numbers(scene)
        marks, checked, paintings = check_marks(scene)
        equations, stated = check_equations(scene)
        layout = check_still(scene)
        verdict.beats += 1
        verdict.numbers += count
        verdict.marks += checked
        verdict.equations += stated
        verdict.paintings += paintings
        kinds = {"numbers": numbers, "marks": marks, "equations": equations, "layout": layout}
        for kind, found in kinds.items():
            verdict.faults += [f"{entry.id}.{beat.name}: {kind}: {text}" for text in found]

    scene = play_clip(entry, recording, style, quality, stop)
    late = check_reading_time(scene.beats, scene.theme.durations)
    verdict.faults += [f"{entry.id}: layout: {text}" for text in late]
    verdict.faults = list(dict.fromkeys(verdict.faults))
    return verdict


def check_clips(pipeline: Any, say: Callable[[str], None]) -> None:
    """Check the clips of a request, and print a verdict on each.

    Parameters
    ----------
    pipeline : publish.pipeline.Pipeline
        Holds the request.
    say : callable
        Called with each line.

    Raises
    ------
    LayerlightError
        If a clip breaks a rule, or cannot be drawn from its recording.
    """
    faults = 0
    with ended_by_signals(), without_configuration(), isolated():
        for entry, source in pipeline.clips_checked():
            verdict = check_clip(entry, source, pipeline.style, pipeline.request.quality)
            for line in (*verdict.faults, f"{entry.id}: {verdict}"):
                say(line)
            faults += len(verdict.faults)
    if faults:
        raise LayerlightError(f"{counted(faults, 'fault')} found")
