"""The last beats: the plane of inputs is folded into that of the hidden activations, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import FadeIn, FadeOut, Transform, VMobject

from scenes.animation.timing import staggered, within
from scenes.clips.decision.fabric import ACROSS, FLAT, FOLDED, Fabric
from scenes.clips.decision.hidden_plot import HiddenPlot
from scenes.clips.decision.line_story import CornerValues, NameTag
from scenes.clips.decision.plane_plot import PlanePlot
from scenes.clips.decision.two_lines import TwoLines

__all__ = ["FoldBeats"]

FOLD_SECONDS, BACK_SECONDS = 2.6, 1.8
BESIDE, ABOVE = 0.55, 0.5
"""From a sample's mark to its name."""
TAGS = ((0.0, -ABOVE), (0.0, ABOVE), (0.0, ABOVE), (BESIDE, 0.0))
SWINGS = ((0.0, 0.0), (0.0, 0.0), (-BESIDE, -ABOVE), (0.0, 0.0))
"""Where the names of XOR's samples are on the fabric, and how far each of them swings round its
mark: so that no name meets another one on the way."""


class FoldBeats(TwoLines):
    """The beats about the plane of two hidden activations.

    Attributes
    ----------
    there : HiddenPlot
    flat : PlanePlot
        The plane of inputs in the same square, of which the axes are drawn.
    fabric : Fabric
    movers, tags : list of VMobject
        The samples on the fabric, and the names of few.
    """

    there: HiddenPlot
    flat: PlanePlot
    fabric: Fabric
    movers: list[VMobject]
    tags: list[VMobject]

    def fold(self) -> None:
        """Copy the plane, and move each point of the copy across to its first activation."""
        self._make_room()
        self._copy_the_plane()
        self._go_to(ACROSS, FOLD_SECONDS)

    def lift(self) -> None:
        """Move each point up or down to its second activation."""
        self._go_to(FOLDED, FOLD_SECONDS)
        self.remove(*self.movers)
        self.add(*self.there.dots, *self.tags)

    def _make_room(self) -> None:
        """Clear everything but the plane of inputs, and move it to the left."""
        theme, pair = self.theme, self.layout.pair
        left = PlanePlot(theme, pair[0], self.course)
        left.show(self.course.at(1.0))
        gone = [self.costs.axes, self.curve, self.head, self.cost_now, self.correct_count]
        gone += [part for pane in self.panes for part in pane.parts]
        gone += [] if self.placed is None else [self.placed]
        gone += [self.levels, self.levels.bar, *self.plot.lines]
        self.plot.lines = []
        if self.fails:
            gone += [self.one_line_word, self.old_curve]
        moves = [Transform(a, b) for a, b in zip(self.plot.parts, left.parts, strict=True)]
        self.play(
            *[within(FadeOut(m), 0.0, 0.45) for m in gone],
            *[within(move, 0.35, 1.0) for move in moves],
            run_time=1.1,
        )
        self.remove(*self.plot.parts)
        self.add(*left.parts)
        self.plot = left

    def _copy_the_plane(self) -> None:
        """Let the copy appear with the axes of the inputs; few samples get their names."""
        theme, square = self.theme, self.layout.pair[1]
        self.there = HiddenPlot(theme, square, self.recording, self.course.last)
        self.flat = PlanePlot(theme, square, self.course)
        self.fabric = Fabric(self.plot, self.there)
        self.movers = _movers(self.flat.dots)
        few = range(len(self.movers)) if self.fails else []
        self.tags = [NameTag(theme, self.flat, k, TAGS[k]) for k in few]
        here = [NameTag(theme, self.plot, k, ((-1) ** (k < 2) * BESIDE, 0.0)) for k in few]
        self.add(self.fabric)
        for back in (self.fabric, self.plot.painting):
            self.bring_to_back(back)
        shown = [*here, self.there.frame, *self.flat.scale_marks, *self.flat.names]
        self.play(*map(FadeIn, [self.fabric, *shown, *self.movers, *self.tags]), run_time=0.8)

    def _go_to(self, stage: float, seconds: float) -> None:
        """Say the activations of few samples, and move everything to the next stage."""
        axis = int(stage - ACROSS)
        if self.fails:
            layer = self.there.layer
            found = CornerValues(self.theme, self.plot, self.course.last, layer, axis)
            self.play(*staggered([FadeIn(number) for number in found.numbers], 0.4), run_time=1.0)
            self.with_next_caption = [FadeOut(number) for number in found.numbers]
        self.play(*self._moves(stage), *self._other_axis(axis, self.flat, self.there),
                  run_time=seconds)  # fmt: skip
        self.fabric.stage = stage

    def _moves(self, stage: float) -> list[Any]:
        """Return the animations of fabric, samples and their names to a stage."""
        pairs = list(zip(self.movers, self.there.dots, self.flat.dots, strict=True))
        return [
            *self.fabric.way(stage),
            *[
                self.fabric.carry(k, mover, stage, goal.width / dot.width)
                for k, (mover, goal, dot) in enumerate(pairs)
            ],
            *[
                self.fabric.carry(k, name, stage, 1.0, SWINGS[k])
                for k, name in enumerate(self.tags)
            ],
        ]

    def _other_axis(self, axis: int, old: Any, new: Any) -> list[Any]:
        """Return the animations by which an axis becomes that of another plane."""
        gone, come = [old.names[axis]], [new.names[axis]]
        if not self.there.as_inputs:
            gone, come = [*gone, old.scale_marks[axis]], [*come, new.scale_marks[axis]]
        return [
            *[within(FadeOut(m), 0.0, 0.3) for m in gone],
            *[within(FadeIn(m), 0.3, 0.6) for m in come],
        ]

    def separate(self) -> None:
        """Draw the output neuron's answers all over that plane, and its line."""
        there = self.there
        self.add(there.painting)
        self.bring_to_back(there.painting)
        self.play(FadeIn(there.painting), run_time=1.2)
        self.add(there.border, *there.dots, *self.tags)
        self.play(FadeIn(there.border), run_time=1.0)
        self.stress(there.border, by=1.7)

    def end(self) -> None:
        """Mark where the border meets the folded plane, and unfold it: the mark rides along."""
        there, fabric = self.there, self.fabric
        self.movers = _movers(there.dots)
        fabric.marked = True
        self.add(fabric.border, *there.dots, *self.tags)
        self.play(FadeIn(fabric.border), run_time=0.6)
        self.remove(*there.dots)
        self.add(*self.movers, *self.tags)
        self.play(FadeOut(there.painting), FadeOut(there.border), run_time=0.6)
        for axis, stage in ((1, ACROSS), (0, FLAT)):
            self.play(*self._moves(stage), *self._other_axis(axis, there, self.flat),
                      run_time=BACK_SECONDS)  # fmt: skip
            fabric.stage = stage
        self.stress(self.plot.border, fabric.border, by=1.6)


def _movers(dots: Sequence[VMobject]) -> list[VMobject]:
    """Return marks of samples that are at home in neither of both planes."""
    movers = [dot.copy() for dot in dots]
    for mover in movers:
        del mover.mark
    return movers
