"""The network: neurons in columns, an edge for every weight, pulses along edges."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import (
    Animation,
    Circle,
    Dot,
    FadeIn,
    FadeOut,
    Line,
    Rectangle,
    Transform,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
    linear,
)
from manim.animation.animation import prepare_animation

from scenes.mobjects.network.shown import (
    MOST_NEURONS,
    UNIT,
    ValueScale,
    shown_neurons,
    value_format,
    value_scale,
)
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout, glyph_outlines
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.frame import Point, Region
from scenes.style.theme import Theme

__all__ = [
    "Edge",
    "EdgeLabel",
    "NetworkDiagram",
    "Neuron",
    "Pulse",
    "dashes",
    "minus_on",
    "number_em",
    "roll",
    "signed_line",
]

LABEL_PLACE = 0.42
"""Position of a weight on its edge, as a share of its length from the lower layer."""
LABEL_SHIFT, LABEL_SHIFTS = 0.02, 14
"""Step by which a weight is moved off obstacles, and the maximum number of steps."""

NAMES_ROOM, CLASSES_ROOM = 0.52, 0.48
"""Room for names to the left of the inputs and to the right of the outputs."""

SURE = 0.55
"""Share of a fill's animation after which its number appears, legible by then."""

ELISION_ROOM = 0.42
"""Room below the columns for what is said about layers that are drawn in part, in frame units."""

STAGGER = 0.38
"""Distance of the levels of the names of many columns, in frame units."""

WEIGHT_ROOM, LEAST_DISC = 0.78, 0.27
"""Room between the discs of two columns for a weight, and least radius that makes room for it, in
frame units."""

DISC_SHARE = 0.42
"""Largest radius of a disc, as a share of the distance between two."""

WITHIN, LARGEST_EM = 0.86, 0.34
"""Share of a disc's width that its number takes, and largest size of its type, in frame units."""

RIM = 0.12
"""Share of its path over which a pulse grows, and over which it shrinks."""

DASH, GAP = 0.2, 0.09
"""Lengths of the dashes of negative edges and of the gaps between them, in frame units."""

POINTS_OF_A_LINE = 4
"""Points of one cubic Bézier curve."""

PULSE_RADIUS = 0.21
"""Radius of the pulse of a product equal to ``theme.weight_scale``, in frame units."""


class _FadeInLast(FadeIn):
    """Fade in late, when the fill behind, which is changing at the same time, is nearly final."""

    def interpolate_submobject(self, submobject, starting_submobject, target_copy, alpha):
        """Fade in after the share SURE of the animation."""
        share = max(0.0, (alpha - SURE) / (1.0 - SURE))
        return super().interpolate_submobject(submobject, starting_submobject, target_copy, share)


