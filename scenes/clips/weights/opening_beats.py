"""The beats on what a weight is, and where it comes from."""

from __future__ import annotations

from manim import Dot, FadeIn, FadeOut

from scenes.animation.timing import staggered, within
from scenes.claims import Facts, starts_at_random
from scenes.clips.weights.random_board import RandomBoard
from scenes.clips.weights.stage_set import PLAIN, PLAIN_OPACITY, WeightsStage
from scenes.mobjects.network.network_diagram import roll

__all__ = ["OpeningBeats"]

ONE_BY_ONE = 3
"""Most further neurons whose weights are drawn one neuron at a time."""
ALIKE, BEAD = 3.0, 0.09
"""Width of lines that are all alike; radius of what runs along them, in frame units."""


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

    def alike(self) -> None:
        """Draw all lines of the layer alike: then all of its neurons receive the same."""
        layer = [edge for row in self.network.edges[0] for edge in row]
        lit, neurons = self.network.row(0, self.first), self.network.layers[1]
        leaving = [move for draw in self.draws for move in draw.leave()]
        self.stage.discard(self.heading)
        self.play(
            *[within(move, 0.0, 0.6) for move in (*leaving, FadeOut(self.heading))],
            *[edge.animate.set_stroke(opacity=0) for edge in lit],
            *[
                self.plain[edge].animate.set_stroke(
                    self.theme.ink, width=ALIKE, opacity=PLAIN_OPACITY
                )
                for edge in layer
            ],
            neurons[self.first].clear_highlight(),
            run_time=0.8,
        )
        for _ in range(2):
            dots = [Dot(radius=BEAD, color=self.theme.ink) for _ in layer]
            runs = zip(dots, layer, strict=True)
            self.play(
                *[roll(dot, edge.get_start(), edge.get_end()) for dot, edge in runs], run_time=0.75
            )
            self.remove(*dots)
            self.play(*[neuron.highlight() for neuron in neurons], run_time=0.2)
            self.play(*[neuron.clear_highlight() for neuron in neurons], run_time=0.3)
        self.play(
            *[move for edge in lit for move in self.light(edge)],
            *[
                self.plain[edge].animate.set_stroke(
                    self.theme.hairline, width=PLAIN, opacity=PLAIN_OPACITY
                )
                for edge in layer
                if edge not in lit
            ],
            run_time=0.6,
        )
        self.draws = []

    def others(self) -> None:
        """Draw the weights of the layer's other neurons, ever faster."""
        rest = [j for j in range(len(self.shown[1])) if j != self.first]
        before = self.first
        for n, j in enumerate(rest[:ONE_BY_ONE]):
            self._draw_again(before, j, 1.3 if n == 0 else 0.95)
            before = j
        lit = set(self.network.row(0, self.first))
        lit.update(edge for j in rest[:ONE_BY_ONE] for edge in self.network.row(0, j))
        layer = [edge for row in self.network.edges[0] for edge in row]
        others = [edge for edge in layer if edge not in lit]
        moves = [self.light(edge) for edge in others]
        self.play(
            within(self.neuron(1, before).clear_highlight(), 0.0, 0.4),
            *staggered(moves, overlap=0.9),
            run_time=1.2 if moves else 0.5,
        )

    def _draw_again(self, before: int, j: int, run_time: float) -> None:
        """Draw new weights on the board, those of the next neuron."""
        row = self.network.row(0, j)
        leaving = [move for draw in self.draws for move in draw.leave()]
        if self.heading in self.mobjects:
            leaving.append(within(FadeOut(self.heading), 0.0, 0.2))
        self.stage.discard(self.heading)
        self.heading = self.board.heading(self.letter(1), self.shown[1][j])
        self.draws = self.board.draws(row, self.format)
        moves = [within(move, 0.74, 1.0) for edge in row for move in self.light(edge)]
        self.play(
            *leaving,
            within(self.neuron(1, before).clear_highlight(), 0.0, 0.25),
            within(self.neuron(1, j).highlight(), 0.0, 0.25),
            within(FadeIn(self.heading), 0.2, 0.4),
            *[m for d in self.draws for m in d.run(0.15, 0.95, markers=self.at_random)],
            *moves,
            run_time=run_time,
        )
        self.stage.add(self.heading)
