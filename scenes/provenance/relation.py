"""Equations as they are printed, and how many decimals it takes for them to hold.

Whoever follows with a pocket calculator has only the printed digits.  An equation holds as printed
if these, on the left of the equals sign, give the digits on its right, rounded to as many decimals
as those have and not by a hair.  Where no bearable number of decimals makes it hold, the sign is ≈.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from functools import cached_property
from itertools import product
from typing import Any

from network.errors import LayerlightError
from scenes.provenance.source import MINUS, THIN_SPACE, NumberFormat, Source

__all__ = [
    "MOST_DECIMALS",
    "NoPrecision",
    "Printed",
    "Relation",
    "choices",
    "choices_of_last",
    "mean_square",
    "relate",
    "sign",
    "solve",
    "solve_or",
]

MOST_DECIMALS = 8
"""More decimals than these nobody reads."""
HAIR = Decimal("0.499")
"""So near to the middle between two printable numbers is too near, in units of the last place."""
CALCULATOR = Context(prec=40, rounding=ROUND_HALF_EVEN)
"""The arithmetic of the check; the caller's own settings of ``decimal`` do not reach it."""


class NoPrecision(LayerlightError):
    """No number of decimals makes an equation hold as printed."""


@dataclass(frozen=True)
class Printed:
    """A recorded number with the digits that it is printed with."""

    source: Source
    style: NumberFormat

    @cached_property
    def text(self) -> str:
        """The characters drawn."""
        return self.style(self.source.value)

    @property
    def decimals(self) -> int:
        """How many digits there are after the point."""
        return self.style.decimals

    @cached_property
    def number(self) -> Decimal:
        """The number that these digits are."""
        plain = self.text.replace(MINUS, "-").replace(THIN_SPACE, "")
        return Decimal(plain.removesuffix("%"))

    def __deepcopy__(self, memo: dict[int, Any]) -> Printed:
        """Stay the same object when Manim copies what carries it."""
        return self


@dataclass(frozen=True)
class Relation:
    """One printed equation.

    Parameters
    ----------
    name : str
        What it says, as ``o − t = error``.
    calculate : callable
        From the terms, as printed, to what they give.
    terms : tuple of Printed
    result : Printed
    within : Decimal
        How near to the result it has to be, in units of its last place.
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
        """Name it with its numbers."""
        terms = ", ".join(term.text for term in self.terms)
        return f"{self.name}: {terms} give {self.result.text}"

    def __deepcopy__(self, memo: dict[int, Any]) -> Relation:
        """Stay the same object when Manim copies what carries it."""
        return self


def relate(
    name: str,
    calculate: Callable[..., Decimal],
    terms: Iterable[tuple[Source, int]],
    result: tuple[Source, int],
    within: Decimal = HAIR,
) -> Relation:
    """Give a relation from sources and the decimals that they are printed with."""

    def printed(source: Source, decimals: int) -> Printed:
        return Printed(source, NumberFormat(decimals))

    return Relation(name, calculate, tuple(printed(*t) for t in terms), printed(*result), within)


def mean_square(*terms: Decimal) -> Decimal:
    """Return the mean of (o − t)² of alternating outputs and targets."""
    errors = [o - t for o, t in zip(terms[::2], terms[1::2], strict=True)]
    return sum((error * error for error in errors), Decimal(0)) / len(errors)


def sign(relations: Iterable[Relation]) -> str:
    """Give the sign that may stand between the two sides of all these: = or ≈."""
    return "=" if all(relation.holds for relation in relations) else "≈"


def choices(*ranges: Iterable[int]) -> list[tuple[int, ...]]:
    """Give all choices of several numbers of decimals, those with the fewest together first."""
    return sorted(product(*ranges), key=lambda found: (sum(found), found))


def choices_of_last(*ranges: Iterable[int]) -> list[tuple[int, ...]]:
    """Give all choices, those first whose last number is small, then the one before it."""
    return sorted(product(*ranges), key=lambda found: found[::-1])


def solve(
    what: str,
    relations: Callable[..., Iterable[Relation]],
    check_in_fork: Iterable[Sequence[int]],
) -> tuple[int, ...]:
    """Find the first choice of decimals with which printed equations hold.

    Parameters
    ----------
    what : str
        Names the equations in an error.
    relations : callable
        From numbers of decimals to the equations printed with them.
    check_in_fork : iterable of sequence of int
        The choices, best first.

    Raises
    ------
    NoPrecision
        If they hold with none of them.
    """
    last: Sequence[int] = ()
    for last in check_in_fork:
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
    check_in_fork: Iterable[Sequence[int]],
) -> tuple[int, ...]:
    """Find decimals as :func:`solve` does, or give ``otherwise``: the sign is then ≈."""
    try:
        return solve(what, relations, check_in_fork)
    except NoPrecision:
        return tuple(otherwise)
