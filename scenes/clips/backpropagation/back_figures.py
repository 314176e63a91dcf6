"""Decimals and equations of the backward pass into the last hidden layer."""

from __future__ import annotations

from decimal import Decimal
from operator import mul

from scenes.clips.backpropagation.story import USUAL, Story, decimals_for
from scenes.provenance.relation import Relation, choices, relate, sign, solve_or
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
        spans = range(max(usual - 1, 1), usual + 2), range(max(usual - 1, 1), usual + 2)
        found = solve_or(
            (usual, usual), "products and their sum", self._sum_relations, choices(*spans)
        )
        self.of_products, self.of_sums = found
        self.of_slopes = self._slope_decimals()

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

    def _slope_decimals(self) -> int:
        if self.story.rules.functions[self.layer - 1].name in ("relu", "identity"):
            return 0  # exactly 0 or 1
        usual = USUAL

        def relations(d: int) -> list[Relation]:
            return [self.slope_relation(self.one, d), self.delta_relation(self.one, d)]

        return solve_or((usual,), "slopes", relations, choices(range(usual - 1, usual + 2)))[0]

    # Equations.

    def product_relation(self, j: int, k: int, of_products: int | None = None) -> Relation:
        """Return the equation weight × delta = product."""
        factors = [(self.weight(j, k), self.of_weights), (self.outer_delta(k), self.of_outer)]
        decimals = self.of_products if of_products is None else of_products
        return relate("w δ", mul, factors, (self.product(j, k), decimals))

    def sum_relation(self, of_products: int, of_sums: int) -> Relation:
        """Return the equation of the sum of the neuron worked out in full."""
        terms = [(self.product(self.one, k), of_products) for k in self.outer]
        return relate("sum of products", _total, terms, (self.total(self.one), of_sums))

    def _sum_relations(self, of_products: int, of_sums: int) -> list[Relation]:
        found = [self.product_relation(self.one, k, of_products) for k in self.outer]
        return [*found, self.sum_relation(of_products, of_sums)] if self.whole else found

    def slope_relation(self, j: int, of_slopes: int | None = None) -> Relation:
        """Return the equation of a sigmoid's slope, h (1 − h)."""
        value = self.story.source("activations", self.layer, j), self.of_values
        decimals = self.of_slopes if of_slopes is None else of_slopes
        sigmoid = self.story.rules.functions[self.layer - 1].name == "sigmoid"
        if not sigmoid:
            same = self.slope(j), decimals
            return relate("slope", lambda s: s, [same], same)
        return relate("h (1 − h)", lambda h: h * (1 - h), [value], (self.slope(j), decimals))

    def delta_relation(self, j: int, of_slopes: int | None = None) -> Relation:
        """Return the equation of a hidden delta: sum × slope."""
        decimals = self.of_slopes if of_slopes is None else of_slopes
        factors = [(self.total(j), self.of_sums), (self.slope(j), decimals)]
        return relate("sum · slope = δ", mul, factors, (self.delta(j), self.of_deltas))

    def matrix_relations(self) -> list[Relation]:
        """Return the equations of all hidden deltas drawn: (Wᵀδ) ⊙ slope."""
        if not self.whole:
            return []
        count = len(self.outer)

        def product(*terms: Decimal) -> Decimal:
            *pairs, slope = terms
            return _total(*map(mul, pairs[:count], pairs[count:])) * slope

        found = []
        for j in self.story.indices[self.layer]:
            terms = [(self.weight(j, k), self.of_weights) for k in self.outer]
            terms += [(self.outer_delta(k), self.of_outer) for k in self.outer]
            terms.append((self.slope(j), self.of_slopes))
            delta = self.delta(j), self.of_deltas
            found.append(relate("(Wᵀ δ) ⊙ slope", product, terms, delta))
        return found

    @property
    def matrix_holds(self) -> bool:
        """Whether they all hold as printed."""
        return sign(self.matrix_relations()) == "="


def _total(*terms: Decimal) -> Decimal:
    return sum(terms, Decimal(0))
