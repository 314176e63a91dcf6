"""Deltas times activations: every cell of a gradient, or of an update, with its two factors."""

from __future__ import annotations

from decimal import Decimal

from manim import RoundedRectangle, VGroup

from scenes.mobjects.matrix.matrix import Matrix
from scenes.mobjects.text.equals import equality, equals_sign
from scenes.mobjects.text.equation_line import in_a_line, width_in_a_line
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.relation import MOST_DECIMALS, Relation, choices, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["OuterProduct", "sum_relations", "update_decimals", "update_relations"]

ROOMY = 10
"""With more decimals of both factors than these, an equation needs smaller type."""
FEW, MANY = 2, 4
"""Decimals of updates: the fewest that are enough, between these."""
NARROW, LEAST = 0.3, 0.96
"""Least gap between columns, in em; and type that is smaller than so many times that of matrices
is avoided."""
HEADS = 0.52
"""Height of the row of activations above the matrix, in frame units."""


class OuterProduct(VGroup):
    """A matrix with the deltas at its left and the activations above, as a table of products.

    At the right stands the column of the bias, whose neuron is always 1, if there is one.  What
    a narrow region has no room for at a size that is easy to read is left out: first the wide
    gaps between columns, then the deltas.

    Parameters
    ----------
    theme : Theme
    region : Region
        Filled in width, up to ``most_em``; the table stands at its top.  Without room for the
        column of the bias, it is not placed: :meth:`put_bias` does that.
    recording : network.Recording
    step, layer : int
        Which weights: those from layer ``layer`` to the next, at a training step.
    updates : bool
        Show −learning_rate·delta·activation rather than delta·activation.
    decimals : int
        Of the cells.  The factors have as many as it takes for the cells to agree.
    pitch, most_em : float
    bias : bool
        Whether there is a column of the bias.
    least_width, gap : float
        Columns are no narrower, in frame units, and so far apart, in em.

    Attributes
    ----------
    cells, bias : Matrix
    deltas, heads : list of Readout
        Left of the rows, and above the columns.
    one : Readout
        The bias neuron's value, above its column.
    relations : tuple of Relation
        The equations of all cells.
    equality : str
        The sign for the formula above it: = or ≈, in a formula's notation.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        recording,
        step: int,
        layer: int,
        *,
        updates: bool,
        decimals: int,
        pitch: float,
        most_em: float = 0.34,
        bias: bool = True,
        least_width: float = 0.0,
        gap: float = 0.3,
    ):
        self.theme, self.with_bias, self.with_deltas = theme, bias, True
        self.least_width, self.gap = least_width, gap
        self.sources = _Sources(recording, step, layer, updates)
        self.cell_decimals = decimals
        self.decimals, self.head_decimals = self.sources.factor_decimals(decimals)
        self.relations = tuple(self.sources.relations(self.decimals, self.head_decimals, decimals))
        self.equality = equality(self.relations)
        shape = region, most_em, pitch, decimals
        least = LEAST * theme.sizes.number_matrix
        if self._fit(*shape) < least and bias:
            self.with_bias = False
            self._fit(*shape)
        if self.em < least and gap > NARROW:
            self.gap = NARROW
            self._fit(*shape)
        if self.em < least:
            self.with_deltas = False
            self._fit(*shape)
        super().__init__(self.cells, *self.deltas, *self.heads)
        if self.with_bias:
            self.add(self.bias, self.one)

    def _fit(self, region: Region, em: float, pitch: float, decimals: int) -> float:
        """Make all parts as large as the region is wide enough for; give the size of type."""
        room = region.width - 0.1
        # The pads of brackets do not shrink with the type, so one correction is not enough.
        while (natural := self._build(region, em, pitch, decimals)) > room:
            em *= 0.999 * room / natural
        return em

    def _build(self, region: Region, em: float, pitch: float, decimals: int) -> float:
        """Make all parts at one size of type; give the width they take."""
        theme, sources = self.theme, self.sources
        self.em = em
        style = NumberFormat(decimals, signed=True)
        self.bias = Matrix(theme, [[s] for s in sources.bias], style, em, pitch, self._of_bias)
        signed = NumberFormat(self.decimals, signed=True)
        self.deltas = [Readout(theme, s, signed, em, theme.signed(s.value)) for s in sources.deltas]
        # The inputs of the walkthrough are exact tenths.
        plain = NumberFormat(1 if sources.exact else self.head_decimals)
        self.heads = [Readout(theme, s, plain, em) for s in sources.activations]
        self.one = Readout(theme, sources.one, NumberFormat(0), em, theme.bias)
        least = max(self.least_width, *[head.advance_width for head in self.heads])
        self.cells = Matrix(theme, sources.cells, style, em, pitch, self._of_cell, least, self.gap)
        widest = max(delta.advance_width for delta in self.deltas)
        gap = 0.35 * em
        if not self.with_deltas:
            self.deltas, widest, gap = [], 0.0, 0.0
        widths = (widest, self.cells.brackets.width, self.bias.brackets.width)
        total = sum(widths) + 2.4 * gap if self.with_bias else sum(widths[:2]) + gap
        left, top = region.x - total / 2, region.top - HEADS
        middle = top - self.cells.brackets.height / 2
        self.cells.move_to([left + widest + gap + widths[1] / 2, middle, 0])
        self.bias.move_to([left + total - widths[2] / 2, middle, 0])
        for r, delta in enumerate(self.deltas):
            baseline = self.cells.row_y(r) - em * DIGIT_HEIGHT / 2
            delta.place(left + widest, baseline, "right")
        columns = [*self.cells.row(0), self.bias.row(0)[0]]
        for head, cell in zip([*self.heads, self.one], columns, strict=True):
            head.place(cell.get_x() + 0.1 * em, top + 0.16)
        self.bottom = self.cells.brackets.get_bottom()[1]
        return total

    def _of_cell(self, value: float) -> str:
        """Colour of a cell: that of its sign, unless it is printed as zero and shows none."""
        return self.theme.signed(round(value, self.cell_decimals))

    def _of_bias(self, value: float) -> str:
        return self.theme.bias

    def put_bias(self, x: float, top: float) -> None:
        """Put the bias's column by itself: its brackets begin at ``top``, with ``x`` their middle.

        The one stands above it.
        """
        self.bias.move_to([x, top - self.bias.brackets.height / 2, 0])
        self.one.place(self.bias.column()[0].get_x() + 0.1 * self.em, top + 0.16)

    def spot(self, number: Readout) -> RoundedRectangle:
        """Mark one of the numbers: what is spoken of, to be laid behind it."""
        return RoundedRectangle(
            width=number.advance_width + 0.12,
            height=number.em * DIGIT_HEIGHT + 0.2,
            corner_radius=0.08,
            stroke_width=0,
            fill_color=self.theme.focus,
            fill_opacity=0.2,
        ).move_to([number.get_x(), number.baseline + number.em * DIGIT_HEIGHT / 2, 0])

    @classmethod
    def equality_of(cls, recording, step: int, layer: int, decimals: int) -> str:
        """Give the sign for the formula above a table of updates, before there is the table."""
        sources = _Sources(recording, step, layer, updates=True)
        return equality(sources.relations(*sources.factor_decimals(decimals), decimals))

    def _relation_of(self, cell: Readout) -> Relation:
        return next(r for r in self.relations if r.result.source == cell.source)

    def product(self, k: int, i: int, region: Region, em: float) -> list:
        """Write one cell as an equation: its name, delta, ×, activation, =, the cell."""
        theme = self.theme
        em *= min(1.0, ROOMY / (self.decimals + self.head_decimals))
        delta, head, cell = self.deltas[k], self.heads[i], self.cells.cells[k][i]
        numbers = [
            Readout(theme, n.source, n.number_format, em, n.get_fill_color().to_hex())
            for n in (delta, head, cell)
        ]
        name, times = (
            Formula(theme, markup, em, theme.quiet)
            for markup in (f"delta_{k + 1} thin h_{i + 1} =", "times")
        )
        equals = equals_sign(theme, em, [self._relation_of(cell)])
        line = [name, numbers[0], times, numbers[1], equals, numbers[2]]
        gap, foot = 0.3 * em, region.y - em * DIGIT_HEIGHT / 2
        if width_in_a_line(line, 0.6 * gap) <= region.width:
            in_a_line(line, region, foot, gap)
        else:
            # The result stands in a line of its own, below what it is the product of.
            in_a_line(line[:4], region, foot + 0.9 * em, gap)
            in_a_line(line[4:], region, foot - 0.9 * em, gap)
        return line


class _Sources:
    """Where the numbers of the table are recorded, and how many decimals its factors need."""

    def __init__(self, recording, step: int, layer: int, updates: bool):
        n_in, n_out = recording.layer_sizes[layer], recording.layer_sizes[layer + 1]
        self.exact = layer == 0
        self.rate = Decimal(repr(recording.metadata["learning_rate"])) if updates else Decimal(-1)
        self.deltas = [Source(recording, "deltas", step, layer, (k,)) for k in range(n_out)]
        self.activations = [
            Source(recording, "activations", step, layer, (i,)) for i in range(n_in)
        ]
        self.one = Source(recording, "setting", index=("bias_input",))
        if updates:
            self.cells = [
                [Source(recording, "weight_updates", step, layer, (k, i)) for i in range(n_in)]
                for k in range(n_out)
            ]
            self.bias = [Source(recording, "bias_updates", step, layer, (k,)) for k in range(n_out)]
        else:
            self.cells = [
                [Source(recording, f"gradients_{layer}", index=(step, k, i)) for i in range(n_in)]
                for k in range(n_out)
            ]
            self.bias = self.deltas

    def relations(
        self, of_deltas: int, of_heads: int, of_cells: int, with_bias: bool = True
    ) -> list[Relation]:
        """Give the equations of all cells: delta times activation, times minus the rate."""
        rate = self.rate
        found = []
        for delta, row, bias in zip(self.deltas, self.cells, self.bias, strict=True):
            factor = (delta, of_deltas)
            found += [
                relate(
                    "δ a",
                    lambda d, a: -rate * d * a,
                    [factor, (head, 1 if self.exact else of_heads)],
                    (cell, of_cells),
                )
                for head, cell in zip(self.activations, row, strict=True)
            ]
            if with_bias:
                found.append(relate("δ · 1", lambda d: -rate * d, [factor], (bias, of_cells)))
        return found

    def factor_decimals(self, decimals: int) -> tuple[int, int]:
        """Decimals of deltas and of activations with which every cell agrees."""
        span = range(decimals, MOST_DECIMALS)
        found = solve_or(
            (decimals, decimals),
            "deltas times activations",
            lambda of_deltas, of_heads: self.relations(of_deltas, of_heads, decimals),
            choices(span, [decimals] if self.exact else span),
        )
        return found[0], found[1]


def update_relations(
    recording, step: int, layer: int, of_gradients: int, of_updates: int
) -> list[Relation]:
    """Give the equations of a layer's updates: minus the printed rate times the gradients.

    Parameters
    ----------
    recording : network.Recording
    step, layer : int
    of_gradients, of_updates : int
        Decimals.
    """
    updates = _Sources(recording, step, layer, updates=True)
    gradients = _Sources(recording, step, layer, updates=False)
    rate = updates.rate
    pairs = [
        pair
        for slopes, changes in zip(
            [*gradients.cells, gradients.bias], [*updates.cells, updates.bias], strict=True
        )
        for pair in zip(slopes, changes, strict=True)
    ]
    return [
        relate("−η ∂C/∂w", lambda g: -rate * g, [(gradient, of_gradients)], (update, of_updates))
        for gradient, update in pairs
    ]


def update_decimals(recording, step: int, layer: int, of_gradients: int) -> int:
    """Decimals of a layer's updates.

    No update that is none is printed as zero, and the printed gradients times the printed rate
    give the printed updates, and the printed weights plus these the printed new weights.  Where
    nothing does that, there are the fewest with which no update is lost, and the formula says ≈.

    Parameters
    ----------
    recording : network.Recording
    step, layer : int
    of_gradients : int
        Decimals of the gradients.
    """

    def relations(d: int) -> list[Relation]:
        return [
            *update_relations(recording, step, layer, of_gradients, d),
            *sum_relations(recording, step, layer, d),
        ]

    def none_is_lost(d: int) -> bool:
        return all(
            update.result.number != 0 or update.result.source.value == 0
            for update in update_relations(recording, step, layer, of_gradients, d)
        )

    span = range(FEW, MANY + 1)
    candidates = [d for d in span if none_is_lost(d)] or [MANY]
    (found,) = solve_or(
        (candidates[0],), "rate times gradients", relations, [(d,) for d in candidates]
    )
    return found


def sum_relations(recording, step: int, layer: int, decimals: int) -> list[Relation]:
    """Give the equations that weights, and biases, plus their updates are the new ones."""
    n_in, n_out = recording.layer_sizes[layer], recording.layer_sizes[layer + 1]
    places = [("weights", "weight_updates", (k, i)) for k in range(n_out) for i in range(n_in)]
    places += [("biases", "bias_updates", (k,)) for k in range(n_out)]
    return [
        relate(
            "w + Δw = w new",
            lambda before, change: before + change,
            [
                (Source(recording, before, step, layer, index), decimals),
                (Source(recording, change, step, layer, index), decimals),
            ],
            (Source(recording, before, step + 1, layer, index), decimals),
        )
        for before, change, index in places
    ]
