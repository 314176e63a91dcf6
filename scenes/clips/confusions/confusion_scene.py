"""What all beats of the confusions clip need: a recording's counts, the matrix and its figures."""

from __future__ import annotations

from typing import Any

import numpy as np

from network import CheckpointSeries, evolution_of
from network.errors import LayerlightError
from network.recordings.confusion_story import commonest_answer, swing_of
from network.recordings.confusions import OWN, ConfusionSeries, ShownSamples, confusions_of
from scenes.base import NetworkScene, Said
from scenes.clips.confusions.class_names import name_value
from scenes.clips.confusions.confusion_matrix import ConfusionMatrix
from scenes.clips.confusions.layout import ConfusionsLayout, PanelPlaces, SwingPlaces
from scenes.clips.confusions.readable import readable_for
from scenes.clips.confusions.swing_trace import SwingTrace, WayHead
from scenes.clips.confusions.tally import ScaleKey, Tally
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import Source
from scenes.requires import Requires
from scenes.style.frame import Region

__all__ = ["ConfusionScene"]

TITLE = 0.32
"""Size of the name of an axis."""
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
    pairs_shown : list of (int, int)
        The most frequent pairs in the end.
    matrix, squares, tally
        What is drawn of the training.
    heads : list of WayHead
        How often the two classes are confused that swing.
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
        self.swing = swing_of(series)
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
        self.tally = self._tally(self.places)
        self.key = self._key(0)
        self.heads = self._heads(self.places)
        self.moment = 0

    def _tally(self, places: PanelPlaces | SwingPlaces) -> Tally:
        return Tally(self.theme, places, self.series, self.say, self.words[f"{self.clip}.of"])

    def _key(self, which: int) -> ScaleKey:
        """Return the scale of all counts (0) or that of the mistakes (1)."""
        source = Source(self.series, "largest", index=(which,))
        words = self.words[f"{self.clip}.full_square"], self.what
        return ScaleKey(self.theme, self.places.scale, source, words, self.matrix.pitch)

    def _heads(self, places: PanelPlaces | SwingPlaces) -> list[WayHead]:
        if self.swing is None:
            return []
        words = self.words[f"{self.clip}.read_as"], self.words[f"{self.clip}.of"]
        return [
            WayHead(self.theme, place, self.series, way, self.matrix.names, words)
            for way, place in zip(
                (self.swing.pair, self.swing.pair[::-1]), places.ways, strict=True
            )
        ]

    def _trace(self, places: SwingPlaces) -> SwingTrace:
        assert self.swing is not None
        pair, turns = self.swing.pair, self.swing.turns
        gaps = self.series.steps_between
        word = "axis_uneven" if gaps[0] < gaps[-1] else "axis"
        title = self.say(word, em=TITLE)
        if title.width > places.chart.width:
            title = self.say("axis", em=TITLE)
        return SwingTrace.of_all(self.theme, places.chart, self.series, pair, turns, title)

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
