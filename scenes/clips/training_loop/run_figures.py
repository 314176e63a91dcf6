"""Figures of a whole training run: its number of steps, and its accuracy."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Rectangle, VGroup

from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.mark import mark
from scenes.provenance.relation import relate
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["AccuracyBars", "StepCount"]

LEAST_SHARE = 0.85
"""Numbers shrink to this share of their size before they are stacked."""
LEAST_WIDTH, NAME_HEIGHT = 9.0, 0.42
"""In less width, names are above their bars and take this height, in frame units."""
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
        words = [TextLine(theme, name, 0.42, theme.quiet) for name in names]
        self._set(theme, sources, 1.85 * theme.sizes.number)
        whole = self._in_line(region, words)
        share = region.width / whole
        if LEAST_SHARE <= share < 1.0:
            self._set(theme, sources, share * self.em)
            whole = self._in_line(region, words)
        if whole > region.width:
            self._set(theme, sources, min(region.width / 4.6, region.height / 5.3))
            self._in_column(region)
        pairs = zip(words, self.numbers, strict=True)
        self.names = VGroup(*[self._named(word, number) for word, number in pairs])
        super().__init__(*self.numbers, self.signs, self.names)

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
        x = region.x - whole / 2
        for item, width in zip(line, widths, strict=True):
            if isinstance(item, Readout):
                item.place(x + width / 2, region.y - em * DIGIT_HEIGHT / 4)
            else:
                item.move_to([x + width / 2, region.y + em * DIGIT_HEIGHT / 4, 0])
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


class AccuracyBars(VGroup):
    """Bars whose lengths are accuracies; the length of the track stands for 100 %.

    The name of a bar is at its left, or above it in a narrow region.

    Parameters
    ----------
    theme : Theme
    region : Region
    names : sequence of str
    sources : sequence of Source
        Accuracies; the last one, for other images than the rest, is set apart.
    head : str
        Says what the accuracies measure.

    Attributes
    ----------
    bars, tracks : list of Rectangle
    names : list of TextLine
    values : list of Readout
    head : TextLine
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        names: Sequence[str],
        sources: Sequence[Source],
        head: str,
    ):
        above = region.width < LEAST_WIDTH
        words = [TextLine(theme, name, 0.42, theme.ink) for name in names]
        name_room = 0.0 if above else max(2.9, *[word.width + 0.3 for word in words])
        value_room, em = 1.9, 1.4 * theme.sizes.number
        full = region.width - name_room - value_room
        self.bars, self.tracks, self.names, self.values = [], [], [], []
        top, *rows = region.split(0.5, *[1] * (len(names) - 1), 0.3, 1, gap=0.1 if above else 0.16)
        del rows[-2]
        self.head = TextLine(theme, head, 0.42, theme.quiet)
        self.head.place(region.right, top.bottom + 0.05, "right")
        for row, name, source in zip(rows, words, sources, strict=True):
            left, height, y = row.left + name_room, 0.78 * row.height, row.y
            if above:
                height = min(row.height - NAME_HEIGHT, 0.7)
                y = row.bottom + height / 2
            track = Rectangle(width=full, height=height, stroke_color=theme.hairline)
            track.set_stroke(width=theme.sizes.line / 2).move_to([left + full / 2, y, 0])
            bar = Rectangle(width=full * source.value, height=height, stroke_width=0)
            bar.set_fill(theme.hairline, opacity=1)
            bar.move_to([left + bar.width / 2, y, 0])
            bar.full = full
            mark(bar, "length", source)
            value = Readout(theme, source, PERCENT, em, theme.ink)
            self.tracks.append(track)
            self.bars.append(bar)
            if above:
                name.place(left, y + height / 2 + 0.14, "left")
            else:
                name.place(left - 0.25, y - 0.13, "right")
            self.names.append(name)
            self.values.append(value.place(left + full + 0.25, y - em * DIGIT_HEIGHT / 2, "left"))
        super().__init__(*self.tracks, *self.bars, *self.names, *self.values, self.head)

    def grow(self, k: int):
        """Return the animation that draws bar ``k`` from its left end."""
        bar = self.bars[k]
        target = bar.copy()
        bar.stretch_to_fit_width(0.01).align_to(target, [-1, 0, 0])
        return bar.animate.become(target)
