"""The decimals with which printed outputs, gaps, squares and cost agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scenes.provenance.relation import (
    MOST_DECIMALS,
    NoPrecision,
    Relation,
    choices,
    mean_square,
    relate,
    solve,
)
from scenes.provenance.source import Source

__all__ = ["CostDecimals", "cost_decimals"]

LEAST, ALIKE, HALF = 3, 6, Decimal("0.5")
"""Fewest decimals; bound below which equal numbers are tried first; plain rounding."""
MANY = 60
"""With more visits than this, only those with a pause can be read."""


@dataclass(frozen=True)
class CostDecimals:
    """Decimals of the printed quantities.

    Parameters
    ----------
    gaps, squares, cost : int
        Of output − target (and of the outputs beside it), its square, and the mean of the squares.
    outputs : int
        Of outputs that stand without their gaps.
    """

    gaps: int
    squares: int
    cost: int
    outputs: int


def cost_decimals(recording: Any, visits: Sequence[int], resting: int) -> CostDecimals:
    """Find decimals with which the printed cost follows from the printed outputs.

    At the first and the last visit, the gaps follow from the outputs, the squares from the gaps and
    the cost from the squares; at every visit, the cost follows from the outputs.  With many visits,
    or where no precision works for all, only those with a pause count: the others pass faster than
    anyone can read.

    Parameters
    ----------
    recording : network.Recording
    visits : sequence of int
        Training steps.
    resting : int
        Number of visits from the first on with a pause; the last has one too.

    Raises
    ------
    NoPrecision
        If there is no such choice.
    """
    both = visits[0], visits[-1]
    rests = sorted({*visits[:resting], visits[-1]})
    for steps in (visits, rests) if len(visits) <= MANY else (rests,):
        for gaps, squares, cost in _candidates(recording, both):

            def relations(outputs: int, steps=steps, found=(gaps, squares, cost)):
                return _of_outputs(recording, both, steps, outputs, *found)

            try:
                (outputs,) = solve("outputs", relations, choices(range(gaps, MOST_DECIMALS + 1)))
            except NoPrecision:
                continue
            return CostDecimals(gaps, squares, cost, outputs)
    raise NoPrecision(
        "cost: the printed outputs give neither their printed squares nor their mean with up to"
        f" {MOST_DECIMALS} decimals"
    )


def squares_relations(
    recording: Any, step: int, gaps: int, squares: int, cost: int
) -> list[Relation]:
    """Return the equations that lead from outputs to cost at a step."""
    found = [mean_of_squares(recording, step, squares, cost)]
    for k in range(recording.layer_sizes[-1]):
        output, target, error, square = _sources(recording, step, k)
        found.append(
            relate("o − t = gap", lambda o, t: o - t, [(output, gaps), (target, 0)], (error, gaps))
        )
        found.append(relate("gap²", lambda gap: gap * gap, [(error, gaps)], (square, squares)))
    return found


def mean_of_squares(recording: Any, step: int, squares: int, cost: int) -> Relation:
    """Return the equation of the cost: the mean of the printed squares."""
    return relate(
        "mean of squares",
        lambda *terms: sum(terms, Decimal(0)) / len(terms),
        [(_sources(recording, step, k)[3], squares) for k in range(recording.layer_sizes[-1])],
        (Source(recording, "cost", step), cost),
    )


def _sources(recording: Any, step: int, k: int) -> tuple[Source, Source, Source, Source]:
    """Return the sources of output, target, error and squared error."""
    return (
        Source(recording, "activations", step, len(recording.layer_sizes) - 1, (k,)),
        Source(recording, "targets", step, None, (k,)),
        Source(recording, "output_errors", step, None, (k,)),
        Source(recording, "squared_errors", index=(step, k)),
    )


def _candidates(recording: Any, steps: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Yield decimals of gaps, squares and cost that agree, equal ones first."""
    span = range(LEAST, MOST_DECIMALS)
    alike = [(d, d, d) for d in range(LEAST, ALIKE)]
    others = [(a, b, c) for a, b, c in choices(span, span, span) if a >= b >= c]
    for found in dict.fromkeys([*alike, *others]):
        if all(r.holds for step in steps for r in squares_relations(recording, step, *found)):
            yield found


def _of_outputs(
    recording: Any,
    both: Sequence[int],
    steps: Sequence[int],
    outputs: int,
    gaps: int,
    squares: int,
    cost: int,
) -> Iterator[Relation]:
    """Yield the equations in which the outputs stand."""
    count = range(recording.layer_sizes[-1])
    for step in steps:
        terms = [
            term
            for k in count
            for term in zip(_sources(recording, step, k)[:2], (outputs, 0), strict=True)
        ]
        cost_at = Source(recording, "cost", step), cost
        # Among many visits, one may come close to a tie, so plain rounding has to do.
        yield relate("cost of outputs", mean_square, terms, cost_at, HALF)
    for step in both:
        for k in count:
            output, target, error, square = _sources(recording, step, k)
            pair = [(output, outputs), (target, 0)]
            yield relate("o − t = gap", lambda o, t: o - t, pair, (error, gaps))
            yield relate("(o − t)²", lambda o, t: (o - t) ** 2, pair, (square, squares))
