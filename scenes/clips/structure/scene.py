"""What a network is made of: neurons, layers, weights; and what one changed input changes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from manim import Create, FadeIn, FadeOut, GrowArrow, Mobject, VGroup

from network import Recording
from network.recordings.what_if import strongest_input
from scenes.animation.timing import shrink_away, staggered, within
from scenes.claims import Facts
from scenes.clips.structure.claims import CLAIMS, largest_is_a_guess
from scenes.clips.structure.motions import Motions
from scenes.clips.structure.parts import Parts
from scenes.clips.structure.travel import cross, emptied, fill_lit, grow_edge, in_turn
from scenes.provenance.source import Source
from scenes.requires import Requires

__all__ = ["Structure"]

RESTING = 0.5
"""Opacity of lines at rest."""
LABELLED = 5
"""Number of lines that show their weights as numbers, where the first lines are drawn."""


class Structure(Motions):
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
        # The edges grow later; adding them now keeps them behind the neurons, as all that moves
        # along them.
        self.network.drawn_edges.set_stroke(opacity=0)
        self.lane = VGroup()
        self.add(self.network.drawn_edges, self.lane, self.sample)

    def construct(self) -> None:
        """Play the beats in order."""
        self.beat(self.question)
        self.beat(self.neuron)
        self.beat(
            self.input_layer,
            inputs=self.source("layer_sizes", None, 0),
            pixels=Source(self.recording, "pixel_count"),
        )
        self.beat(self.output_layer)
        self.beat(self.hidden_layer)
        self.beat(self.other_depths)
        self.beat(self.first_weights)
        self.beat(self.fully_connected)
        self.beat(self.one_value)
        self.beat(self.through_function)
        self.beat(self.all_values)
        self.beat(self.one_change)
        self.beat(self.one_shift)
        self.beat(self.ripple)
        self.beat(self.reached)
        self.beat(self.answer)

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
            *[within(FadeIn(m), 0.7, 1.0) for m in (names, box.bracket, comes_out)],
            run_time=2.6,
        )
        self.box = box
        self.with_next_caption = [FadeOut(m) for m in (names, box.bracket, goes_in, comes_out)]

    def neuron(self) -> None:
        """Take one value out of the sample into a large neuron; slide it from value to value."""
        self.bar, self.slider, self.stops = self.parts.brightness()
        first, source = self.stops[0], self.value(0, self.stops[0])
        self.framed = self.sample.frame(first)
        self.first_place = self.slider.stand_at(source)
        self.play(
            *[within(FadeOut(m), 0.0, 0.6) for m in (self.box.box, *self.box.arrows)],
            FadeIn(self.framed),
            within(FadeIn(self.slider.neuron), 0.4, 1.0),
            run_time=1.0,
        )
        start, end = self.sample.leave(first), self.slider.neuron.disc.get_center()
        self._send(first, self.slider.neuron, self.layout.into_single(start, end), run_time=1.3)
        self._slide()

    def _slide(self) -> None:
        """Slide the neuron along a bar, from value to value."""
        self.play(
            FadeIn(self.bar),
            self.slider.neuron.animate.move_to(self.first_place),
            within(FadeIn(self.slider.pointer), 0.6, 1.0),
            run_time=1.0,
        )
        for k in self.stops[1:]:
            framed = self.sample.frame(k)
            self.play(FadeOut(self.framed), FadeIn(framed), run_time=0.4)
            self.framed = framed
            self.play(*self.slider.slide(self.value(0, k)), run_time=1.25)
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
            self.wait(0.8)
            self.play(FadeIn(self.parts.mark, scale=0.6), run_time=0.7)

    def hidden_layer(self) -> None:
        """Show the layers in between."""
        hidden = range(1, len(self.network.layers) - 1)
        for layer in hidden:
            leaving = [within(FadeOut(self.parts.mark), 0.0, 0.3)] if layer == 1 else []
            column = [FadeIn(neuron) for neuron in self.network.layers[layer]]
            shown = staggered(column, overlap=0.3, start=0.25)
            self._name_layer(layer, *leaving, *shown, run_time=1.8)

    def other_depths(self) -> None:
        """Put many hidden layers in the place of those there are, then none."""
        parts = self.parts
        gone = parts.hidden()
        columns, (none, many), across = parts.depths()
        self.play(
            *[within(m, 0.0, 0.2) for m in self._unframed()],
            *[within(FadeOut(m), 0.0, 0.25) for m in gone],
            *staggered([FadeIn(c) for c in columns], 0.2, start=0.25),
            within(FadeIn(many), 0.7, 1.0),
            run_time=1.5,
        )
        self.wait(0.6)
        self.play(
            *[within(FadeOut(m), 0.0, 0.4) for m in (*columns, many)],
            within(GrowArrow(across), 0.4, 1.0),
            within(FadeIn(none), 0.5, 1.0),
            run_time=1.0,
        )
        self.wait(0.5)
        self.play(
            *[within(FadeOut(m), 0.0, 0.6) for m in (across, none)],
            *[within(FadeIn(m), 0.4, 1.0) for m in parts.hidden()],
            run_time=0.9,
        )

    def first_weights(self) -> None:
        """Explain the key; then grow the edges into one neuron."""
        j = self.parts.focus_place
        self.play(FadeIn(self.parts.key), run_time=0.7)
        self.play(self.network.layers[1][j].highlight(), run_time=0.4)
        edges = self.network.row(0, j)
        self.play(*staggered([grow_edge(e) for e in edges], overlap=0.5), run_time=2.2)
        labels = self.parts.first_labels(LABELLED)
        if labels:
            self.play(*staggered([FadeIn(label) for label in labels], overlap=0.2), run_time=1.0)
        self.with_next_caption = [FadeOut(label) for label in labels]

    def fully_connected(self) -> None:
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
                run_time=2.2 if layer == 0 else 1.7,
            )
        aside = self.parts.aside()
        later = [edge for rows in self.network.edges[1:] for row in rows for edge in row]
        self.hidden_edges = later if aside else []
        resting = [edge for edge in self.network.drawn_edges if edge not in self.hidden_edges]
        self.with_next_caption = [
            *[edge.clear_highlight() for edge in resting],
            *[edge.animate.set_stroke(opacity=0) for edge in self.hidden_edges],
            *[FadeOut(m) for m in (*self.parts.all_counts(), *aside)],
        ]

    def one_value(self) -> None:
        """Work out the sum of one neuron: weights times values and the bias, added up."""
        j, sum_of = self.parts.focus_place, self.parts.sum
        neuron, edges = self.network.layers[1][j], self.network.row(0, j)
        self.play(neuron.highlight(), run_time=0.4)
        lit = [edge.highlight() for edge in edges]
        steps: list[list[Any]] = [[FadeIn(term)] for term in sum_of.terms]
        if len(steps) >= len(lit):
            steps = [[*step, *lit[k : k + 1]] for k, step in enumerate(steps)]
        else:
            steps[0] += lit
        if self.parts.bias is not None:
            steps[-1] += self.parts.bias.appear()
        self.play(*staggered(steps, overlap=0.2), run_time=0.6 + 0.5 * len(steps))
        pulses = self.network.pulses(0, j)
        if pulses:
            self.lane.add(*pulses)
            self.play(*[cross(pulse, self.theme) for pulse in pulses], run_time=1.2)
            self.lane.remove(*pulses)
        self.play(FadeIn(sum_of.result), run_time=0.6)

    def through_function(self) -> None:
        """Send the sum through the activation function; the neuron takes the value."""
        j, sum_of = self.parts.focus_place, self.parts.sum
        neuron, edges = self.network.layers[1][j], self.network.row(0, j)
        first, function, *value = sum_of.chain
        squeeze = self.parts.squeeze
        if squeeze is not None:
            self.play(*squeeze.replace_products(), run_time=1.2)
        self.play(FadeIn(first), FadeIn(function), run_time=0.6)
        if squeeze is not None:
            self.play(*squeeze.climb(), run_time=1.0)
        filling = fill_lit(neuron, self.value(1, j), self.parts.formats[1])
        across = [] if squeeze is None else [Create(squeeze.level)]
        self.play(*across, *[FadeIn(m) for m in value], *filling, run_time=1.0)
        resting = [edge.clear_highlight() for edge in edges]
        resting += [within(edge.clear_highlight(), 0.5, 1.0) for edge in self.hidden_edges]
        bias = [] if self.parts.bias is None else [FadeIn(m) for m in self.parts.bias.others]
        gone = [within(FadeOut(sum_of), 0.0, 0.5)] if squeeze is None else squeeze.leave()
        self.with_next_caption = [
            *resting, neuron.clear_highlight(), *gone, *bias,
            *[within(FadeIn(m), 0.5, 1.0) for m in self.parts.aside()],
        ]  # fmt: skip

    def all_values(self) -> None:
        """Let all other values follow, layer by layer."""
        for layer in range(len(self.network.edges)):
            done = {self.parts.focus_place} if layer == 0 else set()
            neurons = self.network.layers[layer + 1]
            groups, pulses = [], []
            for j in [j for j in range(len(neurons)) if j not in done]:
                value, form = self.value(layer + 1, j), self.parts.formats[layer + 1]
                into = self.network.pulses(layer, j)
                moves = [cross(pulse, self.theme) for pulse in into]
                groups.append([moves, neurons[j].set_value(value, form)])
                pulses += into
            self._cross_in_turn(groups, pulses, 0.9 + 0.3 * len(groups))
        self._ring_guess()

    def _ring_guess(self) -> None:
        """Ring the largest output, if the caption speaks of it."""
        place = self.network.answer_place()
        if place is not None and largest_is_a_guess(Facts(self.recording, step=self.shown_step)):
            guess = self.network.layers[-1][place]
            self.play(guess.highlight(), run_time=0.5)
            self.wait(0.8)
            self.with_next_caption = [guess.clear_highlight()]

    def one_change(self) -> None:
        """Ask what a change of one input will change: every later neuron is a question."""
        place, before = self.parts.ripple.place, self.parts.before
        self.ring = self.sample.frame(place)
        self.play(FadeIn(self.ring, scale=3), run_time=0.8)
        self.play(self.inputs[place].highlight(), run_time=0.5)
        asked = [
            [m for k in range(len(neurons)) for m in before.ask(layer, k)]
            for layer, neurons in enumerate(self.network.layers)
            if layer
        ]
        self.play(*staggered(asked, overlap=0.4), run_time=1.2)

    def one_shift(self) -> None:
        """Change the input; work out slowly what that does to one neuron."""
        ripple, j = self.parts.ripple, self.parts.focus_place
        source, neuron = ripple.source(0, ripple.place), ripple.neuron
        self.play(*self.sample.change(ripple.place, source), run_time=0.6)
        old = neuron.number
        neuron.remove(old)
        start, end = self.sample.leave(ripple.place), neuron.disc.get_center()
        way = self.layout.into_input(start, end)
        self._send(ripple.place, neuron, way, source, others=[FadeOut(old)], run_time=1.1)
        ((edge, pulse),) = ripple.wave(0, j)
        shift = self.parts.shift
        self.play(
            edge.highlight(),
            self.network.layers[1][j].highlight(),
            *([] if shift is None else [within(FadeIn(shift.product), 0.3, 1.0)]),
            run_time=1.0,
        )
        if pulse is not None:
            self.lane.add(pulse)
            self.play(cross(pulse, self.theme), run_time=1.0)
            self.lane.remove(pulse)
        if shift is not None:
            self.play(FadeIn(shift.total), run_time=0.8)
            self.wait(0.4)
        found = [*ripple.arrive(1, j), *self.parts.before.answer(1, j)]
        self.play(*found, *([] if shift is None else [FadeIn(shift.value)]), run_time=0.9)
        self.with_next_caption = [] if shift is None else [FadeOut(shift)]

    def ripple(self) -> None:
        """Let the change spread, neuron by neuron and layer by layer."""
        for layer, rows in enumerate(self.network.edges):
            done = {self.parts.focus_place} if layer == 0 else set()
            places = [j for j in range(len(rows)) if j not in done]
            waves = [self.parts.ripple.wave(layer, j) for j in places]
            lit = [edge.highlight() for wave in waves for edge, _ in wave]
            if lit:
                self.play(*lit, run_time=0.5)
            self._arrive(layer, places, waves)

    def _arrive(self, layer: int, places: list[int], waves: list[Any]) -> None:
        """Bring the changes to neurons of the next layer, one after another."""
        groups, pulses = [], []
        for j, wave in zip(places, waves, strict=True):
            into = [pulse for _, pulse in wave if pulse is not None]
            answer = [
                *self.parts.ripple.arrive(layer + 1, j),
                *self.parts.before.answer(layer + 1, j),
            ]
            groups.append([[cross(pulse, self.theme) for pulse in into], answer])
            pulses += into
        self._cross_in_turn(groups, pulses, 1.0 + 0.5 * len(groups))

    def _cross_in_turn(self, groups: list[Any], pulses: list[Any], run_time: float) -> None:
        """Play pulses into one neuron after another, behind the neurons."""
        if groups:
            self.lane.add(*pulses)
            self.play(*in_turn(groups), run_time=run_time)
            self.lane.remove(*pulses)

    def reached(self) -> None:
        """Close the ring around every neuron to the size of its change, on one scale."""
        ripple, changes, layers = self.parts.ripple, self.parts.changes, self.network.layers
        later = [neuron for column in layers[1:] for neuron in column]
        self.play(
            *[m for neuron in (ripple.neuron, *later) for m in emptied(neuron)],
            *[FadeOut(value) for value in self.parts.before.drawn],
            *[edge.clear_highlight() for edge in self.network.drawn_edges if edge.lit],
            FadeOut(self.parts.key),
            within(FadeIn(changes.word), 0.5, 1.0),
            run_time=0.9,
        )
        for layer, neurons in enumerate(layers):
            plain = [neuron.clear_highlight() for neuron in (neurons if layer else [ripple.neuron])]
            self.play(*[within(m, 0.0, 0.3) for m in plain], *changes.appear(layer), run_time=1.2)
        self.wait(1.0)

    def answer(self) -> None:
        """Bring the values back, the old ones beside them; ring the largest output."""
        ripple, before, changes = self.parts.ripple, self.parts.before, self.parts.changes
        back = []
        for layer, neurons in enumerate(self.network.layers):
            for k in range(len(neurons)) if layer else [ripple.place]:
                back += neurons[k].set_value(ripple.source(layer, k), self.parts.formats[layer])
                back += before.recall(layer, k) if layer else []
        self.play(
            *[within(FadeOut(dot), 0.0, 0.4) for row in changes.dots for dot in row],
            *[within(m, 0.1, 0.9) for m in back],
            run_time=1.3,
        )
        place = ripple.answer_place()
        if place is not None:
            self.play(self.network.layers[-1][place].highlight(), run_time=0.6)
