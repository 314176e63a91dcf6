"""The network diagram of the training-loop clip, with the motions that only this clip shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
from manim import (
    Animation,
    Dot,
    FadeOut,
    Line,
    Polygon,
    RoundedRectangle,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
    linear,
)

from scenes.animation.timing import within
from scenes.clips.training_loop.sample_view import shortened
from scenes.mobjects.network.network_diagram import Edge, NetworkDiagram, roll
from scenes.mobjects.network.shown import nice_ceiling
from scenes.mobjects.network.step_through import WIDTH_UNITS, Span, done_of, signed_dot
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["LineKey", "TrainingNetwork", "largest_weight", "scale_of_widths"]

MOST_NAME, OF_WIDTH = 1.35, 0.22
"""Widest name of an output, in frame units and as a share of the region."""
NAME_GAP, LEAST_GAP = 0.23, 0.12
ENOUGH = 6.0
"""The widest line stands for at least the last largest weight divided by this."""
BETWEEN_DISCS = 0.5
"""Room between the discs of two layers: no weights are printed there, in frame units."""
BEYOND = 0.07
"""From ≤ or ≥ to its number, in frame units."""
RING, FAINT = 0.21, 0.12
"""Radius of the ring around a number, in frame units; opacity of lines that wait."""


def largest_weight(recording: Any, after: int) -> float:
    """Return the largest magnitude of any weight after so many updates."""
    return max(float(np.abs(matrix).max()) for matrix in recording.weights_at(after))


def scale_of_widths(recording: Any, step: int, last: int) -> tuple[float, bool]:
    """Return the magnitude of the widest line in the whole clip, and whether weights exceed it.

    One scale for all epochs: lines that change mean weights that change.
    """
    early = max(largest_weight(recording, after) for after in (step, step + 1, last + 1))
    final = largest_weight(recording, recording.steps)
    full = nice_ceiling(max(early, final / ENOUGH, 1e-6))
    return full, max(early, final) > full


class TrainingNetwork(NetworkDiagram):
    """A network diagram with names of its outputs, on a scale of widths of its own.

    Parameters
    ----------
    theme, region, recording, step, layer_names, focus, of
        As for :class:`NetworkDiagram`.
    full : float
        Magnitude of the widest line.
    hidden : str
        The word below all hidden layers, where they are too close for one each.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        recording: Any,
        step: int,
        layer_names: Sequence[str],
        full: float,
        hidden: str,
        focus: int = 0,
        of: str = "of",
    ):
        self.class_names = _output_names(theme, recording, min(MOST_NAME, OF_WIDTH * region.width))
        room = max((name.width for name in self.class_names), default=0.0) + 2 * NAME_GAP
        super().__init__(
            replace(theme, weight_scale=full), region, recording, step, layer_names, focus,
            right_room=room, of=of, weight_room=BETWEEN_DISCS,
        )  # fmt: skip
        for edge in self.drawn_edges:
            self._light(edge)
        names = [self.class_names[k] for k in self.indices[-1] if self.class_names]
        for name, neuron in zip(names, self.layers[-1], strict=False):
            x = float(neuron.disc.get_right()[0]) + NAME_GAP
            name.place(x, neuron.disc.get_y() - name.em * DIGIT_HEIGHT / 2, "left")
        self.output_names = VGroup(*names)
        self.input_names = VGroup()
        self._join_names(hidden)
        self.ring = self._ring()

    def _light(self, edge: Edge) -> Edge:
        """Draw an edge at full strength."""
        theme, value = self.theme, edge.weight.value
        return edge.set_stroke(
            theme.signed(value), width=theme.edge_width(value), opacity=theme.strength(value)
        )

    def wait_but(self, *lit: Edge) -> list[Animation]:
        """Return the animations after which only some edges are drawn at full strength."""
        return [
            edge.highlight() if edge in lit else edge.animate.set_stroke(opacity=FAINT)
            for edge in self.drawn_edges
        ]

    def _join_names(self, hidden: str) -> None:
        """Name the hidden layers together if their names would meet."""
        gaps = [b.get_left()[0] - a.get_right()[0] for a, b in pairwise(self.names)]
        if min(gaps, default=1.0) < LEAST_GAP:
            names = list(self.names)
            first, last = names[0], names[-1]
            x = (names[1].get_x() + names[-2].get_x()) / 2
            word = TextLine(self.theme, hidden, self.theme.sizes.label, self.theme.quiet)
            word.place(x, first.baseline)
            apart = min(
                word.get_left()[0] - first.get_right()[0], last.get_left()[0] - word.get_right()[0]
            )
            self.names.submobjects = [first, word, last] if apart > LEAST_GAP else [first, last]

    def _elision(self, layer: int, count: int, of: str, x: float, baseline: float) -> VGroup:
        """Return "of 784" below a layer drawn in part: there is little room beside other layers."""
        whole = super()._elision(layer, count, of, x, baseline)
        whole.remove(whole[0])
        return whole.shift([x - whole.get_x(), 0.0, 0.0])

    def name_ends(self) -> None:
        """Add symbols of the inputs, and names of the outputs."""
        self.input_names = self.symbols(0, "x")
        self.add(self.input_names, self.output_names, self.ring)

    def _ring(self) -> VMobject:
        """Return the ring around the name of the answer, out of sight."""
        names = list(self.output_names)
        width = max((name.width for name in names), default=0.0) + 0.2
        ring = RoundedRectangle(
            min(RING, 0.42 * self.pitch), width=max(width, 2 * RING),
            height=2 * min(RING, 0.42 * self.pitch), stroke_color=self.theme.ink,
            stroke_width=self.theme.sizes.line,
        )  # fmt: skip
        return ring.set_stroke(opacity=0)

    def _answer_at(self, step: int) -> tuple[np.ndarray, float]:
        """Return where the ring stands at a step, and its opacity."""
        k = int(self.recording.predictions[step])
        if k not in self.indices[-1] or not len(self.output_names):
            return self.ring.get_center(), 0.0
        return self.ring_place(self.indices[-1].index(k)), 1.0

    def ring_place(self, row: int) -> np.ndarray:
        """Return where the ring stands round the name of an output, by its place in the column.

        The ring is as wide as the widest name, and names begin one below the other.
        """
        left = min(float(name.get_left()[0]) for name in self.output_names)
        right = max(float(name.get_right()[0]) for name in self.output_names)
        return np.array([(left + right) / 2, self.layers[-1][row].disc.get_y(), 0.0])

    def ring_answers(
        self, steps: Sequence[int], leaves: float = 0.2, arrives: Span = (0.2, 0.4)
    ) -> Animation:
        """Return the animation in which the ring leaves each answer and appears at the next.

        On its way it would cross other names.  Of each step's time, it is gone after the share
        ``leaves``, and comes back in the span ``arrives``; if the answer is the same, only if it
        has to wait for it.
        """
        stops = [self._answer_at(step) for step in steps]
        if len(stops) == 1:
            stops.insert(0, (stops[0][0], 0.0))
        stages = len(stops) - 1

        def update(ring: VMobject, share: float) -> None:
            stage = min(int(share * stages), stages - 1)
            rest = share * stages - stage
            (a, seen), (b, then) = stops[stage], stops[stage + 1]
            here = rest < arrives[0]
            ring.move_to(a if here else b)
            gone, come = done_of(rest, (0.0, leaves)), done_of(rest, arrives)
            steady = leaves >= arrives[0] and np.allclose(a, b) and seen == then
            ring.set_stroke(opacity=seen if steady else seen * (1 - gone) if here else then * come)

        return UpdateFromAlphaFunc(self.ring, update, rate_func=linear)

    def returns(self, layer: int, edges: Sequence[Edge]) -> list[tuple[Dot, Animation]]:
        """Return discs for deltas of the next layer times their weights, and their ways back.

        Parameters
        ----------
        layer : int
        edges : sequence of Edge
            Some of those that lead from it to the next.
        """
        every = np.abs(self.recording.get("returned", step=self.step, layer=layer))
        largest, found = max(float(every.max()), 1e-300), []
        for edge in edges:
            source = replace(
                edge.weight, quantity="returned", step=self.step, index=edge.weight.index[::-1]
            )
            if abs(source.value) > 1e-3 * largest:
                dot = signed_dot(self.theme, edge.get_end(), source, nice_ceiling(largest))
                dot.set_fill(self.theme.ink, opacity=1)
                for sign in dot.submobjects:
                    sign.set_fill(self.theme.background)
                found.append((dot, roll(dot, edge.get_end(), edge.get_start())))
        return found

    def largest_update(self) -> tuple[int, int]:
        """Return row and column, of neurons drawn, of the last layer's largest weight update."""
        updates = np.abs(self.recording.weight_updates_at(self.step)[-1])
        part = updates[np.ix_(self.indices[-1], self.indices[-2])]
        row, column = np.unravel_index(int(np.argmax(part)), part.shape)
        return int(row), int(column)

    def fade_out(self, stop: float) -> list[Animation]:
        """Return the fade-out up to a share of the play.

        Dark digits disappear last, while the discs behind them are still light.
        """
        moves = [
            within(FadeOut(m), 0.0, stop)
            for m in (
                self.drawn_edges,
                self.names,
                self.elisions,
                self.input_names,
                self.output_names,
                self.ring,
            )
            if len(m)
        ]
        for neuron in self.drawn_neurons:
            colour = neuron.number.get_fill_color()  # none for black that cannot be seen
            dark = colour is not None and colour.to_hex().upper() == self.theme.on_light
            moves.append(within(FadeOut(neuron.disc), 0.0, stop))
            moves.append(within(FadeOut(neuron.number), 0.9 * stop if dark else 0.0, stop))
        return moves


