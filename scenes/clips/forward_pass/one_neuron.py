"""One neuron worked out in full: opened, fed, and closed again."""

from __future__ import annotations

from typing import Any

from manim import (
    RIGHT,
    Create,
    FadeIn,
    FadeOut,
    Mobject,
    RoundedRectangle,
    Transform,
    VGroup,
)

from scenes.animation.timing import along, staggered, within
from scenes.clips.forward_pass.curve_reading import CurveReading, axis_name, formulas_in
from scenes.clips.forward_pass.layer_equation import LayerEquation
from scenes.clips.forward_pass.layers import LayerByLayer
from scenes.clips.forward_pass.open_neuron import Term
from scenes.clips.forward_pass.stretching import filled_late, level_first, stretched
from scenes.mobjects.network.network_diagram import Edge
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula

__all__ = ["OneNeuron"]

PRODUCTS = 2.2, 1.0, 0.7
"""Seconds for the first product, the second, and each further one."""
FROM_DISC = 0.45
"""How far an input moves from its disc as it is written on its line, in frame units."""
ARRIVAL, PASSING = 1.5, 0.7
"""Seconds for a term of the sum that is shown with its total, and for one of the others."""
SHOWN_TOTALS = 2
"""So many terms are shown with their totals; of the others only the last."""


