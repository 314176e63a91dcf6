"""How far the outputs are from the label: gaps, their squares, the mean of the squares."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from manim import (
    DOWN,
    UP,
    FadeIn,
    FadeOut,
    ReplacementTransform,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
)

from network import Recording
from network.errors import LayerlightError
from scenes.animation.pace import Pace, thinned
from scenes.animation.timing import staggered, within
from scenes.base import NetworkScene
from scenes.clips.cost.cost_decimals import cost_decimals
from scenes.clips.cost.output_columns import OutputColumns
from scenes.clips.cost.squares_layout import two_by_two
from scenes.clips.cost.squares_row import EpochCounter, SquaresRow
from scenes.clips.cost.step_block import GapLegend, StepBlock
from scenes.mobjects.dimming import dim, undim
from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.mobjects.matrix.matrix import row_bar
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region

__all__ = ["Cost"]

STEP = 0
LAYERS = ("input", "hidden", "output")
NAMES_ROOM = 0.5
"""Above the unit squares, for the digits that the outputs stand for."""
COLUMNS, COLUMN_WORDS = 0.58, 2.1
"""Size of type in the columns of outputs and gaps; room for what is said above and below them."""
GAPS_DROP = 1.0
LIFT, NAMES_LIFT = 1.0, 0.36
"""While there are only lines: how much higher they stand, and the digits above them."""
GRID = 1.5
"""In a frame whose body is not so many times as wide as high, the squares stand two by two."""
SIDES, TITLES = (3.1, 2.4), (1.9, 1.45)
"""Sides of three and of four unit squares in a row, at most, and room for the names of the lines
with their numbers."""
STRIP = 1.5
"""Height of the line with the fraction, below squares that stand two by two."""
SIDE, ROW_PITCH, NUMBERS_DROP, NUMBERS_GAP = 1.65, 2.8, 2.3, 0.65
"""When two steps are compared: side of a unit square, distance of the two, and down to the line
with the numbers from the top and from the square's foot."""
ROOMY = 12.0
"""A body so wide has room for that, and for what the numbers are at their left."""
BLOCK, BLOCK_ABOVE, HEADING = 2.85, 2.6, 0.3
"""Height of what stands before a step's squares, of that above them, and of its heading alone."""
NAMES_ABOVE, TITLE_GAP, TITLE_DROP = 0.56, 0.3, 0.5
RESTS, MOVE, RUN = (0.8, 1.1, 0.4, 0.4, 0.9, 0.4, 0.4, 0.9), 0.4, 1.2
"""Seconds at each of the first epochs, from one to the next, and through all that follow."""
MOST_VISITS = 40
"""Of a longer training not every epoch is gone through."""
WHOLE = NumberFormat(0)
TENTHS, THOUSANDTHS = NumberFormat(1), NumberFormat(3)


