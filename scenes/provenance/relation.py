"""Equations as printed, and the number of decimals that makes them true.

A viewer with a pocket calculator sees only the printed digits.  An equation holds as printed if the
digits on the left give those on the right after rounding, with a small margin.  Where no reasonable
number of decimals achieves that, the sign is ≈.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from functools import cached_property
from itertools import product
from typing import Any

from network.errors import LayerlightError
from scenes.provenance.source import MINUS, THIN_SPACE, AxisValue, NumberFormat, Source

__all__ = [
    "MOST_DECIMALS",
    "NoPrecision",
    "Printed",
    "Relation",
    "added",
    "choices",
    "choices_of_last",
    "mean",
    "mean_square",
    "relate",
    "sign",
    "solve",
    "solve_or",
]

MOST_DECIMALS = 8
"""Most decimals that are printed."""
HAIR = Decimal("0.499")
"""Largest error before rounding that counts as clear, in units of the last place."""
CALCULATOR = Context(prec=40, rounding=ROUND_HALF_EVEN)
"""Arithmetic of the check, independent of the caller's ``decimal`` context."""


class NoPrecision(LayerlightError):
    """No number of decimals makes an equation hold as printed."""


@dataclass(frozen=True)
class Printed:
    """A recorded number and its printed digits."""

    source: Source | AxisValue
    style: NumberFormat

    @cached_property
    def text(self) -> str:
        """The characters drawn."""
        return self.style(self.source.value)

    @property
    def decimals(self) -> int:
        """Number of digits after the decimal point."""
        return self.style.decimals

    @cached_property
    def number(self) -> Decimal:
        """The value of the printed digits."""
        plain = self.text.replace(MINUS, "-").replace(THIN_SPACE, "")
        return Decimal(plain.removesuffix("%"))

    def __deepcopy__(self, memo: dict[int, Any]) -> Printed:
        """Return the same object when Manim copies its mobject."""
        return self


@dataclass(frozen=True)
class Relation:
    """One printed equation.

    Parameters
    ----------
    name : str
        The equation, such as ``o − t = error``.
    calculate : callable
        Computes the result from the printed terms.
    terms : tuple of Printed
    result : Printed
    within : Decimal
        Largest allowed difference from the printed result, in units of its last place.
    """

    name: str
    calculate: Callable[..., Decimal]
    terms: tuple[Printed, ...]
    result: Printed
    within: Decimal = HAIR

    @cached_property
    def holds(self) -> bool:
        """Whether the printed terms give the printed result."""
        with localcontext(CALCULATOR):
            found = self.calculate(*[term.number for term in self.terms])
            return abs(found - self.result.number) < self.within.scaleb(-self.result.decimals)

    def __str__(self) -> str:
        """Describe the equation with its numbers."""
        terms = ", ".join(term.text for term in self.terms)
        return f"{self.name}: {terms} give {self.result.text}"

    def __deepcopy__(self, memo: dict[int, Any]) -> Relation:
        """Return the same object when Manim copies its mobject."""
        return self


def relate(
    name: str,
    calculate: Callable[..., Decimal],
    terms: Iterable[tuple[Source | AxisValue, int]],
    result: tuple[Source | AxisValue, int],
    within: Decimal = HAIR,
) -> Relation:
    """Build a relation from sources and their numbers of printed decimals."""

    def printed(source: Source | AxisValue, decimals: int) -> Printed:
        return Printed(source, NumberFormat(decimals))

    return Relation(name, calculate, tuple(printed(*t) for t in terms), printed(*result), within)


def added(*terms: Decimal) -> Decimal:
    """Return the sum of terms."""
    return sum(terms, Decimal(0))


def mean(*terms: Decimal) -> Decimal:
    """Return the mean of terms."""
    return added(*terms) / len(terms)


def mean_square(*terms: Decimal) -> Decimal:
    """Return the mean of (o − t)² of alternating outputs and targets."""
    errors = [o - t for o, t in zip(terms[::2], terms[1::2], strict=True)]
    return sum((error * error for error in errors), Decimal(0)) / len(errors)


def sign(relations: Iterable[Relation]) -> str:
    """Return = if all relations hold as printed, else ≈."""
    return "=" if all(relation.holds for relation in relations) else "≈"


def choices(*ranges: Iterable[int]) -> list[tuple[int, ...]]:
    """Return all combinations of numbers of decimals, smallest sum first."""
    return sorted(product(*ranges), key=lambda found: (sum(found), found))


def choices_of_last(*ranges: Iterable[int]) -> list[tuple[int, ...]]:
    """Return all combinations, sorted by the last number, then the one before it, and so on."""
    return sorted(product(*ranges), key=lambda found: found[::-1])


def solve(
    what: str,
    relations: Callable[..., Iterable[Relation]],
    candidates: Iterable[Sequence[int]],
) -> tuple[int, ...]:
    """Find the first combination of decimals with which the printed equations hold.

    Parameters
    ----------
    what : str
        Names the equations in an error.
    relations : callable
        Returns the equations for given numbers of decimals.
    candidates : iterable of sequence of int
        Combinations to try, best first.

    Raises
    ------
    NoPrecision
        If the equations hold with none of them.
    """
    last: Sequence[int] = ()
    for last in candidates:
        if all(relation.holds for relation in relations(*last)):
            return tuple(last)
    raise NoPrecision(
        f"{what}: the printed numbers do not give the printed result with any number of decimals"
        f" that was tried, up to {max(last, default=0)}"
    )


def solve_or(
    otherwise: Sequence[int],
    what: str,
    relations: Callable[..., Iterable[Relation]],
    candidates: Iterable[Sequence[int]],
) -> tuple[int, ...]:
    """Find decimals as :func:`solve` does, or return ``otherwise``, with which the sign is ≈."""
    try:
        return solve(what, relations, candidates)
    except NoPrecision:
        return tuple(otherwise)
