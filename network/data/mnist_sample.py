"""MNIST's images with their labels, if the data set is present; never downloaded."""

from functools import lru_cache
from pathlib import Path

import numpy as np

from network.data.mnist import (
    TEST_IMAGES,
    TEST_LABELS,
    TRAIN_IMAGES,
    TRAIN_LABELS,
    MnistFile,
    find_test_data,
    find_training_data,
    read_file,
)
from network.errors import LayerlightError
from network.storage.archive import Array
from network.storage.storable import NamedArrays

SAMPLE = 60_000
"""Most images in the sample: all that MNIST has to train on."""
CLASSES = tuple(range(10))


class MnistSample(NamedArrays):
    """The training or the test images of MNIST, or the first of them, in file order.

    Attributes
    ----------
    metadata : dict
        Kind "mnist_sample", or "mnist_test" of test images; ``image_shape``, ``images`` (number
        of images), ``classes``.
    arrays : dict of str to numpy.ndarray, read-only
        ``images`` (n, rows, columns), uint8; ``image_labels`` (n,), the digit in each;
        ``one_hot`` (n, 10), float64: 1 at the label's place, 0 elsewhere.

    Parameters
    ----------
    images : numpy.ndarray
        Shape (n, rows, columns), uint8.
    labels : numpy.ndarray
        Shape (n,), digits 0 to 9.
    kind : str

    Raises
    ------
    LayerlightError
        The labels do not match the images.
    """

    def __init__(self, images: Array, labels: Array, kind: str = "mnist_sample") -> None:
        together = images.ndim == 3 and labels.shape == images.shape[:1]
        if not together or not np.isin(labels, CLASSES).all():
            raise LayerlightError(
                "a sample of MNIST: expected images of shape (n, rows, columns) and n labels from"
                f" 0 to 9, found shapes {images.shape} and {labels.shape}"
            )
        metadata = {
            "kind": kind,
            "image_shape": list(images.shape[1:]),
            "images": len(images),
            "classes": list(CLASSES),
        }
        arrays: dict[str, Array] = {
            "images": images.astype(np.uint8),
            "image_labels": labels.astype(np.int64),
            "one_hot": np.eye(len(CLASSES))[labels],
        }
        super().__init__(metadata, arrays)


def find_mnist_sample(folder: str | Path | None = None) -> MnistSample | None:
    """Return the training images of MNIST, or None if the data set is not present.

    Parameters
    ----------
    folder : str or Path, optional
        As for :func:`network.data.mnist.load_mnist`, but nothing is downloaded.

    Raises
    ------
    LayerlightError
        A file of the named folder is missing or invalid.
    """
    paths = find_training_data(folder)
    return None if paths is None else _read(TRAIN_IMAGES, TRAIN_LABELS, paths, "mnist_sample")


def find_mnist_test(folder: str | Path | None = None) -> MnistSample | None:
    """Return the test images of MNIST, or None if the data set is not present.

    Parameters
    ----------
    folder : str or Path, optional
        As for :func:`find_mnist_sample`.

    Raises
    ------
    LayerlightError
        A file of the named folder is missing or invalid.
    """
    paths = find_test_data(folder)
    return None if paths is None else _read(TEST_IMAGES, TEST_LABELS, paths, "mnist_test")


@lru_cache(maxsize=2)
def _read(images: MnistFile, labels: MnistFile, paths: tuple[Path, Path], kind: str) -> MnistSample:
    return MnistSample(
        read_file(images, paths[0])[:SAMPLE], read_file(labels, paths[1])[:SAMPLE], kind
    )
