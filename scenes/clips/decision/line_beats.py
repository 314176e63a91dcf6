"""The first beats: a single neuron that cannot do what it should."""

from __future__ import annotations

from math import ceil
from typing import Any

import numpy as np
from manim import FadeIn, FadeOut, VGroup, there_and_back

from scenes.animation.timing import staggered, within
from scenes.clips.decision.cost_table import CostTable
from scenes.clips.decision.level_lines import LevelLines
from scenes.clips.decision.line_story import DISCS, TRIANGLES, Between, meeting
from scenes.clips.decision.plane_plot import PlanePlot
from scenes.clips.decision.plane_scene import PlaneScene
from scenes.clips.decision.single_neuron import SingleNeuron
from scenes.mobjects.graphing.course import Moment
from scenes.mobjects.graphing.sigmoid_plot import SigmoidPlot

__all__ = ["LineBeats"]

LINE_SECONDS = 3.6
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
        self.curve_of_z: list[Any] = []
        room = self.layout.cost
        if room.width >= LEAST_SIGMOID:
            room = room.inner(min(room.width, MOST_SIGMOID), room.height)
            reach = self.line.recording.sample_z_at(0)[-1]
            self.curve_of_z = [SigmoidPlot(self.theme, room, max(3, ceil(np.abs(reach).max())))]
        shown = [FadeIn(part) for part in self.curve_of_z]
        self.answers_appear(self.plot, *[FadeOut(part) for part in self.equal_z], *shown)
        self.with_next_caption = [FadeOut(part) for part in self.curve_of_z]

    def one_line(self) -> None:
        """Train the single neuron; its cost grows as a curve."""
        self.place_costs()
        self.train(self.plot, self.line, LINE_SECONDS, self._figures_at)

    def _figures_at(self, moment: Moment) -> None:
        self.figures.show(moment.nearest)

    def stuck(self) -> None:
        """List what each sample cost before the training, and what it costs now."""
        names = ("output", "one_cost", "begin", "finish", "cost")
        words = [self.words[f"decision.{name}"] for name in names]
        table = CostTable(self.theme, self.layout.hidden, self.line.recording, words)
        start, end = table.sides
        self.play(
            within(FadeOut(self.figures), 0.0, 0.45), within(FadeIn(start), 0.45, 1.0), run_time=1.1
        )
        self.play(FadeIn(table.stress), run_time=0.4)
        self.wait(0.5)
        self.play(FadeIn(end), run_time=0.7)
        plot = self.plot
        gone = [table, table.stress, plot.painting, plot.border, plot.rings, self.correct_count]
        gone += [*self.whole_key, self.costs.axes, self.curve, self.head, self.cost_now]
        self.with_next_caption = [FadeOut(part) for part in gone]

    def why(self) -> None:
        """Show for the triangles: if both are on one side, so is everything between them."""
        self.move_plane(PlanePlot(self.theme, self.layout.alone, self.line), 0.9)
        self.between = Between(self.theme, self.plot, TRIANGLES)
        self._spread(self.between, seconds=2.4)

    def impossible(self) -> None:
        """Show the same for the discs: both segments share a point."""
        discs = Between(self.theme, self.plot, DISCS)
        disc, triangle = discs.marks[-1], self.between.marks[-1]
        self._spread(discs)
        ring = meeting(self.theme, discs.middle)
        self.add(ring, triangle, disc)
        self.play(FadeIn(ring, scale=2.0), triangle.animate.scale(2.2), run_time=0.7)
        both = VGroup(ring, triangle, disc)
        self.play(both.animate.scale(1.25), run_time=1.2, rate_func=there_and_back)
        proof = [*self.between.marks, *discs.marks, ring]
        self.with_next_caption = [FadeOut(m) for m in proof]

    def _spread(self, between: Between, seconds: float = 2.0) -> None:
        """Let marks appear from both ends of a segment to its middle."""
        marks = between.marks
        steps: list[Any] = [
            [FadeIn(mark, scale=0.3) for mark in marks[k : k + 2]] for k in range(0, len(marks), 2)
        ]
        self.play(*staggered(steps, 0.3), run_time=seconds)
