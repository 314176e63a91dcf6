"""The first beats: a single neuron that cannot do what it should."""

from __future__ import annotations

from typing import Any

from manim import (
    LEFT,
    RIGHT,
    FadeIn,
    FadeOut,
    VGroup,
    there_and_back,
)

from scenes.animation.timing import staggered, within
from scenes.clips.decision.level_lines import LevelLines
from scenes.clips.decision.line_story import (
    APART,
    DISCS,
    TRIANGLES,
    Between,
    CornerValues,
    meeting,
)
from scenes.clips.decision.plane_scene import PlaneScene
from scenes.clips.decision.single_neuron import SingleNeuron
from scenes.mobjects.graphing.course import Moment

__all__ = ["LineBeats"]

LINE_SECONDS = 4.0


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
        self.play(*self.equal_z.appear(), run_time=3.2)

    def zero(self) -> None:
        """Show what the untrained neuron answers everywhere: two answers, and a line between."""
        self.answers_appear(self.plot, *[FadeOut(part) for part in self.equal_z])

    def one_line(self) -> None:
        """Train the single neuron; its cost grows as a curve."""
        self.place_costs()
        self.train(self.plot, self.line, LINE_SECONDS, self._figures_at)

    def _figures_at(self, moment: Moment) -> None:
        self.figures.show(moment.nearest)

    def stuck(self) -> None:
        """Print the outputs at the four points: all of them near one half."""
        layer = len(self.line.recording.layer_sizes) - 1
        outputs = CornerValues(self.theme, self.plot, self.line.last, layer).numbers
        self.play(*staggered([FadeIn(number) for number in outputs], 0.4), run_time=2.4)
        plot = self.plot
        gone = [*outputs, plot.painting, plot.border, plot.rings, self.correct_count]
        self.with_next_caption = [FadeOut(part) for part in gone]

    def why(self) -> None:
        """Show for the triangles: if both are on one side, so is everything between them."""
        self.between = Between(self.theme, self.plot, TRIANGLES)
        self._spread(self.between, seconds=3.8)

    def impossible(self) -> None:
        """Show the same for the discs: both segments share a point."""
        discs = Between(self.theme, self.plot, DISCS)
        disc, triangle = discs.marks[-1], self.between.marks[-1]
        disc.shift(APART * LEFT)
        self._spread(discs, triangle.animate.shift(APART * RIGHT))
        ring = meeting(self.theme, discs.middle)
        self.add(ring, disc, triangle)
        self.play(FadeIn(ring, scale=2.0), *[m.animate.scale(1.3) for m in (disc, triangle)],
                  run_time=0.7)  # fmt: skip
        both = VGroup(ring, disc, triangle)
        self.play(both.animate.scale(1.25), run_time=1.2, rate_func=there_and_back)
        self.proof = [*self.between.marks, *discs.marks, ring]

    def _spread(self, between: Between, *last: Any, seconds: float = 2.4) -> None:
        """Let marks appear from both ends of a segment to its middle."""
        marks = between.marks
        steps: list[Any] = [
            [FadeIn(mark, scale=0.3) for mark in marks[k : k + 2]] for k in range(0, len(marks), 2)
        ]
        steps[-1] += last
        self.play(*staggered(steps, 0.3), run_time=seconds)
