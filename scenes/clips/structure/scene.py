"""What a network is made of: neurons, layers, weights; and what one changed input changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from manim import Create, FadeIn, FadeOut, GrowArrow, Mobject, VGroup

from network import Recording
from network.recordings.what_if import strongest_input
from scenes.animation.timing import shrink_away, staggered, within
from scenes.claims import Facts
from scenes.clips.structure.claims import CLAIMS, guesses_wrong
from scenes.clips.structure.motions import Motions
from scenes.clips.structure.parts import Parts
from scenes.clips.structure.sum_column import SumColumn
from scenes.clips.structure.travel import cross, fill_lit, grow_edge, in_turn, one_by_one
from scenes.mobjects.network.network_diagram import Pulse
from scenes.provenance.source import Source
from scenes.requires import Requires

__all__ = ["Structure"]

RESTING, FAINT = 0.5, 0.45
"""Opacity of lines at rest, and of the frames of pixels that have been read."""
BRIGHT = 0.9
"""Least opacity of coloured lines."""
MOST = 8
"""Number of neurons that a change reaches without hurry."""
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
        self.theme = replace(self.theme, resting_opacity=RESTING, opacity_floor=BRIGHT)
        self.moved = strongest_input(self.recording, self.shown_step)
        self.parts = Parts(self, self.moved)
        self.network, self.layout = self.parts.network, self.parts.layout
        self.inputs, self.sample = self.network.layers[0], self.parts.sample
        self.framed_layer: Mobject | None = None
        self.gone: list[Mobject] = []
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
            *[within(FadeIn(m), 0.0, 0.4) for m in (goes_in, box.arrows[0], box.box)],
            *[within(FadeIn(m), 0.6, 1.0) for m in (box.arrows[1], names, comes_out)],
            run_time=2.0,
        )
        self.play(self._pulsing(box.box[1]), run_time=1.4)
        self.bar, self.slider, self.stops = self.parts.brightness()
        self.framed = self.sample.frame(self.stops[0])
        self.first_place = self.slider.stand_at(self.value(0, self.stops[0]))
        self.with_next_caption = [
            *[within(FadeOut(m), 0.0, 0.5) for m in (*box, names, goes_in, comes_out)],
            *[within(FadeIn(m), 0.5, 1.0) for m in (self.framed, self.slider.neuron)],
        ]

    def neuron(self) -> None:
        """Take one value out of the sample into a large neuron; slide it from value to value."""
        first = self.stops[0]
        start, end = self.sample.leave(first), self.slider.neuron.disc.get_center()
        self._send(first, self.slider.neuron, self.layout.into_single(start, end), run_time=1.1)
        self.play(
            FadeIn(self.bar),
            self.slider.neuron.animate.move_to(self.first_place),
            within(FadeIn(self.slider.pointer), 0.6, 1.0),
            run_time=1.0,
        )
        self.wait(0.3)
        for k in self.stops[1:]:
            framed = self.sample.frame(k)
            turned = [within(FadeOut(self.framed), 0.0, 0.4), within(FadeIn(framed), 0.0, 0.4)]
            self.play(*turned, *self.slider.slide(self.value(0, k)), run_time=1.25)
            self.framed = framed
            self.remove(*self.slider.loose)
            self.slider.settle()

    def input_layer(self) -> None:
        """Bring all values into a column of neurons; what follows is a question."""
        at = self.stops[-1]
        home, slider = self.inputs[at].disc.get_center(), self.slider.neuron
        others = [k for k in range(len(self.inputs)) if k != at]
        column = [FadeIn(VGroup(*[self.inputs[k] for k in others]))] if others else []
        frames = [FadeIn(mark) for mark in self.sample.marks if mark is not self.framed]
        leaving = [self.bar, self.slider.pointer]
        if self.framed not in self.sample.marks:
            leaving.append(self.framed)
        self.play(
            *[within(FadeOut(m), 0.0, 0.25) for m in leaving],
            within(shrink_away(slider, home, 1 / self.slider.factor), 0.3, 1.0),
            *[within(m, 0.6, 1.0) for m in (*column, *frames, *self.parts.asked())],
            run_time=1.3,
        )
        self.remove(slider)
        self.inputs[at].set_value_now(self.value(0, at), self.parts.formats[0])
        self.add(self.inputs[at])
        self._take_all(others)
        self._name_layer(0)
        # They stay, faint, as the link from pixels to neurons.
        self.with_next_caption = [m.animate.set_stroke(opacity=FAINT) for m in self.sample.marks]

    def output_layer(self) -> None:
        """Show the last column; between it and the inputs a question is left."""
        last = len(self.network.layers) - 1
        column = VGroup(*self.network.layers[last])
        self._name_layer(last, FadeIn(column), FadeIn(self.parts.output_names))
        if last > 1:
            self.wait(0.6)
            self.play(self._pulsing(self.parts.mark), run_time=1.4)

    def hidden_layer(self) -> None:
        """Show the layers in between."""
        hidden = range(1, len(self.network.layers) - 1)
        for layer in hidden:
            leaving = [within(FadeOut(self.parts.mark), 0.0, 0.25)] if layer == 1 else []
            column = [FadeIn(neuron) for neuron in self.network.layers[layer]]
            shown = staggered(column, overlap=0.3, start=0.25)
            self._name_layer(layer, *leaving, *shown, run_time=3.0)

    def other_depths(self) -> None:
        """Put many hidden layers in the place of those there are, then none."""
        parts = self.parts
        columns, (none, many), across = parts.depths()
        self.play(
            *[within(m, 0.0, 0.2) for m in self._unframed()],
            *parts.multiply(columns),
            within(FadeIn(many), 0.7, 1.0),
            run_time=1.5,
        )
        self.wait(0.7)
        self.play(
            *[within(FadeOut(m), 0.0, 0.4) for m in (*columns, many)],
            within(GrowArrow(across), 0.4, 1.0),
            within(FadeIn(none), 0.5, 1.0),
            run_time=1.1,
        )
        self.wait(0.5)
        self.play(
            *[within(FadeOut(m), 0.0, 0.45) for m in (across, none)],
            *[within(FadeIn(m), 0.5, 1.0) for m in parts.hidden()],
            run_time=0.8,
        )

    def first_weights(self) -> None:
        """Explain the key; then grow the edges into one neuron."""
        j = self.parts.focus_place
        self.play(FadeIn(self.parts.key), self.network.layers[1][j].highlight(), run_time=0.7)
        edges = self.network.row(0, j)
        self.play(*staggered([grow_edge(e) for e in edges], overlap=0.5), run_time=1.8)
        labels = self.parts.first_labels(LABELLED)
        if labels:
            self.play(*staggered([FadeIn(label) for label in labels], overlap=0.2), run_time=1.0)
            self.wait(1.3)
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
                run_time=2.1 if layer == 0 else 1.6,
            )
        self.with_next_caption = [
            *[edge.clear_highlight() for edge in self.network.drawn_edges],
            *[FadeOut(m) for m in self.parts.all_counts()],
            *(self._sample_leaves() if isinstance(self.parts.sum, SumColumn) else []),
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
        self.play(*staggered(steps, overlap=0.2), run_time=0.5 + 0.38 * len(steps))
        pulses = self.network.pulses(0, j)
        crossing = one_by_one([cross(pulse, self.theme) for pulse in pulses], 0.0, 0.8)
        shown = within(FadeIn(sum_of.result), 0.65, 1.0)
        self._cross(pulses, [*crossing, shown], run_time=2.0)
        self.wait(0.4)

    def through_function(self) -> None:
        """Send the sum through the activation function; the neuron takes the value."""
        j, sum_of = self.parts.focus_place, self.parts.sum
        neuron, edges = self.network.layers[1][j], self.network.row(0, j)
        first, function, *value = sum_of.chain
        squeeze = self.parts.squeeze
        if squeeze is not None:
            self.play(*squeeze.replace_products(), run_time=1.0)
        self.play(FadeIn(first), FadeIn(function), run_time=0.4)
        if squeeze is not None:
            self.play(*squeeze.climb(), run_time=1.0)
            self.play(Create(squeeze.level), run_time=0.6)
        filling = fill_lit(neuron, self.value(1, j), self.parts.formats[1])
        self.play(*[FadeIn(m) for m in value], *filling, run_time=0.8)
        gone = [within(FadeOut(sum_of), 0.0, 0.5)] if squeeze is None else squeeze.leave()
        self.with_next_caption = [
            *[edge.clear_highlight() for edge in edges],
            neuron.clear_highlight(), *gone, FadeOut(self.parts.key), *self._sample_returns(),
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
            if groups:
                self._cross(pulses, in_turn(groups), run_time=0.8 + 0.42 * len(groups))
        self._ring_guess()
        self.ring = self.sample.frame(self.parts.ripple.place)
        if self.ring in self.mobjects:
            self.with_next_caption.append(self.ring.animate.set_stroke(opacity=1.0))
        else:
            self.with_next_caption.append(FadeIn(self.ring.set_stroke(opacity=1.0)))

    def _ring_guess(self) -> None:
        """Ring the largest output, if the caption speaks of it."""
        place = self.network.answer_place()
        if place is not None and guesses_wrong(Facts(self.recording, step=self.shown_step)):
            guess = self.network.layers[-1][place]
            self.play(guess.highlight(), run_time=0.5)
            self.wait(0.7)
            self.with_next_caption = [guess.clear_highlight()]

    def one_change(self) -> None:
        """Ask what a change of one input will change: every later neuron is a question."""
        ripple, before = self.parts.ripple, self.parts.before
        self.play(ripple.neuron.highlight(), run_time=0.5)
        places = [(layer, k) for layer, row in enumerate(before.questions) for k in range(len(row))]
        marks = [before.questions[layer][k] for layer, k in places]
        leaving = [before.leave(layer, k) for layer, k in places]
        self.play(
            *staggered(leaving, overlap=0.8, stop=0.7),
            *staggered([FadeIn(mark) for mark in marks], overlap=0.8, start=0.3),
            run_time=1.6,
        )
        self.play(*[self._pulsing(mark) for mark in marks], run_time=1.4)
        self.play(*self.sample.change(ripple.place, ripple.source(0, ripple.place)), run_time=1.6)

    def one_shift(self) -> None:
        """Change the input; work out slowly what that does to one neuron."""
        ripple, before, j = self.parts.ripple, self.parts.before, self.parts.focus_place
        aside = before.move_aside(0, ripple.place)
        self.play(
            *[within(m, 0.0, 0.5) for m in aside],
            *[within(m, 0.3, 1.0) for m in ripple.arrive(0, ripple.place)],
            run_time=1.0,
        )
        ((edge, pulse),), shift = ripple.wave(0, j), self.parts.shift
        column = shift is not None and shift.aside
        self.play(
            *(self._sample_leaves() if column else []),
            *[edge.highlight(), self.network.layers[1][j].highlight(), FadeIn(self.parts.key)],
            run_time=0.8,
        )
        if shift is not None:
            self.play(FadeIn(shift.product), run_time=0.6)
        if pulse is not None:
            self._cross([pulse], [cross(pulse, self.theme)], run_time=1.0)
        if shift is not None:
            self.play(FadeIn(shift.total), run_time=0.6)
            self.wait(0.6)
            self.play(FadeIn(shift.value), run_time=0.6)
        self._answer_question(1, j)
        self.with_next_caption = [
            edge.clear_highlight(),
            *([within(FadeOut(shift), 0.0, 0.5)] if shift is not None else []),
            *(self._sample_returns() if column else []),
        ]

    def _answer_question(self, layer: int, k: int) -> None:
        """Put the new value in place of a question mark."""
        self.play(
            within(FadeOut(self.parts.before.questions[layer][k]), 0.0, 0.4),
            *[within(m, 0.3, 1.0) for m in self.parts.ripple.arrive(layer, k)],
            run_time=0.7,
        )

    def ripple(self) -> None:
        """Let the change spread, neuron by neuron and layer by layer."""
        rows = [
            (layer, j)
            for layer, row in enumerate(self.network.edges)
            for j in range(len(row))
            if layer or j != self.parts.focus_place
        ]
        for n, (layer, j) in enumerate(rows):
            slow = not n or rows[n - 1][0] < layer
            self._reach(layer, j, (1.3 if slow else 0.9) * min(1.0, MOST / len(rows)))
        self.with_next_caption = [
            *[edge.clear_highlight() for edge in self.network.drawn_edges if edge.lit],
            *self._rings(range(len(self.network.layers)), on=False),
            FadeOut(self.parts.key),
        ]

    def _reach(self, layer: int, j: int, run_time: float) -> None:
        """Light the edges on which a change comes to a neuron; bring it there."""
        ripple, question = self.parts.ripple, self.parts.before.questions[layer + 1][j]
        wave = ripple.wave(layer, j)
        before = [edge for edge in self.network.drawn_edges if edge.lit]
        pulses = [pulse for _, pulse in wave if pulse is not None]
        motions = [
            *[within(edge.clear_highlight(), 0.0, 0.2) for edge in before],
            *[within(edge.highlight(), 0.0, 0.2) for edge, _ in wave],
            *one_by_one([cross(pulse, self.theme) for pulse in pulses], 0.15, 0.75),
            within(FadeOut(question), 0.62, 0.76),
            *[within(m, 0.7, 1.0) for m in ripple.arrive(layer + 1, j)],
        ]
        self._cross(pulses, motions, run_time)

    def _cross(self, pulses: list[Pulse], motions: list[Any], run_time: float) -> None:
        """Play motions, of pulses above the edges among others."""
        self.lane.add(*pulses)
        self.play(*motions, run_time=run_time)
        self.lane.remove(*pulses)

    def _rings(self, layers: Iterable[int], *, on: bool) -> list[Any]:
        """Put a ring around every neuron that has changed, or take it off."""
        neurons = self.network.layers
        changed = [neurons[n][k] for n in layers for k in self.parts.ripple.changed[n]]
        return [m.highlight() if on else m.clear_highlight() for m in changed]

    def reached(self) -> None:
        """Ring what has changed in each layer in turn, old values beside the new."""
        layers, old = range(len(self.network.layers)), self.parts.before.values
        for layer in layers:
            last = self._rings([layer - 1], on=False) if layer else []
            bright = [m.animate.set_fill(self.theme.ink) for m in old[layer].values()]
            self.play(*last, *self._rings([layer], on=True), *bright, run_time=0.6)
            self.wait(0.5)
        self.with_next_caption = [
            *self._rings(layers[-1:], on=False),
            *[FadeOut(m) for m in (self.ring, *self.parts.before.drawn)],
        ]

    def answer(self) -> None:
        """Ring the largest output; then show the weights, which are what can change."""
        place = self.parts.ripple.answer_place()
        if place is not None:
            self.play(self.network.layers[-1][place].highlight(), run_time=0.6)
            self.wait(0.8)
        lit = [[e.highlight() for row in rows for e in row] for rows in self.network.edges]
        self.play(
            *staggered(lit, overlap=0.3), within(FadeIn(self.parts.key), 0.0, 0.4), run_time=2.4
        )

    # The sample makes room for what is worked out in its place.

    def _sample_leaves(self) -> list[Any]:
        """Take the sample and its frames off the stage."""
        drawn = (self.sample, *self.sample.frames)
        self.gone = [m for m in drawn if m in self.mobjects]
        return [within(FadeOut(m), 0.0, 0.5) for m in self.gone]

    def _sample_returns(self) -> list[Any]:
        """Bring back what has left."""
        back, self.gone = self.gone, []
        return [within(FadeIn(m), 0.5, 1.0) for m in back]
