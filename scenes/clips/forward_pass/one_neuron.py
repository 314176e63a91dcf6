"""One neuron worked out in full: opened, fed, and closed again."""

from __future__ import annotations

from typing import Any

from manim import Create, FadeIn, FadeOut, Mobject, RoundedRectangle, Transform, VGroup

from scenes.animation.timing import staggered, within
from scenes.clips.forward_pass.curve_reading import CurveReading, formulas_in
from scenes.clips.forward_pass.layer_equation import LayerEquation
from scenes.clips.forward_pass.layers import LayerByLayer
from scenes.clips.forward_pass.open_neuron import MEETING, Term
from scenes.mobjects.text.readout import Readout, emerge
from scenes.mobjects.text.text import Formula
from scenes.provenance.mark import mark

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
        base = [] if self.reading is None else [self.reading.plot.base]
        self.play(
            *staggered(shown, overlap=0.6),
            *[within(FadeIn(m), 0.4, 1.0) for m in (self.open.formula, *base)],
            run_time=1.3,
        )
        self.stage.add(*base)
        self.stage.add(*[m for t in terms for m in (t.line, t.times, t.weight) if m is not None])
        self.stage.add(self.open.formula)
        first = terms[0]
        if first.x is not None and first.neuron is not None:
            mover = first.x.moved_from(first.neuron.number)
            self.play(emerge(mover, first.x.copy()), run_time=0.9)
            self.remove(mover)
            self.add(first.x)
        self.wait(0.3)
        self._multiply(first, 0.8)
        self._add_up(0, 1.1)

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
            *self.stage.clear(),
            within(FadeOut(self.world), 0.0, 0.5),
            growth,
            *movers,
            *[within(FadeIn(m), 0.6, 1.0) for m in (self.open_names, *words)],
            run_time=1.5,
        )
        self.remove(ring, *[m.mobject for m in movers])
        discs = [term.neuron for term in opened.terms if term.neuron is not None]
        self.add(opened.frame, *discs)
        self.stage.add(opened.frame, *discs, self.open_names, *words)
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
        """Input and weight become the product."""
        moves = [within(FadeIn(m), 0.2, 1.0) for m in (term.equals, term.product) if m is not None]
        self.play(*moves, run_time=run_time)
        kept = [m for m in (term.x, term.equals, term.product) if m is not None]
        self.stage.add(*kept)

    def _add_up(self, k: int, run_time: float) -> None:
        """Product ``k`` runs into the neuron, whose sum changes."""
        self.play(*self._arrival(k, 0.0), run_time=run_time)
        self._arrived(k)

    def _arrival(self, k: int, start: float) -> list[Any]:
        """Return the motion of product ``k`` into the neuron, and the change of the sum."""
        opened, late = self.open, start + 0.75 * (1 - start)
        term, moves = opened.terms[k], []
        if term.pulse is not None:
            moves.append(within(opened.pass_in(term, MEETING), start, late, ease=lambda t: t))
        middle = (late + 1) / 2
        if k:
            moves.append(within(FadeOut(opened.sums[k - 1]), late, middle))
        else:
            moves.append(within(FadeIn(opened.sum_name), start, late))
        moves += self._slide(k, late)
        return [*moves, within(FadeIn(opened.sums[k]), middle, 1.0)]

    def _slide(self, k: int, late: float) -> list[Any]:
        """Return how the dot on the axis of z moves by product ``k``."""
        if self.reading is None:
            return []
        bead, plot = self.reading.bead, self.reading.plot
        source = self.open.sums[k].recorded
        mark(bead, "place", source, axes=plot)
        if not k:
            bead.move_to([plot.c2p(0, 0)[0], plot.bottom, 0])
            self.stage.add(bead)
            self.add(bead)
        there = [plot.c2p(source.value, 0)[0], plot.bottom, 0]
        return [within(bead.animate.move_to(there), late, 1.0)]

    def _arrived(self, k: int) -> None:
        opened = self.open
        if opened.terms[k].pulse is not None:
            self.remove(opened.terms[k].pulse)
        if k:
            self.stage.discard(opened.sums[k - 1])
        self.stage.add(opened.sums[k], opened.sum_name)

    def running_sum(self) -> None:
        """The other products run into the neuron, one after another, ever quicker."""
        pace = SLOW
        for k in range(1, len(self.open.terms)):
            term, moves = self.open.terms[k], []
            if term.x is not None and term.neuron is not None:
                mover = term.x.moved_from(term.neuron.number)
                moves.append(within(emerge(mover, term.x.copy()), 0.0, 0.35))
            for part in (term.equals, term.product):
                if part is not None:
                    moves.append(within(FadeIn(part), 0.3, 0.5))
            self.play(*moves, *self._arrival(k, 0.45), run_time=pace + 0.4)
            if term.x is not None:
                self.remove(mover)
                self.add(term.x)
            self.stage.add(*[m for m in (term.x, term.equals, term.product) if m is not None])
            self._arrived(k)
            pace = max(QUICKEST, pace * 0.85)

    def bias(self) -> None:
        """The bias is added to the sum; the total is the pre-activation."""
        opened = self.open
        self.play(FadeIn(opened.bias), run_time=0.6)
        self.wait(0.3)
        moves = []
        if self.reading is not None:
            bead, plot, z = self.reading.bead, self.reading.plot, self.reading.source
            mark(bead, "place", z, axes=plot)
            there = [plot.c2p(z.value, 0)[0], plot.bottom, 0]
            moves.append(within(bead.animate.move_to(there), 0.4, 1.0))
        total = within(FadeIn(opened.total), 0.4, 1.0)
        self.play(FadeIn(opened.rule), total, *moves, run_time=1.0)
        self.stage.add(opened.bias, opened.rule, opened.total)

    def squash(self) -> None:
        """A dot climbs to the curve; its height is the value, which leaves to the right."""
        reading, opened, theme = self.reading, self.open, self.theme
        assert reading is not None
        j, letter = opened.j + 1, opened.letter
        region = self.layout.neuron.formulas
        if not opened.shared_head and self.layout.neuron.beside:
            region = region.below(opened.formula.get_bottom()[1] - 0.07)
        head = formulas_in(
            theme,
            region,
            self.functions[0],
            f"{letter}_{j}",
            f"z_{j}",
            opened.formula.get_y() + 0.1 if opened.shared_head else None,
        )
        rise = within(FadeIn(reading.plot.rise), 0.0, 0.5)
        self.play(FadeIn(head), rise, within(Create(reading.plot.curve), 0.3, 1.0), run_time=1.4)
        mover = reading.z.moved_from(opened.total_number)
        self.play(emerge(mover, reading.z.copy()), run_time=0.9)
        self.remove(mover)
        self.add(reading.z)
        self.remove(reading.bead)
        self.stage.discard(reading.bead, reading.plot.base)
        self.remove(reading.plot.base, reading.plot.rise, reading.plot.curve)
        self.add(reading.plot, reading.dot)
        self.play(reading.climb(), within(FadeIn(reading.plumb), 0.3, 1.0), run_time=1.0)
        self.play(FadeIn(reading.level), within(FadeIn(reading.value), 0.4, 1.0), run_time=0.8)
        empty, name = opened.out, opened.out_name
        self.play(FadeIn(empty), FadeIn(name), run_time=0.4)
        fill, number = empty.set_value(self.value_of(0, self.at), self.precision.values(1))
        mover = empty.number.moved_from(reading.value)
        self.play(fill, number, emerge(mover, empty.number.copy()), run_time=1.0)
        self.remove(mover)
        self.stage.add(head, reading.plot, *reading.parts, empty, name)

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
        self._close(equation, flights)
        self.show_inputs(0)
        self.play(FadeIn(equation.biases.column()[self.at]), run_time=0.4)
        self.play(FadeIn(equation.sums.column()[self.at]), run_time=0.5)

    def _close(self, equation: LayerEquation, flights: list[tuple[Readout, Readout]]) -> None:
        """Return to the network, as the weights fly into their row and the curve to its place."""
        plot, row = self.plots[0], equation.weights.cells[self.at]
        flown = {id(cell) for _, cell in flights}
        movers = [(cell.moved_from(here), cell) for here, cell in flights]
        kept = [here for here, _ in flights]
        self.remove(*kept)
        self.stage.discard(*kept)
        closing = self._closing()
        new: list[Mobject] = [*equation.frames, equation.bars[self.at], *self.formulas[0]]
        others = [cell for cell in row if id(cell) not in flown]
        self.play(
            *self.stage.clear(stop=0.22),
            *[within(each, 0.16, 0.5) for each in closing],
            *[within(FadeIn(m), 0.45, 0.6) for m in new],
            *staggered([Transform(m, c.copy()) for m, c in movers], 0.75, 0.24, 0.84),
            *[within(FadeIn(m), 0.7, 0.85) for m in others],
            within(FadeIn(self.world), 0.8, 1.0),
            *self.drop_questions(0, [self.at] if plot is not None else []),
            run_time=3.2,
        )
        self.remove(*[each.mobject for each in closing], *[m for m, _ in movers])
        curve = [plot, *self.dots] if plot is not None else []
        self.add(*row, *curve)
        self.stage.add(*equation.submobjects, *self.formulas[0], *curve)
        neuron, bar = self.network.layers[1][self.at], equation.bars[self.at]
        edges = self.network.row(0, self.at)
        self.lit = [
            neuron.clear_highlight,
            lambda: FadeOut(bar),
            *[edge.clear_highlight for edge in edges],
        ]

    def _closing(self) -> list[Transform]:
        """Set the network as it is after the neuron has closed; return how the parts go there."""
        opened, network, plot = self.open, self.network, self.plots[0]
        neuron = network.layers[1][self.at]
        # Without its fill, since the copy that moves is above what fades out.
        ways = [(opened.frame.set_fill(opacity=0), self._ring().set_fill(opacity=0))]
        ways += [(there, here) for here, there in self._input_pairs()]
        if plot is not None and self.reading is not None:
            value = self.value_of(0, self.at)
            neuron.set_value_now(value, self.precision.values(1))
            dot = plot.dot(self.z_of(0, self.at), value, 1.0)
            carried = VGroup(self.reading.plot, self.reading.dot)
            ways.append((carried, VGroup(plot, dot)))
            out = opened.out
            ways.append((VGroup(out.disc, out.number), VGroup(neuron.disc, neuron.number)))
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
