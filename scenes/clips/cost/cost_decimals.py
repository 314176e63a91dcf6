"""How many decimals it takes for outputs, gaps, squares and cost to agree on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scenes.provenance.relation import MOST_DECIMALS, NoPrecision, Relation, choices, relate, solve
from scenes.provenance.source import Source

__all__ = ["CostDecimals", "cost_decimals"]

LEAST, ALIKE, HALF = 3, 6, Decimal("0.5")
MANY = 60
"""With more visits than these, only those that are rested at can be read."""


@dataclass(frozen=True)
class CostDecimals:
    """Decimals of what is printed of the gaps at several steps.

    Parameters
    ----------
    gaps, squares, cost : int
        Of output − target (and of outputs beside it), of their squares, of the mean of those.
    outputs : int
        Of outputs where they stand without their gaps.
    """

    gaps: int
    squares: int
    cost: int
    outputs: int


def cost_decimals(recording: Any, visits: Sequence[int], resting: int) -> CostDecimals:
    """Find the decimals with which all that the cost is made of agrees.

    The gaps follow from the outputs, the squares from the gaps and the cost from the squares, at
    the first and the last of the visits; and at every visit the cost follows from the outputs.
    Where there are many visits, or no precision does for all, it does for those that are rested at:
    the others pass faster than can be read.

    Parameters
    ----------
    recording : network.Recording
    visits : sequence of int
        The steps that are shown.
    resting : int
        So many of the first are rested at, and the last.

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
    """Give the equations from outputs to cost at a step."""
    found = [mean_of_squares(recording, step, squares, cost)]
    for k in range(recording.layer_sizes[-1]):
        output, target, error, square = _sources(recording, step, k)
        found.append(
            relate("o − t = gap", lambda o, t: o - t, [(output, gaps), (target, 0)], (error, gaps))
        )
        found.append(relate("gap²", lambda gap: gap * gap, [(error, gaps)], (square, squares)))
    return found


def mean_of_squares(recording: Any, step: int, squares: int, cost: int) -> Relation:
    """Give the equation that the cost is the mean of the printed squares."""
    return relate(
        "mean of squares",
        lambda *terms: sum(terms, Decimal(0)) / len(terms),
        [(_sources(recording, step, k)[3], squares) for k in range(recording.layer_sizes[-1])],
        (Source(recording, "cost", step), cost),
    )


def _sources(recording: Any, step: int, k: int) -> tuple[Source, Source, Source, Source]:
    """Output, target, error and its square."""
    return (
        Source(recording, "activations", step, len(recording.layer_sizes) - 1, (k,)),
        Source(recording, "targets", step, None, (k,)),
        Source(recording, "output_errors", step, None, (k,)),
        Source(recording, "squared_errors", index=(step, k)),
    )


def _candidates(recording: Any, steps: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Give decimals of gaps, squares and cost that agree; first those with one for all."""
    span = range(LEAST, MOST_DECIMALS)
    alike = [(d, d, d) for d in range(LEAST, ALIKE)]
    others = [found for found in choices(span, span, span) if found[0] >= found[1] >= found[2]]
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
    """Give the equations that outputs with so many decimals stand in."""
    count = range(recording.layer_sizes[-1])
    for step in steps:
        terms = [
            term
            for k in count
            for term in zip(_sources(recording, step, k)[:2], (outputs, 0), strict=True)
        ]
        cost_at = Source(recording, "cost", step), cost
        # Of so many visits one may come near to a tie: plain rounding is enough.
        yield relate("cost of outputs", _mean_square, terms, cost_at, HALF)
    for step in both:
        for k in count:
            output, target, error, square = _sources(recording, step, k)
            pair = [(output, outputs), (target, 0)]
            yield relate("o − t = gap", lambda o, t: o - t, pair, (error, gaps))
            yield relate("(o − t)²", lambda o, t: (o - t) ** 2, pair, (square, squares))


def _mean_square(*terms: Decimal) -> Decimal:
    """Give the mean square of outputs minus targets, which come in turn."""
    errors = [o - t for o, t in zip(terms[::2], terms[1::2], strict=True)]
    return sum((error * error for error in errors), Decimal(0)) / len(errors)
