"""What a walkthrough records for checking by hand, against plain loops and numerical nudges."""

import math

import numpy as np
import pytest

from network import LayerlightError, Network, Recording, record_walkthrough
from network.core.arithmetic import cross_entropy
from network.storage import archive

STEPS = (0, 1, 17, 150, 299)


@pytest.fixture(scope="module", params=["difference", "mse"])
def recording(request, walkthrough_recording):
    if request.param == "difference":
        return walkthrough_recording
    return record_walkthrough(output_delta="mse")


def plain_outputs(weights, biases, x):
    """Run a forward pass in the obvious way, one multiplication and one addition at a time."""
    values = list(x)
    for matrix, bias in zip(weights, biases, strict=True):
        sums = [math.fsum([w * v for w, v in zip(row, values, strict=True)]) for row in matrix]
        values = [1 / (1 + math.exp(-(s + b))) for s, b in zip(sums, bias, strict=True)]
    return values


def plain_cost(outputs, target, rule):
    pairs = list(zip(outputs, target, strict=True))
    if rule == "mse":
        return sum((o - t) ** 2 for o, t in pairs) / len(pairs)
    return -sum(math.log(o) if t else math.log(1 - o) for o, t in pairs)


def test_the_first_step_by_hand(walkthrough_recording):
    """Figures worked out with three-decimal inputs and a pocket calculator's sigmoid."""
    arrays = walkthrough_recording.arrays
    # Neuron h1: z = -0.344, h = 1/(1 + e^0.344) = 0.414838, slope 0.414838 * 0.585162.
    assert arrays["sigmoid_slopes_0"][0, 0] == pytest.approx(0.242747, abs=1e-6)
    # Outputs 0.517682, 0.459707, 0.619430 for the label of the first class.
    np.testing.assert_allclose(
        arrays["squared_errors"][0], [0.482318**2, 0.459707**2, 0.61943**2], atol=1e-6
    )
    # W2 holds -0.09, 0.18, 0.30 on the edges that leave h1.
    back = [-0.09 * -0.482318, 0.18 * 0.459707, 0.3 * 0.61943]
    np.testing.assert_allclose(arrays["returned_1"][0, 0], back, atol=1e-6)
    np.testing.assert_allclose(arrays["returned_sums_1"][0, 0], np.cumsum(back), atol=2e-6)
    assert arrays["gradients_1"][0, 0, 0] == pytest.approx(-0.482318 * 0.414838, abs=1e-6)


@pytest.mark.parametrize("step", STEPS)
def test_the_terms_of_a_step_are_those_of_plain_loops(recording, step):
    arrays, rate = recording.arrays, recording.metadata["learning_rate"]
    weights = recording.weights_at(step)
    for n in (0, 1):
        before, deltas = recording.activations[n][step], recording.deltas[n][step]
        after = recording.activations[n + 1][step]
        for j, delta in enumerate(deltas):
            assert arrays[f"sigmoid_slopes_{n}"][step, j] == after[j] * (1 - after[j])
            for i, value in enumerate(before):
                gradient = arrays[f"gradients_{n}"][step, j, i]
                assert gradient == delta * value
                update = recording.weight_updates_at(step)[n][j, i]
                assert update == pytest.approx(-rate * gradient, rel=1e-15)
    for j in range(4):
        total = 0.0
        for k in range(3):
            product = weights[1][k, j] * recording.deltas[1][step, k]
            total += product
            assert arrays["returned_1"][step, j, k] == product
            assert arrays["returned_sums_1"][step, j, k] == total
        delta = recording.deltas[0][step, j]
        assert delta == pytest.approx(total * arrays["sigmoid_slopes_0"][step, j], rel=1e-14)
    errors = recording.activations[2][step] - recording.targets[step]
    assert arrays["squared_errors"][step].tolist() == [error**2 for error in errors]
    assert recording.cost[step] == pytest.approx(sum(e**2 for e in errors) / 3, rel=1e-15)


def test_after_the_update_is_what_the_network_then_says(recording):
    metadata = recording.metadata
    network = Network(
        (5, 4, 3),
        seed=metadata["seed"],
        learning_rate=metadata["learning_rate"],
        output_delta=metadata["output_delta"],
    )
    for step in range(recording.steps):
        x, target = recording.activations[0][step], recording.targets[step]
        network.step(x, target)
        _, *activations = network.forward(x)
        for n, values in enumerate(activations, start=1):
            after = recording.arrays[f"activations_after_{n}"][step]
            np.testing.assert_array_equal(after, values)
        cost = plain_cost(activations[-1], target, "mse")
        assert recording.arrays["cost_after"][step] == pytest.approx(cost, rel=1e-14)


