"""Select the strokes of the digit: remove printed lines and frames, then judge what remains.

All computation is in integers; see :mod:`network.data.photographs.pixels`.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from network.data.photographs.pixels import Greys
from network.errors import LayerlightError

Mask = NDArray[np.bool_]

_STEEPEST = 40  # printed lines are tilted by no more than 40 in 200, 11 degrees
_SLOPES = 200
_LINE = (7, 10)  # a line is inked on at least seven tenths of its way across the sheet
_END = 16  # ... and within the first and the last sixteenth of that way
_MANY = 3  # this many parallel lines need not reach the ends
_FINEST = 50  # a printed line is thinner than a fiftieth of the sheet, whatever is written on it
_SOLID = 2  # a stroke is at most half as wide as the digit is long
_TALL = 2  # a piece with at least half the height and a fifth of the ink may be another digit
_HEAVY = 5
_SPECK = 25  # a digit is at least a twenty-fifth of its sheet long
_WIDEST = (8, 5)  # a digit is at most 1.6 times as wide as it is tall


def remove_lines(strokes: Mask, faint: Mask, area: Mask) -> tuple[Mask, int]:
    """Remove ruled lines and grids, and keep the strokes that cross them.

    Parameters
    ----------
    strokes : numpy.ndarray
        bool: pixels that count as ink.
    faint : numpy.ndarray
        bool: these and pixels half as dark, so that thin lines have no gaps.
    area : numpy.ndarray
        bool: the sheet.

    Returns
    -------
    numpy.ndarray
        The strokes that remain.
    int
        Width of the lines in pixels; 0 if there were none.
    """
    faint = faint & area
    widest = 0
    for upright in (False, True):
        layers = (faint.T, area.T) if upright else (faint, area)
        gone, width = _lines(np.ascontiguousarray(layers[0]), np.ascontiguousarray(layers[1]))
        gone = gone.T if upright else gone
        faint, strokes, widest = faint & ~gone, strokes & ~gone, max(widest, width)
    return strokes, widest


def is_left_over(piece: Mask, above: Greys, ink_level: int, line_width: int) -> bool:
    """Return whether a piece at the edge of the sheet is not ink but light, or the end of a line.

    Parameters
    ----------
    piece : numpy.ndarray
        bool: the piece alone.
    above : numpy.ndarray
        uint8, same shape: how much each pixel differs from the paper.
    ink_level : int
        How much the strongest ink differs from it.
    line_width : int
        Width of the lines already removed, 0 if there were none.
    """
    from scipy import ndimage

    level = int(above[piece].astype(np.int64).sum()) // int(piece.sum())
    if 3 * level < 2 * ink_level:
        return True
    depth = int(ndimage.distance_transform_cdt(np.pad(piece, 1), "chessboard").max())
    return 2 * depth - 1 <= line_width + 2 and line_width > 0


def _lines(ink: Mask, area: Mask) -> tuple[Mask, int]:
    """Return pixels of nearly horizontal lines, without crossing strokes, and the line width."""
    rows, columns = ink.shape
    gone = np.zeros_like(ink)
    thick = ink.copy()
    thick[1:] |= ink[:-1]
    thick[:-1] |= ink[1:]
    thick &= area
    y, x = np.nonzero(thick)
    if len(y) == 0:
        return gone, 0
    middle = columns // 2
    reach = columns * _STEEPEST // (2 * _SLOPES) + 1
    places = rows + 2 * reach
    every = max(1, columns // 100)
    area_y, area_x = np.nonzero(area[:, ::every])
    area_x = area_x * every
    hits, lengths = (np.zeros((2 * _STEEPEST + 1, places), np.int64) for _ in range(2))
    for k, slope in enumerate(range(-_STEEPEST, _STEEPEST + 1)):
        at = y - (x - middle) * slope // _SLOPES + reach
        hits[k] = np.bincount(at, minlength=places)
        at = area_y - (area_x - middle) * slope // _SLOPES + reach
        lengths[k] = np.bincount(at, minlength=places) * every
    long = lengths * 2 >= lengths.max()
    lines = long & (hits * _LINE[1] >= lengths * _LINE[0])
    if not lines.any():
        return gone, 0
    run_top, run_bottom = _runs(ink)
    finest = max(4, max(ink.shape) // _FINEST)
    kept: list[tuple[NDArray[np.int64], NDArray[np.int64], int, bool]] = []
    shares = np.where(lines, hits * 1000 // np.maximum(lengths, 1), 0)
    while shares.max() > 0:
        k, place = (int(n) for n in np.unravel_index(int(np.argmax(shares)), shares.shape))
        across = np.arange(columns)
        down = place - reach + (across - middle) * (k - _STEEPEST) // _SLOPES
        # The same line is also found at neighbouring slopes and positions.
        for other in range(2 * _STEEPEST + 1):
            turn = abs(other - k) * columns // (2 * _SLOPES)
            low, high = max(0, place - finest - turn), place + finest + turn + 1
            shares[other, low:high] = 0
        on = (down >= 0) & (down < rows)
        on[on] &= area[down[on], across[on]]
        across, down = across[on], down[on]
        drawn = thick[down, across]
        near = _snapped(ink, down, across)
        heights = run_bottom[near[drawn], across[drawn]] - run_top[near[drawn], across[drawn]]
        if not heights.size:
            continue
        height = int(np.sort(heights)[heights.size // 2])
        if height > finest:
            continue
        end = max(1, len(across) // _END)
        ends = bool(drawn[:end].any() and drawn[-end:].any())
        kept.append((near[drawn], across[drawn], height, ends))
    if len(kept) < _MANY:
        kept = [line for line in kept if line[3]]
    for near, across, height, _ in kept:
        for row, column in zip(near.tolist(), across.tolist(), strict=True):
            top, bottom = int(run_top[row, column]), int(run_bottom[row, column])
            if 0 < bottom - top <= 2 * height + 1:
                gone[max(0, top - 1) : bottom + 1, column] = True
    return gone, max((height for _, _, height, _ in kept), default=0)


def _snapped(ink: Mask, down: NDArray[np.int64], across: NDArray[np.int64]) -> NDArray[np.int64]:
    """Move positions beside a line onto it."""
    found = down.copy()
    for step in (1, -1):
        beside = np.clip(down + step, 0, ink.shape[0] - 1)
        move = ~ink[found, across] & ink[beside, across]
        found[move] = beside[move]
    return found


def _runs(ink: Mask) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first row of each pixel's vertical run of ink, and the row after its last."""
    rows = np.arange(ink.shape[0])[:, None]
    top = np.maximum.accumulate(np.where(ink, -1, rows), axis=0) + 1
    below = np.where(ink, ink.shape[0], rows)[::-1]
    bottom = np.minimum.accumulate(below, axis=0)[::-1]
    return top, bottom


