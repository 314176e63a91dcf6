"""Arrays from other people's programs: copied, and checked where they are given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layerlight.errors import UsageError

__all__ = ["LARGEST", "MOST_BYTES", "Samples", "array_of", "check_range", "read_samples"]

LARGEST = 1e6
"""Inputs, targets, weights and biases are at most so far from 0, as in every recording."""
MOST_BYTES = 256 << 20
"""Inputs of all samples, as float64."""


@dataclass(frozen=True, eq=False)
class Samples:
    """Inputs with the outputs wanted.

    Parameters
    ----------
    inputs : numpy.ndarray
        Shape (n, ...), as they were given.
    answers : numpy.ndarray
        int64 of shape (n,): indices of classes; or float64 of shape (n, k): targets.
    """

    inputs: NDArray[Any]
    answers: NDArray[Any]

    @property
    def flat(self) -> NDArray[np.float64]:
        """The inputs, shape (n, d)."""
        return np.asarray(self.inputs, np.float64).reshape(len(self.inputs), -1)


def array_of(values: Any, name: str) -> tuple[NDArray[Any], str]:
    """Copy an array of numbers from whatever ``numpy.asarray`` takes, or a tensor of PyTorch.

    Parameters
    ----------
    values : object
        The numbers.
    name : str
        What messages call them.

    Returns
    -------
    numpy.ndarray, str
        Integers or floating-point numbers, all finite and at most 1e6 from 0; and the type in
        which they were given, such as ``"bfloat16"``, which NumPy lacks.

    Raises
    ------
    UsageError
        They are no such numbers.
    """
    dtype = str(getattr(values, "dtype", "")).removeprefix("torch.")
    try:
        if callable(getattr(values, "detach", None)):  # with a gradient, or on a graphics card
            values = values.detach().cpu()
            if dtype == "bfloat16":
                values = values.float()
        array = np.asarray(values)
        if dtype == "bfloat16":
            array = array.astype(np.float32)
        array = array.copy()
    except Exception as error:  # whatever somebody else's object raises
        reason = " ".join(str(error).split())
        raise UsageError(f"{name}: expected an array of numbers ({reason:.120})") from None
    if array.dtype.kind not in "biuf":
        kind = "text" if array.dtype.kind in "SU" else str(array.dtype)
        raise UsageError(
            f"{name}: expected an array of numbers, found {type(values).__name__} of {kind}"
        )
    if not array.size:
        raise UsageError(f"{name}: expected numbers, found an array of shape {array.shape}")
    if array.dtype.kind == "b":
        array = array.astype(np.int64)
    check_range(array, name)
    return array, dtype if dtype == "bfloat16" else array.dtype.name


def check_range(array: NDArray[Any], name: str) -> None:
    """Raise UsageError unless all numbers are finite and at most 1e6 from 0."""
    with np.errstate(over="ignore", invalid="ignore"):  # the limit, as float16
        good = np.isfinite(array) & (array >= -LARGEST) & (array <= LARGEST)
    if not good.all():
        place = tuple(int(k) for k in np.argwhere(~good)[0])
        raise UsageError(
            f"{name}: expected numbers from -{LARGEST:g} to {LARGEST:g}, found {array[place]:g} at "
            f"{list(place)}"
        )


def read_samples(pair: Any, name: str) -> Samples:
    """Copy and check ``(x, y)``.

    Parameters
    ----------
    pair : (x, y)
        x of shape (n, ...).  y: whole numbers of shape (n,) are indices of classes; numbers of
        shape (n,) or (n, k) are targets.
    name : str
        What messages call them.

    Raises
    ------
    UsageError
        They are no such pair.
    """
    try:
        x, y = pair
    except (TypeError, ValueError):
        raise UsageError(f"{name}: expected a pair (x, y), found {type(pair).__name__}") from None
    inputs, _ = array_of(x, f"{name}, x")
    answers, _ = array_of(y, f"{name}, y")
    if inputs.ndim < 2:
        raise UsageError(
            f"{name}, x: expected a row for each sample, shape (n, inputs), found {inputs.shape}"
        )
    if inputs.size * 8 > MOST_BYTES:
        most = MOST_BYTES // (inputs[0].size * 8)
        raise UsageError(
            f"{name}, x: expected at most {most:,} samples of this size, found {len(inputs):,}; "
            "give some of them, as a clip shows a few"
        )
    if answers.ndim not in (1, 2) or len(answers) != len(inputs):
        raise UsageError(
            f"{name}, y: expected a class or a row of targets for each of the {len(inputs):,} "
            f"samples, found shape {answers.shape}"
        )
    if answers.ndim == 1 and answers.dtype.kind in "iu":
        return Samples(inputs, answers.astype(np.int64))
    return Samples(inputs, answers.astype(np.float64).reshape(len(answers), -1))