def test_a_step_lowers_the_cost_of_its_own_image(walkthrough_recording):
    assert np.all(walkthrough_recording.arrays["cost_after"] < walkthrough_recording.cost)


def test_nudged_weights_against_a_plain_forward_pass(recording):
    nudge, arrays = recording.metadata["nudge"], recording.arrays
    step, rule = nudge["step"], recording.metadata["output_delta"]
    places = arrays["nudge_places"].tolist()
    assert [place[0] for place in places] == [0, 1]
    for n, (layer, row, column) in enumerate(places):
        costs = []
        for k, change in enumerate((-nudge["epsilon"], 0, nudge["epsilon"])):
            weights = [matrix.copy() for matrix in recording.weights_at(step)]
            weights[layer][row, column] += change
            assert arrays["nudge_weights"][n, k] == weights[layer][row, column]
            outputs = plain_outputs(
                weights, recording.biases_at(step), recording.activations[0][step]
            )
            np.testing.assert_allclose(arrays["nudge_outputs"][n, k], outputs, rtol=1e-14)
            costs.append(plain_cost(outputs, recording.targets[step], rule))
        np.testing.assert_allclose(arrays["nudge_costs"][n], costs, rtol=1e-14)
        slope = (costs[2] - costs[0]) / (2 * nudge["epsilon"])
        assert arrays["nudge_slopes"][n] == pytest.approx(slope, abs=1e-12)
        gradient = recording.deltas[layer][step, row] * recording.activations[layer][step, column]
        assert arrays["nudge_gradients"][n] == gradient


def test_the_nudges_agree_with_the_gradients_and_are_worth_showing(recording):
    slopes, gradients = (recording.arrays[f"nudge_{name}"] for name in ("slopes", "gradients"))
    np.testing.assert_allclose(slopes, gradients, atol=1e-6)
    assert np.all(np.abs(gradients) > 0.01)
    # The slope of the other cost would not match.
    other = record_walkthrough(
        epochs=1,
        output_delta={"difference": "mse"}.get(recording.metadata["output_delta"], "difference"),
    )
    assert np.all(np.abs(other.arrays["nudge_slopes"] - gradients) > 0.01)


def test_the_cross_entropy_is_that_of_the_outputs():
    assert cross_entropy(np.zeros(3), np.array([1.0, 0, 0])) == pytest.approx(3 * math.log(2))
    z = np.array([-3.0, 0.25, 7.5, -0.5])
    for target in ([1.0, 0, 0, 0], [0.0, 0, 1, 0], [1.0, 1, 0, 0]):
        outputs = [1 / (1 + math.exp(-value)) for value in z]
        expected = plain_cost(outputs, target, "difference")
        assert cross_entropy(z, np.array(target)) == pytest.approx(expected, rel=1e-14)


def test_the_cross_entropy_stays_finite():
    z = np.array([800.0, -800.0])
    assert cross_entropy(z, np.array([1.0, 0.0])) == pytest.approx(0, abs=1e-300)
    assert cross_entropy(z, np.array([0.0, 1.0])) == 1600


@pytest.mark.parametrize(
    "lost", ["gradients_0", "returned_1", "squared_errors", "cost_after", "nudge_costs"]
)
def test_an_older_file_is_told_to_be_recorded_again(walkthrough_recording, tmp_path, lost):
    path = tmp_path / "older.npz"
    arrays = {n: a for n, a in walkthrough_recording.arrays.items() if n != lost}
    archive.write_archive(path, walkthrough_recording.metadata, arrays)
    with pytest.raises(LayerlightError, match=f"it has no '{lost}'.*record it again") as caught:
        Recording.load(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("nudge", "places", "said"),
    [
        ({"step": 300}, None, "the nudged step"),
        ({"epsilon": 0}, None, "an epsilon above 0"),
        ({"epsilon": "much"}, None, "not a valid recording"),
        ({}, [[1, 0, 0], [0, 0, 0]], "a nudged weight's layer"),
        ({}, [[0, 4, 0], [1, 0, 0]], "a nudged weight's row"),
        ({}, [[0, 3, 4], [1, 2, -1]], "a nudged weight's column"),
    ],
)
def test_a_nudge_that_does_not_fit_is_refused(walkthrough_recording, tmp_path, nudge, places, said):
    path = tmp_path / "nudge.npz"
    metadata, arrays = walkthrough_recording.metadata, dict(walkthrough_recording.arrays)
    if places is not None:
        arrays["nudge_places"] = np.array(places)
    archive.write_archive(path, metadata | {"nudge": metadata["nudge"] | nudge}, arrays)
    with pytest.raises(LayerlightError, match=said):
        Recording.load(path)
