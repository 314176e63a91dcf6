"""One training step in full, the two loops around it as a dial, and the whole training."""

from __future__ import annotations

from typing import Any

from manim import FadeIn

from scenes.animation.timing import within
from scenes.clips.training_loop.claims import CLAIMS
from scenes.clips.training_loop.full_run import FullRun
from scenes.clips.training_loop.shapes import ElidedVector
from scenes.clips.training_loop.vector_shapes import VectorShapes
from scenes.provenance.source import Source
from scenes.requires import Requires

__all__ = ["TrainingLoop"]

VECTORS = ("weights", "input", "product", "output", "target")


class TrainingLoop(FullRun):
    """One step slowly; the others faster, on a dial of two loops; then all of MNIST."""

    clip = "training_loop"
    claims = CLAIMS
    requires = Requires(layers=(2, 5), updates=True)

    def construct(self) -> None:
        """Play the beats in order."""
        epochs, last = self.course.epochs, self.course.last_of_epoch(self.shown_step)
        kept = self._counted
        self._open()
        self.beat(self.guess)
        self.beat(self.forward, inputs=self.setting("layer_sizes", 0))
        self.beat(self.compare)
        self.beat(self.backward)
        if len(self.network.layers) > 2:
            self.beat(self.delta)
        self.beat(self.update)
        if last > self.shown_step:
            self.beat(self.quicker)
        if last < self.course.total - 1:
            self.beat(self.ask, **self._score_of(last))
            if self._echoes:
                self.beat(self.echo)
            self.beat(self.strides, epochs=self.setting("epochs"))
            self.beat(self.settle, **self._result_of(epochs))
        numbers = {"epochs": self.setting("epochs", recording=kept)}
        if not self.is_walkthrough:
            self.beat(self.shapes, inputs=self._size(kept, 0))
        self.beat(self.loops)
        self.beat(self.all_steps, **numbers)
        if self.is_walkthrough:
            self.beat(self.shapes, inputs=self._size(kept, 0))
            self.beat(self.accuracy)

    def shapes(self) -> None:
        """An input as a row does not fit the weights; input and target become columns."""
        kept = self._counted
        sizes = [self._size(kept, layer) for layer in (0, 1, len(kept.layer_sizes) - 1)]
        words = dict(zip(VECTORS, self._texts(*self._vector_words), strict=True))
        self.vectors = vectors = VectorShapes(self.theme, self.layout.vectors, sizes, words)
        row, titles = vectors.input[0], vectors.titles
        shown = vectors.matrix, vectors.dot, row, titles["weights"], titles["input"]
        shapes = vectors.matrix.shape, row.shape
        self.turn_to(*shown, *shapes, others=self._leave_network(), run_time=1.0)
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
