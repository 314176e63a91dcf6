"""What the network answers: first a question mark, then the class and whether it is right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import VGroup

from scenes.clips.training_loop.sample_view import shortened
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["Answer"]

LARGE, MOST = 1.5, 0.4
"""Size of the answer, in frame units, and the most of the region's height that it takes."""


class Answer(VGroup):
    """A heading, and below it in large type a question mark, later the answer.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
    step : int
    words : (str, str, str)
        The heading, and the verdicts for a right and a wrong answer.

    Attributes
    ----------
    heading, question, verdict : TextLine
    answer : Readout or TextLine
    """

    def __init__(
        self, theme: Theme, region: Region, recording: Any, step: int, words: Sequence[str]
    ):
        heading, right, wrong = words
        em = min(LARGE, MOST * region.height)
        name = recording.class_names[int(recording.predictions[step])]
        self.answer: Readout | TextLine
        if "classes" in recording.metadata:
            source = Source(recording, "predicted_class", step)
            self.answer = Readout(theme, source, NumberFormat(0), em, theme.ink)
        else:
            small = min(0.7, em)
            self.answer = shortened(theme, name, small, theme.ink, region.width)
        y = region.y - DIGIT_HEIGHT * em / 2
        self.heading = TextLine(theme, heading, theme.sizes.label, theme.quiet)
        self.heading.place(region.x, y + em * DIGIT_HEIGHT + 0.35)
        self.question = TextLine(theme, "?", em, theme.quiet).place(region.x, y)
        self.answer.place(region.x, y)
        verdict = right if recording.correct[step] else wrong
        self.verdict = TextLine(theme, verdict, theme.sizes.label, theme.ink)
        self.verdict.place(region.x, y - 0.6)
        super().__init__(self.heading, self.question)
