"""The end: the learned map meets the random start again, and the network is scored three ways."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Animation, FadeIn, Transform, UpdateFromAlphaFunc, smooth

from scenes.animation.timing import within
from scenes.clips.weights_evolution.course import between
from scenes.clips.weights_evolution.subtraction_beats import EQUALS, PLUS, SubtractionBeats
from scenes.mobjects.images.grey_image import outline_of
from scenes.mobjects.images.heat_map import HeatMap
from scenes.mobjects.text.sentence import Sentence
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region

__all__ = ["ResultBeats"]

NAME_EM, SCORE_EM, NAME_GAP = 0.4, 0.56, 0.35
"""Sizes of a map's name and of its score, and the space between them."""
HEAD_RISE = 0.2


class ResultBeats(SubtractionBeats):
    """What the start, the change, and both together are worth."""

    def take_away(self) -> None:
        """Put the random start beside what was learned, and ask for the change's own score."""
        self._meet()
        self.asked = TextLine(self.theme, "?", SCORE_EM, self.theme.focus)
        self.asked.place(*self.heads[1], "left")
        self.play(*self.stage.show(self.asked, start=0.0), run_time=0.5)
        self.wait(1.5)

    def alone(self) -> None:
        """State the score of the change alone."""
        score = self._score(self.of_series("change_alone_percent"))
        score.place(*self.heads[1])
        self.play(
            *self.stage.hide(self.asked, stop=0.4), *self.stage.show(score, start=0.4), run_time=0.8
        )
        self.wait(1.5)

    def result(self) -> None:
        """Let copies of both slide together; state the score of the whole."""
        if "start" not in vars(self):
            self._meet()
        course, drawn, j, place = self.course, self.maps_drawn, self.single, self.row[2]
        (equals,) = self.signs(self.row[1:], EQUALS)
        room = outline_of(self.theme, place)
        self.play(*self.stage.show(equals, room, start=0.0), run_time=0.5)
        whole, part = self.start.copy(), self.added.copy()
        self.add(whole)
        self.play(whole.animate.move_to(place.centre), run_time=1.3)
        self.add(part)
        self.play(part.animate.move_to(place.centre), run_time=1.0)
        self.remove(part, whole)
        end = drawn.map_of(drawn.weights(self.last, j), place)
        self.add(end)
        self.stage.add(end)
        self.play(*self._merging(end, part.mark.source.values), run_time=1.2)
        end.show(drawn.weights(course.last, j))
        score = self._score(self.of_series("test_percent", course.last))
        head = self._head("both", 2, score.width)
        self.play(*self.stage.show(head, score.place(*self.heads[2]), start=0.0), run_time=0.6)
        self.wait(1.5)

    def _merging(self, shown: HeatMap, change: np.ndarray) -> list[Animation]:
        """Let the start come through what was learned, until the map shows their sum."""
        end = shown.mark.source.values

        def update(picture: HeatMap, share: float) -> None:
            picture.picture(change + (end - change) * np.float32(share))

        return [UpdateFromAlphaFunc(shown, update, rate_func=smooth)]

    def _meet(self) -> None:
        """Bring the learned map from the grid into a row, and the start to its left."""
        drawn, j = self.maps_drawn, self.single
        places = self.row = self.layout.subtraction()
        self.heads: dict[int, tuple[float, float]] = {}
        tile, name = self.tiles[j], self.name_bar("one_scale")
        self.added = drawn.map_of(drawn.change(self.last, j), places[1])
        keep = [self.bar, self.bar.bar, self.bar_name, tile]
        self.add(tile)  # above the others, which it passes
        self.play(
            *self.stage.clear(keep=keep, stop=0.4),
            within(Transform(tile, self.added.copy()), 0.15, 1.0),
            run_time=1.4,
        )
        self.remove(tile)
        self.stage.discard(tile)
        self.add(self.added)
        self.stage.add(self.added)
        first, last = drawn.scale.limit, self.course.sum_limit
        values = self.added.mark.source.values
        self.play(
            *self.stage.replace(self.bar_name, name),
            *self._zoom(values, lambda share: between(first, last, share)),
            run_time=1.0,
        )
        self.bar_name = name
        self._bring_start(places)

    def _bring_start(self, places: Sequence[Region]) -> None:
        """Show the start, its score, and the name of the change."""
        drawn, score = self.maps_drawn, self._score(self.of_series("test_percent", 0))
        self.start = drawn.map_of(drawn.weights(0, self.single), places[0])
        (plus,) = self.signs(list(places[:2]), PLUS)
        heads = [self._head(key, k, score.width) for k, key in enumerate(("start", "learned"))]
        shown = plus, *heads, score.place(*self.heads[0])
        self.play(FadeIn(self.start), *self.stage.show(*shown, start=0.2), run_time=0.9)
        self.stage.add(self.start)

    def _head(self, key: str, k: int, width: float) -> TextLine:
        """Name a map, with room for a score of this width after the name."""
        name, place, body = self.say(key, em=NAME_EM), self.row[k], self.layout.body
        whole = name.width + NAME_GAP + width
        left = min(max(place.x - whole / 2, body.left), body.right - whole)
        level = place.top + HEAD_RISE
        self.heads[k] = left + name.width + NAME_GAP, level
        return name.place(left, level, "left")

    def _score(self, percent: Source) -> Sentence:
        """State how many of the samples are right, in per cent."""
        score = Sentence(self.theme, [(percent, NumberFormat(1)), "%"], SCORE_EM)
        score.numbers[0].set_fill(self.theme.focus)
        return score
