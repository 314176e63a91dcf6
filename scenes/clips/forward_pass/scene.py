"""One sample through the network: one neuron opened, then layer by layer to the answer."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, RIGHT, FadeIn, FadeOut, Transform, VGroup, there_and_back

from network import Recording
from network.errors import LayerlightError
from scenes.animation.timing import staggered, within
from scenes.claims import Facts
from scenes.clips.forward_pass.answer_bars import AnswerBars
from scenes.clips.forward_pass.claims import CLAIMS, undecided_digit
from scenes.clips.forward_pass.curve_reading import CurveReading
from scenes.clips.forward_pass.layout import Layout
from scenes.clips.forward_pass.one_neuron import OneNeuron
from scenes.clips.forward_pass.open_neuron import KEY, OpenNeuron
from scenes.clips.forward_pass.precision import Precision
from scenes.clips.forward_pass.sample_picture import ImagePicture, sample_picture
from scenes.clips.forward_pass.stage_set import (
    bar_names,
    draw_network,
    label_below,
    output_name,
    plain_lines,
    target_numbers,
    two_sides,
    verdict_below,
    with_larger_discs,
)
from scenes.mobjects.text.readout import emerge
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat
from scenes.requires import Requires

__all__ = ["ForwardPass"]

GUESS = 2.4
"""How much larger the names of the outputs are while the viewer guesses."""


class ForwardPass(OneNeuron):
    """A forward pass: the inputs, one neuron in full, every layer, the answer."""

    clip = "forward_pass"
    claims = CLAIMS
    requires = Requires(layers=(2, 5), largest=100.0)

    def check(self, recording: Recording) -> None:
        """Refuse steps without an answer, and numbers that are too large to print."""
        step = self.shown_step
        if recording.class_names is not None:
            self.require_answer(recording, step)
        shown = [recording.activations[0], *recording.z, *recording.activations[1:]]
        largest = max(float(abs(each[step]).max()) for each in shown)
        if largest >= 10_000:
            raise LayerlightError(
                f"{self.clip} has room for values below 10,000, but at step {step:,} they reach"
                f" {largest:,.0f}"
            )

    def setup(self) -> None:
        """Build everything that stands on the stage."""
        super().setup()
        words, step = self.words, self.shown_step
        self.theme = theme = with_larger_discs(self.theme)
        self.layout = Layout.of(self.area)
        self.network = draw_network(self)
        at = self.network.indices[1].index(self.focus_neuron)
        self.at, j = at, self.focus_neuron
        self.precision = Precision.of(self.recording, step, j, self.network)
        named = {name: words[f"forward_pass.{name}"] for name in ("sum", "running", "others", *KEY)}
        named["bias"] = words["table.bias"]
        self.open = OpenNeuron(theme, self.layout.neuron, self.network, j, self.precision, named)
        self.build_layers()
        self.reading = None
        if self.functions[0].elementwise:
            styles = NumberFormat(self.precision.sums[0]), self.precision.values(1)
            plot = self.plot_in(self.layout.neuron.curve, 0)
            z, value = self.z_of(0, at), self.value_of(0, at)
            self.reading = CurveReading(plot, z, value, styles)
        self.symbols = self.network.symbols(0, "x")
        self.names = VGroup(*[output_name(self, k) for k in range(len(self.network.indices[-1]))])
        self.questions = [
            TextLine(theme, "?", theme.sizes.number, theme.quiet).move_to(neuron.disc)
            for neuron in self.network.layers[-1]
        ]
        self.plain = plain_lines(self)
        self.world = VGroup(self.plain, self.network, self.names, *self.questions)
        VGroup(self.world, self.network.drawn_edges, self.symbols).shift(self.layout.shift)
        headings = words["forward_pass.value"], words["forward_pass.scaled"]
        self.picture = sample_picture(
            theme, self.layout.picture, self.network, headings, self.precision.values(0),
            aligned=self.area.beside,
        )  # fmt: skip
        self.verdict = VGroup()
        self.undecided = undecided_digit(Facts(self.recording, None, {}, step))
        self.tiles = VGroup()
        if isinstance(self.picture, ImagePicture) and self.picture.is_read_in_part:
            self.tiles = self.picture.tiles()
        else:
            self.add(self.world, self.picture)
            self.stage.add(self.picture)

    def construct(self) -> None:
        """Play the beats in order."""
        self.beat(self.question, **self.choices())
        self.beat(self.inputs)
        self.beat(self.products)
        self.beat(self.running_sum)
        self.beat(self.bias)
        if self.reading is not None:
            self.beat(self.squash)
        self.beat(self.matrix)
        if len(self.network.layers[1]) > 1:
            self.beat(self.other_rows)
        if len(self.functions) > 1 or self.reading is None:
            self.beat(self.output_layer)
        self.beat(self.outputs)
        if self.undecided:
            self.beat(self.winner)
        self.beat(self.answer, **self.said())

    def choices(self) -> dict[str, Any]:
        """Return the digits that three outputs stand for, for the caption."""
        recording = self.recording
        if recording.metadata["kind"] != "walkthrough" or recording.layer_sizes[-1] != 3:
            return {}
        names = "first", "second", "third"
        return {name: self.source("classes", None, k) for k, name in enumerate(names)}

    def said(self) -> dict[str, Any]:
        """Return the answer and the label, for the caption."""
        recording, step = self.recording, self.shown_step
        if recording.metadata["kind"] == "walkthrough":
            return {"answer": self.source("predicted_class"), "label": self.source("labels")}
        if recording.class_names is None:
            return {}
        names = recording.class_names
        return {
            "answer": names[int(recording.predictions[step])],
            "label": names[int(recording.labels[step])],
        }

    def question(self) -> None:
        """Show what goes in: the pixels alone, or the sample beside the empty network."""
        if self.tiles:
            self._guess()
            return
        turns, groups = [], list(zip(self.questions, self.names, strict=True))
        for k, group in enumerate(groups):
            start, stop = k / (len(groups) + 0.5), (k + 1.5) / (len(groups) + 0.5)
            for m in group:
                turns.append(
                    within(m.animate.set_fill(self.theme.ink), start, stop, there_and_back)
                )
        self.play(*turns, run_time=3.2)

    def _guess(self) -> None:
        """Show only the pixels that the network reads, and what they may belong to."""
        area, place = self.area, self.network
        self.guesses = VGroup(*[name.copy().scale(GUESS) for name in self.names])
        if area.beside:
            self.guesses.arrange(DOWN, buff=0.9).move_to(place)
        else:
            self.guesses.arrange(RIGHT, buff=1.4).move_to(place)
        edge, *pixels = self.tiles
        shown = [FadeIn(edge), *[FadeIn(pixel, scale=0.6) for pixel in pixels]]
        self.play(*staggered(shown), run_time=2.0)
        self.play(*staggered([FadeIn(name) for name in self.guesses]), run_time=1.2)

    def _meet_network(self) -> None:
        """Let the network appear around the names of its outputs."""
        names = [Transform(a, b.copy()) for a, b in zip(self.guesses, self.names, strict=True)]
        others = [self.plain, self.network, *self.questions]
        self.play(*names, *[within(FadeIn(m), 0.5, 1.0) for m in others], run_time=1.3)
        self.remove(*self.guesses, *others)
        self.add(self.world, self.tiles)
        self.stage.add(self.tiles)

    def inputs(self) -> None:
        """The sample's values become those of the input neurons."""
        style = self.precision.values(0)
        neurons = self.network.layers[0]
        sources = [self.source("activations", 0, i) for i in self.network.indices[0]]
        if self.tiles:
            self._meet_network()
            self._let_pixels_fly(neurons, sources, style)
        elif isinstance(self.picture, ImagePicture):
            self.play(*self.picture.point_out(), run_time=1.4)
            self.stage.add(self.picture.marks)
            self._let_pixels_fly(neurons, sources, style)
        else:
            moves, movers = [], []
            for value, neuron, source in zip(self.picture.values, neurons, sources, strict=True):
                fill, number = neuron.set_value(source, style)
                movers.append(neuron.number.moved_from(value))
                way = emerge(movers[-1], neuron.number.copy())
                moves.append([fill, number, way])
            self.play(*staggered(moves, overlap=0.6), run_time=2.4)
            self.remove(*movers)
            self.play(FadeIn(self.symbols), run_time=0.4)
        self.world.add(self.symbols)
        self.add(self.world)

    def _let_pixels_fly(self, neurons: Any, sources: Any, style: NumberFormat) -> None:
        """Let a copy of each pixel, with its value, become its neuron."""
        flights = self.picture.movers(style)
        ways = staggered([way for _, way in flights], overlap=0.4, stop=0.9)
        landings = [way.rate_func.span[1] for way in ways]
        named = [
            within(FadeIn(name), stop - 0.05, stop + 0.1)
            for name, stop in zip(self.symbols, landings, strict=True)
        ]
        self.play(*ways, *named, run_time=0.9 + 0.44 * len(neurons))
        for neuron, source in zip(neurons, sources, strict=True):
            neuron.set_value_now(source, style)
        self.remove(*[parcel for parcel, _ in flights])

    def other_rows(self) -> None:
        """Compute the other neurons of the layer, row by row."""
        self.compute_rows(0, left_out=self.at)

    def output_layer(self) -> None:
        """Compute the later layers in the same way; a softmax shares out at the end."""
        for layer in range(1, len(self.functions)):
            self.next_layer(layer)
            self.compute_rows(layer)
        if not self.functions[-1].elementwise:
            self.share_out()

    def outputs(self) -> None:
        """Compare the outputs as bars; the largest is the answer, if they stand for classes."""
        layout, level = self.layout, self.area.beside
        names = (
            bar_names(self)
            if not level or any("…" in getattr(n, "text", "…") for n in self.names)
            else []
        )
        style = self.precision.values(len(self.functions))
        self.bars = bars = AnswerBars(
            self.theme, layout.panel, self.network, style, level=level, names=names,
            half=self.undecided,
        )  # fmt: skip
        dots = self.dots if len(self.functions) > 1 and self.plots[-1] is not None else []
        if self.undecided and dots:
            self._show_reason(dots)
        takes = staggered([bars.take(dot, k) for k, dot in enumerate(dots)], start=0.35)
        marked = [bars.half] if self.undecided else []
        shown = [*bars.tracks, *marked, bars.ends, *bars.names]
        self.play(
            *self.stage.clear(keep=dots, stop=0.25),
            *self.stage.show(*shown, start=0.15, stop=0.4),
            *takes,
            run_time=2.2,
        )
        self.bring_to_front(*dots)
        pairs = zip(bars.grow(), bars.values, strict=True)
        grown = [[bar, FadeIn(number)] for bar, number in pairs]
        for group, dot in zip(grown, dots, strict=False):
            group.append(FadeOut(dot))
        self.play(*staggered(grown, overlap=0.3), run_time=1.8)
        self.stage.discard(*dots)
        self.stage.add(*bars.bars, *bars.values)
        if self.undecided:
            return
        if self.network.answer_place() is not None:
            self._point_out_largest()
        elif self.recording.class_names is not None:
            self._point_out_side()

    def _show_reason(self, dots: list[Any]) -> None:
        """Mark on the curve how narrow the ranges of z and of the outputs are."""
        plot, last = self.plots[-1], len(self.functions) - 1
        assert plot is not None
        pairs = [(self.z_of(last, j), self.value_of(last, j)) for j in range(len(dots))]
        pairs.sort(key=lambda pair: pair[0].value)
        ends = pairs[0], pairs[-1]
        for guides in ([plot.plumb(*pair) for pair in ends], [plot.level(*pair) for pair in ends]):
            self.play(*[FadeIn(guide) for guide in guides], run_time=0.7)
            self.stage.add(*guides)
        self.wait(1.5)

    def _point_out_side(self) -> None:
        """Show on which side of one half a single output is."""
        sides = two_sides(self, self.bars)
        self.play(*[FadeIn(m) for m in sides], run_time=0.6)
        self.stage.add(*sides)
        said = int(self.recording.predictions[self.shown_step])
        self.play(sides[1 + said].animate.set_fill(self.theme.focus), run_time=0.6)

    def _point_out_largest(self) -> None:
        """Mark the largest output: its neuron, its bar and its name."""
        winner = self.network.answer_place()
        assert winner is not None
        named = [each[winner] for each in (self.bars.names, self.names) if len(each)]
        self.play(
            self.network.layers[-1][winner].highlight(),
            self.bars.bars[winner].animate.set_fill(self.theme.focus),
            *[name.animate.set_fill(self.theme.focus) for name in named],
            run_time=0.8,
        )

    def winner(self) -> None:
        """Mark the largest output, and go back with the answer to the pixels."""
        self._point_out_largest()
        self.wait(0.7)
        if self.tiles:
            self._return_to_pixels()
            self._show_image()

    def _return_to_pixels(self) -> None:
        """Show again what the network has read, and below it its answer."""
        self.tiles = self.picture.tiles()
        shown = [self.tiles]
        if self.recording.metadata["kind"] == "walkthrough":
            self.verdict = verdict_below(self, self.picture.foot)
            shown.append(self.verdict[0])
        self._return_to(*shown)

    def _return_to(self, *pictures: VGroup) -> None:
        """Make room for a picture of the sample, and show it."""
        self.play(
            *self.stage.clear(stop=0.3),
            within(self.world.animate.shift(self.layout.shift), 0.2, 0.8),
            *self.stage.show(*pictures, start=0.5, stop=0.95),
            run_time=1.6,
        )

    def answer(self) -> None:
        """Show the whole sample: what the network says, and what is right."""
        if self.tiles:
            if not self.undecided:
                self._return_to_pixels()
                self._show_image()
        else:
            self._return_to(self.picture)
        if self.recording.class_names is None:
            self._show_targets()
        else:
            self._show_label()

    def _show_image(self) -> None:
        """Let the image appear around the pixels that the network has read."""
        self.play(*self.picture.into_image(self.tiles), run_time=1.7)
        self.remove(*self.tiles)
        self.add(self.picture, self.tiles[0])

    def _show_label(self) -> None:
        """Write the label below the sample, and mark its output."""
        recording, step = self.recording, self.shown_step
        truth = int(np.argmax(recording.targets[step]))
        shown = self.network.indices[-1]
        label = self.verdict[1] if self.verdict else label_below(self, self.picture.foot)
        moves: list[Any] = [FadeIn(label)]
        if recording.layer_sizes[-1] > 1 and truth in shown:
            k, green = shown.index(truth), self.theme.target
            width = self.theme.sizes.focus_outline
            moves.append(self.names[k].animate.set_fill(green))
            if k != self.network.answer_place():
                moves.append(self.network.layers[-1][k].disc.animate.set_stroke(green, width=width))
        self.play(*moves, run_time=0.8)
        if self.undecided and truth != int(np.argmax(recording.activations[-1][step])):
            self._ask_which_weights()

    def _ask_which_weights(self) -> None:
        """Light up the lines of all weights, from the outputs back to the inputs."""
        layers = [
            [edge.highlight() for row in rows for edge in row]
            for rows in reversed(self.network.edges)
        ]
        self.play(*staggered(layers, overlap=0.2), run_time=2.0)

    def _show_targets(self) -> None:
        """Write the targets at the right of the outputs, in place of their names."""
        targets = target_numbers(self)
        self.play(
            FadeOut(self.names), *[within(FadeIn(t), 0.4, 1.0) for t in targets], run_time=1.0
        )
