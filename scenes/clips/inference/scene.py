"""The trained network reads an image: one neuron in full, all neurons, an answer, a wrong one."""

from __future__ import annotations

from typing import Any

from scenes.clips.inference.failure_beats import FailureBeats
from scenes.clips.inference.neuron_beats import NeuronBeats
from scenes.clips.inference.reading import Reading

__all__ = ["Inference"]


class Inference(NeuronBeats, FailureBeats):
    """From pixels to an answer, and one answer that is wrong."""

    def construct(self) -> None:
        """Play the beats in order."""
        self._read_pixels()
        self._answer()
        if self.wrong is not None:
            self._fail(self.wrong)
        self.beat(self.always)

    def _read_pixels(self) -> None:
        """Play the beats from the image to the first hidden layer."""
        pictures: Any = self.recording.metadata
        about = pictures.get("pictures") or pictures.get("inputs")
        if about[self.shown_step]["preparation"] is not None:
            self.beat(self.preparation)
        else:  # it stands on screen before anything is said
            self.image, self.frame = self.large_image()
            self.add(self.image, self.frame)
        self.beat(self.digit)
        self.beat(self.network, weights=self.reading.of("layer_sizes", None, 0))
        self.beat(self.weights)
        self.beat(self.products)
        self.beat(self.squash)
        self.beat(self.hidden, hidden=self.reading.of("layer_sizes", None, 1))

    def _answer(self) -> None:
        """Play the beats from the hidden neurons to the answer."""
        answer = self.reading.said(self.reading.answer)
        if self.reading.last > 1:
            self.beat(self.deeper)
        self.beat(self.contributions, answer=answer)
        self.beat(self.add_up)
        self.beat(self.scores)
        self.beat(self.answer, answer=answer)

    def _fail(self, wrong: Reading) -> None:
        """Play the beats of the image that is misread."""
        assert wrong.label is not None
        names = {"answer": wrong.said(wrong.answer), "label": wrong.said(wrong.label)}
        self.beat(self.question, label=names["label"])
        self.beat(self.failure, **names)
        _, gap, _ = wrong.parting
        if gap > 0:
            self.beat(self.culprit, **names)
            if wrong.erased:
                self.beat(self.seen)
                self.beat(self.erase)
                last = wrong.erased[-1]
                self.beat(self.reread, answer=last.said(last.answer))
