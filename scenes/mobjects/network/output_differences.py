"""Outputs minus targets, neuron by neuron: the rows of several tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from manim import VGroup

from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import Relation, relate
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["DifferenceTable", "difference", "difference_sources"]

WHOLE = NumberFormat(0)


def difference_sources(
    recording: Any, step: int, k: int, result: str = "output_errors"
) -> tuple[Source, Source, Source]:
    """Return output, target and their difference of output neuron ``k``.

    ``result`` is the quantity in which the difference is recorded: ``output_errors`` or ``deltas``.
    """
    last = len(recording.layer_sizes) - 1
    return (
        Source(recording, "activations", step, last, (k,)),
        Source(recording, "targets", step, None, (k,)),
        Source(recording, result, step, last - 1 if result == "deltas" else None, (k,)),
    )


def difference(
    sources: tuple[Source, Source, Source], decimals: int, of_result: int | None = None
) -> Relation:
    """Relate the printed output and target to their printed difference.

    Outputs are printed to ``decimals`` places, differences to ``of_result`` (by default the same).
    """
    output, target, result = sources
    return relate(
        "o − t = difference",
        lambda o, t: o - t,
        [(output, decimals), (target, 0)],
        (result, decimals if of_result is None else of_result),
    )


class DifferenceTable(VGroup):
    """Rows ``output − target = result``, one for each output neuron.

    Parameters
    ----------
    theme : Theme
    sources : sequence of (Source, Source, Source)
        Of each row, from :func:`difference_sources`.
    formats : (NumberFormat, NumberFormat)
        Of outputs and of results.
    relations : sequence of Relation
        What the equals signs claim.
    em : float
        Size of the type in frame units.
    xs : mapping of str to float
        Where ``output``, ``minus``, ``target``, ``equals`` and ``result`` stand.
    middles : sequence of float
        Heights of the rows.
    align : {"centre", "point"}
        How the results are aligned.

    Attributes
    ----------
    outputs, targets, results : list of Readout
    signs : list of VGroup
        Minus and equals sign of each row.
    """

    def __init__(
        self,
        theme: Theme,
        sources: Sequence[tuple[Source, Source, Source]],
        formats: tuple[NumberFormat, NumberFormat],
        relations: Sequence[Relation],
        em: float,
        xs: Mapping[str, float],
        middles: Sequence[float],
        align: str = "centre",
    ):
        self.theme, self.em, self.xs = theme, em, xs
        self.outputs, self.targets, self.results, self.signs = [], [], [], []
        for row, relation, y in zip(sources, relations, middles, strict=True):
            colours = (theme.ink, theme.target, theme.signed(row[2].value))
            output, target, result = (
                Readout(theme, source, form, em, colour)
                for source, form, colour in zip(
                    row, (formats[0], WHOLE, formats[1]), colours, strict=True
                )
            )
            baseline = y - em * DIGIT_HEIGHT / 2
            self.outputs.append(output.place(xs["output"], baseline))
            self.targets.append(target.place(xs["target"], baseline))
            # Numbers aligned at their points look centred with the point a little to the left.
            x = xs["result"] - (0.2 * em if align == "point" else 0.0)
            self.results.append(result.place(x, baseline, align))
            minus, equals = Formula(theme, "-", em, theme.quiet), equals_sign(theme, em, [relation])
            self.signs.append(
                VGroup(minus.move_to([xs["minus"], y, 0]), equals.move_to([xs["equals"], y, 0]))
            )
        super().__init__(*self.outputs, *self.targets, *self.results, *self.signs)

    def head(self, words: Sequence[str], baseline: float, colours: Sequence[str]) -> VGroup:
        """Typeset words above outputs, targets and results, and add them to the table."""
        heads = [
            TextLine(self.theme, text, self.theme.sizes.label, colour).place(self.xs[x], baseline)
            for text, colour, x in zip(words, colours, ("output", "target", "result"), strict=True)
        ]
        self.headings = VGroup(*heads)
        self.add_to_back(self.headings)
        return self.headings