def remove_frame(strokes: Mask) -> tuple[Mask, bool]:
    """Remove a printed box or circle, and everything outside it.

    Returns
    -------
    numpy.ndarray
        The strokes that remain.
    bool
        Whether a box or circle was found.
    """
    from scipy import ndimage

    square = np.ones((3, 3))
    labels, count = ndimage.label(strokes, square)
    boxes = ndimage.find_objects(labels)
    sizes = np.bincount(labels.ravel())
    order = sorted(range(1, count + 1), key=lambda n: _area(boxes[n - 1]))
    for outer in order:
        rows, columns = boxes[outer - 1]
        height = rows.stop - rows.start
        frame = labels[rows, columns] == outer
        filled = ndimage.binary_fill_holes(frame)
        inside = filled & ~frame
        held = int(filled.sum())
        if held * 10 < 7 * frame.size or 3 * int(frame.sum()) > held:
            continue
        inner = np.unique(labels[rows, columns][inside])
        for n in inner[inner > 0].tolist():
            digit = boxes[n - 1][0]
            if 4 * (digit.stop - digit.start) >= height and sizes[n] * _SPECK >= sizes[outer]:
                kept = np.zeros_like(strokes)
                kept[rows, columns] = strokes[rows, columns] & inside
                return kept, True
    return strokes, False


def _area(box: tuple[slice, slice]) -> int:
    return int((box[0].stop - box[0].start) * (box[1].stop - box[1].start))