class Neuron(VGroup):
    """A neuron: a disc whose fill shows its value, with the value as a number once it is set."""

    def __init__(
        self,
        theme: Theme,
        centre: Point,
        radius: float,
        scale: ValueScale = UNIT,
    ):
        self.theme, self.value_scale = theme, scale
        self.disc = Circle(
            radius=radius,
            color=theme.hairline,
            stroke_width=theme.sizes.neuron_outline,
            fill_color=theme.background,
            fill_opacity=1,
        ).move_to(centre)
        self.disc.value_scale = scale
        self.readout: Readout | None = None
        super().__init__(self.disc)

    @property
    def number(self) -> Readout:
        """The value as a number on the disc.

        Raises
        ------
        ValueError
            The neuron has no value.
        """
        if self.readout is None:
            raise ValueError("this neuron has no value, so there is no number on it")
        return self.readout

    def set_value(self, source: Source, number_format: NumberFormat) -> list[Any]:
        """Fill with a recorded value and print it; return the animations that show this."""
        theme, share = self.theme, self.value_scale.share(source.value)
        mark(self.disc, "fill", source)
        em = number_em(number_format(source.value), self.disc.width / 2, theme)
        self.readout = Readout(
            theme, source, number_format, em, theme.on_activation(share)
        ).centre_on(self.disc.get_center())
        self.add(self.readout)
        return [
            self.disc.animate.set_fill(theme.activation(share), opacity=1).set_stroke(theme.ink),
            _FadeInLast(self.readout),
        ]

    def clear_value(self) -> list[Any]:
        """Become empty; return the animations that show this, the number's first."""
        readout, self.readout = self.readout, None
        self.remove(readout)
        del self.disc.mark
        theme = self.theme
        return [
            FadeOut(readout),
            self.disc.animate.set_fill(theme.background).set_stroke(theme.hairline),
        ]

    def set_value_now(self, source: Source, number_format: NumberFormat) -> None:
        """Fill with a recorded value and print it, without animation."""
        for animation in self.set_value(source, number_format):
            prepared = prepare_animation(animation)
            prepared.begin()
            prepared.finish()

    def send(self, place: np.ndarray) -> tuple[VGroup, Animation]:
        """Return a copy of the neuron, and its motion to ``place``, on which it shrinks."""
        parcel = VGroup(self.disc.copy(), self.number.copy())
        arrived = parcel.copy()
        arrived[0].scale(0.62).set_stroke(self.theme.ink)
        arrived.shift(place - self.disc.get_center())
        return parcel, Transform(parcel, arrived)

    def highlight(self) -> Animation:
        """Outline in the colour of the focus."""
        return self.disc.animate.set_stroke(self.theme.focus, width=self.theme.sizes.focus_outline)

    def clear_highlight(self) -> Animation:
        """Outline plainly: bright if the neuron has a value, else grey."""
        colour = self.theme.hairline if self.readout is None else self.theme.ink
        return self.disc.animate.set_stroke(colour, width=self.theme.sizes.neuron_outline)


def number_em(text: str, radius: float, theme: Theme) -> float:
    """Return the size of the type, in frame units, of a number in a disc of a radius."""
    width = sum(glyph_outlines()[character][1] for character in text)
    return min(max(WITHIN * 2 * radius / width, theme.sizes.number_small), LARGEST_EM)


def signed_line(start: np.ndarray, end: np.ndarray, value: float) -> np.ndarray:
    """Return the points of a line, dashed if ``value`` is negative.

    Returns
    -------
    ndarray of shape (points, 3)
        Cubic Bézier curves, four points each.
    """
    start, end = np.array(start, float), np.array(end, float)
    ends = dashes(float(np.linalg.norm(end - start))) if value < 0 else [(0.0, 1.0)]
    thirds = np.array([0.0, 1 / 3, 2 / 3, 1.0])
    shares = np.concatenate([a + (b - a) * thirds for a, b in ends])[:, None]
    return start + (end - start) * shares


def dashes(length: float) -> list[tuple[float, float]]:
    """Return the start and end of each dash of a line, as shares of its length."""
    count = max(2, round((length + GAP) / (DASH + GAP)))
    gap = GAP / length
    dash = (1 - (count - 1) * gap) / count
    return [(k * (dash + gap), k * (dash + gap) + dash) for k in range(count)]


