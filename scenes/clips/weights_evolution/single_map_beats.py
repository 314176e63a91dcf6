"""One map of what training has changed: what its signs mean, and where nothing is learned."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import (
    Animation,
    FadeIn,
    Mobject,
    Square,
    Transform,
    VGroup,
    VMobject,
)

from scenes.animation.timing import staggered, within
from scenes.clips.weights_evolution.stage_set import WHOLE, EvolutionStage
from scenes.clips.weights_evolution.stamp_panel import UPDATE, enough, fitted_formula
from scenes.mobjects.images.heat_map import HeatMap
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.sentence import Piece, Sentence
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import Source

__all__ = ["SingleMapBeats"]

SUM = "Delta z = sum_i Delta w_i x_i + Delta b"
"""How what training has changed, the map and the bias, changes a neuron's sum."""


class SingleMapBeats(EvolutionStage):
    """The map that has changed most fills the stage."""

    large: HeatMap
    probed: list[VMobject]

    def one_map(self) -> None:
        """Let the map that has changed most fill the stage."""
        self.change_scale()
        tile, self.probed = self.tiles[self.single], []
        keep = [self.bar, self.bar.bar, self.bar_name, tile]
        self.large = large = self._enlarge(tile, self.stage.clear(keep=keep, stop=0.35))
        self.stage.discard(tile)
        self.stage.add(large)
        room = self.layout.plot
        self.sum = fitted_formula(self.theme, SUM, 0.75, room.width)
        self.sum.place(room.x, room.y + 0.8)
        self.play(*self.stage.show(self.sum, start=0.0), run_time=0.4)
        self._probe()

    def _probe(self) -> None:
        """Point out the pixel whose weight has risen most, then the one whose has fallen most."""
        change = self.large.mark.source.values
        found = [int(np.argmax(change)), int(np.argmin(change))]
        for k in [k for k, sign in zip(found, (1, -1), strict=True) if sign * change[k] > 0]:
            frame, said = self._pointed(k), self._said(k)
            if not self.probed:
                self.probed = [frame, said]
                self.play(*self.stage.show(*self.probed, start=0.0), run_time=0.5)
                self.wait(1.0)
                continue
            self.play(
                Transform(self.probed[0], frame),
                *self.stage.hide(self.probed[1], stop=0.45),
                *self.stage.show(said, start=0.55),
                run_time=0.8,
            )
            self.probed[1] = said

    def _pointed(self, k: int) -> VMobject:
        """Frame a pixel, with a dark edge: maps are bright where they have changed most."""
        frame = self._cell(*divmod(k, self.maps_drawn.shape[1])).scale(2.8)
        frame.set_stroke(width=2.2 * self.theme.sizes.line)
        edge = frame.copy().set_stroke(self.theme.background, 6 * self.theme.sizes.line)
        return VGroup(edge, frame)

    def _said(self, k: int, em: float = 0.75) -> VGroup:
        """State how a pixel's weight has changed, and which way it moves z, as large as fits."""
        theme, room = self.theme, self.layout.plot
        change = Source(self.series, "weight_changes", self.last, 0, (self.single, k))
        arrow = "arrow.t" if change.value > 0 else "arrow.b"
        name, then = (Formula(theme, text, em, theme.ink) for text in ("Delta w_i =", f"z {arrow}"))
        number = Readout(theme, change, enough(change.value), em, theme.signed(change.value))
        width = name.width + number.advance_width + then.width + em
        if width > room.width:
            return self._said(k, 0.99 * em * room.width / width)
        left, level = room.x - width / 2, self.sum.get_bottom()[1] - 0.95
        name.place(left, level, "left")
        number.place(name.get_right()[0] + 0.3 * em, level, "left")
        then.place(number.get_right()[0] + 0.7 * em, level, "left")
        return VGroup(name, number, then)

    def _enlarge(self, tile: HeatMap, others: Sequence[Animation]) -> HeatMap:
        """Turn a map into a large one, while others go."""
        drawn, source = self.maps_drawn, self.maps_drawn.change(self.last, self.single)
        large = HeatMap(drawn.scale, self.layout.single_map(), drawn.shape, source)
        self.add(tile)  # above what it grows over
        self.play(*others, within(Transform(tile, large.copy()), 0.2, 1.0), run_time=1.5)
        self.remove(tile)
        self.add(large)
        return large

    def borders(self) -> None:
        """Frame the pixels whose weights never change, and say how many they are."""
        columns, cells = self.maps_drawn.shape[1], VGroup()
        for k in np.flatnonzero(self.series.still):
            row, column = divmod(int(k), columns)
            cells.add(self._cell(row, column))
        line, *formulas = self._still()
        self.play(
            *self.stage.hide(self.sum, *self.probed, stop=0.4),
            *self.stage.show(*formulas),
            run_time=0.9,
        )
        self.play(*staggered([FadeIn(cell) for cell in cells], overlap=0.9), run_time=3.0)
        self.stage.add(cells)
        self.play(*self.stage.show(line, start=0.0), run_time=0.5)

    def _cell(self, row: int, column: int) -> VMobject:
        pitch = self.large.cell(0, 1)[0] - self.large.cell(0, 0)[0]
        square = Square(0.72 * pitch).move_to(self.large.cell(row, column))
        return square.set_stroke(self.theme.focus, width=0.7 * self.theme.sizes.line)

    def _still(self) -> list[Mobject]:
        """State how many pixels are still, below the formula of the update."""
        room, em = self.layout.plot, 0.75
        pieces: list[Piece] = [
            (self.of_series("still_pixels"), WHOLE),
            self.words[f"{self.clip}.of"],
            (self.size(0), WHOLE),
        ]
        line = Sentence.fitting(self.theme, pieces, 0.9, room.width - 0.2)
        line.numbers[0].set_fill(self.theme.focus)
        line.place(room.x, room.y - 0.7, "centre")
        if self.recording.metadata.get("imported"):
            return [line]
        formula = fitted_formula(self.theme, UPDATE, em, room.width)
        return [line, formula.place(room.x, room.y + 0.5)]
