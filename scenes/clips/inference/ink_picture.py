"""What one neuron sees in an image: its ink in the colours of its products, and their sum."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Animation, Circle, Line, Rectangle, VGroup

from scenes.clips.inference.full_network import fitted
from scenes.clips.inference.ink_map import InkMap
from scenes.clips.inference.neuron_tiles import hidden_disc
from scenes.clips.inference.pixel_products import scale_ticks
from scenes.clips.inference.reading import Reading
from scenes.mobjects.images.grey_image import outline_of
from scenes.mobjects.images.heat_map import ColourBar, HeatScale
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.mark import mark
from scenes.provenance.relation import MOST_DECIMALS, Relation, choices, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["InkPicture"]

LEAST = 1e-6
"""Least length of a bar in frame units: Manim cannot stretch a mobject without length."""
FOOT, NAME, BETWEEN, EDGE = 0.62, 0.46, 0.8, 0.03
"""Room below the image for colour bar and name, between image and bars, and for outlines."""
THICK, LARGEST_PITCH = 0.5, 1.15
"""Height of a bar as a share of a row's, and the largest height of a row."""
EM, RADIUS, GAP = 0.46, 0.5, 0.25
"""Size of the type, largest radius of the neuron, and gap between words, bars and numbers."""


class InkPicture:
    """An image in the colours of weight × pixel, and bars that add them up to the neuron's z.

    Parameters
    ----------
    theme : Theme
    body : Region
    reading : Reading
    neuron : int
        Of the first hidden layer.
    scale : HeatScale
        Of the products.
    words : sequence of str
        For the products, for those above and below zero, for the bias.

    Attributes
    ----------
    frame : Rectangle
    ink : InkMap
    bar : ColourBar
    bar_name : TextLine
    rows : list of VGroup
        Name and number beside each bar: for, against, bias; without those that are empty.
    bars : list of Rectangle
    result : VGroup
        The name of z, with its number, below a line.
    total : Rectangle
        The bar of z.
    name, value : Formula, Readout
        Of the neuron.
    disc : Circle
    """

    def __init__(
        self,
        theme: Theme,
        body: Region,
        reading: Reading,
        neuron: int,
        scale: HeatScale,
        words: Sequence[str],
    ):
        self.theme, self.reading, self.neuron = theme, reading, neuron
        products = reading.values("products", 0, neuron)
        self.signs = [np.flatnonzero(products > 0), np.flatnonzero(products < 0)]
        room, table = self._divided(body)
        place = self.place = fitted(room, reading.shape)
        self.frame = outline_of(theme, place)
        self.ink = InkMap(scale, place, reading, neuron)
        ends = Region(place.left - 0.2, place.right + 0.2, place.bottom - FOOT, place.bottom - 0.16)
        self.bar = ColourBar(scale, ends, *scale_ticks(scale.limit))
        self.bar_name = TextLine(theme, words[0], theme.sizes.label, theme.quiet)
        middle = max(place.x, body.left + self.bar_name.width / 2 + EDGE)
        self.bar_name.place(middle, place.bottom - FOOT - NAME + 0.12)
        self._tabulate(table, words[1:])

    @staticmethod
    def _divided(body: Region) -> tuple[Region, Region]:
        """Return the room of the image, with its colour bar below, and that of the bars."""
        below = FOOT + NAME
        if body.height > 1.2 * body.width:
            edge = body.top - 0.56 * body.height
            table = Region(body.left, body.right, body.bottom, edge - below - 0.3)
            return Region(body.left + 0.3, body.right - 0.3, edge, body.top - EDGE), table
        side = min(body.height - below - EDGE, 0.46 * body.width)
        left = body.left + 0.25
        image = Region(left, left + side, body.bottom + below, body.top - EDGE)
        return image, Region(left + side + BETWEEN, body.right, body.bottom + below, body.top)

    def _terms(self) -> tuple[list[Source], list[str], NumberFormat]:
        """Return what adds up to z, the keys of their names, and how they are printed."""
        reading, j = self.reading, self.neuron
        chosen = [
            (key, reading.of("chosen_sums", 0, j, *map(int, pixels)))
            for key, pixels in zip(("for", "against"), self.signs, strict=True)
            if len(pixels)
        ]
        keys, terms = [key for key, _ in chosen], [source for _, source in chosen]
        keys, terms = [*keys, "bias"], [*terms, reading.of("biases", 0, j)]
        z = reading.of("z", 0, j)

        def relations(d: int) -> list[Relation]:
            given = [(term, d) for term in terms]
            return [relate("for + against + bias = z", lambda *v: sum(v), given, (z, d))]

        (d,) = solve_or((2,), "ink and bias", relations, choices(range(2, MOST_DECIMALS)))
        return terms, keys, NumberFormat(d, signed=True)

    def _tabulate(self, table: Region, words: Sequence[str]) -> None:
        """Place the bars, one below the other, each from where the one before it ends."""
        theme, reading = self.theme, self.reading
        terms, keys, form = self._terms()
        z = reading.of("z", 0, self.neuron)
        said = dict(zip(("for", "against", "bias"), words, strict=True))
        names = [TextLine(theme, said[key], EM, theme.quiet) for key in keys]
        numbers = [Readout(theme, term, form, EM, theme.signed(term.value)) for term in terms]
        numbers[-1].set_fill(theme.bias)
        of_z = Formula(theme, "z", 1.2 * EM, theme.ink), Readout(theme, z, form, EM, theme.focus)
        wide = max(name.width for name in names) + GAP
        far = max(n.advance_width for n in (*numbers, of_z[1])) + GAP
        reached = np.cumsum([0.0, *(term.value for term in terms)])
        self._scale(Region(table.left + wide, table.right - far, 0, 1), [*reached, z.value])
        pitch = min(table.height / (len(terms) + 2.4), LARGEST_PITCH)
        top = table.y + (len(terms) + 2.4) * pitch / 2
        self.thick, self.rows, self.bars = THICK * pitch, [], []
        for k, (name, number) in enumerate(zip(names, numbers, strict=True)):
            y = top - (k + 0.5) * pitch
            self.rows.append(self._row(name, number, table, y))
            self.bars.append(self._bar(terms[k], float(reached[k]), y, keys[k]))
        y = top - (len(terms) + 0.6) * pitch
        self.total = self._bar(z, 0.0, y, "z")
        rule = Line([table.left + EDGE, y + pitch / 2, 0], [table.right - EDGE, y + pitch / 2, 0])
        rule.set_stroke(theme.hairline, width=theme.sizes.line)
        self.result = VGroup(rule, *self._row(of_z[0], of_z[1], table, y))
        self._neuron(table, top - (len(terms) + 1.75) * pitch, min(RADIUS, 0.5 * pitch))

    def _scale(self, room: Region, values: list[float]) -> None:
        low, high = min(0.0, *values), max(0.0, *values)
        self.unit = room.width / max(high - low, 1e-6)
        self.origin = room.left - low * self.unit

    def _row(self, name: TextLine | Formula, number: Readout, table: Region, y: float) -> VGroup:
        baseline = y - EM * DIGIT_HEIGHT / 2
        name.place(table.left, baseline, "left")
        return VGroup(name, number.place(table.right, baseline, "right"))

    def _bar(self, source: Source, start: float, y: float, key: str) -> Rectangle:
        theme, value = self.theme, source.value
        colours = {"bias": theme.bias, "z": theme.focus}
        bar = Rectangle(width=max(abs(value) * self.unit, LEAST), height=self.thick, stroke_width=0)
        bar.set_fill(colours.get(key, theme.signed(value)), opacity=1)
        bar.full = self.unit
        mark(bar, "length", source)
        return bar.move_to([self.origin + (start + value / 2) * self.unit, y, 0.0])

    def _neuron(self, table: Region, y: float, radius: float) -> None:
        """Place the neuron below its sum, with its value."""
        theme, reading, em = self.theme, self.reading, EM
        source = reading.of("activations", 1, self.neuron)
        self.name = Formula(theme, f"h_{self.neuron + 1}", 1.2 * em, theme.ink)
        self.name.place(table.left, y - em * DIGIT_HEIGHT / 2, "left")
        centre = np.array([max(self.origin, self.name.get_right()[0] + GAP + radius), y, 0.0])
        self.disc: Circle = hidden_disc(theme, reading, (1, self.neuron), centre, radius)
        self.value = Readout(theme, source, reading.style(1), em, theme.ink)
        self.value.place(table.right, y - em * DIGIT_HEIGHT / 2, "right")

    def sign_of(self, row: int) -> int:
        """Return whether a row is that of the ink above zero (0) or below it (1)."""
        return [k for k in (0, 1) if len(self.signs[k])][row]

    @staticmethod
    def grow(bar: Rectangle) -> Animation:
        """Grow a bar from the end at which the one before it ended."""
        target, value = bar.copy(), bar.mark.source.value
        side = np.array([-np.sign(value) or 1.0, 0.0, 0.0])
        bar.rescale_to_fit(LEAST, 0, stretch=True).align_to(target, side)
        return bar.animate.become(target)
