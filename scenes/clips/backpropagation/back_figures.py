"""Decimals and equations of the backward pass into the last hidden layer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import mul

from scenes.clips.backpropagation.story import USUAL, Story, decimals_for
from scenes.provenance.relation import (
    NoPrecision,
    Relation,
    added,
    choices,
    relate,
    solve,
    solve_or,
)
from scenes.provenance.source import Source

__all__ = ["BackFigures"]


class BackFigures:
    """Decimals with which the backward pass holds as printed, wherever bearable ones exist.

    Weights times outer deltas give products, these add up to a sum, and the sum times the slope of
    the activation is the hidden delta.

    Parameters
    ----------
    story : Story

    Attributes
    ----------
    of_products, of_sums, of_slopes : int
        Decimals.
    """

    def __init__(self, story: Story):
        self.story, self.layer = story, story.last
        self.outer, self.one = story.indices[story.last + 1], story.one
        self.whole = len(self.outer) == story.sizes[story.last + 1]
        products = story.values("returned", self.layer)[self.one]
        usual = decimals_for(products)
        near = range(max(usual - 1, 1), usual + 2)
        of_slopes: Sequence[int] = range(USUAL - 1, USUAL + 2)
        if story.rules.functions[self.layer - 1].name in ("relu", "identity"):
            of_slopes = [0]  # exactly 0 or 1
        candidates = choices(near, near, of_slopes)
        every, first = story.indices[self.layer], (usual, usual, of_slopes[0])
        own = solve_or(first, "the neuron's delta", self._relations([self.one]), candidates)
        try:
            found = solve("hidden deltas", self._relations(every), candidates)
        except NoPrecision:
            # The sum has no sign that could be ≈, as products have: it comes first.
            wide = range(near.start, near.stop + 1)
            slopes = [*of_slopes, max(of_slopes) + 1] if max(of_slopes) else of_slopes
            sums = self._relations(every, products=False)
            found = solve_or(own, "sums", sums, choices(wide, wide, slopes))
        self.of_products, self.of_sums, self.of_slopes = found

    def _relations(
        self, neurons: Sequence[int], *, products: bool = True
    ) -> Callable[..., list[Relation]]:
        """Return a function from decimals of products, sums and slopes to what they shall hold."""

        def relations(of_products: int, of_sums: int, of_slopes: int) -> list[Relation]:
            found = [self.slope_relation(self.one, of_slopes)]
            found += [self.delta_relation(j, of_slopes, of_sums) for j in neurons]
            if products:
                found += [self.product_relation(self.one, k, of_products) for k in self.outer]
            if self.whole:
                found.append(self.sum_relation(of_products, of_sums))
            return found

        return relations

    # Sources.

    def weight(self, j: int, k: int) -> Source:
        """Return the source of the weight from hidden neuron ``j`` to output ``k``."""
        return self.story.source("weights", self.layer, k, j)

    def outer_delta(self, k: int) -> Source:
        """Return the source of a delta of the next layer."""
        return self.story.source("deltas", self.layer, k)

    def product(self, j: int, k: int) -> Source:
        """Return the source of weight × delta."""
        return self.story.source("returned", self.layer, j, k)

    def total(self, j: int) -> Source:
        """Return the source of the sum of all that comes back to a neuron."""
        return self.story.source("returned_sums", self.layer, j, self.story.sizes[-1] - 1)

    def slope(self, j: int) -> Source:
        """Return the source of the slope of a hidden neuron's activation."""
        return self.story.source("slopes", self.layer - 1, j)

    def delta(self, j: int) -> Source:
        """Return the source of a hidden delta."""
        return self.story.source("deltas", self.layer - 1, j)

    # Decimals.

    @property
    def of_weights(self) -> int:
        """Decimals of weights."""
        return self.story.weight_decimals

    @property
    def of_outer(self) -> int:
        """Decimals of the next layer's deltas."""
        return self.story.delta_decimals(self.layer)

    @property
    def of_values(self) -> int:
        """Decimals of hidden values."""
        return self.story.value_decimals(self.layer)

    @property
    def of_deltas(self) -> int:
        """Decimals of hidden deltas."""
        return self.story.delta_decimals(self.layer - 1)

    # Equations.

    def product_relation(self, j: int, k: int, of_products: int | None = None) -> Relation:
        """Return the equation weight × delta = product."""
        factors = [(self.weight(j, k), self.of_weights), (self.outer_delta(k), self.of_outer)]
        decimals = self.of_products if of_products is None else of_products
        return relate("w δ", mul, factors, (self.product(j, k), decimals))

    def sum_relation(self, of_products: int, of_sums: int) -> Relation:
        """Return the equation of the sum of the neuron worked out in full."""
        terms = [(self.product(self.one, k), of_products) for k in self.outer]
        return relate("sum of products", added, terms, (self.total(self.one), of_sums))

    def slope_relation(self, j: int, of_slopes: int | None = None) -> Relation:
        """Return the equation of a sigmoid's slope, h (1 − h)."""
        value = self.story.source("activations", self.layer, j), self.of_values
        decimals = self.of_slopes if of_slopes is None else of_slopes
        sigmoid = self.story.rules.functions[self.layer - 1].name == "sigmoid"
        if not sigmoid:
            same = self.slope(j), decimals
            return relate("slope", lambda s: s, [same], same)
        return relate("h (1 − h)", lambda h: h * (1 - h), [value], (self.slope(j), decimals))

    def delta_relation(
        self, j: int, of_slopes: int | None = None, of_sums: int | None = None
    ) -> Relation:
        """Return the equation of a hidden delta: sum × slope."""
        of_slopes = self.of_slopes if of_slopes is None else of_slopes
        of_sums = self.of_sums if of_sums is None else of_sums
        factors = [(self.total(j), of_sums), (self.slope(j), of_slopes)]
        return relate("sum · slope = δ", mul, factors, (self.delta(j), self.of_deltas))
