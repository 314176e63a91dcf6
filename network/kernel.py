"""One training step, as fast as NumPy does it without giving up a fixed order of sums.

A layer's parameters are one *table* of shape (n_in + 1, n_out): row i holds the weights that
leave input i, and the last row the biases, which are the weights of one more input fixed at 1
(the bias neuron, literally).  Then

- z is the sum of rows, each times its input, first to last, the bias at the end;
- an input of 0 adds nothing and changes nothing, so its row is left alone: of an MNIST image
  about 150 rows of 784 are read and written.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from network.arithmetic import Floats, Sigmoid, ordered_sum

Indices = NDArray[np.intp]

#: The two rules for the deltas of the output layer.
OUTPUT_DELTAS = ("difference", "mse")


class SparseInputs:
    """Images as lists of their non-zero inputs, each list ended by the bias input 1.

    Parameters
    ----------
    images : numpy.ndarray
        Shape (n_images, n_inputs), uint8 grey levels; an input is its grey level / 255.
    """

    _CHUNK = 2048  # images converted at a time, to keep the memory small

    def __init__(self, images: NDArray[np.uint8]) -> None:
        indices, levels, counts = [], [], []
        for start in range(0, len(images), self._CHUNK):
            chunk = images[start : start + self._CHUNK]
            with_bias = np.pad(chunk, ((0, 0), (0, 1)), constant_values=255)
            image, index = np.nonzero(with_bias)
            indices.append(index)
            levels.append(with_bias[image, index])
            counts.append(np.bincount(image, minlength=len(chunk)))
        self._indices: Indices = np.concatenate(indices)
        self._values = (np.concatenate(levels) / 255)[:, None]
        self._ends = [0, *np.cumsum(np.concatenate(counts)).tolist()]

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, image: int) -> tuple[Indices, Floats]:
        """Return the rows to use, shape (m,), and their inputs as a column, shape (m, 1)."""
        part = slice(self._ends[image], self._ends[image + 1])
        return self._indices[part], self._values[part]


def sparse(x: Floats) -> tuple[Indices, Floats]:
    """Return one input vector the way :class:`SparseInputs` gives an image."""
    with_bias = np.append(x, 1.0)
    (index,) = np.nonzero(with_bias)
    return index, with_bias[index, None]


class StepKernel:
    """Forward pass, deltas and update on a network's tables, in buffers made once.

    All arrays handed in are rows of float64 and contiguous.  ``activations`` lists the hidden
    layers and the output layer; a hidden layer's row has one more place at its end, which
    holds the 1 of the next layer's bias neuron.

    Parameters
    ----------
    tables : sequence of numpy.ndarray
        The parameters, changed in place by :meth:`update`.
    learning_rate : float
        The factor of every update.
    output_delta : str
        One of :data:`OUTPUT_DELTAS`.
    """

    def __init__(self, tables: Sequence[Floats], learning_rate: float, output_delta: str) -> None:
        self._tables = list(tables)
        self._last = len(tables) - 1
        self._weights = [table[:-1].T for table in tables]
        self._sigmoids = [Sigmoid(table.shape[1]) for table in tables]
        self._rates = [np.full(table.shape[1], -learning_rate) for table in tables]
        self._ones = [np.ones(table.shape[1]) for table in tables]
        self._factors = [np.empty(table.shape[1]) for table in tables]
        self._products = [np.empty_like(table) for table in tables]
        self._back_products = [np.empty_like(weights, order="C") for weights in self._weights]
        self._rows = np.empty_like(tables[0])
        # A row seen as one item of many bytes: rows are put back twice as fast that way.
        self._table_items, self._row_items = _as_items(tables[0]), _as_items(self._rows)
        self._mse = output_delta == "mse"
        self._slope = np.full(tables[-1].shape[1], 2.0 / tables[-1].shape[1])

    def gather(self, index: Indices) -> None:
        """Fetch the rows of the first table that belong to the non-zero inputs."""
        self._tables[0].take(index, 0, self._rows[: len(index)], "clip")

    def forward(
        self, index: Indices, inputs: Floats, z: Sequence[Floats], activations: Sequence[Floats]
    ) -> None:
        """Write z and the activations of every layer; the first layer's rows stay gathered."""
        self.gather(index)
        products = self._products[0][: len(index)]
        np.multiply(self._rows[: len(index)], inputs, products)
        for layer, total in enumerate(z):
            if layer:
                products = self._products[layer]
                np.multiply(self._tables[layer], activations[layer - 1][:, None], products)
            ordered_sum(products, total)
            out = activations[layer]
            self._sigmoids[layer](total, out if layer == self._last else out[:-1])

    def backward(
        self, target: Floats, activations: Sequence[Floats], deltas: Sequence[Floats]
    ) -> None:
        """Write the deltas of every layer, all by the weights of this step's forward pass."""
        delta, output, slope = deltas[-1], activations[-1], self._factors[-1]
        np.subtract(output, target, delta)
        if self._mse:  # dC/do = 2/n·(o − t), and do/dz = o·(1 − o)
            np.multiply(delta, self._slope, delta)
            np.multiply(delta, output, delta)
            np.multiply(delta, np.subtract(self._ones[-1], output, slope), delta)
        for layer in range(self._last - 1, -1, -1):  # (Wᵀ·delta_next)·h·(1 − h)
            products = self._back_products[layer + 1]
            np.multiply(self._weights[layer + 1], delta[:, None], products)
            delta, hidden, slope = deltas[layer], activations[layer][:-1], self._factors[layer]
            ordered_sum(products, delta)
            np.multiply(delta, hidden, delta)
            np.multiply(delta, np.subtract(self._ones[layer], hidden, slope), delta)

    def update(
        self,
        index: Indices,
        inputs: Floats,
        activations: Sequence[Floats],
        deltas: Sequence[Floats],
    ) -> None:
        """Add (−learning_rate·delta)·activation to every weight; the bias's activation is 1."""
        for layer in range(self._last, -1, -1):
            factors = np.multiply(deltas[layer], self._rates[layer], self._factors[layer])
            if layer:
                table, products = self._tables[layer], self._products[layer]
                column = activations[layer - 1][:, None]
            else:
                table, products = self._rows[: len(index)], self._products[0][: len(index)]
                column = inputs
            products[:] = factors  # copying first is faster than one product of row and column
            np.multiply(products, column, products)
            np.add(table, products, table)
        self._table_items.put(index, self._row_items[: len(index)], "clip")


def _as_items(table: Floats) -> NDArray[np.void]:
    return table.view(np.dtype((np.void, table.shape[1] * table.itemsize)))[:, 0]
