"""Integer operations on grey images, which give the same pixels on every computer."""

import numpy as np
from numpy.typing import NDArray

Greys = NDArray[np.uint8]

_LEVELS = 256


def resize(image: Greys, shape: tuple[int, int]) -> Greys:
    """Resize an image; each new pixel is the mean of the area that it covers.

    Parameters
    ----------
    image : numpy.ndarray
        Shape (rows, columns), uint8.
    shape : tuple of int
        Rows and columns of the result.

    Returns
    -------
    numpy.ndarray
        uint8, ``shape``; means are rounded to the nearest integer, halves up.
    """
    sums = _sums_over(_sums_over(image.astype(np.int64), shape[0]).T, shape[1]).T
    area = image.shape[0] * image.shape[1]
    found: Greys = ((2 * sums + area) // (2 * area)).astype(np.uint8)
    return found


def _sums_over(rows: NDArray[np.int64], wanted: int) -> NDArray[np.int64]:
    """Resample to ``wanted`` rows, each the sum of the rows and parts of rows that it covers.

    If an old row is taken to be ``wanted`` units high and a new one ``len(rows)``, every overlap
    is an integer.
    """
    row, part = np.divmod(np.arange(wanted + 1) * len(rows), wanted)
    nothing = np.zeros_like(rows[:1])
    above = np.concatenate([nothing, np.add.accumulate(rows, axis=0)])
    here = np.concatenate([rows, nothing])
    found: NDArray[np.int64] = np.diff(above[row] * wanted + here[row] * part[:, None], axis=0)
    return found


def fit_within(image: Greys, limit: int) -> Greys:
    """Shrink the image, if necessary, so that its longer side has at most ``limit`` pixels."""
    longer = max(image.shape)
    if longer <= limit:
        return image
    rows, columns = (max(1, (2 * n * limit + longer) // (2 * longer)) for n in image.shape)
    return resize(image, (rows, columns))


def opening(image: Greys, width: int) -> Greys:
    """Remove every bright part into which a square of ``width`` pixels does not fit.

    A grey opening (J. Serra, "Image Analysis and Mathematical Morphology", 1982): the minimum in
    a window around each pixel, then the maximum of these.  Edge pixels are repeated outwards.
    """
    from scipy import ndimage

    found: Greys = ndimage.grey_opening(image, size=(width, width), mode="nearest")
    return found


def thicken(image: Greys, width: int) -> Greys:
    """Return the maximum in a round window of ``width`` pixels around each pixel."""
    if width <= 1:
        return image
    reach = width // 2
    padded = np.pad(image, reach)
    found = np.zeros_like(image)
    rows, columns = image.shape
    for down in range(2 * reach + 1):
        for across in range(2 * reach + 1):
            # Squared distances in half pixels, so that half of an odd width is an integer too.
            if 4 * ((down - reach) ** 2 + (across - reach) ** 2) <= width * width:
                part = padded[down : down + rows, across : across + columns]
                np.maximum(found, part, out=found)
    return found


def threshold(image: Greys) -> int:
    """Return the level that best separates dark from bright; bright pixels are above it.

    N. Otsu, "A threshold selection method from gray-level histograms" (1979): the maximum
    between-class variance, compared as exact integer fractions.  In an image of a single shade
    no pixel is above it.
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
    """Label the connected components of a mask: 1, 2, … in reading order, 0 for background.

    Pixels that touch at a corner are connected.
    """
    from scipy import ndimage

    labels, _ = ndimage.label(mask, np.ones((3, 3)))
    found: NDArray[np.int64] = labels.astype(np.int64)
    return found
