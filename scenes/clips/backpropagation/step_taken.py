"""What a training step does: new weights, and a lower cost for the same image."""

from __future__ import annotations

from manim import Rectangle, VGroup

from scenes.clips.backpropagation.outer_product import sum_relations
from scenes.mobjects.matrix.matrix import Matrix
from scenes.mobjects.text.columns import fit_type
from scenes.mobjects.text.equals import equality
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.mark import mark
from scenes.provenance.relation import Relation, choices_of_last, mean_square, relate, solve
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["CostFall", "WeightStep"]

OUTPUT, COST = (3, 9), (3, 5)
"""Ranges of the decimals of outputs and costs."""
NAMES, HEAD = 1.75, 0.5
"""Room for the names of the lines at their left, and for b above, in frame units."""
NAMES_ABOVE, TALL = 0.62, 1.2
"""Room for the names above the lines, in regions whose ratio of height to width exceeds this."""
SLACK = 0.1
"""Spare width below which the lines are not centred, in frame units."""
MOST_EM = 0.36
"""Largest type in the matrices, in frame units."""


class WeightStep(VGroup):
    """W before, ΔW and W after, one below the other: column sums, cell by cell.

    The biases are at their right.  The names of the three lines are at their left, or above
    them in a region that is taller than wide.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
    step, layer : int
    words : sequence of str
        Names of the weights before and after.
    decimals : int
        Of weights and updates.

    Attributes
    ----------
    before, updates, after : VGroup
        Matrix of the weights and that of the biases.
    names : list of VMobject
        Of the three lines.
    head : Formula
        The symbol above the biases.
    """

    def __init__(self, theme: Theme, region: Region, recording, step, layer, words, decimals):
        self.theme, self.recording, self.layer = theme, recording, layer
        above = region.height > TALL * region.width
        bands = region.below(region.top - HEAD).split(1, 1, 1, gap=0.2)
        if above:
            bands = region.split(1, 1, 1, gap=0.35)
            bands = [band.below(band.top - NAMES_ABOVE) for band in bands]
        pitch = min(bands[0].height / recording.layer_sizes[layer + 1], 0.56)
        room = region.width - 0.05 - (0.0 if above else NAMES)
        _, natural = fit_type(lambda em: self._build(step, em, pitch, decimals), MOST_EM, room)
        # At the largest type the lines may leave room: they are centred in it.
        slack = (room - natural) / 2 if room - natural > SLACK else 0.0
        left = region.left + slack + (0.0 if above else NAMES)
        lines = (self.before, self.updates, self.after)
        for line, band in zip(lines, bands, strict=True):
            y = band.top - line.height / 2 if above else band.y
            line.move_to([left + natural / 2, y, 0])
        self.after.relations = tuple(sum_relations(recording, step, layer, decimals))
        size = 0.8 * theme.sizes.formula
        self.head = Formula(theme, f"bold(b)^(({layer + 1}))", size, theme.bias)
        self.head.move_to([self.before[1].get_x(), self.before.get_top()[1] + 0.6 * HEAD, 0])
        symbol = f"bold(W)^(({layer + 1}))"
        new = f'bold(W)_"new"^(({layer + 1}))'
        self.names = [
            VGroup(
                TextLine(theme, words[0], theme.sizes.label, theme.quiet),
                Formula(theme, symbol, size, theme.ink),
            ),
            VGroup(Formula(theme, f"+ thin Delta {symbol}", size, theme.ink)),
            VGroup(
                TextLine(theme, words[1], theme.sizes.label, theme.quiet),
                Formula(theme, f"{equality(self.after.relations)} {new}", size, theme.ink),
            ),
        ]
        for name, band, line in zip(self.names, bands, lines, strict=True):
            if above:
                name.arrange([1, 0, 0], buff=0.25)
                x = line.get_left()[0] + 0.05 + name.width / 2
                name.move_to([x, band.top + 0.55 * NAMES_ABOVE, 0])
            else:
                name.arrange([0, -1, 0], buff=0.22)
                name.move_to([band.left + slack + NAMES / 2 - 0.1, band.y, 0])
        super().__init__(*lines, *self.names, self.head)

    def _build(self, step: int, em: float, pitch: float, decimals: int) -> float:
        """Build all matrices at one size of type; return the width of a line."""
        theme, style = self.theme, NumberFormat(decimals, signed=True)
        rows, columns = (range(self.recording.layer_sizes[self.layer + n]) for n in (1, 0))

        def line(weights: str, biases: str, at: int, least: float) -> VGroup:
            def source(quantity: str, *index: int) -> Source:
                return Source(self.recording, quantity, at, self.layer, index)

            cells = [[source(weights, k, j) for j in columns] for k in rows]
            column = [[source(biases, k)] for k in rows]
            return VGroup(
                Matrix(theme, cells, style, em, pitch, theme.signed, least),
                Matrix(theme, column, style, em, pitch, lambda value: theme.bias, least),
            ).arrange(buff=0.25)

        # A zero has no sign: equal widths keep the columns of the three lines aligned.
        parts = ("weight_updates", "bias_updates", step), ("weights", "biases", step + 1)
        least = max(matrix.column_width for part in parts for matrix in line(*part, 0.0))
        self.before = line("weights", "biases", step, least)
        self.updates, self.after = (line(*part, least) for part in parts)
        return float(self.after.width)


