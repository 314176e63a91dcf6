"""From photographs and drawings to MNIST's format, against the plainest implementations."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from PIL import Image

from network import LayerlightError, load_checkpoint_series, picture_from_file
from network.data.drawn_digits import load_drawn_digits
from network.data.photographs.pixels import opening, pieces, resize, thicken, threshold
from network.data.photographs.preparation import is_prepared, prepare
from network.recordings.classification import classify
from network.recordings.pictures import FAILURE, Picture

IMAGES = arrays(np.uint8, array_shapes(min_dims=2, max_dims=2, max_side=9))
DRAWN = load_drawn_digits().arrays


def rounded(value: Fraction) -> int:
    return int((2 * value + 1) // 2)


@given(IMAGES, st.tuples(st.integers(1, 9), st.integers(1, 9)))
def test_resizing_takes_the_mean_of_the_area_covered(image, shape):
    (height, width), (rows, columns) = image.shape, shape
    found = resize(image, shape)
    for y, x in np.ndindex(shape):
        total = Fraction(0)
        for i, j in np.ndindex(image.shape):
            down = min(Fraction(i + 1, height), Fraction(y + 1, rows))
            down -= max(Fraction(i, height), Fraction(y, rows))
            across = min(Fraction(j + 1, width), Fraction(x + 1, columns))
            across -= max(Fraction(j, width), Fraction(x, columns))
            if down > 0 and across > 0:
                total += down * across * int(image[i, j])
        assert found[y, x] == rounded(total * rows * columns)


@settings(deadline=None)  # the first call imports SciPy
@given(IMAGES, st.integers(1, 5))
def test_opening_keeps_what_a_bright_square_fits_into(image, width):
    """At each pixel: the maximum, over all windows containing it, of the window's minimum."""
    padded = np.pad(image, width, mode="edge").astype(int)
    found = opening(image, width)
    for y, x in np.ndindex(image.shape):
        corners = [(y + width - i, x + width - j) for i in range(width) for j in range(width)]
        best = max(padded[r : r + width, c : c + width].min() for r, c in corners)
        # At the edge, windows reach past the padding of the second pass, never above this.
        assert found[y, x] <= image[y, x]
        if width <= y < image.shape[0] - width and width <= x < image.shape[1] - width:
            assert found[y, x] == best


@given(IMAGES, st.integers(1, 5))
def test_thickening_takes_the_brightest_within_reach(image, width):
    found = thicken(image, width)
    for y, x in np.ndindex(image.shape):
        near = [
            image[i, j]
            for i, j in np.ndindex(image.shape)
            if 4 * ((i - y) ** 2 + (j - x) ** 2) <= width * width
        ]
        assert found[y, x] == max(near)


@given(IMAGES)
def test_the_threshold_parts_the_levels_best(image):
    levels = [Fraction(int(v)) for v in image.ravel()]

    def spread(level):
        classes = [v for v in levels if v <= level], [v for v in levels if v > level]
        if not all(classes):
            return Fraction(0)
        below, above = (sum(c) / len(c) for c in classes)
        return len(classes[0]) * len(classes[1]) * (below - above) ** 2

    assert spread(threshold(image)) == max(spread(level) for level in set(levels))


@settings(deadline=None)  # the first call imports SciPy
@given(arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, max_side=9)))
def test_pieces_are_what_can_be_reached_from_pixel_to_pixel(mask):
    found = pieces(mask)
    assert np.array_equal(found > 0, mask)
    reached = np.zeros(mask.shape, int)
    count = 0
    for start in map(tuple, np.argwhere(mask)):
        if reached[start]:
            continue
        count += 1
        front = [start]
        while front:
            y, x = front.pop()
            inside = 0 <= y < mask.shape[0] and 0 <= x < mask.shape[1]
            if inside and mask[y, x] and not reached[y, x]:
                reached[y, x] = count
                front += [(y + i, x + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    pairs = set(zip(found.ravel().tolist(), reached.ravel().tolist(), strict=True))
    assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})
    assert set(found.ravel().tolist()) - {0} == set(range(1, count + 1))


