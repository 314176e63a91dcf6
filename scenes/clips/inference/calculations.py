"""The sums and products that the clip prints, with enough decimals to hold as printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Rectangle, VGroup

from scenes.clips.inference.full_network import FullNetwork
from scenes.clips.inference.reading import Reading
from scenes.clips.inference.waterfall import AXIS, Waterfall
from scenes.mobjects.images.grey_image import outline_of
from scenes.mobjects.text.sentence import Piece, Sentence
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import MOST_DECIMALS, Relation, choices, relate, sign, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["LargestProduct", "NeuronSum", "OutputTotal"]

EM = 0.46
LABEL_RISE = 0.5
"""Of the baseline of a name above that of its number, in frame units."""
BEFORE_TOTAL = 0.2
"""Least distance of the sum of all outputs from the head before it."""
APART = 0.08
"""Least distance of a calculation from bars, in frame units."""
HUNDREDTHS = NumberFormat(2, signed=True)


class NeuronSum(Sentence):
    """Sum of a hidden neuron's products + bias = z.

    Parameters
    ----------
    theme : Theme
    reading : Reading
    neuron : int
    words : (str, str)
        Names of sum and bias.

    Attributes
    ----------
    terms : (Source, Source, Source)
        Sum, bias and z.
    labels : list of TextLine or Formula
        Their names, above them.
    number_format : NumberFormat
    """

    def __init__(self, theme: Theme, reading: Reading, neuron: int, words: Sequence[str]):
        total = reading.of("partial_sums", 0, neuron, reading.sizes[0] - 1)
        bias, z = reading.of("biases", 0, neuron), reading.of("z", 0, neuron)

        def relations(d: int) -> list[Relation]:
            terms = [(total, d), (bias, d)]
            return [relate("sum + bias = z", lambda a, b: a + b, terms, (z, d))]

        (d,) = solve_or((2,), "sum and bias", relations, choices(range(2, MOST_DECIMALS)))
        form = NumberFormat(d, signed=True)
        equation: list[Piece] = [(total, form), (bias, form), "=", (z, form)]
        super().__init__(theme, equation, EM, relations=relations(d))
        self.terms, self.number_format = (total, bias, z), form
        self.numbers[1].set_fill(theme.bias)
        self.numbers[2].set_fill(theme.focus)
        self.labels: list[Any] = [
            TextLine(theme, words[0], theme.sizes.caption, theme.quiet),
            TextLine(theme, words[1], theme.sizes.caption, theme.bias),
            Formula(theme, "z", theme.sizes.formula * 0.8, theme.focus),
        ]

    def name_numbers(self) -> None:
        """Place the names above the numbers."""
        for label, number in zip(self.labels, self.numbers, strict=True):
            label.place(number.get_x(), number.baseline + LABEL_RISE)


class LargestProduct:
    """The largest contribution to an output, value × weight, and a frame around its bar.

    Parameters
    ----------
    theme : Theme
    fall : Waterfall
    neuron : int
        The hidden neuron that contributes most.
    names : VGroup
        Of the hidden neurons beside the bars.
    left : float
        Left edge of the calculation if the bars are horizontal, in frame units.

    Attributes
    ----------
    line : Sentence
    frame : Rectangle
    """

    def __init__(self, theme: Theme, fall: Waterfall, neuron: int, names: VGroup, left: float):
        self.fall, self.place = fall, fall.neurons.index(neuron)
        self.neuron, self.product = neuron, fall.sources[self.place]
        self.line = self._calculation(theme)
        place = self._above_column(names) if fall.upright else self._beside_row(names, left)
        self.frame: Rectangle = outline_of(theme, place, theme.focus)

    def _calculation(self, theme: Theme) -> Sentence:
        product, reading = self.product, self.fall.reading
        layer = reading.last
        weight = reading.of("weights", layer, self.fall.output, self.neuron)
        value = reading.of("activations", layer, self.neuron)

        def relations(d: int) -> list[Relation]:
            factors, result = [(value, d), (weight, d)], (product, HUNDREDTHS.decimals)
            return [relate("value · weight", lambda a, b: a * b, factors, result)]

        (d,) = solve_or((2,), "value times weight", relations, choices(range(2, MOST_DECIMALS)))
        factors = (value, NumberFormat(d)), "×", (weight, NumberFormat(d, signed=True))
        line = Sentence(theme, [*factors, "=", (product, HUNDREDTHS)], EM, relations=relations(d))
        line.numbers[2].set_fill(theme.signed(product.value))
        return line

    def _beside_row(self, names: VGroup, left: float) -> Region:
        """Place the calculation below horizontal bars; return the row of the bar."""
        fall, j = self.fall, self.place
        self.line.place(left + self.line.width / 2, fall.region.bottom + 0.4, "centre")
        right = max(bar.get_right()[0] for bar in (fall.zero, fall.bars[j])) + 0.12
        first = min(name.get_left()[0] for name in names) - 0.1
        half = fall.pitch / 2 + 0.04  # the subscript of a name hangs low
        return Region(first, right, fall.columns[j] - half, fall.columns[j] + half)

    def _above_column(self, names: VGroup) -> Region:
        """Place the calculation above or below upright bars; return the column of the bar."""
        fall, j = self.fall, self.place
        free = fall.region.top - max(bar.get_top()[1] for bar in fall.bars[:-1])
        level = fall.region.top - 0.6 if free > 1.0 else fall.region.bottom + 0.1
        self.line.place(self._beside_frame(), level, "centre")
        ends = (fall.c2p(0, 0)[1], fall.c2p(0, self.product.value)[1])
        # Names are wider than columns: the frame ends below them, round the disc.
        top = min(name.get_bottom()[1] for name in names) - 0.02
        half = fall.pitch / 2
        framed = Region(fall.columns[j] - half, fall.columns[j] + half, min(ends) - 0.12, top)
        self._make_way(framed)
        return framed

    def _make_way(self, framed: Region) -> None:
        """Move the calculation to the nearest place that is clear of all bars and of the frame."""
        fall, line = self.fall, Region.around(self.line)
        taken = [framed, *map(Region.around, fall.bars[:-1])]
        low, high = fall.region.left + AXIS, fall.digit.get_left()[0] - APART
        steps = [
            np.array([x - line.left, y - line.bottom])
            for x in (line.left, *np.linspace(low, high - line.width, 60))
            for y in (line.bottom, *np.linspace(fall.region.bottom, framed.top - 1.3, 40))
        ]

        def clear(step: np.ndarray) -> bool:
            return all(
                line.left + step[0] > box.right + APART
                or line.right + step[0] < box.left - APART
                or line.bottom + step[1] > box.top + APART
                or line.top + step[1] < box.bottom - APART
                for box in taken
            )

        step = min(filter(clear, steps), key=lambda found: np.hypot(*found), default=steps[0])
        self.line.shift([*step, 0.0])

    def _beside_frame(self) -> float:
        """Return the centre of the calculation: the middle, unless the bar's frame is there."""
        fall, half = self.fall, self.line.width / 2
        middle, framed = (fall.columns[0] + fall.columns[-1]) / 2, fall.columns[self.place]
        clear = half + fall.pitch
        low, high = fall.region.left + AXIS + half, fall.columns[-1] + fall.pitch - half
        if abs(middle - framed) >= clear:
            return middle
        inside = [x for x in (framed - clear, framed + clear) if low <= x <= high]
        return min(inside, key=lambda x: abs(x - middle), default=middle)


