"""A network's diagram at any moment of its training: lines, biases, one sample's values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from manim import Animation, FadeOut, ManimColor, UpdateFromAlphaFunc, VGroup, VMobject, linear

from scenes.clips.training_loop.training_network import TrainingNetwork
from scenes.clips.weights_evolution.diagram.story import Story
from scenes.mobjects.graphing.course import Moment
from scenes.mobjects.network.network_diagram import signed_line
from scenes.provenance.mark import mark
from scenes.provenance.source import Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["EvolvingNetwork", "bar_corners", "rgba"]

BAR, OF_GAP = 0.09, 0.5
DISC_SHARE = 0.385
"""Largest radius of a disc, as a share of the distance between two: bars need room."""
"""Height of a bias's bar, in frame units, and at most as a share of the gap between discs."""
HALO = 6.0
"""How much wider than its line a halo is."""


def rgba(colour: Any, opacity: float = 1.0) -> np.ndarray:
    """Return a colour as Manim keeps it in a mobject: shape (1, 4)."""
    return np.array([[*ManimColor(colour).to_rgb(), opacity]])


def bar_corners(left: float, right: float, bottom: float, top: float) -> list[list[float]]:
    """Return the corners of a bar, the first one twice."""
    return [
        [left, bottom, 0], [right, bottom, 0], [right, top, 0], [left, top, 0], [left, bottom, 0],
    ]  # fmt: skip


def with_room_for_bars(theme: Theme, region: Region, story: Story) -> Theme:
    """Return the theme with discs small enough for a bar between two."""
    most = max(map(len, story.drawn.indices))
    radius = DISC_SHARE * (region.height - 0.5) / (most - 1 + 2 * DISC_SHARE)
    sizes = replace(theme.sizes, neuron_radius=min(theme.sizes.neuron_radius, radius))
    return replace(theme, sizes=sizes)


