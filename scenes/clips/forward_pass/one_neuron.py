"""One neuron worked out in full: opened, fed, and closed again."""

from __future__ import annotations

from typing import Any

from manim import (
    Create,
    FadeIn,
    FadeOut,
    Mobject,
    RoundedRectangle,
    Transform,
    VGroup,
    there_and_back,
)

from scenes.animation.timing import staggered, within
from scenes.clips.forward_pass.curve_reading import CurveReading, formulas_in
from scenes.clips.forward_pass.layer_equation import LayerEquation
from scenes.clips.forward_pass.layers import LayerByLayer
from scenes.clips.forward_pass.open_neuron import MEETING, Term
from scenes.mobjects.text.readout import Readout, emerge
from scenes.mobjects.text.text import Formula

__all__ = ["OneNeuron"]

SLOW, QUICKEST = 1.1, 0.6
"""Seconds for a term of the sum: the second one, and the quickest."""


class OneNeuron(LayerByLayer):
    """A clip with beats in which neuron ``at`` of layer 1 is worked out in full."""

    at: int
    """Its number among the neurons drawn."""
    reading: CurveReading | None
    """Its point on the curve, if its function acts on it alone."""

    def products(self) -> None:
        """One neuron opens; its first input meets its weight on the line."""
        self._open()
        terms = self.open.terms
        shown = [
            [FadeIn(m) for m in (term.line, term.times, term.weight) if m is not None]
            for term in terms
        ]
        self.play(
            *staggered(shown, overlap=0.6),
            within(FadeIn(self.open.key), 0.4, 1.0),
            run_time=1.3,
        )
        self.stage.add(*[m for t in terms for m in (t.line, t.times, t.weight) if m is not None])
        self.wait(0.6)
        pace = SLOW
        for k, term in enumerate(terms):
            self._multiply(term, 2 * SLOW if k == 0 else pace)
            pace = max(QUICKEST, 0.8 * pace)
        self.with_next_caption = [FadeOut(self.open.key)]

    def _open(self) -> None:
        """Leave the network: its inputs and one neuron grow into the opened neuron."""
        opened, network = self.open, self.network
        movers = [Transform(here.copy(), there.copy()) for here, there in self._input_pairs()]
        ring = self._ring()
        self.play(
            network.layers[1][self.at].highlight(),
            *[edge.highlight() for edge in network.row(0, self.at)],
            run_time=0.7,
        )
        growth = Transform(ring, opened.frame.copy())
        left = [network.layers[0][network.indices[0].index(i)] for i in opened.shown]
        for neuron in left:  # their copies move
            neuron.save_state()
            neuron.set_opacity(0)
        words = [t.words for t in opened.terms if t.words is not None]
        self.open_names = VGroup(
            *[
                self._input_name(i, term)
                for i, term in zip(opened.shown, opened.terms, strict=False)
            ]
        )
        self.play(
            *self.stage.clear(stop=0.3),
            within(FadeOut(self.world), 0.0, 0.25),
            *[within(each, 0.2, 1.0) for each in (growth, *movers)],
            *[within(FadeIn(m), 0.6, 1.0) for m in (self.open_names, *words, opened.formula)],
            run_time=1.5,
        )
        self.remove(ring, *[m.mobject for m in movers])
        discs = [term.neuron for term in opened.terms if term.neuron is not None]
        self.add(opened.frame, *discs)
        self.add(opened.formula)
        self.stage.add(opened.frame, *discs, self.open_names, *words, opened.formula)
        for neuron in left:
            neuron.restore()
        self.world.shift(-self.layout.shift)

    def _input_pairs(self) -> list[tuple[VGroup, VGroup]]:
        """Return the inputs as they are in the network, and in the opened neuron."""
        opened, network, pairs = self.open, self.network, []
        for i, term in zip(opened.shown, opened.terms, strict=False):
            here, there = network.layers[0][network.indices[0].index(i)], term.neuron
            if there is not None:
                pairs.append((VGroup(here.disc, here.number), VGroup(there.disc, there.number)))
        return pairs

    def _ring(self) -> RoundedRectangle:
        """Return the neuron's outline in the network, as a path like that of the opened one."""
        disc = self.network.layers[1][self.at].disc
        ring = RoundedRectangle(
            width=disc.width,
            height=disc.width,
            corner_radius=0.4999 * disc.width,
            stroke_color=self.theme.focus,
            stroke_width=self.theme.sizes.focus_outline,
            fill_color=self.theme.background,
            fill_opacity=1,
        )
        return ring.move_to(disc)

    def _input_name(self, i: int, term: Term) -> Formula:
        name = Formula(self.theme, f"x_{i + 1}", self.theme.sizes.formula * 0.8, self.theme.ink)
        assert term.neuron is not None
        disc = term.neuron.disc
        x = disc.get_left()[0] - 0.12 - name.width / 2
        return name.place(x, disc.get_y() - 0.09)

    def _multiply(self, term: Term, run_time: float) -> None:
        """The input meets its weight on the line, and both become the product."""
        moves, mover = [], None
        if term.x is not None and term.neuron is not None:
            mover = term.x.moved_from(term.neuron.number)
            moves.append(within(emerge(mover, term.x.copy()), 0.0, 0.5))
        for part in (term.equals, term.product):
            if part is not None:
                moves.append(within(FadeIn(part), 0.55, 1.0))
        self.play(*moves, run_time=run_time)
        if mover is not None:
            self.remove(mover)
            self.add(term.x)
        self.stage.add(*[m for m in (term.x, term.equals, term.product) if m is not None])

    def running_sum(self) -> None:
        """The products run into the neuron one after another: arrows, tip to tail."""
        opened, arrows = self.open, self.open.arrows
        self.play(FadeIn(arrows.axis), FadeIn(arrows.bead), run_time=0.8)
        self.stage.add(arrows.axis, arrows.bead)
        pace = 1.5 * SLOW
        for k, term in enumerate(opened.terms):
            nothing = term.pulse is None
            self.play(*self._arrival(k), run_time=QUICKEST if nothing else pace)
            if term.pulse is not None:
                self.remove(term.pulse)
            if k:
                self.stage.discard(opened.sums[k - 1])
            self.stage.add(opened.sums[k], opened.sum_name, arrows.arrows[k])
            self.bring_to_front(arrows.bead)
            pace = max(QUICKEST + 0.2, 0.85 * pace)

    def _arrival(self, k: int) -> list[Any]:
        """Return the motion of product ``k`` into the neuron, its arrow, and the new sum."""
        opened, late = self.open, 0.45
        term, moves = opened.terms[k], []
        if term.pulse is not None:
            moves.append(within(opened.pass_in(term, MEETING), 0.0, late, ease=lambda t: t))
        moves += [within(move, late, 0.9) for move in opened.arrows.grow(k)]
        if k:
            moves.append(within(FadeOut(opened.sums[k - 1]), late, 0.65))
        else:
            moves.append(within(FadeIn(opened.sum_name), 0.0, late))
        return [*moves, within(FadeIn(opened.sums[k]), 0.65, 1.0)]

    def bias(self) -> None:
        """The bias is added to the sum; the total is the pre-activation."""
        opened = self.open
        self.play(FadeIn(opened.bias), run_time=0.6)
        moves = opened.arrows.grow(len(opened.terms))
        self.play(*moves, run_time=0.8)
        self.play(FadeIn(opened.rule), FadeIn(opened.total), run_time=0.8)
        self.stage.add(opened.bias, opened.rule, opened.total, opened.arrows.arrows[-1])
        gone = [
            m
            for m in (opened.arrows.axis, opened.arrows.bead, *opened.arrows.arrows)
            if len(m.get_family()) > 1 or len(m.points)
        ]
        self.stage.discard(*gone)
        self.with_next_caption = [FadeOut(m) for m in gone]

    def squash(self) -> None:
        """A dot climbs to the curve; its height is the value, which leaves to the right."""
        reading, opened, theme = self.reading, self.open, self.theme
        assert reading is not None
        j, letter = opened.j + 1, opened.letter
        region = self.layout.neuron.formulas
        if self.layout.neuron.beside:
            region = region.below(opened.formula.get_bottom()[1] - 0.1)
        result, argument = f"{letter}_{j}", f"z_{j}"
        head = formulas_in(theme, region, self.functions[0], result, argument)
        axes = [FadeIn(m) for m in (reading.plot.base, reading.plot.rise)]
        curve = within(Create(reading.plot.curve), 0.3, 1.0)
        self.play(*axes, *[within(FadeIn(line), 0.4, 1.0) for line in head], curve, run_time=1.5)
        guides, sweep = reading.plot.sweep()
        self.play(FadeIn(guides), run_time=0.3)
        self.play(sweep, run_time=2.4)
        self.play(FadeOut(guides), run_time=0.3)
        mover = reading.z.moved_from(opened.total_number)
        # Down first, so that it crosses no number of the axis.
        corner = (opened.total_number.get_x(), reading.z.get_y())
        via = [corner] if self.layout.neuron.beside else []
        self.play(emerge(mover, reading.z.copy(), via=via), run_time=0.9)
        self.remove(mover, reading.plot.base, reading.plot.rise, reading.plot.curve)
        self.add(reading.z, reading.plot)
        self.play(FadeIn(reading.dot, scale=0.3), run_time=0.3)
        self.play(reading.climb(), within(FadeIn(reading.plumb), 0.3, 1.0), run_time=0.9)
        self.play(FadeIn(reading.level), within(FadeIn(reading.value), 0.4, 1.0), run_time=0.7)
        out, name = opened.out, opened.out_name
        out.set_value_now(self.value_of(0, self.at), self.precision.values(1))
        # The number stays on the curve; a copy of it leaves, above the outline, for its disc.
        disc, mover = out.disc.copy(), out.number.moved_from(reading.value)
        self.play(
            within(FadeIn(disc, scale=0.3), 0.2, 0.8),
            emerge(mover, out.number.copy()),
            within(FadeIn(name), 0.7, 1.0),
            run_time=1.2,
        )
        self.remove(mover, disc)
        self.add(out)
        self.stage.add(head, reading.plot, *reading.parts, out, name)

    def matrix(self) -> None:
        """The neuron closes; its weights become a row of the matrix, its inputs the column."""
        equation, opened = self.equations[0], self.open
        weights = {
            term.weight.recorded.index[1]: term.weight for term in opened.terms if term.weight
        }
        row, flights = equation.weights.cells[self.at], []
        for cell in row:
            here = weights.get(cell.recorded.index[1])
            if here is not None:
                flights.append((here, cell))
        self._lay_down(equation, flights)
        self._return(equation)
        self.show_inputs(0)
        self._row_times_column(equation)
        self.play(FadeIn(equation.biases.column()[self.at]), run_time=0.4)
        self.play(FadeIn(equation.sums.column()[self.at]), run_time=0.5)

    def _lay_down(self, equation: LayerEquation, flights: list[tuple[Readout, Readout]]) -> None:
        """Clear the stage but for the weights; their column lies down as a row of the matrix."""
        opened, row = self.open, equation.weights.cells[self.at]
        kept = [here for here, _ in flights]
        inputs = [term.neuron for term in opened.terms if term.neuron is not None]
        staying = [*kept, *inputs]
        gone = self.stage.clear(keep=staying, stop=0.6)
        frames: list[Mobject] = [*equation.frames, equation.bars[self.at]]
        self.play(*gone, *[within(FadeIn(m), 0.55, 1.0) for m in frames], run_time=1.0)
        flown = {id(cell) for _, cell in flights}
        movers = [(cell.moved_from(here), cell) for here, cell in flights]
        self.remove(*kept)
        self.stage.discard(*kept)
        others = [cell for cell in row if id(cell) not in flown]
        self.play(
            *[Transform(mover, cell.copy()) for mover, cell in movers],
            *[within(FadeIn(m), 0.7, 1.0) for m in others],
            run_time=1.5,
        )
        self.remove(*[mover for mover, _ in movers])
        self.add(*row)
        self.stage.add(*equation.submobjects)

    def _return(self, equation: LayerEquation) -> None:
        """Take inputs and value back to the network; the curve appears in its place."""
        plot = self.plots[0]
        closing = self._closing()
        curve = [plot, *self.dots] if plot is not None else []
        self.play(
            *[within(each, 0.0, 0.7) for each in closing],
            within(FadeIn(self.world), 0.5, 1.0),
            *[within(FadeIn(m), 0.4, 1.0) for m in (*self.formulas[0], *curve)],
            *self.drop_questions(0, [self.at] if plot is not None else []),
            run_time=1.6,
        )
        self.remove(*[each.mobject for each in closing])
        self.stage.add(*self.formulas[0], *curve)
        neuron, bar = self.network.layers[1][self.at], equation.bars[self.at]
        edges = self.network.row(0, self.at)
        self.lit = [
            neuron.clear_highlight,
            lambda: FadeOut(bar),
            *[edge.clear_highlight for edge in edges],
        ]

    def _row_times_column(self, equation: LayerEquation) -> None:
        """Let each weight of the row meet its input in the column."""
        row, column = equation.weights.cells[self.at], equation.inputs.column()
        pairs = [
            [within(m.animate.set_fill(self.theme.focus), 0.0, 1.0, there_and_back) for m in pair]
            for pair in zip(row, column, strict=False)
        ]
        moves = []
        for k, pair in enumerate(pairs):
            start, stop = k / (len(pairs) + 1), (k + 2) / (len(pairs) + 1)
            moves += [within(move, start, stop, there_and_back) for move in pair]
        self.play(*moves, run_time=0.6 + 0.3 * len(pairs))

    def _closing(self) -> list[Transform]:
        """Set the network as it is after the neuron has closed; return how the parts go there."""
        opened, network, plot = self.open, self.network, self.plots[0]
        neuron = network.layers[1][self.at]
        ways = [(there, here) for here, there in self._input_pairs()]
        if plot is not None and self.reading is not None:
            value = self.value_of(0, self.at)
            neuron.set_value_now(value, self.precision.values(1))
            dot = plot.dot(self.z_of(0, self.at), value, 1.0)
            self.dots.append(dot)
        neuron.disc.set_stroke(self.theme.focus, width=self.theme.sizes.focus_outline)
        for edge in network.row(0, self.at):
            weight = edge.weight.value
            edge.set_stroke(
                self.theme.signed(weight),
                width=self.theme.edge_width(weight),
                opacity=self.theme.strength(weight),
            )
        leaving = [m for here, _ in ways for m in here.get_family()]
        inputs = [term.neuron for term in opened.terms if term.neuron is not None]
        self.stage.discard(*leaving, opened.out, *inputs)
        self.remove(*leaving, opened.out, *inputs)
        return [Transform(here.copy(), there.copy()) for here, there in ways]
