"""One training step in full, the two loops around it as a dial, and the whole training."""

from __future__ import annotations

from scenes.clips.training_loop.claims import CLAIMS
from scenes.clips.training_loop.full_run import FullRun
from scenes.requires import Requires

__all__ = ["TrainingLoop"]


class TrainingLoop(FullRun):
    """One step slowly; the others faster, on a dial of two loops; then all of MNIST."""

    clip = "training_loop"
    claims = CLAIMS
    requires = Requires(layers=(2, 5), updates=True)

    def construct(self) -> None:
        """Play the beats in order."""
        last = self.course.last_of_epoch(self.shown_step)
        self._open()
        self.beat(self.guess)
        self.beat(self.forward, inputs=self.setting("layer_sizes", 0))
        self.beat(self.compare)
        self.beat(self.backward)
        self.beat(self.update)
        if last > self.shown_step:
            self.beat(self.quicker)
        if last < self.course.total - 1:
            self.beat(self.ask, **self._score_of(last))
            self.beat(self.strides, epochs=self.setting("epochs"))
            if self.overtaken_after:
                turned = self._visits[self.overtaken_after]
                self.beat(self.overtakes, epoch=self.source("epoch", step=turned))
            self.beat(self.settle, **self._result_of())
        self.beat(self.loops)
        self.beat(self.all_steps)
