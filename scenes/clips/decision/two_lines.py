"""The beats about the two hidden neurons: a line each, and the answer made of both."""

from __future__ import annotations

from itertools import chain
from typing import Any

from manim import Create, FadeIn, FadeOut, UpdateFromAlphaFunc, linear

from scenes.animation.timing import staggered, within
from scenes.clips.decision.hidden_pane import GreyLevels, HiddenPane, LevelBar
from scenes.clips.decision.line_beats import LineBeats
from scenes.clips.decision.line_story import CornerValues
from scenes.clips.decision.output_sums import OutputSums
from scenes.clips.decision.placed_network import PlacedNetwork, Places, fits_in_place
from scenes.clips.decision.plane_plot import PlanePlot
from scenes.mobjects.text.text import TextLine
from scenes.style.frame import Region

__all__ = ["DIM", "MOST_LINES", "TwoLines"]

MOST_LINES = 4
"""Most hidden neurons whose lines are drawn in the large plane, too."""
SUM_SECONDS = 1.1
"""How long each sum of the output stands alone."""
DIM = 0.35
"""Opacity of the cost of the single neuron beside that of the network."""


class TwoLines(LineBeats):
    """The hidden neurons of a trained network, one at a time, and what its output makes of them.

    Attributes
    ----------
    rows : list of int
        The hidden neurons that are drawn.
    panes : list of HiddenPane
    placed : PlacedNetwork or None
        The network around its panes, where there is room for it.
    """

    rows: list[int]
    panes: list[HiddenPane]
    placed: PlacedNetwork | None

    @property
    def drawn_hidden(self) -> list[Any]:
        """The panes of the hidden neurons, and the network around them if there is one."""
        return [*self.panes, *([] if self.placed is None else [self.placed])]

    def set_hidden(self, share: float) -> PlanePlot:
        """Prepare plane and hidden neurons at a share of the training; return the plane before."""
        theme, layout, moment = self.theme, self.layout, self.course.at(share)
        self.grey = GreyLevels(theme, self.recording, 1)
        squares, place = self._places()
        self.levels = LevelBar(theme, place, self.grey)
        sides = ([1] + [-1] * len(squares)) if self.placed else [0] * len(squares)
        self.panes = [
            HiddenPane(theme, square, self.course, row, self.grey, side)
            for row, square, side in zip(self.rows, squares, sides, strict=False)
        ]
        lines = len(self.rows) if len(self.rows) <= MOST_LINES else 0
        old, self.plot = self.plot, PlanePlot(theme, layout.square, self.course, lines)
        for part in [self.plot, *self.drawn_hidden]:
            part.show(moment)
        return old

    def _places(self) -> tuple[list[Region], Region]:
        """Return the squares of the hidden neurons, in a network if it is small, and their bar."""
        room, sizes = self.layout.hidden, self.recording.layer_sizes
        self.placed = None
        if not fits_in_place(self.recording, room):
            return self.layout.panes(len(self.rows))
        places = Places(room, sizes[1], sizes[2])
        self.placed = PlacedNetwork(self.theme, places, self.course, self.words["decision.bias"])
        return places.panes, self.layout.corner_bar

    def leave_the_line(self, old: PlanePlot) -> None:
        """Take the plane with hidden lines in place of the single neuron's."""
        new, self.plot = self.plot, old
        self.move_plane(new, 0.7)

    def recall_cost(self, *others: Any) -> None:
        """Show the axes of the cost again, and what it was for one line, dimmed."""
        word = TextLine(self.theme, self.words["decision.one_line"], self.theme.sizes.label,
                        self.theme.quiet)  # fmt: skip
        end = self.costs.c2p(self.costs.counts[0][-1], self.costs.costs[0][-1])
        word.place(end[0], end[1] + 0.14, "right")
        self.one_line_word, self.old_curve = word, self.curve.set_stroke(opacity=DIM)
        parts = (self.costs.axes, self.old_curve, word)
        self.play(*map(FadeIn, parts), *others, run_time=0.7)

    def first(self) -> None:
        """Show the first hidden neuron all over the plane, and its line."""
        self.leave_the_line(self.set_hidden(1.0))
        self.seen: list[Any] = []
        self.ground: list[Any] = []
        self._draw_neuron(0, FadeIn(self.levels), FadeIn(self.levels.bar))

    def second(self) -> None:
        """Show the second one in its place; the first one's line stays."""
        self._draw_neuron(1)

    def _draw_neuron(self, row: int, *others: Any) -> None:
        """Draw a hidden neuron's line and values in the large plane and in the network."""
        plot, pane = self.plot, self.panes[row]
        self._network_appears(row, FadeIn(pane.frame), FadeIn(pane.name), *others)
        self.add(*plot.lines[: row + 1], plot.frame, *plot.dots)
        self.add(pane.line, pane.frame, pane.dots)
        lines = (plot.lines[row], pane.line)
        self.play(*map(Create, lines), FadeIn(pane.dots), run_time=1.0)
        self.add(pane.painting)
        self.bring_to_back(pane.painting)
        self._lay(self._large(row), FadeIn(pane.painting))
        numbers = CornerValues(self.theme, plot, self.course.last, 1, row).numbers
        self.play(*staggered([FadeIn(number) for number in numbers], 0.4), run_time=1.2)
        self.with_next_caption = [FadeOut(number) for number in numbers]

    def _lay(self, painting: Any, *others: Any) -> None:
        """Let a painting of the large plane appear, or come out from below the one before."""
        self.add(painting)
        self.bring_to_back(painting)
        before = [FadeOut(ground) for ground in self.ground]
        self.play(*(before or [FadeIn(painting)]), *others, run_time=1.1)
        self.ground = [painting]

    def _large(self, row: int) -> Any:
        """Return the values of a hidden neuron all over the large plane."""
        pane = HiddenPane(self.theme, self.layout.square, self.course, row, self.grey)
        pane.show(self.course.at(1.0))
        return pane.painting

    def _network_appears(self, stage: int, *others: Any) -> None:
        """Show what belongs to a hidden neuron, or last to the output, if there is a network."""
        new = self.placed.stages[stage] if self.placed is not None else []
        self.seen += new
        if self.placed is not None:  # in the network's own order, as lines pass below numbers
            self.add(*[part for part in self.placed.submobjects if part in self.seen])
        if new or others:
            self.play(*map(FadeIn, new), *others, run_time=0.6)

    def both(self) -> None:
        """Show the answers: a triangle on the inner side of both lines."""
        plot = self.plot
        self._network_appears(2)
        if self.placed is not None:
            self.add(self.placed)
        self.correct_count = self.count_of(plot)
        self.correct_count.show(self.course.at(1.0))
        self._lay(plot.painting, *map(FadeIn, self.whole_key))
        self.add(*plot.lines, plot.border, plot.frame, *plot.dots, plot.rings)
        layer = len(self.recording.layer_sizes) - 1
        numbers = CornerValues(self.theme, plot, self.course.last, layer).numbers
        self.play(
            FadeIn(plot.border),
            *staggered([FadeIn(number) for number in numbers], 0.4),
            within(FadeIn(self.correct_count), 0.6, 1.0),
            run_time=1.3,
        )
        sums = self._sums()
        for row in sums:
            self.play(*map(FadeIn, row), run_time=0.7)
            self.wait(SUM_SECONDS)
        self.with_next_caption = [FadeOut(m) for m in [*numbers, *chain(*sums)]]

    def _sums(self) -> list[list[Any]]:
        """Return how the output comes about for two samples, where there is room for that."""
        if self.placed is None:
            return []
        room, word = self.layout.cost, self.words["decision.bias"]
        sums = OutputSums(self.theme, room, self.recording, self.placed.form, word)
        return [[sums.head, sums.rows[0]], [sums.rows[1]]] if sums.fits else []

    def rewind(self, seconds: float) -> None:
        """Go back to the untrained network with everything that is drawn."""
        at = self.course.through(seconds, 1.0, 0.0)
        self.play(
            *self.plot.go(at),
            *[way for part in self.drawn_hidden for way in part.go(at)],
            UpdateFromAlphaFunc(
                self.correct_count, lambda m, share: m.show(at(share)), rate_func=linear
            ),
            run_time=seconds,
        )