class Edge(Line):
    """The connection of two neurons; its width shows the magnitude of its weight.

    Edges of negative weights are dashed, to show the sign without colour.  An edge is grey and
    faint unless highlighted.
    """

    def __init__(self, theme: Theme, start: Neuron, end: Neuron, weight: Source):
        radius = start.disc.width / 2
        a, b = start.disc.get_center(), end.disc.get_center()
        along = (b - a) / np.linalg.norm(b - a)
        super().__init__(
            a + along * radius,
            b - along * radius,
            stroke_width=theme.edge_width(weight.value, resting=True),
            color=theme.hairline,
            stroke_opacity=theme.resting_opacity,
        )
        self.theme = theme
        self.weight = weight
        self.full = theme.weight_scale
        self.show_sign(weight.value)
        mark(self, "width", weight)

    @property
    def lit(self) -> bool:
        """Whether the edge is highlighted."""
        return self.get_stroke_color().to_hex().upper() != self.theme.hairline.upper()

    @property
    def dashed(self) -> bool:
        """Whether the edge is dashed."""
        return len(self.points) > POINTS_OF_A_LINE

    def show_sign(self, value: float) -> Edge:
        """Draw dashed if ``value`` is negative, else solid."""
        if self.dashed != (value < 0):
            self.points = signed_line(self.get_start(), self.get_end(), value)
        return self

    def point_from_proportion(self, alpha: float) -> np.ndarray:
        """Return the point at a share of the edge's length, dash or gap."""
        return self.get_start() + alpha * (self.get_end() - self.get_start())

    def highlight(self, colour: str | None = None) -> Animation:
        """Draw at full strength, by default in the colour of the weight's sign."""
        value = self.weight.value
        return self.animate.set_stroke(
            colour or self.theme.signed(value),
            width=self.theme.edge_width(value),
            opacity=self.theme.strength(value),
        )

    def clear_highlight(self) -> Animation:
        """Draw grey and faint again."""
        return self.animate.set_stroke(
            self.theme.hairline,
            width=self.theme.edge_width(self.weight.value, resting=True),
            opacity=self.theme.resting_opacity,
        )


class EdgeLabel(VGroup):
    """The weight of an edge as a number, on a patch of background that interrupts the edge."""

    def __init__(
        self,
        theme: Theme,
        edge: Edge,
        number_format: NumberFormat,
        em: float | None = None,
        place: float = LABEL_PLACE,
    ):
        colour = theme.signed(edge.weight.value)
        self.edge, self.place_on_edge = edge, place
        self.is_clear = True
        """Whether it hides neither neurons nor other labels."""
        em = em or theme.sizes.number_small
        self.readout = Readout(theme, edge.weight, number_format, em, colour)
        self._stand_at(place)
        self.patch = Rectangle(
            width=self.readout.width + 0.1,
            height=self.readout.height + 0.1,
            stroke_width=0,
            fill_color=theme.background,
            fill_opacity=1,
        ).move_to(self.readout)
        super().__init__(self.patch, self.readout)

    def _stand_at(self, share: float) -> None:
        """Place the number at a share of the edge's length."""
        centre = self.edge.point_from_proportion(share)
        em = self.readout.em
        self.readout.place(centre[0], centre[1] - em * DIGIT_HEIGHT / 2)

    def keep_clear(self, neurons: Sequence[Neuron], others: Sequence[EdgeLabel]) -> bool:
        """Move along the edge, as little as possible, to hide neither neurons nor other labels.

        Returns
        -------
        bool
            Whether there is such a place; if not, the label stays where it was.
        """
        steps = sorted(range(-LABEL_SHIFTS, LABEL_SHIFTS + 1), key=abs)
        for step in steps:
            self._stand_at(self.place_on_edge + LABEL_SHIFT * step)
            self.patch.move_to(self.readout)
            if not any(map(self._meets, others)) and not any(map(self._hides, neurons)):
                return True
        self._stand_at(self.place_on_edge)
        self.patch.move_to(self.readout)
        return False

    def _meets(self, other: EdgeLabel) -> bool:
        """Return whether the patches of two labels overlap."""
        apart = np.abs(self.patch.get_center() - other.patch.get_center())[:2]
        return bool(
            apart[0] < (self.patch.width + other.patch.width) / 2
            and apart[1] < (self.patch.height + other.patch.height) / 2
        )

    def _hides(self, neuron: Neuron) -> bool:
        """Return whether the patch overlaps a neuron's disc."""
        away = np.abs(neuron.disc.get_center() - self.patch.get_center())[:2]
        half = np.array([self.patch.width, self.patch.height]) / 2
        return float(np.linalg.norm(np.maximum(away - half, 0.0))) < neuron.disc.width / 2


