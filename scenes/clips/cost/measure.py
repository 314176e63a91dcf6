"""What the cost of a recording measures: its terms, as sources, formulas and equations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from scenes.mobjects.network.shown import shown_neurons
from scenes.provenance.source import Source

__all__ = ["Measure"]


@dataclass(frozen=True)
class Measure:
    """The cost of one training step, taken apart into a term for each output.

    Squared errors have a square each, cross-entropies the height of a curve over the output.

    Parameters
    ----------
    recording : network.Recording
    step : int
    drawn : tuple of int
        Indices of the outputs that are drawn, by default those with the largest values.
    """

    recording: Any
    step: int
    drawn: tuple[int, ...] = ()

    def at(self, step: int) -> Measure:
        """Return the cost at another step, of which the same outputs are drawn."""
        return Measure(self.recording, step, tuple(self.shown))

    @property
    def name(self) -> str:
        """The cost's name, as in files."""
        return self.recording.rules.loss.name

    @property
    def squared(self) -> bool:
        """Whether each term is a squared error."""
        return self.name != "cross-entropy"

    @property
    def shares(self) -> bool:
        """Whether it is the categorical cross-entropy, which counts shares of right classes."""
        return not self.squared and self.recording.rules.functions[-1].name == "softmax"

    @property
    def divisor(self) -> int:
        """By what the sum of all terms is divided."""
        return {"mean-squared-error": self.count, "half-squared-error": 2}.get(self.name, 1)

    @property
    def count(self) -> int:
        """Number of outputs."""
        return int(self.recording.layer_sizes[-1])

    @property
    def shown(self) -> list[int]:
        """Indices of the outputs that are drawn: all of up to eight, else some."""
        if self.drawn:
            return list(self.drawn)
        return shown_neurons(self.recording, self.step, len(self.recording.layer_sizes) - 1)

    @property
    def others(self) -> int:
        """Number of outputs that are not drawn."""
        return self.count - len(self.shown)

    # Where numbers come from.

    def output(self, k: int, step: int | None = None) -> Source:
        """Return the source of output ``k``."""
        layer = len(self.recording.layer_sizes) - 1
        return self._source("activations", step, layer, k)

    def target(self, k: int) -> Source:
        """Return the source of the target of output ``k``."""
        return self._source("targets", None, None, k)

    def error(self, k: int) -> Source:
        """Return the source of output − target."""
        return self._source("output_errors", None, None, k)

    def term(self, k: int) -> Source:
        """Return the source of the term of output ``k``."""
        return self._source("cost_terms", None, None, k)

    def other_terms(self) -> Source:
        """Return the source of the sum of the terms of the outputs that are not drawn."""
        return self._source("other_cost_terms", None, 0, *self.shown)

    def cost(self, step: int | None = None) -> Source:
        """Return the source of the cost."""
        return self._source("cost", step, None)

    def cost_after(self) -> Source:
        """Return the source of the cost after the step's own update."""
        return self._source("cost_after", None, None)

    def _source(self, quantity: str, step: int | None, layer: int | None, *index: int) -> Source:
        return Source(self.recording, quantity, self.step if step is None else step, layer, index)

    # What is computed.

    def term_of(self, output: float, target: float) -> float:
        """Return the term of an output, infinite where a logarithm is."""
        if self.squared:
            return (output - target) ** 2
        with np.errstate(divide="ignore", invalid="ignore"):
            found = -target * np.log(output) if target else 0.0
            if not self.shares and target != 1:
                found -= (1 - target) * np.log1p(-output)
        return float(found)

    def term_on_paper(self, output: Decimal, target: Decimal) -> Decimal:
        """Return the term of a printed output, as :meth:`term_of` does."""
        if self.squared:
            return (output - target) ** 2
        found = -target * output.ln() if target else Decimal(0)
        if not self.shares and target != 1:
            found -= (1 - target) * (1 - output).ln()
        return found

    def cost_on_paper(self, *terms: Decimal) -> Decimal:
        """Return the cost of printed terms."""
        return sum(terms, Decimal(0)) / self.divisor

    # How it is written.

    @property
    def term_title(self) -> str:
        """Typst mathematics for the terms in general."""
        if self.squared:
            return "(o_k - t_k)^2"
        return "-t_k ln o_k" if self.shares else "C_k"

    def curve_title(self, target: float) -> str:
        """Typst mathematics for the curve over an output with a target, if it has a short one."""
        if self.squared or target not in (0.0, 1.0):
            return ""
        if target:
            return "-ln o"
        return "" if self.shares else "-ln (1 - o)"

    @property
    def formula(self) -> str:
        """Typst mathematics for the cost."""
        if self.squared:
            return str(self.recording.rules.loss.formula)
        if self.shares:
            return "-sum_k t_k ln o_k"
        return "-sum_k (t_k ln o_k + (1 - t_k) ln (1 - o_k))"

    @property
    def printed_in_full(self) -> Callable[..., Decimal]:
        """The calculation of the cost from alternating printed outputs and targets."""

        def cost(*terms: Decimal) -> Decimal:
            pairs = zip(terms[::2], terms[1::2], strict=True)
            return self.cost_on_paper(*[self.term_on_paper(o, t) for o, t in pairs])

        return cost