class Cost(NetworkScene):
    """The mean squared error of the first step, and of the same image in the last epoch."""

    clip = "cost"

    def check(self, recording: Recording) -> None:
        """Refuse a recording that is no 5-4-3 walkthrough or shows its first image only once."""
        self.require_layers(recording, 5, 4, 3)
        self.visits = [int(s) for s in np.flatnonzero(
            recording.image_index == recording.image_index[STEP]
        )]  # fmt: skip
        if len(self.visits) < 2:
            raise LayerlightError(
                f"{self.clip} compares the first image before and after training, but the"
                " recording has one epoch: record two or more (--epochs)"
            )
        self.visits = thinned(self.visits, len(RESTS) + 1, MOST_VISITS)
        self.require_answer(recording, STEP, self.visits[-1])
        self.last = self.visits[-1]
        self.decimals = cost_decimals(recording, self.visits, len(RESTS))

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

    def source(
        self, quantity: str, layer: int | None = None, *index: int, step: int = STEP
    ) -> Source:
        """Name an entry of a recorded step, of the first by default."""
        return Source(self.recording, quantity, step, layer, index)

    def place_network(self) -> None:
        """Show the network as the forward pass left it, and the image that it was shown."""
        theme, layers = self.theme, [self.words[f"layers.{n}"] for n in LAYERS]
        network = NetworkDiagram(theme, self.area.network, self.recording, STEP, layers)
        for layer, neurons in enumerate(network.layers):
            for k, neuron in enumerate(neurons):
                form = TENTHS if layer == 0 else THOUSANDTHS
                neuron.set_value_now(self.source("activations", layer, k), form)
        self.network = network
        self.class_names = VGroup(*[self._class_name(k) for k in range(3)])
        self.columns = self._columns_beside_the_outputs()
        self.grid = self.area.body.width < GRID * self.area.body.height
        # The image stands where the third column will, until that is needed.
        panel, columns = self.area.panel, self.columns
        left = columns.targets.brackets.get_right()[0] + 0.5
        y = columns.targets.brackets.get_y()
        place = Region(left, panel.right, y - panel.height / 2, y + panel.height / 2)
        image = self.recording.images[self.recording.image_index[STEP]]
        self.digit = PixelGrid(theme, place, image, backed=True)
        self.stage = [network, network.symbols(0, "x"), self.class_names]
        self.add(*self.stage, self.digit)

    # The beats, in order.

    def outputs(self) -> None:
        """The values of the output neurons become a column beside them."""
        outputs, ink = self.columns.outputs, self.theme.ink
        for neuron, cell in zip(self.network.layers[2], outputs.column(), strict=True):
            self.play(neuron.highlight(), run_time=0.35)
            value = neuron.readout.copy().set_fill(ink)
            if self.area.beside:
                self.move_numbers([(value, cell)], run_time=0.8, bulge=0.7)
            else:
                self._carry_down(value, cell)
            self.play(neuron.clear_highlight(), run_time=0.25)
        self.play(FadeIn(outputs.brackets), *map(FadeIn, self.headings[0]), run_time=0.5)

    def target(self) -> None:
        """The label names one output, whose target is one; the others' is zero."""
        theme, targets = self.theme, self.columns.targets
        said = TextLine(theme, self.words["cost.label"], theme.sizes.label, theme.target)
        em = 1.2 * theme.sizes.number
        label = Readout(theme, self.source("labels"), WHOLE, em, theme.target)
        said.place(self.digit.get_x() - 0.1, self.headings[0][1].baseline)
        label.place(said.get_right()[0] + 0.15, said.baseline, "left")
        self.label = VGroup(said, label)
        self.play(FadeIn(self.label), run_time=0.5)
        self.play(FadeIn(targets.brackets), *map(FadeIn, self.headings[1]), run_time=0.6)
        cells, truth = targets.column(), self._truth()
        self.play(
            self.class_names[truth].animate.set_fill(theme.target),
            FadeIn(cells[truth]),
            run_time=0.8,
        )
        self.wait(0.4)
        others = [cell for k, cell in enumerate(cells) if k != truth]
        self.play(*staggered([FadeIn(cell) for cell in others]), run_time=0.8)

    def gaps(self) -> None:
        """Output minus target, row by row, with its sign."""
        columns = self.columns
        coming = (columns.minus, columns.equals, columns.gaps.brackets, *self.headings[2])
        self.play(
            *[within(FadeOut(m), 0.0, 0.5) for m in (self.digit, self.label)],
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

    def lines(self) -> None:
        """Each gap is drawn as a line on an axis from zero to one."""
        self._lay_out_the_squares()
        row, columns = self.row, self.columns
        words = [m for pair in self.headings for m in pair]
        signs = (columns.minus, columns.equals, columns.gaps.brackets)
        leaving = (*self.stage, columns.outputs, columns.targets, *signs, *words)
        feet = [frame.foot for frame in row.frames[:-1]]
        marks = [frame.marks for frame in row.frames[:-1]]
        drawn = [m for gap in row.gaps for m in gap.pieces[1:]]
        self.lifted = [*feet, *marks, *drawn]
        if not (self.grid and self.layout.beside):
            self.lifted += [*self.gap_numbers, self.row_titles[0]]
        if not self.grid:
            self.lifted.append(self.legend)
        for mobject in self.lifted:
            mobject.shift(LIFT * UP)
        self.places = [name.get_center() for name in self.names]
        for name, frame in zip(self.names, row.frames[:-1], strict=True):
            name.place(name.get_x(), frame.bottom + LIFT + NAMES_LIFT)
        moves = map(ReplacementTransform, columns.gaps.column(), self.gap_numbers)
        self.play(
            *[within(FadeOut(m), 0.0, 0.32) for m in leaving],
            *[within(move, 0.34, 0.9) for move in moves],
            # The axes come when no number is on its way over them any more.
            *[within(FadeIn(m), 0.85, 1.0) for m in (*feet, *marks)],
            *[within(FadeIn(m), 0.7, 1.0) for m in (*self.names, self.row_titles[0])],
            run_time=2.0,
        )
        self.play(
            FadeIn(self.legend.target_entry),
            *[FadeIn(gap.target_dot, scale=2) for gap in row.gaps],
            run_time=0.6,
        )
        self.play(
            FadeIn(self.legend.output_entry),
            *[FadeIn(gap.output_dot, scale=2) for gap in row.gaps],
            run_time=0.6,
        )
        for gap in row.gaps:
            self.add(gap.gap, gap.target_dot, gap.output_dot)
        self.play(*staggered([gap.stretch_gap() for gap in row.gaps], 0.2), run_time=1.8)

    def squares(self) -> None:
        """A square rises on each gap; its area is the gap's square."""
        row = self.row
        names = zip(self.names, self.places, strict=True)
        self.play(
            *[m.animate.shift(LIFT * DOWN) for m in self.lifted],
            *[frame.grow_outline(LIFT) for frame in row.frames[:-1]],
            *[name.animate.move_to(place) for name, place in names],
            run_time=1.2,
        )
        for frame in row.frames[:-1]:
            self.remove(*frame.lines)
            self.bring_to_back(frame.lines)
        self.play(FadeIn(self.row_titles[1]), run_time=0.3)
        for k, (gap, number) in enumerate(zip(row.gaps, row.numbers, strict=True)):
            pace = 0.9 if k == 0 else 0.6
            self.remove(gap.gap, gap.target_dot, gap.output_dot)
            self.add(gap)
            self.play(gap.square.rise(), run_time=1.2 * pace)
            self.play(FadeIn(number), run_time=0.6 * pace)

    def mean(self) -> None:
        """The squares level out to the same area; that area is the cost."""
        self._make_room_for_the_mean()
        row = self.row
        self.play(FadeIn(self.fraction), run_time=0.7)
        copies, levelling = row.level()
        own = [gap.square.hollow() for gap in row.gaps]
        self.add(*copies)
        self.bring_to_front(*row.gaps)
        if self.grid:  # on their way they pass below numbers
            self.bring_to_back(*copies)
        self.play(*levelling, run_time=1.6)
        self.wait(0.3)
        self.play(*row.merge(copies), run_time=1.3)
        self.remove(*copies)
        self.add(row.cost)
        self.play(
            *[square.fill_again() for square in own],
            FadeIn(row.cost_number),
            FadeIn(self.cost_words),
            run_time=0.8,
        )

    def again(self) -> None:
        """The same image at its first visit, in a row below that begins as the first."""
        self._make_room_for_another_row()
        block, first = self.blocks[1], self.first_visit
        self.numbers = [*block.columns.outputs.column(), self.later_row.cost_number]
        self.counters = [self._counter(number) for number in self.numbers]
        self.play(*[FadeIn(m) for m in (*block.frame, self.counter)], run_time=0.6)
        coming = (*first.pieces, *self.counters, self.row_titles[0])
        self.play(*map(FadeIn, coming), run_time=0.8)
        self.dimmed = [*self._row_pieces(self.row, self.row_titles[0]), self.blocks[0]]
        self.play(*dim(self.theme, self.dimmed), run_time=0.6)

    def later(self) -> None:
        """Visit by visit: the squares change, and the cost with them."""
        row, counting = self.later_row, []
        pace = Pace(len(self.visits), RESTS, MOVE, RUN)
        for counter in self.counters:
            sources = [replace(counter.source, step=s) for s in self.visits]
            counting.append(counter.go(sources, pace))
        moves = row.follow(self.visits, pace)
        self.remove(*self.first_visit.pieces)
        self.add(*row.pieces)
        self.play(*moves, self.counter.run(pace), *counting, run_time=pace.seconds)
        self.remove(self.counter, *self.counters)
        self.add(self.counter[-1], *self.numbers)
        self.play(*[FadeIn(m) for m in (self.row_titles[1], *row.numbers)], run_time=0.6)
        self.play(*undim(self.dimmed), run_time=0.6)

    def answer(self) -> None:
        """The largest output of each, and whether it is the label's."""
        rows = zip((self.row, self.later_row), self.row_titles, strict=True)
        self.dimmed = [m for row, title in rows for m in self._row_pieces(row, title)]
        self.dimmed.append(self.cost_words[0])
        self.play(*dim(self.theme, self.dimmed), run_time=0.6)
        words = {key: self.words[f"cost.{key}"] for key in ("right", "wrong")}
        self.bars, self.verdicts = [], []
        for block in self.blocks:
            winner = int(self.recording.predictions[block.step])
            bar = row_bar(self.theme, block.columns.outputs, winner, self.theme.focus)
            self.bring_to_back(bar)
            self.bars.append(bar)
            self.verdicts.append(block.verdict(words, below=self.titles_below))
            self.play(FadeIn(bar), run_time=0.4)
            self.play(FadeIn(self.verdicts[-1]), run_time=0.6)
            self.wait(0.5)

    def gradient(self) -> None:
        """What training goes by is the plain gap; squares and cost stay behind."""
        changes = [within(FadeOut(bar), 0.0, 0.45) for bar in self.bars]
        changes += dim(self.theme, self.verdicts)
        for old, new in zip(self.row_titles, self._titles_before("o_k - t_k"), strict=True):
            changes += [within(FadeOut(old), 0.0, 0.45), within(FadeIn(new), 0.55, 1.0)]
        for row in (self.row, self.later_row):
            numbers = row.gap_numbers(row.em, row.bottom - row.baseline)
            for gap, square, number in zip(row.gaps, row.numbers, numbers, strict=True):
                changes += [
                    gap.square.animate.hollow(),
                    *undim(gap.pieces[1:]),
                    within(FadeOut(square), 0.0, 0.45),
                    within(FadeIn(number), 0.55, 1.0),
                ]
            changes.append(row.cost.animate.hollow())
        self.play(*changes, run_time=1.2)

    # What several beats need.

    @staticmethod
    def _row_pieces(row: SquaresRow, title: Formula) -> list:
        """All of a row but its column heads."""
        return [*row.pieces, *row.numbers, row.cost_number, title]

    def _counter(self, number: Readout) -> Counter:
        """Stand where ``number`` does, and show the same of the first visit."""
        first = replace(number.source, step=self.visits[0])
        return Counter(
            self.theme, first, number.number_format, number.em, number.get_fill_color().to_hex(),
            number.point_x, number.baseline, "point",
        )  # fmt: skip

    def _truth(self) -> int:
        """Index of the output that the label stands for."""
        return int(np.argmax(self.recording.targets[STEP]))

    def _class_name(self, k: int) -> Readout:
        """Set the digit that output ``k`` stands for beside its neuron, as in the forward pass."""
        place = self.network.layers[2][k].disc.get_center() + np.array([0.62, 0.0, 0.0])
        size = 1.2 * self.theme.sizes.number
        source = self.source("classes", None, k)
        name = Readout(self.theme, source, WHOLE, size, self.theme.quiet)
        return name.centre_on(place)

    def _columns_beside_the_outputs(self) -> OutputColumns:
        """Columns whose rows stand level with the output neurons."""
        discs = [neuron.disc.get_center() for neuron in self.network.layers[2]]
        pitch, panel = float(discs[0][1] - discs[1][1]), self.area.panel
        middle = discs[1][1]
        if not self.area.beside:
            middle, pitch = panel.y, min(pitch, (panel.height - COLUMN_WORDS) / len(discs))
        em, width = COLUMNS, np.inf
        while width > panel.width - 0.06:
            columns = OutputColumns(
                self.theme, self.recording, STEP, self.decimals.gaps, em, pitch, gaps=True
            )
            width = columns.width
            em *= 0.999 * (panel.width - 0.06) / width
        columns.move_to([panel.x, middle, 0])
        words = [self.words[f"cost.{key}"] for key in ("output", "target", "gap")]
        below = columns.words(words, 0.5)
        self.headings = list(zip(columns.symbols(self.theme.sizes.formula), below, strict=True))
        return columns

    def _carry_down(self, value: Readout, cell: Readout) -> None:
        """Let a value travel from its neuron to a column below.

        It passes between the layers, then between their names, and comes into its row from the
        right.
        """
        names, aside = self.network.names, np.array([1.0, 0.0, 0.0])
        lane = (names[1].get_right()[0] + names[2].get_left()[0]) / 2
        first, last = value.get_center(), cell.get_center()
        gate = np.array([lane, names.get_y(), 0.0])
        way = VMobject().start_new_path(first)
        way.add_cubic_bezier_curve_to(
            first - aside, np.array([lane, max(first[1], gate[1] + 1), 0]), gate
        )
        way.add_cubic_bezier_curve_to(np.array([lane, last[1], 0]), last + 2 * aside, last)
        mover, start, end = cell.moved_from(value), cell.moved_from(value), cell.copy()

        def move(moving: VMobject, share: float) -> None:
            moving.interpolate(start, end, share).move_to(way.point_from_proportion(share))
            moving.set_fill(opacity=min(max(6 * share - 0.5, 0.0), 1.0))

        self.play(UpdateFromAlphaFunc(mover, move), run_time=1.0)
        self.remove(mover)
        self.add(cell)

    def _squares_row(self, *, mean: bool) -> SquaresRow:
        """Lay the first step's squares out over the whole body."""
        self.em = 1.2 * self.theme.sizes.number
        body = self.area.body
        if self.grid:
            return self._squares_two_by_two(body.above(body.bottom + STRIP * mean), gaps=not mean)
        most, titles, between = SIDES[mean], TITLES[mean], 4.67 if mean else 3.34
        margin = 0.1 if mean else 0.35
        side = min(most, (body.width - margin - titles) / between)
        spare = body.height - NAMES_ROOM - side - 1.75 - 0.3
        top = body.top - NAMES_ROOM - (max(0.0, spare / 2 - 0.2) if side < most else 0.0)
        return SquaresRow(
            self.theme, self.recording, STEP, right=body.right - margin, top=top,
            side=side, decimals=self.decimals, em=self.em, drop=1.75, ticks=True, mean=mean,
        )  # fmt: skip

    def _squares_two_by_two(self, region: Region, *, gaps: bool) -> SquaresRow:
        """Lay the first step's squares out in two rows of two, with room for the numbers."""
        widest = Readout(
            self.theme, self.source("output_errors", None, 0),
            NumberFormat(max(self.decimals.gaps, self.decimals.squares), signed=True), self.em,
        )  # fmt: skip
        self.layout = layout = two_by_two(region, widest.advance_width, gaps=gaps)
        return SquaresRow(
            self.theme, self.recording, STEP, side=layout.side, decimals=self.decimals, em=self.em,
            drop=layout.drop, ticks=True, places=layout.places, aside=layout.aside,
        )  # fmt: skip

    def _named_in_each(self, row: SquaresRow, power: str, drop: float) -> VGroup:
        """Say at each unit square what its number is, above it or at its left."""
        titles = VGroup()
        for k, frame in enumerate(row.frames[:-1]):
            name = f"o_{k + 1} - t_{k + 1}"
            markup = f"({name})^{power}" if power else name
            title = Formula(self.theme, markup, 1.1 * self.theme.sizes.label, self.theme.quiet)
            left, y = frame.left, row.spot(k, drop)[1] + self.em * DIGIT_HEIGHT / 2
            if self.layout.beside:
                left, y = frame.left + row.side + 0.25, y + 0.5
            titles.add(title.move_to([left + title.width / 2, y, 0]))
        return titles

    def _lay_out_the_squares(self) -> None:
        """Place what the beats with the three squares show."""
        theme, body = self.theme, self.area.body
        row = self._squares_row(mean=False)
        self.row, self.names = row, self._names(row)
        if self.grid:
            drops = self.layout.gap_drop, self.layout.drop
            self.gap_numbers = row.gap_numbers(self.em, drops[0])
            self.row_titles = [
                self._named_in_each(row, power, drop)
                for power, drop in zip(("", "2"), drops, strict=True)
            ]
            self.legend = GapLegend(
                theme, self.words["cost.output"], self.words["cost.target"], 0, 0
            )
            self.legend.move_to(row.frames[-1].outline)
            return
        self.gap_numbers = row.gap_numbers(self.em, GAPS_DROP)
        left = body.left + 0.35
        self.row_titles = [
            self._row_title("o_k - t_k", left, self.gap_numbers[0].baseline),
            self._row_title("(o_k - t_k)^2", left, row.baseline),
        ]
        self.legend = GapLegend(
            theme, self.words["cost.output"], self.words["cost.target"], left, row.bottom - 0.1
        )

    def _names(self, row: SquaresRow) -> list[Readout]:
        names = row.names(self.theme.sizes.number, 0.16)
        names[self._truth()].set_fill(self.theme.target)
        return names

    def _make_room_for_the_mean(self) -> None:
        """Let the three squares become smaller, so that a fourth has room beside them."""
        theme, body = self.theme, self.area.body
        row = self._squares_row(mean=True)
        strip = body.below(body.bottom + STRIP)
        self.fraction = row.fraction_in(strip) if self.grid else row.fraction()
        names = self._names(row)
        name = Formula(theme, "C", 1.1 * theme.sizes.number, theme.cost)
        name.move_to([row.column(-1), names[-1 if self.grid else 0].get_y(), 0])
        said = TextLine(theme, self.words["cost.name"], theme.sizes.label, theme.cost)
        right = min(row.cost_number.get_x() + said.width / 2, body.right - 0.03)
        said.place(right - said.width / 2, row.cost_number.baseline - 0.55)
        self.cost_words = VGroup(name, said)
        pairs, leaving, titles = [*zip(self.names, names, strict=True)], [], self.row_titles
        if self.grid:
            leaving = [*self.gap_numbers, titles[0], self.legend]
            title = self._named_in_each(row, "2", self.layout.drop)
            pairs.append((titles[1], title))
            self.around, moves = [title], []
        else:
            gap_numbers = row.gap_numbers(self.em, GAPS_DROP)
            pairs += zip(self.gap_numbers, gap_numbers, strict=True)
            rise = row.bottom - self.row.bottom
            step = np.array([body.left - titles[0].get_left()[0], rise, 0.0])
            moves = [m.animate.shift(step) for m in (*titles, self.legend)]
            self.around = [*gap_numbers, *titles, self.legend]
        self.play(
            *self._same_elsewhere(row),
            *[ReplacementTransform(a, b) for a, b in pairs],
            *moves,
            *[within(FadeOut(m), 0.0, 0.4) for m in leaving],
            *[within(FadeOut(f.marks), 0.0, 0.4) for f in self.row.frames[:-1]],
            *[within(FadeIn(f.marks), 0.6, 1.0) for f in row.frames[:-1]],
            within(FadeIn(row.frames[-1]), 0.5, 1.0),
            run_time=1.0,
        )
        self.row, self.names = row, names

    def _same_elsewhere(self, row: SquaresRow, *, numbers: bool = True) -> list:
        """Give the animations that turn the row on screen into the same in another place."""
        old = self.row
        pairs = [
            *zip(
                [f.lines for f in old.frames[:-1]], [f.lines for f in row.frames[:-1]], strict=True
            ),
            *zip(old.gaps, row.gaps, strict=True),
        ]
        if numbers:
            pairs += zip(old.numbers, row.numbers, strict=True)
        return [ReplacementTransform(a, b) for a, b in pairs]

    def _row_title(self, markup: str, left: float, baseline: float) -> Formula:
        """Say beside the numbers of a line what they are."""
        title = Formula(self.theme, markup, 1.1 * self.theme.sizes.label, self.theme.quiet)
        middle = baseline + self.em * DIGIT_HEIGHT / 2
        return title.move_to([left + title.width / 2, middle, 0])

    def _make_room_for_another_row(self) -> None:
        """Shrink what stands there to the upper half, and prepare the lower."""
        theme, body = self.theme, self.area.body
        above, tops, side = self._compare_in()
        headings = self.words["cost.before"], self.words["cost.epoch"]
        self.blocks = [
            StepBlock(
                theme, self.recording, step, self.decimals.outputs, heading,
                left=body.left, top=top, tight=above,
            )
            for step, heading, top in zip((STEP, self.last), headings, tops, strict=True)
        ]  # fmt: skip
        if above:
            tops = [block.columns.get_bottom()[1] - NAMES_ABOVE for block in self.blocks]
        elif self.titles_below:
            room = body.right - self.blocks[0].columns.get_right()[0] - TITLE_GAP
            side = min(side, room / 4.67)
        first, self.first_visit, self.later_row = (
            SquaresRow(
                theme, self.recording, step, right=body.right - 0.02, top=top, side=side,
                decimals=self.decimals, em=theme.sizes.number, drop=NUMBERS_GAP, hang=True,
            )
            for step, top in zip((STEP, self.visits[0], self.last), (*tops, tops[1]), strict=True)
        )  # fmt: skip
        for block in self.blocks:
            block.names[self._truth()].set_fill(theme.target)
        heading = self.blocks[1].heading
        self.counter = EpochCounter(
            theme, self.recording, self.visits, heading.em, heading.get_right()[0] + 0.14,
            heading.baseline,
        )  # fmt: skip
        names, old = self._names(first), self.row
        leaving = [*self.around, self.fraction, self.cost_words[1],
                   *[f.marks for f in old.frames[:-1]]]  # fmt: skip
        pairs = [(old.frames[-1].lines, first.frames[-1].lines), (old.cost, first.cost)]
        texts = [(old.cost_number, first.cost_number), *zip(self.names, names, strict=True)]
        moves = self._same_elsewhere(first, numbers=not self.grid)
        coming = [self.blocks[0]]
        if self.grid:
            # Numbers on their way out of two lines would cross the squares.
            texts += zip(old.numbers, first.numbers, strict=True)
            leaving += [before for before, _ in texts]
            coming += [after for _, after in texts]
        else:
            pairs += texts
        self.row = first
        self.row_titles = self._titles_before("(o_k - t_k)^2")
        moves += [ReplacementTransform(a, b) for a, b in pairs]
        moves.append(self.cost_words[0].animate.move_to([first.column(-1), names[0].get_y(), 0]))
        self.play(
            *[within(FadeOut(m), 0.0, 0.3) for m in leaving],
            *[within(move, 0.25, 0.85) for move in moves],
            *[within(FadeIn(m), 0.65, 1.0) for m in coming],
            run_time=1.6,
        )

    def _compare_in(self) -> tuple[bool, list[float], float]:
        """Choose how two steps stand one above the other in the body.

        Returns
        -------
        above : bool
            Whether what is known of a step stands above its squares, not at their left.
        tops : list of float
            Of both.
        side : float
            Of a unit square.
        """
        body = self.area.body
        above = body.width < body.height
        roomy = body.width > ROOMY
        self.titles_below = not above and not roomy
        if roomy:
            top = body.top - NAMES_ROOM
            return above, [top, top - ROW_PITCH], SIDE
        side = (body.width - 0.06) / 4.67
        high = BLOCK + TITLE_DROP
        if above:
            high = BLOCK_ABOVE + NAMES_ABOVE + side + NUMBERS_GAP + 0.1
        halves = body.split(1, 1, gap=0.2)
        spare = max(0.0, halves[0].height - high) / 2
        return above, [half.top - HEADING - spare for half in halves], side

    def _titles_before(self, markup: str) -> list[Formula]:
        """Say of both rows what their numbers are: beside the columns they come from, or below."""
        theme, titles = self.theme, []
        for block, row in zip(self.blocks, (self.row, self.later_row), strict=True):
            title = Formula(theme, markup, 1.1 * theme.sizes.label, theme.quiet)
            middle = row.baseline + row.em * DIGIT_HEIGHT / 2
            x = block.columns.get_right()[0] + TITLE_GAP + title.width / 2
            if self.titles_below:
                x, middle = row.column(1), middle - TITLE_DROP
            elif block.columns.get_bottom()[1] > row.bottom:
                middle = block.columns.targets.row_y(len(row.numbers) - 1)
            titles.append(title.move_to([x, middle, 0]))
        return titles
