"""The beats of one step: errors, their squares or curves, and how they make the cost."""

from __future__ import annotations

from typing import Any

from manim import Create, FadeIn, FadeOut, VGroup, VMobject

from network import Recording
from scenes.animation.timing import staggered, within
from scenes.base import NetworkScene
from scenes.clips.cost.chain import Chain
from scenes.clips.cost.layout import CostLayout
from scenes.clips.cost.measure import Measure
from scenes.clips.cost.picture import Picture
from scenes.clips.cost.slabs import Slab
from scenes.clips.cost.total import CostEquation, gather
from scenes.mobjects.dimming import dim, undim

__all__ = ["TermBeats"]

END = 1.0
"""Seconds for the cost to be read."""


class TermBeats(NetworkScene):
    """A scene that draws what each output adds to the cost.

    Attributes
    ----------
    layout : CostLayout
    measure : Measure
    picture : Picture
    titles : list of VGroup
    discs : list of VMobject
        The output neurons, above their axes until there are terms.
    chain : Chain or None
        Of two errors that nearly cancel.
    slabs : list of Slab
        The squares, once they are spread.
    equation : CostEquation
    """

    recording: Recording
    layout: CostLayout
    measure: Measure
    picture: Picture
    titles: list[VGroup]
    discs: list[VMobject]
    chain: Chain | None
    slabs: list[Slab]
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

    def cancel(self) -> None:
        """Lay two errors of opposite signs end to end: little is left."""
        chain, picture = self.chain, self.picture
        assert chain is not None
        aside = (picture.unknown, picture.cost_symbol)
        others = [
            piece
            for n, tile in enumerate(picture.tiles)
            if n not in chain.pair
            for piece in (tile.gap, tile.tip, tile.ring, tile.dot, picture.errors[n])
        ]
        # What is laid end to end passes where the neurons were.
        leave, self.discs = [*aside, *self.discs], []
        self.play(*map(FadeOut, leave), *dim(self.theme, others), run_time=0.5)
        self.play(FadeIn(chain.heading), FadeIn(chain.zero), run_time=0.5)
        for n, link in enumerate(chain.links):
            self.add(link)
            self.play(chain.move(n), run_time=1.3)
            self.wait(0.2)
        self.play(FadeIn(chain.equals), FadeIn(chain.number), run_time=0.6)
        self.wait(1.0)
        gone = (chain.zero, *chain.links, chain.number, chain.equals, chain.heading)
        self.with_next_caption = [within(FadeOut(m), 0.0, 0.5) for m in gone]
        self.with_next_caption += [within(FadeIn(m), 0.5, 1.0) for m in aside]
        self.with_next_caption += undim(others)

    def squares(self) -> None:
        """Raise a square on each error, and divide the largest into four."""
        picture = self.picture
        outlines = [tile.frame.outline for tile in picture.tiles]
        if self.discs:
            self.play(*map(FadeOut, self.discs), run_time=0.4)
        self.play(FadeIn(self.titles[3]), *map(FadeIn, outlines), run_time=0.5)
        self._raise_terms()
        if self.measure.others:
            coming = (picture.rest, picture.rest_square, picture.rest_number)
            self.play(*map(FadeIn, coming), run_time=0.7)
        largest = max(picture.tiles, key=lambda tile: tile.square.width)
        lines, quarter = largest.square.quarters(self.theme), largest.square.quarter(self.theme)
        self.play(*map(Create, lines), run_time=0.8)
        self.add(quarter, lines, largest.gap, largest.tip, largest.ring, largest.dot)
        self.play(FadeIn(quarter), run_time=0.6)
        self.wait(0.6)
        self.with_next_caption = [FadeOut(lines), FadeOut(quarter)]

    def spread(self) -> None:
        """Spread each square to width one; its area, which stays, is its height then."""
        picture, front = self.picture, []
        squares = [tile.square for tile in picture.tiles]
        squares += [picture.rest_square] if self.measure.others else []
        self.slabs = [Slab(self.theme, *pair) for pair in zip(squares, picture.shades, strict=True)]
        for tile in picture.tiles:
            front += [tile.gap, tile.tip, tile.ring, tile.dot]
        for square, slab in zip(squares, self.slabs, strict=True):
            square.hollow()
            self.add(slab)
        self.bring_to_front(*squares, *front)
        self.play(self.slabs[0].spread(), run_time=2.0)
        self.wait(0.3)
        if self.slabs[1:]:
            moves = staggered([slab.spread() for slab in self.slabs[1:]], 0.4)
            self.play(*moves, run_time=1.2 + 0.3 * len(moves))

    def curves(self) -> None:
        """Draw the curve of each term over its output, and its height there."""
        picture = self.picture
        outlines = [tile.frame.outline for tile in picture.tiles]
        self.play(*map(FadeOut, self.discs), run_time=0.4)
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
        name = self.words[f"cost.names.{self.measure.name}"]
        self.equation = CostEquation(self.theme, self.picture, self.layout, name)
        gather(self, self.picture, self.equation, self.slabs)
        self.wait(END)
