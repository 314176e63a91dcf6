"""Deltas times activations: a layer's gradient or weight updates, with their factors."""

from __future__ import annotations

from decimal import Decimal
from itertools import chain
from operator import add

from manim import RoundedRectangle, VGroup

from scenes.mobjects.matrix.matrix import Matrix
from scenes.mobjects.text.columns import fit_type
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
"""With more decimals in both factors together, an equation needs smaller type."""
FEW, MANY = 2, 4
"""Fewest and most decimals of updates."""
NARROW, LEAST = 0.3, 0.96
"""Smallest gap between columns, in em; smallest comfortably readable type, as a share of
the theme's size for matrices."""
HEADS = 0.52
"""Height of the row of activations, in frame units."""


class OuterProduct(VGroup):
    """A table of products: deltas at the left of a matrix, activations above it.

    The column of the biases, whose activation is 1, is at its right.  Where a region is too
    narrow for comfortably readable type, first the biases are left out, then the wide gaps, then
    the deltas.

    Parameters
    ----------
    theme : Theme
    region : Region
        Filled in width, up to ``most_em``; the table is at its top.  Biases without room are
        left to :meth:`put_bias`.
    recording : network.Recording
    step, layer : int
        Training step, and the layer before the weights.
    updates : bool
        Show −η·delta·activation instead of delta·activation.
    decimals : int
        Of the cells.  The factors have as many as make the cells agree.
    pitch, most_em : float
        Row distance and largest size of type, in frame units.
    bias : bool
        Show the column of the biases.
    least_width, gap : float
        Smallest width of a column, in frame units, and the gap between two, in em.

    Attributes
    ----------
    cells, bias : Matrix
    deltas, heads : list of Readout
        Deltas at the left, activations above.
    one : Readout
        The value of the bias neuron, above its column.
    relations : tuple of Relation
        Equations of all cells.
    equality : str
        Markup of the sign in the formula above the table: = or ≈.
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
        """Build the table as large as fits into the region; return the size of type."""
        room = region.width - 0.1
        return fit_type(lambda em: self._build(region, em, pitch, decimals), em, room)[0]

    def _build(self, region: Region, em: float, pitch: float, decimals: int) -> float:
        """Build the table at one size of type; return its width."""
        theme, sources = self.theme, self.sources
        self.em = em
        style = NumberFormat(decimals, signed=True)
        biases = [[s] for s in sources.bias]
        self.bias = Matrix(theme, biases, style, em, pitch, lambda value: theme.bias)
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
        """Return the colour of a cell's sign as printed."""
        return self.theme.signed(round(value, self.cell_decimals))

    @property
    def parts(self) -> list:
        """Deltas, activations and the parts of the matrix."""
        return [*self.deltas, *self.heads, *self.cells.submobjects]

    def put_bias(self, x: float, top: float) -> None:
        """Place the column of the biases, with its 1, by the middle and top of its brackets."""
        self.bias.move_to([x, top - self.bias.brackets.height / 2, 0])
        self.one.place(self.bias.column()[0].get_x() + 0.1 * self.em, top + 0.16)

    def spot(self, number: Readout) -> RoundedRectangle:
        """Return a patch in the focus colour to lay behind a number."""
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
        """Return the :attr:`equality` of a table of updates that has not been built yet."""
        sources = _Sources(recording, step, layer, updates=True)
        return equality(sources.relations(*sources.factor_decimals(decimals), decimals))

    def _relation_of(self, cell: Readout) -> Relation:
        return next(r for r in self.relations if r.result.source == cell.source)

    def product(self, k: int, i: int, region: Region, em: float) -> list[Formula | Readout]:
        """Typeset a cell as an equation: its name, delta × activation = cell."""
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
        line: list[Formula | Readout] = [
            *(name, numbers[0], times, numbers[1]),
            *(equals, numbers[2]),
        ]
        gap, foot = 0.3 * em, region.y - em * DIGIT_HEIGHT / 2
        if width_in_a_line(line, 0.6 * gap) <= region.width:
            in_a_line(line, region, foot, gap)
        else:
            # The result takes a line of its own.
            in_a_line(line[:4], region, foot + 0.9 * em, gap)
            in_a_line(line[4:], region, foot - 0.9 * em, gap)
        return line


class _Sources:
    """Sources of a table's numbers, and the decimals that its factors need."""

    def __init__(self, recording, step: int, layer: int, updates: bool):
        n_in, n_out = recording.layer_sizes[layer], recording.layer_sizes[layer + 1]
        self.exact = layer == 0
        self.rate = Decimal(repr(recording.metadata["learning_rate"])) if updates else Decimal(-1)
        self.deltas = [Source(recording, "deltas", step, layer, (k,)) for k in range(n_out)]
        inputs, outputs = range(n_in), range(n_out)
        self.activations = [Source(recording, "activations", step, layer, (i,)) for i in inputs]
        self.one = Source(recording, "setting", index=("bias_input",))
        self.bias = self.deltas
        if updates:
            self.bias = [Source(recording, "bias_updates", step, layer, (k,)) for k in outputs]

        def cell(k: int, i: int) -> Source:
            if updates:
                return Source(recording, "weight_updates", step, layer, (k, i))
            return Source(recording, f"gradients_{layer}", index=(step, k, i))

        self.cells = [[cell(k, i) for i in inputs] for k in outputs]

    def relations(self, of_deltas: int, of_heads: int, of_cells: int) -> list[Relation]:
        """Return the equations of all cells: δ·a, or −η·δ·a for updates."""
        rate = self.rate
        found = []
        heads = [(head, 1 if self.exact else of_heads) for head in self.activations]
        for delta, row, bias in zip(self.deltas, self.cells, self.bias, strict=True):
            factor = (delta, of_deltas)
            found += [
                relate("δ a", lambda d, a: -rate * d * a, [factor, head], (cell, of_cells))
                for head, cell in zip(heads, row, strict=True)
            ]
            found.append(relate("δ · 1", lambda d: -rate * d, [factor], (bias, of_cells)))
        return found

    def factor_decimals(self, decimals: int) -> tuple[int, int]:
        """Find decimals of deltas and activations with which every cell agrees."""
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
    """Return the equations of a layer's updates: −η times the printed gradient.

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
    slopes = [*chain(*gradients.cells), *gradients.bias]
    pairs = zip(slopes, [*chain(*updates.cells), *updates.bias], strict=True)
    return [
        relate("−η ∂C/∂w", lambda g: -rate * g, [(gradient, of_gradients)], (update, of_updates))
        for gradient, update in pairs
    ]


def update_decimals(recording, step: int, layer: int, of_gradients: int) -> int:
    """Find the decimals of a layer's updates.

    No nonzero update is printed as zero; the printed gradients times −η give the printed updates,
    and these added to the printed weights give the new weights.  If nothing satisfies all of this,
    the fewest decimals that lose no update are returned, and the formula says ≈.

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
    """Return the equations of a layer's new weights and biases: old plus update."""
    n_in, n_out = recording.layer_sizes[layer], recording.layer_sizes[layer + 1]
    places: list[tuple[str, str, tuple[int, ...]]] = [
        ("weights", "weight_updates", (k, i)) for k in range(n_out) for i in range(n_in)
    ]
    places += [("biases", "bias_updates", (k,)) for k in range(n_out)]
    found = []
    for before, change, index in places:
        terms = [
            (Source(recording, name, step, layer, index), decimals) for name in (before, change)
        ]
        after = Source(recording, before, step + 1, layer, index), decimals
        found.append(relate("w + Δw = w new", add, terms, after))
    return found
