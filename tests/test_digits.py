"""The drawn digits are what their script draws, and follow MNIST's conventions."""

import hashlib
import importlib.util
import itertools
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from network.data.drawn_digits import MISREAD

FOLDER = Path(__file__).resolve().parents[1] / "assets" / "digits"
MAIN = [f"{digit}.png" for digit in range(10)]
VARIANTS = [f"variants/{digit}_{letter}.png" for digit in range(10) for letter in "abc"]
VARIANTS += MISREAD


def load_pixels(name):
    """Return the pixels of a stored picture, exactly as in the file."""
    with Image.open(FOLDER / name) as image:
        assert image.mode == "L"
        return np.asarray(image)


@pytest.fixture(scope="module")
def draw():
    """Import the drawing script as a module."""
    spec = importlib.util.spec_from_file_location("draw_digits", FOLDER / "draw.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def drawn(draw):
    """Return every picture, drawn afresh."""
    return {name: draw.picture(form) for name, form in draw.load_letterforms().items()}


def test_every_digit_has_its_pictures(drawn):
    stored = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.png")}
    assert stored == set(drawn) == set(MAIN + VARIANTS)


@pytest.mark.parametrize("name", MAIN + VARIANTS)
def test_fresh_drawing_equals_the_file(name, drawn):
    assert drawn[name].dtype == np.uint8
    np.testing.assert_array_equal(load_pixels(name), drawn[name])


@pytest.mark.parametrize("name", MAIN + VARIANTS)
def test_manner_of_mnist(name):
    pixels = load_pixels(name)
    assert pixels.shape == (28, 28)
    assert {0, 255} <= set(pixels.ravel().tolist()) <= {0, 51, 102, 153, 204, 255}

    rows, columns = np.nonzero(pixels)
    height, width = np.ptp(rows) + 1, np.ptp(columns) + 1
    assert max(height, width) == 20
    # Centred by mass; the longer side moves by whole pixels only, hence half a pixel; rounding to
    # grey levels moves the centre by less than a tenth more.
    tolerance = [0.6 if side == 20 else 0.1 for side in (height, width)]
    assert abs(np.average(rows, weights=pixels[rows, columns]) - 14) < tolerance[0]
    assert abs(np.average(columns, weights=pixels[rows, columns]) - 14) < tolerance[1]
    # Edges are soft: all four greys occur, and much of the ink is grey.
    assert {51, 102, 153, 204} <= set(pixels.ravel().tolist())
    assert np.count_nonzero((pixels > 0) & (pixels < 255)) >= 0.4 * rows.size


@pytest.mark.parametrize("name", MAIN + VARIANTS)
def test_ink_is_one_piece(name):
    pending = {tuple(p) for p in np.argwhere(load_pixels(name) > 0).tolist()}
    front = [pending.pop()]
    while front:
        row, column = front.pop()
        near = {(row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)} & pending
        pending -= near
        front.extend(near)
    assert not pending


def test_all_pictures_are_distinct():
    pictures = {name: load_pixels(name).astype(int) for name in MAIN + VARIANTS}
    for one, other in itertools.combinations(pictures, 2):
        assert np.abs(pictures[one] - pictures[other]).sum() > 10 * 255, (one, other)


def test_checksums_are_complete_and_right():
    files, pixels = {}, {}
    for line in (FOLDER / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.removeprefix("# pixels ").split("  ")
        assert (pixels if line.startswith("#") else files).setdefault(name, digest) == digest
    assert set(files) == set(pixels) == set(MAIN + VARIANTS)
    for name in files:
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == files[name], name
        assert hashlib.sha256(load_pixels(name).tobytes()).hexdigest() == pixels[name], name


def test_spline_is_the_cubic_it_passes_through(draw):
    # A natural spline reproduces a straight line, and passes through its points in any case.
    line = draw.trace([(0.0, 0.0, 1.0), (3.0, 6.0, 1.0), (4.0, 8.0, 1.0), (10.0, 20.0, 1.0)])
    assert max(abs(2 * x - y) for x, y, _ in line) < 1e-12
    points = [(0.0, 0.0, 1.0), (5.0, 9.0, 0.7), (12.0, 2.0, 1.2), (20.0, 20.0, 1.0)]
    places = np.array(draw.trace(points))
    for point in points:
        assert np.abs(places - point).sum(axis=1).min() < 1e-12
    # Smooth: no kink between neighbouring positions where two pieces meet.
    moves = np.diff(places[:, :2], axis=0)
    moves = moves[np.hypot(*moves.T) > 1e-9]
    headings = np.unwrap(np.arctan2(moves[:, 1], moves[:, 0]))
    assert np.abs(np.diff(headings)).max() < 0.2


def test_disc_covers_its_area(draw):
    # A single dot of the pen fills the box: 20 pixels, less a quarter of a pixel at each end.
    field = draw.place(draw.ink([(3.0, 4.0, 2.0)]))
    assert field.sum() / draw.FINE**2 == pytest.approx(9.75**2 * np.pi, rel=2e-3)


def test_pixel_is_the_nearest_fifth_of_the_share_it_sees(draw, drawn):
    field = draw.place(draw.ink(draw.pen_dots(draw.load_letterforms()["5.png"])))
    for row, column in np.ndindex(28, 28):
        top, left = 16 * row - 4, 16 * column - 4
        seen = field[max(top, 0) : top + 24, max(left, 0) : left + 24]
        assert abs(drawn["5.png"][row, column] / 255 - seen.sum() / 24**2) <= 0.1


def test_check_runs_from_any_folder(tmp_path):
    command = [sys.executable, str(FOLDER / "draw.py"), "--check"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_check_names_a_changed_file(draw, drawn, tmp_path, monkeypatch):
    monkeypatch.setattr(draw, "FOLDER", tmp_path)
    draw.rewrite(drawn)
    assert draw.differences(drawn) == []
    changed = drawn["3.png"].copy()
    changed[14, 14] ^= 51
    Image.fromarray(changed).save(tmp_path / "3.png")
    (tmp_path / "variants" / "7_a.png").unlink()
    assert [line.split(":")[0] for line in draw.differences(drawn)] == [
        "3.png",
        "variants/7_a.png",
    ]
