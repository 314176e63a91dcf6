"""Two nested loops as a dial, one training step in full, and the whole training."""

from __future__ import annotations

from typing import Any

from manim import FadeIn, FadeOut

from scenes.animation.timing import within
from scenes.clips.training_loop.full_run import FullRun
from scenes.clips.training_loop.loop_dial import stairs, turn
from scenes.clips.training_loop.shapes import ElidedVector
from scenes.clips.training_loop.vector_shapes import VectorShapes
from scenes.provenance.source import Source
from scenes.requires import Requires

__all__ = ["TrainingLoop"]

VECTORS = ("weights", "input", "product", "output", "target")


class TrainingLoop(FullRun):
    """A dial of two loops; one step slowly, the others faster; then all of MNIST."""

    clip = "training_loop"
    requires = Requires(layers=(2, 5), updates=True)

    def construct(self) -> None:
        """Play the beats in order."""
        epochs, last = self.course.epochs, self.course.last_of_epoch(self.shown_step)
        self.add(self.dial, *self.counts.lines, self.first_view, self.program)
        self.stage.add(self.first_view)
        self.beat(self.inner_loop)
        self.beat(self.outer_loop, epochs=self.setting("epochs"))
        kept = self.series if self.is_walkthrough else self.recording
        self.beat(self.misfit, inputs=self._size(kept, 0))
        self.beat(self.reshape)
        self.beat(self.forward)
        self.beat(self.compare)
        self.beat(self.backward)
        self.beat(self.update)
        if last > self.shown_step:
            self.beat(self.quicker)
        if last < self.course.total - 1:
            self.beat(self.ask, **self._score_of(last))
            self.beat(self.strides)
            self.beat(self.result, **self._result_of(epochs))
        self.beat(self.all_steps, epochs=self.setting("epochs", recording=self._counted))
        if self.is_walkthrough:
            self.beat(self.accuracy)
            self.beat(self.code)

    def inner_loop(self) -> None:
        """The inner bead goes round once, slowly at first."""
        stops = self.course.stops
        self.play(*self.program.highlight(1), run_time=0.5)
        slow = min(2, stops - 1)
        self._go(0, slow, 1.5, stairs(list(range(slow + 1))))
        self._go(slow, stops - 1, 2.6)
        self.at = stops - 1

    def outer_loop(self) -> None:
        """Each time round the outer bead moves on by one epoch."""
        stops, epochs = self.course.stops, self.course.epochs
        self.play(*self.program.highlight(0), run_time=0.5)
        at = stops - 1
        for k in range(1, min(epochs, 3)):
            self._go(at, at + 1, 0.7)
            end = min((k + 1) * stops, self.course.total) - 1
            if end > at + 1:
                self._go(at + 1, end, 2.0 / k)
            at = end
        self.at = at

    def _go(self, start: int, stop: int, seconds: float, way: Any = None) -> None:
        """Take beads, counters and sample from step to step."""
        if start != stop:
            way = way or turn(start, stop, self.course.stops)
            self.play(*self._travel(start, stop, way), run_time=seconds)

    def misfit(self) -> None:
        """An input lies beside the weights as a row: the inner sizes differ."""
        kept = self.series if self.is_walkthrough else self.recording
        sizes = [self._size(kept, layer) for layer in (0, 1, len(kept.layer_sizes) - 1)]
        words = dict(zip(VECTORS, self._texts(*self._vector_words), strict=True))
        self.vectors = vectors = VectorShapes(self.theme, self.layout.vectors, sizes, words)
        row, titles = vectors.input[0], vectors.titles
        shown = vectors.matrix, vectors.dot, row, titles["weights"], titles["input"]
        moves = [within(FadeOut(self.program), 0.0, 0.5)]
        self.turn_to(*shown, keep=[self.first_view], others=moves, run_time=1.0)
        self.play(FadeIn(vectors.matrix.shape), FadeIn(row.shape), run_time=0.5)
        inner = vectors.inner
        self.play(FadeIn(inner), *inner.emphasise(self.theme.ink), run_time=0.7)

    def _size(self, recording: Any, layer: int) -> Source:
        """Return the source of the size of a layer."""
        if recording is self.series:
            return self.of_series("layer_sizes", layer)
        return self.setting("layer_sizes", layer)

    def reshape(self) -> None:
        """Input and target become columns, to fit the weights and the output."""
        vectors, focus = self.vectors, self.theme.focus
        self.play(*vectors.stand_input_up(), run_time=1.5)
        self._keep_column(*vectors.input)
        shown = vectors.equals, vectors.product, vectors.product.shape, vectors.titles["product"]
        self.play(
            FadeIn(vectors.inner), *vectors.inner.emphasise(focus),
            *[within(FadeIn(m), 0.3, 1.0) for m in shown], run_time=0.8,
        )  # fmt: skip
        row, output, titles = vectors.target[0], vectors.output, vectors.titles
        second = output, output.shape, row, row.shape, titles["output"], titles["target"]
        self.play(*[FadeIn(m) for m in second], run_time=0.7)
        self.play(*vectors.stand_target_up(), run_time=1.4)
        self._keep_column(*vectors.target)
        self.stage.discard(*[m for m in self.stage if m is not self.first_view])
        self.stage.add(*vectors.upright)

    def _keep_column(self, row: ElidedVector, column: ElidedVector) -> None:
        """Replace a row that has turned into a column by that column."""
        self.remove(row, *row.entries, column.brackets)
        self.add(column)

    @property
    def _vector_words(self) -> list[str]:
        return ["weights", self._sample, "product", "output", "target"]
