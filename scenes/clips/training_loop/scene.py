"""Two nested loops as a dial, one training step in full, and the whole training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import FadeIn

from scenes.animation.timing import within
from scenes.clips.training_loop.claims import CLAIMS
from scenes.clips.training_loop.full_run import FullRun
from scenes.clips.training_loop.loop_dial import stairs, turn
from scenes.clips.training_loop.loop_scene import PHASES
from scenes.clips.training_loop.shapes import ElidedVector
from scenes.clips.training_loop.vector_shapes import VectorShapes
from scenes.provenance.source import Source
from scenes.requires import Requires

__all__ = ["TrainingLoop"]

VECTORS = ("weights", "input", "product", "output", "target")


class TrainingLoop(FullRun):
    """A dial of two loops; one step slowly, the others faster; then all of MNIST."""

    clip = "training_loop"
    claims = CLAIMS
    requires = Requires(layers=(2, 5), updates=True)

    def construct(self) -> None:
        """Play the beats in order."""
        epochs, last = self.course.epochs, self.course.last_of_epoch(self.shown_step)
        self.add(self.dial, *self.counts.lines, self.first_view, self.program)
        self.stage.add(self.first_view, self.program)
        self.beat(self.inner_loop)
        self.beat(self.outer_loop, epochs=self.setting("epochs"))
        self.beat(self.forward, inputs=self.setting("layer_sizes", 0))
        self.beat(self.compare)
        self.beat(self.backward)
        self.beat(self.update)
        if last > self.shown_step:
            self.beat(self.quicker)
        if last < self.course.total - 1:
            self.beat(self.ask, **self._score_of(last))
            if self._echoes:
                self.beat(self.echo)
            self.beat(self.strides)
            self.beat(self.settle, **self._result_of(epochs))
        kept = self._counted
        numbers = {"epochs": self.setting("epochs", recording=kept)}
        if self.is_walkthrough:
            numbers["images"] = self.setting("images", recording=kept)
        self.beat(self.all_steps, **numbers)
        self.beat(self.shapes, inputs=self._size(kept, 0))
        if self.is_walkthrough:
            self.beat(self.accuracy)
        self.beat(self.loops)

    def inner_loop(self) -> None:
        """The phases of one step light up in turn; the inner bead goes on; then once round."""
        program, stops = self.program, self.course.stops
        for k in range(len(PHASES)):
            self.play(*program.highlight(1, 2 + k), run_time=0.35)
        if stops > 2:
            self._go(0, 1, 0.4, stairs([0, 1]), program.highlight(1))
            for k in range(len(PHASES)):
                self.play(*program.highlight(1, 2 + k), run_time=0.2)
        self._go(min(1, stops - 1) if stops > 2 else 0, stops, 2.4, others=program.highlight(1))
        self.at = stops

    def outer_loop(self) -> None:
        """Each time round the outer bead moves on by one epoch."""
        stops = self.course.stops
        self.play(*self.program.highlight(0), run_time=0.5)
        for k in range(1, min(self.course.epochs, 3)):
            stop = min((k + 1) * stops, self.course.total)
            self._go(self.at, stop, 2.0 / k)
            self.at = stop

    def _go(
        self, start: int, stop: int, seconds: float, way: Any = None, others: Sequence[Any] = ()
    ) -> None:
        """Take beads, counters and sample from step to step."""
        if start != stop:
            way = way or turn(start, stop, self.course.stops)
            self.play(*self._travel(start, stop, way), *others, run_time=seconds)

    def shapes(self) -> None:
        """An input as a row does not fit the weights; input and target become columns."""
        kept = self._counted
        sizes = [self._size(kept, layer) for layer in (0, 1, len(kept.layer_sizes) - 1)]
        words = dict(zip(VECTORS, self._texts(*self._vector_words), strict=True))
        self.vectors = vectors = VectorShapes(self.theme, self.layout.vectors, sizes, words)
        row, titles = vectors.input[0], vectors.titles
        shown = vectors.matrix, vectors.dot, row, titles["weights"], titles["input"]
        shapes = vectors.matrix.shape, row.shape
        self.turn_to(*shown, *shapes, run_time=1.0)
        inner = vectors.inner
        self.play(FadeIn(inner), *inner.emphasise(self.theme.ink), run_time=0.7)
        self.wait(0.3)
        self._stand_up()

    def _stand_up(self) -> None:
        """Input and target become columns, to fit the weights and the output."""
        vectors, focus = self.vectors, self.theme.focus
        self.play(*vectors.stand_input_up(), run_time=1.4)
        self._keep_column(*vectors.input)
        row, output, titles = vectors.target[0], vectors.output, vectors.titles
        shown = vectors.equals, vectors.product, vectors.product.shape, titles["product"]
        second = output, output.shape, row, row.shape, titles["output"], titles["target"]
        self.play(
            FadeIn(vectors.inner), *vectors.inner.emphasise(focus),
            *[within(FadeIn(m), 0.3, 1.0) for m in (*shown, *second)], run_time=0.9,
        )  # fmt: skip
        self.play(*vectors.stand_target_up(), run_time=1.2)
        self._keep_column(*vectors.target)
        self.stage.discard(*self.stage)
        self.stage.add(*vectors.upright)

    def _size(self, recording: Any, layer: int) -> Source:
        """Return the source of the size of a layer."""
        if recording is self.series:
            return self.of_series("layer_sizes", layer)
        return self.setting("layer_sizes", layer)

    def _keep_column(self, row: ElidedVector, column: ElidedVector) -> None:
        """Replace a row that has turned into a column by that column."""
        self.remove(row, *row.entries, column.brackets)
        self.add(column)

    @property
    def _vector_words(self) -> list[str]:
        return ["weights", self._sample, "product", "output", "target"]
