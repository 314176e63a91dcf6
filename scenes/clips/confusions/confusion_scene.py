"""What all beats of the confusions clip need: a recording's counts, the matrix and its figures."""

from __future__ import annotations

from typing import Any

import numpy as np

from network import CheckpointSeries, evolution_of
from network.errors import LayerlightError
from network.recordings.confusion_story import (
    commonest_answer,
    fashions,
    most_one_sided,
    neglected,
)
from network.recordings.confusions import OWN, ConfusionSeries, ShownSamples, confusions_of
from scenes.base import NetworkScene, Said
from scenes.clips.confusions.answer_chart import AnswerChart
from scenes.clips.confusions.claims import SHOWN_PAIRS
from scenes.clips.confusions.class_names import name_value
from scenes.clips.confusions.confusion_matrix import ConfusionMatrix
from scenes.clips.confusions.layout import ConfusionsLayout
from scenes.clips.confusions.readable import readable_for
from scenes.clips.confusions.tally import COUNT, Tally
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import Source
from scenes.requires import Requires
from scenes.style.frame import Region

__all__ = ["ConfusionScene"]

NEEDS = Requires(layers=(2, 99), classes=True, most_classes=26)
"""What the clip needs of a recording that is not a checkpoint series."""


class ConfusionScene(NetworkScene):
    """A scene with a confusion matrix.

    Attributes
    ----------
    series : ConfusionSeries
    first, misread_samples : ShownSamples
        A sample to begin with; samples that are misread in the end.
    pairs_shown : list of (int, int)
        The most frequent pairs.
    one_sided : (int, int) or None
        The pair that is confused mainly one way.
    matrix, tally, chart
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
        self.fashions, self.neglect = fashions(series), neglected(series)
        self.pairs_shown = series.pairs[:SHOWN_PAIRS]
        self.one_sided = most_one_sided(series, SHOWN_PAIRS)
        said = commonest_answer(series, 0)
        # Rather one that is answered wrongly, of the class that most often is.
        order = np.argsort(-series.mistakes[0][:, said], kind="stable").tolist()
        self.first = series.shown(0, [(k, said) for k in order], readable)
        ways = [way for pair in self.pairs_shown for way in (pair, pair[::-1])]
        self.also["misread"] = self.misread_samples = series.shown(series.last, ways, readable)

    def setup(self) -> None:
        """Divide the frame; build the matrix and the figures beside it."""
        super().setup()
        keys = ("label", "answer", "of", "given", "samples")
        words = {key: self.words[f"{self.clip}.{key}"] for key in keys}
        self.layout = ConfusionsLayout(self.area)
        self.axes_words = words["label"], words["answer"]
        self.matrix = ConfusionMatrix(self.theme, self.layout.matrix, self.series, self.axes_words)
        self.squares = self.matrix.squares
        self.panel = self.layout.panel(self.matrix.outer)
        places = self.layout.figures(self.panel)
        self.tally = Tally(self.theme, places, self.series, self.say, words["of"])
        given = words["given"], words["samples"]
        self.chart = AnswerChart(self.theme, places.chart, self.series, self.matrix.names, given)
        self.moment = 0

    # What captions say.

    def name_of(self, k: int) -> Said:
        """Return the name of a class."""
        return name_value(self.series, int(k))

    def number(self, quantity: str, *index: int | str) -> Said:
        """Return an entry of the series, and how it is printed."""
        return Source(self.series, quantity, index=index), COUNT

    def counted(self) -> dict[str, Said]:
        """Return how many samples were counted, and what they are."""
        about = self.series.metadata
        kind = "images" if about["images"] else "samples"
        words = self.words[f"{self.clip}.parts.{about['part']}_{kind}"]
        return {"count": self.number("setting", "samples"), "what": words}

    def origin_of(self, shown: ShownSamples, room: Region) -> list[TextLine]:
        """Return what says where samples come from that are not among those counted."""
        if shown.origin == OWN:
            return []
        return [self.say(f"origin_{shown.origin}", width=room.width)]
