"""The end: the random start, plus what training added, is the network that answers."""

from __future__ import annotations

from manim import FadeIn

from scenes.clips.weights_evolution.stage_set import COUNT, PERCENT
from scenes.clips.weights_evolution.subtraction_beats import EQUALS, PLUS, SubtractionBeats
from scenes.clips.weights_evolution.zoom_bar import ZoomBar
from scenes.mobjects.text.sentence import Piece, Sentence

__all__ = ["ResultBeats"]


class ResultBeats(SubtractionBeats):
    """The subtraction turned into a sum, and how well its result classifies."""

    def result(self) -> None:
        """Add what training added to the map at the start; state the accuracy at the end."""
        course, drawn, places = self.course, self.maps_drawn, self.layout.subtraction()
        j = self.single
        drawn.set_limit(course.change_limit(self.last))
        sources = drawn.weights(0, j), drawn.change(self.last, j), drawn.weights(self.last, j)
        before, added, now = [drawn.map_of(s, p) for s, p in zip(sources, places, strict=True)]
        names = [
            self.step_name(0, places[0]),
            self.named("added", places[1]),
            self.step_name(self.last, places[2]),
        ]
        plus, equals = self.signs(places, PLUS, EQUALS)
        title = self.name_bar("clipped")
        bar = ZoomBar(drawn.scale, self.layout.bar)
        # Its scale stays, so numbers that are hidden on it are not needed.
        bar.remove(*[pair for pair in bar.submobjects if not pair[1].get_fill_opacity()])
        self.turn_to(before, names[0], bar, bar.bar, title, run_time=0.9)
        self.play(*self.stage.show(plus, added, names[1], start=0.0), run_time=0.8)
        self.play(*self.stage.show(equals, now, names[2], start=0.0), run_time=0.8)
        if self.layout.wide:
            total = self._total()
            self.play(FadeIn(total), run_time=0.6)
            self.stage.add(total)

    def _total(self) -> Sentence:
        """State how many of all images are classified correctly, left of the key."""
        right, share = (self.of_series(key, self.last) for key in ("test_right", "test_accuracy"))
        of, said = (self.words[f"{self.clip}.{key}"] for key in ("of", self.scored))
        count = (self.training("test_images"), COUNT)
        pieces: list[Piece] = [said, (right, COUNT), of, count, "·", (share, PERCENT)]
        room = self.layout.bar.left - self.layout.body.left - 0.5
        line = Sentence.fitting(self.theme, pieces, 0.62, room)
        line.numbers[2].set_fill(self.theme.focus)
        return line.place(self.layout.body.left + 0.1, self.layout.bar.y - 0.1)
