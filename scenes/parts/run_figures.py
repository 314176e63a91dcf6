"""Figures of a whole training run: how many steps it takes, how much it gets right."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Rectangle, VGroup

from scenes.frame import Region
from scenes.mark import mark
from scenes.parts.readout import DIGIT_HEIGHT, Readout
from scenes.parts.text import Formula, Words
from scenes.source import NumberFormat, Source
from scenes.theme import Theme

__all__ = ["AccuracyBars", "StepCount"]

COUNT, PERCENT = NumberFormat(0, grouped=True), NumberFormat(1, percent=True)


class StepCount(VGroup):
    """Epochs × images = steps, each named below.

    Parameters
    ----------
    theme : Theme
    region : Region
        The line is centred in it.
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
        em = 2.85 * theme.sizes.number
        colours = (theme.ink, theme.ink, theme.focus)
        self.numbers = [
            Readout(theme, source, COUNT, em, colour)
            for source, colour in zip(sources, colours, strict=True)
        ]
        self.signs = VGroup(*[Formula(theme, sign, em, theme.quiet) for sign in ("times", "=")])
        gap, line = 0.5 * em, []
        for k, number in enumerate(self.numbers):
            line += [number, *self.signs[k : k + 1]]
        widths = [m.advance_width if isinstance(m, Readout) else m.width for m in line]
        x = region.x - (sum(widths) + gap * (len(line) - 1)) / 2
        for item, width in zip(line, widths, strict=True):
            if isinstance(item, Readout):
                item.place(x, region.y - em * DIGIT_HEIGHT / 4, "left")
            else:
                item.move_to([x + width / 2, region.y + em * DIGIT_HEIGHT / 4, 0])
            x += width + gap
        self.names = VGroup(
            *[
                Words(theme, name, 0.5, theme.quiet).place(number.get_x(), number.baseline - 0.75)
                for name, number in zip(names, self.numbers, strict=True)
            ]
        )
        super().__init__(*self.numbers, self.signs, self.names)


class AccuracyBars(VGroup):
    """Bars as long as shares of right answers; the track's length is all.

    Parameters
    ----------
    theme : Theme
    region : Region
    names : sequence of str
    sources : sequence of Source
        The shares; the last is of other images than the rest, and stands apart.
    head : str
        What the shares are of, said above them.

    Attributes
    ----------
    bars, tracks : list of Rectangle
    names : list of Words
    values : list of Readout
    head : Words
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        names: Sequence[str],
        sources: Sequence[Source],
        head: str,
    ):
        name_room, value_room, em = 2.9, 1.9, 1.4 * theme.sizes.number
        full = region.width - name_room - value_room
        self.bars, self.tracks, self.names, self.values = [], [], [], []
        top, *rows = region.split(0.5, *[1] * (len(names) - 1), 0.3, 1, gap=0.16)
        del rows[-2]
        self.head = Words(theme, head, 0.42, theme.quiet)
        self.head.place(region.right, top.bottom + 0.05, "right")
        for row, name, source in zip(rows, names, sources, strict=True):
            left, height = row.left + name_room, 0.78 * row.height
            track = Rectangle(width=full, height=height, stroke_color=theme.hairline)
            track.set_stroke(width=theme.sizes.line / 2).move_to([left + full / 2, row.y, 0])
            bar = Rectangle(width=full * source.value, height=height, stroke_width=0)
            bar.set_fill(theme.hairline, opacity=1)
            bar.move_to([left + bar.width / 2, row.y, 0])
            bar.full = full
            mark(bar, "length", source)
            words = Words(theme, name, 0.42, theme.ink)
            value = Readout(theme, source, PERCENT, em, theme.ink)
            self.tracks.append(track)
            self.bars.append(bar)
            self.names.append(words.place(left - 0.25, row.y - 0.13, "right"))
            self.values.append(
                value.place(left + full + 0.25, row.y - em * DIGIT_HEIGHT / 2, "left")
            )
        super().__init__(*self.tracks, *self.bars, *self.names, *self.values, self.head)

    def grow(self, k: int):
        """The animation that draws bar ``k`` from its foot."""
        bar = self.bars[k]
        target = bar.copy()
        bar.stretch_to_fit_width(0.01).align_to(target, [-1, 0, 0])
        return bar.animate.become(target)
