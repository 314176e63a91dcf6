"""The first images of MNIST with their labels, where the data is at hand; never downloaded."""

from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np

from network.data.mnist import TRAIN_IMAGES, TRAIN_LABELS, find_training_data, read_file
from network.errors import LayerlightError
from network.storage import archive
from network.storage.archive import Array
from network.storage.storable import frozen

SAMPLE = 30
"""So many images at most are needed at once."""
CLASSES = tuple(range(10))


class MnistSample:
    """The first training images of MNIST in file order.

    Attributes
    ----------
    metadata : dict
        Kind "mnist_sample"; ``image_shape``, ``images`` (how many are held here), ``classes``.
    arrays : dict of str to numpy.ndarray, read-only
        ``images`` (n, rows, columns), uint8; ``image_labels`` (n,), the digit that each shows;
        ``one_hot`` (n, 10), float64: 1 at the label's place, 0 elsewhere.

    Parameters
    ----------
    images : numpy.ndarray
        Shape (n, rows, columns), uint8.
    labels : numpy.ndarray
        Shape (n,), digits 0 to 9.

    Raises
    ------
    LayerlightError
        The two do not belong together.
    """

    def __init__(self, images: Array, labels: Array) -> None:
        together = images.ndim == 3 and labels.shape == images.shape[:1]
        if not together or not np.isin(labels, CLASSES).all():
            raise LayerlightError(
                "a sample of MNIST: expected images of shape (n, rows, columns) and n labels from"
                f" 0 to 9, found shapes {images.shape} and {labels.shape}"
            )
        self.metadata: dict[str, Any] = {
            "kind": "mnist_sample",
            "image_shape": list(images.shape[1:]),
            "images": len(images),
            "classes": list(CLASSES),
        }
        arrays: dict[str, Array] = {
            "images": images.astype(np.uint8),
            "image_labels": labels.astype(np.int64),
            "one_hot": np.eye(len(CLASSES))[labels],
        }
        self.arrays = {name: frozen(array) for name, array in arrays.items()}

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """Stay the same object: nothing in it changes."""
        return self

    def digest(self) -> str:
        """Return the SHA-256 of all it holds; see :func:`network.storage.archive.digest`."""
        return archive.digest(self.metadata, self.arrays)


def find_mnist_sample(folder: str | Path | None = None) -> MnistSample | None:
    """Return the first images of MNIST, or None where the data is not at hand.

    Parameters
    ----------
    folder : str or Path, optional
        As for :func:`network.data.mnist.load_mnist`, but nothing is downloaded.

    Raises
    ------
    LayerlightError
        A file of the folder that was named is missing or is not what it should be.
    """
    paths = find_training_data(folder)
    return None if paths is None else _read(*paths)


@lru_cache(maxsize=2)
def _read(images: Path, labels: Path) -> MnistSample:
    return MnistSample(
        read_file(TRAIN_IMAGES, images)[:SAMPLE], read_file(TRAIN_LABELS, labels)[:SAMPLE]
    )
