"""What a network is made of: neurons, layers, weights; and what one changed input changes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from manim import FadeIn, FadeOut, GrowArrow, Mobject, VGroup, there_and_back

from network import Recording
from network.recordings.what_if import strongest_input
from scenes.animation.timing import shrink_away, staggered, within
from scenes.base import NetworkScene
from scenes.clips.structure.claims import CLAIMS
from scenes.clips.structure.parts import Parts
from scenes.clips.structure.travel import fill_lit, grow_edge, in_turn
from scenes.mobjects.network.network_diagram import Edge, Neuron
from scenes.provenance.source import Source
from scenes.requires import Requires

__all__ = ["Structure"]

RESTING = 0.5
"""Opacity of lines at rest."""
SWELL = 1.14
"""How much larger a neuron becomes for a moment."""


class Structure(NetworkScene):
    """From one neuron to a fully connected network, and through it."""

    clip = "structure"
    claims = CLAIMS
    recording: Recording
    requires = Requires(layers=(2, 5))

    def setup(self) -> None:
        """Build everything that is drawn; show the sample from the first frame on."""
        super().setup()
        # The lines at rest are the stage of the last beats.
        self.theme = replace(self.theme, resting_opacity=RESTING)
        self.moved = strongest_input(self.recording, self.shown_step)
        self.parts = Parts(self, self.moved)
        self.network, self.layout = self.parts.network, self.parts.layout
        self.inputs, self.sample = self.network.layers[0], self.parts.sample
        self.framed_layer: Mobject | None = None
        self.waves: list[Edge] = []
        # The edges grow later; adding them now keeps them behind the neurons.
        self.network.drawn_edges.set_stroke(opacity=0)
        self.add(self.network.drawn_edges, self.sample)

    def construct(self) -> None:
        """Play the beats in order."""
        last = len(self.recording.layer_sizes) - 2
        total = self.source("weight_count", last, self.recording.layer_sizes[-1])
        self.beat(self.question)
        self.beat(self.neuron)
        self.beat(self.brightness)
        self.beat(
            self.input_layer,
            inputs=self.source("layer_sizes", None, 0),
            pixels=Source(self.recording, "pixel_count"),
        )
        self.beat(self.output_layer)
        self.beat(self.hidden_layer)
        self.beat(self.other_depths)
        self.beat(self.first_weights)
        self.beat(self.all_weights)
        self.beat(self.fully_connected, count=total)
        self.beat(self.one_value)
        self.beat(self.all_values)
        self.beat(self.one_change)
        self.beat(self.ripple)
        self.beat(self.reached)
        self.beat(self.summary)

    def value(self, layer: int, k: int) -> Source:
        """Return the source of the value of the k-th neuron drawn of a layer."""
        return self.source("activations", layer, self.network.indices[layer][k])

    # The beats.

    def question(self) -> None:
        """Ask what is between what goes in and what comes out."""
        box, names = self.parts.question_box(), self.parts.output_names
        goes_in, comes_out = self.parts.question_labels()
        self.play(
            within(FadeIn(goes_in), 0.0, 0.3),
            within(FadeIn(box.arrows[0]), 0.1, 0.4),
            within(FadeIn(box.box), 0.25, 0.65),
            within(FadeIn(box.arrows[1]), 0.6, 0.9),
            *[within(FadeIn(m), 0.7, 1.0) for m in (names, comes_out)],
            run_time=2.6,
        )
        self.box = box
        self.with_next_caption = [FadeOut(m) for m in (names, goes_in, comes_out)]

    def neuron(self) -> None:
        """Take one value out of the sample into a large neuron."""
        self.bar, self.slider, self.stops = self.parts.brightness()
        first, source = self.stops[0], self.value(0, self.stops[0])
        self.framed = self.sample.frame(first)
        self.first_place = self.slider.stand_at(source)
        self.play(
            within(FadeOut(self.box), 0.0, 0.6),
            FadeIn(self.framed),
            within(FadeIn(self.slider.neuron), 0.4, 1.0),
            run_time=1.0,
        )
        start, end = self.sample.leave(first), self.slider.neuron.disc.get_center()
        self._send(first, self.slider.neuron, self.layout.into_single(start, end), run_time=1.8)

    def brightness(self) -> None:
        """Slide the neuron along a bar, from value to value."""
        self.play(
            FadeIn(self.bar),
            self.slider.neuron.animate.move_to(self.first_place),
            within(FadeIn(self.slider.pointer), 0.6, 1.0),
            run_time=1.2,
        )
        for k in self.stops[1:]:
            framed = self.sample.frame(k)
            self.play(FadeOut(self.framed), FadeIn(framed), run_time=0.4)
            self.framed = framed
            self.play(*self.slider.slide(self.value(0, k)), run_time=1.4)
            self.remove(*self.slider.loose)
            self.slider.settle()

    def input_layer(self) -> None:
        """Bring all values into a column of neurons."""
        at = self.stops[-1]
        home, slider = self.inputs[at].disc.get_center(), self.slider.neuron
        others = [k for k in range(len(self.inputs)) if k != at]
        column = VGroup(*[self.inputs[k] for k in others])
        frames = [FadeIn(mark) for mark in self.sample.marks if mark is not self.framed]
        leaving = [self.bar, self.slider.pointer]
        if self.framed not in self.sample.marks:
            leaving.append(self.framed)
        self.play(
            *[within(FadeOut(m), 0.0, 0.4) for m in leaving],
            within(shrink_away(slider, home, 1 / self.slider.factor), 0.1, 1.0),
            *[within(m, 0.5, 1.0) for m in (*([FadeIn(column)] if others else []), *frames)],
            run_time=1.3,
        )
        self.remove(slider)
        self.inputs[at].set_value_now(self.value(0, at), self.parts.formats[0])
        self.add(self.inputs[at])
        self._take_all(others)
        self._name_layer(0)
        self.with_next_caption = [FadeOut(mark) for mark in self.sample.marks]

    def output_layer(self) -> None:
        """Show the last column; between them a question is left."""
        last = len(self.network.layers) - 1
        column = VGroup(*self.network.layers[last])
        self._name_layer(last, FadeIn(column), FadeIn(self.parts.output_names))
        if last > 1:
            self.play(FadeIn(self.parts.mark), run_time=0.5)

    def hidden_layer(self) -> None:
        """Show the layers in between, and arrows for the values that they take and pass on."""
        hidden = range(1, len(self.network.layers) - 1)
        for layer in hidden:
            column = VGroup(*self.network.layers[layer])
            leaving = [within(FadeOut(self.parts.mark), 0.0, 0.4)] if layer == 1 else []
            self._name_layer(layer, *leaving, within(FadeIn(column), 0.3, 1.0))
        self.arrows = [arrow for gap in self.parts.arrows() for arrow in gap]
        if self.arrows:
            grown = [GrowArrow(arrow) for arrow in self.arrows]
            self.play(*staggered(grown, overlap=0.1), run_time=0.8 * len(grown))

    def other_depths(self) -> None:
        """Take the hidden layers away, and put many in their place."""
        parts = self.parts
        gone = [*parts.hidden(), *self.arrows]
        columns, (none, many) = parts.depths()
        self.play(
            *[within(m, 0.0, 0.4) for m in self._unframed()],
            *[within(FadeOut(m), 0.0, 0.5) for m in gone],
            within(FadeIn(none), 0.55, 1.0),
            run_time=0.9,
        )
        self.wait(0.5)
        self.play(
            within(FadeOut(none), 0.0, 0.3),
            *staggered([FadeIn(c) for c in columns], 0.2, start=0.1),
            run_time=1.7,
        )
        self.play(FadeIn(many), run_time=0.5)
        self.wait(0.6)
        self.play(
            *[within(FadeOut(m), 0.0, 0.6) for m in (*columns, many)],
            *[within(FadeIn(m), 0.4, 1.0) for m in parts.hidden()],
            run_time=1.0,
        )

    def first_weights(self) -> None:
        """Explain the key; then grow the edges into one neuron."""
        j = self.parts.focus_place
        self.play(FadeIn(self.parts.key), run_time=0.7)
        self.play(self.network.layers[1][j].highlight(), run_time=0.4)
        edges = self.network.row(0, j)
        self.play(*staggered([grow_edge(e) for e in edges], overlap=0.5), run_time=2.6)

    def all_weights(self) -> None:
        """Grow all other edges, layer by layer, and count them."""
        first = self.network.layers[1][self.parts.focus_place]
        for layer, rows in enumerate(self.network.edges):
            grown = [
                [grow_edge(edge) for edge in row]
                for j, row in enumerate(rows)
                if layer or j != self.parts.focus_place
            ]
            resting = [first.clear_highlight()] if layer == 0 else []
            self.play(
                *resting,
                *(staggered(grown, overlap=0.6, stop=0.8) if grown else []),
                *[within(FadeIn(m), 0.75, 1.0) for m in self.parts.counted(layer)],
                run_time=2.0 if layer == 0 else 1.5,
            )

    def fully_connected(self) -> None:
        """Show all connections of one neuron, then those of all."""
        j, edges = self.parts.focus_place, self.network.drawn_edges
        neuron, rows = self.network.layers[1][j], self.network.edges
        own = [*rows[0][j], *[row[j] for row in (rows[1] if len(rows) > 1 else [])]]
        others = [edge for edge in edges if edge not in own]
        self.play(*[edge.clear_highlight() for edge in others], neuron.highlight(), run_time=0.7)
        self.wait(1.0)
        lit = [[edge.highlight()] for edge in others]
        self.play(neuron.clear_highlight(), *staggered(lit or [[]], overlap=0.9), run_time=1.5)
        self.with_next_caption = [
            *[edge.clear_highlight() for edge in edges],
            *[FadeOut(m) for m in self.parts.all_counts()],
        ]

    def one_value(self) -> None:
        """Work out one neuron: weights times values, added up, through the activation."""
        j, sum_of = self.parts.focus_place, self.parts.sum
        neuron, edges = self.network.layers[1][j], self.network.row(0, j)
        self.play(neuron.highlight(), run_time=0.4)
        lit = [edge.highlight() for edge in edges]
        steps: list[list[Any]] = [[FadeIn(term)] for term in sum_of.terms]
        if len(steps) >= len(lit):
            steps = [[*step, *lit[k : k + 1]] for k, step in enumerate(steps)]
        else:
            steps[0] += lit
        self.play(*staggered(steps, overlap=0.2), run_time=1.0 + 0.45 * len(steps))
        pulses = self.network.pulses(0, j)
        if pulses:
            self.play(*[pulse.travel() for pulse in pulses], run_time=1.2)
            self.remove(*pulses)
        self.play(FadeIn(sum_of.result), run_time=0.6)
        filling = fill_lit(neuron, self.value(1, j), self.parts.formats[1])
        self.play(FadeIn(sum_of.chain), *filling, run_time=0.9)
        resting = [edge.clear_highlight() for edge in edges]
        self.with_next_caption = [*resting, neuron.clear_highlight(), FadeOut(sum_of)]

    def all_values(self) -> None:
        """Let all other values follow, layer by layer."""
        for layer in range(len(self.network.edges)):
            done = {self.parts.focus_place} if layer == 0 else set()
            neurons = self.network.layers[layer + 1]
            groups, pulses = [], []
            for j in [j for j in range(len(neurons)) if j not in done]:
                value, form = self.value(layer + 1, j), self.parts.formats[layer + 1]
                into = self.network.pulses(layer, j)
                groups.append([[p.travel() for p in into], neurons[j].set_value(value, form)])
                pulses += into
            if groups:
                self.add(*pulses)
                self.play(*in_turn(groups), run_time=1.5 + 0.35 * len(groups))
                self.remove(*pulses)

    def one_change(self) -> None:
        """Ask what a change of one input will change."""
        place, changes = self.parts.ripple.place, self.parts.changes
        shown = [] if changes is None else [within(FadeIn(changes.before), 0.5, 1.0)]
        self.ring = self.sample.ring(place)
        self.play(
            within(FadeOut(self.parts.key), 0.0, 0.5),
            within(FadeIn(self.ring, scale=3), 0.2, 0.8),
            *shown,
            run_time=1.2,
        )
        self.play(self.inputs[place].highlight(), run_time=0.5)

    def ripple(self) -> None:
        """Change the input, and let the change spread."""
        ripple, changes = self.parts.ripple, self.parts.changes
        source, neuron = ripple.source(0, ripple.place), ripple.neuron
        self.play(*self.sample.change(ripple.place, source), run_time=0.6)
        old = neuron.number
        neuron.remove(old)
        start, end = self.sample.leave(ripple.place), neuron.disc.get_center()
        way = self.layout.into_input(start, end)
        self._send(ripple.place, neuron, way, source, others=[FadeOut(old)], run_time=1.3)
        for layer in range(len(self.network.edges)):
            lines = ripple.wave(layer)
            last = layer == len(self.network.edges) - 1
            shown = [FadeIn(changes.after)] if last and changes is not None else []
            if lines:
                self.waves += lines
                self.play(*ripple.spread(lines), run_time=1.1)
            self.play(*ripple.arrive(layer + 1), *shown, run_time=0.9)
            self.remove(*ripple.loose(layer + 1))
            ripple.settle(layer + 1)

    def reached(self) -> None:
        """Pass once more over all that has changed."""
        ripple = self.parts.ripple
        neurons = zip(self.network.layers, ripple.changed, strict=True)
        pulses = [[column[k].animate.scale(SWELL) for k in places] for column, places in neurons]
        width = 1.0 / (len(pulses) + 1)
        self.play(
            *[
                within(pulse, n * width, (n + 2) * width, there_and_back)
                for n, column in enumerate(pulses)
                for pulse in column
            ],
            run_time=0.6 + 0.5 * len(pulses),
        )

    def summary(self) -> None:
        """Light all lines; state the sizes and the numbers of weights once more."""
        changed = zip(self.network.layers, self.parts.ripple.changed, strict=True)
        ringed = [column[k] for column, places in changed for k in places]
        edges = [edge for edge in self.network.drawn_edges if edge not in self.waves]
        leaving = [FadeOut(m) for m in self._shown_changes()]
        self.play(
            *[neuron.clear_highlight() for neuron in ringed],
            *[edge.highlight() for edge in edges],
            *[within(m, 0.0, 0.5) for m in leaving],
            *[within(FadeIn(m), 0.5, 1.0) for m in self.parts.all_counts()],
            run_time=1.4,
        )

    # Steps of the beats.

    def _shown_changes(self) -> list[Mobject]:
        """Return what says how the outputs have changed, and the ring in the sample."""
        changes = self.parts.changes
        return [self.ring, *([] if changes is None else [changes.before, changes.after])]

    def _send(
        self,
        k: int,
        neuron: Neuron,
        way: Mobject,
        source: Source | None = None,
        others: list[Any] | None = None,
        *,
        run_time: float,
    ) -> None:
        """Move a value of the sample along a path into a neuron."""
        source = source or self.value(0, k)
        form, lit = self.parts.formats[0], neuron is self.parts.ripple.neuron
        moves, movers = self.sample.send(k, neuron, source, form, way, lit=lit)
        if neuron is self.slider.neuron:
            self.slider.resize()
        self.play(*moves, *(others or []), run_time=run_time)
        neuron.remove(*movers)
        self.remove(*movers)

    def _take_all(self, places: list[int]) -> None:
        """Move several values into their neurons, one shortly after another."""
        groups, movers = [], []
        for k in places:
            end = self.inputs[k].disc.get_center()
            way = self.layout.into_input(self.sample.leave(k), end)
            made = self.sample.send(k, self.inputs[k], self.value(0, k), self.parts.formats[0], way)
            groups.append(made[0])
            movers.append((self.inputs[k], made[1]))
        if not groups:
            return
        length = 1.0 / (1 + 0.45 * (len(groups) - 1))
        for n, group in enumerate(groups):
            for motion in group:
                first, last = motion.rate_func.span
                start = 0.45 * n * length
                within(motion, start + first * length, start + last * length)
        self.play(*[m for group in groups for m in group], run_time=1.3 + 0.42 * len(groups))
        for neuron, gone in movers:
            neuron.remove(*gone)
            self.remove(*gone)

    def _name_layer(self, layer: int, *others: Any) -> None:
        """Frame a layer, name it and print its size, while other things appear."""
        frame = self.parts.frames[layer]
        shown = [self.parts.counts.sizes[layer], *self.parts.names_of(layer)]
        self.play(
            *[within(m, 0.0, 0.4) for m in self._unframed()],
            *others,
            within(FadeIn(frame), 0.3, 1.0),
            *[within(FadeIn(m), 0.4, 1.0) for m in shown],
            run_time=0.9,
        )
        self.framed_layer = frame

    def _unframed(self) -> list[Any]:
        """Take the frame off the layer that has it."""
        frame, self.framed_layer = self.framed_layer, None
        return [] if frame is None else [FadeOut(frame)]
