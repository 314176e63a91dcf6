"""Draw the ten digits of this folder, and their variants, from pen strokes.

``python assets/digits/draw.py`` rewrites the pictures and ``SHA256SUMS``;
``python assets/digits/draw.py --check`` compares them with a fresh drawing and changes nothing.

The pictures follow MNIST's manner: 28×28, light on black, the longer side 20 pixels, the centre
of mass on the pixel at row 14, column 14. Grey levels are whole multiples of 51, so that
pixel / 255 is a whole number of fifths.

Every machine draws the same pixels: curves use only +, −, ×, ÷ and square roots of Python floats
(each correctly rounded by IEEE 754) and are then put on an integer grid; all the rest is integers.
"""

import argparse
import hashlib
import itertools
import math
import sys
import tomllib
from pathlib import Path

import numpy as np
from PIL import Image

FOLDER = Path(__file__).resolve().parent
SIZE = 28  # pixels a side
BOX = 20  # the longer side of the ink
CENTRE = 14  # row and column of the pixel in whose middle the centre of mass is put
FINE = 16  # sub-pixels per pixel side
OVERLAP = 4  # a pixel also sees this many sub-pixels beyond each of its edges: softer edges
LEVEL = 51  # grey levels are multiples of this
DOTS_PER_PIECE = 60  # pen positions between two points: two or three sub-pixels apart


def load_letterforms():
    """Read the letterforms.

    Returns
    -------
    dict of str to dict
        Path below this folder (``"3.png"``, ``"variants/3_a.png"``) to the form's pen (units),
        slant, and strokes.
    """
    tables = tomllib.loads((FOLDER / "letterforms.toml").read_text(encoding="utf-8"))
    forms = {f"{digit}.png": table["main"] for digit, table in tables.items()}
    for digit, table in tables.items():
        forms |= {f"variants/{digit}_{n}.png": f for n, f in table.items() if n != "main"}
    return forms


def spline_second_derivatives(knots, values):
    """Second derivatives at the knots of the natural cubic spline through the values.

    Solves the tridiagonal system of C² continuity (de Boor, *A Practical Guide to Splines*,
    ch. IV) by forward elimination and back substitution.

    Parameters
    ----------
    knots, values : list of float
        Same length, at least 2; knots strictly increasing.

    Returns
    -------
    list of float
    """
    last = len(knots) - 1
    steps = [knots[i + 1] - knots[i] for i in range(last)]
    slopes = [(values[i + 1] - values[i]) / steps[i] for i in range(last)]
    upper, right = [0.0], [0.0]
    for i in range(1, last):
        pivot = 2 * (steps[i - 1] + steps[i]) - steps[i - 1] * upper[i - 1]
        upper.append(steps[i] / pivot)
        right.append((6 * (slopes[i] - slopes[i - 1]) - steps[i - 1] * right[i - 1]) / pivot)
    second = [0.0] * (last + 1)
    for i in range(last - 1, 0, -1):
        second[i] = right[i] - upper[i] * second[i + 1]
    return second


def trace(points):
    """Pen positions along the smooth curve through the points.

    The curve's parameter grows by the square root of the distance between points (centripetal),
    which keeps it from overshooting where they are unevenly spaced.

    Parameters
    ----------
    points : list of (float, float, float)
        x, y and pressure.

    Returns
    -------
    list of (float, float, float)
        x, y and pressure of closely spaced positions.
    """
    knots = [0.0]
    for a, b in itertools.pairwise(points):
        gap = (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1])
        knots.append(knots[-1] + math.sqrt(math.sqrt(gap)))
    columns = list(zip(*points, strict=True))
    seconds = [spline_second_derivatives(knots, column) for column in columns]
    positions = []
    for i in range(len(points) - 1):
        step = knots[i + 1] - knots[i]
        for k in range(DOTS_PER_PIECE + 1):
            b = k / DOTS_PER_PIECE
            a = 1 - b
            bend_a, bend_b = (a * a * a - a) * step * step / 6, (b * b * b - b) * step * step / 6
            positions.append(
                tuple(
                    a * v[i] + b * v[i + 1] + bend_a * m[i] + bend_b * m[i + 1]
                    for v, m in zip(columns, seconds, strict=True)
                )
            )
    return positions


def pen_dots(form):
    """All positions of the pen for one letterform.

    Returns
    -------
    list of (float, float, float)
        x, y and radius, in the letterform's units, leaning by its slant.
    """
    dots = []
    for stroke in form["strokes"]:
        points = [(float(p[0]), float(p[1]), float(p[2]) if p[2:] else 1.0) for p in stroke]
        for x, y, pressure in trace(points):
            dots.append((x + form["slant"] * (100 - y), y, pressure * form["pen"] / 2))
    return dots


