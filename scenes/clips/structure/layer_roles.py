"""What each kind of layer does: its number of neurons, and what goes into one and comes out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Animation, Arrow, Circle, Dot, FadeIn, Line, UpdateFromAlphaFunc, VGroup, VMobject

from scenes.animation.timing import within
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["LayerRole", "RolePanel"]

RADIUS = 0.62
SMALL = 0.135
"""Radius of the neurons of the neighbouring layers."""
PITCH = 0.36
"""Gap between those neurons."""
GAP = 0.06
BEAD = 0.09
NARROW = 2.5
"""Rows whose ratio of width to height is at most this have their words below."""
EDGE = 0.05
"""Room for an outline at the edge of the region, in frame units."""
COUNT_SIZE = 2.6
"""Size of the number of neurons, relative to other numbers."""


class LayerRole(VGroup):
    """A row: the number of neurons, one of them with its neighbours, and words.

    The words are beside the neuron, or below it if the row is too narrow.

    Parameters
    ----------
    theme : Theme
    region : Region
    size : Source
        The number of neurons.
    unit, role : str
        Words below the number and beside the neuron.
    before, after : int or None
        Number of neurons in the layers on either side.  None before: values come from outside,
        along an arrow.  None after: nothing leaves.

    Attributes
    ----------
    count : VGroup
        Number and unit.
    neuron : Circle
    neighbours : list of VGroup
        Neurons of the layer before, and of the layer after.
    lines : list of VGroup
        Lines that lead in, and lines that lead out.
    role : TextLine
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        size: Source,
        unit: str,
        role: str,
        *,
        before: int | None,
        after: int | None,
    ):
        self.theme = theme
        if region.width > NARROW * region.height:
            left, middle, said = region.columns(0.17, 0.51, 0.32, gap=0.2)
        else:
            upper, said = region.split(0.78, 0.22)
            left, middle = upper.columns(0.27, 0.73, gap=0.2)
            middle = Region(middle.left, middle.right - EDGE, middle.bottom, middle.top)
        em = COUNT_SIZE * theme.sizes.number
        number = Readout(theme, size, NumberFormat(0), em, theme.ink)
        number.place(left.x, left.y - 0.05)
        label = TextLine(theme, unit, theme.sizes.label, theme.quiet)
        label.place(left.x, left.y - 0.05 - DIGIT_HEIGHT * theme.sizes.number * 1.5)
        self.count = VGroup(number, label)
        self.neuron = self._circle(np.array(middle.centre), RADIUS)
        reach = middle.width / 2 - SMALL
        self.neighbours = [
            self._column(middle, sign * reach, count or 0)
            for sign, count in ((-1, before), (1, after))
        ]
        into = [self._line(other, self.neuron) for other in self.neighbours[0]]
        if before is None:
            into = [self._arrow(middle.x - reach, middle.x - RADIUS - GAP, middle.y)]
        out = [self._line(self.neuron, other) for other in self.neighbours[1]]
        self.lines = [VGroup(*into), VGroup(*out)]
        self.role = TextLine(theme, role, theme.sizes.caption, theme.ink, width=said.width)
        self.role.move_to(said.centre)
        super().__init__(self.count, *self.lines, *self.neighbours, self.neuron, self.role)

    def appear(self) -> Animation:
        """Animate the neuron appearing in focus."""
        self.neuron.set_stroke(self.theme.focus, width=self.theme.sizes.focus_outline)
        return FadeIn(self.neuron)

    def clear_highlight(self) -> Animation:
        """Animate the neuron going out of focus."""
        colour = self.theme.ink if hasattr(self.neuron, "mark") else self.theme.hairline
        return self.neuron.animate.set_stroke(colour, width=self.theme.sizes.neuron_outline)

    def set_value(self, neuron: Circle, value: Source) -> Animation:
        """Fill the neuron, or a neighbour, with a recorded value."""
        mark(neuron, "fill", value)
        return neuron.animate.set_fill(self.theme.activation(value.value), opacity=1)

    def fill_before(self, values: Sequence[Source]) -> None:
        """Fill the neurons of the layer before with their recorded values, at once."""
        for neuron, value in zip(self.neighbours[0], values, strict=True):
            mark(neuron, "fill", value)
            neuron.set_fill(self.theme.activation(value.value), opacity=1)

    def flow(self, side: int, values: Sequence[Source]) -> tuple[VGroup, list[Animation]]:
        """Return a bead for each line that leads in (0) or out (1), and the beads' motions.

        The brightness of each shows the value that it carries.
        """
        beads = VGroup()
        ways = []
        for line, value in zip(self.lines[side], values, strict=True):
            bead = Dot(
                line.get_start(),
                BEAD,
                color=self.theme.activation(value.value),
                fill_opacity=0,
                stroke_color=self.theme.ink,
                stroke_width=self.theme.sizes.line,
                stroke_opacity=0,
            )
            mark(bead, "fill", value)
            beads.add(bead)
            ways.append(UpdateFromAlphaFunc(bead, _along(line.get_start(), line.get_end())))
        return beads, ways

    def _circle(self, centre: np.ndarray, radius: float) -> Circle:
        width = self.theme.sizes.neuron_outline
        return Circle(radius=radius, color=self.theme.hairline, stroke_width=width).move_to(centre)

    def _column(self, region: Region, x: float, count: int) -> VGroup:
        heights = [((count - 1) / 2 - i) * PITCH for i in range(count)]
        places = [np.array([region.x + x, region.y + height, 0.0]) for height in heights]
        return VGroup(*[self._circle(place, SMALL) for place in places])

    def _line(self, first: Circle, second: Circle) -> Line:
        a, b = first.get_center(), second.get_center()
        along = (b - a) / np.linalg.norm(b - a)
        start = a + along * (first.width / 2 + GAP)
        end = b - along * (second.width / 2 + GAP)
        return Line(start, end, color=self.theme.hairline, stroke_width=self.theme.sizes.line)

    def _arrow(self, start: float, end: float, y: float) -> Arrow:
        return Arrow(
            [start, y, 0],
            [end, y, 0],
            color=self.theme.hairline,
            stroke_width=self.theme.sizes.line,
            buff=0,
            tip_length=0.2,
            max_tip_length_to_length_ratio=1,
        )


