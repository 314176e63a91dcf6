"""The beats on what a weight is, and where it comes from."""

from __future__ import annotations

from manim import FadeIn, FadeOut

from scenes.animation.timing import staggered, within
from scenes.claims import Facts, starts_at_random
from scenes.clips.weights.random_board import RandomBoard
from scenes.clips.weights.stage_set import WeightsStage

__all__ = ["OpeningBeats"]

ONE_BY_ONE = 3
"""Most further neurons whose weights are drawn slowly."""


class OpeningBeats(WeightsStage):
    """Lines without weights, a neuron's weights at random, then all the others."""

    def edges(self) -> None:
        """Focus on one neuron and on the lines into it; lay out the scale for their weights."""
        row = self.network.row(0, self.first)
        names = [self.name(0, k) for k in range(len(row))]
        self.board = RandomBoard(self.theme, self.layout.panel, names, self.theme.weight_scale)
        self.heading = self.board.heading(self.letter(1), self.focus_neuron)
        bright = [
            self.plain[edge].animate.set_stroke(self.theme.ink, width=3.0, opacity=1.0)
            for edge in row
        ]
        self.play(
            within(self.neuron(1, self.first).highlight(), 0.0, 0.3),
            *staggered(bright, overlap=0.5, start=0.1, stop=0.7),
            *self.stage.show(self.board, self.heading, start=0.4),
            run_time=2.0,
        )

    def start(self) -> None:
        """Draw the weight of each line into the neuron: a marker runs about and stops."""
        row = self.network.row(0, self.first)
        facts = Facts(self.recording, step=self.shown_step)
        self.at_random = starts_at_random(facts)
        self.draws = self.board.draws(row, self.format)
        pace = min(0.6, 4.0 / len(row))
        run_time = 1.35 + pace * (len(row) - 1)
        moves = []
        for k, (edge, draw) in enumerate(zip(row, self.draws, strict=True)):
            begin, stop = pace * k / run_time, (pace * k + 1.35) / run_time
            moves += draw.run(begin, stop, markers=self.at_random)
            turn = begin + 0.78 * (stop - begin)
            moves += [within(move, turn, stop) for move in self.light(edge)]
        self.play(*moves, run_time=run_time)

    def code(self) -> None:
        """Show below the scale how lines of weights look."""
        negative, positive = self.board.wedge
        self.play(FadeIn(positive), run_time=0.9)
        self.play(FadeIn(negative), run_time=0.9)
        self.stage.add(self.board.wedge)

    def others(self) -> None:
        """Draw the weights of the layer's other neurons: they scatter over the scale."""
        leaving = [move for draw in self.draws for move in draw.leave_a_spot()]
        self.stage.discard(self.heading)
        self.play(
            *leaving,
            within(FadeOut(self.heading), 0.0, 0.3),
            within(self.neuron(1, self.first).clear_highlight(), 0.0, 0.3),
            run_time=0.8,
        )
        rest = [j for j in range(len(self.shown[1])) if j != self.first]
        for n, j in enumerate(rest):
            self._scatter(j, 1.5 if n == 0 else 1.1 if n < ONE_BY_ONE else 0.6)
        self.stage.add(*[draw.spot for draw in self.draws])

    def _scatter(self, j: int, run_time: float) -> None:
        """Draw the weights of a further neuron; they stay on the scale as spots."""
        row, neuron = self.network.row(0, j), self.neuron(1, j)
        draws = self.board.draws(row, self.format)
        self.draws += draws
        self.play(
            within(neuron.highlight(), 0.0, 0.25),
            *[m for d in draws for m in d.scatter(0.05, 0.85, markers=self.at_random)],
            *[within(move, 0.55, 0.9) for edge in row for move in self.light(edge)],
            run_time=run_time,
        )
        self.play(neuron.clear_highlight(), run_time=0.2)
