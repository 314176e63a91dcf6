"""The decimals with which printed outputs, errors, terms and cost agree."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from scenes.clips.cost.measure import Measure
from scenes.provenance.relation import (
    MOST_DECIMALS,
    Relation,
    choices,
    relate,
    solve_or,
)

__all__ = ["Precision", "cost_relation", "error_relations", "precision_of", "term_relations"]

LEAST, SIGNIFICANT = 3, 2
"""Fewest decimals of values around one; fewest digits of the cost that count."""
MANY = 12
"""Visits from the first on that must give their cost; later ones pass faster than one can read."""
TIE = Decimal("0.5")
"""Plain rounding: among many visits, one may come close to a tie."""


@dataclass(frozen=True)
class Precision:
    """Decimals of the printed quantities.

    Parameters
    ----------
    outputs : int
        Of outputs and output errors.
    targets : int
        Of targets: as few as print them exactly.
    terms, cost : int
    """

    outputs: int
    targets: int
    terms: int
    cost: int


def precision_of(measure: Measure, visits: Sequence[int]) -> Precision:
    """Find decimals with which, as printed, outputs give errors, terms and cost.

    At the step shown in full, each line follows from the one above.  At the other visits only
    outputs and cost are printed; there the outputs give the cost.  Where no number of decimals
    achieves that, a usual one is taken, and the signs say ≈.

    Parameters
    ----------
    measure : Measure
    visits : sequence of int
        Training steps on the same sample.
    """
    recording, last = measure.recording, len(measure.recording.layer_sizes) - 1
    outputs = np.asarray(recording.activations[last][measure.step])
    targets = recording.targets[measure.step]
    exact = next((d for d in range(LEAST) if np.array_equal(targets, np.round(targets, d))), None)
    size = max(float(np.abs(outputs).max()), float(np.abs(targets).max()), 1.0)
    least = max(0, LEAST - math.floor(math.log10(size)))
    cost = measure.cost().value
    needed = least
    if 0 < cost < 1:
        needed = min(max(least, SIGNIFICANT - 1 - math.floor(math.log10(cost))), 6)
    last_cost = measure.cost(visits[-1]).value
    if 0 < last_cost < 10**-needed:  # one more, if the last cost would then be seen to change
        needed += 1
    steps = sorted({*visits[:MANY], visits[-1]})

    def relations(a: int, b: int, c: int) -> Iterator[Relation]:
        found = Precision(a, a if exact is None else exact, b, c)
        yield from error_relations(measure, found)
        yield from term_relations(measure, found)
        yield cost_relation(measure, found)
        if not measure.others and measure.squared:
            for step in steps:
                yield _cost_of_outputs(measure, step, found)

    span = range(needed, MOST_DECIMALS)
    candidates = [(a, b, c) for a, b, c in choices(span, span, span) if a >= b >= c]
    usual = (needed + 1, needed, needed)
    a, b, c = solve_or(usual, "cost", relations, candidates)
    return Precision(a, a if exact is None else exact, b, c)


def error_relations(measure: Measure, decimals: Precision) -> list[Relation]:
    """Return output − target = error for each output drawn."""
    return [
        relate(
            "o − t = error",
            lambda o, t: o - t,
            [(measure.output(k), decimals.outputs), (measure.target(k), decimals.targets)],
            (measure.error(k), decimals.outputs),
        )
        for k in measure.shown
    ]


def term_relations(measure: Measure, decimals: Precision) -> list[Relation]:
    """Return, for each output drawn, how its term follows from the line above."""
    found = []
    for k in measure.shown:
        term = measure.term(k), decimals.terms
        if measure.squared:
            error = measure.error(k), decimals.outputs
            found.append(relate("error²", lambda error: error * error, [error], term))
        else:
            pair = [(measure.output(k), decimals.outputs), (measure.target(k), decimals.targets)]
            found.append(relate("term of o and t", measure.term_on_paper, pair, term))
    return found


def cost_relation(measure: Measure, decimals: Precision) -> Relation:
    """Return how the cost follows from the printed terms."""
    terms = [(measure.term(k), decimals.terms) for k in measure.shown]
    if measure.others:
        terms.append((measure.other_terms(), decimals.terms))
    return relate("cost of terms", measure.cost_on_paper, terms, (measure.cost(), decimals.cost))


def _cost_of_outputs(measure: Measure, step: int, decimals: Precision) -> Relation:
    """Return how the cost at another visit follows from the outputs printed there."""
    pairs = [
        pair
        for k in measure.shown
        for pair in (
            (measure.output(k, step), decimals.outputs),
            (measure.target(k), decimals.targets),
        )
    ]
    cost = measure.cost(step), decimals.cost
    return relate("cost of outputs", measure.printed_in_full, pairs, cost, TIE)
