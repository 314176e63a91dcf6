"""The beats on what a weight is, and where it comes from."""

from __future__ import annotations

from manim import GrowFromPoint

from scenes.animation.timing import staggered, within
from scenes.claims import Facts, starts_at_random
from scenes.clips.weights.random_board import RandomBoard
from scenes.clips.weights.stage_set import WeightsStage

__all__ = ["OpeningBeats"]


class OpeningBeats(WeightsStage):
    """Lines without weights, a neuron's weights at random, then all the others."""

    def edges(self) -> None:
        """Light the lines of the network one after another, as they are counted."""
        plain = list(self.plain.values())
        self.play(*staggered([self.bright(line) for line in plain], overlap=0.8), run_time=2.6)
        self.play(*[self.unlit(line) for line in plain], run_time=0.8)

    def start(self) -> None:
        """Make room for the scale of weights; draw the first weight of a neuron."""
        row = self.network.row(0, self.first)
        names = [self.name(0, k) for k in range(len(row))]
        self.board = RandomBoard(self.theme, self.layout.panel, names, self.theme.weight_scale)
        heading = self.board.heading(self.letter(1), self.focus_neuron)
        zero = self.board.wedge_zero
        self.play(
            *[within(m.animate.shift(self.aside), 0.0, 0.5) for m in self.drawn],
            *self.stage.show(self.board, heading, start=0.45, stop=0.75),
            *[within(GrowFromPoint(half, zero), 0.6, 1.0) for half in self.board.wedge],
            run_time=2.0,
        )
        self.stage.add(self.board.wedge)
        bright = [self.bright(self.plain[edge]) for edge in row]
        self.play(self.neuron(1, self.first).highlight(), *bright, run_time=0.4)
        self.at_random = starts_at_random(Facts(self.recording, step=self.shown_step))
        self.draws = self.board.draws(row, self.format)
        self._draw_weights(0, 1)

    def code(self) -> None:
        """Draw the other weights of the neuron; then all other lines get the look of theirs."""
        row = self.network.row(0, self.first)
        if len(row) > 1:
            self._draw_weights(1, len(row))
        rest = [edge for edge in self.network.drawn_edges if edge not in row]
        self.play(
            self.neuron(1, self.first).clear_highlight(),
            *staggered([self.light(edge) for edge in rest], overlap=0.8),
            run_time=2.0,
        )

    def _draw_weights(self, start: int, stop: int) -> None:
        """Draw some of the neuron's weights: a marker runs about and stops at each."""
        row = self.network.row(0, self.first)[start:stop]
        pace = min(0.6, 4.0 / len(row))
        run_time = 1.35 + pace * (len(row) - 1)
        moves = []
        for k, (edge, draw) in enumerate(zip(row, self.draws[start:stop], strict=True)):
            begin, end = pace * k / run_time, (pace * k + 1.35) / run_time
            moves += draw.run(begin, end, markers=self.at_random)
            turn = begin + 0.78 * (end - begin)
            moves += [within(move, turn, end) for move in self.light(edge)]
            self.stage.add(draw.piece, draw.number)
        self.play(*moves, run_time=run_time)
