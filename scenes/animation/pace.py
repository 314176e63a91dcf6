"""How a way through many recorded steps is spread over time."""

from __future__ import annotations

from collections.abc import Sequence

from manim import smooth

__all__ = ["Pace", "thinned"]


def thinned(steps: Sequence[int], first: int, most: int) -> list[int]:
    """Choose at most ``most`` of the steps: all if there are no more, else the first and the last.

    Nothing is made for a step that goes by too quickly to be seen.

    Parameters
    ----------
    steps : sequence of int
    first : int
        So many at the beginning are all among them; of the others, some at equal distances.
    most : int
    """
    if len(steps) <= most:
        return list(steps)
    rest = most - first
    distance = (len(steps) - first) / rest
    return [*steps[:first], *[steps[first - 1 + round(distance * (k + 1))] for k in range(rest)]]


class Pace:
    """Rest at each of the first steps, move on between them, then run through all others.

    While it rests the picture is exactly the recorded one, and its numbers can be read.  Between
    two steps there is no recorded number: numbers are out of sight when the picture is half way.

    Parameters
    ----------
    count : int
        How many steps there are, 2 or more.
    rests : sequence of float
        Seconds to rest at the first step, the second, …; fewer steps take only the first of them.
    move : float
        Seconds from one of these to the next.
    run : float
        Seconds from the last of these to the last step.

    Attributes
    ----------
    seconds : float
        How long all of it takes.
    """

    def __init__(self, count: int, rests: Sequence[float], move: float, run: float):
        rests = rests[: count - 1]
        self.last = count - 1
        self._legs: list[tuple[float, float, int, int]] = []
        now = 0.0
        for k, rest in enumerate(rests):
            final = k == len(rests) - 1
            length = run if final else move
            self._legs.append((now + rest, now + rest + length, k, self.last if final else k + 1))
            now += rest + length
        self.seconds = now

    def way(self, share: float) -> float:
        """Share of the steps that lie behind, at a share of the time."""
        return self._place(share)[0] / self.last

    def clear(self, share: float) -> float:
        """Opacity of the numbers at a share of the time."""
        place, single = self._place(share)
        return abs(2 * (place % 1.0) - 1) if single else 1.0

    def _place(self, share: float) -> tuple[float, bool]:
        """Place among the steps, and whether the way leads to the next one only."""
        now = share * self.seconds
        for start, stop, a, b in self._legs:
            if now < stop:
                eased = smooth(max(0.0, now - start) / (stop - start))
                return a + (b - a) * float(eased), b == a + 1
        return float(self.last), False
