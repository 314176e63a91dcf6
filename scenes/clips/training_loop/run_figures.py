"""Figures of a whole training run: its number of steps, and its accuracy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import (
    Dot,
    Line,
    Square,
    VGroup,
    VMobject,
)

from scenes.mobjects.graphing.axes import Plot
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.mark import mark
from scenes.provenance.relation import relate
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["AccuracyPlot", "StepCount"]

LEAST_SHARE = 0.85
"""Numbers shrink to this share of their size before they are stacked."""
NAME, STACK = 0.42, 3.0
"""Size of the names, and least height in which numbers are stacked: else names take two lines."""
WIDTH = 2.6
"""Width of a percentage, in em."""
AXIS, POINT = 0.95, 0.11
"""Room for the numbers of the vertical axis, and radius of a point, in frame units."""
LEVEL, APART = 0.46, 0.1
"""From a name to the level below it, and least room between two names, in frame units."""
BREAK = 0.09
"""Half the width of the break of an axis that does not begin at zero, in frame units."""
COUNT, PERCENT = NumberFormat(0, grouped=True), NumberFormat(1, percent=True)


class StepCount(VGroup):
    """Epochs × images = steps, each with its name below; stacked if the line would be too long.

    Parameters
    ----------
    theme : Theme
    region : Region
        The numbers are centred in it.
    sources : sequence of Source
        Epochs, images and steps.
    names : sequence of str
        Printed below them.

    Attributes
    ----------
    numbers : list of Readout
    signs, names : VGroup
    """

    def __init__(
        self, theme: Theme, region: Region, sources: Sequence[Source], names: Sequence[str]
    ):
        words = [TextLine(theme, name, NAME, theme.quiet) for name in names]
        fits = self._fit(theme, region, sources, words)
        if not fits and region.height < STACK:
            for em in (NAME, theme.sizes.label):
                words = [_name(theme, name, 0.0, em) for name in names]
                if fits := self._fit(theme, region, sources, words):
                    break
        if not fits:
            self._set(theme, sources, min(region.width / 4.6, region.height / 5.3))
            self._in_column(region)
        pairs = zip(words, self.numbers, strict=True)
        self.names = VGroup(*[self._named(word, number) for word, number in pairs])
        super().__init__(*self.numbers, self.signs, self.names)

    def _fit(
        self, theme: Theme, region: Region, sources: Sequence[Source], names: Sequence[TextLine]
    ) -> bool:
        """Put all on one line, with smaller numbers if need be; return whether it fits."""
        self._set(theme, sources, 1.85 * theme.sizes.number)
        whole = self._in_line(region, names)
        share = region.width / whole
        if LEAST_SHARE <= share < 1.0:
            self._set(theme, sources, share * self.em)
            whole = self._in_line(region, names)
        return whole <= region.width + 1e-3

    def _set(self, theme: Theme, sources: Sequence[Source], em: float) -> None:
        """Typeset numbers and signs."""
        self.em, self.stacked = em, False
        colours = (theme.ink, theme.ink, theme.focus)
        self.numbers = [
            Readout(theme, source, COUNT, em, colour)
            for source, colour in zip(sources, colours, strict=True)
        ]
        epochs, images, steps = ((source, COUNT.decimals) for source in sources)
        product = relate("epochs × images", lambda a, b: a * b, [epochs, images], steps)
        self.signs = VGroup(
            Formula(theme, "times", em, theme.quiet), equals_sign(theme, em, [product])
        )

    def _in_line(self, region: Region, names: Sequence[TextLine]) -> float:
        """Put all on one line and return its width, with room for the names below."""
        em, gap, line = self.em, 0.36 * self.em, []
        for k, number in enumerate(self.numbers):
            line += [number, *self.signs[k : k + 1]]
        rooms = {
            number: max(number.advance_width, name.width + 0.1)
            for number, name in zip(self.numbers, names, strict=True)
        }
        widths = [rooms.get(item, item.width) for item in line]
        whole = sum(widths) + gap * (len(line) - 1)
        # Names of two lines need more room below the numbers.
        x, y = region.x - whole / 2, region.y + max(name.drop for name in names)
        for item, width in zip(line, widths, strict=True):
            if isinstance(item, Readout):
                item.place(x + width / 2, y - em * DIGIT_HEIGHT / 4)
            else:
                item.move_to([x + width / 2, y + em * DIGIT_HEIGHT / 4, 0])
            x += width + gap
        return whole

    def _in_column(self, region: Region) -> None:
        """Stack the numbers as in written arithmetic, with the signs at their left."""
        em, self.stacked = self.em, True
        widest = max(number.advance_width for number in self.numbers)
        right = region.x + (widest + em) / 2
        rows = region.inner(region.width, 3 * 1.75 * em).split(*[1] * len(self.numbers))
        for row, number in zip(rows, self.numbers, strict=True):
            number.place(right, row.y, "right")
        for sign, number in zip(self.signs, self.numbers[1:], strict=True):
            sign.move_to([right - widest - 0.6 * em, number.baseline + em * DIGIT_HEIGHT / 2, 0])

    def _named(self, name: TextLine, number: Readout) -> TextLine:
        """Put a name below its number."""
        if self.stacked:
            return name.place(number.get_right()[0], number.baseline - 0.65, "right")
        return name.place(number.get_x(), number.baseline - 0.75)


class AccuracyPlot(Plot):
    """Accuracies of some epochs, and of images never shown, as points above each other's places.

    The vertical axis need not begin at zero: points, not bars, stand on it.

    Parameters
    ----------
    theme : Theme
    region : Region
    names : sequence of str
        Below the points.
    sources : sequence of Source
        Accuracies; the last one is of other images than the rest.
    head : str
        Says what the accuracies measure.

    Attributes
    ----------
    marks : list of Dot or Square
        The last one is a square.
    values : list of Readout
    ways : list of Line
        From point to point of the epochs.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        names: Sequence[str],
        sources: Sequence[Source],
        head: str,
    ):
        count, em = len(sources), 1.3 * theme.sizes.number
        least = min(source.value for source in sources)
        low = max(0.0, np.floor((least - 0.03) * 10) / 10)
        pitch = (region.width - AXIS - 0.2) / count
        em = min(em, (pitch - 0.15) / WIDTH)
        words = [_name(theme, name, pitch - APART) for name in names]
        levels = [0.0] * count
        if any(word.width > pitch - APART for word in words):
            # Words are as wide as the steps between points: every other name stands lower.
            xs = [region.left + AXIS + (k + 0.5) * pitch for k in range(count)]
            rooms = [2 * min(pitch, x - region.left, region.right - x) - APART for x in xs]
            words = [_name(theme, *pair) for pair in zip(names, rooms, strict=True)]
            lower = max(word.drop for word in words[::2]) + LEVEL
            levels = [lower * (k % 2) for k in range(count)]
        foot = max(word.drop + level for word, level in zip(words, levels, strict=True)) + 0.55
        box = Region(region.left + AXIS, region.right - 0.2, region.bottom + foot, region.top - 1.0)
        super().__init__(theme, box, (0, count), (low, 1.0))
        self.lines = self.arrows(region.right, self.top + 0.3)
        share = NumberFormat(0, percent=True)
        for value in np.linspace(low, 1.0, 3):
            self.tick(1, float(value), share, gap=0.14)
        self.head = TextLine(theme, head, theme.sizes.label, theme.quiet)
        self.head.place(max(region.left, self.left - 0.4), self.top + 0.55, "left")
        self.marks, self.values, self.ways = [], [], []
        for k, (word, source) in enumerate(zip(words, sources, strict=True)):
            place = self.c2p(k + 0.5, source.value)
            last = k == count - 1
            point = Square(2 * POINT) if last else Dot(radius=POINT)
            point.set_stroke(theme.ink, theme.sizes.line if last else 0)
            point.set_fill(theme.background if last else theme.ink, opacity=1).move_to(place)
            mark(point, "place", source, axes=self.scales[1])
            value = Readout(theme, source, PERCENT, em, theme.ink)
            up = place[1] + 0.24
            # The line to the next point must not cross the number.
            rises = k < count - 2 and sources[k + 1].value > source.value + 0.02
            below = rises or up + em * DIGIT_HEIGHT > self.top
            value.place(place[0], place[1] - 0.24 - em * DIGIT_HEIGHT if below else up)
            x = max(min(place[0], region.right - word.width / 2), region.left + word.width / 2)
            word.place(x, self.bottom - 0.45 - levels[k])
            self.marks.append(point)
            self.values.append(value)
            if 0 < k < count - 1:
                start = self.marks[k - 1].get_center()
                rim = POINT * (place - start) / np.linalg.norm(place - start)
                self.ways.append(
                    Line(
                        start + rim,
                        place - rim,
                        color=theme.hairline,
                        stroke_width=theme.sizes.line,
                    )
                )
        self.names = VGroup(*words)
        if low > 0:
            self.lines.add(*self._break())
        self.frame = VGroup(self.lines, self.ticks, self.numbers, self.head, self.names)
        self.add(self.frame)

    def _break(self) -> list[VMobject]:
        """Return the sign that the vertical axis leaves out what is below: a gap of two strokes."""
        x, y, b, theme = self.left, self.bottom + 2.6 * BREAK, BREAK, self.theme
        gap = Line([x, y - b / 2, 0], [x, y + b / 2, 0], color=theme.background)
        gap.set_stroke(width=4 * theme.sizes.line)
        strokes = [
            Line([x - b, y + k * b - b / 2, 0], [x + b, y + k * b + b / 2, 0], color=theme.quiet)
            for k in (-0.5, 0.5)
        ]
        return [gap, *[stroke.set_stroke(width=theme.sizes.line) for stroke in strokes]]


def _name(theme: Theme, text: str, width: float, em: float = 0.0) -> TextLine:
    """Typeset a name, on more lines if one would be too long, but no word divided."""
    em = em or theme.sizes.label
    line = TextLine(theme, text, em, theme.quiet)
    if line.width <= width:
        return line
    widest = max(TextLine(theme, word, em, theme.quiet).width for word in text.split())
    return TextLine(theme, text, em, theme.quiet, width=max(width, widest + 0.01))
