"""Counters of the two loops, and the number of right answers, on the dial."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from manim import Animation, Circle, Transform, UpdateFromAlphaFunc, VGroup, linear

from scenes.animation.timing import within
from scenes.clips.training_loop.course import Course
from scenes.clips.training_loop.loop_dial import LAMP, LoopDial
from scenes.mobjects.text.paging import LoopCounter, Ordinal, turn_into
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["DialCounts", "LampKey", "Score"]

COUNT = NumberFormat(0, grouped=True)
EM = 0.36
SPACE = 0.14
"""Between the words and numbers of a line, in frame units."""


class DialCounts:
    """'epoch 1 of 25' above the dial, and 'image 1 of 12' below it.

    Parameters
    ----------
    theme : Theme
    region : Region
        Of the dial, whose corners are free.
    dial : LoopDial
    course : Course
    words : sequence of str
        For an epoch, for a sample, and "of".

    Attributes
    ----------
    lines, shown : list of VGroup
        Both lines, and those on screen.
    room : Region
        Free in the middle of the dial.
    score_at : (float, float)
        Middle and baseline of the line below the dial.
    """

    def __init__(
        self, theme: Theme, region: Region, dial: LoopDial, course: Course, words: Sequence[str]
    ):
        self.theme, self.dial, self.course = theme, dial, course
        recording, (epoch, sample, of) = course.recording, words
        x, y, _ = dial.centre
        below = y - dial.outer - 0.45
        self.key_at, self.score_at = (x, below - 0.5), (x, below)
        total = course.total
        steps = range(0, total, course.stops)
        epochs = [Source(recording, "epoch", k) for k in steps]
        places = [Ordinal(recording, "place_in_epoch", k) for k in range(course.stops)]
        setting = "images" if "images" in recording.metadata else "epoch_steps"
        self.lines = [
            self._line(sources, epoch_or_sample, of, Source(recording, "setting", index=(key,)), y)
            for sources, epoch_or_sample, key, y in (
                (epochs, epoch, "epochs", y + dial.outer + 0.26),
                (places, sample, setting, below),
            )
        ]
        self.shown = list(self.lines)
        self.room = dial.middle

    def _line(
        self, sources: Sequence[Source], word: str, of: str, total: Source, baseline: float
    ) -> VGroup:
        theme = self.theme
        last = Readout(theme, total, COUNT, EM, theme.quiet)
        name, between = (TextLine(theme, text, EM, theme.quiet) for text in (word, of))
        room = last.advance_width  # as much as the longest number
        width = name.width + between.width + 2 * room + 3 * SPACE
        left = float(self.dial.centre[0]) - width / 2
        name.place(left, baseline, "left")
        counter = LoopCounter(theme, sources, EM, theme.ink)
        counter.place(left + name.width + SPACE + room / 2, baseline, "centre")
        between.place(left + name.width + 2 * SPACE + room, baseline, "left")
        last.place(left + width, baseline, "right")
        return VGroup(counter, name, between, last)

    def _at(self, step: float) -> tuple[int, int]:
        now = min(int(step + 0.5), self.course.total - 1)
        return now // self.course.stops, now % self.course.stops

    def stand(self, step: int) -> None:
        """Show the numbers of a step."""
        for line, place in zip(self.lines, self._at(step), strict=True):
            turn_into(line[0], line[0].pages[place])

    def run(self, way: Callable[[float], float]) -> list[Animation]:
        """Return the animations of the counters that are shown, along a way from step to step."""
        return [
            line[0].run(lambda share, k=k: self._at(way(share))[k])
            for k, line in enumerate(self.lines)
            if line in self.shown
        ]


class Score(VGroup):
    """'8 of 12 right' below the dial: of an epoch that is done.

    Parameters
    ----------
    theme : Theme
    place : (float, float)
        Middle and baseline of the line.
    course : Course
    words : (str, str)
        "of" and "right".
    epoch : int
        The epoch shown first, counted from 0.
    """

    def __init__(
        self, theme: Theme, place: tuple[float, float], course: Course, words: Sequence[str],
        epoch: int,
    ):  # fmt: skip
        self.theme, self.course = theme, course
        super().__init__()
        if not course.has_answers:
            return
        recording, (x, y) = course.recording, place
        setting = "images" if "images" in recording.metadata else "epoch_steps"
        total = Source(recording, "setting", index=(setting,))
        self.pages: dict[int, Readout] = {}
        whole = Readout(theme, total, COUNT, EM, theme.quiet)
        of, right = (TextLine(theme, text, EM, theme.quiet) for text in words)
        room = whole.advance_width
        width = 2 * room + of.width + right.width + 3 * SPACE
        self.place_at = x - width / 2 + room, y
        of.place(self.place_at[0] + SPACE, y, "left")
        whole.place(self.place_at[0] + of.width + 2 * SPACE + room, y, "right")
        right.place(x + width / 2, y, "right")
        self.number = self._page(epoch).copy()
        self.add(self.number, of, whole, right)

    def _page(self, epoch: int) -> Readout:
        """Return the number of an epoch; each is typeset once."""
        if epoch not in self.pages:
            source = Source(self.course.recording, "epoch_correct", index=(epoch,))
            number = Readout(self.theme, source, COUNT, EM, self.theme.ink)
            self.pages[epoch] = number.place(*self.place_at, "right")
        return self.pages[epoch]

    def show(self, epoch: int) -> None:
        """Show the number of an epoch, counted from 0."""
        if self.course.has_answers:
            turn_into(self.number, self._page(epoch))

    def run(self, at: Callable[[float], int]) -> list[Animation]:
        """Return the animation of the number: ``at`` gives the epoch at each share of a play."""
        if not self.course.has_answers:
            return []
        return [UpdateFromAlphaFunc(self, lambda _, share: self.show(at(share)), rate_func=linear)]

    def vanish(self, stop: float) -> list[Animation]:
        """Return the animation in which the line disappears as another epoch begins."""
        return [within(self.animate.set_opacity(0.0), 0.0, stop)] if len(self) else []

    def appear(self) -> list[Animation]:
        """Return the animation in which it comes back."""
        return [self.animate.set_opacity(1.0)] if len(self) else []

    def emphasise(self) -> list[Animation]:
        """Return the animation that gives the number the colour of the focus."""
        if not self.course.has_answers:
            return []
        return [Transform(self.number, self.number.copy().set_fill(self.theme.focus))]


class LampKey(VGroup):
    """The key to the lamps: one that is lit, and one that is not.

    Parameters
    ----------
    theme : Theme
    x, baseline : float
        Its middle, in frame units.
    words : (str, str)
        For a right and for a wrong answer.
    """

    def __init__(self, theme: Theme, x: float, baseline: float, words: Sequence[str]):
        super().__init__()
        names = [TextLine(theme, text, theme.sizes.label, theme.quiet) for text in words]
        room = 2 * LAMP + 0.1
        width = sum(name.width for name in names) + 2 * room + 0.3
        left = x - width / 2
        for name, lit in zip(names, (1.0, 0.0), strict=True):
            lamp = Circle(
                LAMP, stroke_width=theme.sizes.line, stroke_color=theme.ink,
                fill_color=theme.activation(lit), fill_opacity=1,
            )  # fmt: skip
            lamp.move_to([left + LAMP, baseline + 0.1, 0])
            name.place(left + room, baseline, "left")
            self.add(lamp, name)
            left += room + name.width + 0.3
