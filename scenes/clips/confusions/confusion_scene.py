"""What all beats of the confusions clip need: a recording's counts, the matrix and its figures."""

from __future__ import annotations

from typing import Any

import numpy as np

from network import CheckpointSeries, evolution_of
from network.errors import LayerlightError
from network.recordings.confusion_story import commonest_answer, pair_to_follow, swing_of
from network.recordings.confusions import OWN, ConfusionSeries, ShownSamples, confusions_of
from scenes.base import NetworkScene, Said
from scenes.clips.confusions.class_names import name_value
from scenes.clips.confusions.confusion_matrix import ConfusionMatrix
from scenes.clips.confusions.layout import ConfusionsLayout
from scenes.clips.confusions.readable import readable_for
from scenes.clips.confusions.swing_trace import SwingTrace
from scenes.clips.confusions.tally import Tally
from scenes.mobjects.text.text import TextLine
from scenes.requires import Requires
from scenes.style.frame import Region

__all__ = ["ConfusionScene"]

SHOWN_PAIRS = 4
"""Number of most frequent confusions shown, as pairs of classes."""
NEEDS = Requires(layers=(2, 99), classes=True, most_classes=26)
"""What the clip needs of a recording that is not a checkpoint series."""


class ConfusionScene(NetworkScene):
    """A scene with a confusion matrix.

    Attributes
    ----------
    series : ConfusionSeries
    first, misread_samples : ShownSamples
        A sample to begin with; samples that are misread in the end.
    swing : Swing or None
        The pair that is confused now one way, now the other.
    pair : (int, int) or None
        That pair or, if there is none, the one confused most; None if no class ever is.
    pairs_shown : list of (int, int)
        The most frequent pairs in the end.
    matrix, squares, tally, trace
        What is drawn of the training.
    moment : int
        The moment of the training that is shown.
    """

    series: ConfusionSeries

    def check(self, recording: Any) -> None:
        """Refuse what has no classes, too many, or nothing that was counted."""
        source = recording
        if recording.metadata.get("kind") == "mnist":
            source = evolution_of(recording).series
        if isinstance(source, CheckpointSeries):
            self.require_answers(source)
        else:
            NEEDS.check(self.clip, source)
        try:
            self.series = confusions_of(source)
        except LayerlightError as error:
            raise LayerlightError(f"{self.clip}: {error}") from None
        self._choose(readable_for(source, self.also))

    def _choose(self, readable: list[Any]) -> None:
        """Choose the moments to stop at and the samples to show."""
        series = self.series
        self.swing, self.pair = swing_of(series), pair_to_follow(series)
        self.pairs_shown = series.pairs[:SHOWN_PAIRS]
        said = commonest_answer(series, 0)
        # Rather one that is answered wrongly, of the class that most often is.
        order = np.argsort(-series.mistakes[0][:, said], kind="stable").tolist()
        self.first = series.shown(0, [(k, said) for k in order], readable)
        ways = [way for pair in self.pairs_shown for way in (pair, pair[::-1])]
        self.also["misread"] = self.misread_samples = series.shown(series.last, ways, readable)

    def setup(self) -> None:
        """Divide the frame; build the matrix and the figures beside it."""
        super().setup()
        self.layout = ConfusionsLayout(self.area)
        self.axes_words = self.words[f"{self.clip}.label"], self.words[f"{self.clip}.answer"]
        self.matrix = ConfusionMatrix(self.theme, self.layout.matrix, self.series, self.axes_words)
        self.squares = self.matrix.squares
        self.panel = self.layout.panel(self.matrix.outer)
        self.places = self.layout.figures(self.panel)
        of = self.words[f"{self.clip}.of"]
        self.tally = Tally(
            self.theme, self.places, self.series, self.say, of, self.what, self.matrix.pitch
        )
        self.trace = self._trace()
        self.moment = 0

    def _trace(self) -> SwingTrace | None:
        if self.pair is None:
            return None
        return SwingTrace(
            self.theme, self.places.ways, self.series, self.pair, self.matrix.names,
            self.words[f"{self.clip}.read_as"], self.swing.turns if self.swing else (),
        )  # fmt: skip

    # What captions say.

    def name_of(self, k: int) -> Said:
        """Return the name of a class."""
        return name_value(self.series, int(k))

    @property
    def what(self) -> str:
        """What is counted, such as "test images"."""
        about = self.series.metadata
        kind = "images" if about["images"] else "samples"
        return self.words[f"{self.clip}.parts.{about['part']}_{kind}"]

    def named(self, *classes: int) -> dict[str, Said]:
        """Return the names of some classes: ``first``, ``second`` and so on."""
        keys = ("first", "second", "third", "fourth")
        return dict(zip(keys, map(self.name_of, classes), strict=False))

    def origin_of(self, shown: ShownSamples, room: Region) -> list[TextLine]:
        """Return what says where samples come from that are not among those counted."""
        if shown.origin == OWN:
            return []
        return [self.say(f"origin_{shown.origin}", width=room.width)]
