"""Equals signs that know the equation they stand in."""

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
"""After the point of a number that is printed as it is; with more it is about that."""


def exact_look(source: Source) -> tuple[NumberFormat, str]:
    """Return how a setting is printed as it is, and = for a formula; or a round number, and ≈.

    Parameters
    ----------
    source : Source
        Of a number that somebody chose, as the learning rate; it has a decimal at least.
    """
    exact = Decimal(repr(source.value)).normalize()
    needed = max(1, -int(exact.as_tuple().exponent))
    style = NumberFormat(min(needed, MOST_DIGITS))
    return style, MARKUP["=" if needed <= MOST_DIGITS else "≈"]


def equality(relations: Iterable[Relation]) -> str:
    """Return = or ≈ in a formula's notation, as equations printed with digits allow it."""
    return MARKUP[sign(relations)]


def equals_sign(theme: Theme, em: float, relations: Iterable[Relation] = ()) -> Formula:
    """Return the sign between two sides that are printed in digits, or ≈ where = would be false.

    Parameters
    ----------
    theme : Theme
    em : float
    relations : iterable of Relation
        The equations, all of which the sign stands in; none where the sides are symbols or
        pictures.  A test holds what is on screen against them.
    """
    relations = tuple(relations)
    formula = Formula(theme, equality(relations), em, theme.quiet)
    formula.relations = relations
    return formula
