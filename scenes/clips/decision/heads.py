"""Words and counters beside the plane: key of the classes, and what is correct."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Line, VGroup

from scenes.clips.decision.classes import AnswerColours, class_mark
from scenes.clips.decision.course import PlaneCourse
from scenes.clips.training_loop.sample_view import shortened
from scenes.mobjects.graphing.course import Moment
from scenes.mobjects.images.painting import Painting
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["ClassKey", "CorrectCount", "OutputKey"]

WHOLE = NumberFormat(0)
MARK = 0.17
"""Radius of the marks in the key, in frame units."""
LEAST_GAP = 1.4 * MARK
"""Least distance from a name to the middle of the next mark."""
BAR = 240
"""Steps of colour of the bar."""


class ClassKey(VGroup):
    """Each class's mark and name in a row.

    Parameters
    ----------
    theme : Theme
    region : Region
    names : sequence of str
    """

    def __init__(self, theme: Theme, region: Region, names: Sequence[str]):
        super().__init__()
        em, room = 1.1 * theme.sizes.label, region.width / len(names) - 3 * MARK - 0.25
        x, baseline = region.left + 1.3 * MARK, region.y - 0.12
        words = [shortened(theme, name, em, theme.ink, max(room, 0.5)) for name in names]
        # Many names stand nearer to each other, and what does not even fit then is left out.
        taken = sum(word.width for word in words) + (2 * len(names) + 1.3) * MARK
        gap = (region.width - taken) / max(len(names) - 1, 1)
        for k, word in enumerate(words):
            sign = class_mark(theme, k, MARK).move_to([x, baseline + 0.1, 0.0])
            word.place(x + 2 * MARK, baseline, "left")
            self.add(sign, *([word] if gap >= LEAST_GAP else []))
            x = word.get_right()[0] + min(3 * MARK, gap) if gap >= LEAST_GAP else x + 3 * MARK


class OutputKey(VGroup):
    """What a tint means, for a single output: a bar from 0 to 1 with the classes at its ends.

    Parameters
    ----------
    theme : Theme
    region : Region
    word : str

    Attributes
    ----------
    bar : Painting
        Not part of the group: show and move both.
    """

    def __init__(self, theme: Theme, region: Region, word: str):
        super().__init__()
        em, number_em = 1.1 * theme.sizes.label, 1.1 * theme.sizes.number_small
        baseline = region.y - 0.12
        name = TextLine(theme, word, em, theme.quiet).place(region.left, baseline, "left")
        zero = Readout(theme, AxisValue(0.0), WHOLE, number_em, theme.quiet)
        one = Readout(theme, AxisValue(1.0), WHOLE, number_em, theme.quiet)
        ends = [class_mark(theme, k, MARK) for k in (0, 1)]
        left = name.get_right()[0] + 0.35
        right = min(region.right, left + 4.6)
        ends[0].move_to([left + MARK, baseline + 0.1, 0.0])
        ends[1].move_to([right - MARK, baseline + 0.1, 0.0])
        self.left, self.right = left + 2 * MARK + 0.4, right - 2 * MARK - 0.4
        place = Region(self.left, self.right, baseline - 0.06, baseline + 0.25)
        values = (np.arange(BAR) + 0.5)[:, None] / BAR
        self.level = place.y
        self.bar = Painting(place, AnswerColours(theme).colours(values)[None])
        for number, x, value in ((zero, self.left - 0.14, 0.0), (one, self.right + 0.14, 1.0)):
            number.place(
                x, baseline + 0.11 - number_em * DIGIT_HEIGHT / 2, "right" if not value else "left"
            )
            at = self.c2p(value)
            number.tick, number.axes, number.axis = Line(at, at, stroke_width=0), self, 0
        middle = self.c2p(0.5)
        half = Line([middle[0], place.bottom, 0], [middle[0], place.top, 0], color=theme.ink)
        half.set_stroke(width=2.2 * theme.sizes.line)
        self.add(name, *ends, zero, one, half)

    def c2p(self, value: float) -> np.ndarray:
        """Return the place of an output on the bar, in frame units."""
        return np.array([self.left + (self.right - self.left) * value, 0.0, 0.0])

    def p2c(self, point: np.ndarray) -> tuple[float, float]:
        """Return the output at a point, twice, as there is one axis."""
        value = float((point[0] - self.left) / (self.right - self.left))
        return value, value


class CorrectCount(VGroup):
    """How many of all samples are classified correctly, above the plane.

    Parameters
    ----------
    theme : Theme
    region : Region
    course : PlaneCourse
    words : (str, str)
        Before the number, and between it and the number of all samples.
    """

    def __init__(self, theme: Theme, region: Region, course: PlaneCourse, words: tuple[str, str]):
        em, number_em = 1.1 * theme.sizes.label, 1.05 * theme.sizes.number
        self.course, baseline = course, region.bottom + 0.16
        total = Source(course.recording, "setting", index=("samples",))
        most = Readout(theme, total, WHOLE, number_em, theme.ink)
        most.place(region.right, baseline, "right")
        of = TextLine(theme, words[1], em, theme.quiet)
        of.place(most.get_left()[0] - 0.14, baseline, "right")
        first = course.source("all_samples_correct", 0)
        x = of.get_left()[0] - 0.14
        self.number = Counter(theme, first, WHOLE, number_em, theme.ink, x, baseline, "right")
        word = TextLine(theme, words[0], em, theme.quiet)
        word.place(x - most.advance_width - 0.14, baseline, "right")
        super().__init__(word, self.number, of, most)

    def show(self, moment: Moment) -> None:
        """Show the count at a moment."""
        self.number.show(self.course.source("all_samples_correct", moment.nearest))
