"""Deltas and slopes in the network: tags, lines as wide as slopes, products sent back."""

from __future__ import annotations

import numpy as np
from manim import (
    Animation,
    Create,
    Dot,
    Line,
    RoundedRectangle,
    UpdateFromAlphaFunc,
    VGroup,
    linear,
)

from scenes.clips.backpropagation.story import Story
from scenes.mobjects.network.bias_neuron import one_disc
from scenes.mobjects.network.network_diagram import (
    PULSE_RADIUS,
    RIM,
    Edge,
    NetworkDiagram,
    Pulse,
    minus_on,
    signed_line,
)
from scenes.mobjects.network.shown import nice_ceiling
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import Source
from scenes.style.theme import Theme

__all__ = [
    "BackwardPulse", "BiasEdge", "BiasSlopes", "DeltaDisc", "DeltaTag", "SlopeLine", "full_slope",
    "slope_lines",
]  # fmt: skip

PAD, SIDE = 0.045, 0.07
"""Room above and below, and beside the digits of a tag, in frame units."""
OVER = 0.3
"""How far a tag covers its neuron, as a share of the radius: it hangs on its own disc only."""
DISC = 0.15
"""Radius of the disc of the largest delta, in frame units."""
LEAST_PULSE = 0.17
"""Least diameter of what goes back, in frame units."""
TURN = 0.42, 0.58
"""Shares of its way between which a delta becomes weight × delta."""
BIAS_RADIUS, BIAS_GAP = 0.22, 0.12
"""Radius of bias neurons, and least gap to what is beside them, in frame units."""
ALONG, LEAST_ALONG = 0.5, 0.78
"""Where a bias neuron stands that is named, as a share of the distance from its layer to the next,
and how far it is from its layer at least, in frame units, to keep clear of tags."""
FAINT = 0.5
"""Opacity of the edges of bias neurons that are out of focus."""
ARRIVAL = np.array([np.cos(np.radians(205)), np.sin(np.radians(205)), 0.0])
"""Direction in which the line of a bias meets its neuron, so that none runs behind another."""


class DeltaTag(VGroup):
    """A neuron's delta as a number on a tag, over the lower rim of its disc.

    Parameters
    ----------
    network : NetworkDiagram
    story : Story
    layer, k : int
        The k-th neuron drawn of a layer.

    Attributes
    ----------
    readout : Readout
    """

    def __init__(self, network: NetworkDiagram, story: Story, layer: int, k: int):
        theme = network.theme
        source = story.source("deltas", layer - 1, network.indices[layer][k])
        em = theme.sizes.number_small
        colour = theme.signed(source.value)
        self.readout = Readout(theme, source, story.delta_format(layer - 1), em, colour)
        disc = network.layers[layer][k].disc
        height = em * DIGIT_HEIGHT + 2 * PAD
        ground = RoundedRectangle(
            width=self.readout.advance_width + 2 * SIDE,
            height=height,
            corner_radius=0.09,
            stroke_color=colour,
            stroke_width=0.8 * theme.sizes.line,
            fill_color=theme.background,
            fill_opacity=1,
        )
        ground.move_to([disc.get_x(), disc.get_y() - (1 - OVER) * network.radius - height / 2, 0])
        self.readout.centre_on(ground.get_center())
        super().__init__(ground, self.readout)


class DeltaDisc(Dot):
    """A neuron's delta as a disc on its rim, where there is no room for a number.

    Its area shows the magnitude, its colour and a minus the sign.

    Parameters
    ----------
    network, story, layer, k
        As for :class:`DeltaTag`.
    """

    def __init__(self, network: NetworkDiagram, story: Story, layer: int, k: int):
        theme = network.theme
        source = story.source("deltas", layer - 1, network.indices[layer][k])
        every = [story.values("deltas", n) for n in range(story.last + 1)]
        largest = max(float(abs(deltas).max(initial=0.0)) for deltas in every) or 1.0
        radius = DISC * (abs(source.value) / largest) ** 0.5
        disc = network.layers[layer][k].disc
        corner = network.radius * 0.72
        super().__init__(
            disc.get_center() + np.array([corner, -corner, 0.0]), max(radius, 1e-3),
            color=theme.signed(source.value),
        )  # fmt: skip
        # In the units of pulses, whose area is one at their own full value.
        self.full = largest * (PULSE_RADIUS / DISC) ** 2
        mark(self, "area", source)
        if source.value < 0:
            self.add(minus_on(self).set_fill(theme.background, opacity=1))


