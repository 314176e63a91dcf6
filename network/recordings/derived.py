"""Quantities that a walkthrough records although they follow from the rest.

They are everything that a viewer might check by hand.  All follow from a step's weights,
activations, deltas and targets; recording them keeps computation out of the drawing code.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from network.core.arithmetic import Floats, cross_entropy, mean_squared_error, sigmoid
from network.core.model import weight_update
from network.storage.archive import Array

#: How far a weight is nudged up and down to measure the slope of the cost.
NUDGE = 0.01
#: The step whose gradients are checked by nudging.
NUDGE_STEP = 0


def derived_arrays(
    learning_rate: float, inputs: Floats, arrays: Mapping[str, Array]
) -> dict[str, Array]:
    """Return every derived quantity, by the names used in files.

    Parameters
    ----------
    learning_rate : float
        Learning rate.
    inputs : numpy.ndarray
        Shape (steps, n_inputs).
    arrays : mapping
        The arrays of the run, with the weights at every step, and ``targets``.

    Returns
    -------
    dict
        For each layer l, besides the products and their running sums: ``gradients_l``
        (steps, n_out, n_in), delta·activationᵀ; the updates, −learning_rate times that; and
        ``sigmoid_slopes_l`` (steps, n_out), a·(1 − a).  For each layer but the first, the
        products of the backward pass: ``returned_l`` (steps, n_in, n_out), with the product
        weight[k, j]·delta[k] at [j, k], and ``returned_sums_l``, its running sum over k.  The
        delta of neuron j of the previous layer is the last of those sums times its slope.  For
        the outputs: ``squared_errors`` (steps, n_outputs), (output − target)².  For the same
        image with the weights after the step's update: ``activations_after_l`` (steps, n), l from
        1, and ``cost_after`` (steps,).
    """
    found: dict[str, Array] = {}
    layers = count_layers(arrays)
    before: Array = inputs
    for layer in range(layers):
        weights, deltas = arrays[f"weights_{layer}"][:-1], arrays[f"deltas_{layer}"]
        products = weights * before[:, None, :] + 0.0  # + 0.0 turns −0.0 into 0.0
        bias_updates = -learning_rate * deltas
        updates = [weight_update(*pair) for pair in zip(bias_updates, before, strict=True)]
        after = arrays[f"activations_{layer + 1}"]
        found[f"products_{layer}"] = products
        found[f"partial_sums_{layer}"] = np.add.accumulate(products, axis=2)
        found[f"gradients_{layer}"] = deltas[:, :, None] * before[:, None, :] + 0.0
        found[f"weight_updates_{layer}"] = np.array(updates)
        found[f"bias_updates_{layer}"] = bias_updates
        found[f"sigmoid_slopes_{layer}"] = after * (1.0 - after)
        if layer:
            returned = np.swapaxes(weights * deltas[:, :, None], 1, 2) + 0.0
            found[f"returned_{layer}"] = returned
            found[f"returned_sums_{layer}"] = np.add.accumulate(returned, axis=2)
        before = after
    found["squared_errors"] = np.square(before - arrays["targets"])
    found |= _after_the_update(inputs, arrays, layers)
    return found


def _after_the_update(inputs: Floats, arrays: Mapping[str, Array], layers: int) -> dict[str, Array]:
    """Compute activations and cost of the same images with the weights after each step."""
    parameters = [(arrays[f"weights_{n}"][1:], arrays[f"biases_{n}"][1:]) for n in range(layers)]
    activations = [sigmoid(z) for z in _forward(inputs, parameters)]
    found = {f"activations_after_{n}": values for n, values in enumerate(activations, start=1)}
    return {**found, "cost_after": mean_squared_error(activations[-1], arrays["targets"])}


def nudge_check(
    output_delta: str, inputs: Floats, arrays: Mapping[str, Array]
) -> tuple[dict[str, Any], dict[str, Array]]:
    """Check backpropagation: nudge one weight of each layer up and down and measure the cost.

    The central difference (C₊ − C₋)/2ε is the slope of the cost with an error of order ε²; it
    must agree with the gradient from backpropagation.  The cost is the one whose exact gradient
    the deltas are: the cross-entropy for the delta output − target.

    Parameters
    ----------
    output_delta : {"difference", "mse"}
        Rule of the deltas; see :class:`network.Network`.
    inputs, arrays
        As for :func:`derived_arrays`; ``arrays`` also holds the gradients.

    Returns
    -------
    dict
        For the metadata: ``step``, ``epsilon`` and ``cost`` (its name).
    dict
        For the weight with the steepest gradient in each layer: ``nudge_places`` (n, 3), its
        layer, row and column; ``nudge_weights`` (n, 3), its value lowered, unchanged and raised;
        ``nudge_outputs`` (n, 3, n_outputs) and ``nudge_costs`` (n, 3), the outputs and costs with
        these values; ``nudge_slopes`` (n,), the central differences; ``nudge_gradients`` (n,),
        the gradients from backpropagation.
    """
    layers, step = count_layers(arrays), NUDGE_STEP
    target = arrays["targets"][step]
    places = [_steepest(arrays[f"gradients_{n}"][step]) for n in range(layers)]
    weights = np.empty((layers, 3))
    outputs = np.empty((layers, 3, len(target)))
    costs = np.empty((layers, 3))
    for layer, place in enumerate(places):
        for column, change in enumerate((-NUDGE, 0.0, NUDGE)):
            parameters = [
                (arrays[f"weights_{n}"][step].copy(), arrays[f"biases_{n}"][step])
                for n in range(layers)
            ]
            parameters[layer][0][place] += change
            z = _forward(inputs[step], parameters)[-1]
            weights[layer, column] = parameters[layer][0][place]
            outputs[layer, column] = sigmoid(z)
            if output_delta == "mse":
                costs[layer, column] = mean_squared_error(outputs[layer, column], target)
            else:
                costs[layer, column] = cross_entropy(z, target)
    about = {
        "step": step,
        "epsilon": NUDGE,
        "cost": "mean squared error" if output_delta == "mse" else "cross-entropy",
    }
    gradients = [arrays[f"gradients_{n}"][step][place] for n, place in enumerate(places)]
    return about, {
        "nudge_places": np.array([[layer, *place] for layer, place in enumerate(places)], np.int64),
        "nudge_weights": weights,
        "nudge_outputs": outputs,
        "nudge_costs": costs,
        "nudge_slopes": (costs[:, 2] - costs[:, 0]) / (2 * NUDGE),
        "nudge_gradients": np.array(gradients),
    }


def count_layers(arrays: Mapping[str, Array]) -> int:
    """Return the number of layers of weights."""
    return sum(name.startswith("weights_") for name in arrays)


def _steepest(gradients: Array) -> tuple[int, int]:
    row, column = np.unravel_index(np.argmax(np.abs(gradients)), gradients.shape)
    return int(row), int(column)


def _forward(inputs: Array, parameters: Sequence[tuple[Array, Array]]) -> list[Floats]:
    """Return z of every layer, summed in the same order as in training, so with the same bits.

    Parameters
    ----------
    inputs : numpy.ndarray
        Shape (..., n_inputs).
    parameters : sequence
        For each layer weights (..., n_out, n_in) and biases (..., n_out).
    """
    found: list[Floats] = []
    activations = inputs
    for weights, biases in parameters:
        sums: Array = np.add.accumulate(weights * activations[..., None, :], axis=-1)
        found.append(sums[..., -1] + biases)
        activations = sigmoid(found[-1])
    return found
