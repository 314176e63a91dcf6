"""What a network answers all over the plane of its two inputs, as it learns."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import (
    FadeIn,
    FadeOut,
)

from network import Recording
from network.errors import LayerlightError
from network.recordings.plane import is_solved_by_hidden
from scenes.animation.timing import staggered
from scenes.claims import Facts
from scenes.clips.decision.claims import CLAIMS, each_line_cuts_off_a_disc
from scenes.clips.decision.classes import MOST_CLASSES
from scenes.clips.decision.course import PlaneCourse
from scenes.clips.decision.fold_beats import FoldBeats
from scenes.clips.decision.heads import ClassKey, OutputKey
from scenes.clips.decision.layout import DecisionLayout
from scenes.clips.decision.plane_plot import PlanePlot, side_room
from scenes.clips.decision.sample_table import ClassList, SampleTable, fits_a_table
from scenes.clips.decision.turning_line import TurningLine
from scenes.clips.decision.two_lines import MOST_LINES
from scenes.mobjects.network.shown import MOST_NEURONS, SOME
from scenes.requires import Requires

__all__ = ["Decision"]

TRAINING_SECONDS, REWIND_SECONDS, AGAIN_SECONDS = 7.2, 1.1, 4.4
TURN_SECONDS = 2.2


class Decision(FoldBeats):
    """Answers all over the plane: of a single neuron, which fails, and of a whole network."""

    clip = "decision"
    claims = CLAIMS
    recording: Recording
    requires = Requires(layers=(2, 5), classes=True, most_classes=MOST_CLASSES, inputs=2)

    def check(self, recording: Recording) -> None:
        """Refuse choices that the clip does not have; see what there is to tell."""
        if self.style.focus.chosen:
            raise LayerlightError(
                f"{self.clip} shows all samples and steps: omit --sample, --at-step and --neuron"
            )
        self.course = PlaneCourse(recording)
        line = self.also.get("xor_line")
        self.fails = bool(line and is_solved_by_hidden(recording, line))
        if self.fails:
            self.line = PlaneCourse(line)
        self.cut_off = each_line_cuts_off_a_disc(Facts(recording, also=self.also))
        sizes = recording.layer_sizes
        self.folds = len(sizes) > 2 and sizes[-2] == 2
        hidden = sizes[1] if len(sizes) > 2 else 0
        self.rows = list(range(hidden if hidden <= MOST_NEURONS else SOME))

    def construct(self) -> None:
        """Play the beats in order."""
        self.layout = DecisionLayout.of(
            self.area,
            side_room(self.theme, self.recording),
            short_key=self.recording.layer_sizes[-1] == 1,
        )
        self.place_plane()
        self.beat(self.question)
        if self.fails:
            self.beat(self.neuron)
            self.beat(self.zero)
            self.beat(self.one_line)
            self.beat(self.stuck)
            self.beat(self.why)
            self.beat(self.impossible)
        if self.cut_off:
            self.beat(self.first)
            self.beat(self.second)
            self.beat(self.both)
        elif self.rows:
            self.beat(self.hidden, hidden=self.setting("layer_sizes", 1))
        else:
            self.beat(self.start)
        self.beat(self.training)
        if not self.cut_off:
            self.beat(self.result, count=self.count, correct=self.correct)
        if self.folds:
            self.beat(self.fold)
            self.beat(self.lift)
            self.beat(self.separate)
            self.beat(self.end)

    @property
    def count(self) -> Any:
        """The number of samples."""
        return self.setting("samples")

    @property
    def correct(self) -> Any:
        """How many are correct in the end."""
        return self.course.source("all_samples_correct", self.course.last)

    # The beats, in order; those of the single neuron are in the class before.

    def place_plane(self) -> None:
        """Show the empty plane, without samples."""
        layout, theme = self.layout, self.theme
        self.plot = PlanePlot(theme, layout.square, self.line if self.fails else self.course)
        names = self.recording.class_names or ()
        if self.recording.layer_sizes[-1] == 1:
            self.key: Any = OutputKey(theme, layout.legend, self.words["decision.output"])
        else:
            self.key = ClassKey(theme, layout.legend, names)
        self.add(self.plot.frame, self.plot.axes)

    def question(self) -> None:
        """List the samples, or their classes, and place them in the plane."""
        labels = np.asarray(self.recording.samples.labels)
        theme, beside = self.theme, self.layout.beside
        if fits_a_table(self.recording):
            self.table: Any = SampleTable(theme, beside, self.recording)
            self.add(self.table.head)
            groups = [np.array([k]) for k in range(len(labels))]
        else:
            self.table = ClassList(theme, beside, self.recording.class_names or ())
            groups = [np.flatnonzero(labels == k) for k in range(len(self.table.rows))]
        ways = [
            [FadeIn(row), *[FadeIn(self.plot.dots[k], scale=1.6) for k in group]]
            for row, group in zip(self.table.rows, groups, strict=True)
        ]
        self.play(*staggered(ways, 0.2), run_time=0.6 + 0.35 * len(groups))
        if self.fails:
            self._try_lines()
        else:
            self.wait(1.0)

    def _try_lines(self) -> None:
        """Turn a line about the middle of the plane: the viewer tries it first."""
        line = TurningLine(self.theme, self.layout.square)
        self.add(line, *self.plot.dots)
        self.play(FadeIn(line), run_time=0.4)
        self.play(line.turn(), run_time=TURN_SECONDS)
        self.play(FadeOut(line), run_time=0.4)

    def hidden(self) -> None:
        """Show each hidden neuron's own line, and what the network answers before training."""
        old = self.set_hidden(0.0)
        if self.fails:
            self.leave_the_line(old)
        else:
            self.play(FadeOut(self.table), run_time=0.5)
        self._panes_appear()
        if not self.fails:
            self._start_over(old)

    def _panes_appear(self) -> None:
        """Show the hidden neurons, each with its line, after a single neuron in the plane too."""
        parts = [[FadeIn(part) for part in pane.parts] for pane in self.panes]
        if self.fails:
            for part, line in zip(parts, self.plot.lines, strict=False):
                part.append(FadeIn(line))
        if self.placed is not None:
            self.play(FadeIn(self.placed), run_time=1.0)
        for pane in self.panes:  # below its outlines, and not before they appear
            self.add(pane.painting)
        if self.fails:  # so are the lines, below the samples
            self.add(*self.plot.lines, self.plot.frame, *self.plot.dots)
        parts.append([FadeIn(self.levels), FadeIn(self.levels.bar)])
        pace = 0.9 if self.fails and len(parts) <= MOST_LINES else 0.3
        self.play(*staggered(parts, 0.5), run_time=0.6 + pace * len(parts))

    def _answers(self) -> None:
        """Show what the untrained network answers, below the lines of its hidden neurons."""
        plot = self.plot
        self.correct_count = self.count_of(plot)
        self.add(plot.painting)
        self.bring_to_back(plot.painting)
        self.play(FadeIn(plot.painting), run_time=0.8)
        self.add(*plot.lines, plot.border, plot.frame, *plot.dots, plot.rings)
        parts = (plot.border, plot.rings, self.correct_count)
        self.play(*[FadeIn(m) for m in parts], run_time=0.7)

    def _start_over(self, old: PlanePlot) -> None:
        """Show the untrained network's answers in the plane with the samples."""
        self.add(self.plot.frame, self.plot.axes, *self.plot.dots)
        self.remove(old.frame, old.axes, *old.dots)
        self.answers_appear(self.plot)
        self.add(*self.plot.lines, self.plot.border, self.plot.frame, *self.plot.dots)
        self.play(*self.mark_errors(), run_time=0.6)
        if self.plot.lines:
            self.play(*map(FadeIn, self.plot.lines), run_time=0.5)

    def start(self) -> None:
        """Show what the untrained network answers everywhere."""
        self.panes, self.placed = [], None
        self.play(FadeOut(self.table), run_time=0.5)
        self.answers_appear(self.plot)
        self.play(*self.mark_errors(), run_time=0.6)

    def training(self) -> None:
        """Train the network: lines move, answers change, the cost falls."""
        if self.cut_off:
            self.recall_cost()
            self.rewind(REWIND_SECONDS)
        elif self.fails:
            self.recall_cost(*map(FadeIn, self.whole_key))
            self._answers()
        else:
            self.place_costs()
        self.wait(0.3)
        seconds = AGAIN_SECONDS if self.cut_off else TRAINING_SECONDS
        self.train(self.plot, self.course, seconds, panes=tuple(self.drawn_hidden))

    def result(self) -> None:
        """Let the result be seen, above all the border, and the lines near it."""
        self.wait(0.4)
        near = [pane.line for pane in self.panes] if self.fails and len(self.rows) == 2 else []
        # Beside other lines a border must not grow into them.
        self.stress(self.plot.border, *near, by=1.5 if near else 2.2)
