"""The answer to the riddle: now minus before is what training has added."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from manim import Animation, FadeIn, Line, Transform, UpdateFromAlphaFunc, VGroup, smooth

from scenes.animation.timing import staggered, within
from scenes.clips.weights_evolution.course import between
from scenes.clips.weights_evolution.stage_set import COUNT, EvolutionStage
from scenes.mobjects.images.heat_map import HeatMap
from scenes.mobjects.text.sentence import Piece, Sentence
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region

__all__ = ["EQUALS", "NAME_EM", "NAME_GAP", "PLUS", "SCORE_EM", "SubtractionBeats"]

Sign = Sequence[tuple[tuple[float, float], tuple[float, float]]]
"""Strokes from point to point about the middle of a sign."""
NAME_EM, SCORE_EM, NAME_GAP, TWO_LINES = 0.4, 0.56, 0.35, 1.3
"""Sizes of a map's name and of its score, the space between them, and room for two lines."""
HALF, SIGN_STROKE = 0.24, 5.0
MINUS: Sign = [((-HALF, 0.0), (HALF, 0.0))]
PLUS: Sign = [*MINUS, ((0.0, -HALF), (0.0, HALF))]
EQUALS: Sign = [((-HALF, y), (HALF, y)) for y in (0.09, -0.09)]
"""Signs between pictures, which claim nothing of numbers."""


class SubtractionBeats(EvolutionStage):
    """One neuron's subtraction, then the changes of all."""

    def subtract(self) -> None:
        """Subtract the map at the start from that of now, all on one scale."""
        course, drawn, places = self.course, self.maps_drawn, self.places_in_row()
        j = self.single
        sources = [drawn.weights(course.riddle, j), drawn.weights(0, j)]
        now, before = (
            drawn.map_of(source, place) for source, place in zip(sources, places, strict=False)
        )
        self.added = drawn.map_of(drawn.change(course.riddle, j), places[2])
        names = [
            self.step_name(k, place) for k, place in zip((course.riddle, 0), places, strict=False)
        ]
        names.append(self.named("added", places[2]))
        minus, equals = self.signs(places, MINUS, EQUALS)
        keep = [self.bar, self.bar.bar, self.bar_name]
        self.play(
            *self.stage.clear(keep=[*keep, self.map]),
            within(Transform(self.map, now.copy()), 0.15, 1.0),
            *self.stage.show(names[0], start=0.6),
            run_time=1.0,
        )
        self.remove(self.map)
        self.stage.discard(self.map)
        self.add(now)
        self.play(*self.stage.show(minus, before, names[1], start=0.0), run_time=0.7)
        self.play(*self.stage.show(equals, names[2], start=0.0), run_time=0.4)
        values = now.mark.source.values, self.added.mark.source.values
        self.added.picture(values[0])
        self.play(FadeIn(self.added), run_time=0.4)
        self.play(*self._subtracting(*values), run_time=1.2)
        self.added.show(drawn.change(course.riddle, j))
        self.terms = [now, before, minus, equals, *names[:2]]
        self.stage.add(self.added)

    def places_in_row(self) -> list[Region]:
        """Return the places of three maps, whose names and scores may need two lines."""
        places = self.layout.subtraction()
        self.two_lines = not self.layout.upright and self._widest_head() > places[0].width + 0.4
        return self.layout.subtraction(TWO_LINES) if self.two_lines else places

    def _widest_head(self) -> float:
        names = max(self.say(key, em=NAME_EM).width for key in ("start", "learned", "both"))
        return names + NAME_GAP + self.score(self.of_series("test_percent", self.last)).width

    def score(self, percent: Source) -> Sentence:
        """State how many of the samples are right, in per cent."""
        score = Sentence(self.theme, [(percent, NumberFormat(1)), "%"], SCORE_EM)
        return score.set_fill(self.theme.focus)

    def _subtracting(self, whole: np.ndarray, change: np.ndarray) -> list[Animation]:
        """Fade the start out of the third map."""
        start = whole - change

        def update(shown: HeatMap, share: float) -> None:
            shown.picture(whole - start * np.float32(share))

        return [UpdateFromAlphaFunc(self.added, update, rate_func=smooth)]

    def step_name(self, frame: int, place: Region) -> Sentence:
        """Name a map by its step."""
        pieces: list[Piece] = [
            self.words[f"{self.clip}.step"],
            (self.of_series("steps_shown", frame), COUNT),
        ]
        line = Sentence(self.theme, pieces, self.theme.sizes.number)
        return line.place(place.x, place.top + 0.2, "centre")

    def named(self, key: str, place: Region) -> TextLine:
        line = self.say(key, self.theme.ink, self.theme.sizes.number)
        return line.place(place.x, place.top + 0.2)

    def signs(self, places: list[Region], *signs: Sign) -> list[VGroup]:
        """Draw a sign before the second map, and one before the third."""
        found = []
        for bars, before, place in zip(signs, places, places[1:], strict=False):
            x = place.left - 0.55 if self.layout.upright else (before.right + place.left) / 2
            middle = np.array([x, place.y, 0.0])
            lines = [Line(*[middle + np.array([*end, 0.0]) for end in ends]) for ends in bars]
            found.append(VGroup(*lines).set_stroke(self.theme.ink, SIGN_STROKE))
        return found

    def all_changes(self) -> None:
        """Refine the scale until the change shows, then show that of every neuron."""
        course = self.course
        first, last = self.maps_drawn.scale.limit, course.change_limit(course.riddle)
        values = self.added.mark.source.values
        name = self.name_bar("change")
        self.play(
            *self.stage.hide(*self.terms, stop=0.4),
            *self.stage.replace(self.bar_name, name),
            *self._zoom(values, lambda share: between(first, last, share)),
            run_time=1.2,
        )
        self.bar_name = name
        self._spread()

    def _zoom(self, values: np.ndarray, limit: Callable[[float], float]) -> list[Animation]:
        """Change the scale under the one map that is shown."""

        def update(shown: HeatMap, share: float) -> None:
            self.maps_drawn.set_limit(limit(share), share)
            shown.scale_of = self.maps_drawn.scale
            shown.picture(values)

        return [
            UpdateFromAlphaFunc(self.added, update, rate_func=smooth),
            UpdateFromAlphaFunc(self.bar, lambda bar, _: None),
        ]

    def _spread(self) -> None:
        """Move the change to its place in the grid, and show those of the other neurons."""
        drawn, course, j = self.maps_drawn, self.course, self.single
        drawn.show(drawn.change, course.riddle)
        named = [m for m in self.stage if isinstance(m, TextLine) and m is not self.bar_name]
        others = [tile for k, tile in enumerate(self.tiles) if k != j]
        self.play(
            *self.stage.hide(*named, stop=0.2),
            within(Transform(self.added, self.tiles[j].copy()), 0.0, 0.5),
            *staggered([FadeIn(tile) for tile in others], overlap=0.85, start=0.25),
            *self.stage.show(*self.slots, start=0.3),
            *self.stage.show(*self.counters.mobjects, start=0.5, stop=0.8),
            *self.stage.show(self.plot, self.line, self.dot, self.percent, start=0.6),
            run_time=2.4,
        )
        self.stage.discard(self.added)
        self.remove(self.added)
        self.add(self.tiles[j])
        self.stage.add(*self.tiles)
        drawn.over = list(self.slots)
