"""Find the sheet of paper in a photograph: tell paper, tables and shadows from ink.

Without its narrow strokes a picture consists of regions (paper, the table under it, a shadow on
either) separated by steps in brightness.  The digit lies in the region with the most ink, and in
those into which that ink continues: a digit may cross the edge of a shadow, but never the edge of
its sheet.

Everything is computed in integers, so every computer finds the same sheet.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from network.data.photographs.pixels import Greys, fit_within, opening

Mask = NDArray[np.bool_]

_SMALL_SIDE = 128  # longest side of the copy in which regions are sought
_WINDOW = 5  # anything narrower than a tenth of the picture is not a region
_STEP = 16  # difference in grey level between neighbours at which a region ends
_SMALLEST_REGION = 100  # a region smaller than a hundredth of the picture joins its neighbour
_NARROW = 3  # a sheet is at least a third as wide as the picture
_LEAST_INK = 24  # difference in grey level from the region
_CLEAR = 2  # pixels of the small copy on either side of a step in which nothing counts as ink
_MAIN_PIECE = 5  # a piece of the digit has at least a fifth of its region's ink
_CROSSING = 25  # ink continues into a region if a twenty-fifth of the piece is there


@dataclass(frozen=True)
class Sheet:
    """The part of a picture in which the digit is written.

    Attributes
    ----------
    area : numpy.ndarray
        bool, of the picture's shape.
    inverted : bool
        Whether the ink is darker than its background.
    whole : bool
        Whether the area fills the picture.
    uneven : bool
        Whether an edge of light or shadow runs through it.
    beyond : numpy.ndarray
        uint8, of the picture's shape: the paper's grey level, extended beyond the sheet.
    width : int
        Approximate width of the widest part of the ink, in pixels; 0 if there is none.
    """

    area: Mask
    inverted: bool
    whole: bool
    uneven: bool
    beyond: Greys
    width: int


def find_sheet(picture: Greys) -> Sheet | None:
    """Find the sheet on which the digit is written.

    Parameters
    ----------
    picture : numpy.ndarray
        Shape (rows, columns), uint8.

    Returns
    -------
    Sheet or None
        None if the picture shows nothing but plain paper, or is too small to be a photograph.
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
    # The median shifts where the light changes, so pixels near a step are unreliable.
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
    """Return the regions, numbered from 1, and a mask of the steps between them."""
    from scipy import ndimage

    square = np.ones((3, 3))
    steps = ndimage.morphological_gradient(smooth, (3, 3), mode="nearest") >= _STEP
    labels, count = ndimage.label(~steps, square)
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    kept = sizes * _SMALLEST_REGION >= labels.size
    kept[0] = False
    # A narrow region that does not reach the picture's edge is a thick stroke, or a hole in one.
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
    """Fill every pixel with the value of the nearest known one."""
    from scipy import ndimage

    _, where = ndimage.distance_transform_cdt(~known, "chessboard", return_indices=True)
    found: NDArray[Any] = values[tuple(where)]
    return found


def _joined(
    small: Greys, smooth: Greys, regions: NDArray[np.int64], first: int, inverted: bool
) -> set[int]:
    """Return the regions into which the ink of the first one continues."""
    from scipy import ndimage

    light = 255 - small if inverted else small
    # Unlike the median, this leaves steps in place, so ink beside them can be told from paper.
    width = max(3, max(small.shape) // (2 * _WINDOW))
    above = light - wide_opening(light, width)
    square, ink = np.ones((3, 3)), above >= _LEAST_INK
    pieces, count = ndimage.label(ink, square)
    shares = np.zeros((count + 1, int(regions.max()) + 1), np.int64)
    np.add.at(shares, (pieces.ravel(), regions.ravel()), 1)
    shares[0] = 0
    chosen, grown = {first}, True
    # A thick stroke close to a step may just cross it; thin lines end at the edge of the sheet.
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
    """Remove what is bright and narrow; whatever meets the edge is taken to continue beyond it."""
    return opening(np.pad(image, width, mode="edge"), width)[width:-width, width:-width]


def _enlarged(inside: Mask, shape: tuple[int, ...]) -> tuple[Mask, bool]:
    """Scale the inside up to a larger picture, kept a little away from its boundary."""
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
    """Return the largest region as a sheet without ink."""
    inside = regions == np.argmax(np.bincount(regions.ravel()))
    area, whole = _enlarged(inside, picture.shape)
    return Sheet(area, True, whole, False, _beyond(smooth, inside, picture), 0)
