"""What all beats of the decision clip need: a plane that is trained, and its cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from manim import FadeIn, Transform, UpdateFromAlphaFunc, VGroup, VMobject, linear, there_and_back

from network import Recording
from scenes.base import NetworkScene
from scenes.clips.decision.course import PlaneCourse
from scenes.clips.decision.heads import CorrectCount, OutputKey
from scenes.clips.decision.layout import DecisionLayout
from scenes.clips.decision.line_story import Between
from scenes.clips.decision.plane_plot import PlanePlot
from scenes.clips.decision.single_neuron import SingleNeuron
from scenes.clips.decision.turning_line import TurningLine
from scenes.mobjects.graphing.cost_curve import CostCurve, CostFigures
from scenes.mobjects.graphing.course import Moment

__all__ = ["PlaneScene"]


class PlaneScene(NetworkScene):
    """A scene with a plane that is trained.

    Attributes
    ----------
    layout : DecisionLayout
    course : PlaneCourse
        Of the clip's own recording.
    fails : bool
        Whether the clip begins with a single neuron that fails at the samples.
    plot : PlanePlot
    guess : TurningLine
        A line on one side of the triangles.
    between : Between
        The segment between the triangles.
    key : OutputKey or ClassKey
    figures : SingleNeuron
    correct_count, costs, curve, head, cost_now
        What is correct, and the cost, of the course that is shown.
    """

    layout: DecisionLayout
    course: PlaneCourse
    recording: Recording
    line: PlaneCourse
    """Course of the single neuron, if :attr:`fails` is true."""
    fails: bool
    plot: PlanePlot
    key: Any
    figures: SingleNeuron
    guess: TurningLine
    between: Between
    correct_count: CorrectCount
    costs: CostCurve
    cost_now: CostFigures

    def answers_appear(self, plot: PlanePlot, *others: Any) -> None:
        """Fade in key and answers, then the border."""
        self.play(*map(FadeIn, self.whole_key), run_time=0.8)
        self.add(plot.painting)
        self.bring_to_back(plot.painting)
        self.play(FadeIn(plot.painting), *others, run_time=1.0)
        self.add(plot.border, plot.frame, *plot.dots)
        self.play(FadeIn(plot.border), run_time=0.6)

    def mark_errors(self) -> list[Any]:
        """Return the animations of rings round wrong answers, and of the number of correct ones."""
        self.correct_count = self.count_of(self.plot)
        self.add(self.plot.rings)
        return [FadeIn(self.plot.rings), FadeIn(self.correct_count)]

    def move_plane(self, plot: PlanePlot, run_time: float) -> None:
        """Move the empty plane with its samples to where another one stands, and go on with it."""
        old, self.plot = self.plot, plot
        moving = [old.frame, old.axes, *old.dots]
        goals = [plot.frame, plot.axes, *plot.dots]
        self.play(*[Transform(a, b) for a, b in zip(moving, goals, strict=True)], run_time=run_time)
        self.remove(*moving)
        self.add(*goals)

    @property
    def whole_key(self) -> list[Any]:
        """The key of the classes with its bar, if it has one."""
        return [self.key, self.key.bar] if isinstance(self.key, OutputKey) else [self.key]

    def stress(self, *borders: VMobject, by: float = 2.2) -> None:
        """Let borders swell for a moment, to ``by`` times their width."""
        swell = [border.animate.set_stroke(width=by * border.stroke_width) for border in borders]
        self.play(*swell, run_time=1.6, rate_func=there_and_back)

    def count_of(self, plot: PlanePlot) -> CorrectCount:
        words = self.words["decision.correct"], self.words["decision.of"]
        return CorrectCount(self.theme, self.layout.header, plot.course, words)

    def place_costs(self, *others: Any) -> None:
        """Show the axes of the cost, for everything that will be drawn on them."""
        courses = [self.line, self.course] if self.fails else [self.course]
        word = "checkpoint" if self.recording.is_imported else "step"
        which = self.words[f"training_loop.{self.recording.rules.loss.name.replace('-', '_')}"]
        names = self.words["decision.cost"], which, self.words[f"decision.{word}"]
        self.costs = CostCurve(self.theme, self.layout.cost, courses, names)
        self.play(FadeIn(self.costs.axes), *others, run_time=0.8)

    def train(
        self,
        plot: PlanePlot,
        course: PlaneCourse,
        seconds: float,
        also: Callable[[Moment], None] | None = None,
        panes: tuple[Any, ...] = (),
    ) -> None:
        """Go through a course with everything that follows it."""
        self.curve, self.head = self.costs.curve(course)
        self.cost_now = CostFigures(self.theme, self.costs, course)
        self.play(FadeIn(self.head), FadeIn(self.cost_now), run_time=0.4)
        self.add(self.curve, self.head)
        self.move(plot, course, course.through(seconds), seconds, also, panes)

    def move(self, plot, course, at, seconds, also=None, panes=()) -> None:
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
