"""Quantities that a full recording holds although they follow from the rest.

They are everything that a viewer might check by hand.  All follow from a step's parameters, inputs
and targets; recording them keeps computation out of the drawing code.  A compact recording derives
them for single steps, with the same bits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from network.core.arithmetic import Floats
from network.core.model import weight_update
from network.core.rules import Rules, forward_pass
from network.storage.archive import Array
from network.storage.storable import frozen

if TYPE_CHECKING:
    from network.recordings.recording import Recording

#: How far a weight is nudged up and down to measure the slope of the cost.
NUDGE = 0.01
#: The step whose gradients are checked by nudging.
NUDGE_STEP = 0


@dataclass(frozen=True)
class Steps:
    """Some training steps: what went in, and what the forward and backward passes gave.

    Parameters
    ----------
    inputs, targets : numpy.ndarray
        Shapes (steps, n_inputs) and (steps, n_outputs).
    weights, biases : sequence of numpy.ndarray
        Before each step's update, by layer; shapes (steps, n_out, n_in) and (steps, n_out), or
        without the first axis if all steps share them.
    z, activations, deltas : sequence of numpy.ndarray
        By layer, shape (steps, n_out); the inputs are not among the activations.
    after : pair of sequences of numpy.ndarray, optional
        Weights and biases after each step's update, as above.
    """

    inputs: Floats
    targets: Floats
    weights: Sequence[Floats]
    biases: Sequence[Floats]
    z: Sequence[Floats]
    activations: Sequence[Floats]
    deltas: Sequence[Floats]
    after: tuple[Sequence[Floats], Sequence[Floats]] | None = None


@np.errstate(all="ignore")  # numbers in files may be absurd
def derived_arrays(rules: Rules, steps: Steps) -> dict[str, Array]:
    """Return every derived quantity, by the names used in files.

    Parameters
    ----------
    rules : Rules
        How the network computes and learns.
    steps : Steps
        The steps.

    Returns
    -------
    dict
        For each layer l: ``products_l`` (steps, n_out, n_in), weight·input; ``partial_sums_l``, the
        sum of a neuron's products up to and including each; ``slopes_l`` (steps, n_out), da/dz (of
        softmax, the diagonal of its Jacobian); ``gradients_l`` (steps, n_out, n_in),
        delta·activationᵀ.  For each layer but the first, the products of the backward pass:
        ``returned_l`` (steps, n_in, n_out), with the product weight[k, j]·delta[k] at [j, k], and
        ``returned_sums_l``, its running sum over k.  The delta of neuron j of the layer below is
        the last of those sums times its slope.  For the outputs: ``cost_terms``
        (steps, n_outputs), the term of each in the cost's sum.

        Where the updates are those of a learning rate also: ``weight_updates_l`` and
        ``bias_updates_l``, −learning_rate times the gradients; and for the same sample with the
        weights after the step's update ``activations_after_l`` (steps, n), l from 1, and
        ``cost_after`` (steps,).
    """
    found: dict[str, Array] = {}
    before: Array = steps.inputs
    for layer, (weights, deltas) in enumerate(zip(steps.weights, steps.deltas, strict=True)):
        products = weights * before[:, None, :] + 0.0  # + 0.0 turns −0.0 into 0.0
        found[f"products_{layer}"] = products
        found[f"partial_sums_{layer}"] = np.add.accumulate(products, axis=2)
        found[f"gradients_{layer}"] = deltas[:, :, None] * before[:, None, :] + 0.0
        if rules.learning_rate is not None:
            bias_updates = -rules.learning_rate * deltas
            updates = [weight_update(*pair) for pair in zip(bias_updates, before, strict=True)]
            found[f"weight_updates_{layer}"] = np.array(updates)
            found[f"bias_updates_{layer}"] = bias_updates
        after = steps.activations[layer]
        found[f"slopes_{layer}"] = rules.functions[layer].slope(steps.z[layer], after)
        if layer:
            returned = np.swapaxes(weights * deltas[:, :, None], -2, -1) + 0.0
            found[f"returned_{layer}"] = returned
            found[f"returned_sums_{layer}"] = np.add.accumulate(returned, axis=2)
        before = after
    last = rules.functions[-1]
    found["cost_terms"] = rules.loss.terms(steps.z[-1], before, steps.targets, last)
    if steps.after is not None:
        z, activations = forward_pass(steps.inputs, *steps.after, rules.functions)
        for layer, values in enumerate(activations, start=1):
            found[f"activations_after_{layer}"] = values
        found["cost_after"] = rules.cost(z[-1], activations[-1], steps.targets)
    return found


@np.errstate(all="ignore")
def nudge_check(
    rules: Rules, steps: Steps, cost: Callable[[Floats, Floats, Floats], float]
) -> tuple[dict[str, Any], dict[str, Array]]:
    """Check backpropagation: nudge one weight of each layer up and down and measure the cost.

    The central difference (C₊ − C₋)/2ε is the slope of the cost with an error of order ε²; it
    must agree with the gradient from backpropagation.

    Parameters
    ----------
    rules : Rules
        How the network computes and learns.
    steps : Steps
        The steps, with the weights of each.
    cost : callable
        Of z, outputs and targets of one sample: the cost whose exact gradient the deltas are.

    Returns
    -------
    dict
        For the metadata: ``step`` and ``epsilon``.
    dict
        For the weight with the steepest gradient in each layer: ``nudge_places`` (n, 3), its
        layer, row and column; ``nudge_weights`` (n, 3), its value lowered, unchanged and raised;
        ``nudge_outputs`` (n, 3, n_outputs) and ``nudge_costs`` (n, 3), the outputs and costs with
        these values; ``nudge_slopes`` (n,), the central differences; ``nudge_gradients`` (n,),
        the gradients from backpropagation.
    """
    layers, step = len(steps.weights), NUDGE_STEP
    x, target = steps.inputs[step], steps.targets[step]
    below = [x, *(activations[step] for activations in steps.activations)]
    gradients = [
        np.multiply.outer(deltas[step], values)
        for deltas, values in zip(steps.deltas, below, strict=False)
    ]
    places = [_steepest(gradient) for gradient in gradients]
    weights = np.empty((layers, 3))
    outputs = np.empty((layers, 3, len(target)))
    costs = np.empty((layers, 3))
    for layer, place in enumerate(places):
        for column, change in enumerate((-NUDGE, 0.0, NUDGE)):
            matrices = [matrix[step].copy() for matrix in steps.weights]
            matrices[layer][place] += change
            vectors = [vector[step] for vector in steps.biases]
            z, activations = forward_pass(x, matrices, vectors, rules.functions)
            weights[layer, column] = matrices[layer][place]
            outputs[layer, column] = activations[-1]
            costs[layer, column] = cost(z[-1], activations[-1], target)
    return {"step": step, "epsilon": NUDGE}, {
        "nudge_places": np.array([[layer, *place] for layer, place in enumerate(places)], np.int64),
        "nudge_weights": weights,
        "nudge_outputs": outputs,
        "nudge_costs": costs,
        "nudge_slopes": (costs[:, 2] - costs[:, 0]) / (2 * NUDGE),
        "nudge_gradients": np.array(
            [gradient[place] + 0.0 for gradient, place in zip(gradients, places, strict=True)]
        ),
    }


def _steepest(gradients: Array) -> tuple[int, int]:
    row, column = np.unravel_index(np.argmax(np.abs(gradients)), gradients.shape)
    return int(row), int(column)


@lru_cache(maxsize=64)
def derived_of(recording: Recording, step: int) -> Mapping[str, Array]:
    """Return the derived quantities of one step of a recording, read-only.

    Parameters
    ----------
    recording : Recording
        Of any network.
    step : int
        From 0; checked by the caller.

    Returns
    -------
    mapping
        See :func:`derived_arrays`; the first axis of each array has length 1.
    """
    part = slice(step, step + 1)
    after = None
    if not recording.is_imported:
        after = (recording.weights_at(step + 1), recording.biases_at(step + 1))
    one = Steps(
        np.asarray(recording.activations[0][part]),
        recording.targets[part],
        recording.weights_at(step),
        recording.biases_at(step),
        [z[part] for z in recording.z],
        [a[part] for a in recording.activations[1:]],
        [d[part] for d in recording.deltas],
        after,
    )
    return {name: frozen(array) for name, array in derived_arrays(recording.rules, one).items()}