def photograph(digit: int, hand: int = 0, **changes) -> np.ndarray:
    """Return a drawn digit in ink on paper: unevenly lit, grainy, off centre, with a few specks."""
    style = {"size": 12, "fade": 60, "grain": 3, "specks": 5, "light": False} | changes
    image = DRAWN["images"][hand * 10 + digit]
    side = 28 * style["size"]
    ink = np.asarray(Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC)) / 255
    rng = np.random.default_rng(digit)
    paper = np.ones((side + 160, side + 90))
    ink = np.pad(ink, ((130, 30), (20, 70)))
    down, across = (np.arange(n) / n for n in paper.shape)
    paper = 225 - style["fade"] * np.add.outer(down**2, across) - 0 * paper
    for y, x in rng.integers(0, min(paper.shape) - 3, (style["specks"], 2)):
        paper[y : y + 3, x : x + 3] -= 90
    picture = paper * (1 - ink) + 50 * ink + rng.normal(0, style["grain"], paper.shape)
    picture = np.clip(np.rint(picture), 0, 255).astype(np.uint8)
    return 255 - picture if style["light"] else picture


@pytest.mark.parametrize("light", [False, True])
@pytest.mark.parametrize("digit", range(10))
def test_a_photographed_digit_comes_out_as_it_was_drawn(digit, light):
    found = prepare(photograph(digit, light=light))
    assert found.details["inverted"] is not light
    # It was cut out at a different fraction of a pixel, so it may be off by one pixel.
    places = [(down, across) for down in (-1, 0, 1) for across in (-1, 0, 1)]
    likeness = {
        place: np.corrcoef(
            found.image.ravel(), np.roll(DRAWN["images"][digit], place, (0, 1)).ravel()
        )[0, 1]
        for place in places
    }
    assert max(likeness.values()) > 0.95


def test_photographs_are_read_right():
    pictures = [
        Picture(prepare(photograph(digit, hand)).image, "", "file", digit)
        for hand in (1, 2)
        for digit in range(10)
    ]
    inference = classify(pictures, load_checkpoint_series())
    assert np.array_equal(inference.predictions, inference.labels)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 39), st.integers(20, 300), st.integers(0, 60), st.integers(0, 60))
def test_a_prepared_digit_keeps_mnists_manner(which, scale, down, across):
    image = DRAWN["images"][which]
    side = 28 + 28 * scale // 40
    large = np.pad(resize(image, (side, side)), ((down, 3), (across, 5)))
    found = prepare(large)
    rows, columns = np.nonzero(found.image)
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20 == max(found.scaled.shape)
    assert found.image.max() == 255
    weights = found.image[rows, columns].astype(float)
    for places in (rows, columns):
        # As close to the centre as the 28 pixels allow.
        assert abs(np.average(places, weights=weights) - 14) <= 0.5 + 1e-9
    shorter, longer = sorted(np.ptp(places) + 1 for places in np.nonzero(image))
    # A pixel more on each side, where the soft edge of the ink begins.
    assert abs(min(found.scaled.shape) - 20 * shorter / longer) < 2.5


def test_the_stages_lead_from_one_to_the_next():
    found = prepare(photograph(4))
    top, left, bottom, right = found.details["box"]
    outside = found.ink.copy()
    outside[top:bottom, left:right] = 0
    assert not outside.any(), "all ink is in the box"
    row, column = found.details["corner"]
    rows, columns = found.scaled.shape
    assert np.array_equal(found.image[row : row + rows, column : column + columns], found.scaled)
    assert np.count_nonzero(found.image) == np.count_nonzero(found.scaled)
    assert found.picture.shape == found.ink.shape
    assert max(found.picture.shape) == 112


def test_fine_pens_are_thickened_and_felt_pens_are_not():
    line = np.full((200, 120), 230, np.uint8)
    line[20:180, 60:62] = 40
    fine = prepare(line)
    assert fine.details["thickened"]
    assert 1.5 <= (fine.scaled > 127).sum(axis=1).mean() <= 2.5
    line[20:180, 50:70] = 40
    assert not prepare(line).details["thickened"]


def test_specks_and_ruled_shade_are_no_ink():
    clean, dirty = (prepare(photograph(8, specks=n)) for n in (0, 30))
    assert np.abs(clean.image.astype(int) - dirty.image).mean() < 2


def test_every_drawing_is_in_mnists_manner_already():
    for image in DRAWN["images"]:
        assert is_prepared(image)
    assert picture_from_file(FAILURE).preparation is None
    shifted = np.roll(DRAWN["images"][0], 3, axis=1)
    assert not is_prepared(shifted)
    assert not is_prepared(255 - DRAWN["images"][0])
    assert not is_prepared(np.zeros((28, 28), np.uint8))


@given(IMAGES)
def test_any_picture_is_prepared_or_refused(image):
    try:
        found = prepare(image)
    except LayerlightError as error:
        assert str(error).startswith("expected one ") or "no digit: " in str(error)  # noqa: PT017
    else:
        assert found.image.shape == (28, 28)
        assert found.image.max() == 255
