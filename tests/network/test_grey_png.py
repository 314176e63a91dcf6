"""The drawn digits are read exactly; other and damaged files are refused."""

import contextlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from network import LayerlightError
from network.data.photographs.image_file import read_picture

DIGITS = sorted((Path(__file__).resolve().parents[2] / "assets" / "digits").rglob("*.png"))


def test_drawn_digits_as_pillow_reads_them():
    assert len(DIGITS) >= 40
    for path in DIGITS:
        with Image.open(path) as image:
            np.testing.assert_array_equal(read_picture(path, (28, 28)), np.asarray(image))


@pytest.mark.parametrize("optimize", [False, True])
def test_pictures_that_need_every_filter(tmp_path, optimize):
    stream = np.random.RandomState(0)
    slope = np.add.outer(np.arange(40) * 3, np.arange(30) * 2) % 256
    noise = stream.randint(0, 256, (40, 30))
    picture = np.where(np.arange(40)[:, None] % 7 < 4, slope, noise).astype(np.uint8)
    Image.fromarray(picture).save(tmp_path / "one.png", optimize=optimize)
    np.testing.assert_array_equal(read_picture(tmp_path / "one.png", (40, 30)), picture)


def test_other_pictures_are_refused(tmp_path):
    path = tmp_path / "one.png"
    with pytest.raises(LayerlightError, match=r"one\.png: expected a picture, found nothing"):
        read_picture(path, (28, 28))
    for image, size in ((Image.new("RGB", (28, 28)), (28, 28)), (Image.new("L", (9, 8)), (9, 8))):
        image.save(path)
        with pytest.raises(LayerlightError, match="expected an 8-bit grey PNG, found"):
            read_picture(path, size)


@given(place=st.floats(0, 1, exclude_max=True), value=st.integers(1, 255), cut=st.booleans())
@settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))
def test_damaged_pictures_are_refused_or_the_same(tmp_path, place, value, cut):
    data = bytearray(DIGITS[0].read_bytes())
    index = int(place * len(data))
    if cut:
        del data[index:]
    else:
        data[index] ^= value
    path = tmp_path / "one.png"
    path.write_bytes(data)
    with contextlib.suppress(LayerlightError):
        found = read_picture(path, (28, 28))
        np.testing.assert_array_equal(found, read_picture(DIGITS[0], (28, 28)))
