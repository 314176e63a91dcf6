"""Where in a photograph the digit is written: paper, tables and shadows apart from ink.

A picture without its narrow strokes consists of regions (paper, the table under it, a shadow on
either) with steps between them.  The digit lies in the region that holds the most ink, and in those
into which that ink goes on: a digit crosses the edge of a shadow, but never that of its sheet.

Everything is computed in whole numbers, so every computer finds the same sheet.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from network.data.photographs.pixels import Greys, fit_within, opening

Mask = NDArray[np.bool_]

_SMALL_SIDE = 128  # longest side of the copy in which regions are looked for
_WINDOW = 5  # what is narrower than half of a fifth of the picture makes no region
_STEP = 16  # grey levels between neighbours at which one region ends
_SMALLEST_REGION = 100  # a region of less than a hundredth of the picture joins its neighbour
_NARROW = 3  # a sheet is at least a third as wide as the picture
_LEAST_INK = 24  # grey levels from the region's own
_CLEAR = 2  # pixels of the small copy beside a step in which nothing is taken for ink
_MAIN_PIECE = 5  # a fifth of a region's ink, or more, is in a piece of the digit
_CROSSING = 25  # a piece of ink goes on in a region if a twenty-fifth of it is there


@dataclass(frozen=True)
class Sheet:
    """The part of a picture in which the digit is written.

    Attributes
    ----------
    area : numpy.ndarray
        bool, of the picture's shape.
    inverted : bool
        Is the ink darker than what it is on?
    whole : bool
        Does the area fill the picture?
    uneven : bool
        Does a step of light run through it?
    beyond : numpy.ndarray
        uint8, of the picture's shape: what the sheet would look like if it went on.
    width : int
        About as wide, in pixels, as the widest part of the ink; 0 if there is none.
    """

    area: Mask
    inverted: bool
    whole: bool
    uneven: bool
    beyond: Greys
    width: int


def find_sheet(picture: Greys) -> Sheet | None:
    """Find where the digit is written.

    Parameters
    ----------
    picture : numpy.ndarray
        Shape (rows, columns), uint8.

    Returns
    -------
    Sheet or None
        None if the picture shows plain paper and nothing else, or is too small for a photograph.
    """
    from scipy import ndimage

    if max(picture.shape) < _SMALL_SIDE:
        return None
    small = fit_within(picture, _SMALL_SIDE)
    window = max(3, max(small.shape) // _WINDOW) | 1
    smooth: Greys = ndimage.median_filter(small, window, mode="nearest")
    regions, steps = _regions(smooth)
    if regions.max() == 1:
        return None
    # Where light changes the median lags behind; near a step nothing is certain.
    clear = ~ndimage.binary_dilation(steps, np.ones((3, 3)), iterations=_CLEAR)
    difference = small.astype(np.int64) - smooth
    best, inverted = (0, 0), True
    for dark in (True, False):
        ink = np.where(clear, -difference if dark else difference, 0)
        ink[ink < _LEAST_INK] = 0
        weights = np.bincount(regions.ravel(), ink.ravel() ** 2, regions.max() + 1)
        here = int(np.argmax(weights))
        if weights[here] > best[1]:
            best, inverted = (here, int(weights[here])), dark
    if best[1] == 0:
        return _blank(picture, smooth, regions)
    chosen = _joined(small, smooth, regions, best[0], inverted)
    inside = np.isin(regions, list(chosen))
    area, whole = _enlarged(inside, picture.shape)
    ink = difference < -_LEAST_INK if inverted else difference > _LEAST_INK
    depth = ndimage.distance_transform_cdt(np.pad(ink & inside & clear, 1), "chessboard").max()
    width = -(-2 * int(depth) * max(picture.shape) // max(small.shape))
    return Sheet(area, inverted, whole, len(chosen) > 1, _beyond(smooth, inside, picture), width)


def _regions(smooth: Greys) -> tuple[NDArray[np.int64], Mask]:
    """Number the regions from 1, and tell where the steps between them are."""
    from scipy import ndimage

    square = np.ones((3, 3))
    steps = ndimage.morphological_gradient(smooth, (3, 3), mode="nearest") >= _STEP
    labels, count = ndimage.label(~steps, square)
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    kept = sizes * _SMALLEST_REGION >= labels.size
    kept[0] = False
    # What does not reach the edge of the picture and is narrow is a thick stroke, or a hole in one.
    depths = ndimage.distance_transform_cdt(np.pad(labels > 0, 1, mode="edge"), "chessboard")
    deepest = ndimage.maximum(depths[1:-1, 1:-1], labels, np.arange(count + 1))
    edge = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    wide = (2 * np.asarray(deepest, np.int64) - 1) * _NARROW >= min(smooth.shape)
    kept &= wide | np.isin(np.arange(count + 1), edge)
    levels = [int(np.median(smooth[labels == n])) for n in np.flatnonzero(kept)]
    if not levels or max(levels) - min(levels) < _STEP:
        return np.ones(smooth.shape, np.int64), steps
    seeds = np.where(kept[labels], np.cumsum(kept)[labels], 0)
    return _nearest(seeds, seeds > 0), steps


def _nearest(values: NDArray[Any], known: Mask) -> NDArray[Any]:
    """Give every pixel the value of the nearest one that has one."""
    from scipy import ndimage

    _, where = ndimage.distance_transform_cdt(~known, "chessboard", return_indices=True)
    found: NDArray[Any] = values[tuple(where)]
    return found


def _joined(
    small: Greys, smooth: Greys, regions: NDArray[np.int64], first: int, inverted: bool
) -> set[int]:
    """Return the regions into which the ink of the first goes on."""
    from scipy import ndimage

    light = 255 - small if inverted else small
    # Unlike the median, this keeps steps where they are, and so tells ink beside them from paper.
    width = max(3, max(small.shape) // (2 * _WINDOW))
    above = light - wide_opening(light, width)
    square, ink = np.ones((3, 3)), above >= _LEAST_INK
    pieces, count = ndimage.label(ink, square)
    shares = np.zeros((count + 1, int(regions.max()) + 1), np.int64)
    np.add.at(shares, (pieces.ravel(), regions.ravel()), 1)
    shares[0] = 0
    chosen, grown = {first}, True
    # A thick stroke that comes near a step may just cross it; thin lines end at the sheet's edge.
    thick, count = ndimage.label(ndimage.binary_opening(ink, square), square)
    here = np.bincount(thick[regions == first], minlength=count + 1)
    large = here * _MAIN_PIECE >= max(1, here[1:].sum())
    large[0] = False
    near = ndimage.binary_dilation(large[thick], square, iterations=_CLEAR)
    chosen |= set(np.flatnonzero(np.bincount(regions[near]) >= 3).tolist())
    while grown:
        here = shares[:, sorted(chosen)].sum(axis=1)
        there = shares * ((here > 0)[:, None] & (shares * _CROSSING >= here[:, None]))
        more = set(np.flatnonzero((there >= 4).any(axis=0)).tolist()) - chosen
        chosen |= more
        grown = bool(more)
    return chosen


def wide_opening(image: Greys, width: int) -> Greys:
    """Return the image without what is bright and narrow; what meets the edge goes on beyond it."""
    return opening(np.pad(image, width, mode="edge"), width)[width:-width, width:-width]


def _enlarged(inside: Mask, shape: tuple[int, ...]) -> tuple[Mask, bool]:
    """Return the inside in a larger picture, a little away from where it ends."""
    from scipy import ndimage

    whole = bool(inside.all())
    if not whole:
        inside = ndimage.binary_fill_holes(inside)
        inside = ndimage.binary_erosion(inside, np.ones((3, 3)), iterations=1, border_value=1)
    rows, columns = (np.arange(n) * m // n for n, m in zip(shape, inside.shape, strict=True))
    return inside[np.ix_(rows, columns)], whole


def _beyond(smooth: Greys, inside: Mask, picture: Greys) -> Greys:
    from scipy import ndimage

    safe = ndimage.binary_erosion(inside, np.ones((3, 3)), iterations=3, border_value=1)
    on = _nearest(smooth, safe if safe.any() else inside)
    rows, columns = (
        np.arange(n) * m // n for n, m in zip(picture.shape, smooth.shape, strict=True)
    )
    return np.ascontiguousarray(on[np.ix_(rows, columns)])


def _blank(picture: Greys, smooth: Greys, regions: NDArray[np.int64]) -> Sheet:
    """Return the largest region, in which there is nothing."""
    inside = regions == np.argmax(np.bincount(regions.ravel()))
    area, whole = _enlarged(inside, picture.shape)
    return Sheet(area, True, whole, False, _beyond(smooth, inside, picture), 0)