class OneNeuron(LayerByLayer):
    """A clip with beats in which neuron ``at`` of layer 1 is worked out in full."""

    at: int
    """Its number among the neurons drawn."""
    reading: CurveReading | None
    """Its point on the curve, if its function acts on it alone."""
    plain: VGroup
    """Lines between the neurons, before anything is said of weights."""

    def products(self) -> None:
        """One neuron opens; its first input meets its weight on the line."""
        self._open()
        opened = self.open
        terms = opened.terms
        new = [t.words for t in terms if t.words is not None]
        new += [t.line for t in terms if t.neuron is None]
        new += [opened.arrows.axis, opened.arrows.zero] if opened.level else [opened.key]
        self.stage.add(*new, *[t.line for t in terms])
        for k, term in enumerate(terms):
            self._multiply(term, k, new if not k else [])
        if not opened.level:  # the arrows need its room
            self.stage.discard(opened.key)
            self.with_next_caption = [FadeOut(opened.key)]

    def _open(self) -> None:
        """Leave the network: a neuron and its lines grow into the opened neuron."""
        opened, network = self.open, self.network
        names = [
            self._input_name(i, term) for i, term in zip(opened.shown, opened.terms, strict=False)
        ]
        self.open_names = VGroup(*names)
        lines = [(self._light(edge.copy()), term.line) for edge, term in self._line_pairs()]
        self.play(
            *self.stage.clear(stop=0.4),
            *self.stage.show(*([opened.key] if opened.level else []), start=0.2, stop=0.6),
            *[within(FadeIn(line), 0.6, 1.0) for line, _ in lines],
            within(network.layers[1][self.at].highlight(), 0.6, 1.0),
            run_time=1.3,
        )
        ring = self._ring(self.theme.background)
        pairs = [*self._input_pairs(), *self._name_pairs()]
        movers = [(here.copy(), there) for here, there in pairs]
        left = [m for here, _ in pairs for m in (here if isinstance(here, VGroup) else [here])]
        for m in left:  # their copies move
            m.save_state()
            m.set_opacity(0)
        moves = [stretched(*pair) for pair in lines]
        moves += [Transform(ring, opened.frame.copy()), *[level_first(*pair) for pair in movers]]
        self.play(
            within(FadeOut(self.world), 0.0, 0.3),
            *[within(move, 0.15, 1.0) for move in moves],
            run_time=1.6,
        )
        self.remove(*[move.mobject for move in moves])
        discs = [term.neuron for term in opened.terms if term.neuron is not None]
        self.add(*[line for _, line in lines], opened.frame, *discs, self.open_names)
        self.stage.add(opened.frame, *discs, self.open_names)
        for m in left:
            m.restore()
        self.world.remove(self.plain)
        network.add_to_back(network.drawn_edges)
        self.world.shift(-self.layout.shift)

    def _line_pairs(self) -> list[tuple[Edge, Term]]:
        """Return the lines of the inputs as they are in the network, and their terms."""
        row, places = self.network.row(0, self.at), self.network.indices[0]
        shown = zip(self.open.shown, self.open.terms, strict=False)
        return [(row[places.index(i)], term) for i, term in shown]

    def _light(self, edge: Edge) -> Edge:
        """Draw an edge at full strength."""
        value = edge.weight.value
        return edge.set_stroke(
            self.theme.signed(value),
            width=self.theme.edge_width(value),
            opacity=self.theme.strength(value),
        )

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

    def _ring(self, fill: Any) -> RoundedRectangle:
        """Return the neuron's disc in the network, as a path like the outline of the opened one."""
        disc = self.network.layers[1][self.at].disc
        ring = RoundedRectangle(
            width=disc.width,
            height=disc.width,
            corner_radius=0.4999 * disc.width,
            stroke_color=self.theme.focus,
            stroke_width=self.theme.sizes.focus_outline,
            fill_color=fill,
            fill_opacity=1,
        )
        return ring.move_to(disc)

    def _input_name(self, i: int, term: Term) -> Formula:
        name = Formula(self.theme, f"x_{i + 1}", self.theme.sizes.formula * 0.8, self.theme.ink)
        assert term.neuron is not None
        disc = term.neuron.disc
        x = disc.get_left()[0] - 0.12 - name.width / 2
        return name.place(x, disc.get_y() - 0.09)

    def _multiply(self, term: Term, k: int, new: list[Any]) -> None:
        """The input leaves its disc for the line, where the weight makes it the product."""
        spans = {
            (0.2, 0.45): (term.times, term.weight),
            (0.45, 0.7): (term.equals, term.product),
            (0.0, 0.3): new,
        }
        moves = [
            within(FadeIn(m), *span) for span, each in spans.items() for m in each if m is not None
        ]
        parts = [m for each in spans.values() for m in each if m is not None]
        if term.x is not None:
            moves.append(within(FadeIn(term.x, shift=FROM_DISC * RIGHT, scale=0.75), 0.0, 0.35))
            parts.append(term.x)
        if self.open.level:
            moves.append(within(self.open.arrows.draw(k), 0.65, 1.0))
            parts.append(self.open.arrows.arrow_of(k))
        self.play(*moves, run_time=PRODUCTS[min(k, 2)])
        self.stage.add(*parts)

    def running_sum(self) -> None:
        """The arrows of the products move one after another to the tip of the one before."""
        opened, arrows = self.open, self.open.arrows
        count = len(opened.terms)
        new = [opened.formula, arrows.title, arrows.bead]
        if not opened.level:
            new += [arrows.axis, arrows.zero]
        self.play(*[FadeIn(m) for m in new], run_time=0.6)
        self.stage.add(*new)
        if not opened.level:
            self.play(*staggered([arrows.draw(k) for k in range(count)]), run_time=2.0)
            self.stage.add(*[arrows.arrow_of(k) for k in range(count)])
        before = None
        for k in range(count):
            total = opened.sums[k] if k < SHOWN_TOTALS or k == count - 1 else None
            moves = [*arrows.chain(k), *([] if k else [FadeIn(opened.sum_name)])]
            self.play(*moves, *_replaced(before, total), run_time=ARRIVAL if total else PASSING)
            if before is not None:
                self.stage.discard(before)
                self.remove(before)
            if total is not None:
                self.add(total)
                self.stage.add(total)
            self.stage.add(opened.sum_name, *arrows.parts_of(k))
            self.bring_to_front(arrows.bead)
            before = total

    def bias(self) -> None:
        """The bias is added to the sum; the total is the pre-activation."""
        opened, arrows, count = self.open, self.open.arrows, len(self.open.terms)
        self.play(FadeIn(opened.bias), within(arrows.draw(count), 0.5, 1.0), run_time=1.1)
        self.play(*arrows.chain(count), run_time=1.1)
        self.play(arrows.lead_down(count + 1), run_time=0.5)
        self.bring_to_front(arrows.bead)
        self.play(FadeIn(opened.rule), FadeIn(opened.total), run_time=0.8)
        self.stage.add(opened.bias, opened.rule, opened.total)
        parts = [m for k in range(count + 1) for m in arrows.parts_of(k)]
        gone = [arrows.zero, arrows.title, *parts, arrows.drops[-1]]
        self.stage.discard(*gone, arrows.axis, arrows.bead)
        if self.reading is None:
            gone += [arrows.axis, arrows.bead]
        self.with_next_caption = [FadeOut(m) for m in gone]

    def squash(self) -> None:
        """The axis of the sum becomes that of the curve; the dot climbs to it."""
        reading, arrows, theme = self.reading, self.open.arrows, self.theme
        assert reading is not None
        plot, n = reading.plot, self.open.j + 1
        name = axis_name(plot, f"{self.open.letter}_{n}")
        head = formulas_in(
            theme, self.layout.neuron.formulas, self.functions[0],
            f"{self.open.letter}_{n}", f"z_{n}",
        )  # fmt: skip
        self.play(
            *arrows.onto(plot, reading.source),
            within(FadeIn(plot.base), 0.5, 1.0),
            within(FadeIn(reading.z), 0.7, 1.0),
            run_time=1.5,
        )
        self.remove(arrows.axis, arrows.bead)
        self.add(reading.dot)
        shown = [FadeIn(VGroup(plot.rise, name)), Create(plot.curve), *map(FadeIn, head)]
        self.play(*staggered(shown, overlap=0.4), run_time=2.0)
        self.remove(plot.base, plot.rise, plot.curve, name)
        self.add(plot, name)
        self.bring_to_front(reading.dot)
        self.play(reading.climb(), within(FadeIn(reading.plumb), 0.3, 1.0), run_time=1.0)
        self.play(FadeIn(reading.level), within(FadeIn(reading.value), 0.5, 1.0), run_time=1.0)
        self.stage.add(head, plot, name, *reading.parts)

    def matrix(self) -> None:
        """The neuron closes; its weights become a row of the matrix, its inputs the column."""
        equation = self.equations[0]
        self._close(equation)
        self._return(equation)
        self.show_inputs(0)
        results = [block.column()[self.at] for block in (equation.biases, equation.sums)]
        self.play(*staggered([FadeIn(cell) for cell in results], overlap=0.2), run_time=1.0)

    def _close(self, equation: LayerEquation) -> None:
        """Shrink the neuron to its place in the network, as its weights lie down as a row."""
        opened, row = self.open, equation.weights.cells[self.at]
        weights = {t.weight.recorded.index[1]: t.weight for t in opened.terms if t.weight}
        flights = [
            (weights[cell.recorded.index[1]], cell)
            for cell in row
            if cell.recorded.index[1] in weights
        ]
        lines, others = self._ways_back()
        discs = [term.neuron for term in opened.terms if term.neuron is not None]
        kept = [*[here for here, _ in (*lines, *others, *flights)], *discs, self.open_names]
        self.play(
            *self.stage.clear(keep=kept, stop=1.0),
            within(opened.frame.animate.set_stroke(opacity=0.0), 0.4, 1.0),
            run_time=0.7,
        )
        self.stage.discard(*kept)
        self.remove(*kept)
        moves = [stretched(line.copy(), edge) for line, edge in lines]
        (frame, ring), *others = others
        moves += [filled_late(frame.copy(), ring)]
        moves += [Transform(here.copy(), there.copy()) for here, there in others]
        self.closed = [move.mobject for move in moves]
        self.add(*self.closed)
        flying = [(cell.moved_from(here), cell) for here, cell in flights]
        ways = [
            along(mover, cell.copy(), [(cell.get_x(), mover.get_y())]) for mover, cell in flying
        ]
        frames: list[Mobject] = [equation.bars[self.at], *equation.frames]
        frames += [cell for cell in row if cell.recorded.index[1] not in weights]
        self.play(
            *[within(move, 0.4, 1.0) for move in moves],
            *[within(way, 0.0, 0.6) for way in ways],
            *[within(FadeIn(m), 0.85, 1.0) for m in frames],
            run_time=2.4,
        )
        self.remove(*[mover for mover, _ in flying])
        self.add(*row)
        self.stage.add(*equation.submobjects)

    def _ways_back(self) -> tuple[list[tuple[Any, Any]], list[tuple[Any, Any]]]:
        """Set the network as it is once the neuron has closed; return what goes where.

        The lines are apart from the rest.
        """
        network, theme = self.network, self.theme
        neuron, fill = network.layers[1][self.at], theme.background
        for edge in network.row(0, self.at):
            self._light(edge)
        lines = [(term.line, edge) for edge, term in self._line_pairs()]
        if self.reading is not None:
            neuron.set_value_now(self.value_of(0, self.at), self.precision.values(1))
            fill = neuron.disc.get_fill_color()
        neuron.disc.set_stroke(theme.focus, width=theme.sizes.focus_outline)
        others: list[tuple[Any, Any]] = [(self.open.frame, self._ring(fill))]
        pairs = [*self._input_pairs(), *self._name_pairs()]
        others += [(there, here) for here, there in pairs]
        if self.reading is not None:
            others.append((self.reading.value, neuron.number))
        return lines, others

    def _return(self, equation: LayerEquation) -> None:
        """Show the rest of the network again; the curve appears in its place."""
        plot, shown = self.plots[0], list(self.formulas[0])
        if plot is not None:
            z, value = self.z_of(0, self.at), self.value_of(0, self.at)
            self.dots.append(plot.dot(z, value, 1.0))
            shown += [plot, self.axis_names[0], *self.dots]
        self.play(
            FadeIn(self.world),
            *[within(FadeIn(m), 0.3, 1.0) for m in shown],
            *self.drop_questions(0, [self.at] if plot is not None else []),
            run_time=1.0,
        )
        self.remove(*self.closed)
        self.stage.add(*shown)
        self.lit = self.highlights(0, [self.at])


def _replaced(old: Readout | None, new: Readout | None) -> list[Any]:
    """Return how a number gives way to another in its place: not at all if they look the same."""
    if old is not None and new is not None and old.text == new.text:
        return []
    leaving = [] if old is None else [within(FadeOut(old), *((0.85, 1.0) if new else (0.0, 0.3)))]
    return leaving if new is None else [*leaving, within(FadeIn(new), 0.7, 1.0)]