@dataclass(frozen=True)
class Judgement:
    """Possible faults of a digit that is accepted nevertheless.

    Attributes
    ----------
    touches_edge : bool
        Whether its ink reaches the edge of the picture.
    pieces : int
        Number of large pieces that it consists of.
    """

    touches_edge: bool
    pieces: int


def judge(strokes: Mask, area: Mask, line_width: int = 0) -> Judgement:
    """Refuse strokes that are not one whole digit.

    Parameters
    ----------
    strokes : numpy.ndarray
        bool: the remaining ink.
    area : numpy.ndarray
        bool: the sheet.
    line_width : int
        Width of the printed lines that were removed, 0 if there were none.

    Returns
    -------
    Judgement

    Raises
    ------
    LayerlightError
        There is no digit, there are several, or it is cut off; the message says which.
    """
    from scipy import ndimage

    rows, columns = (np.flatnonzero(area.any(axis=axis)) for axis in (1, 0))
    sheet = max(np.ptp(rows), np.ptp(columns)) + 1
    labels, count = ndimage.label(strokes, np.ones((3, 3)))
    if count == 0:
        raise _no_digit("nothing is left once the lines are removed")
    boxes = ndimage.find_objects(labels)
    sizes = np.bincount(labels.ravel())[1:]
    ys, xs = np.nonzero(strokes)
    high, wide = int(np.ptp(ys)) + 1, int(np.ptp(xs)) + 1
    longest = max(high, wide)
    if longest * _SPECK < sheet:
        raise _no_digit("only specks")
    depth = int(ndimage.distance_transform_cdt(np.pad(strokes, 1), "chessboard").max())
    if (2 * depth - 1) * _SOLID > max(longest, 2 * _SOLID):
        raise _no_digit("a solid patch, not strokes")
    touched = touched_sides(strokes, area)
    cut = any(touched) and not (touched[0] and touched[1]) and not (touched[2] and touched[3])
    edge = area & ~ndimage.binary_erosion(area, np.ones((3, 3)))
    heavy = [n + 1 for n in np.flatnonzero(sizes * _HEAVY >= sizes.max()).tolist()]
    if cut and all((edge & (labels == n)).any() for n in heavy):
        raise _cut()
    several = _several([boxes[n - 1] for n in heavy])
    if several and 2 * depth - 1 <= line_width + 2 and line_width > 0:
        raise _no_digit("only scraps of printed lines")
    if several:
        raise LayerlightError(f"expected one digit, found several ({several}); photograph just one")
    if wide * _WIDEST[1] > high * _WIDEST[0]:
        raise _no_digit(
            f"ink that is {wide} wide and {high} high; a digit is taller than it is wide"
        )
    if cut:
        raise _cut()
    return Judgement(any(touched), len(heavy))


def _cut() -> LayerlightError:
    return LayerlightError(
        "expected one whole digit, found one that is cut off by the edge of the picture or of"
        " the paper; leave some paper all around it"
    )


def _several(heavy: list[Any]) -> str:
    """Describe separate pieces that are large enough to be digits themselves."""
    tallest = max(box[0].stop - box[0].start for box in heavy)
    tall = [box for box in heavy if (box[0].stop - box[0].start) * _TALL >= tallest]
    for axis, part in ((1, 50), (0, 10)):
        ends = sorted((box[axis].start, box[axis].stop) for box in tall)
        reached, apart = ends[0][1], 1
        for start, stop in ends[1:]:
            apart += start - reached >= max(1, tallest // part)
            reached = max(reached, stop)
        if apart > 1:
            where = "side by side" if axis else "one above the other"
            return f"{apart} large pieces of ink {where}"
    return ""


def touched_sides(strokes: Mask, area: Mask) -> tuple[bool, bool, bool, bool]:
    """Return whether ink reaches the top, bottom, left and right of the sheet."""
    bare = np.pad(~area, 1, constant_values=True)
    return (
        bool((strokes & bare[:-2, 1:-1]).any()),
        bool((strokes & bare[2:, 1:-1]).any()),
        bool((strokes & bare[1:-1, :-2]).any()),
        bool((strokes & bare[1:-1, 2:]).any()),
    )


def _no_digit(found: str) -> LayerlightError:
    return LayerlightError(
        f"expected one digit on plain paper, found no digit ({found}); photograph it closer up,"
        " in even light"
    )
