"""The same loops for the full data set: how many steps, how many right, the program."""

from __future__ import annotations

from typing import Any

from manim import Create, FadeIn, FadeOut, Transform, UpdateFromAlphaFunc, linear, smooth

from scenes.animation.timing import within
from scenes.clips.training_loop.loop_dial import LoopDial
from scenes.clips.training_loop.many_steps import ManySteps
from scenes.clips.training_loop.run_figures import AccuracyPlot, StepCount

__all__ = ["FullRun"]

ORDINALS = ("first", "second", "third", "fourth", "fifth")
LAST = 1.4
"""Seconds that the last picture stays, besides the usual ones."""


class FullRun(ManySteps):
    """The beats about MNIST, or about the whole of another run."""

    @property
    def _counted(self) -> Any:
        """The recording whose steps are counted at the end."""
        return self.series if self.is_walkthrough else self.recording

    def _sizes_of_another(self) -> dict[str, Any]:
        """Return numbers of inputs and outputs of the network whose run is counted."""
        if not self.is_walkthrough:
            return {}
        inputs, *_, outputs = range(len(self.series.layer_sizes))
        return {
            "inputs": self.setting("layer_sizes", inputs, recording=self.series),
            "outputs": self.setting("layer_sizes", outputs, recording=self.series),
        }

    def all_steps(self) -> None:
        """The two loops again, for MNIST or for this run; below, how many steps they make."""
        theme, kept = self.theme, self._counted
        if self.is_walkthrough:
            sources = [self.setting(name, recording=kept) for name in ("epochs", "images")]
            sources.append(self.of_series("steps_shown", len(kept.steps_shown) - 1))
        else:
            sources = [self.setting(name) for name in ("epochs", "epoch_steps", "steps")]
        names = self._texts("epochs", f"{self._sample}s", "training_steps")
        upper, lower = self.layout.program_and_count
        assert lower is not None
        count = StepCount(theme, lower, sources, names)
        moves = self._change_dial() if self.is_walkthrough else []
        kept = []
        if upper:
            smaller = self._program(upper)
            smaller.brighten()
            kept.append(self.program)
            moves.append(Transform(self.program, smaller))
        factors = [*count.numbers[:2], *count.names[:2], count.signs[0]]
        self.play(
            *moves, *self.stage.clear(keep=kept, stop=0.4),
            *[within(FadeIn(m), 0.6, 1.0) for m in factors], run_time=1.2,
        )  # fmt: skip
        again = [self._all_laps()] if self.is_walkthrough else []
        product = count.signs[1], count.numbers[2], count.names[2]
        shown = [within(FadeIn(m), 0.6, 1.0) for m in product]
        self.play(*again, *shown, run_time=1.8)
        self.stage.add(count)

    def _leave_network(self) -> list[Any]:
        """Return the animations that clear the network and what belongs to it, if it is there."""
        if self.key not in self.mobjects:
            return []
        moves = self.network.fade_out(0.4)
        moves.append(within(FadeOut(self.key), 0.0, 0.4))
        if self.phases in self.mobjects:
            moves.append(within(FadeOut(self.phases), 0.0, 0.4))
        return moves

    def _change_dial(self) -> list[Any]:
        """Return the animations that replace the dial by that of MNIST."""
        series = self.series
        about = series.metadata
        old, self.dial = (
            self.dial,
            LoopDial(self.theme, self.layout.dial, about["images"], about["epochs"], lamps=False),
        )
        totals = self.counts.totals(series, self._texts("epochs", "images"))
        gone = [*old.submobjects, *self.counts.shown]
        for bead in self.dial.beads[1:]:
            bead.mark = None
        return [
            *[within(FadeOut(m), 0.0, 0.45) for m in gone],
            *[
                within(FadeIn(m), 0.5, 1.0)
                for m in (self.dial.tracks, *self.dial.beads[1:], *totals)
            ],
        ]

    def accuracy(self) -> None:
        """Show the share of correct predictions in each epoch, for the full data set."""
        self.plot = plot = self._accuracy_plot()
        self.turn_to(plot.frame)
        epochs = len(plot.marks) - 1
        for k in range(epochs):
            new = [FadeIn(plot.marks[k]), FadeIn(plot.values[k])]
            if k:
                new.append(Create(plot.ways[k - 1]))
            later = [within(move, 0.7, 1.0) for move in new]
            self.play(self._lap_of_another(k), *later, run_time=1.2)
        self.play(FadeIn(plot.marks[-1]), FadeIn(plot.values[-1]), run_time=0.6)
        self.wait(LAST)
        self.stage.add(*plot.marks, *plot.values, *plot.ways)

    def _lap_of_another(self, epoch: int) -> UpdateFromAlphaFunc:
        """Return the animation of the beads through an epoch of the other run."""
        dial = self.dial

        def move(_: Any, share: float) -> None:
            inner, outer = dial.beads[1:]
            inner.move_to(dial.point(dial.inner, smooth(share)))
            gone = epoch + smooth(max(0.0, share - 0.9) / 0.1)
            outer.move_to(dial.point(dial.outer, gone / dial.epochs))

        return UpdateFromAlphaFunc(dial.beads, move, rate_func=linear)

    def _accuracy_plot(self) -> AccuracyPlot:
        """Return a point for the training images in each epoch, and one for the test images."""
        series = self.series
        epochs = range(int(series.metadata["epochs"]))
        names = self._texts(*[f"epoch_{name}" for name in ORDINALS[: len(epochs)]], "unseen")
        sources = [self.of_series("epoch_accuracy", k) for k in epochs]
        sources.append(self.of_series("test_accuracy", len(series.steps_shown) - 1))
        return AccuracyPlot(
            self.theme, self.layout.plot, names, sources, *self._texts("images_right")
        )

    def loops(self) -> None:
        """The four phases as lines of a program; around them the inner loop, then the outer."""
        self.program = program = self._program()
        program.brighten()
        outer, inner, *phases = program.lines
        arrows = program.arrows
        back = () if self.dial_shown else (self.dial, *self.counts.shown)
        self.play(
            *self._leave_network(), *self.stage.clear(stop=0.5),
            *[within(FadeIn(m), 0.5, 1.0) for m in back], run_time=0.9,
        )  # fmt: skip
        for phase in phases:
            self.play(FadeIn(phase), run_time=0.35)
        for line, arrow in ((inner, arrows[1]), (outer, arrows[0])):
            self.play(FadeIn(line), FadeIn(arrow), run_time=0.7)
        self.remove(*program.get_family())
        self.add(program)
        self.stage.add(program)

    def _all_laps(self) -> UpdateFromAlphaFunc:
        """Return the animation of the beads through all epochs of the other run."""
        dial = self.dial

        def move(_: Any, share: float) -> None:
            inner, outer = dial.beads[1:]
            laps = dial.epochs * smooth(share)
            inner.move_to(dial.point(dial.inner, laps % 1.0))
            whole = int(laps)
            gone = whole + smooth(max(0.0, laps - whole - 0.75) / 0.25)
            outer.move_to(dial.point(dial.outer, gone / dial.epochs))

        return UpdateFromAlphaFunc(dial.beads, move, rate_func=linear)
