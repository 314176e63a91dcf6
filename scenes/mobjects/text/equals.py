"""Equals signs that carry the equations they claim."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from scenes.mobjects.text.text import Formula
from scenes.provenance.relation import Relation, sign
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["equality", "equals_sign", "exact_look"]

MARKUP = {"=": "=", "≈": "approx"}


MOST_DIGITS = 4
"""Most decimals of a setting that is printed exactly; others are rounded, with ≈."""


def exact_look(source: Source) -> tuple[NumberFormat, str]:
    """Return the format of a setting and its sign: = if it is printed exactly, ≈ if rounded.

    Parameters
    ----------
    source : Source
        A chosen number, such as the learning rate; printed with at least one decimal.
    """
    exact = Decimal(repr(source.value)).normalize()
    needed = max(1, -int(exact.as_tuple().exponent))
    style = NumberFormat(min(needed, MOST_DIGITS))
    return style, MARKUP["=" if needed <= MOST_DIGITS else "≈"]


def equality(relations: Iterable[Relation]) -> str:
    """Return the markup of = if all relations hold as printed, else of ≈."""
    return MARKUP[sign(relations)]


def equals_sign(theme: Theme, em: float, relations: Iterable[Relation] = ()) -> Formula:
    """Return an equals sign, or ≈ where = would be false as printed.

    Parameters
    ----------
    theme : Theme
    em : float
    relations : iterable of Relation
        The equations that the sign claims, empty if its sides are symbols or pictures.  Tests
        check them against what is on screen.
    """
    relations = tuple(relations)
    formula = Formula(theme, equality(relations), em, theme.quiet)
    formula.relations = relations
    return formula
