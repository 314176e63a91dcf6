"""The beats of one step: errors, their squares or curves, and how they make the cost."""

from __future__ import annotations

from typing import Any

from manim import Create, FadeIn, VGroup

from network import Recording
from scenes.animation.timing import within
from scenes.base import NetworkScene
from scenes.clips.cost.layout import CostLayout
from scenes.clips.cost.marker import AnswerMarker
from scenes.clips.cost.measure import Measure
from scenes.clips.cost.picture import Picture
from scenes.clips.cost.slabs import Slab
from scenes.clips.cost.total import CostEquation, gather, level

__all__ = ["TermBeats"]

END = 0.6
"""Seconds for the cost to be read."""


class TermBeats(NetworkScene):
    """A scene that draws what each output adds to the cost.

    Attributes
    ----------
    layout : CostLayout
    measure : Measure
    picture : Picture
    titles : list of VGroup
    marker : AnswerMarker
        Around the name of the answer.
    slabs : list of Slab
        The squares, once they are spread.
    levelled : VGroup
        The cost's bar and the line at its height, once the slabs are levelled.
    equation : CostEquation
    """

    recording: Recording
    layout: CostLayout
    measure: Measure
    picture: Picture
    titles: list[VGroup]
    marker: AnswerMarker
    slabs: list[Slab]
    levelled: VGroup
    equation: CostEquation
    curve_titles: VGroup

    def errors(self) -> None:
        """Draw each output error as an arrow from the target to the output."""
        picture = self.picture
        self.play(FadeIn(self.titles[2]), run_time=0.4)
        for n, (tile, number) in enumerate(zip(picture.tiles, picture.errors, strict=True)):
            self.add(tile.gap, tile.tip)
            self.bring_to_front(tile.ring, tile.dot)
            pace = 1.2 if n == 0 else 0.7
            self.play(*tile.stretch(), within(FadeIn(number), 0.5, 1.0), run_time=pace)
            if n == 0:
                self.wait(0.5)

    def squares(self) -> None:
        """Raise a square on each error; the names make room."""
        picture = self.picture
        outlines = [tile.frame.outline for tile in picture.tiles]
        self.play(*picture.raise_names(self.marker), run_time=0.9)
        self.play(FadeIn(self.titles[3]), *map(FadeIn, outlines), run_time=0.5)
        self._raise_terms()
        if self.measure.others:
            coming = (picture.rest, picture.rest_square, picture.rest_number)
            self.play(*map(FadeIn, coming), run_time=0.7)

    def spread(self) -> None:
        """Spread each square to width one; its area, which stays, is its height then."""
        picture, front = self.picture, []
        squares = [tile.square for tile in picture.tiles]
        squares += [picture.rest_square] if self.measure.others else []
        self.slabs = [Slab(self.theme, square) for square in squares]
        for tile in picture.tiles:
            front += [tile.gap, tile.tip, tile.ring, tile.dot]
        self.remove(*squares)
        self.add(*self.slabs)
        self.bring_to_front(*front)
        self.play(self.slabs[0].spread(), run_time=2.4)
        self.wait(0.3)
        if self.slabs[1:]:
            self.play(*[slab.spread() for slab in self.slabs[1:]], run_time=1.6)

    def curves(self) -> None:
        """Draw the curve of each term over its output, and its height there."""
        picture = self.picture
        outlines = [tile.frame.outline for tile in picture.tiles]
        self.play(*picture.raise_names(self.marker), run_time=0.9)
        self.play(*map(FadeIn, outlines), run_time=0.5)
        self.play(*[Create(tile.curve) for tile in picture.tiles], run_time=1.6)
        titles = [tile.title for tile in picture.tiles if tile.title and self._fits(tile)]
        self.curve_titles = VGroup(*titles)
        self.play(FadeIn(self.curve_titles), FadeIn(self.titles[2]), run_time=0.5)
        self._raise_terms()
        if self.measure.others:
            self.play(FadeIn(picture.rest), FadeIn(picture.rest_number), run_time=0.7)

    def mean(self) -> None:
        """Gather the squares to the cost."""
        self._gather()

    def total(self) -> None:
        """Stack the heights to the cost."""
        self._gather()

    @staticmethod
    def _fits(tile: Any) -> bool:
        return tile.title.width < 0.7 * tile.frame.width_now

    def _raise_terms(self) -> None:
        picture = self.picture
        for n, (tile, number) in enumerate(zip(picture.tiles, picture.terms, strict=True)):
            self.add(tile.square if self.measure.squared else tile.stem)
            if self.measure.squared:
                self.bring_to_front(tile.gap, tile.tip)
            self.bring_to_front(tile.ring, tile.dot)
            pace = 1.2 if n == 0 else 0.6
            self.play(tile.raise_term(), within(FadeIn(number), 0.5, 1.0), run_time=pace)
            if n == 0:
                self.wait(0.4)

    def _gather(self) -> None:
        picture = self.picture
        self.equation = CostEquation(self.theme, picture, self.layout)
        self.levelled = VGroup(picture.cost.bar)
        if self.slabs and not self.measure.others and self.measure.name == "mean-squared-error":
            self.levelled = level(self, picture, self.equation, self.slabs)
        else:
            shapes = list(self.slabs)
            if not shapes:
                shapes = [t.square if self.measure.squared else t.stem for t in picture.tiles]
            if self.measure.others and not self.slabs:
                shapes.append(picture.rest_square if self.measure.squared else picture.rest_number)
            gather(self, picture, self.equation, shapes)
        if picture.cost_value is not None:
            self.play(FadeIn(picture.cost_value), run_time=0.6)
        self.wait(END)
