"""The end: the learned map meets the random start again, and the network is scored three ways."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import FadeIn, Indicate, Transform, UpdateFromAlphaFunc, smooth

from scenes.animation.timing import within
from scenes.clips.weights_evolution.course import between
from scenes.clips.weights_evolution.subtraction_beats import (
    EQUALS,
    NAME_EM,
    NAME_GAP,
    PLUS,
    SCORE_EM,
    SubtractionBeats,
)
from scenes.mobjects.images.heat_map import HeatMap
from scenes.mobjects.text.text import TextLine
from scenes.style.frame import Region

__all__ = ["ResultBeats"]

HEAD_RISE, SECOND_LINE, DIM = 0.2, 0.6, 0.2
"""Baseline above the map, and a second one above that; opacity of what is taken away."""


class ResultBeats(SubtractionBeats):
    """What the start, the change, and both together are worth."""

    def result(self) -> None:
        """Add the learned map to one of the start; state the score of the whole."""
        self._meet()
        place = self.row[2]
        (equals,) = self.signs(self.row[1:], EQUALS)
        self._lay_on(place)
        self.play(*self.stage.show(equals, start=0.0), run_time=0.4)
        score = self.score(self.of_series("test_percent", self.last))
        head = self._head("both", 2, score.width)
        self.play(*self.stage.show(head, score.place(*self.heads[2]), start=0.0), run_time=0.6)
        self.joints.append(equals)
        self.wait(0.5)

    def take_away(self) -> None:
        """Leave the learned map alone, and ask for its own score."""
        self.asked = TextLine(self.theme, "?", SCORE_EM, self.theme.focus)
        self.asked.place(*self.heads[1], "left")
        self.play(
            *[part.animate.set_opacity(DIM) for part in (self.start, self.both)],
            # With the score of each, the signs would read as a sum of percentages.
            *self.stage.hide(*self.joints),
            *self.stage.show(self.asked, start=0.3),
            run_time=1.2,
        )
        self.wait(1.2)
        self.play(Indicate(self.asked, 1.4, self.theme.focus), run_time=1.0)
        self.wait(0.6)

    def alone(self) -> None:
        """State the score of the change alone, beside those of the start and of both."""
        score = self.score(self.of_series("change_alone_percent"))
        score.place(*self.heads[1])
        self.play(
            *self.stage.hide(self.asked, stop=0.4), *self.stage.show(score, start=0.4), run_time=0.8
        )
        self.wait(1.0)
        self.play(
            *[part.animate.set_opacity(1.0) for part in (self.start, self.both)],
            run_time=1.0,
        )
        self.wait(0.8)

    def _lay_on(self, place: Region) -> None:
        """Show the start again, and fade the change into it."""
        drawn, j = self.maps_drawn, self.single
        self.both = both = drawn.map_of(drawn.weights(0, j), place)
        start, change = (m.mark.source.values for m in (both, self.added))

        def update(shown: HeatMap, share: float) -> None:
            shown.picture(start + change * np.float32(share))

        self.play(FadeIn(both), run_time=0.7)
        self.wait(0.6)
        self.play(UpdateFromAlphaFunc(both, update, rate_func=smooth), run_time=2.0)
        both.show(drawn.weights(self.last, j))
        self.stage.add(both)

    def _meet(self) -> None:
        """Bring the learned map from the grid into a row, and the start to its left."""
        drawn, j = self.maps_drawn, self.single
        places = self.row = self.places_in_row()
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
        # Its scale stays from here on, so numbers that are hidden on it are not needed.
        self.bar.remove(*[pair for pair in self.bar if not pair[1].get_fill_opacity()])
        self._bring_start(places)

    def _bring_start(self, places: Sequence[Region]) -> None:
        """Show the start, its score, and the name of the change."""
        drawn, score = self.maps_drawn, self.score(self.of_series("test_percent", 0))
        self.start = drawn.map_of(drawn.weights(0, self.single), places[0])
        (plus,) = self.signs(list(places[:2]), PLUS)
        heads = [self._head(key, k, score.width) for k, key in enumerate(("start", "learned"))]
        shown = plus, *heads, score.place(*self.heads[0])
        self.joints = [plus]
        self.play(FadeIn(self.start), *self.stage.show(*shown, start=0.2), run_time=0.9)
        self.stage.add(self.start)

    def _head(self, key: str, k: int, width: float) -> TextLine:
        """Name a map, with room for a score of this width after the name."""
        name, place, body = self.say(key, em=NAME_EM), self.row[k], self.layout.body
        whole, level = name.width + NAME_GAP + width, place.top + HEAD_RISE
        if self.two_lines:
            self.heads[k] = place.x - width / 2, level
            return name.place(place.x, level + SECOND_LINE)
        left = min(max(place.x - whole / 2, body.left), body.right - whole)
        self.heads[k] = left + name.width + NAME_GAP, level
        return name.place(left, level, "left")
