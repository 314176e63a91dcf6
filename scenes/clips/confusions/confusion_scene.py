"""What all beats of the confusions clip need: a recording's counts, the matrix and its figures."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Animation, FadeIn, FadeOut, RoundedRectangle

from network import CheckpointSeries, evolution_of
from network.errors import LayerlightError
from network.recordings.confusion_story import commonest_answer, swing_of
from network.recordings.confusions import OWN, ConfusionSeries, ShownSamples, confusions_of
from scenes.base import NetworkScene, Said
from scenes.clips.confusions.class_names import name_value
from scenes.clips.confusions.confusion_matrix import ConfusionMatrix
from scenes.clips.confusions.first_sample import FirstSample
from scenes.clips.confusions.layout import ConfusionsLayout, PanelPlaces, SwingPlaces
from scenes.clips.confusions.readable import readable_for
from scenes.clips.confusions.swing_trace import SwingTrace, WayHead
from scenes.clips.confusions.tally import ScaleKey, Tally
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import Source
from scenes.requires import Requires
from scenes.style.frame import Region

__all__ = ["LOOK", "ConfusionScene"]

TITLE = 0.32
"""Size of the name of an axis."""
LOOK = 1.2
"""Seconds to look at what has appeared."""
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
        self.tally = Tally(
            self.theme, self.places, self.series, self.say, self.words[f"{self.clip}.of"]
        )
        self.key = ScaleKey(
            self.theme, self.places.scale, Source(self.series, "largest", index=(0,)),
            (self.words[f"{self.clip}.full_square"], self.what), self.matrix.pitch,
        )  # fmt: skip
        self.heads = self._heads(self.places)
        self.moment = 0

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

    @property
    def what(self) -> str:
        """What is counted, such as "test images"."""
        about = self.series.metadata
        kind = "images" if about["images"] else "samples"
        return self.words[f"{self.clip}.parts.{about['part']}_{kind}"]

    def named(self, *classes: int) -> dict[str, Said]:
        """Return the names of some classes: ``first``, ``second`` and so on."""
        keys = ("first", "second", "third", "fourth")
        return dict(zip(keys, (name_value(self.series, int(k)) for k in classes), strict=False))

    def origin_of(self, shown: ShownSamples) -> tuple[list[TextLine], Region]:
        """Say where samples come from that the recording does not hold; return the room left."""
        room = self.panel
        if shown.origin == OWN:
            return [], room
        line = self.say(f"origin_{shown.origin}", width=room.width)
        line.move_to([room.x, room.bottom + line.height / 2, 0.0])
        return [line], room.above(line.get_top()[1] + 0.15)

    # What several beats do.

    def point_out(
        self, shown: FirstSample, row: int, column: int, pace: float, *others: Animation
    ) -> RoundedRectangle:
        """Say label and answer of a sample, which are the row and the column of a cell; frame it.

        Parameters
        ----------
        shown : FirstSample
        row, column : int
        pace : float
            Seconds for each of the three.
        *others
            Animations that go with the frame of the cell.
        """
        lines = self.matrix.row_frame(row), self.matrix.column_frame(column)
        for k, line in enumerate(lines):
            self.play(*map(FadeIn, [line, *shown.said[k : k + 1]]), run_time=pace)
        cell = self.matrix.cell_frame(row, column)
        self.play(*map(FadeOut, lines), FadeIn(cell), *others, run_time=pace)
        return cell