class CostFall(VGroup):
    """Outputs before and after the step beside their targets, and both costs as bars.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
    step : int
    words : sequence of str
        Names of target, before, after and cost.

    Attributes
    ----------
    heads : list of TextLine
    targets, before, after : list of Readout
    bars, costs : list
        Bars and numbers of the cost before and after, below ``cost_head``.
    """

    def __init__(self, theme: Theme, region: Region, recording, step: int, words):
        self.theme, self.recording, self.step = theme, recording, step
        em = 1.1 * theme.sizes.number
        upper, lower = region.split(0.56, 0.44, gap=0.3)
        outputs = range(recording.layer_sizes[-1])
        last = len(recording.layer_sizes) - 1
        xs = [upper.left + upper.width * share for share in (0.08, 0.3, 0.55, 0.8)]
        pitch = upper.height / (len(outputs) + 1)
        head_y = upper.top - 0.4
        self.heads = [
            TextLine(theme, word, theme.sizes.label, colour).place(x, head_y)
            for word, x, colour in zip(
                words[:3], xs[1:], (theme.target, theme.quiet, theme.quiet), strict=True
            )
        ]

        def numbers(x: float, decimals: int, colour: str, source) -> list[Readout]:
            return [
                Readout(theme, source(k), NumberFormat(decimals), em, colour).place(
                    x, upper.top - (1.4 + k) * pitch - em * DIGIT_HEIGHT / 2
                )
                for k in outputs
            ]

        self.output_decimals, self.cost_decimals = self.choose_decimals()
        decimals = self.output_decimals
        self.names = [
            Formula(theme, f"o_{k + 1}", theme.sizes.formula, theme.ink).move_to(
                [xs[0], upper.top - (1.4 + k) * pitch, 0]
            )
            for k in outputs
        ]
        self.targets = numbers(
            xs[1], 0, theme.target, lambda k: Source(recording, "targets", step, None, (k,))
        )
        self.before = numbers(
            xs[2], decimals, theme.ink, lambda k: Source(recording, "activations", step, last, (k,))
        )
        self.after = numbers(
            xs[3],
            decimals,
            theme.ink,
            lambda k: Source(recording, f"activations_after_{last}", index=(step, k)),
        )
        self.bars: list[Rectangle] = []
        self.costs: list[Readout] = []
        self.cost_names: list[TextLine] = []
        self.cost_head = TextLine(theme, words[3], theme.sizes.label, theme.cost)
        self.cost_head.place(lower.left + 0.05, lower.top - 0.2, "left")
        self._add_costs(lower.below(lower.top - 0.4), words[1:3], em)
        super().__init__(*self.heads, *self.names, *self.targets, *self.before, *self.after)
        self.add(*self.bars, *self.costs, *self.cost_names, self.cost_head)

    def _add_costs(self, region: Region, words, em: float) -> None:
        theme = self.theme
        sources = [
            Source(self.recording, "cost", self.step),
            Source(self.recording, "cost_after", index=(self.step,)),
        ]
        left, room = region.left + 1.2, 1.15
        longest = max(source.value for source in sources)
        full = (region.right - room - left) / longest
        for band, source, word in zip(region.split(1, 1, gap=0.35), sources, words, strict=True):
            bar = Rectangle(
                width=full * source.value,
                height=0.5,
                stroke_width=0,
                fill_color=theme.cost,
                fill_opacity=1,
            )
            bar.move_to([left + bar.width / 2, band.y, 0])
            bar.full = full
            mark(bar, "length", source)
            self.bars.append(bar)
            number = Readout(theme, source, NumberFormat(self.cost_decimals), em, theme.cost)
            baseline = band.y - em * DIGIT_HEIGHT / 2
            relations = self.cost_relations(self.output_decimals, self.cost_decimals)
            number.relations = tuple(r for r in relations if r.result.source == source)
            self.costs.append(number.place(left + bar.width + 0.15, baseline, "left"))
            self.cost_names.append(
                TextLine(theme, word, theme.sizes.label, theme.quiet).place(
                    region.left + 0.05, band.y - 0.1, "left"
                )
            )

    def choose_decimals(self) -> tuple[int, int]:
        """Find decimals of outputs and costs with which they agree."""
        outputs, cost = solve(
            "the cost before and after the step",
            self.cost_relations,
            choices_of_last(range(*OUTPUT), range(*COST)),
        )
        return outputs, cost

    def cost_relations(self, of_outputs: int, of_cost: int) -> list[Relation]:
        """Return the equations of both costs: the mean of (o − t)²."""
        recording, step = self.recording, self.step
        last = len(recording.layer_sizes) - 1

        def relation(outputs: list[Source], cost: Source) -> Relation:
            terms = []
            for k, output in enumerate(outputs):
                terms += [(output, of_outputs), (Source(recording, "targets", step, None, (k,)), 0)]
            return relate("mean of (o − t)²", mean_square, terms, (cost, of_cost))

        count = range(recording.layer_sizes[-1])
        before = [Source(recording, "activations", step, last, (k,)) for k in count]
        after = [Source(recording, f"activations_after_{last}", index=(step, k)) for k in count]
        return [
            relation(before, Source(recording, "cost", step)),
            relation(after, Source(recording, "cost_after", index=(step,))),
        ]

    def grow(self, k: int):
        """Grow bar ``k`` from its left end."""
        bar = self.bars[k]
        target = bar.copy()
        bar.stretch_to_fit_width(0.01).align_to(target, [-1, 0, 0])
        return bar.animate.become(target)
