"""Lines that separate points in a plane: their ends in a square, and the best through 0."""

import math
from collections.abc import Sequence


def line_in_square(
    weights: Sequence[float], bias: float, reach: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return where the line w₁·x₁ + w₂·x₂ + b = 0 enters and leaves a square.

    Parameters
    ----------
    weights : sequence of two float
    bias : float
    reach : float
        The square is [−reach, reach]².

    Returns
    -------
    two pairs of float
        The left end first (the lower end of a vertical line); the origin twice if the line
        misses the square.
    """
    first, second = weights
    corners = [(-reach, -reach), (reach, -reach), (reach, reach), (-reach, reach)]
    ends = []
    for start, end in zip(corners, corners[1:] + corners[:1], strict=True):
        a, b = (first * x + second * y + bias for x, y in (start, end))
        if (a < 0) != (b < 0):
            share = a / (a - b)
            ends.append(
                (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
            )
    if len(ends) != 2:
        return (0.0, 0.0), (0.0, 0.0)
    ends.sort()
    return ends[0], ends[1]


def best_through_origin(points: Sequence[tuple[int, int, int]]) -> int:
    """Return the largest number of points that a line through the origin classifies correctly.

    Parameters
    ----------
    points : sequence of (int, int, int)
        Integer coordinates in any unit, none at the origin; then the class, 1 or 0.

    Notes
    -----
    As the weight vector rotates, the count changes only at directions perpendicular to a point.
    All directions between two neighbouring ones of these are represented by their sum, or by a
    point itself if they are opposite.  Everything is an integer, so the result is exact.  A point
    perpendicular to the weights has the output one half, which counts as 1.
    """
    signed = {(s * x, s * y) for x, y, _ in points for s in (1, -1)}
    edges = sorted(((y, -x) for x, y in signed), key=lambda e: math.atan2(e[1], e[0]))
    around = zip(edges, edges[1:] + edges[:1], strict=True)
    between = {(a + c, b + d) for (a, b), (c, d) in around} - {(0, 0)}
    return max(
        sum((first * x + second * y >= 0) == (target == 1) for x, y, target in points)
        for first, second in between.union(edges, signed)
    )
