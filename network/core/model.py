"""The network: fully connected layers, trained one sample at a time."""

import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from network.core.activations import activations_for
from network.core.arithmetic import Floats
from network.core.kernel import MAX_Z, OUTPUT_DELTAS, Indices, StepKernel, sparse
from network.core.losses import loss_named
from network.core.rules import Rules
from network.errors import UsageError

#: Largest learning rate accepted: far above any useful one, but small enough that no sum leaves
#: the range in which the sigmoid is accurate.
MAX_LEARNING_RATE = 1000.0
#: How initial weights are drawn, and the range of each.
STARTS = {
    "uniform": "uniform in [-0.5, 0.5], rounded to 0.01",
    "xavier": "uniform in ±sqrt(6/(n_in + n_out)), rounded to 0.001 (Glorot and Bengio, 2010)",
    "he": "uniform in ±sqrt(6/n_in), rounded to 0.001 (He et al., 2015)",
}
#: The start of a network whose weights are given.
GIVEN = "given"
#: Largest size of an input, a target, or a given weight or bias.
MAX_VALUE = 1e6
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
        Cost of the sample before the update.
    output_errors : numpy.ndarray
        Output − target before the update, shape (n_out,).
    deltas : list of numpy.ndarray
        Shape (n_out,).
    weight_updates, bias_updates : list of numpy.ndarray
        The amounts added, including the factor −learning_rate: shapes (n_out, n_in) and (n_out,).
    """

    z: list[Floats]
    activations: list[Floats]
    cost: float
    output_errors: Floats
    deltas: list[Floats]
    weight_updates: list[Floats]
    bias_updates: list[Floats]


class Network:
    """A fully connected network.

    By default the initial weights are uniform in [−0.5, 0.5], rounded to 0.01 so that the first
    pass can be checked by hand; the initial biases are 0.  Weights are drawn layer by layer, each
    matrix row by row, from ``numpy.random.RandomState``, whose stream NumPy has frozen.

    Parameters
    ----------
    layer_sizes : sequence of int
        Number of neurons in each layer, input first; at least two layers.
    activations : str or sequence of str
        Activation function: one name for all layers, or one for each layer but the input; see
        :data:`network.core.activations.ACTIVATIONS`.  The derivative of ``relu`` at 0 is 0.
    cost : str
        See :data:`network.core.losses.LOSSES`.
    output_delta : {"gradient", "difference"}
        Delta of the output layer: the exact gradient of the cost with respect to z, or output −
        target.  They are equal for cross-entropy and one-hot targets.
    start : {"uniform", "xavier", "he"}
        How the initial weights are drawn; see :data:`STARTS`.  Unused if weights are given.
    weights, biases : sequence of array_like, optional
        The initial parameters by layer, shapes (n_out, n_in) and (n_out,).  Biases without weights
        replace the zeros; weights without biases start with biases of 0.
    seed : int
        Seed of the initial weights, 0 to 2^32 − 1.
    learning_rate : float
        Above 0, at most 1000.

    Raises
    ------
    UsageError
        A parameter is invalid.
    """

    def __init__(
        self,
        layer_sizes: Sequence[int],
        *,
        activations: str | Sequence[str] = "sigmoid",
        cost: str = "mean-squared-error",
        output_delta: str = "gradient",
        start: str = "uniform",
        weights: Sequence[ArrayLike] | None = None,
        biases: Sequence[ArrayLike] | None = None,
        seed: int = 0,
        learning_rate: float = 0.01,
    ) -> None:
        self.layer_sizes = check_layer_sizes(layer_sizes)
        self.functions = activations_for(activations, len(self.layer_sizes) - 1)
        self.loss = loss_named(cost)
        self.loss.check(self.functions[-1])
        self.seed = check_integer(seed, "the seed", 0, 2**32 - 1)
        self.learning_rate = check_learning_rate(learning_rate)
        self.output_delta = check_output_delta(output_delta, cost)
        if start not in STARTS:
            raise UsageError(f"start: expected one of {', '.join(STARTS)}, found {start!r:.40}")
        self.start = start if weights is None else GIVEN
        self.biases_given = biases is not None
        if weights is None:
            self._augmented_weights = start_augmented_weights(self.layer_sizes, self.seed, start)
        else:
            self._augmented_weights = given_augmented_weights(self.layer_sizes, weights)
        if biases is not None:
            _set_biases(self._augmented_weights, biases)
        self.rules = Rules(self.functions, self.loss, self.output_delta, self.learning_rate)
        self._kernel = StepKernel(self._augmented_weights, self.rules)

    @property
    def activation_names(self) -> list[str]:
        """The name of the activation function of each layer but the input."""
        return [function.name for function in self.functions]

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
            cost=float(self.rules.cost(kernel.z[-1], activations[-1], wanted)),
            output_errors=activations[-1] - wanted,
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
        if not np.all(np.abs(vector) <= MAX_VALUE):
            raise UsageError(f"{name}: expected numbers up to ±{MAX_VALUE:g}, found others (NaN?)")
        return vector


def weight_update(bias_update: Floats, activation: Floats) -> Floats:
    """Return (−learning_rate·delta)·activationᵀ, shape (n_out, n_in), from −learning_rate·delta."""
    return np.multiply.outer(bias_update, activation) + 0.0  # + 0.0 turns −0.0 into 0.0


def start_augmented_weights(
    layer_sizes: Sequence[int], seed: int, start: str = "uniform"
) -> list[Floats]:
    """Draw the initial augmented weights, shapes (n_in + 1, n_out); the biases, last, are 0.

    Parameters
    ----------
    layer_sizes : sequence of int
        Number of neurons in each layer.
    seed : int
        Seed of the stream of random numbers.
    start : str
        A key of :data:`STARTS`.
    """
    stream = np.random.RandomState(seed)
    augmented_weights = []
    for n_in, n_out in pairwise(layer_sizes):
        # Separate operations, because compilers may fuse those inside NumPy's uniform().
        share = stream.random_sample((n_out, n_in))
        table = np.zeros((n_in + 1, n_out))
        if start == "uniform":
            table[:-1] = np.rint(share * 100 - 50).T / 100 + 0.0
        else:
            limit = math.sqrt(6.0 / (n_in + n_out if start == "xavier" else n_in))
            table[:-1] = np.rint((share * 2.0 - 1.0) * limit * 1000).T / 1000 + 0.0
        augmented_weights.append(table)
    return augmented_weights


def given_augmented_weights(
    layer_sizes: Sequence[int], weights: Sequence[ArrayLike]
) -> list[Floats]:
    """Return augmented weights with the given weights and biases of 0.

    Raises
    ------
    UsageError
        The weights do not fit the layers, or are not finite numbers.
    """
    shapes = [(n_out, n_in) for n_in, n_out in pairwise(layer_sizes)]
    tables = []
    for matrix in _given(weights, shapes, "weights"):
        table = np.zeros((matrix.shape[1] + 1, matrix.shape[0]))
        table[:-1] = matrix.T
        tables.append(table)
    return tables


def _set_biases(tables: Sequence[Floats], biases: Sequence[ArrayLike]) -> None:
    shapes = [(table.shape[1],) for table in tables]
    for table, vector in zip(tables, _given(biases, shapes, "biases"), strict=True):
        table[-1] = vector


def _given(
    values: Sequence[ArrayLike], shapes: Sequence[tuple[int, ...]], what: str
) -> list[Floats]:
    """Return given parameters as arrays, or raise UsageError unless they have these shapes."""
    if len(values) != len(shapes):
        layers = f"{len(shapes)} layers" if len(shapes) > 1 else "one layer"
        raise UsageError(f"{what}: expected those of {layers}, found {len(values)}")
    found = []
    for layer, (value, shape) in enumerate(zip(values, shapes, strict=True), 1):
        where = f"{what} of layer {layer}"
        wanted = " × ".join(map(str, shape)) + " numbers"
        if len(shape) == 2:
            wanted += " (a row for each neuron, a number for each of its inputs)"
        try:
            array = np.array(value, dtype=np.float64)
        except (TypeError, ValueError):
            raise UsageError(f"{where}: expected {wanted}, found {value!r:.60}") from None
        if array.shape != shape:
            raise UsageError(f"{where}: expected {wanted}, found shape {array.shape}")
        if not np.all(np.abs(array) <= MAX_VALUE):
            raise UsageError(f"{where}: expected numbers up to ±{MAX_VALUE:g}, found others (NaN?)")
        found.append(array + 0.0)
    return found


def check_output_delta(rule: str, cost: str) -> str:
    """Return the rule for the deltas of the output layer, or raise UsageError if it is invalid."""
    if rule not in OUTPUT_DELTAS or (rule == "mse" and cost != "mean-squared-error"):
        raise UsageError(f"output_delta: expected gradient or difference, found {rule!r:.40}")
    return rule


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
