"""One neuron worked out in full: opened, fed, and closed again."""

from __future__ import annotations

from typing import Any

from manim import (
    DOWN,
    RIGHT,
    Create,
    FadeIn,
    FadeOut,
    Mobject,
    Rectangle,
    RoundedRectangle,
    Transform,
    VGroup,
    there_and_back,
)

from scenes.animation.timing import along, staggered, within
from scenes.clips.forward_pass.curve_reading import CurveReading, formulas_in
from scenes.clips.forward_pass.layer_equation import LayerEquation
from scenes.clips.forward_pass.layers import LayerByLayer
from scenes.clips.forward_pass.open_neuron import MEETING, Term
from scenes.mobjects.text.readout import Readout, emerge
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import Source
from scenes.style.theme import Theme

__all__ = ["OneNeuron"]

SLOW, QUICKEST, LEAST_TERM = 1.0, 0.6, 1.0
"""Seconds for the second product, for the quickest one, and for the quickest term of the sum."""
BELOW = 0.45
"""How far below z its copy leaves, in frame units."""
OUT_ROOM = 1.0
"""From the top of the curve to the centre of the disc that takes the value, at least: its name
is above it."""
FROM_DISC = 0.3
"""How far an input moves out of its disc as it is written on its line, in frame units."""


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
            within(FadeIn(self.open.key), 0.0, 0.3), *staggered(shown, overlap=0.6, start=0.25),
            run_time=1.8,
        )  # fmt: skip
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
        self.open_names = VGroup(
            *[
                self._input_name(i, term)
                for i, term in zip(opened.shown, opened.terms, strict=False)
            ]
        )
        pairs = [*self._input_pairs(), *self._name_pairs()]
        movers = [Transform(here.copy(), there.copy()) for here, there in pairs]
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
        self._hide_names()
        words = [t.words for t in opened.terms if t.words is not None]
        self.play(
            *self.stage.clear(stop=0.3),
            within(FadeOut(self.world), 0.0, 0.25),
            *[within(each, 0.2, 1.0) for each in (growth, *movers)],
            run_time=1.5,
        )
        self.remove(ring, *[m.mobject for m in movers])
        discs = [term.neuron for term in opened.terms if term.neuron is not None]
        self.add(opened.frame, *discs, self.open_names)
        self.play(*[FadeIn(m) for m in (*words, opened.formula)], run_time=0.6)
        self.stage.add(opened.frame, *discs, self.open_names, *words, opened.formula)
        for hidden in (*left, *self.symbols):
            hidden.restore()
        self.world.shift(-self.layout.shift)

    def _hide_names(self) -> None:
        """Hide the inputs' names in the network, as their copies move."""
        for name in self.symbols:
            name.save_state()
            name.set_opacity(0)

    def _input_pairs(self) -> list[tuple[VGroup, VGroup]]:
        """Return the inputs as they are in the network, and in the opened neuron."""
        opened, network, pairs = self.open, self.network, []
        for i, term in zip(opened.shown, opened.terms, strict=False):
            here, there = network.layers[0][network.indices[0].index(i)], term.neuron
            if there is not None:
                pairs.append((VGroup(here.disc, here.number), VGroup(there.disc, there.number)))
        return pairs

    def _name_pairs(self) -> list[tuple[VGroup, VGroup]]:
        """Return the names of the inputs in the network, and in the opened neuron."""
        places = [self.network.indices[0].index(i) for i in self.open.shown]
        return list(zip([self.symbols[k] for k in places], self.open_names, strict=True))

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
        moves = []
        if term.x is not None:
            moves.append(within(FadeIn(term.x, shift=FROM_DISC * RIGHT), 0.0, 0.45))
        for part in (term.equals, term.product):
            if part is not None:
                moves.append(within(FadeIn(part), 0.55, 1.0))
        self.play(*moves, run_time=run_time)
        self.stage.add(*[m for m in (term.x, term.equals, term.product) if m is not None])

    def running_sum(self) -> None:
        """The products run into the neuron one after another: arrows, tip to tail."""
        opened, arrows = self.open, self.open.arrows
        lit = [s.animate.set_color(self.theme.ink) for s in opened.symbols[:1]]
        self.play(FadeIn(arrows.axis), FadeIn(arrows.bead), *lit, run_time=0.8)
        self.stage.add(arrows.axis, arrows.bead)
        pace = 1.6 * SLOW
        for k, term in enumerate(opened.terms):
            self.play(*self._arrival(k), run_time=pace)
            if term.pulse is not None:
                self.remove(term.pulse)
            if k:
                self.stage.discard(opened.sums[k - 1])
                self.remove(opened.sums[k - 1])
            self.add(opened.sums[k])
            self.stage.add(opened.sums[k], *arrows.parts_of(k))
            if not k:
                self.stage.add(opened.sum_name)
            self.bring_to_front(arrows.bead)
            pace = max(LEAST_TERM, 0.85 * pace)

    def _arrival(self, k: int) -> list[Any]:
        """Return the motion of product ``k`` into the neuron, its arrow, and the new sum."""
        opened, late = self.open, 0.35
        term, moves = opened.terms[k], []
        if term.pulse is not None:
            moves.append(within(opened.pass_in(term, MEETING), 0.0, late, ease=lambda t: t))
        glance = term.product.animate.set_fill(self.theme.focus)
        moves.append(within(glance, 0.0, 0.6, there_and_back))
        moves += [within(move, late, 0.85) for move in opened.arrows.grow(k)]
        if not k:
            name, number = opened.sum_name, opened.sums[0]
            return [*moves, within(FadeIn(name), 0.0, late), within(FadeIn(number), 0.85, 0.95)]
        return [*moves, *_replaced(opened.sums[k - 1], opened.sums[k], 0.85)]

    def bias(self) -> None:
        """The bias is added to the sum; the total is the pre-activation."""
        opened, arrows, count = self.open, self.open.arrows, len(self.open.terms)
        lit = [
            symbol.animate.set_color(colour)
            for symbol, colour in zip(
                opened.symbols[1:], (self.theme.bias, self.theme.ink), strict=False
            )
        ]
        self.play(FadeIn(opened.bias), *lit[:1], run_time=0.8)
        self.play(*arrows.grow(count), run_time=1.0)
        self.bring_to_front(arrows.bead)
        self.play(arrows.lead_down(count + 1), run_time=0.6)
        self.bring_to_front(arrows.bead)
        self.play(FadeIn(opened.rule), FadeIn(opened.total), *lit[1:], run_time=0.8)
        self.wait(0.4)
        self.stage.add(opened.bias, opened.rule, opened.total)
        parts = [m for k in range(count) for m in arrows.parts_of(k)]
        gone = [arrows.axis, *parts, *arrows.parts_of(count), arrows.drops[-1], arrows.bead]
        self.stage.discard(*gone)
        self.with_next_caption = [FadeOut(m) for m in gone]

    def squash(self) -> None:
        """A dot climbs to the curve; its height is the value, which leaves to the right."""
        reading, opened = self.reading, self.open
        assert reading is not None
        plot = reading.plot
        self._place_out(reading)
        head = formulas_in(
            self.theme, self.layout.neuron.formulas, self.functions[0],
            f"{opened.letter}_{opened.j + 1}", f"z_{opened.j + 1}",
        )  # fmt: skip
        self._let_z_fall(reading)
        self.play(
            Create(plot.curve), *staggered([FadeIn(line) for line in head], overlap=0.2),
            run_time=2.0,
        )  # fmt: skip
        self.remove(plot.base, plot.rise, plot.curve)
        self.add(plot, reading.dot)
        self.play(reading.climb(), within(FadeIn(reading.plumb), 0.3, 1.0), run_time=1.0)
        self.play(FadeIn(reading.level), within(FadeIn(reading.value), 0.4, 1.0), run_time=0.8)
        self.wait(0.4)
        self._let_value_leave(reading)
        kept = [m for m in reading.parts if m is not reading.value]
        self.stage.add(head, plot, *kept, opened.out, opened.out_name)

    def _let_z_fall(self, reading: CurveReading) -> None:
        """Move z to the axis of the curve, and set a dot there."""
        plot, beside = reading.plot, self.layout.neuron.beside
        start = self.open.total_number.copy()
        if beside:  # clear of its original
            start.shift(BELOW * DOWN)
        mover = reading.z.moved_from(start)
        # The numbers of the axis appear when z has passed.
        axes = [within(FadeIn(m), 0.75 if beside else 0.0, 1.0) for m in (plot.base, plot.rise)]
        self.play(emerge(mover, reading.z.copy()), *axes, run_time=1.4)
        self.remove(mover)
        self.add(reading.z)
        self.play(FadeIn(reading.dot, scale=0.3), run_time=0.3)
        self.bring_to_front(reading.dot)

    def _place_out(self, reading: CurveReading) -> None:
        """Set the disc of the value level with a way out between the numbers of the axis."""
        opened, curve = self.open, self.layout.neuron.curve
        lane = min(max(reading.lane, curve.bottom + 0.5), curve.top - OUT_ROOM)
        shift = [0.0, lane - opened.out.disc.get_y(), 0.0]
        opened.out.shift(shift)
        opened.out_name.shift(shift)

    def _let_value_leave(self, reading: CurveReading) -> None:
        """Move the value from the curve into its disc, between the numbers of the axis."""
        opened = self.open
        out, name = opened.out, opened.out_name
        out.set_value_now(self.value_of(0, self.at), self.precision.values(1))
        disc, mover = out.disc.copy(), out.number.moved_from(reading.value)
        self.play(FadeIn(disc, scale=0.3), FadeIn(name), run_time=0.5)
        self.remove(reading.value)
        x = float(reading.value.get_x())
        self.play(along(mover, out.number.copy(), [(x, reading.lane)]), run_time=1.0)
        self.remove(mover, disc)
        self.add(out)

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

    def _lay_down(self, equation: LayerEquation, flights: list[tuple[Readout, Readout]]) -> None:
        """Clear the stage but for the weights; their column lies down as a row of the matrix."""
        opened, row = self.open, equation.weights.cells[self.at]
        kept = [here for here, _ in flights]
        inputs = [term.neuron for term in opened.terms if term.neuron is not None]
        staying = [*kept, *inputs, self.open_names]
        self.play(*self.stage.clear(keep=staying, stop=1.0), run_time=0.6)
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
        frames: list[Mobject] = [equation.bars[self.at], *equation.frames]
        self.play(*[FadeIn(m) for m in frames], run_time=0.7)
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
        """Let a frame pass along row and column; the sum so far stands in the place of z."""
        row, column = equation.weights.cells[self.at], equation.inputs.column()
        cell, sums = equation.sums.column()[self.at], []
        if len(row) == self.recording.layer_sizes[0]:
            sources = [
                self.source("partial_sums", 0, self.focus_neuron, i) for i in range(len(row))
            ]
            sums = [_like(cell, source, self.theme) for source in sources]
        pairs = zip(row, column, strict=False)
        frames = [VGroup(*[_framed(number, self.theme) for number in pair]) for pair in pairs]
        self.play(FadeIn(frames[0]), *[FadeIn(s) for s in sums[:1]], run_time=0.5)
        for k in range(1, len(frames)):
            moves = [within(FadeOut(frames[k - 1]), 0.0, 0.3), within(FadeIn(frames[k]), 0.3, 0.6)]
            moves += _replaced(sums[k - 1], sums[k], 0.6) if sums else []
            self.play(*moves, run_time=0.55)
            self.remove(*sums[k - 1 : k])
            self.add(*sums[k : k + 1])
        self.play(FadeOut(frames[-1]), FadeIn(equation.biases.column()[self.at]), run_time=0.5)
        self.play(
            *[within(FadeOut(s), 0.0, 0.3) for s in sums[-1:]], within(FadeIn(cell), 0.3, 1.0),
            run_time=0.5,
        )  # fmt: skip

    def _closing(self) -> list[Transform]:
        """Set the network as it is after the neuron has closed; return how the parts go there."""
        opened, network, plot = self.open, self.network, self.plots[0]
        neuron = network.layers[1][self.at]
        pairs = [*self._input_pairs(), *self._name_pairs()]
        ways = [(there, here) for here, there in pairs]
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
        self.stage.discard(*leaving, opened.out, *inputs, self.open_names)
        self.remove(*leaving, opened.out, *inputs, self.open_names)
        return [Transform(here.copy(), there.copy()) for here, there in ways]


def _framed(number: Readout, theme: Theme) -> Rectangle:
    """Return a frame around a cell of a matrix."""
    frame = Rectangle(width=number.advance_width + 0.1, height=number.em * 0.62 + 0.13)
    frame.set_stroke(theme.focus, width=theme.sizes.line)
    return frame.move_to([number.get_x(), number.baseline + 0.31 * number.em, 0.0])


def _like(cell: Readout, source: Source, theme: Theme) -> Readout:
    """Print another value in the place of a cell."""
    number = Readout(theme, source, cell.number_format, cell.em)
    return number.place(cell.point_x, cell.baseline, "point")


def _replaced(old: Readout, new: Readout, moment: float) -> list[Any]:
    """Return how a number gives way to another in its place: not at all if they look the same."""
    if old.text == new.text:
        return []
    return [
        within(FadeOut(old), moment - 0.07, moment),
        within(FadeIn(new), moment, moment + 0.1),
    ]
