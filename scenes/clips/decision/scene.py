"""What a network answers all over the plane of its two inputs, as it learns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from manim import (
    Create,
    FadeIn,
    FadeOut,
    Transform,
    UpdateFromAlphaFunc,
    VGroup,
    linear,
    smooth,
)

from network import Recording
from network.errors import LayerlightError
from network.recordings.plane import is_solved_by_hidden
from scenes.animation.timing import staggered, within
from scenes.base import NetworkScene
from scenes.clips.decision.classes import MOST_CLASSES
from scenes.clips.decision.cost_curve import CostCurve
from scenes.clips.decision.course import Course, Moment
from scenes.clips.decision.heads import ClassKey, CorrectCount, CostFigures, OutputKey
from scenes.clips.decision.hidden_pane import GreyLevels, HiddenPane, LevelBar
from scenes.clips.decision.hidden_plot import Fabric, Follower, HiddenPlot
from scenes.clips.decision.layout import DecisionLayout
from scenes.clips.decision.line_story import (
    CornerOutputs,
    DiagonalSums,
    best_step,
)
from scenes.clips.decision.plane_plot import PlanePlot
from scenes.clips.decision.sample_table import ClassList, SampleTable, fits_a_table
from scenes.clips.decision.single_neuron import SingleNeuron
from scenes.mobjects.network.shown import MOST_NEURONS, SOME
from scenes.mobjects.text.text import TextLine
from scenes.requires import Requires

__all__ = ["Decision"]

LINE_SECONDS, BACK_SECONDS, TRAINING_SECONDS = 5.6, 1.6, 8.5
ACROSS_SECONDS, FOLD_SECONDS, JOURNEY_SECONDS = 1.3, 3.4, 4.6
MOST_LINES = 4
"""Most hidden neurons whose lines are drawn in the large plane, too."""
DIM = 0.35
"""Opacity of the cost of the single neuron beside that of the network."""


class Decision(NetworkScene):
    """Answers all over the plane: of a single neuron, which fails, and of a whole network."""

    clip = "decision"
    recording: Recording
    requires = Requires(layers=(2, 5), classes=True, most_classes=MOST_CLASSES, inputs=2)

    def check(self, recording: Recording) -> None:
        """Refuse choices that the clip does not have; see what there is to tell."""
        if self.style.focus.chosen:
            raise LayerlightError(
                f"{self.clip} shows all samples and steps: omit --sample, --at-step and --neuron"
            )
        self.course = Course(recording)
        line = self.also.get("xor_line")
        self.line = Course(line) if line and is_solved_by_hidden(recording, line) else None
        sizes = recording.layer_sizes
        self.folds = len(sizes) > 2 and sizes[-2] == 2
        hidden = sizes[1] if len(sizes) > 2 else 0
        self.rows = list(range(hidden if hidden <= MOST_NEURONS else SOME))

    def construct(self) -> None:
        """Play the beats in order."""
        self.layout = DecisionLayout.of(self.area)
        self.place_plane()
        self.beat(self.question)
        if self.line:
            self.beat(self.neuron)
            self.beat(self.one_line)
            self.beat(self.stuck)
            line = self.line.recording
            most = self.line.source("most_correct", line.steps)
            self.beat(self.best, most=most, count=self.count)
            self.beat(self.why)
            self.beat(self.impossible)
        if self.rows:
            self.beat(self.hidden)
        else:
            self.beat(self.start)
        self.beat(self.training)
        self.beat(self.result, count=self.count, correct=self.correct)
        if self.folds:
            self.beat(self.fold)
            self.beat(self.separate)
            self.beat(self.journey)
            self.beat(self.end)

    @property
    def count(self) -> Any:
        """The number of samples."""
        return self.setting("samples")

    @property
    def correct(self) -> Any:
        """How many are correct in the end."""
        return self.course.source("all_samples_correct", self.course.last)

    # The beats, in order.

    def place_plane(self) -> None:
        """Show the empty plane, without samples."""
        layout, theme = self.layout, self.theme
        self.plot = PlanePlot(theme, layout.square, self.line or self.course)
        names = self.recording.class_names or ()
        if self.recording.layer_sizes[-1] == 1:
            self.key: Any = OutputKey(theme, layout.legend, self.words["decision.output"])
        else:
            self.key = ClassKey(theme, layout.legend, names)
        self.add(self.plot.frame, self.plot.axes)

    def question(self) -> None:
        """List the samples, or their classes, and place them in the plane."""
        labels, theme, beside = self.recording.samples.labels, self.theme, self.layout.beside
        if fits_a_table(self.recording):
            self.table: Any = SampleTable(theme, beside, self.recording)
            self.play(FadeIn(self.table.head), run_time=0.5)
            groups = [[k] for k in range(len(labels))]
        else:
            self.table = ClassList(theme, beside, self.recording.class_names)
            groups = [np.flatnonzero(labels == k) for k in range(len(self.table.rows))]
        ways = [
            [FadeIn(row), *[FadeIn(self.plot.dots[k], scale=1.6) for k in group]]
            for row, group in zip(self.table.rows, groups, strict=True)
        ]
        self.play(*staggered(ways, 0.2), run_time=0.6 + 0.7 * len(groups))
        self.wait(1.0)

    def neuron(self) -> None:
        """Show what a single untrained neuron answers everywhere."""
        theme, word = self.theme, self.words["decision.bias"]
        self.figures = SingleNeuron(theme, self.layout.hidden, self.line, word)
        self.play(
            within(FadeOut(self.table), 0.0, 0.5),
            within(FadeIn(self.figures), 0.45, 1.0),
            run_time=1.0,
        )
        self._answers_appear(self.plot)

    def _answers_appear(self, plot: PlanePlot, *others: Any) -> None:
        """Fade in key and answers, then the border and the rings."""
        self.correct_count = self._count_of(plot)
        bar = [self.key.bar] if isinstance(self.key, OutputKey) else []
        self.play(FadeIn(self.key), *map(FadeIn, bar), run_time=0.8)
        self.add(plot.painting)
        self.bring_to_back(plot.painting)
        self.play(FadeIn(plot.painting), *others, run_time=1.0)
        self.add(plot.border, plot.frame, *plot.dots)
        self.play(FadeIn(plot.border), run_time=0.6)
        self.add(plot.rings)
        self.play(FadeIn(plot.rings), FadeIn(self.correct_count), run_time=0.6)

    def _count_of(self, plot: PlanePlot) -> CorrectCount:
        words = self.words["decision.correct"], self.words["decision.of"]
        return CorrectCount(self.theme, self.layout.header, plot.course, words)

    def _place_costs(self) -> None:
        """Show the axes of the cost, for everything that will be drawn on them."""
        courses = [self.line, self.course] if self.line else [self.course]
        word = "checkpoint" if self.recording.is_imported else "step"
        names = self.words["decision.cost"], self.words[f"decision.{word}"]
        self.costs = CostCurve(self.theme, self.layout.cost, courses, names)
        self.play(FadeIn(self.costs.axes), run_time=0.6)

    def one_line(self) -> None:
        """Train the single neuron; its cost grows as a curve."""
        self._place_costs()
        self._train(self.plot, self.line, LINE_SECONDS, self._figures_at)

    def _figures_at(self, moment: Moment) -> None:
        self.figures.show(moment.nearest)

    def _train(
        self,
        plot: PlanePlot,
        course: Course,
        seconds: float,
        also: Callable[[Moment], None] | None = None,
        panes: tuple[HiddenPane, ...] = (),
    ) -> None:
        """Go through a course with everything that follows it."""
        self.curve, self.head = self.costs.curve(course)
        self.cost_now = CostFigures(self.theme, self.costs, course)
        self.play(FadeIn(self.head), FadeIn(self.cost_now), run_time=0.4)
        self.add(self.curve, self.head)
        self._move(plot, course, course.through(seconds), seconds, also, panes)

    def _move(self, plot, course, at, seconds, also=None, panes=()) -> None:
        """Play a stretch of a course; ``at`` gives the moment of each share of the play."""
        counters = VGroup(self.correct_count, self.cost_now)

        def count(_: Any, share: float) -> None:
            self.correct_count.show(at(share))
            self.cost_now.show(at(share))
            if also is not None:
                also(at(share))

        if also is not None:
            counters.add(self.figures)
        self.play(
            *plot.go(at),
            *[way for pane in panes for way in pane.go(at)],
            *self.costs.go(self.curve, self.head, course, at),
            UpdateFromAlphaFunc(counters, count, rate_func=linear),
            run_time=seconds,
        )

    def stuck(self) -> None:
        """Print the outputs at the four points: all of them near one half."""
        step = self.line.last
        self.outputs = CornerOutputs(self.theme, self.plot, step).numbers
        self.play(*staggered([FadeIn(number) for number in self.outputs], 0.4), run_time=1.6)
        self.with_next_caption = [FadeOut(number) for number in self.outputs]

    def best(self) -> None:
        """Go back to the moment at which most samples were correct."""
        line, self.best_at = self.line, best_step(self.line.recording)
        end, goal = 1.0, line.share_of(self.best_at)

        def at(share: float) -> Moment:
            if share >= 1.0:
                return Moment(self.best_at, self.best_at)
            return line.at(end + (goal - end) * smooth(round(share * 48) / 48))

        self.costs_back(at)

    def costs_back(self, at: Callable[[float], Moment]) -> None:
        """Move everything but the curve, on which only the head goes back."""
        count = VGroup(self.correct_count, self.cost_now, self.figures)

        def show(_: Any, share: float) -> None:
            for part in (self.correct_count, self.cost_now):
                part.show(at(share))
            self.figures.show(at(share).nearest)

        self.play(
            *self.plot.go(at),
            UpdateFromAlphaFunc(
                self.head,
                lambda head, share: self.costs.put(head, self.line, at(share)),
                rate_func=linear,
            ),
            UpdateFromAlphaFunc(count, show, rate_func=linear),
            run_time=BACK_SECONDS,
        )

    def why(self) -> None:
        """Print z at the four corners; bring opposite ones together."""
        hidden = self.layout.hidden
        words = [self.words[f"decision.{key}"] for key in ("discs", "triangles")]
        self.sums = sums = DiagonalSums(self.theme, hidden, self.plot, self.best_at, words)
        self.play(FadeOut(self.figures), *map(FadeIn, sums.at_corners), run_time=0.8)
        self.wait(0.8)
        for n, pair in enumerate(((0, 3), (1, 2))):
            signs = sums.signs[2 * n : 2 * n + 2]
            self.play(Create(sums.diagonals[n]), *map(FadeIn, signs), run_time=0.7)
            # The sums stand left of the plane, against the direction in which values travel:
            # so the corners light up, and nothing flies.
            corners = [sums.at_corners[k].number for k in pair]
            copies = [FadeIn(sums.numbers[k]) for k in pair]
            light = [number.animate.set_color(self.theme.focus) for number in corners]
            self.play(*light, *copies, FadeIn(sums.pluses[n]), run_time=0.8)
            self.play(*[m.animate.set_color(self.theme.ink) for m in corners], run_time=0.4)
        self.play(FadeIn(sums.equals), run_time=0.5)

    def impossible(self) -> None:
        """Say what the two sums would have to be."""
        for word in self.sums.words:
            self.play(FadeIn(word), run_time=0.6)
            self.wait(0.5)
        equals = self.sums.equals
        self.play(equals.animate.set_color(self.theme.focus).scale(1.5), run_time=0.6)

    def hidden(self) -> None:
        """Show each hidden neuron's own line, and what the network answers before training."""
        theme, layout = self.theme, self.layout
        levels = GreyLevels(theme, self.recording, 1)
        squares, place = layout.panes(len(self.rows))
        self.levels = LevelBar(theme, place, levels)
        self.panes = [
            HiddenPane(theme, square, self.course, row, levels)
            for row, square in zip(self.rows, squares, strict=True)
        ]
        if self.line:
            self._leave_the_line()
        else:
            self.play(FadeOut(self.table), run_time=0.5)
        for pane in self.panes:
            self.add(pane.painting)
        parts = [[FadeIn(part) for part in pane.parts] for pane in self.panes]
        parts.append([FadeIn(self.levels), FadeIn(self.levels.bar)])
        self.play(*staggered(parts, 0.5), run_time=0.6 + 0.3 * len(parts))
        lines = len(self.rows) if len(self.rows) <= MOST_LINES else 0
        old, self.plot = self.plot, PlanePlot(theme, layout.square, self.course, lines)
        if self.line:
            self._exchange(old)
        else:
            self._start_over(old)

    def _leave_the_line(self) -> None:
        """Clear what belongs to the single neuron; its cost stays, dimmed."""
        sums = self.sums
        gone = [*sums.at_corners, *sums.numbers, *sums.pluses, sums.equals,
                *sums.signs, *sums.words, *sums.diagonals, self.cost_now, self.head]  # fmt: skip
        word = TextLine(self.theme, self.words["decision.one_line"], self.theme.sizes.label,
                        self.theme.quiet)  # fmt: skip
        end = self.costs.c2p(self.costs.counts[0][-1], self.costs.costs[0][-1])
        word.place(end[0], end[1] + 0.14, "right")
        self.play(
            *[within(FadeOut(m), 0.0, 0.6) for m in gone],
            self.curve.animate.set_stroke(opacity=DIM),
            within(FadeIn(word), 0.5, 1.0),
            run_time=0.9,
        )
        self.one_line_word, self.old_curve = word, self.curve

    def _exchange(self, old: PlanePlot) -> None:
        """Show the network's answers instead of those of the single neuron."""
        new, count = self.plot, self.correct_count
        self.correct_count = self._count_of(new)
        self.add(new.painting, new.frame, new.axes, *new.dots)
        self.remove(old.frame, old.axes, *old.dots)
        self.play(
            within(FadeIn(new.painting), 0.0, 0.7),
            within(FadeOut(old.rings), 0.0, 0.4),
            within(FadeOut(count), 0.0, 0.4),
            within(FadeIn(self.correct_count), 0.5, 1.0),
            run_time=1.0,
        )
        self.remove(old.painting, old.border)
        self.add(*new.lines, new.border, new.frame, *new.dots, new.rings)
        self.play(*[FadeIn(m) for m in (*new.lines, new.border, new.rings)], run_time=0.7)

    def _start_over(self, old: PlanePlot) -> None:
        """Show the untrained network's answers in the plane with the samples."""
        self.add(self.plot.frame, self.plot.axes, *self.plot.dots)
        self.remove(old.frame, old.axes, *old.dots)
        self._answers_appear(self.plot)
        self.add(*self.plot.lines, self.plot.border, self.plot.frame, *self.plot.dots)
        self.add(self.plot.rings)
        if self.plot.lines:
            self.play(*map(FadeIn, self.plot.lines), run_time=0.5)

    def start(self) -> None:
        """Show what the untrained network answers everywhere."""
        self.panes = []
        self.play(FadeOut(self.table), run_time=0.5)
        self._answers_appear(self.plot)

    def training(self) -> None:
        """Train the network: lines move, answers change, the cost falls."""
        if not self.line:
            self._place_costs()
        self.wait(1.0)
        self._train(self.plot, self.course, TRAINING_SECONDS, panes=tuple(self.panes))

    def result(self) -> None:
        """Let the result be seen."""
        self.wait(0.8)

    def fold(self) -> None:
        """Move every point of the plane to the two hidden activations there."""
        theme, pair = self.theme, self.layout.pair
        left = PlanePlot(theme, pair[0], self.course)
        left.show(self.course.at(1.0))
        self.there = there = HiddenPlot(theme, pair[1], self.recording, self.course.last)
        gone = [self.costs.axes, self.curve, self.head, self.cost_now, self.correct_count]
        gone += [part for pane in self.panes for part in pane.parts]
        gone += [self.levels, self.levels.bar, self.key, *self.plot.lines]
        self.plot.lines = []
        if self.line:
            gone += [self.one_line_word, self.old_curve]
        if isinstance(self.key, OutputKey):
            gone.append(self.key.bar)
        moves = [Transform(a, b) for a, b in zip(self.plot.parts, left.parts, strict=True)]
        self.play(
            *[within(FadeOut(m), 0.0, 0.45) for m in gone],
            *[within(move, 0.35, 1.0) for move in moves],
            run_time=1.5,
        )
        self.remove(*self.plot.parts)
        self.add(*left.parts)
        self.plot = left
        self.play(FadeIn(there.frame), run_time=0.5)
        self._fold()

    def _fold(self) -> None:
        """Let the fabric leave the plane and fold, the samples with it."""
        left, there = self.plot, self.there
        self.fabric = fabric = Fabric(left, there)
        flat = PlanePlot(self.theme, there.square, self.course).dots
        movers = [dot.copy() for dot in left.dots]
        self.add(fabric, *movers)
        for first, ends in enumerate((flat, there.dots)):
            self.play(
                fabric.way(first),
                *[Transform(a, b.copy()) for a, b in zip(movers, ends, strict=True)],
                run_time=(ACROSS_SECONDS, FOLD_SECONDS)[first],
            )
            if first == 0:  # what flies would have passed over the names of the axes
                self.play(FadeIn(there.axes), run_time=0.5)
        self.remove(*movers)
        self.add(*there.dots)

    def separate(self) -> None:
        """Draw the output neuron's answers all over that plane, and its line."""
        there = self.there
        self.add(there.painting)
        self.bring_to_back(there.painting)
        self.add(there.frame, self.fabric, *there.dots)
        self.play(FadeIn(there.painting), run_time=1.0)
        self.add(there.border, *there.dots)
        self.play(FadeIn(there.border), run_time=0.8)

    def journey(self) -> None:
        """Follow a point across the plane, and in the folded one at the same time."""
        self.follower = Follower(self.plot, self.there)
        dots, trails = self.follower.dots, self.follower.trails
        self.add(*trails, *self.plot.dots, *self.there.dots)
        self.play(*[FadeIn(dot, scale=2) for dot in dots], run_time=0.6)
        self.play(*self.follower.go(), run_time=JOURNEY_SECONDS)
        self.with_next_caption = [FadeOut(m) for m in (*dots, *trails)]

    def end(self) -> None:
        """Let both planes be seen."""
