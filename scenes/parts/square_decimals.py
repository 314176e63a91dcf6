"""How many decimals it takes for outputs, gaps, squares and cost to agree on paper."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from scenes.parts.agreement import fewest_decimals

__all__ = ["decimals_for_outputs", "decimals_for_squares"]

MOST_DECIMALS = 8


def decimals_for_squares(recording, steps: Sequence[int]) -> int:
    """Decimals, 3 at least, with which printed gaps give the printed squares, and those the mean.

    Whoever follows with a pocket calculator has only the printed numbers: outputs, targets,
    gaps, squares and cost, all with the decimals that this gives, at each of ``steps``.
    """
    layer = len(recording.layer_sizes) - 2
    for decimals in range(3, MOST_DECIMALS):

        def printed(value: float, decimals: int = decimals) -> Decimal:
            return Decimal(f"{float(value):.{decimals}f}")

        def rounded(value: Decimal, decimals: int = decimals) -> Decimal:
            return round(value, decimals)

        if all(
            printed(o) - printed(t) == printed(gap)
            and rounded(printed(gap) ** 2) == printed(square)
            for step in steps
            for o, t, gap, square in zip(
                recording.activations[-1][step],
                recording.targets[step],
                recording.deltas[layer][step],
                recording.arrays["squared_errors"][step],
                strict=True,
            )
        ) and all(
            rounded(sum(map(printed, squares), Decimal(0)) / len(squares))
            == printed(recording.cost[step])
            for step in steps
            for squares in [recording.arrays["squared_errors"][step]]
        ):
            return decimals
    return MOST_DECIMALS


def decimals_for_outputs(recording, steps: Sequence[int], decimals: int) -> int:
    """Decimals of printed outputs that give the cost, printed with ``decimals``, at each step.

    They give the gaps as well, printed with as many decimals as they have.
    """
    layer = len(recording.layer_sizes) - 2

    def agree(d: int) -> bool:
        for step in steps:
            gaps = [
                Decimal(f"{float(o):.{d}f}") - Decimal(int(t))
                for o, t in zip(
                    recording.activations[-1][step], recording.targets[step], strict=True
                )
            ]
            cost = sum((gap**2 for gap in gaps), Decimal(0)) / len(gaps)
            if round(cost, decimals) != Decimal(f"{float(recording.cost[step]):.{decimals}f}"):
                return False
            deltas = (Decimal(f"{float(x):.{d}f}") for x in recording.deltas[layer][step])
            if gaps != list(deltas):
                return False
        return True

    return fewest_decimals(agree, decimals)
