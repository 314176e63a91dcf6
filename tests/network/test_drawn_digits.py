"""The drawn digits, checked against Pillow and preparation one value at a time."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from network.data.drawn_digits import load_drawn_digits
from network.studies.shipped import load_shipped

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "digits"
DIGITS = load_drawn_digits()


@pytest.mark.parametrize(("number", "file"), [(2, "2.png"), (9, "9.png"), (37, "variants/7_c.png")])
def test_images_are_the_files(number, file):
    pixels = np.array(Image.open(FOLDER / file))
    assert np.array_equal(DIGITS.arrays["images"][number], pixels)
    assert DIGITS.arrays["image_labels"][number] == int(Path(file).stem[0])
    column = DIGITS.arrays["columns"][number]
    expected = [int(grey) / 255 for row in pixels for grey in row]
    assert column.tolist() == expected


def test_a_column_goes_through_the_image_row_by_row():
    image, column = DIGITS.arrays["images"][6], DIGITS.arrays["columns"][6]
    assert len(column) == DIGITS.metadata["values"] == 784
    for row, place in [(0, 0), (9, 11), (21, 18), (27, 27)]:
        assert column[28 * row + place] == image[row, place] / 255


def test_one_hot_has_one_one_at_the_label():
    for label, vector in zip(DIGITS.arrays["image_labels"], DIGITS.arrays["one_hot"], strict=True):
        assert [digit for digit, value in enumerate(vector) if value == 1] == [label]
        assert vector.sum() == 1
        assert len(vector) == 10


def test_levels_are_the_fifths():
    assert DIGITS.arrays["levels"].tolist() == [k * 51 / 255 for k in range(6)]


def test_all_is_read_only_and_has_a_digest():
    for array in DIGITS.arrays.values():
        with pytest.raises(ValueError, match="read-only"):
            array.flat[0] = 1
    assert load_shipped("drawn_digits").digest() == DIGITS.digest()
