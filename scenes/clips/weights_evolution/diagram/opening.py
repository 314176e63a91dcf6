"""The first beats: the question, one sample, and its first update with the numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Create, FadeIn, FadeOut, Transform

from network import Recording
from scenes.animation.timing import staggered, within
from scenes.base import NetworkScene
from scenes.clips.training_loop.training_network import LineKey
from scenes.clips.training_loop.weight_change import WeightChange
from scenes.clips.weights_evolution.diagram.claims import CLAIMS
from scenes.clips.weights_evolution.diagram.evolving_network import EvolvingNetwork
from scenes.clips.weights_evolution.diagram.figures import BiasKey, SampleNote
from scenes.clips.weights_evolution.diagram.layout import DiagramLayout
from scenes.clips.weights_evolution.diagram.scales import decimals_of, round_scale
from scenes.clips.weights_evolution.diagram.story import Story
from scenes.mobjects.graphing.course import Moment
from scenes.provenance.source import NumberFormat
from scenes.style.frame import Region

__all__ = ["Opening"]

UPDATE_WORDS = ("rate", "delta", "value", "change", "before", "after")


class Opening(NetworkScene):
    """What all beats share, and the beats before the training goes on by itself.

    Attributes
    ----------
    story : Story
    layout : DiagramLayout
    network : EvolvingNetwork
    """

    clip = "weights_evolution"
    form = "diagram"
    claims = CLAIMS
    recording: Recording
    story: Story

    def tell(self, sample: int | None) -> None:
        """Find out what there is to tell."""
        self.story = Story(self.recording, sample)

    def setup(self) -> None:
        """Divide the frame and build the network."""
        super().setup()
        theme, layout = self.theme, DiagramLayout.of(self.area)
        self.layout = layout
        weight, bias = (round_scale(max(value, 1e-3)) for value in self.story.largest)
        self.full = weight, bias
        self.network = self.build_network(layout.stage)
        self.key = LineKey(theme, layout.key, weight, self.words["training_loop.weight"])
        form = NumberFormat(decimals_of(bias), signed=True)
        right = layout.key.left - 0.1
        self.bias_key = BiasKey(
            theme, right, layout.key.bottom + 0.22, self.network.radius, bias, form,
            self.words["decision.bias"],
        )  # fmt: skip
        self.note: Any = None

    def build_network(self, region: Region) -> EvolvingNetwork:
        """Return a diagram of the network before training, for a region."""
        return EvolvingNetwork(
            self.theme, region, self.story, self.layer_names(), self.full,
            self.words["layers.hidden"], self.words["layers.of"],
        )  # fmt: skip

    def note_of(self, sample: int) -> SampleNote:
        """Return the note that says which sample fills the neurons."""
        room = self.layout.note
        right = self.bias_key.get_left()[0] - 0.2
        room = Region(room.left, right, room.bottom, room.top)
        words = self.words["training_loop.sample"], self.words["training_loop.target"]
        return SampleNote(self.theme, room, self.recording, sample, words)

    # The beats.

    def question(self) -> None:
        """Draw all weights, as they are before training, and ask."""
        network = self.network
        columns = [[FadeIn(neuron) for neuron in column] for column in network.layers]
        self.play(
            *staggered(columns, 0.4),
            *[FadeIn(m) for m in (network.names, network.elisions, network.input_names,
                                  network.output_names) if len(m)],
            run_time=1.2,
        )  # fmt: skip
        layers = [[Create(edge) for row in layer for edge in row] for layer in network.edges]
        self.play(*staggered(layers, 0.2), run_time=1.6)
        bars = [FadeIn(m) for m in (network.zeros, *network.bars)]
        self.play(FadeIn(self.key), FadeIn(self.bias_key), *bars, run_time=0.8)
        self.remove(*network.get_family())
        self.add(network)
        self.wait(1.5)

    def sample(self) -> None:
        """Fill the neurons with the values of one sample, layer by layer."""
        network, story = self.network, self.story
        self.note = self.note_of(story.first_sample)
        network.watch(story.first_sample)
        self.play(FadeIn(self.note), run_time=0.6)
        start = story.course.steps[0]
        for layer in range(len(network.layers)):
            self.play(*network.numbers(start, [layer]), run_time=0.6)
        network.ring_at(story.course.at(0.0))
        self.play(FadeIn(network.ring), run_time=0.4)

    def first_update(self) -> None:
        """Work one weight's update out, then apply those of all weights."""
        self.step_aside()
        network, recording, layout = self.network, self.recording, self.layout
        last = len(recording.layer_sizes) - 2
        row, column = self._largest_update()
        words = [self.words[f"training_loop.{key}"] for key in UPDATE_WORDS]
        place = network.indices[-1][row], network.indices[-2][column]
        self.change = change = WeightChange(
            self.theme, layout.panel, recording, 0, last, place, words
        )
        edge = network.edges[last][row][column]
        ends = network.layers[-2][column], network.layers[-1][row]
        self.play(
            *network.wait_but(edge),
            *[neuron.highlight() for neuron in ends],
            run_time=0.8,
        )
        for line in change.rows[:3]:
            self.play(FadeIn(line), run_time=0.5)
        self.wait(0.6)
        for line in change.rows[3:]:
            self.play(FadeIn(line), run_time=0.6)
        self.wait(1.2)
        self.play(
            *[e.highlight() for e in network.drawn_edges],
            *[neuron.clear_highlight() for neuron in ends],
            *network.without_numbers(),
            run_time=0.7,
        )
        self.play(network.go(lambda share: Moment(0, 1, share), halo=False), run_time=1.2)

    def step_aside(self) -> None:
        """Move the network to its place beside the panel."""
        if self.layout.stage == self.layout.network:
            return
        old, new = self.network, self.build_network(self.layout.network)
        new.watch(old.sample)
        start = self.story.course.at(0.0)
        new.show(start)
        for layer, column in enumerate(new.layers):
            for k, neuron in zip(new.indices[layer], column, strict=True):
                neuron.set_value_now(new.value(start.step, layer, k), new.formats[layer])
        self.play(Transform(old, new.copy()), run_time=1.2)
        self.remove(*old.get_family())
        self.add(new)
        self.network = new

    def _largest_update(self) -> tuple[int, int]:
        """Return row and column, of neurons drawn, of the last layer's largest first update."""
        updates = np.abs(self.recording.weight_updates_at(0)[-1])
        part = updates[np.ix_(self.network.indices[-1], self.network.indices[-2])]
        row, column = np.unravel_index(int(np.argmax(part)), part.shape)
        return int(row), int(column)

    def watch(self, sample: int) -> list[Any]:
        """Fill the neurons with the values of another sample; return what shows its note."""
        if sample == self.network.sample:
            return []
        old, self.note = self.note, self.note_of(sample)
        self.network.watch(sample)
        return [within(FadeOut(old), 0.0, 0.45), within(FadeIn(self.note), 0.5, 1.0)]