def ink(dots):
    """Cover the sub-pixels under the pen.

    The longer side of the ink is scaled so that ``BOX`` pixels see it.

    Parameters
    ----------
    dots : list of (float, float, float)
        x, y and radius in any one unit.

    Returns
    -------
    (rows, columns) bool array
        Sub-pixels, as far as the ink goes.
    """
    left, right = min(x - r for x, y, r in dots), max(x + r for x, y, r in dots)
    top, bottom = min(y - r for x, y, r in dots), max(y + r for x, y, r in dots)
    # Twice as many half-steps as sub-pixels: odd coordinates are sub-pixel middles.
    side = FINE * BOX - 2 * OVERLAP
    scale = 2 * side / max(right - left, bottom - top)
    covered = np.zeros((side, side), dtype=bool)
    for x, y, r in {
        (round((x - left) * scale), round((y - top) * scale), round(r * scale)) for x, y, r in dots
    }:
        rows = np.arange(max(0, (y - r) // 2), min(side, (y + r) // 2 + 1))
        columns = np.arange(max(0, (x - r) // 2), min(side, (x + r) // 2 + 1))
        down, across = 2 * rows + 1 - y, 2 * columns + 1 - x
        inside = (down * down)[:, np.newaxis] + across * across <= r * r
        covered[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] |= inside
    rows, columns = np.flatnonzero(covered.any(axis=1)), np.flatnonzero(covered.any(axis=0))
    return covered[: rows[-1] + 1, : columns[-1] + 1]


def place(covered):
    """Put the ink into the picture's sub-pixels, its centre of mass on the middle of the picture.

    The longer side moves by whole pixels only, as in MNIST, so that it still takes ``BOX`` pixels;
    the shorter side is free to move by sub-pixels.

    Returns
    -------
    (SIZE * FINE, SIZE * FINE) bool array
    """
    field = np.zeros((SIZE * FINE, SIZE * FINE), dtype=bool)
    middle = CENTRE * FINE + FINE // 2
    mass = int(covered.sum())
    corner = []
    for axis, length in enumerate(covered.shape):
        line = covered.sum(axis=1 - axis)
        moment = int((line * (2 * np.arange(length) + 1)).sum())  # in half sub-pixels
        unit, start = (FINE, OVERLAP) if length == max(covered.shape) else (1, 0)
        # (middle - start - moment / (2 mass)) / unit to the nearest whole number, in integers.
        shift = (2 * (middle - start) * mass - moment + mass * unit) // (2 * mass * unit)
        corner.append(start + shift * unit)
    field[corner[0] : corner[0] + covered.shape[0], corner[1] : corner[1] + covered.shape[1]] = (
        covered
    )
    return field


def picture(form):
    """Draw one letterform.

    Returns
    -------
    (28, 28) uint8 array
        Grey levels 0, 51, …, 255: the covered share of what each pixel sees, to the nearest fifth.
    """
    field = np.pad(place(ink(pen_dots(form))), ((OVERLAP + 1, OVERLAP), (OVERLAP + 1, OVERLAP)))
    # Counts in rectangles from a table of running sums (a summed-area table).
    table = field.cumsum(axis=0, dtype=np.int64).cumsum(axis=1)
    seen = FINE + 2 * OVERLAP
    start = FINE * np.arange(SIZE)
    rows = table[start + seen] - table[start]
    counts = rows[:, start + seen] - rows[:, start]
    steps, area = 255 // LEVEL, seen * seen
    return ((2 * steps * counts + area) // (2 * area) * LEVEL).astype(np.uint8)


def pixel_sum(pixels):
    """SHA-256 of the pixels, row by row, one byte each."""
    return hashlib.sha256(np.ascontiguousarray(pixels).tobytes()).hexdigest()


def sums_text(drawn):
    """Text of ``SHA256SUMS``.

    The files' sums in the form that ``sha256sum -c`` reads, then the pixels' as comments,
    since PNG bytes may differ between builds of zlib while the pixels may not.
    """
    files = [
        f"{hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()}  {name}" for name in drawn
    ]
    pixels = [f"# pixels {pixel_sum(drawn[name])}  {name}" for name in drawn]
    return "\n".join([*files, *pixels]) + "\n"


def rewrite(drawn):
    """Write the pictures and ``SHA256SUMS``, each moved into place when whole."""
    (FOLDER / "variants").mkdir(exist_ok=True)
    for name, pixels in drawn.items():
        part = FOLDER / f"{name}.part"
        Image.fromarray(pixels).save(part, format="PNG", optimize=True)
        part.replace(FOLDER / name)
    part = FOLDER / "SHA256SUMS.part"
    part.write_text(sums_text(drawn), encoding="utf-8")
    part.replace(FOLDER / "SHA256SUMS")


def differences(drawn):
    """One line for each file that is missing or is not what this script draws."""
    found = []
    for name, pixels in drawn.items():
        if not (FOLDER / name).is_file():
            found.append(f"{name}: missing")
            continue
        with Image.open(FOLDER / name) as image:
            stored = np.asarray(image)
        if stored.shape != pixels.shape or not np.array_equal(stored, pixels):
            found.append(f"{name}: pixels differ from a fresh drawing")
    sums = FOLDER / "SHA256SUMS"
    if not found and (not sums.is_file() or sums.read_text(encoding="utf-8") != sums_text(drawn)):
        found.append("SHA256SUMS: not the sums of these files")
    return found


def main():
    """Rewrite the files, or with ``--check`` compare them; returns the exit code."""
    parser = argparse.ArgumentParser(description="Draw the digits of this folder.")
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    check = parser.parse_args().check
    drawn = {name: picture(form) for name, form in load_letterforms().items()}
    if not check:
        rewrite(drawn)
        return 0
    found = differences(drawn)
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