class Pulse(Dot):
    """A product on its way along an edge: the disc's area shows the magnitude, its colour the sign.

    Negative products also have a minus sign.
    """

    def __init__(self, theme: Theme, edge: Edge, product: Source):
        value = product.value
        super().__init__(
            edge.get_start(),
            radius=PULSE_RADIUS * math.sqrt(min(abs(value) / theme.weight_scale, 1.0)),
            color=theme.signed(value),
        )
        if value < 0:
            self.add(minus_on(self).set_fill(theme.background, opacity=1))
        self.ends = edge.get_start(), edge.get_end()
        self.full = theme.weight_scale
        mark(self, "area", product)

    def travel(self, start: float = 0.0) -> Animation:
        """Move along the edge from a share of its length to its end.

        The pulse grows at the rim of one neuron and shrinks at that of the other, and covers the
        digits of neither.
        """
        return roll(self, *self.ends, start)


def minus_on(disc: VMobject) -> Rectangle:
    """Return a minus sign for the disc of a negative value."""
    radius = disc.width / 2
    return Rectangle(width=1.2 * radius, height=0.36 * radius, stroke_width=0).move_to(disc)


def roll(disc: VMobject, first: np.ndarray, last: np.ndarray, start: float = 0.0) -> Animation:
    """Move a disc from rim to rim, growing at the first and shrinking at the last.

    Parameters
    ----------
    disc : VMobject
    first, last : ndarray of shape (3,)
        Ends of the path.
    start : float
        Share of the path to start at; the disc grows only if this is 0.
    """
    size, radius = disc.width, disc.width / 2
    along = (last - first) / np.linalg.norm(last - first)
    begin = first + along * radius if start == 0 else first + start * (last - first)
    end = last - along * radius

    def move(moving: VMobject, share: float) -> None:
        grown = share / RIM if start == 0 else 1.0
        shown = min(1.0, grown, (1.0 - share) / RIM)
        moving.set(width=max(size * shown, 1e-3)).move_to(begin + share * (end - begin))

    return UpdateFromAlphaFunc(disc, move, rate_func=linear)


