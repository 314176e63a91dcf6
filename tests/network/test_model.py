"""The network, checked against a step done by hand, finite differences, and a plain dense loop."""

import numpy as np
import pytest

from network import LayerlightError, Network, UsageError
from network.core.model import start_augmented_weights

SHAPES = [(5, 4, 3), (3, 2), (1, 1), (6, 1, 2), (4, 3, 5, 2), (30, 12, 10, 9, 10)]


def plain_sigmoid(z):
    return 1 / (1 + np.exp(-z))


def plain_forward(x, weights, biases):
    activations = [x]
    for w, b in zip(weights, biases, strict=True):
        activations.append(plain_sigmoid(w @ activations[-1] + b))
    return activations


def plain_step(x, target, weights, biases, rate):
    """Return new weights and biases, and the deltas, by matrix products."""
    a = plain_forward(x, weights, biases)
    deltas = [a[-1] - target]
    for w, h in zip(weights[:0:-1], a[-2:0:-1], strict=True):
        deltas.insert(0, w.T @ deltas[0] * h * (1 - h))
    weights = [w - rate * np.outer(d, h) for w, d, h in zip(weights, deltas, a[:-1], strict=True)]
    biases = [b - rate * d for b, d in zip(biases, deltas, strict=True)]
    return weights, biases, deltas


def cross_entropy(o, t):
    return -np.sum(t * np.log(o) + (1 - t) * np.log(1 - o))


def mean_squared(o, t):
    return np.mean((o - t) ** 2)


def copies(arrays):
    return [array.copy() for array in arrays]


def sample(sizes, seed=3):
    stream = np.random.RandomState(seed)
    x = stream.uniform(0, 1, sizes[0]) * (stream.uniform(size=sizes[0]) < 0.7)
    return x, stream.uniform(0, 1, sizes[-1])


def test_a_step_by_hand():
    network = Network((2, 1, 1), learning_rate=0.1, output_delta="difference")
    # x = (1, 0.5): z = 0.2 − 0.4·0.5 = 0, h = 0.5; z = 0.6·0.5 − 0.3 = 0, o = 0.5.
    network.augmented_weights[0][:] = [[0.2], [-0.4], [0.0]]
    network.augmented_weights[1][:] = [[0.6], [-0.3]]
    step = network.step([1.0, 0.5], [1.0])
    assert [z.tolist() for z in step.z] == [[0.0], [0.0]]
    assert [a.tolist() for a in step.activations] == [[1.0, 0.5], [0.5], [0.5]]
    assert step.cost == 0.25
    # delta_out = 0.5 − 1; delta_hidden = 0.6·(−0.5)·0.5·0.5, with the weight before its update.
    np.testing.assert_allclose(step.deltas[1], [-0.5], rtol=1e-15)
    np.testing.assert_allclose(step.deltas[0], [-0.075], rtol=1e-15)
    np.testing.assert_allclose(step.weight_updates[1], [[0.025]], rtol=1e-15)
    np.testing.assert_allclose(step.weight_updates[0], [[0.0075, 0.00375]], rtol=1e-15)
    np.testing.assert_allclose(network.weights[0], [[0.2075, -0.39625]], rtol=1e-15)
    np.testing.assert_allclose(network.weights[1], [[0.625]], rtol=1e-15)
    np.testing.assert_allclose([b[0] for b in network.biases], [0.0075, -0.25], rtol=1e-15)


def test_the_mse_delta_by_hand():
    network = Network((1, 2), learning_rate=1, output_delta="mse")
    network.augmented_weights[0][:] = 0  # every output is 0.5
    step = network.step([1.0], [1.0, 0.0])
    # 2/2·(0.5 − t)·0.5·0.5
    assert step.deltas[0].tolist() == [-0.125, 0.125]
    assert step.cost == 0.25


@pytest.mark.parametrize(
    ("output_delta", "cost"), [("difference", cross_entropy), ("mse", mean_squared)]
)
@pytest.mark.parametrize("sizes", SHAPES)
def test_updates_are_the_gradient_of_their_cost(sizes, output_delta, cost):
    network = Network(sizes, seed=5, learning_rate=1.0, output_delta=output_delta)
    x, target = sample(sizes)
    weights, biases = copies(network.weights), copies(network.biases)
    step = network.step(x, target)
    h = 1e-6
    updates = [*step.weight_updates, *step.bias_updates]
    for parameters, update in zip([*weights, *biases], updates, strict=True):
        for place in np.ndindex(parameters.shape):
            kept, costs = parameters[place], []
            for nudged in (kept + h, kept - h):
                parameters[place] = nudged
                costs.append(cost(plain_forward(x, weights, biases)[-1], target))
            parameters[place] = kept
            slope = (costs[0] - costs[1]) / (2 * h)
            assert update[place] == pytest.approx(-slope, rel=1e-6, abs=2e-9)


def test_the_two_rules_differ_and_mix_up_no_cost():
    steps = [
        Network((5, 4, 3), output_delta=rule).step(*sample((5, 4, 3)))
        for rule in ("difference", "mse")
    ]
    assert np.abs(steps[0].deltas[1] - steps[1].deltas[1]).min() > 1e-3
    assert steps[0].cost == steps[1].cost


