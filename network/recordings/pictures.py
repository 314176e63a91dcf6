"""Pictures that a trained network reads, and the stages of their preparation."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from network.core.model import check_integer
from network.data.drawn_digits import DIGITS_FOLDER
from network.data.mnist import Mnist
from network.data.photographs.image_file import read_picture
from network.data.photographs.preparation import (
    BOX,
    SHOWN_SIDE,
    SIDE,
    Preparation,
    is_prepared,
    prepare,
)
from network.errors import LayerlightError, UsageError
from network.storage.archive import Array
from network.storage.schema import ArrayField, Arrays, Members, Metadata

__all__ = [
    "DRAWING",
    "FAILURE",
    "MOST_IMAGES",
    "ORIGINS",
    "STAGES",
    "UNKNOWN",
    "Picture",
    "check_pictures",
    "check_stages",
    "picture_from_file",
    "picture_from_mnist",
    "prepared",
    "stages_of",
]

#: Largest number of images in one file.
MOST_IMAGES = 1000
#: Where an image can come from.
ORIGINS = ("drawing", "file", "mnist")
#: The label of an image whose content is not known.
UNKNOWN = -1
#: The drawings in the default clip: one that the network gets right, and one that it gets wrong.
DRAWING, FAILURE = DIGITS_FOLDER / "3.png", DIGITS_FOLDER / "variants" / "1_d.png"

_STAGE = f"<={SHOWN_SIDE} <={SHOWN_SIDE}"
#: The stages of each picture that was prepared; see :class:`Preparation`.
STAGES = tuple(
    ArrayField(f"{name}_{{image}}", _STAGE, "uint8", each="prepared")
    for name in ("picture", "ink", "scaled")
)


@dataclass(frozen=True)
class Picture:
    """An image in the form that the network expects.

    Attributes
    ----------
    image : numpy.ndarray
        Shape (rows, columns), uint8; for networks trained on MNIST (28, 28), centred and scaled.
    name : str
        What to call it in messages.
    origin : str
        "drawing" (one of this project's drawings), "file" or "mnist".
    label : int
        The digit it shows, −1 if unknown.
    preparation : Preparation, optional
        How it was prepared; None if the image already had that form.
    """

    image: NDArray[np.uint8]
    name: str
    origin: str
    label: int = UNKNOWN
    preparation: Preparation | None = None


def picture_from_file(path: str | Path) -> Picture:
    """Read a picture of one digit and prepare it like MNIST's, unless it already has that form.

    Raises
    ------
    LayerlightError
        The file cannot be read (see :func:`network.data.photographs.image_file.read_picture`),
        or does not show a single whole digit (see
        :func:`network.data.photographs.preparation.prepare`).
    """
    path = Path(path)
    greys = read_picture(path)
    name = path.name.encode("utf-8", "replace").decode("utf-8")
    if is_prepared(greys):
        label = _label_of_drawing(path)
        origin = "file" if label == UNKNOWN else "drawing"
        return Picture(greys, name, origin, label)
    try:
        preparation = prepare(greys)
    except LayerlightError as error:
        raise LayerlightError(f"{path}: {error}") from None
    return Picture(preparation.image, name, "file", preparation=preparation)


def _label_of_drawing(path: Path) -> int:
    """Return the digit with which the file name of a drawing of this project begins."""
    return int(path.name[0]) if path.resolve().is_relative_to(DIGITS_FOLDER) else UNKNOWN


def picture_from_mnist(mnist: Mnist, index: int) -> Picture:
    """Return MNIST's test image ``index``, from 0, with its label.

    Raises
    ------
    UsageError
        There is no such image.
    """
    index = check_integer(index, "the MNIST test image", 0, len(mnist.test_images) - 1)
    image = mnist.test_images[index].reshape(SIDE, SIDE)
    return Picture(image, f"MNIST test image {index}", "mnist", int(mnist.test_labels[index]))


def check_pictures(pictures: Any, name: str, origins: Sequence[str] = ORIGINS) -> None:
    """Raise UsageError unless an entry of the metadata describes 1 to :data:`MOST_IMAGES` pictures.

    Parameters
    ----------
    pictures : list of dict
        The ``name``, ``origin`` and ``preparation`` of each.
    name : str
        What to call the entry in errors.
    origins : sequence of str
        Where they can come from.
    """
    check_integer(len(pictures), name, 1, MOST_IMAGES)
    for picture in pictures:
        if picture["origin"] not in origins or not isinstance(picture["name"], str):
            raise UsageError(f"{name}: found {picture!r:.60}")
        if picture["preparation"] is not None:
            _check_preparation(picture["preparation"])


def _check_preparation(details: Metadata) -> None:
    required, added_later = ("inverted", "thickened"), ("lines", "frame", "touches_edge")
    flags = [details[key] for key in required] + [details.get(key, False) for key in added_later]
    for key, flag in zip((*required, *added_later), flags, strict=True):
        if not isinstance(flag, bool):
            raise UsageError(f"preparation: {key}: expected true or false")
    check_integer(details.get("pieces", 1), "large pieces of ink", 1, SHOWN_SIDE**2)
    boxes = [details["box"]] + ([details["sheet"]] if details.get("sheet") is not None else [])
    for box in boxes:
        top, left, bottom, right = (check_integer(n, "a box", 0, SHOWN_SIDE) for n in box)
        if not (top < bottom and left < right):
            raise UsageError("preparation: the box is empty")
    _, _ = (check_integer(n, "a corner", 0, SIDE - 1) for n in details["corner"])


def stages_of(preparations: Sequence[Preparation | None]) -> dict[str, Array]:
    """Return the arrays :data:`STAGES` of the pictures that were prepared."""
    found: dict[str, Array] = {}
    for k, stages in enumerate(preparations):
        if stages is not None:
            found |= {f"picture_{k}": stages.picture, f"ink_{k}": stages.ink}
            found[f"scaled_{k}"] = stages.scaled
    return found


def prepared(pictures: Sequence[Metadata]) -> Members:
    """Return the group that :data:`STAGES` are of."""
    return [{"image": k} for k, each in enumerate(pictures) if each["preparation"] is not None]


def check_stages(pictures: Sequence[Metadata], arrays: Arrays) -> None:
    """Raise UsageError unless the stages of each picture fit together and end in its image."""
    for k, picture in enumerate(pictures):
        if picture["preparation"] is not None:
            _check_stages(k, picture["preparation"], arrays)


def _check_stages(k: int, details: Metadata, arrays: Arrays) -> None:
    ink, scaled = arrays[f"ink_{k}"], arrays[f"scaled_{k}"]
    boxes = [details["box"], details.get("sheet") or details["box"]]
    bottom, right = (max(box[side] for box in boxes) for side in (2, 3))
    if ink.shape != arrays[f"picture_{k}"].shape or bottom > ink.shape[0] or right > ink.shape[1]:
        raise UsageError(f"ink_{k}: expected the picture's shape, and the box within it")
    row, column = details["corner"]
    image = np.zeros((SIDE, SIDE), np.uint8)
    place = image[row : row + scaled.shape[0], column : column + scaled.shape[1]]
    if max(scaled.shape) > BOX or place.shape != scaled.shape:
        raise UsageError(f"scaled_{k}: expected at most {BOX} × {BOX} pixels within the image")
    place[:] = scaled
    if not np.array_equal(image, arrays["images"][k]):
        raise UsageError(f"scaled_{k}: expected what image {k} shows")
