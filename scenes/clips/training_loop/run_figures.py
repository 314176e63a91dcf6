"""The number of steps of a whole training run, as a product."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Animation, UpdateFromAlphaFunc, VGroup, smooth

from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.paging import turn_into
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import relate
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["StepCount"]

NAME, LARGEST = 0.42, 0.85
"""Size of the names, and largest of the numbers, in frame units."""
PITCH, DROP = 1.9, 0.62
"""Distance of the lines in em, and from a number down to its name, in frame units."""
WIDEST, LINES = 4.8, 5.6
"""Width and height of the whole, in em."""
COUNT = NumberFormat(0, grouped=True)


class StepCount(VGroup):
    """Epochs × images = steps, below each other, each with its name below.

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
        self.theme = theme
        em = self.em = min(region.width / WIDEST, region.height / LINES, LARGEST)
        self.numbers = [Readout(theme, source, COUNT, em, theme.ink) for source in sources]
        epochs, images, steps = ((source, COUNT.decimals) for source in sources)
        product = relate("epochs × images", lambda a, b: a * b, [epochs, images], steps)
        self.signs = VGroup(
            Formula(theme, "times", em, theme.quiet), equals_sign(theme, em, [product])
        )
        small = min(NAME, 0.6 * em)
        words = [TextLine(theme, name, small, theme.quiet) for name in names]
        if max(word.width for word in words) > region.width:
            words = [TextLine(theme, name, theme.sizes.label, theme.quiet) for name in names]
        widest = max(number.advance_width for number in self.numbers)
        whole = max(widest + em, *[word.width for word in words])
        self.right = region.x + whole / 2
        rows = region.inner(region.width, 3 * PITCH * em).split(*[1] * len(self.numbers))
        for row, number in zip(rows, self.numbers, strict=True):
            number.place(self.right, row.y, "right")
        for sign, number in zip(self.signs, self.numbers[1:], strict=True):
            y = number.baseline + em * DIGIT_HEIGHT / 2
            sign.move_to([self.right - widest - 0.6 * em, y, 0])
        self.names = VGroup(
            *[
                word.place(self.right, number.baseline - DROP * em, "right")
                for word, number in zip(words, self.numbers, strict=True)
            ]
        )
        super().__init__(*self.numbers, self.signs, self.names)

    def count(self, sources: Sequence[Source]) -> Animation:
        """Return the animation of the number of steps through some values up to its own.

        It shows the first of them from now on.
        """
        number = self.numbers[2]
        pages = [
            Readout(self.theme, source, COUNT, self.em).place(self.right, number.baseline, "right")
            for source in (*sources, number.source)
        ]

        turn_into(number, pages[0])

        def update(shown: Readout, share: float) -> None:
            turn_into(shown, pages[int(smooth(share) * (len(pages) - 1) + 1e-6)])

        return UpdateFromAlphaFunc(number, update, rate_func=lambda share: share)
