"""The digits drawn for this project, as images, columns of values and one-hot labels."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from network.data.photographs.image_file import read_picture
from network.storage.archive import Array
from network.storage.storable import NamedArrays
from network.system.assets import ASSETS

#: Folder of the drawings.
DIGITS_FOLDER = ASSETS / "digits"
IMAGE_SHAPE = (28, 28)
#: File names of each digit: the main handwriting, then three others.
HANDS = ("{}.png", "variants/{}_a.png", "variants/{}_b.png", "variants/{}_c.png")
#: Drawings that the shipped MNIST network takes for another digit; the first character after the
#: folder is the digit meant.
MISREAD = tuple(f"variants/{name}.png" for name in (
    "1_d", "2_d", "3_d", "3_e", "4_d", "5_d", "7_d", "9_d", "9_e",
))  # fmt: skip

BLACK, WHITE = 0, 255
CLASSES = tuple(range(10))


class DrawnDigits(NamedArrays):
    """Ten digits in several handwritings, as images and as network inputs.

    Attributes
    ----------
    metadata : dict
        Kind "drawn_digits"; ``image_shape``, ``values`` (number of pixels per image), ``images``
        (number of images), ``black`` and ``white`` (lowest and highest grey level), ``classes``.
    arrays : dict of str to numpy.ndarray, read-only
        ``images`` (n, rows, columns), uint8; ``image_labels`` (n,), the digit in each;
        ``columns`` (n, rows · columns), float64: grey level / 255, row by row; ``one_hot``
        (n, 10), float64: 1 at the label's place, 0 elsewhere; ``levels`` (k,), float64: the
        grey levels in use / 255, ascending.
    """

    def __init__(self, images: Array, labels: Array) -> None:
        metadata = {
            "kind": "drawn_digits",
            "image_shape": list(IMAGE_SHAPE),
            "values": IMAGE_SHAPE[0] * IMAGE_SHAPE[1],
            "images": len(images),
            "black": BLACK,
            "white": WHITE,
            "classes": list(CLASSES),
        }
        arrays: dict[str, Array] = {
            "images": images,
            "image_labels": labels,
            "columns": images.reshape(len(images), -1) / WHITE,
            "one_hot": np.eye(len(CLASSES))[labels],
            "levels": np.unique(images) / WHITE,
        }
        super().__init__(metadata, arrays)


@lru_cache(maxsize=1)
def load_drawn_digits() -> DrawnDigits:
    """Return the drawn digits ordered by handwriting, 0 to 9 in each.

    Raises
    ------
    LayerlightError
        A file is missing or damaged.
    """
    images, labels, _ = load_digits(CLASSES)
    return DrawnDigits(images, labels)


@lru_cache(maxsize=1)
def load_misread_digits() -> DrawnDigits:
    """Return the drawn digits that the shipped MNIST network misreads.

    Raises
    ------
    LayerlightError
        A file is missing or damaged.
    """
    images = [read_picture(DIGITS_FOLDER / name, IMAGE_SHAPE) for name in MISREAD]
    labels = np.array([int(name.split("/")[1][0]) for name in MISREAD], np.uint8)
    return DrawnDigits(np.array(images), labels)


def load_digits(
    classes: tuple[int, ...],
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], list[str]]:
    """Return the drawn digits of some classes: images, labels and file names.

    They are in training order: every class in the main handwriting, then in the others.

    Raises
    ------
    LayerlightError
        A file is missing or invalid.
    """
    named = [(hand.format(digit), digit) for hand in HANDS for digit in classes]
    images = [read_picture(DIGITS_FOLDER / name, IMAGE_SHAPE) for name, _ in named]
    labels = np.array([digit for _, digit in named], np.uint8)
    return np.array(images), labels, [name for name, _ in named]
