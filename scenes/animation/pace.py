"""How the time of an animation is divided among recorded steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from manim import smooth

__all__ = ["Pace", "thinned"]


def thinned(steps: Sequence[int], first: int, most: int) -> list[int]:
    """Choose at most ``most`` steps, always with the first and the last.

    Steps that would pass too quickly to be seen need no mobjects.

    Parameters
    ----------
    steps : sequence of int
    first : int
        Number of steps at the beginning that are all kept; the rest are evenly spaced.
    most : int
    """
    if len(steps) <= most:
        return list(steps)
    rest = most - first
    distance = (len(steps) - first) / rest
    return [*steps[:first], *[steps[first - 1 + round(distance * (k + 1))] for k in range(rest)]]


class Pace:
    """Rest at each of the first steps, then run through all others.

    At rest the picture is exactly the recorded one and its numbers can be read.  No number is
    recorded between two steps, so numbers are invisible half-way.

    Parameters
    ----------
    count : int
        Number of steps, at least 2.
    rests : sequence of float
        Seconds to rest at the first step, the second, …; any excess is ignored.
    move : float
        Seconds from one of these to the next.
    run : float
        Seconds from the last of these to the last step.
    ease : callable
        How that run is timed: from the share of its time to the share of its way.

    Attributes
    ----------
    seconds : float
        Total duration.
    """

    def __init__(
        self,
        count: int,
        rests: Sequence[float],
        move: float,
        run: float,
        ease: Callable[[float], float] = smooth,
    ):
        rests = rests[: count - 1]
        self.last, self._ease = count - 1, ease
        self._legs: list[tuple[float, float, int, int]] = []
        now = 0.0
        for k, rest in enumerate(rests):
            final = k == len(rests) - 1
            length = run if final else move
            self._legs.append((now + rest, now + rest + length, k, self.last if final else k + 1))
            now += rest + length
        self.seconds = now

    def way(self, share: float) -> float:
        """Return the share of the steps covered at a given share of the time."""
        return self._place(share)[0] / self.last

    def clear(self, share: float) -> float:
        """Return the opacity of the numbers at a given share of the time."""
        place, single = self._place(share)
        return float(abs(2 * (place % 1.0) - 1) ** 0.5) if single else 1.0

    def _place(self, share: float) -> tuple[float, bool]:
        """Return the position among the steps, and whether it moves to the next step only."""
        now = share * self.seconds
        for start, stop, a, b in self._legs:
            if now < stop:
                ease = self._ease if b == self.last else smooth
                eased = ease(max(0.0, now - start) / (stop - start))
                return a + (b - a) * float(eased), b == a + 1
        return float(self.last), False
