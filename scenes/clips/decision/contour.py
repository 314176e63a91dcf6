"""Lines on which a field or a neuron's pre-activation is zero."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["as_curves", "clipped_line", "zero_line"]

THIRDS = np.array([0.0, 1 / 3, 2 / 3, 1.0])


def zero_line(field: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return where a field on a grid is zero, interpolated linearly between grid points.

    Each square of the grid is divided into two triangles; a triangle whose corners differ in sign
    is crossed once.  Where the field is linear, the line is exact.

    Parameters
    ----------
    field : ndarray
        Shape (rows, columns).

    Returns
    -------
    ndarray
        Shape (segments, 2, 2): ends of each segment as (column, row), which need not be whole.
    """
    rows, columns = np.indices((field.shape[0] - 1, field.shape[1] - 1))
    found = []
    for corners in (((0, 0), (0, 1), (1, 1)), ((0, 0), (1, 1), (1, 0))):
        values = np.stack([field[r : r + rows.shape[0], c : c + rows.shape[1]] for r, c in corners])
        above = values >= 0
        crossed = above.any(axis=0) & ~above.all(axis=0)
        values, above = values[:, crossed], above[:, crossed]
        places = np.stack(
            [np.stack([columns[crossed] + c, rows[crossed] + r], axis=-1) for r, c in corners]
        )
        # Of the three edges, each from a corner to the next, two are crossed.
        change = above != np.roll(above, -1, axis=0)
        with np.errstate(all="ignore"):
            share = values / (values - np.roll(values, -1, axis=0))
        share = np.where(change, share, 0.0)[..., None]
        points = places + share * (np.roll(places, -1, axis=0) - places)
        two = np.argsort(~change, axis=0, kind="stable")[:2]
        found.append(np.take_along_axis(points, two[..., None], axis=0).swapaxes(0, 1))
    return np.concatenate(found)


def clipped_line(
    weights: NDArray[np.floating], bias: float, edges: NDArray[np.floating]
) -> NDArray[np.float64] | None:
    """Return the ends of the line w·x + b = 0 within a rectangle.

    Parameters
    ----------
    weights : ndarray
        Shape (2,).
    bias : float
    edges : ndarray
        Shape (2, 2): lowest and highest value along each axis.

    Returns
    -------
    ndarray or None
        Shape (2, 2): the ends, by height and then from left to right; None if the line does not
        cross the rectangle.
    """
    ends = []
    for along, other in ((0, 1), (1, 0)):
        if weights[other] == 0:
            continue
        for value in edges[along]:
            crossing = -(bias + weights[along] * value) / weights[other]
            low, high = edges[other]
            slack = 1e-9 * (high - low)
            if low - slack <= crossing <= high + slack:
                point = np.empty(2)
                point[along], point[other] = value, crossing
                ends.append(point)
    if len(ends) < 2:
        return None
    first, last = min(
        ((a, b) for a in ends for b in ends), key=lambda pair: -np.linalg.norm(pair[0] - pair[1])
    )
    if np.allclose(first, last):
        return None
    return np.array(sorted((first, last), key=lambda end: (end[1], end[0])))


def as_curves(segments: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the points of Bézier curves along straight segments.

    Parameters
    ----------
    segments : ndarray
        Shape (n, 2, 3): the ends of each.

    Returns
    -------
    ndarray
        Shape (4 n, 3).
    """
    start, end = segments[:, 0, None], segments[:, 1, None]
    return np.asarray((start + (end - start) * THIRDS[:, None]).reshape(-1, 3))
