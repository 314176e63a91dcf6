"""How far the outputs are from the label: gaps, their squares, the mean of the squares."""

from __future__ import annotations

import numpy as np
from manim import Dot, FadeIn, FadeOut, ReplacementTransform, VGroup

from network import Recording
from network.errors import LayerlightError
from scenes import parts
from scenes.base import RecordedScene
from scenes.frame import Region
from scenes.motion import staggered, within
from scenes.parts.readout import DIGIT_HEIGHT
from scenes.source import NumberFormat, Source

__all__ = ["Cost"]

STEP = 0
LAYERS = ("input", "hidden", "output")
NAMES_ROOM = 0.5
"""Above the unit squares, for the digits that the outputs stand for."""
GAPS_DROP = 1.0
SIDE, ROW_PITCH, COLUMN_PITCH, ANSWER_DROP = 1.95, 2.85, 0.42, 2.45
"""When two steps are compared: side of a unit square, distance of the two, distance of the rows
of a column, and from the top down to the line with the answer."""
FAINT = 0.12
WHOLE = NumberFormat(0)
TENTHS, THOUSANDTHS = NumberFormat(1), NumberFormat(3)


class Cost(RecordedScene):
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
        self.last = self.visits[-1]
        self.decimals = parts.decimals_for_squares(recording, (STEP, self.last))

    def construct(self) -> None:
        """Play the beats in order."""
        self.place_network()
        self.beat(self.outputs)
        self.beat(self.target, label=self.source("labels"))
        self.beat(self.gaps)
        self.beat(self.lines)
        self.beat(self.squares)
        self.beat(self.mean)
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
        network = parts.NetworkDiagram(theme, self.area.network, self.recording, STEP, layers)
        for layer, neurons in enumerate(network.layers):
            for k, neuron in enumerate(neurons):
                form = TENTHS if layer == 0 else THOUSANDTHS
                neuron.take(self.source("activations", layer, k), form)
        self.network = network
        self.class_names = VGroup(*[self._class_name(k) for k in range(3)])
        self.columns = self._columns_beside_the_outputs()
        # The image stands where the third column will, until that is needed.
        panel, columns = self.area.panel, self.columns
        left = columns.targets.brackets.get_right()[0] + 0.5
        y = columns.targets.brackets.get_y()
        place = Region(left, panel.right, y - panel.height / 2, y + panel.height / 2)
        image = self.recording.images[self.recording.image_index[STEP]]
        self.digit = parts.PixelGrid(theme, place, image)
        self.stage = [network, network.symbols(0, "x"), self.class_names]
        self.add(*self.stage, self.digit)

    # The beats, in order.

    def outputs(self) -> None:
        """The values of the output neurons become a column beside them."""
        outputs = self.columns.outputs
        self.play(FadeIn(outputs.brackets), *map(FadeIn, self.headings[0]), run_time=0.6)
        values = [neuron.readout for neuron in self.network.layers[2]]
        pairs = list(zip(values, outputs.column(), strict=True))
        self.carry(pairs, run_time=1.8, bulge=0.6)  # above the names of the outputs

    def target(self) -> None:
        """The label names one output, whose target is one; the others' is zero."""
        theme, targets = self.theme, self.columns.targets
        said = parts.Words(theme, self.words["cost.label"], theme.sizes.label, theme.target)
        em = 1.2 * theme.sizes.number
        label = parts.Readout(theme, self.source("labels"), WHOLE, em, theme.target)
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
        row, columns, cells = self.row, self.columns, self.columns.gaps.column()
        leaving = [*self.stage, *columns.frames, *columns.outputs.column()]
        leaving += [*columns.targets.column(), *[m for pair in self.headings for m in pair]]
        *clear, under = row.frames[:-1]  # the last would be drawn through the numbers
        self.play(
            *[within(FadeOut(m), 0.0, 0.6) for m in leaving],
            *[within(FadeIn(m), 0.4, 1.0) for m in (*clear, *self.names[:-1])],
            run_time=0.9,
        )
        self.carry(
            list(zip(cells, self.gap_numbers, strict=True)),
            *[within(FadeIn(m), 0.4, 0.9) for m in (under, self.names[-1])],
            within(FadeIn(self.row_titles[0]), 0.5, 1.0),
            run_time=1.6,
            leave=False,
        )
        self.play(
            FadeIn(self.legend[1]),
            *[FadeIn(gap.target_dot, scale=2) for gap in row.gaps],
            run_time=0.6,
        )
        self.play(
            FadeIn(self.legend[0]),
            *[FadeIn(gap.output_dot, scale=2) for gap in row.gaps],
            run_time=0.6,
        )
        for gap in row.gaps:
            self.add(gap.gap, gap.target_dot, gap.output_dot)
        self.play(*staggered([gap.stretch_gap() for gap in row.gaps], 0.2), run_time=1.8)

    def squares(self) -> None:
        """A square rises on each gap; its area is the gap's square."""
        row = self.row
        self.play(FadeIn(self.row_titles[1]), run_time=0.4)
        for k, (gap, number) in enumerate(zip(row.gaps, row.numbers, strict=True)):
            pace = 1.0 if k == 0 else 0.7
            self.remove(gap.gap, gap.target_dot, gap.output_dot)
            self.add(gap)
            self.play(gap.square.rise(), run_time=1.2 * pace)
            self.play(FadeIn(number), run_time=0.6 * pace)

    def mean(self) -> None:
        """The squares level out to the same area; that area is the cost."""
        self._make_room_for_the_mean()
        row = self.row
        self.play(FadeIn(self.fraction), FadeIn(row.frames[-1]), run_time=0.7)
        copies, levelling = row.level()
        own = [gap.square.hollow() for gap in row.gaps]
        self.add(*copies)
        self.bring_to_front(*row.gaps)
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

    def later(self) -> None:
        """The same image at each of its visits, below the first one: the squares change."""
        self._make_room_for_another_row()
        row, columns = self.later_row, self.later_columns
        for move in row.follow(self.visits):  # the way begins where the first row is
            move.begin()
            move.interpolate(0.0)
        coming = (*row.frames, *row.gaps, row.cost, *columns.frames, *self.later_words)
        self.play(*[FadeIn(m) for m in coming], run_time=1.0)
        self.play(*row.follow(self.visits), self.counter.run(), run_time=4.0)
        self.remove(self.counter)
        self.add(self.counter[-1])
        self.play(
            *[FadeIn(cell) for cell in columns.outputs.column()],
            *[FadeIn(number) for number in (*row.numbers, row.cost_number)],
            run_time=0.8,
        )

    def answer(self) -> None:
        """The largest output of each, and whether it is the label's."""
        pairs = (
            (STEP, self.first_columns, self.row),
            (self.last, self.later_columns, self.later_row),
        )
        for step, columns, row in pairs:
            winner = int(self.recording.predictions[step])
            bar = parts.row_bar(self.theme, columns.outputs, winner, self.theme.focus)
            self.bring_to_back(bar)
            self.play(FadeIn(bar), run_time=0.4)
            self.play(FadeIn(self._answer(step, columns, row)), run_time=0.6)
            self.wait(0.5)

    def gradient(self) -> None:
        """What training goes by is the plain gap; the squares step back."""
        changes = []
        for row in (self.row, self.later_row):
            numbers = row.gap_numbers(self.decimals, row.em, row.bottom - row.baseline)
            for gap, square, number in zip(row.gaps, row.numbers, numbers, strict=True):
                changes += [
                    gap.square.animate.set_opacity(FAINT),
                    within(FadeOut(square), 0.0, 0.45),
                    within(FadeIn(number), 0.55, 1.0),
                ]
            changes.append(row.cost.animate.set_opacity(FAINT))
        self.play(*changes, run_time=1.2)

    # What several beats need.

    def _truth(self) -> int:
        """Index of the output that the label stands for."""
        return int(np.argmax(self.recording.targets[STEP]))

    def _class_name(self, k: int) -> parts.Readout:
        """Set the digit that output ``k`` stands for beside its neuron, as in the forward pass."""
        place = self.network.layers[2][k].disc.get_center() + np.array([0.62, 0.0, 0.0])
        size = 1.2 * self.theme.sizes.number
        source = self.source("classes", None, k)
        name = parts.Readout(self.theme, source, WHOLE, size, self.theme.quiet)
        return name.centre_on(place)

    def _columns_beside_the_outputs(self) -> parts.OutputColumns:
        """Columns whose rows stand level with the output neurons."""
        discs = [neuron.disc.get_center() for neuron in self.network.layers[2]]
        pitch, panel = float(discs[0][1] - discs[1][1]), self.area.panel
        columns = parts.OutputColumns(
            self.theme, self.recording, STEP, self.decimals, 0.58, pitch, gaps=True
        )
        columns.move_to([panel.x, discs[1][1], 0])
        words = [self.words[f"cost.{key}"] for key in ("output", "target", "gap")]
        below = columns.words(words, 0.5)
        self.headings = list(zip(columns.symbols(self.theme.sizes.formula), below, strict=True))
        return columns

    def _squares_row(self, side: float, right: float, *, mean: bool) -> parts.SquaresRow:
        """Lay the first step's squares out over the whole body."""
        self.em = 1.2 * self.theme.sizes.number
        return parts.SquaresRow(
            self.theme, self.recording, STEP, right=right, top=self.area.body.top - NAMES_ROOM,
            side=side, decimals=self.decimals, em=self.em, drop=1.75, ticks=True, mean=mean,
        )  # fmt: skip

    def _lay_out_the_squares(self) -> None:
        """Place what the beats with the three squares show."""
        theme, body = self.theme, self.area.body
        row = self._squares_row(3.1, body.right - 0.35, mean=False)
        self.row, self.names = row, self._names(row)
        self.gap_numbers = row.gap_numbers(self.decimals, self.em, GAPS_DROP)
        left = body.left + 0.35
        self.row_titles = [
            self._row_title("o_k - t_k", left, self.gap_numbers[0].baseline),
            self._row_title("(o_k - t_k)^2", left, row.baseline),
        ]
        self.legend = VGroup()
        for k, (key, colour) in enumerate((("output", theme.ink), ("target", theme.target))):
            words = parts.Words(theme, self.words[f"cost.{key}"], theme.sizes.label, colour)
            dot = Dot([left + 0.1, row.bottom + 0.5 - 0.5 * k, 0], 0.095, color=colour)
            words.place(dot.get_right()[0] + 0.12, dot.get_y() - 0.09, "left")
            self.legend.add(VGroup(dot, words))

    def _names(self, row: parts.SquaresRow) -> list[parts.Readout]:
        names = row.names(self.theme.sizes.number, 0.16)
        names[self._truth()].set_fill(self.theme.target)
        return names

    def _make_room_for_the_mean(self) -> None:
        """Let the three squares become smaller, so that a fourth has room beside them."""
        theme, body = self.theme, self.area.body
        row = self._squares_row(2.4, body.right - 0.1, mean=True)
        self.fraction = row.fraction()
        names = self._names(row)
        gap_numbers = row.gap_numbers(self.decimals, self.em, GAPS_DROP)
        name = parts.Formula(theme, "C", 1.1 * theme.sizes.number, theme.cost)
        name.move_to([row.column(-1), names[0].get_y(), 0])
        said = parts.Words(theme, self.words["cost.name"], theme.sizes.label, theme.cost)
        said.place(row.column(-1), row.cost_number.baseline - 0.55)
        self.cost_words = VGroup(name, said)
        titles, rise = self.row_titles, row.bottom - self.row.bottom
        step = np.array([body.left - titles[0].get_left()[0], rise, 0.0])
        self.play(
            *self._same_elsewhere(row),
            *[
                ReplacementTransform(a, b)
                for a, b in zip(
                    (*self.names, *self.gap_numbers), (*names, *gap_numbers), strict=True
                )
            ],
            *[m.animate.shift(step) for m in (*titles, self.legend)],
            *[within(FadeOut(f.marks), 0.0, 0.4) for f in self.row.frames[:-1]],
            *[within(FadeIn(f.marks), 0.6, 1.0) for f in row.frames[:-1]],
            run_time=1.0,
        )
        self.row, self.names, self.gap_numbers = row, names, gap_numbers

    def _same_elsewhere(self, row: parts.SquaresRow) -> list:
        """Give the animations that turn the row on screen into the same in another place."""
        old = self.row
        pairs = [
            *zip(
                [f.lines for f in old.frames[:-1]], [f.lines for f in row.frames[:-1]], strict=True
            ),
            *zip(old.gaps, row.gaps, strict=True),
            *zip(old.numbers, row.numbers, strict=True),
        ]
        return [ReplacementTransform(a, b) for a, b in pairs]

    def _row_title(self, markup: str, left: float, baseline: float) -> parts.Formula:
        """Say beside the numbers of a line what they are."""
        title = parts.Formula(self.theme, markup, 1.1 * self.theme.sizes.label, self.theme.quiet)
        middle = baseline + self.em * DIGIT_HEIGHT / 2
        return title.move_to([left + title.width / 2, middle, 0])

    def _make_room_for_another_row(self) -> None:
        """Shrink what stands there to the upper half, and prepare the lower."""
        theme, body = self.theme, self.area.body
        tops = body.top - NAMES_ROOM, body.top - NAMES_ROOM - ROW_PITCH
        first, self.later_row = (
            parts.SquaresRow(
                theme, self.recording, step, right=body.right - 0.02, top=top, side=SIDE,
                decimals=self.decimals, em=theme.sizes.number, drop=ANSWER_DROP - SIDE,
            )
            for step, top in zip((STEP, self.last), tops, strict=True)
        )  # fmt: skip
        self.first_columns, first_words = self._columns_of(STEP, tops[0])
        self.later_columns, self.later_words = self._columns_of(self.last, tops[1])
        first_words.append(self._heading("before", tops[0]))
        heading = self._heading("epoch", tops[1])
        self.counter = parts.EpochCounter(
            theme, self.recording, self.visits, heading.em, heading.get_right()[0] + 0.14,
            heading.baseline,
        )  # fmt: skip
        self.later_words += [heading, self.counter, *self.later_columns.targets.column()]
        names, old = self._names(first), self.row
        leaving = [*self.gap_numbers, *self.row_titles, self.fraction, self.legend,
                   self.cost_words[1], *[f.marks for f in old.frames[:-1]]]  # fmt: skip
        self.play(*[FadeOut(m) for m in leaving], run_time=0.5)
        pairs = [
            (old.frames[-1].lines, first.frames[-1].lines),
            (old.cost, first.cost),
            (old.cost_number, first.cost_number),
            *zip(self.names, names, strict=True),
        ]
        coming = [*first_words, self.first_columns]
        self.play(
            *self._same_elsewhere(first),
            *[ReplacementTransform(a, b) for a, b in pairs],
            self.cost_words[0].animate.move_to([first.column(-1), names[0].get_y(), 0]),
            *[within(FadeIn(m), 0.4, 1.0) for m in coming],
            run_time=1.2,
        )
        self.row = first

    def _columns_of(self, step: int, top: float) -> tuple[parts.OutputColumns, list]:
        """Outputs and targets of a step for the left edge, and what names them."""
        theme = self.theme
        em = theme.sizes.number
        columns = parts.OutputColumns(
            theme, self.recording, step, self.decimals, em, COLUMN_PITCH, gaps=False
        )
        columns.move_to([0, top - 0.78 - columns.height / 2, 0])
        columns.shift([self.area.body.left + 0.55 - columns.get_left()[0], 0, 0])
        names = columns.names()
        names[self._truth()].set_fill(theme.target)
        return columns, [*names, *columns.symbols(em)]

    def _heading(self, key: str, top: float) -> parts.Words:
        """Say at the left edge when the row with its squares at ``top`` was recorded."""
        theme = self.theme
        words = parts.Words(theme, self.words[f"cost.{key}"], theme.sizes.number, theme.ink)
        return words.place(self.area.body.left, top - 0.22, "left")

    def _answer(self, step: int, columns: parts.OutputColumns, row: parts.SquaresRow) -> VGroup:
        """Say below the columns of a step what the network's answer was, and if it was right."""
        theme = self.theme
        right = self.recording.predictions[step] == self._truth()
        says = parts.Words(theme, self.words["cost.answer"], theme.sizes.label, theme.focus)
        says.place(self.area.body.left, row.baseline, "left")
        source = self.source("predicted_class", step=step)
        number = parts.Readout(theme, source, WHOLE, theme.sizes.number, theme.focus)
        number.place(says.get_right()[0] + 0.14, row.baseline, "left")
        verdict = parts.Words(
            theme,
            self.words["cost.right" if right else "cost.wrong"],
            theme.sizes.label,
            theme.target if right else theme.ink,
        )
        verdict.place(number.get_right()[0] + 0.25, row.baseline, "left")
        return VGroup(says, number, verdict)