class SlopeLine(Line):
    """The slope of the cost in a weight: a line on its edge, as wide as the slope is steep.

    Dashed if negative, like the edges of negative weights.

    Parameters
    ----------
    theme : Theme
    ends : (ndarray, ndarray)
        Where it starts and ends: at the later neuron, and at the earlier one.
    slope : Source
    full : float
        The slope that is drawn with the greatest width.
    """

    def __init__(
        self, theme: Theme, ends: tuple[np.ndarray, np.ndarray], slope: Source, full: float
    ):
        value = slope.value
        width = theme.sizes.edge_width_most * min(abs(value) / full, 1.0)
        super().__init__(
            *ends, color=theme.signed(value),
            stroke_width=max(width, theme.sizes.edge_width_least),
        )  # fmt: skip
        self.points = signed_line(*ends, value)
        self.full = full
        mark(self, "width", slope)

    def grow(self) -> Animation:
        """Draw from the later neuron back to the earlier one."""
        return Create(self)


def full_slope(story: Story) -> float:
    """Return the slope that is drawn with the greatest width."""
    names = ("gradients", "deltas")
    every = [story.values(name, n) for name in names for n in range(story.last + 1)]
    largest = max(float(abs(slopes).max(initial=0.0)) for slopes in every)
    return nice_ceiling(largest) if largest else 1.0


def slope_lines(network: NetworkDiagram, story: Story, layer: int) -> list[list[SlopeLine]]:
    """Return a line for every edge of a layer that is drawn, row by row."""
    theme, full = network.theme, full_slope(story)

    def line(edge: Edge, k: int, i: int) -> SlopeLine:
        ends = edge.get_end(), edge.get_start()
        return SlopeLine(theme, ends, story.source("gradients", layer, k, i), full)

    return [
        [line(edge, k, i) for i, edge in zip(network.indices[layer], row, strict=True)]
        for k, row in zip(network.indices[layer + 1], network.edges[layer], strict=True)
    ]


class BackwardPulse(VGroup):
    """A delta on its way back along an edge: the weight it passes makes it the product w · δ.

    The area of the disc shows the magnitude, its colour and a minus the sign.

    Parameters
    ----------
    network : NetworkDiagram
    layer, j, k : int
        The edge from the j-th neuron drawn of a layer to the k-th of the next.

    Attributes
    ----------
    product : Source
    """

    def __init__(self, network: NetworkDiagram, layer: int, j: int, k: int):
        edge, theme = network.edges[layer][k][j], network.theme
        place = network.indices[layer][j], network.indices[layer + 1][k]
        step = network.step
        delta = Source(network.recording, "deltas", step, layer, place[1:])
        self.product = Source(network.recording, "returned", step, layer, place)
        self.sent, self.arriving = Pulse(theme, edge, delta), Pulse(theme, edge, self.product)
        for disc in (self.sent, self.arriving):
            disc.set(width=max(disc.width, LEAST_PULSE))
        super().__init__(self.sent, self.arriving)
        self.ends = edge.get_end(), edge.get_start()
        self.move_to(self.ends[0])

    def travel_back(self) -> Animation:
        """Move along the edge against its direction, from rim to rim."""
        sizes, (first, last) = (self.sent.width, self.arriving.width), self.ends
        along = (last - first) / np.linalg.norm(last - first)
        ends = first + along * sizes[0] / 2, last - along * sizes[1] / 2

        def move(pulse: VGroup, share: float) -> None:
            turned = min(max((share - TURN[0]) / (TURN[1] - TURN[0]), 0.0), 1.0)
            shown = min(1.0, share / RIM, (1.0 - share) / RIM)
            width = sizes[0] + (sizes[1] - sizes[0]) * turned
            for disc, opacity in zip(pulse, (1.0 if turned < 1 else 0.0, turned), strict=True):
                disc.set(width=max(width * shown, 1e-3))
                disc.set_fill(opacity=opacity)
                disc.move_to(ends[0] + share * (ends[1] - ends[0]))

        return UpdateFromAlphaFunc(self, move, rate_func=linear)


