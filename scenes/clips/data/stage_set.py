"""What every beat of the clip shares: the sample, the network beside it, sources of values."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import LEFT, RIGHT, FadeIn, VGroup

from network import Recording
from network.errors import LayerlightError
from scenes.animation.timing import staggered
from scenes.base import NetworkScene
from scenes.clips.data.claims import CLAIMS
from scenes.clips.data.fitting import cut_short, decimals_of, mid_line
from scenes.clips.data.layout import DataLayout
from scenes.mobjects.matrix.matrix import BRACKET_PAD, square_brackets
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.requires import Requires
from scenes.style.frame import Region

__all__ = ["WHOLE", "DataStage"]

WHOLE = NumberFormat(0)
NAMES, VALUES, TARGETS = 0.7, 1.5, 1.0
"""Room for names and values of inputs and for the targets, beside the network, in frame units."""
WIDEST = 1.25
"""Room for the name of an output, in frame units."""
GAP = 0.18
"""From a disc to the name of its output."""
LARGEST = 10_000.0
"""Inputs and targets of this magnitude or more do not fit on screen."""
ASKED = 0.45
"""From an input neuron to the question mark on its left, in frame units."""
SYMBOL = 0.9
"""Room for the symbol of an input, left of its neuron, in frame units."""


class DataStage(NetworkScene):
    """The recording's sample, and the network that it goes into."""

    clip = "data"
    claims = CLAIMS
    requires = Requires(layers=(2, 5))
    recording: Recording

    def check(self, recording: Recording) -> None:
        """Refuse values that are too large to print."""
        self.drawn, self.series = self.also["drawn_digits"], self.also["mnist_checkpoints"]
        self.sample_at = int(recording.image_index[self.shown_step])
        samples = recording.samples
        self.is_picture = recording.images is not None
        self.of_mnist = recording.metadata["kind"] in ("walkthrough", "mnist")
        shown = [recording.targets[self.shown_step]]
        if not self.is_picture:
            shown += [samples.raw[self.sample_at], samples.input_rows([self.sample_at])[0]]
        largest = max(float(np.abs(values).max()) for values in shown)
        if largest >= LARGEST:
            raise LayerlightError(
                f"{self.clip} has room for values below {LARGEST:,.0f}, but those of sample"
                f" {self.sample_at} reach {largest:,.0f}; choose another with --sample"
            )

    def setup(self) -> None:
        """Lay out the frame, and draw the network that the sample goes into."""
        super().setup()
        self.layout = DataLayout(self.area)
        self.network = self._draw_network()
        self.inputs_shown = self.network.indices[0]
        exact = decimals_of([self.input_at(k).value for k in self.inputs_shown], 2)
        self.value_style = NumberFormat(min(max(exact, 1), self.network.formats[0].decimals))
        self.marks_asked = [
            TextLine(self.theme, "?", self.theme.sizes.number, self.theme.focus).move_to(
                n.disc.get_left() + ASKED * LEFT
            )
            for n in self.network.layers[0]
        ]
        self.marks_wanted = [
            TextLine(self.theme, "?", self.theme.sizes.number, self.theme.focus).move_to(
                [self.target_x, n.disc.get_y(), 0.0]
            )
            for n in self.network.layers[-1]
        ]

    def _draw_network(self) -> NetworkDiagram:
        """Return the network, empty, with room for what goes in and for the targets."""
        region = self.layout.network if self.is_picture else self.layout.table_pair[1]
        left = NAMES + VALUES if self.is_picture else 0.25
        room = min(WIDEST, 0.2 * region.width)
        self.output_names = [self._output_name(k, room) for k in range(self._output_count())]
        widest = 0.3
        if self.output_names:
            widest = max(name.width for name in self.output_names)
        return NetworkDiagram(
            self.theme,
            Region(region.left, region.right, region.bottom, region.top - 0.45),
            self.recording,
            self.shown_step,
            self.layer_names(),
            focus=self.focus_neuron,
            left_room=left + (0.16 if self.layout.stacked else 0.0),
            right_room=GAP + widest + TARGETS,
            of=self.words["data.of"],
        )

    def _output_count(self) -> int:
        return self.recording.layer_sizes[-1]

    def _output_name(self, k: int, room: float) -> Readout | TextLine:
        theme, recording = self.theme, self.recording
        if self.of_mnist:
            source = self.source("classes", None, k)
            return Readout(theme, source, WHOLE, theme.sizes.number, theme.quiet)
        name = recording.samples.output_names[k]
        return cut_short(theme, name, theme.sizes.label, theme.quiet, room)

    @property
    def target_x(self) -> float:
        """Where the targets stand: to the right of the names of the outputs."""
        names = max(name.width for name in self.output_names)
        right = float(self.network.layers[-1][0].disc.get_right()[0])
        return right + GAP + names + TARGETS / 2 + 0.1

    def place_outputs(self) -> tuple[VGroup, list[Readout], VGroup]:
        """Return the names of the outputs, their targets, and what stands around the targets."""
        theme, network, recording = self.theme, self.network, self.recording
        names, targets = VGroup(), []
        values = [float(self.recording.targets[self.shown_step][k]) for k in network.indices[-1]]
        style = NumberFormat(decimals_of(values, 2))
        for k, neuron in zip(network.indices[-1], network.layers[-1], strict=True):
            name = self.output_names[k]
            x = neuron.disc.get_right()[0] + GAP
            y = neuron.disc.get_y()
            colour = theme.target if self.recording.targets[self.shown_step][k] else theme.quiet
            names.add(name.place(x, mid_line(y, name.em), "left"))
            if recording.class_names is not None:
                name.set_color(colour)
            number = Readout(
                theme, self.source("targets", None, k), style, theme.sizes.number, colour
            )
            targets.append(number.place(self.target_x, mid_line(y, number.em)))
        first, last = network.layers[-1][0].disc, network.layers[-1][-1].disc
        low, high = last.get_bottom()[1], first.get_top()[1]
        width = max(number.advance_width for number in targets)
        brackets = square_brackets(theme, width / 2 + BRACKET_PAD, (high - low) / 2)
        brackets.move_to([targets[0].get_x(), (low + high) / 2, 0.0])
        word = self.say("target", theme.target, theme.sizes.number)
        x = min(targets[0].get_x(), self.area.safe.right - word.width / 2)
        return names, targets, VGroup(brackets, word.place(x, high + 0.2))

    def label_text(self, em: float) -> Readout | TextLine:
        """Typeset the label of the sample: a digit, or the name of a class."""
        theme, step = self.theme, self.shown_step
        if self.of_mnist:
            return Readout(theme, self.source("labels"), WHOLE, em, theme.target)
        names = self.recording.class_names
        assert names is not None
        assert self.recording.labels is not None
        word = self.say("label", theme.quiet)
        room = self.layout.picture.width - max(1.2, word.width + 0.4)
        if not self.is_picture:
            room = self._end_of_label - self.layout.table_pair[0].left - word.width - 0.2
        return cut_short(theme, names[int(self.recording.labels[step])], em, theme.target, room)

    @property
    def _end_of_label(self) -> float:
        """Where the label of a table's sample has to end: before the symbols of the inputs."""
        if self.layout.stacked:
            return self.area.safe.right
        return float(self.network.layers[0][0].disc.get_left()[0]) - SYMBOL

    def label_below(self, box: Region) -> VGroup:
        """Return the word "label" and the label, below a picture."""
        theme = self.theme
        word = self.say("label", theme.quiet)
        label = self.label_text(theme.sizes.number if not self.of_mnist else theme.sizes.formula)
        width = word.width + 0.2 + label.width
        left, baseline = box.x - width / 2, box.bottom - 0.5
        if not self.is_picture:  # the network stands beside the list, or below it
            first = self.layout.table_pair[0].left
            left = max(first, min(left, self._end_of_label - width))
        word.place(left, baseline, "left")
        label.place(left + word.width + 0.2, baseline, "left")
        return VGroup(word, label)

    # Sources of values

    def setting(self, *keys: str | int, recording: Any = None) -> Source:
        """Return the source of an entry of the metadata, by default of the drawings."""
        return super().setting(*keys, recording=recording or self.drawn)

    def input_at(self, k: int) -> Source:
        """Return the source of an input of the sample."""
        return self.source("activations", 0, k)

    # What opens and closes the clip

    def ask(self) -> None:
        """Show the network, empty, with question marks for its inputs and its targets."""
        self.play(FadeIn(self.network), run_time=1.2)
        for marks in (self.marks_asked, self.marks_wanted):
            motions = [FadeIn(m, shift=0.25 * RIGHT) for m in marks]
            self.play(*staggered(motions, overlap=0.6), run_time=1.5)
        self.stage.add(self.network, *self.marks_asked, *self.marks_wanted)
