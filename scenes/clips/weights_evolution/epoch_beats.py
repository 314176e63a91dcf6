"""What each epoch has added to one map, side by side on one scale, and the score after it."""

from __future__ import annotations

import numpy as np
from manim import FadeIn, Transform, UpdateFromAlphaFunc, linear

from scenes.animation.timing import within
from scenes.clips.weights_evolution.stage_set import PERCENT, WHOLE, pace
from scenes.clips.weights_evolution.stamp_beats import StampBeats
from scenes.clips.weights_evolution.subtraction_beats import DOTS, PLUS, SubtractionBeats
from scenes.mobjects.images.heat_map import HeatMap
from scenes.mobjects.text.sentence import Piece, Sentence
from scenes.style.frame import Region

__all__ = ["EpochBeats"]

EPOCH_SECONDS = 1.3
"""Seconds that one more epoch takes on screen."""
NAME_EM, SCORE_EM = 0.42, 0.5


class EpochBeats(StampBeats, SubtractionBeats):
    """The epochs after the first."""

    def later_epochs(self) -> None:
        """Show what the first epoch has added to one map; train on, and show it of others."""
        compared = self.course.epochs_compared()
        if not compared:
            self.grow(self.last)
            return
        drawn, j, later = self.maps_drawn, self.single, compared[1:]
        places, rooms = zip(*self.layout.epochs(len(compared)), strict=True)
        maps = [
            drawn.map_of(drawn.change_since(*ends, j), place)
            for ends, place in zip(compared, places, strict=True)
        ]
        names, scores = zip(*map(self._lines, compared, rooms), strict=True)
        self._single_out(maps[0], names[0], scores[0])
        after = [PLUS, DOTS if compared[-1][0] != compared[-2][1] else PLUS][: len(later)]
        signs = self.signs(list(places), *after)
        for ends, shown, name, score, sign in zip(
            later, maps[1:], names[1:], scores[1:], signs, strict=True
        ):
            shown.picture(0 * shown.mark.source.values)
            self.play(*self.stage.show(sign, name, start=0.0), FadeIn(shown), run_time=0.5)
            self.play(self._training(shown, ends), run_time=EPOCH_SECONDS)
            shown.show(drawn.change_since(*ends, j))
            self.stage.add(shown)
            self.play(*self.stage.show(score, start=0.0), run_time=0.4)
        self.of_epochs = maps[0]

    def _single_out(self, first: HeatMap, name: Sentence, score: Sentence) -> None:
        """Leave only the map that has changed most, at its place among those of the epochs."""
        tile, title = self.tiles[self.single], self.name_bar("epoch_change")
        renamed = self.stage.replace(self.bar_name, title)
        self.bar_name = title
        self.play(
            *renamed,
            *self.stage.clear(keep=[self.bar, self.bar.bar, title, tile], stop=0.4),
            within(Transform(tile, first.copy()), 0.2, 1.0),
            *self.stage.show(name, score, start=0.5),
            run_time=1.3,
        )
        self.remove(tile)
        self.stage.discard(tile)
        self.add(first)
        self.stage.add(first)

    def _training(self, shown: HeatMap, ends: tuple[int, int]) -> UpdateFromAlphaFunc:
        """Let a map follow the training through an epoch: what that has added so far."""
        start, j = self.series.weights[0][ends[0], self.single], self.single
        at = pace(*map(self.course.share, ends))

        def follow(drawn: HeatMap, share: float) -> None:
            drawn.picture(np.asarray(self.evolution.weights(0, at(share))[j] - start))

        return UpdateFromAlphaFunc(shown, follow, rate_func=linear)

    def _lines(self, ends: tuple[int, int], room: Region) -> tuple[Sentence, Sentence]:
        """Name an epoch, and state the score after it, above or beside its map."""
        words = [self.words[f"{self.clip}.{key}"] for key in ("epoch", self.scored)]
        epoch: list[Piece] = [words[0], (self.of_series("epochs_shown", ends[1]), WHOLE)]
        right: list[Piece] = [words[1], (self.of_series("test_accuracy", ends[1]), PERCENT)]
        lines = [
            Sentence.fitting(self.theme, pieces, em, room.width)
            for pieces, em in ((epoch, NAME_EM), (right, SCORE_EM))
        ]
        if self.layout.upright:
            for line, level in zip(lines, (0.2, -0.5), strict=True):
                line.place(room.left, room.y + level)
        else:
            for line, level in zip(lines, (0.85, 0.22), strict=True):
                line.place(room.x, room.bottom + level, "centre")
        return lines[0], lines[1]
