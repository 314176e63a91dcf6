"""Operations on grey images in whole numbers, so that every computer gets the same pixels."""

import numpy as np
from numpy.typing import NDArray

Greys = NDArray[np.uint8]

_LEVELS = 256


def resize(image: Greys, shape: tuple[int, int]) -> Greys:
    """Return an image of another size, each pixel the mean of the area that it covers.

    Parameters
    ----------
    image : numpy.ndarray
        Shape (rows, columns), uint8.
    shape : tuple of int
        Rows and columns wanted.

    Returns
    -------
    numpy.ndarray
        uint8, ``shape``; means are rounded to the nearest whole number, halves up.
    """
    sums = _sums_over(_sums_over(image.astype(np.int64), shape[0]).T, shape[1]).T
    area = image.shape[0] * image.shape[1]
    found: Greys = ((2 * sums + area) // (2 * area)).astype(np.uint8)
    return found


def _sums_over(rows: NDArray[np.int64], wanted: int) -> NDArray[np.int64]:
    """Return so many rows instead, each the sum of those that it covers, parts of rows included.

    The unit is such that a given row is ``wanted`` high and a wanted one as high as the number
    of those given, so that every part is whole.
    """
    row, part = np.divmod(np.arange(wanted + 1) * len(rows), wanted)
    nothing = np.zeros_like(rows[:1])
    above = np.concatenate([nothing, np.add.accumulate(rows, axis=0)])
    here = np.concatenate([rows, nothing])
    found: NDArray[np.int64] = np.diff(above[row] * wanted + here[row] * part[:, None], axis=0)
    return found


def fit_within(image: Greys, limit: int) -> Greys:
    """Return the image itself, or smaller: its longer side ``limit`` pixels at most."""
    longer = max(image.shape)
    if longer <= limit:
        return image
    rows, columns = (max(1, (2 * n * limit + longer) // (2 * longer)) for n in image.shape)
    return resize(image, (rows, columns))


def opening(image: Greys, width: int) -> Greys:
    """Return the image without whatever is bright and narrower than a square of ``width`` pixels.

    The least value in a window around each pixel, then the greatest of those (J. Serra, "Image
    Analysis and Mathematical Morphology", 1982); beyond the edge the image is taken to go on.
    """
    before = width // 2
    after = width - 1 - before
    least = _windowed(image, width, before, after, np.minimum)
    return _windowed(least, width, after, before, np.maximum)


def thicken(image: Greys, width: int) -> Greys:
    """Return the greatest value in a round window of ``width`` pixels around each pixel."""
    if width <= 1:
        return image
    reach = width // 2
    padded = np.pad(image, reach)
    found = np.zeros_like(image)
    rows, columns = image.shape
    for down in range(2 * reach + 1):
        for across in range(2 * reach + 1):
            # Twice the distances, so that a window of any width is a whole number of halves.
            if 4 * ((down - reach) ** 2 + (across - reach) ** 2) <= width * width:
                part = padded[down : down + rows, across : across + columns]
                np.maximum(found, part, out=found)
    return found


def _windowed(image: Greys, width: int, before: int, after: int, best: np.ufunc) -> Greys:
    """Return the best value in windows along both axes, in steps that double the window."""
    for axis in (0, 1):
        ends = [(0, 0), (0, 0)]
        ends[axis] = (before, after)
        line = np.moveaxis(np.pad(image, ends, mode="edge"), axis, 0)
        reached = 1
        while reached < width:
            step = min(reached, width - reached)
            line = best(line[:-step], line[step:])
            reached += step
        image = np.moveaxis(line, 0, axis)
    return np.ascontiguousarray(image)


def threshold(image: Greys) -> int:
    """Return the level that parts dark from bright best: bright is what is above it.

    N. Otsu, "A threshold selection method from gray-level histograms" (1979): the greatest
    variance between the two classes; here compared as fractions of whole numbers.  In an image
    of one shade nothing is above it.
    """
    counts = [int(n) for n in np.bincount(image.ravel(), minlength=_LEVELS)]
    total, total_sum = image.size, sum(level * n for level, n in enumerate(counts))
    best, level_found = (0, 1), int(image.max())
    below = below_sum = 0
    for level, count in enumerate(counts[:-1]):
        below, below_sum = below + count, below_sum + level * count
        if 0 < below < total:
            apart = below_sum * total - total_sum * below
            variance = (apart * apart, below * (total - below))
            if variance[0] * best[1] > best[0] * variance[1]:
                best, level_found = variance, level
    return level_found


def pieces(mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return for each pixel the number of the connected piece it belongs to, 0 for none.

    Pixels that touch at a corner are connected.  Numbers rise from 1 in the order of reading.
    """
    labels = np.zeros(mask.shape, np.int64)
    parents = [0]

    def root(label: int) -> int:
        while parents[label] != label:
            parents[label] = parents[parents[label]]
            label = parents[label]
        return label

    above: list[tuple[int, int, int]] = []
    for y, row in enumerate(mask):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], row.view(np.int8), [0])))).tolist()
        runs = []
        for start, stop in zip(edges[::2], edges[1::2], strict=True):
            touching = [root(label) for a, b, label in above if a <= stop and b >= start]
            label = min(touching, default=len(parents))
            if label == len(parents):
                parents.append(label)
            for other in touching:
                parents[other] = label
            labels[y, start:stop] = label
            runs.append((start, stop, label))
        above = runs
    roots = np.array([root(label) for label in range(len(parents))])
    _, in_order = np.unique(roots, return_inverse=True)
    found: NDArray[np.int64] = in_order.astype(np.int64)[labels]
    return found