class BiasSlopes(VGroup):
    """The bias neuron of a layer, and the slopes of the biases as lines that lead to it.

    It stands above its name, which is among those of the layers; without room, between these.

    Parameters
    ----------
    network : NetworkDiagram
    story : Story
    layer : int
        Index of its layer; its lines come from the next.
    word : str
        Its name.

    Attributes
    ----------
    body : VGroup
        Its disc and its one, and its name.
    lines : list of SlopeLine
        One for each neuron drawn of the next layer.
    fits : bool
        Whether there is room for it between the names.
    """

    def __init__(self, network: NetworkDiagram, story: Story, layer: int, word: str):
        theme, columns = network.theme, network.layers
        here, there = (columns[n][0].disc.get_x() for n in (layer, layer + 1))
        left, right = _free(network, here, there)
        self.fits = right - left > 2 * (BIAS_RADIUS + BIAS_GAP)
        foot = min(name.get_bottom()[1] for name in network.names)
        centre = np.array([(left + right) / 2, foot + BIAS_RADIUS, 0.0])
        name = self._name(network, layer, word, (left, right))
        if name is not None:
            top = max(one.get_top()[1] for one in (name, *network.names))
            centre = np.array([name.get_x(), top + BIAS_GAP + BIAS_RADIUS, 0.0])
        one = Source(network.recording, "bias_neuron", network.step)
        self.body = one_disc(theme, one, centre, BIAS_RADIUS)
        if name is not None:
            self.body.add(name)
        full = full_slope(story)
        self.lines = []
        for k, neuron in zip(network.indices[layer + 1], columns[layer + 1], strict=True):
            target = neuron.disc.get_center() + network.radius * ARRIVAL
            along = (target - centre) / np.linalg.norm(target - centre)
            start = centre + along * (BIAS_RADIUS + 0.05)
            slope = story.source("deltas", layer, k)
            self.lines.append(SlopeLine(theme, (target, start), slope, full))
        super().__init__(*self.lines, self.body)

    @staticmethod
    def _name(
        network: NetworkDiagram, layer: int, word: str, free: tuple[float, float]
    ) -> TextLine | None:
        """Return the name, level with those of the layers, or None where it has no room."""
        here, there = (network.layers[n][0].disc.get_x() for n in (layer, layer + 1))
        along = max(ALONG, LEAST_ALONG / (there - here))
        if len(network.elisions) or along > 0.5:
            return None
        name = TextLine(network.theme, word, network.theme.sizes.label, network.theme.bias)
        name.place(here + along * (there - here), network.names[0].baseline)
        inside = (name.get_left()[0] - free[0], free[1] - name.get_right()[0])
        return name if min(inside) > BIAS_GAP else None


def _free(network: NetworkDiagram, here: float, there: float) -> tuple[float, float]:
    """Return the ends of what the names of layers leave free between two columns."""
    left, right, middle = here, there, (here + there) / 2
    for name in network.names:
        if here - 0.1 < name.get_x() < middle:
            left = max(left, name.get_right()[0])
        elif middle <= name.get_x() < there + 0.1:
            right = min(right, name.get_left()[0])
    return left, right


class BiasEdge(Line):
    """The edge from a bias neuron to a neuron, dashed if the bias is negative.

    Its width represents nothing.

    Parameters
    ----------
    theme : Theme
    story : Story
    slope : SlopeLine
        The line of the slope of that bias, whose place it takes.
    """

    def __init__(self, theme: Theme, story: Story, slope: SlopeLine):
        self.theme = theme
        source = slope.mark.source
        place = source.layer, *source.index
        self.source = story.source("biases", *place)
        self.before = self.source.value
        self.after = story.source("biases", *place, after=True).value
        self.ends = slope.get_end(), slope.get_start()
        super().__init__(
            *self.ends, color=theme.bias, stroke_width=theme.sizes.line, stroke_opacity=FAINT
        )
        self.points = signed_line(*self.ends, self.before)

    def change(self) -> Animation:
        """Take the sign of the bias after the step."""
        gone = self.ends

        def update(line: BiasEdge, share: float) -> None:
            now = line.before + share * (line.after - line.before)
            line.points = signed_line(*gone, now)

        return UpdateFromAlphaFunc(self, update)

    def highlight(self, colour: str | None = None) -> Animation:
        """Draw at full strength."""
        return self.animate.set_stroke(opacity=1.0, width=2 * self.theme.sizes.line)

    def clear_highlight(self) -> Animation:
        """Draw faintly."""
        return self.animate.set_stroke(opacity=FAINT, width=self.theme.sizes.line)
