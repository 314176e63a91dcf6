"""Turn any grey picture of a digit into an image like MNIST's, on which the network was trained.

An MNIST image is light on black, 28×28 pixels; the digit's longer side fills 20 of them, and its
centre of mass is in the middle (Y. LeCun and others, "Gradient-based learning applied to document
recognition", 1998).  All steps use integers, so every computer prepares the same image.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from network.data.photographs.pixels import (
    Greys,
    fit_within,
    opening,
    pieces,
    resize,
    thicken,
    threshold,
)
from network.data.photographs.sheet import Sheet, find_sheet, wide_opening
from network.data.photographs.single_digit import (
    Mask,
    is_left_over,
    judge,
    remove_frame,
    remove_lines,
    touched_sides,
)
from network.errors import LayerlightError

#: Side of the network's image, side of the digit's box, and position of its centre of mass.
SIDE, BOX, CENTRE = 28, 20, 14
#: Longest side of the picture that is processed, and of the stages kept for display.
WORKING_SIDE = 512
SHOWN_SIDE = 112

_LEAST_CONTRAST = 24  # grey levels; below this, ink and paper count as one shade
_LARGEST_INK = 3  # the widest stroke is assumed to be narrower than a third of the picture
_SMALLEST_PIECE = 20  # a piece of ink smaller than a twentieth of the largest is a speck
_DEEPEST_SHADOW = 24  # grey levels; paper is assumed to be at least this bright
_FINEST_PEN = 12  # strokes thinner than a twelfth of the digit are thickened to that width


@dataclass(frozen=True)
class Preparation:
    """The stages of a picture on its way to the network's input.

    Attributes
    ----------
    picture : numpy.ndarray
        uint8, the original, reduced to at most 112 pixels per side.
    ink : numpy.ndarray
        uint8, same shape: the ink alone, light on black, without paper or specks.
    scaled : numpy.ndarray
        uint8, at most 20×20: the ink, cropped and scaled.
    image : numpy.ndarray
        uint8, (28, 28): what the network reads.
    details : dict
        Serializable as JSON: ``inverted`` (was it dark on light?), ``box`` (top, left, bottom and
        right of the ink, in pixels of ``ink``), ``corner`` (row and column at which ``scaled`` is
        placed in the image), ``thickened`` (was the pen too fine?), ``sheet`` (top, left, bottom
        and right of the paper, in pixels of ``picture``; None if it fills the picture), ``lines``
        and ``frame`` (were printed lines, or a printed box, removed?), ``touches_edge`` (does
        ink reach the edge?), ``pieces`` (number of large pieces of ink).
    """

    picture: Greys
    ink: Greys
    scaled: Greys
    image: Greys
    details: dict[str, Any]


def is_prepared(picture: Greys) -> bool:
    """Return whether a picture already looks like MNIST's, so that it can be used unchanged."""
    if picture.shape != (SIDE, SIDE) or picture.max() - picture.min() < _LEAST_CONTRAST:
        return False
    top, left, bottom, right = _box(picture)
    off = _corner(picture)
    return max(bottom - top, right - left) <= BOX and max(abs(off[0]), abs(off[1])) <= 1


