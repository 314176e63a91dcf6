"""How far the outputs are from their targets: gaps, their squares, and the mean of the squares."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

import numpy as np
from manim import FadeIn, FadeOut, ReplacementTransform, VGroup

from network import Recording
from network.errors import LayerlightError
from scenes.animation.pace import Pace, thinned
from scenes.animation.timing import staggered, within
from scenes.base import NetworkScene
from scenes.clips.cost.carry_down import carry_down
from scenes.clips.cost.comparison import Comparison
from scenes.clips.cost.cost_decimals import cost_decimals
from scenes.clips.cost.layout import CostLayout
from scenes.clips.cost.output_columns import OutputColumns
from scenes.clips.cost.squares_picture import SquaresPicture
from scenes.mobjects.dimming import dim, undim
from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.mobjects.matrix.matrix import row_bar
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.columns import fit_type
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import Readout
from scenes.provenance.source import NumberFormat

__all__ = ["Cost"]

LAYERS = ("input", "hidden", "output")
COLUMNS = 0.58
"""Size of the type in the columns of outputs and gaps, where it fits."""
RESTS, MOVE, RUN = (0.8, 1.1, 0.4, 0.4, 0.9, 0.4, 0.4, 0.9), 0.4, 1.2
"""Seconds at each of the first epochs, from one to the next, and through all others."""
MOST_VISITS = 40
"""Longer training runs skip some epochs."""
WHOLE = NumberFormat(0)
TENTHS, THOUSANDTHS = NumberFormat(1), NumberFormat(3)


class Cost(NetworkScene):
    """The mean squared error of the first step, and of the same image in the last epoch."""

    clip = "cost"
    recording: Recording

    def check(self, recording: Recording) -> None:
        """Refuse a recording that is not a 5-4-3 walkthrough of two epochs or more."""
        self.require_layers(recording, 5, 4, 3)
        same = recording.image_index == recording.image_index[self.shown_step]
        self.visits = [int(step) for step in np.flatnonzero(same)]
        if len(self.visits) < 2:
            raise LayerlightError(
                f"{self.clip} compares the first image before and after training, but the"
                " recording has one epoch: record two or more (--epochs)"
            )
        self.visits = thinned(self.visits, len(RESTS) + 1, MOST_VISITS)
        self.last = self.visits[-1]
        self.require_answer(recording, self.shown_step, self.last)
        self.decimals = cost_decimals(recording, self.visits, len(RESTS))
        self.layout = CostLayout(self.area, self.theme, recording, self.decimals)

    def construct(self) -> None:
        """Play the beats in order."""
        self.place_network()
        self.beat(self.outputs)
        self.beat(self.target, label=self.source("labels"))
        self.beat(self.gaps)
        self.beat(self.lines)
        self.beat(self.squares)
        self.beat(self.mean)
        self.beat(self.again)
        self.beat(self.later)
        self.beat(
            self.answer,
            before=self.source("predicted_class"),
            after=self.source("predicted_class", step=self.last),
        )
        self.beat(self.gradient)

    def place_network(self) -> None:
        """Show the network as the forward pass left it, and the input image."""
        recording, step = self.recording, self.shown_step
        names = [self.words[f"layers.{name}"] for name in LAYERS]
        self.network = NetworkDiagram(self.theme, self.area.network, recording, step, names)
        for layer, neurons in enumerate(self.network.layers):
            for k, neuron in enumerate(neurons):
                form = THOUSANDTHS if layer else TENTHS
                neuron.set_value_now(self.source("activations", layer, k), form)
        outputs = self.network.layers[-1]
        self.class_names = VGroup(*[self.class_name(k) for k in range(len(outputs))])
        self.columns = self._columns_beside_the_outputs()
        place = self.layout.picture(self.columns.targets.brackets)
        image = recording.images[recording.image_index[step]]
        self.digit = PixelGrid(self.theme, place, image, backed=True)
        self.stage.add(self.network, self.network.symbols(0, "x"), self.class_names)
        self.add(*self.stage, self.digit)

    # The beats, in order.

    def outputs(self) -> None:
        """Copy the values of the output neurons into a column."""
        outputs, ink = self.columns.outputs, self.theme.ink
        for neuron, cell in zip(self.network.layers[2], outputs.column(), strict=True):
            self.play(neuron.highlight(), run_time=0.35)
            value = neuron.number.copy().set_fill(ink)
            if self.area.beside:
                self.move_numbers([(value, cell)], run_time=0.8, bulge=0.7)
            else:
                mover = cell.moved_from(value)
                self.play(carry_down(mover, value, cell, self.network.names), run_time=1.0)
                self.remove(mover)
                self.add(cell)
            self.play(neuron.clear_highlight(), run_time=0.25)
        self.play(FadeIn(outputs.brackets), *map(FadeIn, self.headings[0]), run_time=0.5)

    def target(self) -> None:
        """Set the target of the label's output to one and the others to zero."""
        theme, targets = self.theme, self.columns.targets
        said = self.say("label", theme.target)
        label = Readout(theme, self.source("labels"), WHOLE, 1.2 * theme.sizes.number, theme.target)
        said.place(self.digit.get_x() - 0.1, self.headings[0][1].baseline)
        label.place(said.get_right()[0] + 0.15, said.baseline, "left")
        self.label = VGroup(said, label)
        self.play(FadeIn(self.label), run_time=0.5)
        self.play(FadeIn(targets.brackets), *map(FadeIn, self.headings[1]), run_time=0.6)
        others = targets.column()
        k = int(np.argmax(self.recording.targets[self.shown_step]))
        right = others.pop(k)
        self.play(self.class_names[k].animate.set_fill(theme.target), FadeIn(right), run_time=0.8)
        self.wait(0.4)
        self.play(*staggered([FadeIn(cell) for cell in others]), run_time=0.8)

    def gaps(self) -> None:
        """Subtract the targets from the outputs, row by row."""
        columns = self.columns
        coming = (columns.minus, columns.equals, columns.gaps.brackets, *self.headings[2])
        self.play(
            *self.stage.hide(self.digit, self.label),
            *[within(FadeIn(m), 0.4, 1.0) for m in coming],
            run_time=1.0,
        )
        for k, cell in enumerate(columns.gaps.column()):
            bars = columns.bars(k)
            self.bring_to_back(bars)
            self.play(FadeIn(bars), run_time=0.3)
            self.play(FadeIn(cell), run_time=0.5)
            self.wait(0.3)
            self.play(FadeOut(bars), run_time=0.25)
        signs = (columns.minus, columns.equals, columns.gaps.brackets)
        self.stage.add(columns.outputs, columns.targets, *signs, *chain(*self.headings))

    def lines(self) -> None:
        """Draw each gap as a line on an axis from zero to one."""
        self.picture = self._picture()
        self.picture.lift()
        self._turn_columns_into_axes()
        gaps, legend = self.picture.row.gaps, self.picture.legend
        self.play(
            FadeIn(legend.target_entry),
            *[FadeIn(gap.target_dot, scale=2) for gap in gaps],
            run_time=0.6,
        )
        self.play(
            FadeIn(legend.output_entry),
            *[FadeIn(gap.output_dot, scale=2) for gap in gaps],
            run_time=0.6,
        )
        for gap in gaps:
            self.add(gap.gap, gap.target_dot, gap.output_dot)
        self.play(*staggered([gap.stretch_gap() for gap in gaps], 0.2), run_time=1.8)

    def squares(self) -> None:
        """Raise a square on each gap; its area is the squared gap."""
        picture, row = self.picture, self.picture.row
        self.play(*picture.lower(), run_time=1.2)
        for frame in row.frames[:-1]:
            self.remove(*frame.lines)
            self.bring_to_back(frame.lines)
        self.play(FadeIn(picture.titles[1]), run_time=0.3)
        for k, (gap, number) in enumerate(zip(row.gaps, row.numbers, strict=True)):
            pace = 0.9 if k == 0 else 0.6
            self.remove(gap.gap, gap.target_dot, gap.output_dot)
            self.add(gap)
            self.play(gap.square.rise(), run_time=1.2 * pace)
            self.play(FadeIn(number), run_time=0.6 * pace)

    def mean(self) -> None:
        """Level the squares to a common area: the cost."""
        self._make_room_for_the_mean()
        row = self.picture.row
        self.play(FadeIn(self.picture.fraction), run_time=0.7)
        copies, levelling = row.level()
        own = [gap.square.hollow() for gap in row.gaps]
        self.add(*copies)
        self.bring_to_front(*row.gaps)
        if self.layout.grid:  # their path leads below numbers
            self.bring_to_back(*copies)
        self.play(*levelling, run_time=1.6)
        self.wait(0.3)
        self.play(*row.merge(copies), run_time=1.3)
        self.remove(*copies)
        self.add(row.cost)
        self.play(
            *[square.fill_again() for square in own],
            FadeIn(row.cost_number),
            FadeIn(self.picture.cost_words),
            run_time=0.8,
        )

    def again(self) -> None:
        """Show the first visit of the image once more, in a row below."""
        self._make_room_for_another_row()
        above, below = self.comparison.blocks
        last = self.comparison.rows[1]
        self.numbers = [*below.columns.outputs.column(), last.cost_number]
        self.counters = [self._counter(number) for number in self.numbers]
        self.play(*[FadeIn(m) for m in (*below.frame, self.comparison.counter)], run_time=0.6)
        start = (*self.comparison.start.pieces, *self.counters, self.titles[0])
        self.play(*map(FadeIn, start), run_time=0.8)
        first = self.comparison.rows[0]
        self.dimmed = [*first.pieces, *first.printed, self.titles[0], above]
        self.play(*dim(self.theme, self.dimmed), run_time=0.6)

    def later(self) -> None:
        """Run through the visits: the squares change, and the cost with them."""
        comparison, counting = self.comparison, []
        row, epochs = comparison.rows[1], comparison.counter
        pace = Pace(len(self.visits), RESTS, MOVE, RUN)
        for counter in self.counters:
            sources = [replace(counter.recorded, step=step) for step in self.visits]
            counting.append(counter.go(sources, pace))
        moves = row.follow(self.visits, pace)
        self.remove(*comparison.start.pieces)
        self.add(*row.pieces)
        self.play(*moves, epochs.run(pace), *counting, run_time=pace.seconds)
        self.remove(epochs, *self.counters)
        self.add(epochs[-1], *self.numbers)
        self.play(*[FadeIn(m) for m in (self.titles[1], *row.numbers)], run_time=0.6)
        self.play(*undim(self.dimmed), run_time=0.6)

    def answer(self) -> None:
        """Mark the largest output of each step, and say whether it is the label's."""
        rows, titles = self.comparison.rows, self.titles
        pieces = [
            [*row.pieces, *row.printed, title] for row, title in zip(rows, titles, strict=True)
        ]
        self.play(*dim(self.theme, [*chain(*pieces), self.cost_symbol]), run_time=0.6)
        words = {key: self.words[f"cost.{key}"] for key in ("right", "wrong")}
        self.bars, self.verdicts = [], []
        for block in self.comparison.blocks:
            winner = int(self.recording.predictions[block.step])
            bar = row_bar(self.theme, block.columns.outputs, winner, self.theme.focus)
            self.bring_to_back(bar)
            self.bars.append(bar)
            self.verdicts.append(block.verdict(words, below=self.layout.comparison.titles_below))
            self.play(FadeIn(bar), run_time=0.4)
            self.play(FadeIn(self.verdicts[-1]), run_time=0.6)
            self.wait(0.5)

    def gradient(self) -> None:
        """Leave only the gaps, which training uses; squares and cost fade to a trace."""
        changes = [within(FadeOut(bar), 0.0, 0.45) for bar in self.bars]
        changes += dim(self.theme, self.verdicts)
        changes += self._exchange(self.titles, self.comparison.titles("o_k - t_k"))
        for row in self.comparison.rows:
            for gap, *numbers in zip(row.gaps, row.numbers, row.gap_numbers(), strict=True):
                changes += [gap.square.animate.hollow(), *undim(gap.pieces[1:])]
                changes += self._exchange(*[[number] for number in numbers])
            changes.append(row.cost.animate.hollow())
        self.play(*changes, run_time=1.2)

    # What several beats need.

    def _picture(self, *, mean: bool = False) -> SquaresPicture:
        step, layout, decimals = self.shown_step, self.layout, self.decimals
        return SquaresPicture(
            self.theme, self.words, self.recording, step, layout, decimals, mean=mean
        )

    @staticmethod
    def _exchange(old: Iterable, new: Iterable) -> list:
        """Return the animations that fade out and then fade in, pair by pair."""
        pairs = zip(old, new, strict=True)
        return [
            move
            for before, after in pairs
            for move in (within(FadeOut(before), 0.0, 0.45), within(FadeIn(after), 0.55, 1.0))
        ]

    def _counter(self, number: Readout) -> Counter:
        """Return a counter in place of ``number`` that begins at the first visit."""
        first = replace(number.recorded, step=self.visits[0])
        colour = number.get_fill_color().to_hex()
        place = number.point_x, number.baseline, "point"
        return Counter(self.theme, first, number.number_format, number.em, colour, *place)

    def _columns_beside_the_outputs(self) -> OutputColumns:
        """Typeset the columns, as large as fits, and their headings."""
        discs = [neuron.disc for neuron in self.network.layers[-1]]
        region, pitch = self.layout.columns(discs)
        decimals, room = self.decimals.gaps, region.width - 0.06

        def columns_at(em: float) -> OutputColumns:
            step = self.shown_step
            return OutputColumns(self.theme, self.recording, step, decimals, em, pitch, gaps=True)

        em, _ = fit_type(lambda em: columns_at(em).width, COLUMNS, room)
        columns = columns_at(em).move_to(region.centre)
        below = columns.words(
            [self.words[f"cost.{key}"] for key in ("output", "target", "gap")], 0.5
        )
        self.headings = list(zip(columns.symbols(self.theme.sizes.formula), below, strict=True))
        return columns

    def _turn_columns_into_axes(self) -> None:
        """Clear the stage and move the gaps' numbers to their axes."""
        picture = self.picture
        moves = map(ReplacementTransform, self.columns.gaps.column(), picture.gap_numbers)
        feet = [frame.foot for frame in picture.row.frames[:-1]]
        self.play(
            *self.stage.clear(stop=0.32),
            *[within(move, 0.34, 0.9) for move in moves],
            # The axes appear once no number has to cross them any more.
            *[within(FadeIn(m), 0.85, 1.0) for m in (*feet, *picture.marks)],
            *[within(FadeIn(m), 0.7, 1.0) for m in (*picture.names, picture.titles[0])],
            run_time=2.0,
        )

    def _make_room_for_the_mean(self) -> None:
        """Shrink the squares so that the cost's has room beside them."""
        old, new = self.picture, self._picture(mean=True)
        pairs, leaving = old.pairs_with(new)
        self.play(
            *[ReplacementTransform(*pair) for pair in pairs],
            *[within(FadeOut(m), 0.0, 0.4) for m in (*leaving, *old.marks)],
            *[within(FadeIn(marks), 0.6, 1.0) for marks in new.marks],
            within(FadeIn(new.row.frames[-1]), 0.5, 1.0),
            run_time=1.0,
        )
        self.picture = new

    def _make_room_for_another_row(self) -> None:
        """Shrink the picture to the upper half, and lay out the lower."""
        layout = self.layout.comparison
        self.comparison = Comparison(
            self.theme, self.words, self.recording, self.visits, layout, self.decimals
        )
        self.titles = self.comparison.titles("(o_k - t_k)^2")
        old, row, new = self.picture, self.picture.row, self.comparison.rows[0]
        names = new.names()
        self.cost_symbol, said = old.cost_words
        leaving, coming = [*old.around, old.fraction, said, *old.marks], [self.comparison.blocks[0]]
        numbers = [*zip(row.printed, new.printed, strict=True), *zip(old.names, names, strict=True)]
        pairs = row.pairs_with(new, numbers=False)
        pairs += [(row.frames[-1].lines, new.frames[-1].lines), (row.cost, new.cost)]
        if self.layout.grid:  # moving numbers from two lines would cross the squares
            leaving += [before for before, _ in numbers]
            coming += [after for _, after in numbers]
        else:
            pairs += numbers
        moves = [ReplacementTransform(*pair) for pair in pairs]
        place = [new.column(-1), names[0].get_y(), 0]
        self.play(
            *[within(FadeOut(m), 0.0, 0.3) for m in leaving],
            *[within(m, 0.25, 0.85) for m in (*moves, self.cost_symbol.animate.move_to(place))],
            *[within(FadeIn(m), 0.65, 1.0) for m in coming],
            run_time=1.6,
        )
