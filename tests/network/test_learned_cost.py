"""The cost that deltas are slopes of, and how it depends on one weight."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network import Dataset, Network, record, record_walkthrough
from network.errors import UsageError
from network.studies.shipped import load_shipped

COSTS = {
    "sigmoid": ("mean-squared-error", "half-squared-error", "cross-entropy"),
    "softmax": ("mean-squared-error", "half-squared-error", "cross-entropy"),
    "tanh": ("mean-squared-error",),
    "identity": ("half-squared-error",),
}


def run(last: str, cost: str, delta: str = "gradient", seed: int = 0):
    stream = np.random.RandomState(seed)
    inputs, targets = stream.uniform(-1, 1, (4, 3)), np.eye(2)[[0, 1, 1, 0]]
    samples = Dataset("some", inputs, targets, ["a", "b", "c"], ["d", "e"])
    network = Network(
        (3, 4, 2), activations=("tanh", last), cost=cost, output_delta=delta, seed=seed,
        learning_rate=0.1,
    )  # fmt: skip
    return record(samples, network, epochs=2)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_the_slope_of_the_cost_along_a_weight_is_its_gradient(data):
    last = data.draw(st.sampled_from(tuple(COSTS)))
    found = run(last, data.draw(st.sampled_from(COSTS[last])), seed=data.draw(st.integers(0, 99)))
    step, layer = data.draw(st.integers(0, 7)), data.draw(st.integers(0, 1))
    place = data.draw(st.integers(0, 1)), data.draw(st.integers(0, 2))
    weight, small = found.weights_at(step)[layer][place], 1e-5
    values = [weight - small, weight, weight + small]
    outputs, costs = found.along_weight(step, layer, place, values)
    assert outputs[1] == pytest.approx(found.activations[-1][step])
    assert costs[1] == found.get("learned_cost", step=step)
    gradient = found.get("gradients", step=step, layer=layer, index=place)
    assert (costs[2] - costs[0]) / (2 * small) == pytest.approx(gradient, rel=1e-4, abs=1e-7)


def test_errors_as_deltas_are_slopes_of_the_cross_entropy():
    walkthrough = load_shipped("walkthrough.npz")
    outputs, targets = walkthrough.activations[-1][0], walkthrough.targets[0]
    entropy = -np.sum(targets * np.log(outputs) + (1 - targets) * np.log(1 - outputs))
    assert walkthrough.get("learned_cost", step=0) == pytest.approx(entropy)
    assert walkthrough.get("learned_cost_after", step=0) < entropy
    mse = record_walkthrough(epochs=1, output_delta="mse")
    assert mse.get("learned_cost", step=3) == mse.cost[3]
    assert mse.get("learned_cost_after", step=3) == pytest.approx(mse.get("cost_after", step=3))
    slopes = mse.get("cost_slopes", step=3) * mse.get("slopes", step=3, layer=1)
    assert slopes == pytest.approx(mse.deltas[1][3])


def test_deltas_that_are_no_slopes_are_said_to_be_none():
    found = run("tanh", "mean-squared-error", "difference")
    with pytest.raises(UsageError, match="the slopes of no cost"):
        found.get("learned_cost", step=0)
    with pytest.raises(UsageError, match="the slopes of no cost"):
        found.along_weight(0, 0, (0, 0), [0.1])
