"""Softmax: exponentials laid end to end, and each one's share of the whole."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
from manim import Line, Rectangle, VGroup

from scenes.clips.forward_pass.open_neuron import SumOf
from scenes.clips.forward_pass.precision import Precision, text_width, usual_decimals
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.mark import mark
from scenes.provenance.relation import relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["Shares"]

HEAD = 0.86
"""Room for the headings, in frame units."""
MOST_PITCH = 0.42
GAP, EDGE = 0.3, 0.08
BAR = 0.62
"""Height of a bar, as a share of the pitch."""
RELATIVE = 30.0
"""From this pre-activation on, exponentials are recorded relative to the largest."""


class Shares(VGroup):
    """A row for each output drawn: e^z as a number and a bar, and its share of the sum.

    Each bar begins where the one above ends, so that together they are as long as their sum.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
    step : int
    precision : Precision
    shown : sequence of int
        The outputs drawn.

    Attributes
    ----------
    terms, values : list of Readout
        The exponentials, and the outputs.
    bars : list of Rectangle
    whole : VGroup
        The sum: a line as long as all bars, and the number.
    heads : VGroup
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        recording: Any,
        step: int,
        precision: Precision,
        shown: list[int],
    ):
        self.theme, self.recording, self.step = theme, recording, step
        layer, size = len(recording.layer_sizes) - 2, recording.layer_sizes[-1]
        rest = tuple(k for k in range(size) if k not in shown)

        def source(quantity: str, k: int, of: int) -> Source:
            return Source(recording, quantity, step, of, (k,))

        sources = [source("exponentials", k, layer) for k in shown]
        if rest:
            sources.append(SumOf(recording, "exponentials", step, layer, (), rest))
        outputs = [source("activations", k, layer + 1) for k in shown]
        total = Source(recording, "exponential_sum", step)
        values = precision.activations[-1]
        least = min(2, usual_decimals(total.value, 3))

        def relations(decimals: int) -> list:
            pairs = zip(sources, outputs, strict=False)
            return [
                relate("e^z / sum", _share, [(e, decimals), (total, decimals)], (o, values))
                for e, o in pairs
            ]

        (digits,) = solve_or((least,), "softmax", relations, [(d,) for d in range(least, 5)])
        style = NumberFormat(digits)
        region = Region(region.left + EDGE, region.right, region.bottom, region.top)
        rows = len(sources) + 1
        pitch = min(MOST_PITCH, (region.height - HEAD) / rows)
        em = theme.sizes.number_small if pitch < 0.33 else 0.33
        self.terms = [Readout(theme, s, style, em) for s in sources]
        self.values = [Readout(theme, s, NumberFormat(values), em) for s in outputs]
        first = max(text_width(style(s.value)) for s in [*sources, total]) * em
        last = max(text_width(v.text) for v in self.values) * em
        left, right = region.left + first + GAP, region.right - last - GAP
        full = (right - left) / total.value
        top = region.top - HEAD
        self.bars: list[Rectangle] = []
        so_far = 0.0
        for k, (term, e) in enumerate(zip(self.terms, sources, strict=True)):
            y = top - (k + 0.5) * pitch
            term.place(region.left + first, y - em * DIGIT_HEIGHT / 2, "right")
            bar = Rectangle(width=full * e.value, height=BAR * pitch, stroke_width=0)
            bar.set_fill(theme.quiet, opacity=1)
            bar.move_to([left + full * (so_far + e.value / 2), y, 0])
            bar.full = full
            mark(bar, "length", e)
            self.bars.append(bar)
            so_far += e.value
            if k < len(self.values):
                self.values[k].place(region.right, y - em * DIGIT_HEIGHT / 2, "right")
        y = top - (rows - 0.5) * pitch
        self.whole = self._whole(total, style, em, (left, right), y, region.left + first)
        self.heads = self._heads(region, (region.left + first, right), shown)
        super().__init__(*self.bars, *self.terms, *self.values, self.whole, self.heads)

    def _whole(
        self,
        total: Source,
        style: NumberFormat,
        em: float,
        ends: tuple[float, float],
        y: float,
        x: float,
    ) -> VGroup:
        theme = self.theme
        number = Readout(theme, total, style, em).place(x, y - em * DIGIT_HEIGHT / 2, "right")
        stroke = {"color": theme.ink, "stroke_width": theme.sizes.line}
        line = Line([ends[0], y, 0], [ends[1], y, 0], **stroke)
        caps = [Line([end, y - 0.08, 0], [end, y + 0.08, 0], **stroke) for end in ends]
        rule = Line([x - number.advance_width - 0.05, y + 0.19, 0], [x + 0.05, y + 0.19, 0])
        rule.set_stroke(theme.hairline, width=theme.sizes.line)
        return VGroup(number, line, *caps, rule)

    def _heads(self, region: Region, ends: tuple[float, float], shown: list[int]) -> VGroup:
        """Return the symbols above the columns: e^z, and the output as a share."""
        theme, em = self.theme, 0.42
        layer = len(self.recording.layer_sizes) - 2
        relative = float(np.asarray(self.recording.z[layer][self.step]).max()) > RELATIVE
        power = "e^(z_k - max z)" if relative else "e^(z_k)"
        term = Formula(theme, power, em, theme.ink)
        share = Formula(
            theme, f"o_k = {power} \\/ scripts(sum)_j {power.replace('_k', '_j')}", em, theme.ink
        )
        baseline = region.top - 0.4
        term.place(max(ends[0], region.left + term.width), baseline, "right")
        share.place(region.right, baseline, "right")
        return VGroup(term, share)


def _share(term: Decimal, total: Decimal) -> Decimal:
    return term / total if total else Decimal(0)