class RolePanel:
    """The roles of all layers, in rows.

    Parameters
    ----------
    theme : Theme
    regions : sequence of Region
    sizes : sequence of Source
        Numbers of neurons, input layer first.
    unit : str
    roles : sequence of str
        What each layer does.

    Attributes
    ----------
    rows : list of LayerRole
    """

    def __init__(
        self,
        theme: Theme,
        regions: Sequence[Region],
        sizes: Sequence[Source],
        unit: str,
        roles: Sequence[str],
    ):
        beside = [None, *[int(size.value) for size in sizes], None]
        self.rows = [
            LayerRole(theme, region, size, unit, role, before=beside[k], after=beside[k + 2])
            for k, (region, size, role) in enumerate(zip(regions, sizes, roles, strict=True))
        ]
        self._home = self.rows[0].count.get_x()

    def centre_counts(self, x: float) -> None:
        """Centre the numbers of neurons at ``x``, as long as there is nothing beside them."""
        for row in self.rows:
            row.count.set_x(x)

    def focus(self, layer: int) -> list[Animation]:
        """Move the focus to a layer's role; the first call also moves all numbers into place."""
        moves = [row.count.animate.set_x(self._home) for row in self.rows if layer == 0]
        appear = within(self.rows[layer].appear(), 0.4 if moves else 0.0, 1.0)
        return [*moves, appear, *[row.clear_highlight() for row in self.rows[:layer]]]


def _along(start: np.ndarray, end: np.ndarray):
    """Move a bead from one point to another; it fades in and out at the ends."""

    def update(bead: VMobject, share: float) -> None:
        bead.move_to(start + share * (end - start))
        opacity = min(1.0, 6 * share, 6 * (1 - share))
        bead.set_fill(opacity=opacity).set_stroke(opacity=opacity)

    return update
