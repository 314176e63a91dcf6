"""What a network would compute if one input were different."""

import numpy as np
import pytest

from network import Dataset, Network, record
from network.recordings.what_if import moved_inputs, strongest_input
from network.studies.shipped import load_shipped

WALKTHROUGH = load_shipped("walkthrough.npz")


def by_hand(recording, step, values):
    """Return all activations for inputs, neuron by neuron."""
    layers = [list(values)]
    for weights, biases in zip(recording.weights_at(step), recording.biases_at(step), strict=True):
        sums = [
            sum(w * x for w, x in zip(row, layers[-1], strict=True)) + b
            for row, b in zip(weights, biases, strict=True)
        ]
        layers.append([1 / (1 + np.exp(-z)) for z in sums])
    return layers


@pytest.mark.parametrize("step", [0, 17, 299])
def test_one_pixel_moves_to_the_farther_end_and_the_rest_follows(step):
    given = WALKTHROUGH.activations[0][step]
    for i in range(5):
        values = given.copy()
        values[i] = 1.0 if values[i] <= 0.5 else 0.0
        for layer, expected in enumerate(by_hand(WALKTHROUGH, step, values)):
            found = WALKTHROUGH.get("moved_activations", step=step, layer=layer, index=(i,))
            assert found == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("step", [0, 299])
def test_sums_and_changes_belong_to_the_moved_activations(step):
    new, old = WALKTHROUGH.moved_activations_at(step), WALKTHROUGH.activations
    for layer, sums in enumerate(WALKTHROUGH.moved_sums_at(step)):
        weights, biases = WALKTHROUGH.weights_at(step)[layer], WALKTHROUGH.biases_at(step)[layer]
        for i in range(5):
            assert sums[i] == pytest.approx(weights @ new[layer][i] + biases, abs=1e-12)
            found = WALKTHROUGH.get("moved_sums", step=step, layer=layer, index=(i,))
            assert found == pytest.approx(sums[i], abs=0)
    for layer, changes in enumerate(WALKTHROUGH.activation_changes_at(step)):
        assert changes == pytest.approx(new[layer] - old[layer][step][None, :], abs=1e-15)


def test_the_strongest_input_moves_the_outputs_most():
    outputs = WALKTHROUGH.activations[-1][0]
    moved = [WALKTHROUGH.moved_activations_at(0)[-1][i] for i in range(5)]
    totals = [sum(abs(a - b) for a, b in zip(row, outputs, strict=True)) for row in moved]
    assert strongest_input(WALKTHROUGH, 0) == totals.index(max(totals)) == 3


def test_products_change_by_weight_times_change():
    new, old = WALKTHROUGH.moved_activations_at(0), WALKTHROUGH.activations
    for layer, weights in enumerate(WALKTHROUGH.weights_at(0)):
        found = WALKTHROUGH.get("changed_products", step=0, layer=layer)
        change = new[layer][3] - old[layer][0]
        assert found == pytest.approx(weights * change[None, :])
    assert WALKTHROUGH.get("changed_products", step=0, layer=0, index=(1, 3)) == pytest.approx(
        -0.46
    )


def test_inputs_of_a_table_move_within_the_samples():
    inputs = np.array([[0.0, 5.0, -2.0], [4.0, 5.0, 8.0], [1.0, 5.0, 3.0]])
    data = Dataset("d", inputs, np.eye(3), ["a", "b", "c"], ["p", "q", "r"], np.arange(3))
    run = record(data, Network((3, 2, 3), seed=1, learning_rate=0.1), epochs=1)
    for step, expected in enumerate([(4.0, 0.0, 8.0), (0.0, 0.0, -2.0), (4.0, 0.0, 8.0)]):
        rows = moved_inputs(run, step)
        assert rows.diagonal() == pytest.approx(expected)
        assert rows[~np.eye(3, dtype=bool)] == pytest.approx(
            np.tile(run.activations[0][step], (3, 1))[~np.eye(3, dtype=bool)]
        )


def test_weights_are_counted_between_layers():
    assert [WALKTHROUGH.get("weights_between", index=(k,)) for k in (0, 1)] == [20, 12]
