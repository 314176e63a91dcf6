"""The network: fully connected layers of sigmoid neurons, trained one sample at a time."""

import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from network.core.arithmetic import Floats, mean_squared_error
from network.core.kernel import MAX_Z, OUTPUT_DELTAS, Indices, StepKernel, sparse
from network.errors import UsageError

#: Largest learning rate accepted: far above any useful one, but small enough that no sum leaves
#: the range in which the sigmoid is accurate.
MAX_LEARNING_RATE = 1000.0
_MAX_INPUT = 1e6
_MAX_PARAMETERS = 100_000_000


@dataclass(frozen=True)
class StepRecord:
    """Everything that one step computed; entry l of a list belongs to the weights l → l + 1.

    Attributes
    ----------
    z : list of numpy.ndarray
        Pre-activations: weighted sum plus bias, shape (n_out,).
    activations : list of numpy.ndarray
        The input first, the output last: one entry more than the other lists.
    cost : float
        Mean squared error 1/n · Σ (output − target)², before the update.
    deltas : list of numpy.ndarray
        Shape (n_out,).
    weight_updates, bias_updates : list of numpy.ndarray
        The amounts added, including the factor −learning_rate: shapes (n_out, n_in) and (n_out,).
    """

    z: list[Floats]
    activations: list[Floats]
    cost: float
    deltas: list[Floats]
    weight_updates: list[Floats]
    bias_updates: list[Floats]


class Network:
    """A fully connected network of sigmoid neurons.

    The initial weights are uniform in [−0.5, 0.5], rounded to 0.01 so that the first pass can be
    checked by hand; the initial biases are 0.  Weights are drawn layer by layer, each matrix row
    by row, from ``numpy.random.RandomState``, whose stream NumPy has frozen.

    Parameters
    ----------
    layer_sizes : sequence of int
        Number of neurons in each layer, input first; at least two layers.
    seed : int
        Seed of the initial weights, 0 to 2^32 − 1.
    learning_rate : float
        Above 0, at most 1000.
    output_delta : {"difference", "mse"}
        Delta of the output layer.  ``"difference"``: output − target, the exact gradient of
        the cross-entropy −Σ [t·ln(o) + (1 − t)·ln(1 − o)].  ``"mse"``:
        2/n·(o − t)·o·(1 − o), the exact gradient of the mean squared error 1/n·Σ (o − t)².

    Raises
    ------
    UsageError
        A parameter is invalid.
    """

    def __init__(
        self,
        layer_sizes: Sequence[int],
        *,
        seed: int = 0,
        learning_rate: float = 0.01,
        output_delta: str = "difference",
    ) -> None:
        self.layer_sizes = check_layer_sizes(layer_sizes)
        self.seed = check_integer(seed, "the seed", 0, 2**32 - 1)
        self.learning_rate = check_learning_rate(learning_rate)
        if output_delta not in OUTPUT_DELTAS:
            raise UsageError(
                f"output_delta: expected one of {', '.join(OUTPUT_DELTAS)}, found {output_delta!r}"
            )
        self.output_delta = output_delta
        self._augmented_weights = start_augmented_weights(self.layer_sizes, self.seed)
        self._kernel = StepKernel(self._augmented_weights, self.learning_rate, output_delta)

    @property
    def augmented_weights(self) -> list[Floats]:
        """The parameters by layer: weights transposed, with the biases as the last row."""
        return self._augmented_weights

    @property
    def kernel(self) -> StepKernel:
        """The kernel that trains :attr:`augmented_weights`."""
        return self._kernel

    @property
    def weights(self) -> list[Floats]:
        """Weights by layer, shape (n_out, n_in): read-only views that show every update."""
        return [_read_only(table[:-1].T) for table in self._augmented_weights]

    @property
    def biases(self) -> list[Floats]:
        """Biases by layer, shape (n_out,): read-only views that show every update."""
        return [_read_only(table[-1]) for table in self._augmented_weights]

    def forward(self, x: ArrayLike) -> list[Floats]:
        """Return the activations of every layer for one input.

        Parameters
        ----------
        x : array_like
            Shape (n_in,), finite.

        Returns
        -------
        list of numpy.ndarray
            The input first, the output last.

        Raises
        ------
        UsageError
            ``x`` has the wrong shape or is not finite.
        """
        values = self._vector(x, self.layer_sizes[0], "the input")
        return self._forward(*sparse(values), values)

    def step(self, x: ArrayLike, target: ArrayLike) -> StepRecord:
        """Train on one sample: forward pass, deltas, update of every parameter.

        Parameters
        ----------
        x : array_like
            The input, shape (n_in,).
        target : array_like
            Shape (n_out,).

        Returns
        -------
        StepRecord
            Copies of everything computed.

        Raises
        ------
        UsageError
            ``x`` or ``target`` has the wrong shape or is not finite.
        """
        values = self._vector(x, self.layer_sizes[0], "the input")
        wanted = self._vector(target, self.layer_sizes[-1], "the target")
        index, inputs = sparse(values)
        kernel = self._kernel
        activations = self._forward(index, inputs, values)
        kernel.backward(wanted)
        kernel.update(index)
        deltas = [delta.copy() for delta in kernel.deltas]
        bias_updates = [-self.learning_rate * delta for delta in deltas]
        return StepRecord(
            z=[z.copy() for z in kernel.z],
            activations=activations,
            cost=float(mean_squared_error(activations[-1], wanted)),
            deltas=deltas,
            weight_updates=[
                weight_update(*pair) for pair in zip(bias_updates, activations, strict=False)
            ],
            bias_updates=bias_updates,
        )

    def _forward(self, index: Indices, inputs: Floats, x: Floats) -> list[Floats]:
        with np.errstate(over="ignore", invalid="ignore"):  # reported just below
            self._kernel.forward(index, inputs)
        if not all(np.all(np.abs(z) < MAX_Z) for z in self._kernel.z):
            raise UsageError(
                f"the network diverged: expected |z| below {MAX_Z:.0e}; use smaller inputs or a "
                f"learning rate below {self.learning_rate:g}"
            )
        return [x, *(activation.copy() for activation in self._kernel.activations)]

    @staticmethod
    def _vector(values: ArrayLike, size: int, name: str) -> Floats:
        try:
            vector = np.array(values, dtype=np.float64)
        except (TypeError, ValueError):
            raise UsageError(f"{name}: expected {size} numbers, found {values!r:.60}") from None
        if vector.shape != (size,):
            raise UsageError(f"{name}: expected {size} numbers, found shape {vector.shape}")
        if not np.all(np.abs(vector) <= _MAX_INPUT):
            raise UsageError(f"{name}: expected numbers up to ±{_MAX_INPUT:g}, found others (NaN?)")
        return vector


