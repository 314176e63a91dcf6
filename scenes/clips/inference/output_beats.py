"""Beats from the values of the hidden neurons to the answer."""

from __future__ import annotations

from typing import Any

from manim import FadeIn, FadeOut, Transform, VGroup

from scenes.animation.timing import staggered, within
from scenes.clips.inference.calculations import LargestProduct, OutputTotal
from scenes.clips.inference.full_network import FullNetwork
from scenes.clips.inference.neuron_tiles import NeuronRow
from scenes.clips.inference.output_curve import OutputCurve
from scenes.clips.inference.reading_scene import ReadingScene
from scenes.clips.inference.waterfall import Waterfall
from scenes.mobjects.text.text import TextLine
from scenes.style.frame import Region

__all__ = ["OutputBeats"]

NAMES_APART = 0.12
"""Least distance of the names of neighbouring bars, in frame units."""


class OutputBeats(ReadingScene):
    """The contributions to the answer, their sum, all outputs."""

    traced_product: LargestProduct
    lit: VGroup
    bar_names: list[TextLine]

    def deeper(self) -> None:
        """Show the values in the network, and how the next hidden layers follow from them."""
        whole, tiles = self.whole, self.tiles
        shown = self.chosen.hidden[0]
        arriving = [
            whole.image, whole.frame, whole.fan, whole.between, whole.edges, *whole.heads,
            *whole.bars.frames, *[disc for discs in whole.empty[1:] for disc in discs],
        ]  # fmt: skip
        moves = [
            Transform(tiles.discs[j], disc.copy())
            for j, disc in zip(shown, whole.discs[0], strict=True)
        ]
        gone = [disc for j, disc in tiles.discs.items() if j not in shown]
        self.play(
            *self.stage.clear(stop=0.35),
            *[within(FadeOut(disc), 0.0, 0.35) for disc in gone],
            *[within(move, 0.15, 0.85) for move in moves],
            *[within(FadeIn(m), 0.45, 1.0) for m in arriving],
            run_time=1.6,
        )
        self.remove(*tiles.discs.values())
        self.add(*whole.discs[0])
        for layer in range(1, len(whole.discs)):
            self._fill_layer(whole, layer)
        self.stage.add(*arriving, *[disc for discs in whole.discs[:-1] for disc in discs])

    def _fill_layer(self, whole: FullNetwork, layer: int) -> None:
        """Fill a layer's discs: one with what flows into it, then the others."""
        lines = whole.flow_into(layer, 0)
        self.play(*map(FadeIn, lines), run_time=0.7)
        self.play(FadeIn(whole.discs[layer][0]), run_time=0.5)
        self.play(
            FadeOut(lines),
            *staggered([FadeIn(disc) for disc in whole.discs[layer][1:]], overlap=0.8),
            run_time=1.4,
        )

    def contributions(self) -> None:
        """Multiply each value by its weight to the answer's output: a bar for or against it."""
        theme, layout, neurons = self.theme, self.layout, self.chosen.hidden[-1]
        fall = self.fall = self.waterfall(self.reading.answer, neurons)
        row = self.row = NeuronRow(
            theme, fall.columns, layout.row_level, self.reading, neurons, self.traced,
            upright=layout.tall,
        )  # fmt: skip
        self._line_up(row, fall)
        self.play(*fall.grow(), run_time=1.4)
        if self.traced in fall.neurons:
            left = layout.network.left
            found = self.traced_product = LargestProduct(theme, fall, self.traced, row.names, left)
            self.play(FadeIn(found.frame), FadeIn(found.line), run_time=0.6)
            self.wait(0.9)

    def _line_up(self, row: NeuronRow, fall: Waterfall) -> None:
        """Move the discs of the last hidden layer into a row; show the axis of the bars."""
        if self.reading.last == 1:  # the rows of tiles one after the other, so that no paths cross
            discs = [self.tiles.discs[j] for j in row.neurons]
            others = [d for j, d in self.tiles.discs.items() if j not in row.neurons]
        else:
            # The network's own discs stay where they are: they come back later.
            discs, others = [disc.copy() for disc in self.whole.discs[-1]], []
            self.remove(*self.whole.discs[-1])
            self.add(*discs)
        rows: dict[float, list[Any]] = {}
        for a, b in zip(discs, row.discs, strict=True):
            rows.setdefault(round(a.get_y(), 3), []).append(Transform(a, b.copy()))
        moves = list(rows.values())
        self.bar_names = self.names_of_bars(fall, row)
        # Softmax needs all sums before any output has its value.
        neuron = [fall.empty] if self.recording.functions[-1].elementwise else []
        self.play(
            *self.stage.clear(stop=0.3),
            *[within(FadeOut(disc), 0.0, 0.3) for disc in others],
            *staggered(moves, overlap=0.3 if len(moves) < 8 else 0.9, start=0.15, stop=0.85),
            # When the discs have passed.
            *[within(FadeIn(m), 0.85, 1.0) for m in (*fall.axis, *neuron)],
            *self.stage.show(row.names, *self.bar_names[:-1], start=0.85),
            run_time=1.9,
        )
        self.remove(*discs)
        self.add(*row.discs)

    def names_of_bars(self, fall: Waterfall, row: NeuronRow) -> list[TextLine]:
        """Name the bars that are not a neuron's, in line with the row of neurons."""
        keys = ["others"] * fall.others + ["bias"]
        names = []
        for k, key in enumerate(keys, len(fall.bars) - len(keys)):
            colour = self.theme.bias if key == "bias" else self.theme.quiet
            names.append(self.say(key, colour, 0.34))
            fall.name_bar(k, names[-1], row.discs[0])
        if len(names) == 2 and fall.upright:  # neighbours in one line
            near = NAMES_APART - (names[1].get_left()[0] - names[0].get_right()[0])
            names[0].shift([-max(near, 0.0) / 2, 0.0, 0.0])
            names[1].shift([max(near, 0.0) / 2, 0.0, 0.0])
        # The name of the others keeps clear of the neurons' names, beside or above it.
        if fall.others and (under := self._below_names(names[0], row)):
            for name in names if fall.upright else names[:1]:
                name.shift([0.0, -under, 0.0])
        return names

    def _below_names(self, name: TextLine, row: NeuronRow) -> float:
        """Return how far down a name has to go to be clear of the neurons' names."""
        room, own = 1.2 * self.theme.sizes.clearance, Region.around(name)
        boxes = [Region.around(other) for other in row.names]
        near = [
            own.top + room - box.bottom
            for box in boxes
            if own.left < box.right + room and box.left < own.right + room
        ]
        # Of a column, only the last name can be so near that a small step helps.
        return max((step for step in near if 0.0 < step < own.height + room), default=0.0)

    def add_up(self) -> None:
        """Move each bar to where the one before it ends; with the bias, they add up to z."""
        fall = self.fall
        if self.traced in fall.neurons:
            found = self.traced_product
            self.play(FadeOut(found.frame), FadeOut(found.line), run_time=0.3)
        self.play(*fall.pile_up(), run_time=1.6)
        name = self.bar_names[-1]
        self.play(FadeIn(fall.bars[-1]), *self.stage.show(name, start=0.0), run_time=0.4)
        self.play(*fall.add_bias(), run_time=0.8)
        if OutputCurve.needed(fall):
            self.wait(0.5)
            self._climb(OutputCurve(self.theme, fall, self.area.body))
        elif self.recording.functions[-1].elementwise:
            self.play(FadeIn(fall.disc), FadeIn(fall.score), run_time=0.6)
        self.stage.add(fall.digit)

    def _climb(self, curve: OutputCurve) -> None:
        """Turn the sum into the output, on the curve of the activation function."""
        fall, plot, line = self.fall, curve.plot, curve.equation
        left = self._drawn(*fall.mobjects, *self.row.discs)
        kept = (fall.total, fall.digit, fall.empty)
        self.remove(fall.total)
        mover = line.numbers[0].moved_from(fall.total)
        self.play(
            *self.stage.clear(stop=0.4),
            *[within(FadeOut(m), 0.0, 0.4) for m in left if m not in kept],
            within(Transform(mover, line.numbers[0].copy()), 0.25, 0.75),
            *self.stage.show(plot.base, plot.rise, plot.curve, start=0.7),
            run_time=1.4,
        )
        self.remove(mover)
        self.add(line.numbers[0])
        before, after = (line.pieces[0], line.pieces[2]), line.pieces[3:]
        self.play(*map(FadeIn, (curve.dot, *before)), run_time=0.5)
        climb = plot.climb(curve.dot, curve.z, curve.value)
        self.play(climb, *self.stage.show(curve.plumb, start=0.0), run_time=1.0)
        self.play(*map(FadeIn, (*after, fall.disc, fall.score)), run_time=0.6)
        self.wait(0.7)
        self.stage.add(curve.dot, line)

    def _drawn(self, *parts: Any) -> list[Any]:
        """Return the parts that are on screen."""
        drawn = self.get_mobject_family_members()
        return [m for m in parts if m.get_family()[-1] in drawn]

    def scores(self) -> None:
        """Show all outputs, in the whole network."""
        whole, bars, row, fall = self.whole, self.whole.bars, self.row, self.fall
        earlier = [disc for discs in whole.discs[:-1] for disc in discs]
        arriving = [
            whole.fan, whole.between, whole.edges, *whole.heads, *bars.frames, *earlier,
        ]  # fmt: skip
        gone = [m for m in self._drawn(*fall.mobjects, *row.discs) if m not in self.stage]
        arriving += [*whole.discs[-1], whole.image, whole.frame]
        self.play(
            *self.stage.clear(stop=0.4),
            *[within(FadeOut(m), 0.0, 0.4) for m in gone],
            *[within(FadeIn(m), 0.2, 0.9) for m in arriving],
            run_time=1.2,
        )
        self.play(*bars.grow(), run_time=1.0)
        self.play(*map(FadeIn, bars.values), run_time=0.4)
        if not self.recording.functions[-1].elementwise:
            self.show_total(whole)

    def show_total(self, whole: FullNetwork) -> None:
        """Put the sum of all outputs in the place of their head."""
        self.total = OutputTotal(
            self.theme, whole, self.words["inference.together"], wide=self.layout.wide
        )
        arriving = within(FadeIn(self.total), 0.5, 1.0)
        self.play(within(FadeOut(whole.heads[2]), 0.0, 0.5), arriving, run_time=0.9)

    def answer(self) -> None:
        """Point out the largest output, and the contributions along the edges into it."""
        self.point_out_answer(self.whole)

    def point_out_answer(self, whole: FullNetwork) -> None:
        """Bring the answer into focus, and the label if it is another."""
        self.lit = whole.contributions(whole.reading.answer)
        self.play(*whole.focus_on(whole.reading.answer), *map(FadeIn, self.lit), run_time=1.0)
        if whole.reading.correct is False:
            word = self.say("label", self.theme.target, 0.36)
            self.play(*whole.point_out_label(word, self.area.body), FadeIn(word), run_time=0.6)
            self.lit.add(word)