class OutputTotal(Sentence):
    """The sum of all outputs, in the place of the outputs' head.

    It has only as many decimals as agree with the sum of the printed outputs, if all are drawn.

    Parameters
    ----------
    theme : Theme
    whole : FullNetwork
    word : str
    wide : bool
        Whether the frame has room for the line where the head stands.
    """

    def __init__(
        self,
        theme: Theme,
        whole: FullNetwork,
        word: str,
        *,
        wide: bool,
    ):
        reading, bars, head = whole.reading, whole.bars, whole.head_of_outputs
        total = Source(reading.recording, "output_sums", index=(reading.number,))
        most = bars.style.decimals
        terms = [(value.recorded, most) for value in bars.values]

        def relations(d: int) -> list[Relation]:
            return [relate("sum of outputs", lambda *found: sum(found), terms, (total, d))]

        fewer: Sequence[tuple[int]] = [(d,) for d in range(most, -1, -1)]
        every = len(bars.shown) == reading.sizes[-1]
        (d,) = solve_or((0,), "the sum of the outputs", relations, fewer) if every else (most,)
        found = relations(d) if every else []
        exact = sign(found) == "="
        pieces: list[Piece] = [word, *([] if exact else [sign(found)]), (total, NumberFormat(d))]
        super().__init__(theme, pieces, head.em)
        self.numbers[0].relations = tuple(found) if exact else ()
        self.numbers[0].set_fill(theme.focus)
        self.place(head.get_x(), head.numbers[0].baseline, "centre")
        right = whole.bars.get_right()[0]
        if not (wide or whole.down):
            self.shift([right - self.get_right()[0], 0, 0])
        # Keep clear of the head before it, in the same line.
        before, own = Region.around(whole.heads[1]), Region.around(self)
        if not whole.down and before.top > own.bottom and before.bottom < own.top:
            near = before.right + BEFORE_TOTAL - own.left
            self.shift([min(max(near, 0.0), max(right - own.right, 0.0)), 0.0, 0.0])