def weight_update(bias_update: Floats, activation: Floats) -> Floats:
    """Return (−learning_rate·delta)·activationᵀ, shape (n_out, n_in), from −learning_rate·delta."""
    return np.multiply.outer(bias_update, activation) + 0.0  # + 0.0 turns −0.0 into 0.0


def start_augmented_weights(layer_sizes: Sequence[int], seed: int) -> list[Floats]:
    """Draw the initial augmented weights, shapes (n_in + 1, n_out); the biases, last, are 0."""
    stream = np.random.RandomState(seed)
    augmented_weights = []
    for n_in, n_out in pairwise(layer_sizes):
        # Separate operations, because compilers may fuse those inside NumPy's uniform().
        hundredths = np.rint(stream.random_sample((n_out, n_in)) * 100 - 50)
        table = np.zeros((n_in + 1, n_out))
        table[:-1] = hundredths.T / 100 + 0.0
        augmented_weights.append(table)
    return augmented_weights


def check_layer_sizes(layer_sizes: Sequence[int]) -> tuple[int, ...]:
    """Return the sizes as a tuple of int, or raise UsageError if they are invalid."""
    sizes = tuple(check_integer(n, "a layer's size", 1, 1_000_000) for n in layer_sizes)
    if len(sizes) < 2:
        raise UsageError(f"layer sizes: expected two layers or more, found {len(sizes)}")
    parameters = sum((a + 1) * b for a, b in pairwise(sizes))
    if parameters > _MAX_PARAMETERS:
        raise UsageError(
            f"layer sizes: expected at most {_MAX_PARAMETERS:,} weights, found {parameters:,}"
        )
    return sizes


def check_learning_rate(learning_rate: float) -> float:
    """Return the rate as a float, or raise UsageError unless 0 < rate <= 1000."""
    try:
        rate = float(learning_rate)
    except (TypeError, ValueError):
        rate = math.nan
    if not 0 < rate <= MAX_LEARNING_RATE:
        raise UsageError(
            "the learning rate: expected a number above 0 and at most "
            f"{MAX_LEARNING_RATE:g}, found {learning_rate!r}"
        )
    return rate


def check_integer(value: int, name: str, low: int, high: int) -> int:
    """Return ``value`` as int, or raise UsageError unless it is an integer from low to high."""
    try:
        number = operator.index(value)
    except TypeError:
        number = low - 1
    if isinstance(value, bool) or not low <= number <= high:
        raise UsageError(
            f"{name}: expected a whole number from {low:,} to {high:,}, found {value!r}"
        )
    return number


def _read_only(array: Floats) -> Floats:
    view = array.view()
    view.flags.writeable = False
    return view
