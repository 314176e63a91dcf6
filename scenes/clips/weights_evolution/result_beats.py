"""The end: the random start, plus what training added, is the network that answers."""

from __future__ import annotations

from manim import VGroup

from scenes.clips.weights_evolution.stage_set import PERCENT
from scenes.clips.weights_evolution.subtraction_beats import EQUALS, PLUS, SubtractionBeats
from scenes.clips.weights_evolution.zoom_bar import ZoomBar
from scenes.mobjects.text.sentence import Piece, Sentence
from scenes.style.frame import Region

__all__ = ["ResultBeats"]

HEAD, SCORE_RISE, NAME_RISE, SCORE_EM = 1.3, 0.22, 0.85, 0.5
"""Room above the maps; where score and name stand in it; size of the score."""


class ResultBeats(SubtractionBeats):
    """The subtraction turned into a sum, and how well its start and its result classify."""

    def result(self) -> None:
        """Add what training added to the map at the start; state the accuracy of both."""
        course, drawn, places = self.course, self.maps_drawn, self.layout.subtraction(HEAD)
        j = self.single
        drawn.set_limit(course.change_limit(self.last))
        sources = drawn.weights(0, j), drawn.change(self.last, j), drawn.weights(self.last, j)
        before, added, now = [drawn.map_of(s, p) for s, p in zip(sources, places, strict=True)]
        start, end = self._scored_step(0, places[0]), self._scored_step(self.last, places[2])
        name = self.named("added", places[1])
        plus, equals = self.signs(places, PLUS, EQUALS)
        title = self.name_bar("clipped")
        bar = ZoomBar(drawn.scale, self.layout.bar)
        # Its scale stays, so numbers that are hidden on it are not needed.
        bar.remove(*[pair for pair in bar.submobjects if not pair[1].get_fill_opacity()])
        self.turn_to(before, start, bar, bar.bar, title, run_time=0.9)
        self.wait(0.6)
        self.play(*self.stage.show(plus, added, name, start=0.0), run_time=0.8)
        self.wait(0.6)
        self.play(*self.stage.show(equals, now, end, start=0.0), run_time=0.8)
        self.wait(1.4)

    def _scored_step(self, frame: int, place: Region) -> VGroup:
        """Name a map by its step, and state the accuracy there, above the map."""
        score: list[Piece] = [
            self.words[f"{self.clip}.{self.scored}"],
            (self.of_series("test_accuracy", frame), PERCENT),
        ]
        said = Sentence(self.theme, score, SCORE_EM)
        said.numbers[0].set_fill(self.theme.focus)
        said.place(place.x, place.top + SCORE_RISE, "centre")
        step = self.step_name(frame, place)
        return VGroup(step.shift([0.0, NAME_RISE - 0.2, 0.0]), said)