class EvolvingNetwork(TrainingNetwork):
    """A network diagram that shows its recording at any moment of the training.

    The width of a line is the magnitude of its weight.  Below each neuron a bar is its bias, to the
    right if it is positive, on a scale of its own.  Neurons hold the values of one sample.

    Parameters
    ----------
    theme, region : Theme, Region
    story : Story
    layer_names : sequence of str
    full : (float, float)
        Magnitudes of the widest line, and of the bias whose bar is as long as a neuron's radius.
    hidden, of : str
        As for :class:`TrainingNetwork`.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        story: Story,
        layer_names: Sequence[str],
        full: tuple[float, float],
        hidden: str,
        of: str,
    ):
        theme = with_room_for_bars(theme, region, story)
        super().__init__(theme, region, story.recording, 0, layer_names, full[0], hidden, of=of)
        self.story, self.full = story, full[0]
        self.flat = [edge for layer in self.edges for row in layer for edge in row]
        self.neurons = [neuron for column in self.layers for neuron in column]
        self.signs = [rgba(theme.signed(side)) for side in (-1.0, 0.0, 1.0)]
        self.halos = [VMobject(stroke_color=theme.focus).set_stroke(opacity=0) for _ in range(2)]
        self.bars = [VMobject(stroke_width=0) for _ in self.neurons[len(self.layers[0]) :]]
        for k, bar in enumerate(self.bars):
            bar.set_fill(theme.bias, opacity=1)
            bar.full, bar.place = self.radius / full[1], self._bar_at(k)
        self.zeros = self._zeros()
        self.name_ends()
        self.submobjects.insert(0, VGroup(*self.halos))
        self.add(self.zeros, *self.bars)
        self.filled = False
        self.show(story.course.at(0.0))

    # Where the bars are.

    def _bar_at(self, k: int) -> tuple[float, float, float]:
        """Return x, bottom and top of the bar of a neuron after the inputs."""
        disc = self.neurons[len(self.layers[0]) + k].disc
        gap = max(self.pitch - 2 * self.radius, 0.02)
        height = min(BAR, OF_GAP * gap) if max(map(len, self.layers)) > 1 else BAR
        x, y = float(disc.get_x()), float(disc.get_y()) - self.radius
        room = min(gap, 1.5 * BAR)
        return x, y - room / 2 - height / 2, y - room / 2 + height / 2

    def _zeros(self) -> VMobject:
        """Return the marks of zero for all bars."""
        style = {"stroke_color": self.theme.hairline, "stroke_width": 0.8 * self.theme.sizes.line}
        zeros = VMobject(**style)
        for k in range(len(self.bars)):
            x, bottom, top = self._bar_at(k)
            zeros.start_new_path(np.array([x, bottom, 0]))
            zeros.add_line_to(np.array([x, top, 0]))
        return zeros

    # What they show.

    def show(self, moment: Moment) -> None:
        """Show weights and biases, and values if neurons are filled, at a moment."""
        drawn = self.story.drawn
        first, second = drawn.parameters(moment.step), drawn.parameters(moment.after)
        weights, biases = (a + (b - a) * moment.share for a, b in zip(first, second, strict=True))
        for edge, place, value in zip(self.flat, drawn.places, weights, strict=True):
            self._weigh(edge, float(value))
            layer, j, i = place
            edge.weight = Source(self.recording, "weights", moment.nearest, layer, (j, i))
            mark(edge, "width", edge.weight)
        owners = [(layer, j) for layer, shown in enumerate(self.indices[1:]) for j in shown]
        for bar, (layer, j), value in zip(self.bars, owners, biases, strict=True):
            x, bottom, top = bar.place
            bar.set_points_as_corners(bar_corners(x, x + float(value) * bar.full, bottom, top))
            mark(bar, "length", Source(self.recording, "biases", moment.nearest, layer, (j,)))
        if self.filled:
            self.fill(moment)

    def _weigh(self, edge: Any, value: float) -> None:
        """Draw an edge with a weight; Manim's own setters are too slow for so many."""
        theme = self.theme
        edge.show_sign(value)
        edge.full = self.full
        edge.stroke_rgbas = self.signs[1 + (value > 0) - (value < 0)].copy()
        edge.stroke_width = theme.edge_width(value)

    def fill(self, moment: Moment) -> None:
        """Fill the neurons with the values of the sample watched at a moment."""
        drawn, sample = self.story.drawn, self.sample
        first, second = (drawn.values(step, sample) for step in (moment.step, moment.after))
        values = first + (second - first) * moment.share
        places = [(layer, k) for layer, shown in enumerate(self.indices) for k in shown]
        for neuron, (layer, k), value in zip(self.neurons, places, values, strict=True):
            share = neuron.value_scale.share(float(value))
            neuron.disc.fill_rgbas = rgba(self.theme.activation(share))
            mark(neuron.disc, "fill", self.value(moment.nearest, layer, k))
        self.ring_at(moment)

    def value(self, step: int, layer: int, k: int) -> Source:
        """Return the value of a neuron for the sample watched after so many updates."""
        return Source(self.recording, "sample_activations", step, layer, (self.sample, k))

    @property
    def sample(self) -> int:
        """Index of the sample whose values fill the neurons."""
        return self._sample

    def watch(self, sample: int) -> None:
        """Fill the neurons with the values of a sample from now on."""
        self._sample, self.filled = sample, True

    def outline(self) -> None:
        """Outline all neurons as those that have a value."""
        for neuron in self.neurons:
            neuron.disc.set_stroke(self.theme.ink)

    def ring_at(self, moment: Moment) -> None:
        """Ring the name of the answer; between two answers the ring fades out and in."""
        names = list(self.output_names)
        if self.recording.class_names is None or len(names) < 2:
            return
        answers = [int(self.story.answers(k)[self.sample]) for k in (moment.step, moment.after)]
        answer = answers[0] if moment.share < 0.5 else answers[1]
        seen = 1.0 if answers[0] == answers[1] else abs(1 - 2 * moment.share)
        if answer not in self.indices[-1]:
            self.ring.set_stroke(opacity=0)
            return
        row = self.indices[-1].index(answer)
        self.ring.move_to(self.ring_place(row))
        self.ring.set_stroke(opacity=seen)

    # The weight that has changed most.

    def halo(self, moment: Moment) -> None:
        """Put a halo round the line that has changed most; from one to the next it fades over."""
        leaders = [self.story.leader(step) for step in (moment.step, moment.after)]
        same = leaders[0] == leaders[1]
        shares = (1.0, 0.0) if same else (1.0 - moment.share, moment.share)
        for halo, leader, share in zip(self.halos, leaders, shares, strict=True):
            edge = self.flat[leader]
            halo.set_points(signed_line(edge.get_start(), edge.get_end(), 1.0))
            halo.set_stroke(width=edge.stroke_width + HALO, opacity=share)

    def halo_off(self) -> None:
        """Take the halo away."""
        for halo in self.halos:
            halo.set_stroke(opacity=0)

    def go(self, at: Callable[[float], Moment], *, halo: bool = True) -> Animation:
        """Return the animation through the moments that ``at`` gives for the shares of a play."""

        def update(_: VGroup, share: float) -> None:
            moment = at(share)
            self.show(moment)
            if halo:
                self.halo(moment)

        return UpdateFromAlphaFunc(self, update, rate_func=linear)

    # Numbers.

    def numbers(self, step: int, layers: Sequence[int]) -> list[Any]:
        """Print the values of some layers; return the animations that show this."""
        moves: list[Any] = []
        for layer in layers:
            for k, neuron in zip(self.indices[layer], self.layers[layer], strict=True):
                moves += neuron.set_value(self.value(step, layer, k), self.formats[layer])
        return moves

    def without_numbers(self) -> list[Any]:
        """Take all numbers away; return the animations that show this."""
        moves = []
        for neuron in self.neurons:
            if neuron.readout is not None:
                moves.append(FadeOut(neuron.readout))
                neuron.remove(neuron.readout)
                neuron.readout = None
        return moves