@pytest.mark.parametrize("sizes", [(784, 20, 10), (40, 1, 3), (25, 7, 6, 4)])
def test_a_plain_dense_loop_agrees_for_thousands_of_steps(sizes):
    network = Network(sizes, seed=1, learning_rate=0.1, output_delta="difference")
    weights, biases = copies(network.weights), copies(network.biases)
    stream = np.random.RandomState(2)
    images = stream.uniform(size=(40, sizes[0])) * (stream.uniform(size=(40, sizes[0])) < 0.2)
    targets = np.eye(sizes[-1])[stream.randint(sizes[-1], size=40)]
    for number in range(3000):
        x, target = images[number % 40], targets[number % 40]
        step = network.step(x, target)
        weights, biases, deltas = plain_step(x, target, weights, biases, 0.1)
        for found, expected in zip(step.deltas, deltas, strict=True):
            assert np.abs(found - expected).max() < 1e-9
    for found, expected in zip(
        [*network.weights, *network.biases], [*weights, *biases], strict=True
    ):
        assert np.abs(found - expected).max() < 1e-9
    moved = np.abs(network.weights[0] - Network(sizes, seed=1).weights[0])
    assert moved.max() > 0.2  # it has learned, so the comparison was not of zeros


@pytest.mark.parametrize("sizes", SHAPES)
def test_a_step_record_says_what_happened(sizes):
    network = Network(sizes, seed=2, learning_rate=0.3, output_delta="difference")
    x, target = sample(sizes)
    weights, biases = copies(network.weights), copies(network.biases)
    forward = network.forward(x)
    step = network.step(x, target)
    for found, expected in zip(step.activations, forward, strict=True):
        np.testing.assert_array_equal(found, expected)
    layers = range(len(sizes) - 1)
    for n in layers:
        np.testing.assert_array_equal(network.weights[n], weights[n] + step.weight_updates[n])
        np.testing.assert_array_equal(network.biases[n], biases[n] + step.bias_updates[n])
        assert step.weight_updates[n].shape == (sizes[n + 1], sizes[n])
    kept = [step.z[-1].copy(), step.activations[-1].copy()]
    network.step(x, target)
    np.testing.assert_array_equal([step.z[-1], step.activations[-1]], kept)


def test_an_image_all_black_moves_only_the_biases_of_the_first_layer():
    network = Network((5, 4, 3), learning_rate=0.5, output_delta="difference")
    before = copies(network.weights)
    network.step(np.zeros(5), [1, 0, 0])
    np.testing.assert_array_equal(network.weights[0], before[0])
    assert np.all(network.weights[1] != before[1])
    assert np.all(network.biases[0] != 0)


def test_start_weights_are_hundredths_and_the_seed_decides():
    weights = Network((784, 20, 10), seed=3).weights[0]
    hundredths = weights * 100
    assert np.abs(hundredths - np.rint(hundredths)).max() < 1e-12
    assert weights.min() == -0.5
    assert weights.max() == 0.5
    assert abs(weights.mean()) < 0.01
    assert weights.std() == pytest.approx(1 / np.sqrt(12), rel=0.02)
    assert np.all(np.array(Network((5, 4, 3)).biases[0]) == 0)
    assert np.any(Network((784, 20, 10), seed=4).weights[0] != weights)
    # RandomState(0)'s first draw is 0.5488135: 0.05 after taking 0.5 and rounding.
    assert start_augmented_weights((3, 2), 0)[0][0, 0] == 0.05


def test_parameters_cannot_be_changed_by_accident():
    network = Network((2, 1))
    with pytest.raises(ValueError, match="read-only"):
        network.weights[0][0, 0] = 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"layer_sizes": (5,)}, "two layers or more, found 1"),
        ({"layer_sizes": (5, 0)}, "layer's size: expected a whole number from 1 .* found 0"),
        ({"layer_sizes": (5, 2.5)}, "found 2.5"),
        ({"layer_sizes": (5, True)}, "found True"),
        ({"layer_sizes": (1_000_000, 1_000_000)}, "at most 100,000,000 weights"),
        ({"seed": -1}, "the seed: expected a whole number from 0 to 4,294,967,295, found -1"),
        ({"seed": 2**32}, "the seed"),
        ({"seed": "7"}, "found '7'"),
        ({"learning_rate": float("nan")}, "the learning rate: expected .* found nan"),
        ({"learning_rate": 0}, "found 0"),
        ({"learning_rate": -0.1}, "found -0.1"),
        ({"learning_rate": float("inf")}, "found inf"),
        ({"learning_rate": "fast"}, "found 'fast'"),
        ({"output_delta": "softmax"}, "expected gradient or difference, found 'softmax'"),
    ],
)
def test_nonsense_is_refused(arguments, message):
    with pytest.raises(UsageError, match=message) as caught:
        Network(**{"layer_sizes": (5, 4, 3)} | arguments)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "x", [[1, 2], np.zeros((5, 1)), [np.nan] * 5, [np.inf] * 5, [1e300] * 5, ["a"] * 5, None]
)
def test_inputs_of_another_shape_or_size_are_refused(x):
    network = Network((5, 4, 3))
    for call in (lambda: network.forward(x), lambda: network.step(x, [1, 0, 0])):
        with pytest.raises(UsageError, match="the input: expected"):
            call()
    with pytest.raises(UsageError, match="the target: expected 3 numbers"):
        network.step(np.ones(5), [1, 0])


def test_divergence_is_told():
    network = Network((5, 4, 3), learning_rate=1000, output_delta="difference")

    def train():
        for _ in range(10_000):
            network.step([1e6] * 5, [-1e6, 1e6, -1e6])

    with pytest.raises(LayerlightError, match="the network diverged"):
        train()
