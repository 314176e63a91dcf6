"""The loops as a program, and how many steps they make in a whole training."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Create, FadeIn, FadeOut, UpdateFromAlphaFunc, linear, smooth

from scenes.animation.pace import thinned
from scenes.animation.timing import within
from scenes.clips.training_loop.many_steps import ManySteps
from scenes.clips.training_loop.program import Program
from scenes.clips.training_loop.run_figures import StepCount
from scenes.provenance.source import Source

__all__ = ["FullRun"]

LAPS = 1.4
"""Seconds in which a line of a loop appears while its bead goes round."""
MOST_COUNTED = 90
"""Most numbers of steps shown while they are counted."""


class FullRun(ManySteps):
    """The beats about the two loops, and about MNIST, or the whole of another run."""

    def loops(self) -> None:
        """The four phases as lines of a program; around them the inner loop, then the outer."""
        region, loops = self.layout.stage, self._texts("outer", f"inner_{self._sample}")
        self.program = program = Program(self.theme, region, loops, self._phase_names)
        outer, inner, *phases = program.lines
        leave = [m for m in (self.key, self.phases) if m in self.mobjects]
        self.play(
            *self.network.fade_out(0.6),
            *[within(FadeOut(m), 0.0, 0.6) for m in leave],
            *self.stage.clear(keep=[self.view], stop=0.6),
            *[within(FadeIn(m), 0.5 + 0.1 * k, 0.7 + 0.1 * k) for k, m in enumerate(phases)],
            run_time=1.4,
        )  # fmt: skip
        for k, line in ((1, inner), (0, outer)):
            shown = self._show_outer_loop() if line is outer else []
            self.play(
                *shown, within(FadeIn(line), 0.0, 0.4), within(FadeIn(program.tips[k]), 0.8, 1.0),
                Create(program.ways[k]), self._lap_of(k), run_time=LAPS,
            )  # fmt: skip
        self.remove(*program.get_family())
        self.add(program)

    def _lap_of(self, loop: int) -> UpdateFromAlphaFunc:
        """Return the animation of the bead of the outer (0) or inner (1) loop once round."""
        dial, bead = self.dial, self.dial.beads[2 - loop]
        bead.mark = None
        radius = dial.inner if loop else dial.outer
        way = bead.get_center() - dial.centre
        begun = 0.25 - float(np.arctan2(way[1], way[0])) / (2 * np.pi)

        def move(_: Any, share: float) -> None:
            bead.move_to(dial.point(radius, begun + smooth(share)))

        return UpdateFromAlphaFunc(dial.beads, move, rate_func=linear)

    def all_steps(self) -> None:
        """In place of the dial, how many steps the loops make, for MNIST or for this run."""
        series, theme = self.series, self.theme
        if self.is_walkthrough:
            sources = [self.setting(name, recording=series) for name in ("epochs", "images")]
            last = len(series.steps_shown) - 1
            sources.append(self.of_series("steps_shown", last))
            before = [self.of_series("steps_shown", k) for k in range(last)]
        else:
            sources = [self.setting(name) for name in ("epochs", "epoch_steps", "steps")]
            counted = thinned(range(1, self.course.total), 2, MOST_COUNTED)
            before = [Source(self.recording, "updates_made", index=(k,)) for k in counted]
        names = self._texts("epochs", f"{self._sample}s", "training_steps")
        count = StepCount(theme, self.layout.dial, sources, names)
        product, equals = count.numbers[2], count.signs[1]
        gone = [*self.dial.submobjects, *self.counts.shown, *self.stage]
        self.stage.clear()
        self.play(
            *[within(FadeOut(m), 0.0, 0.6) for m in gone],
            *[within(FadeIn(m), 0.4, 1.0) for m in (count.numbers[0], count.names[0])],
            run_time=1.2,
        )  # fmt: skip
        self.play(
            *[FadeIn(m) for m in (count.signs[0], count.numbers[1], count.names[1])], run_time=0.7
        )
        self.wait(0.4)
        counting = count.count(before)
        self.play(FadeIn(product), *[FadeIn(m) for m in count.names[2:]], run_time=0.4)
        self.play(counting, run_time=2.6)
        self.play(FadeIn(equals), product.animate.set_fill(theme.focus), run_time=0.6)
        self.stage.add(count)
        self.wait(0.4)
