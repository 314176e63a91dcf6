"""One training step, as fast as NumPy allows with a fixed order of summation.

The parameters of a layer are one matrix of *augmented weights*, shape (n_in + 1, n_out): row i
holds the weights of input i; the last row holds the biases, which are the weights of an extra
input fixed at 1 (the bias neuron).  So

- z is the sum of the rows, each times its input, from first to last, the bias at the end;
- an input of 0 adds nothing and its weights do not change, so its row is skipped: for an MNIST
  image about 150 of the 784 rows are read and written.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from network.core.activations import Activation
from network.core.arithmetic import Floats, Sigmoid, ordered_sum
from network.core.rules import Rules

Indices = NDArray[np.intp]

#: The rules for the deltas of the output layer: the exact gradient of the cost, or o − t.  "mse" is
#: what format 1 calls the gradient, in its runs on the mean squared error.
OUTPUT_DELTAS = ("gradient", "difference", "mse")
#: Largest |z| for which the sigmoid is accurate.
MAX_Z = 2.0**40


class SparseInputs:
    """Images as lists of their non-zero inputs, each followed by the bias input 1.

    Parameters
    ----------
    images : numpy.ndarray
        Shape (n_images, n_inputs), uint8 grey levels; an input is its grey level / 255.
    """

    _CHUNK = 512  # images converted at a time, to save memory

    def __init__(self, images: NDArray[np.uint8]) -> None:
        indices, levels, counts = [], [], []
        for start in range(0, len(images), self._CHUNK):
            chunk = np.pad(
                images[start : start + self._CHUNK], ((0, 0), (0, 1)), constant_values=255
            )
            used = np.count_nonzero(chunk, axis=1)
            places = np.flatnonzero(chunk.astype(bool))
            indices.append(places - np.repeat(np.arange(len(chunk)) * chunk.shape[1], used))
            levels.append(chunk.reshape(-1)[places])
            counts.append(used)
        all_indices: Indices = np.concatenate(indices)
        all_values = (np.concatenate(levels) / 255)[:, None]
        ends = [0, *np.cumsum(np.concatenate(counts)).tolist()]
        # Split once instead of in every epoch.
        self._images = [(all_indices[a:b], all_values[a:b]) for a, b in pairwise(ends)]

    def __len__(self) -> int:
        return len(self._images)

    def __getitem__(self, image: int) -> tuple[Indices, Floats]:
        """Return the indices of the non-zero inputs, shape (m,), and their values, shape (m, 1)."""
        return self._images[image]


class FloatInputs:
    """Inputs of any kind, converted one sample at a time; see :class:`SparseInputs`.

    Parameters
    ----------
    inputs : numpy.ndarray
        Shape (n_samples, n_inputs), float64.
    """

    def __init__(self, inputs: Floats) -> None:
        self._inputs = inputs

    def __len__(self) -> int:
        return len(self._inputs)

    def __getitem__(self, sample: int) -> tuple[Indices, Floats]:
        """Return the indices of the non-zero inputs, shape (m,), and their values, shape (m, 1)."""
        return sparse(self._inputs[sample])


def sparse(x: Floats) -> tuple[Indices, Floats]:
    """Return indices and values of an input vector, as :class:`SparseInputs` does for images."""
    with_bias = np.append(x, 1.0)
    (index,) = np.nonzero(with_bias)
    return index, with_bias[index, None]


class _Function:
    """Any activation function, with the interface of :class:`network.core.arithmetic.Sigmoid`."""

    def __init__(self, activation: Activation) -> None:
        self._value = activation.value

    def __call__(self, z: Floats, out: Floats) -> None:
        out[:] = self._value(z)


class StepKernel:
    """Forward pass, deltas and update of augmented weights, in buffers allocated once.

    Everything that a step computes is in one vector, ``state``, so that a single copy records the
    step.  ``z``, ``activations`` (without the input) and ``deltas`` are views of it, by layer;
    the activations of each hidden layer are followed by the 1 of the next layer's bias neuron.

    Parameters
    ----------
    augmented_weights : sequence of numpy.ndarray
        The parameters by layer, C-contiguous, modified in place by :meth:`update`.
    rules : Rules
        Activation functions, cost, rule of the output deltas, and the learning rate.
    """

    def __init__(self, augmented_weights: Sequence[Floats], rules: Rules) -> None:
        if rules.learning_rate is None:
            raise ValueError("a step needs a learning rate")
        functions, loss = rules.functions, rules.loss
        plain = [function.name == "sigmoid" for function in functions]
        sizes = [table.shape[1] for table in augmented_weights]
        self.columns = state_columns(sizes)
        self.state = np.ones(self.columns[-1][-1].stop + 1)
        self.z, self.activations, self.deltas = (
            [self.state[part] for part in group] for group in self.columns
        )
        with_bias = [self.state[part.start : part.stop + 1] for part in self.columns[1]]
        columns = [vector[:, None] for vector in with_bias[:-1]]
        products = [np.empty_like(table) for table in augmented_weights]
        # −learning_rate·delta of all layers at once, as the deltas are at the end of the state.
        start = self.columns[2][0].start
        self._all_deltas = self.state[start:-1]
        self._rates = np.full(len(self._all_deltas), -rules.learning_rate)
        self._all_factors = np.empty(len(self._all_deltas))
        factors = [self._all_factors[p.start - start : p.stop - start] for p in self.columns[2]]
        ones = [np.ones(n) for n in sizes]
        # The first layer works on gathered rows, with its inputs repeated along each row.
        self._table, self._first_factors = augmented_weights[0], factors[0]
        self._gathered = tuple(np.empty_like(augmented_weights[0]) for _ in range(3))
        # Rows viewed as single items of many bytes are written back twice as fast.
        self._table_items = _as_items(augmented_weights[0])
        self._cuts: dict[int, tuple[Floats, Floats, Floats, NDArray[np.void]]] = {}
        self._functions = [
            Sigmoid(n) if fast else _Function(function)
            for n, fast, function in zip(sizes, plain, functions, strict=True)
        ]
        self._above_first = [
            (augmented_weights[n], columns[n - 1], products[n], self.z[n], self.activations[n])
            for n in range(1, len(augmented_weights))
        ]
        self._below_last = [
            (
                augmented_weights[n + 1][:-1].T,
                self.deltas[n + 1][:, None],
                np.empty((sizes[n + 1], sizes[n])),
                (self.deltas[n], self.activations[n], ones[n], np.empty(sizes[n])),
                None if plain[n] else (functions[n].slope, self.z[n]),
            )
            for n in range(len(augmented_weights) - 2, -1, -1)
        ]
        self._upper = list(
            zip(augmented_weights[1:], columns, products[1:], factors[1:], strict=True)
        )
        self._output = (self.activations[-1], self.deltas[-1], ones[-1], np.empty(sizes[-1]))
        # None stands for o − t, which is what cross-entropy gives for sigmoid outputs.
        self._mse, self._output_rule = None, None
        if rules.output_delta != "difference":
            if plain[-1] and loss.name == "mean-squared-error":
                self._mse = np.full(sizes[-1], 2.0 / sizes[-1])
            elif not (plain[-1] and loss.name == "cross-entropy"):
                self._output_rule = (loss.delta, self.z[-1], functions[-1])

    def gather(self, index: Indices, inputs: Floats) -> None:
        """Gather the first layer's rows of the non-zero inputs; repeat each input along its row."""
        rows, spread, _, _ = self._cut(len(index))
        self._table.take(index, 0, rows, "clip")
        spread[:] = inputs

    def _cut(self, used: int) -> tuple[Floats, Floats, Floats, NDArray[np.void]]:
        """Return the buffers cut to ``used`` rows: rows, inputs, products, the rows as items."""
        if used not in self._cuts:
            rows, spread, products = (buffer[:used] for buffer in self._gathered)
            self._cuts[used] = rows, spread, products, _as_items(rows)
        return self._cuts[used]

    def forward(self, index: Indices, inputs: Floats) -> None:
        """Compute z and the activations of every layer from one image's non-zero inputs."""
        self.gather(index, inputs)
        rows, spread, products, _ = self._cuts[len(index)]
        np.multiply(rows, spread, products)
        ordered_sum(products, self.z[0])
        self._functions[0](self.z[0], self.activations[0])
        for n, (table, below, products, z, activations) in enumerate(self._above_first, 1):
            np.multiply(table, below, products)
            ordered_sum(products, z)
            self._functions[n](z, activations)

    def backward(self, target: Floats) -> None:
        """Compute the deltas of every layer, all with the weights of the forward pass."""
        output, delta, one, slope = self._output
        np.subtract(output, target, delta)
        if self._output_rule is not None:
            rule, z, function = self._output_rule
            delta[:] = rule(z, output, target, function)
        if self._mse is not None:  # dC/do = 2/n·(o − t), and do/dz = o·(1 − o)
            np.multiply(delta, self._mse, delta)
            np.multiply(delta, output, delta)
            np.multiply(delta, np.subtract(one, output, slope), delta)
        for weights, delta_next, products, sigmoid_part, general in self._below_last:
            np.multiply(weights, delta_next, products)  # (Wᵀ·delta_next)·slope
            delta, hidden, one, slope = sigmoid_part
            ordered_sum(products, delta)
            if general is None:  # the slope is h·(1 − h)
                np.multiply(delta, hidden, delta)
                np.multiply(delta, np.subtract(one, hidden, slope), delta)
            else:
                slope_of, z = general
                np.multiply(delta, slope_of(z, hidden), delta)

    def update(self, index: Indices) -> None:
        """Add (−learning_rate·delta)·activation to every weight; the bias's activation is 1.

        The rows of ``index`` must already have been gathered.
        """
        np.multiply(self._all_deltas, self._rates, self._all_factors)
        for table, below, products, factors in self._upper:
            np.multiply(below, factors, products)
            np.add(table, products, table)
        rows, spread, products, items = self._cuts[len(index)]
        products[:] = self._first_factors  # multiplying arrays of equal shape is fastest
        np.multiply(products, spread, products)
        np.add(rows, products, rows)
        self._table_items.put(index, items, "clip")


def state_columns(sizes: Sequence[int]) -> tuple[list[slice], list[slice], list[slice]]:
    """Return the slices of z, activations and deltas of each layer in a kernel's state.

    Each layer's activations are followed by a slot for the bias neuron's 1.
    """
    columns: tuple[list[slice], list[slice], list[slice]] = ([], [], [])
    start = 0
    for group, extra in zip(columns, (0, 1, 0), strict=True):
        for n in sizes:
            group.append(slice(start, start + n))
            start += n + extra
    return columns


def _as_items(table: Floats) -> NDArray[np.void]:
    return table.view(np.dtype((np.void, table.shape[1] * table.itemsize)))[:, 0]
