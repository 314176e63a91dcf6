"""Data sets that need no file from outside: XOR, Fisher's iris, spirals."""

import math

import numpy as np

from network.data.csv_file import read_csv
from network.data.dataset import Dataset, classes_as_targets
from network.errors import UsageError
from network.system.assets import ASSETS, shipped_file

__all__ = ["iris", "spirals", "xor"]


def xor() -> Dataset:
    """Return the four samples of the exclusive or: 1 if exactly one of two inputs is 1.

    No network without a hidden layer can learn it (Minsky and Papert, *Perceptrons*, 1969).
    """
    inputs = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    targets = np.array([[0.0], [1.0], [1.0], [0.0]])
    labels = targets[:, 0].astype(np.int64)
    return Dataset("xor", inputs, targets, ["a", "b"], ["a xor b"], labels, class_names=["0", "1"])


def iris(scale: str = "standard") -> Dataset:
    """Return 150 iris flowers of three species, each measured in four places.

    From R. A. Fisher, "The use of multiple measurements in taxonomic problems", Annals of Eugenics
    7 (1936), 179-188.  The file has all flowers of a species together; here they alternate, so
    that training sample by sample keeps seeing all three.

    Parameters
    ----------
    scale : str
        See :func:`network.data.dataset.scaling_of`.

    Raises
    ------
    LayerlightError
        The file is missing or damaged.
    """
    flowers = read_csv(shipped_file(ASSETS / "data" / "iris.csv"), label="species", scale=scale)
    return flowers.chosen(np.arange(len(flowers)).reshape(3, -1).T.ravel())


def spirals(
    samples: int = 200, *, turns: float = 1.25, noise: float = 0.03, seed: int = 0
) -> Dataset:
    """Return two interleaved spirals in the square from −1 to 1.

    Coordinates are rounded to 0.001, so that every computer gets the same numbers although sine
    and cosine differ in their last bits.

    Parameters
    ----------
    samples : int
        Number of samples, both spirals together; they alternate.
    turns : float
        Number of turns of each.
    noise : float
        Standard deviation of the noise added to each coordinate.
    seed : int
        Seed of the noise.

    Raises
    ------
    UsageError
        There would be no samples, or too many.
    """
    if not 2 <= samples <= 1_000_000:
        raise UsageError(f"spirals: expected 2 to 1,000,000 samples, found {samples!r}")
    draws = np.random.RandomState(seed).standard_normal((samples, 2))
    inputs = np.empty((samples, 2))
    for n in range(samples):
        share = (n // 2 + 1) / ((samples + 1) // 2)
        angle = 2 * math.pi * turns * share + math.pi * (n % 2)
        inputs[n] = 0.95 * share * math.cos(angle), 0.95 * share * math.sin(angle)
    inputs = np.rint((inputs + noise * draws) * 1000) / 1000 + 0.0
    labels = np.arange(samples, dtype=np.int64) % 2
    targets = classes_as_targets(labels, 2)
    return Dataset("spirals", inputs, targets, ["x", "y"], ["first", "second"], labels)
