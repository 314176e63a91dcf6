"""Arrays that are computed when they are read, as they would take too much memory."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from network.core.arithmetic import Floats
from network.data.dataset import Dataset
from network.storage.archive import Array

__all__ = [
    "ChangesSince", "InputRows", "SampleRows", "SumOfChosen", "SumOfOthers",
]  # fmt: skip


class InputRows:
    """The inputs of all steps: an array (steps, n_inputs) whose rows are computed on access.

    In full it would take 1.1 GB for MNIST.  Index it like an array, with the step first.
    """

    def __init__(self, inputs: NDArray[np.uint8], steps: int) -> None:
        self._inputs = inputs
        self._image = np.arange(steps) % len(inputs)
        self.shape = (steps, inputs.shape[1])

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, key: Any) -> Floats:
        """Return the inputs of one or more steps; a second index selects inputs."""
        step, *rest = key if isinstance(key, tuple) else (key,)
        rows: Floats = self._inputs[self._image[step]] / 255
        return rows[..., rest[0]] if rest else rows

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        """Return the whole array."""
        return np.asarray(self[:], dtype=dtype)


class SampleRows:
    """The inputs of all steps, shape (steps, n_inputs), of which rows are computed on access."""

    def __init__(self, samples: Dataset, order: NDArray[np.int64]) -> None:
        self._samples, self._order = samples, order
        self.shape = (len(order), samples.input_count)

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, key: Any) -> Floats:
        step, *rest = key if isinstance(key, tuple) else (key,)
        sample = np.atleast_1d(self._order[step])
        rows = self._samples.input_rows(sample)
        rows = rows[0] if np.ndim(self._order[step]) == 0 else rows
        return rows[..., rest[0]] if rest else rows

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.asarray(self[:], dtype=dtype)


class ChangesSince:
    """What was added to an array up to a checkpoint: indexed by an earlier one, then as the array.

    Parameters
    ----------
    values : numpy.ndarray
        Shape (checkpoints, ...).
    frame : int
        The later checkpoint.
    """

    def __init__(self, values: Array, frame: int) -> None:
        self._values, self._frame = values, frame

    def __getitem__(self, key: Any) -> Array:
        start, *rest = key if isinstance(key, tuple) else (key,)
        index = tuple(rest)
        return np.asarray(self._values[self._frame][index] - self._values[start][index])

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.asarray(self._values[self._frame] - self._values, dtype=dtype)


class SumOfOthers:
    """An array whose entries are sums: that at (2, 5) is of all terms but the third and sixth."""

    def __init__(self, terms: Floats) -> None:
        self._terms = terms

    def __getitem__(self, left_out: tuple[int, ...]) -> float:
        return float(np.delete(self._terms, list(left_out)).sum())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.asarray(self._terms.sum(), dtype=dtype)


class SumOfChosen:
    """An array whose entries are sums: that at (4, 2, 5) is of row 4's third and sixth term."""

    def __init__(self, terms: Floats) -> None:
        self._terms = terms

    def __getitem__(self, named: tuple[int, ...]) -> float:
        row, *chosen = named
        return float(self._terms[row, chosen].sum())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.asarray(self._terms.sum(axis=1), dtype=dtype)