def prepare(picture: Greys) -> Preparation:
    """Turn a grey picture of one digit into an image like MNIST's.

    Parameters
    ----------
    picture : numpy.ndarray
        Shape (rows, columns), uint8; ink dark on light paper or light on dark.

    Returns
    -------
    Preparation

    Raises
    ------
    LayerlightError
        The picture does not show one whole digit; the message says whether there is none, there
        are several, or it is cut off by the edge.

    Notes
    -----
    Everything computed from the grey levels is an integer (SciPy's filters and labels, too, work
    on integers here), so the same grey levels give the same image on every computer.  The grey
    levels of a JPEG file depend on the decoder.
    """
    picture = fit_within(picture, WORKING_SIDE)
    sheet = find_sheet(picture)
    above, area, inverted = _ink_above_paper(picture, sheet)
    ink, found = _ink(above, area)
    box = _box(ink)
    digit = _cut(ink, box)
    missing = _missing_width(digit)
    if missing:
        digit = thicken(np.pad(digit, missing // 2 + 1), missing + 1)
        digit = _cut(digit, _box(digit))
    longer = max(digit.shape)
    fitted = tuple(max(1, (2 * n * BOX + longer) // (2 * longer)) for n in digit.shape)
    scaled = _stretched(resize(digit, (fitted[0], fitted[1])), 0)
    corner = _corner(scaled)
    image = np.zeros((SIDE, SIDE), np.uint8)
    image[corner[0] : corner[0] + fitted[0], corner[1] : corner[1] + fitted[1]] = scaled
    shown = fit_within(ink, SHOWN_SIDE)
    details = {
        "inverted": inverted,
        "box": _in_pixels_of(shown, ink, box),
        "corner": list(corner),
        "thickened": missing > 0,
        "sheet": None if area.all() else _in_pixels_of(shown, ink, _box(area)),
        **found,
    }
    return Preparation(fit_within(picture, SHOWN_SIDE), shown, scaled, image, details)


def _is_dark_on_light(picture: Greys) -> bool:
    """Return whether the darkest pixels differ more from the paper than the brightest do.

    The paper's level is the median of the picture's edge.  Unlike a threshold, this also works on
    unevenly lit paper.
    """
    edge = np.sort(np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]]))
    paper, levels = int(edge[edge.size // 2]), np.sort(picture, axis=None)
    few = levels.size // 1000
    darkest, brightest = int(levels[few]), int(levels[-1 - few])
    return paper - darkest > brightest - paper


def _ink_above_paper(picture: Greys, sheet: Sheet | None) -> tuple[Greys, Mask, bool]:
    """Return each pixel's brightness above the paper, the sheet, and whether the ink was dark.

    The paper is what remains of the picture when everything narrow is removed; it may be unevenly
    lit.
    """
    if sheet is None:
        inverted = _is_dark_on_light(picture)
        light = 255 - picture if inverted else picture
        paper = opening(light, max(3, max(picture.shape) // _LARGEST_INK))
        return light - paper, np.ones(picture.shape, np.bool_), inverted
    filled = np.where(sheet.area, picture, sheet.beyond)
    light = 255 - filled if sheet.inverted else filled
    widest = max(3, max(picture.shape) // _LARGEST_INK)
    paper = wide_opening(light, min(widest, sheet.width + sheet.width // 2 + 6))
    above = np.where(sheet.area, light - paper, 0).astype(np.int64)
    if sheet.inverted:
        # Ink absorbs a fraction of the light, so in a shadow it differs less from the paper.
        lit = np.maximum(255 - paper.astype(np.int64), _DEEPEST_SHADOW)
        most = int(lit[sheet.area].max())
        above = np.minimum((2 * above * most + lit) // (2 * lit), 255)
    return above.astype(np.uint8), sheet.area, sheet.inverted


def _ink(above: Greys, area: Mask) -> tuple[Greys, dict[str, Any]]:
    """Return the strokes of the digit alone, 0 to 255 on black, and details of what was removed."""
    if above.max() < _LEAST_CONTRAST:
        raise LayerlightError(
            f"expected a digit on plain paper, found no digit: at most {above.max()} of 255 grey"
            " levels between ink and paper, all of one shade"
        )
    level = threshold(above[area])
    strokes = above > level
    ink_level = int(above[strokes].astype(np.int64).sum()) // int(strokes.sum())
    if ink_level < _LEAST_CONTRAST or 2 * int(strokes.sum()) > int(area.sum()):
        raise LayerlightError(
            "expected a digit on plain paper, found no digit: nothing stands out from the paper"
        )
    noise = int(np.sort(above[above <= level])[-1 - np.count_nonzero(above <= level) // 20])
    strokes, line_width = remove_lines(strokes, above > level // 2, area)
    strokes, frame = remove_frame(strokes)
    pieces_of = pieces(strokes)
    sizes = np.bincount(pieces_of.ravel())
    sizes[0] = 0
    large = sizes * _SMALLEST_PIECE >= max(1, sizes.max())
    if any(touched_sides(strokes, area)):
        large = _without_left_overs(large, sizes, pieces_of, above, area, line_width)
    strokes &= large[pieces_of]
    judged = judge(strokes, area, line_width)
    # Soft edges belong to the ink; everything further away is paper.
    kept = thicken(strokes.astype(np.uint8), 3).astype(bool)
    ink = np.where(kept, _stretched(above, min(noise, level // 2)), 0).astype(np.uint8)
    found = {"lines": line_width > 0, "frame": frame}
    return ink, found | {"touches_edge": judged.touches_edge, "pieces": judged.pieces}


def _without_left_overs(
    large: Mask,
    sizes: NDArray[np.int64],
    pieces_of: NDArray[np.int64],
    above: Greys,
    area: Mask,
    line_width: int,
) -> Mask:
    """Remove pieces at the edge of the sheet that are not ink, and then specks."""
    levels = np.bincount(pieces_of.ravel(), above.ravel()) // np.maximum(sizes, 1)
    strongest = int(levels[large].max())
    found = large.copy()
    for number in np.flatnonzero(large).tolist():
        piece = pieces_of == number
        if any(touched_sides(piece, area)):
            found[number] = not is_left_over(piece, above, strongest, line_width)
    if found.all() or not found.any():
        return found
    rest = np.where(large & ~found, 0, sizes)
    return np.asarray((rest * _SMALLEST_PIECE >= max(1, rest.max())) & (rest > 0))


def _stretched(image: Greys, low: int) -> Greys:
    """Stretch grey levels so that ``low`` becomes 0 and the brightest tenth of the ink 255."""
    inked = np.sort(image[image > max(low, int(image.max()) // 4)])
    high = int(inked[-1 - len(inked) // 10])
    spread = np.clip(image.astype(np.int64) - low, 0, high - low) * 255
    return ((2 * spread + high - low) // (2 * (high - low))).astype(np.uint8)


def _box(ink: Greys | Mask) -> tuple[int, int, int, int]:
    """Return top, left, bottom and right of all that is not black; the last two are exclusive."""
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1


def _cut(ink: Greys, box: tuple[int, int, int, int]) -> Greys:
    top, left, bottom, right = box
    return ink[top:bottom, left:right]


def _missing_width(digit: Greys) -> int:
    """Return by how many pixels the strokes are thinner than those of a felt pen.

    A stroke of length l and width w has an area of l·w and a perimeter of about 2·l, so w is about
    twice the area divided by the perimeter.
    """
    mask = np.pad(digit >= 128, 1)
    rim = sum(int(np.count_nonzero(np.diff(mask.view(np.int8), axis=axis))) for axis in (0, 1))
    # Counted in pixel edges, a slanting outline is too long: on average by a factor of 4/π.
    width = (2 * int(mask.sum()) * 4) // max(1, rim * 3)
    wanted = (int(max(digit.shape)) + _FINEST_PEN // 2) // _FINEST_PEN
    return max(0, wanted - width)


def _corner(ink: Greys) -> tuple[int, int]:
    """Return where to place the ink so that its centre of mass is in the middle of the image."""
    mass = int(ink.sum(dtype=np.int64))
    corner = []
    for axis, length in enumerate(ink.shape):
        line = ink.sum(axis=1 - axis, dtype=np.int64)
        moment = int((line * np.arange(length)).sum())
        nearest = (2 * CENTRE * mass - 2 * moment + mass) // (2 * mass)
        corner.append(max(0, min(nearest, SIDE - length)) if length < SIDE else nearest)
    return corner[0], corner[1]


def _in_pixels_of(shown: Greys, ink: Greys, box: tuple[int, int, int, int]) -> list[int]:
    """Return a box in pixels of a smaller copy of the image, rounded outwards."""
    (rows, columns), (height, width) = shown.shape, ink.shape
    top, left, bottom, right = box
    return [
        top * rows // height,
        left * columns // width,
        -(-bottom * rows // height),
        -(-right * columns // width),
    ]
