"""The first beats: a single neuron that cannot do what it should."""

from __future__ import annotations

import math

import numpy as np
from manim import FadeIn, FadeOut, Transform

from scenes.animation.timing import within
from scenes.clips.decision.cost_table import CostTable
from scenes.clips.decision.level_lines import LevelLines, RunningLevel
from scenes.clips.decision.line_story import DISCS, TRIANGLES, Between, meeting
from scenes.clips.decision.plane_plot import PlanePlot
from scenes.clips.decision.plane_scene import PlaneScene
from scenes.clips.decision.single_neuron import SingleNeuron
from scenes.clips.decision.turning_line import TurningLine
from scenes.mobjects.graphing.course import Moment
from scenes.mobjects.graphing.sigmoid_plot import SigmoidPlot

__all__ = ["LineBeats"]

LINE_SECONDS, RUN_SECONDS = 3.6, 2.4
ALONG, ASIDE, ROCK = -math.pi / 4, 0.95, 0.15
"""Angle of the segment between the triangles; distance of a line beside it, in frame units, and
by how much that one rocks."""
LEAST_SIGMOID, MOST_SIGMOID = 4.0, 4.8
"""Least and most width of the graph of the sigmoid, in frame units."""


class LineBeats(PlaneScene):
    """The beats about the single neuron, if there are any."""

    def neuron(self) -> None:
        """Show a single neuron, and the lines on which its sum z has the same value."""
        theme, word = self.theme, self.words["decision.bias"]
        self.figures = SingleNeuron(theme, self.layout.hidden, self.line, word)
        self.play(
            within(FadeOut(self.table), 0.0, 0.5),
            within(FadeIn(self.figures), 0.45, 1.0),
            run_time=1.0,
        )
        self.equal_z = LevelLines(theme, self.plot, 0)
        self.add(*self.equal_z.lines, *self.plot.dots, *self.equal_z.numbers)
        self.play(*self.equal_z.appear(), run_time=2.4)

    def zero(self) -> None:
        """Show what the untrained neuron answers everywhere: two answers, and a line between."""
        room, shown, gone = self.layout.cost, [], []
        if room.width >= LEAST_SIGMOID:
            room = room.inner(min(room.width, MOST_SIGMOID), room.height)
            reach = self.line.recording.sample_z_at(0)[-1]
            shown = [SigmoidPlot(self.theme, room, max(3, math.ceil(np.abs(reach).max())))]
        self.answers_appear(
            self.plot, *[FadeOut(part) for part in self.equal_z], *map(FadeIn, shown)
        )
        for graph in shown:
            running = RunningLevel(self.theme, self.plot, graph, self.key)
            self.add(running, *self.plot.dots)
            self.play(FadeIn(running), run_time=0.4)
            self.play(running.run(), run_time=RUN_SECONDS)
            gone = [graph, running]
        self.with_next_caption = [FadeOut(part) for part in gone]

    def one_line(self) -> None:
        """Train the single neuron; its cost grows as a curve."""
        self.place_costs(*self.mark_errors())
        self.train(self.plot, self.line, LINE_SECONDS, self._figures_at)

    def _figures_at(self, moment: Moment) -> None:
        self.figures.show(moment.nearest)

    def stuck(self) -> None:
        """List what each sample cost before the training, and what it costs now."""
        words = [self.words[f"decision.{name}"] for name in ("begin", "finish", "cost")]
        table = CostTable(self.theme, self.layout.hidden, self.line.recording, words)
        start, end = table.sides
        self.play(
            within(FadeOut(self.figures), 0.0, 0.45), within(FadeIn(start), 0.45, 1.0), run_time=1.1
        )
        self.play(FadeIn(table.stress), run_time=0.5)
        self.wait(0.6)
        self.play(FadeIn(end), run_time=0.8)
        self.play(Transform(table.stress, table.outline(1)), run_time=0.9)
        plot = self.plot
        gone = [table, table.stress, plot.painting, plot.border, plot.rings, self.correct_count]
        gone += [*self.whole_key, self.costs.axes, self.curve, self.head, self.cost_now]
        self.with_next_caption = [FadeOut(part) for part in gone]

    def why(self) -> None:
        """Show for the triangles: if both are on one side, so is everything between them."""
        self.move_plane(PlanePlot(self.theme, self.layout.alone, self.line), 0.9)
        self.between = Between(self.theme, self.plot, TRIANGLES)
        self.guess = TurningLine(self.theme, self.plot.square)
        self.guess.lie(ALONG, -ASIDE)
        self.add(self.guess, *self.plot.dots)
        self.play(FadeIn(self.guess), run_time=0.5)
        self.add(self.between, *self.plot.dots)
        self.play(*self.between.grow(), run_time=1.4)
        self.play(self.guess.move_by(_rocking), run_time=1.8)

    def impossible(self) -> None:
        """Show that the discs' segment has a point in common, wherever the line lies."""
        discs = Between(self.theme, self.plot, DISCS)
        ring = meeting(self.theme, discs.middle)
        self.add(discs, self.guess, *self.plot.dots)
        self.play(*discs.grow(), run_time=1.2)
        self.play(FadeIn(ring, scale=2.0), run_time=0.6)
        self.play(self.guess.move_by(lambda share: (ALONG, ASIDE * (2 * share - 1))), run_time=2.2)
        proof = [self.between, discs, ring, self.guess]
        self.with_next_caption = [FadeOut(m) for m in proof]


def _rocking(share: float) -> tuple[float, float]:
    """Return angle and distance of a line that rocks beside the triangles."""
    return ALONG + ROCK * math.sin(2 * math.pi * share), -ASIDE
