"""Small parts beside the network: which sample, the scale of biases, counters, an equation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from manim import Animation, Line, UpdateFromAlphaFunc, VGroup, VMobject, linear

from scenes.clips.training_loop.sample_view import class_label
from scenes.clips.weights_evolution.diagram.evolving_network import BAR, bar_corners
from scenes.clips.weights_evolution.diagram.story import Story
from scenes.mobjects.graphing.course import Moment
from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.paging import Ordinal
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.sentence import Piece, Sentence
from scenes.mobjects.text.text import TextLine
from scenes.provenance.relation import relate, solve_or
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["BiasKey", "ChangeEquation", "SampleNote", "TrainingCounters"]

WHOLE, GROUPED = NumberFormat(0), NumberFormat(0, grouped=True)
SPACE = 0.12
DECIMALS = range(2, 6)


class SampleNote(VGroup):
    """The sample whose values fill the neurons: its image, its number and its target.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
    sample : int
        Index of the sample.
    words : (str, str)
        For a sample, and for its target.
    """

    def __init__(
        self, theme: Theme, region: Region, recording: Any, sample: int, words: tuple[str, str]
    ):
        super().__init__()
        left, em = region.left, theme.sizes.label
        if recording.images is not None:
            side = region.height - 0.16
            place = Region(left, left + side, region.y - side / 2, region.y + side / 2)
            self.add(PixelGrid(theme, place, recording.images[sample], backed=True))
            left += side + 0.2
        steps = np.flatnonzero(np.asarray(recording.image_index) == sample)
        step = int(steps[0])
        number = Readout(theme, Ordinal(recording, "image_index", step), WHOLE, em, theme.ink)
        room = region.right - left - 0.7
        target = class_label(theme, recording, step, em, theme.target, room)
        pairs = ((words[0], theme.quiet, number), (words[1], theme.target, target))
        for (text, colour, what), baseline in zip(pairs, (0.1, -0.32), strict=True):
            word = TextLine(theme, text, em, colour)
            word.place(left, region.y + baseline, "left")
            what.place(word.get_right()[0] + SPACE, region.y + baseline, "left")
            self.add(word, what)


class BiasKey(VGroup):
    """The scale of the biases' bars: one as long as the largest stands for.

    Parameters
    ----------
    theme : Theme
    right, y : float
        Right end, and height of the bar.
    length, full : float
        Length of the bar, and the bias that it stands for.
    name : str
    """

    def __init__(
        self, theme: Theme, right: float, y: float, length: float, full: float, form: NumberFormat,
        name: str,
    ):  # fmt: skip
        em = theme.sizes.number_small
        number = Readout(theme, AxisValue(full), form, em, theme.bias)
        number.place(right, y - em * DIGIT_HEIGHT / 2, "right")
        end = right - number.advance_width - SPACE
        self.left, self.full, self.length = end - length, full, length
        bar = VMobject(stroke_width=0).set_fill(theme.bias, opacity=1)
        bar.set_points_as_corners(bar_corners(self.left, end, y - BAR / 2, y + BAR / 2))
        zero = Line([self.left, y - BAR / 2, 0], [self.left, y + BAR / 2, 0])
        zero.set_stroke(theme.hairline, width=0.8 * theme.sizes.line)
        number.tick = Line([end, y, 0], [end, y, 0], stroke_width=0)
        number.axes, number.axis = self, 0
        word = TextLine(theme, name, theme.sizes.label, theme.bias)
        word.place(min((self.left + end) / 2, right - word.width / 2), y + 0.26)
        super().__init__(bar, zero, number, word)

    def p2c(self, point: np.ndarray) -> tuple[float, float]:
        """Return the bias at a point along the bar, twice, as there is one axis."""
        value = float((point[0] - self.left) / self.length * self.full)
        return value, value


class TrainingCounters(VGroup):
    """The training step and the epoch, or the checkpoint of an imported run.

    Parameters
    ----------
    theme : Theme
    region : Region
    story : Story
    words : sequence of str
        For step, epoch, checkpoint and "of".
    """

    def __init__(self, theme: Theme, region: Region, story: Story, words: Sequence[str]):
        super().__init__()
        self.story, self.theme = story, theme
        recording, course = story.recording, story.course
        step, epoch, checkpoint, of = words
        self.step: Counter
        self.epoch: Counter | None = None
        baseline, right = region.y - 0.1, region.right
        if recording.is_imported:
            self.step, _ = self._counter(right, baseline, checkpoint, course.count(course.last), of)
            return
        self.step, left = self._counter(right, baseline, step, course.count(course.last), of)
        epochs = self._epoch(course.last)
        if epochs.value > 1:
            room = left - 0.45
            self.epoch, _ = self._counter(room, baseline, epoch, epochs, of)

    def _epoch(self, step: int) -> Source:
        """Return the epoch of the last of so many updates."""
        return Source(self.story.recording, "epoch", max(step - 1, 0))

    def _counter(
        self, right: float, baseline: float, word: str, last: Source, of: str
    ) -> tuple[Counter, float]:
        """Add "step 12 of 300" and return the counter, and where the line begins."""
        theme, em = self.theme, self.theme.sizes.label
        most = Readout(theme, last, GROUPED, em, theme.quiet).place(right, baseline, "right")
        between = TextLine(theme, of, em, theme.quiet)
        between.place(most.get_left()[0] - SPACE, baseline, "right")
        x = between.get_left()[0] - SPACE
        counter = Counter(theme, last, GROUPED, em, theme.ink, x, baseline, "right")
        name = TextLine(theme, word, em, theme.quiet)
        name.place(x - most.advance_width - SPACE, baseline, "right")
        self.add(name, counter, between, most)
        return counter, float(name.get_left()[0])

    def show(self, moment: Moment) -> None:
        """Show the counts at a moment."""
        self.step.show(self.story.course.count(moment.nearest))
        if self.epoch is not None:
            self.epoch.show(self._epoch(moment.nearest))

    def go(self, at: Callable[[float], Moment]) -> Animation:
        """Return the animation through the moments that ``at`` gives for the shares of a play."""
        return UpdateFromAlphaFunc(self, lambda _, share: self.show(at(share)), rate_func=linear)


class ChangeEquation(VGroup):
    """Weight at the start + change = weight in the end, with a name below each.

    Parameters
    ----------
    theme : Theme
    region : Region
    story : Story
    names : sequence of str
    """

    def __init__(self, theme: Theme, region: Region, story: Story, names: Sequence[str]):
        layer, j, i = story.drawn.places[story.winner]
        first, last = story.course.steps[0], story.course.last
        sources = [
            Source(story.recording, quantity, step, layer, (j, i))
            for quantity, step in (("weights", first), ("weight_changes", last), ("weights", last))
        ]
        start, change, end = sources

        def relations(decimals: int) -> list[Any]:
            terms = [(start, decimals), (change, decimals)]
            return [relate("start + change = end", lambda a, b: a + b, terms, (end, decimals))]

        tried = [(decimals,) for decimals in DECIMALS]
        (decimals,) = solve_or((DECIMALS[0],), "start and change", relations, tried)
        form = NumberFormat(decimals, signed=True)
        pieces: list[Piece] = [(start, form), "+", (change, form), "=", (end, form)]
        em = 1.5 * theme.sizes.number
        line = Sentence.fitting(theme, pieces, em, region.width - 0.2, relations(decimals))
        line.place(region.x, region.y + 0.05, "centre")
        for number in line.numbers:
            number.set_fill(theme.signed(number.source.value))
        words = [TextLine(theme, name, theme.sizes.label, theme.quiet) for name in names]
        for word, number in zip(words, line.numbers, strict=True):
            word.place(number.get_x(), region.y - 0.5)
        super().__init__(line, *words)