class NetworkDiagram(VGroup):
    """Neurons and edges of a fully connected network, filling a region.

    Parameters
    ----------
    theme : Theme
    region : Region
        Includes room for names at the left, at the right and below.
    recording : network.Recording
        Source of layer sizes and weights.
    step : int
        Training step before which the weights are taken.
    layer_names : sequence of str, optional
        Printed below the columns.
    focus : int
        Neuron of layer 1 whose largest products decide which of many inputs are drawn.
    left_room, right_room : float
        Room for names of inputs and outputs, in frame units.
    most_shown : int
        Largest layer of which every neuron is drawn.
    of : str
        The word in "6 of 784", below a layer of which only some neurons are drawn.
    inputs : sequence of int
        Indices of inputs that are drawn in any case.
    weight_room : float
        Room between the discs of two columns, in frame units; less if no weights are to be
        printed on the edges.
    spread : float
        How many times as far apart neurons may be in a column that is shorter than the longest.

    Attributes
    ----------
    layers : list of list of Neuron
        The neurons drawn: all of a layer of up to eight, some of a larger one.
    indices : list of list of int
        The index in its layer of each neuron drawn.
    edges : list of list of list of Edge
        ``edges[l][j][i]`` runs from the i-th neuron drawn of layer l to the j-th of layer l + 1.
    formats : list of NumberFormat
        How the values of each layer are printed in its neurons.
    elided : bool
        Whether some layer has more neurons than are drawn.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        recording,
        step: int,
        layer_names: Sequence[str] = (),
        focus: int = 0,
        left_room: float = NAMES_ROOM,
        right_room: float = CLASSES_ROOM,
        of: str = "of",
        most_shown: int = MOST_NEURONS,
        inputs: Sequence[int] = (),
        weight_room: float = WEIGHT_ROOM,
        spread: float = 1.0,
    ):
        self.theme, self.recording, self.step = theme, recording, step
        sizes = recording.layer_sizes
        self.indices = [
            shown_neurons(recording, step, layer, focus, most_shown, inputs)
            for layer in range(len(sizes))
        ]
        counts = [len(shown) for shown in self.indices]
        if max(self.indices[0]) >= 9:  # room for names such as x₁₂
            left_room += 0.2 if max(self.indices[0]) < 99 else 0.36
        # A row for what is said about a layer of which only some neurons are drawn.
        self.elided = any(count < size for count, size in zip(counts, sizes, strict=True))
        texts = [TextLine(theme, name, theme.sizes.label, theme.quiet) for name in layer_names]
        # Between two columns a weight must have room.
        pace = (region.width - left_room - right_room) / (len(sizes) - 1 + 0.5)
        widest = max((pace - weight_room) / 2, LEAST_DISC)
        # Names that would meet stand on two levels in turn, or on three.
        across = (region.width - left_room - right_room) / len(sizes)
        levels = 2 if any(text.width > across for text in texts) else 1
        ends = left_room + right_room + 2 * min(theme.sizes.neuron_radius, widest)
        apart = (region.width - ends) / (len(sizes) - 1)
        if levels == 2 and any(
            (one.width + next_but_one.width) / 2 + theme.sizes.clearance > 2 * apart
            for one, next_but_one in zip(texts, texts[2:], strict=False)
        ):
            levels = 3
        names_room = (0.5 if layer_names else 0.0) + (ELISION_ROOM if self.elided else 0.0)
        names_room += STAGGER * (levels - 1)
        partly = [
            (layer, count)
            for layer, (count, size) in enumerate(zip(counts, sizes, strict=True))
            if count < size
        ]
        widths = [self._elision(layer, count, of, 0.0, 0.0).width for layer, count in partly]
        crowded = max(widths, default=0.0) > pace - 2 * theme.sizes.clearance
        names_room += STAGGER if crowded else 0.0
        room = region.height - 0.05 - names_room
        most = max(counts)
        radius = min(theme.sizes.neuron_radius, DISC_SHARE * room / (most - 1 + 2 * DISC_SHARE))
        radius = min(radius, widest)
        top, bottom = region.top - radius - 0.05, region.bottom + names_room + radius
        pitch = (top - bottom) / max(most - 1, 1)
        left, right = region.left + left_room + radius, region.right - right_room - radius
        middle = (top + bottom) / 2
        self.radius, self.pitch = radius, pitch
        self.formats = [value_format(recording, layer, radius) for layer in range(len(sizes))]
        self.layers: list[list[Neuron]] = []
        for layer, count in enumerate(counts):
            x = left + (right - left) * layer / (len(sizes) - 1)
            down = min(spread * pitch, (top - bottom) / max(count - 1, 1))
            ys = [middle + ((count - 1) / 2 - i) * down for i in range(count)]
            scale = value_scale(recording, layer)
            self.layers.append([Neuron(theme, (x, y, 0.0), radius, scale) for y in ys])
        self.edges = [
            [
                [
                    Edge(theme, start, end, Source(recording, "weights", step, layer, (j, i)))
                    for i, start in zip(self.indices[layer], self.layers[layer], strict=True)
                ]
                for j, end in zip(self.indices[layer + 1], self.layers[layer + 1], strict=True)
            ]
            for layer in range(len(sizes) - 1)
        ]
        self.drawn_edges = VGroup(*[edge for layer in self.edges for row in layer for edge in row])
        self.drawn_neurons = VGroup(*[neuron for layer in self.layers for neuron in layer])
        self.names = VGroup(
            *[
                name.place(
                    column[0].disc.get_center()[0],
                    region.bottom + 0.1 + STAGGER * (levels - 1 - layer % levels),
                )
                for layer, (name, column) in enumerate(zip(texts, self.layers, strict=False))
            ]
        )
        self.elisions = VGroup()
        for layer, count in partly:
            x = self.layers[layer][0].disc.get_x()
            below = bottom - radius - 0.34 - (STAGGER if crowded and layer % 2 else 0.0)
            self.elisions.add(self._elision(layer, count, of, x, below))
        super().__init__(self.drawn_edges, self.drawn_neurons, self.names, self.elisions)

    def _elision(self, layer: int, count: int, of: str, x: float, baseline: float) -> VGroup:
        """Return what stands below a layer that is drawn in part: "6 of 784"."""
        theme, em = self.theme, self.theme.sizes.label
        whole = Source(self.recording, "setting", index=("layer_sizes", layer))
        pieces: list[Any] = [
            Readout(theme, AxisValue(count), NumberFormat(0), em, theme.quiet),
            TextLine(theme, of, em, theme.quiet),
            Readout(theme, whole, NumberFormat(0), em, theme.quiet),
        ]
        gap = 0.25 * em
        left = x - (sum(piece.width for piece in pieces) + 2 * gap) / 2
        for piece in pieces:
            piece.place(left, baseline, "left")
            left += piece.width + gap
        return VGroup(*pieces)

    def answer_place(self) -> int | None:
        """Return which of the outputs drawn is the answer, if several stand for classes."""
        recording, shown = self.recording, self.indices[-1]
        if recording.class_names is None or recording.layer_sizes[-1] == 1:
            return None
        answer = int(recording.predictions[self.step])
        return shown.index(answer) if answer in shown else None

    def row(self, layer: int, j: int) -> list[Edge]:
        """Return the edges into neuron ``j`` of layer ``layer + 1``: row ``j`` of the weights."""
        return self.edges[layer][j]

    def symbols(self, layer: int, letter: str, *, side: float = -1.0) -> VGroup:
        """Return names of a layer's neurons (x₁, x₂, …) at the left (−1) or right (1)."""
        theme = self.theme
        names = VGroup()
        for k, neuron in zip(self.indices[layer], self.layers[layer], strict=True):
            name = Formula(theme, f"{letter}_{k + 1}", theme.sizes.formula * 0.8, theme.ink)
            reach = neuron.disc.width / 2 + 0.12 + name.width / 2
            x, y, _ = neuron.disc.get_center()
            # On one baseline with the numbers in the neurons.
            foot = y - theme.sizes.number_small * DIGIT_HEIGHT / 2
            names.add(name.place(x + side * reach, foot))
        return names

    def labels(
        self,
        layer: int,
        j: int,
        number_format: NumberFormat,
        em: float | None = None,
        place: float = LABEL_PLACE,
    ) -> VGroup:
        """Return the weights of row ``j`` as numbers, each at a share of its edge's length."""
        neurons = [neuron for column in self.layers for neuron in column]
        labels = VGroup()
        for edge in self.row(layer, j):
            label = EdgeLabel(self.theme, edge, number_format, em, place)
            label.is_clear = label.keep_clear(neurons, labels)
            labels.add(label)
        return labels

    def pulse(self, layer: int, j: int, i: int) -> Pulse | None:
        """Return the pulse of the edge from ``i`` to ``j``, or None if the product is zero.

        Both count the neurons drawn.
        """
        place = (self.indices[layer + 1][j], self.indices[layer][i])
        product = Source(self.recording, "products", self.step, layer, place)
        return Pulse(self.theme, self.edges[layer][j][i], product) if product.value else None

    def pulses(self, layer: int, j: int) -> list[Pulse]:
        """Return the pulses of row ``j``."""
        found = [self.pulse(layer, j, i) for i in range(len(self.edges[layer][j]))]
        return [pulse for pulse in found if pulse is not None]
