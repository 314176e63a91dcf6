"""The same loops for the full data set: how many steps, how many right, the program."""

from __future__ import annotations

from typing import Any

from manim import FadeIn, FadeOut, UpdateFromAlphaFunc, linear, smooth

from scenes.animation.timing import within
from scenes.clips.training_loop.command import Command
from scenes.clips.training_loop.loop_dial import LoopDial
from scenes.clips.training_loop.many_steps import ManySteps
from scenes.clips.training_loop.run_figures import AccuracyBars, StepCount

__all__ = ["FullRun"]

ORDINALS = ("first", "second", "third", "fourth", "fifth")


class FullRun(ManySteps):
    """The beats about MNIST, or about the whole of another run."""

    @property
    def _counted(self) -> Any:
        """The recording whose steps are counted at the end."""
        return self.series if self.is_walkthrough else self.recording

    def all_steps(self) -> None:
        """Multiply epochs and samples, for MNIST or for this run."""
        theme, kept = self.theme, self._counted
        if self.is_walkthrough:
            sources = [self.setting(name, recording=kept) for name in ("epochs", "images")]
            sources.append(self.of_series("steps_shown", len(kept.steps_shown) - 1))
        else:
            sources = [self.setting(name) for name in ("epochs", "epoch_steps", "steps")]
        names = self._texts("epochs", f"{self._sample}s", "training_steps")
        count = StepCount(theme, self.layout.stage, sources, names)
        moves = self.network.fade_out(0.4)
        moves += [within(FadeOut(m), 0.0, 0.4) for m in (self.phases, self.key)]
        if self.is_walkthrough:
            moves += self._change_dial()
        factors = [*count.numbers[:2], *count.names[:2], count.signs[0]]
        self.play(
            *moves, *self.stage.clear(stop=0.4),
            *[within(FadeIn(m), 0.45, 1.0) for m in factors], run_time=1.4,
        )  # fmt: skip
        self.wait(0.4)
        product = count.signs[1], count.numbers[2], count.names[2]
        self.play(*[FadeIn(m) for m in product], run_time=0.8)
        self.stage.add(count)

    def _change_dial(self) -> list[Any]:
        """Return the animations that replace the dial by that of MNIST."""
        series = self.series
        about = series.metadata
        old, self.dial = (
            self.dial,
            LoopDial(self.theme, self.layout.dial, about["images"], about["epochs"], lamps=False),
        )
        totals = self.counts.totals(series, self._texts("epochs", "images"))
        gone = [*old.submobjects, *self.counts.lines]
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
        self.bars = bars = self._accuracy_bars()
        self.turn_to(*bars.names, *bars.tracks, bars.head)
        epochs = len(bars.values) - 1
        for k, value in enumerate(bars.values):
            lap = [self._lap_of_another(k)] if k < epochs else []
            self.play(bars.grow(k), within(FadeIn(value), 0.7, 1.0), *lap, run_time=1.0)
        self.play(bars.values[-1].animate.set_fill(self.theme.focus), run_time=0.4)
        self.stage.add(*bars.bars, *bars.values)

    def _lap_of_another(self, epoch: int) -> UpdateFromAlphaFunc:
        """Return the animation of the beads through an epoch of the other run."""
        dial = self.dial
        start, end = epoch * dial.stops - (epoch > 0), (epoch + 1) * dial.stops - 1

        def move(_: Any, share: float) -> None:
            dial.stand(start + (end - start) * share, min(0.3, 3 * share, 3 * (1 - share)))
            # One sample is too short a way to see the outer bead move.
            lap = epoch - 1 + smooth(min(share / 0.25, 1.0)) if epoch else 0.0
            dial.beads[2].move_to(dial.point(dial.outer, lap / dial.epochs))

        return UpdateFromAlphaFunc(dial.beads, move, rate_func=linear)

    def _accuracy_bars(self) -> AccuracyBars:
        """Return a bar for the training images in each epoch, and one for the test images."""
        series = self.series
        epochs = range(int(series.metadata["epochs"]))
        names = self._texts(*[f"epoch_{name}" for name in ORDINALS[: len(epochs)]], "unseen")
        sources = [self.of_series("epoch_accuracy", k) for k in epochs]
        sources.append(self.of_series("test_accuracy", len(series.steps_shown) - 1))
        return AccuracyBars(
            self.theme, self.layout.bars, names, sources, *self._texts("images_right")
        )

    def code(self) -> None:
        """The program returns, with the command that runs it."""
        (text,), region = self._texts("command"), self.layout.command
        command = Command(self.theme, text, 0.36, self.theme.ink, region.width)
        command.move_to(region.centre)
        program = self._program(self.layout.bars)
        self.turn_to(program, command, run_time=1.2)