def _output_names(theme: Theme, recording: Any, width: float) -> list[Any]:
    """Return a name for each output: its class, or the quantity it predicts."""
    em, colour = 1.1 * theme.sizes.number, theme.quiet
    if "classes" in recording.metadata:
        return [
            Readout(theme, Source(recording, "classes", 0, None, (k,)), NumberFormat(0), em, colour)
            for k in range(recording.layer_sizes[-1])
        ]
    em = theme.sizes.label
    return [shortened(theme, name, em, colour, width) for name in recording.samples.output_names]


class LineKey(VGroup):
    """The key to widths and colours of lines: a wedge for each sign, below a word.

    Parameters
    ----------
    theme : Theme
    region : Region
    full : float
        Magnitude of the widest line.
    name : str
    capped : bool
        Whether some weights are beyond the scale; then the ends say so.
    """

    def __init__(self, theme: Theme, region: Region, full: float, name: str, capped: bool = False):
        self.full, em = full, theme.sizes.number_small
        style = NumberFormat(_decimals(full), signed=True)
        numbers = [Readout(theme, AxisValue(v), style, em, theme.signed(v)) for v in (-full, full)]
        words = TextLine(theme, name, theme.sizes.label, theme.quiet)
        beyond = [
            Formula(theme, sign, 1.2 * em, theme.signed(v))
            for sign, v in ((("lt.eq", -full), ("gt.eq", full)) if capped else ())
        ]
        more = max((sign.width + BEYOND for sign in beyond), default=0.0)
        ends = [number.advance_width + 0.12 + more for number in numbers]
        wedges = min(1.3, region.width - sum(ends))
        y, x = region.bottom + 0.22, region.right - sum(ends) - wedges
        self.left = x + ends[0]
        self.right = self.left + wedges
        x = min((self.left + self.right) / 2, region.right - words.width / 2)
        self.words = words.place(x, y + 0.26)
        middle, widest = (self.left + self.right) / 2, theme.sizes.edge_width_most * WIDTH_UNITS
        self.wedges = [
            Polygon(
                [middle, y, 0],
                [end, y + widest / 2, 0],
                [end, y - widest / 2, 0],
                stroke_width=0,
                fill_color=colour,
                fill_opacity=1,
            )
            for end, colour in ((self.left, theme.negative), (self.right, theme.positive))
        ]
        for number, end, side in zip(
            numbers, (self.left, self.right), ("right", "left"), strict=True
        ):
            away = -0.12 if side == "right" else 0.12 + more
            number.place(end + away, y - em * DIGIT_HEIGHT / 2, side)
            number.tick = Line([end, y, 0], [end, y, 0], stroke_width=0)
            number.axes, number.axis = self, 0
        self.numbers = VGroup(*numbers)
        for sign, number in zip(beyond, numbers, strict=False):
            sign.move_to([number.get_left()[0] - BEYOND - sign.width / 2, y, 0.0])
        super().__init__(self.words, *self.wedges, self.numbers, *beyond)

    def p2c(self, point: np.ndarray) -> tuple[float, float]:
        """Return the weight at a point along the wedges, twice, as there is one axis."""
        value = float((point[0] - self.left) / (self.right - self.left) * 2 - 1) * self.full
        return value, value


def _decimals(value: float) -> int:
    """Return with how many decimals a round number is printed exactly, at most 4."""
    return next((d for d in range(4) if abs(value - round(value, d)) < 1e-9), 4)
