"""Networks of any activation functions, costs and depths, against oracles that share no code."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network import (
    Dataset,
    Network,
    NetworkRecording,
    UsageError,
    first_difference,
    import_run,
    iris,
    recompute,
    record,
    spirals,
    xor,
)
from network.core.rules import forward_pass
from network.recordings import memory, network_training
from network.recordings.evaluation import evaluate

from . import plain_network
from .test_memory import LEAST, MOST, peak_of

HIDDEN = ("sigmoid", "tanh", "relu", "identity")
ENDS = [
    (last, cost)
    for last in (*HIDDEN, "softmax")
    for cost in ("mean-squared-error", "half-squared-error", "cross-entropy")
    if cost != "cross-entropy" or last in ("sigmoid", "softmax")
]
SIZES = {2: (4, 3), 3: (4, 5, 3), 4: (3, 5, 4, 2), 5: (3, 4, 5, 4, 3)}
EPSILON = 1e-6


def copies(arrays):
    return [array.copy() for array in arrays]


def sample(sizes, last, seed=3):
    stream = np.random.RandomState(seed)
    target = stream.uniform(0.1, 0.9, sizes[-1])
    return stream.uniform(-1, 1, sizes[0]), target / target.sum() if last == "softmax" else target


@pytest.mark.parametrize("depth", SIZES)
@pytest.mark.parametrize(("last", "cost"), ENDS)
@pytest.mark.parametrize("hidden", HIDDEN)
def test_updates_are_the_gradient_of_their_cost(hidden, last, cost, depth):
    sizes = SIZES[depth]
    names = [hidden] * (depth - 2) + [last]
    network = Network(
        sizes, activations=names, cost=cost, start="xavier", seed=7, learning_rate=1.0,
        biases=[np.linspace(-0.3, 0.4, n) for n in sizes[1:]],
    )  # fmt: skip
    x, target = sample(sizes, last)
    weights, biases = copies(network.weights), copies(network.biases)
    step = network.step(x, target)
    kinks = [np.abs(z).min() for z, name in zip(step.z, names, strict=True) if name == "relu"]
    assert min(kinks, default=1) > 1e-4  # else a difference across the kink would say nothing
    updates = [*step.weight_updates, *step.bias_updates]
    for parameters, update in zip([*weights, *biases], updates, strict=True):
        for place in np.ndindex(parameters.shape):
            kept, costs = parameters[place], []
            for parameters[place] in (kept + EPSILON, kept - EPSILON):
                outputs = plain_network.forward(x, weights, biases, names)[1][-1]
                costs.append(plain_network.cost(cost, last, outputs, target))
            parameters[place] = kept
            slope = (costs[0] - costs[1]) / (2 * EPSILON)
            assert update[place] == pytest.approx(-slope, rel=1e-6, abs=2e-9)


@st.composite
def runs(draw):
    """Draw the layers of a network, how it learns, and its seed."""
    last, cost = draw(st.sampled_from(ENDS))
    hidden = draw(st.lists(st.sampled_from(HIDDEN), max_size=3))
    sizes = draw(st.lists(st.integers(1, 7), min_size=len(hidden) + 2, max_size=len(hidden) + 2))
    difference = draw(st.booleans()) if "relu" not in hidden and last != "relu" else False
    return sizes, [*hidden, last], cost, difference, draw(st.integers(0, 2**32 - 1))


@settings(max_examples=25, deadline=None)
@given(runs())
def test_a_plain_dense_loop_agrees_for_thousands_of_steps(run):
    sizes, names, cost, difference, seed = run
    stream = np.random.RandomState(seed % 1000)
    inputs = stream.uniform(-1, 1, (10, sizes[0])) * (stream.uniform(size=(10, sizes[0])) < 0.8)
    targets = stream.uniform(0.05, 0.95, (10, sizes[-1]))
    if names[-1] == "softmax":
        targets /= targets.sum(axis=1, keepdims=True)
    network = Network(
        sizes, activations=names, cost=cost, start="xavier", seed=seed, learning_rate=0.02,
        output_delta="difference" if difference else "gradient",
    )  # fmt: skip
    weights, biases = copies(network.weights), copies(network.biases)
    data = Dataset(
        "random", inputs, targets, [f"x{k}" for k in range(sizes[0])],
        [f"o{k}" for k in range(sizes[-1])],
    )  # fmt: skip
    recording = record(data, network, epochs=200, detail="compact")
    for number in range(recording.steps):
        x, t = inputs[number % 10], targets[number % 10]
        before, deltas = plain_network.step(x, t, weights, biases, names, cost, 0.02, difference)
        assert recording.cost[number] == pytest.approx(before, abs=1e-9)
        for found, expected in zip(recording.deltas, deltas, strict=True):
            assert np.abs(found[number] - expected).max() < 1e-9
    for at, expected in ((recording.weights_at, weights), (recording.biases_at, biases)):
        for found, wanted in zip(at(recording.steps), expected, strict=True):
            assert np.abs(found - wanted).max() < 1e-9


def test_a_relu_step_by_hand():
    """Z = (2.5, −1.5, 1.25), so h = (2.5, 0, 1.25); o = 2.5 + 2·0 − 1.25 = 1.25 for t = 1."""
    network = Network(
        (2, 3, 1), activations=["relu", "identity"], cost="half-squared-error", learning_rate=0.1,
        weights=[[[1.0, 0.5], [-1.0, 0.5], [0.5, -0.25]], [[1.0, 2.0, -1.0]]],
        biases=[[0.0, 0.0, 0.5], [0.0]],
    )  # fmt: skip
    step = network.step([2.0, 1.0], [1.0])
    assert [z.tolist() for z in step.z] == [[2.5, -1.5, 1.25], [1.25]]
    assert step.activations[1].tolist() == [2.5, 0.0, 1.25]
    assert step.cost == 0.25**2 / 2
    # delta_out = 0.25; delta_hidden = (1·0.25, 0 as z < 0, −1·0.25).
    assert [delta.tolist() for delta in step.deltas] == [[0.25, 0.0, -0.25], [0.25]]
    np.testing.assert_allclose(network.weights[1], [[0.9375, 2.0, -1.03125]], rtol=1e-15)
    np.testing.assert_allclose(network.biases[1], [-0.025], rtol=1e-15)
    expected = [[0.95, 0.475], [-1.0, 0.5], [0.55, -0.225]]
    np.testing.assert_allclose(network.weights[0], expected, rtol=1e-15)
    np.testing.assert_allclose(network.biases[0], [-0.025, 0.0, 0.525], rtol=1e-15)


def test_relu_at_exactly_zero_learns_nothing():
    network = Network(
        (1, 1, 1), activations=["relu", "identity"], weights=[[[0.0]], [[1.0]]], learning_rate=1.0
    )
    step = network.step([1.0], [1.0])
    assert step.deltas[0].tolist() == [0.0]
    assert network.weights[0].tolist() == [[0.0]]
    assert network.biases[1].tolist() != [0.0]


MADE = {
    "iris": (iris, (4, 6, 3), ("tanh", "softmax"), "cross-entropy", 2),
    "xor": (xor, (2, 3, 1), ("relu", "identity"), "half-squared-error", 60),
    "spirals": (
        lambda: spirals(60), (2, 4, 4, 2), ("tanh", "relu", "sigmoid"), "mean-squared-error", 3,
    ),
}  # fmt: skip


def made(name, **options):
    data, sizes, names, cost, epochs = MADE[name]
    network = Network(sizes, activations=names, cost=cost, start="he", seed=5, learning_rate=0.1)
    return record(data(), network, epochs=epochs, **options)


@pytest.fixture(scope="module", params=MADE)
def both(request):
    """Return a recording in full, and the same run in compact form."""
    return made(request.param, detail="full"), made(request.param, detail="compact")


def test_compact_equals_full(both):
    full, compact = both
    assert set(full.arrays) > set(compact.arrays)
    layered = ("products", "partial_sums", "slopes", "gradients", "weight_updates", "bias_updates",
               "returned", "returned_sums")  # fmt: skip
    for step in {0, 1, 37, full.steps // 2, full.steps - 1}:
        for layer in range(len(full.layer_sizes) - 1):
            for quantity in layered:
                if layer or not quantity.startswith("returned"):
                    found = compact.get(quantity, step=step, layer=layer)
                    np.testing.assert_array_equal(found, full.get(quantity, step=step, layer=layer))
            after = compact.get("activations_after", step=step, layer=layer + 1)
            np.testing.assert_array_equal(
                after, full.arrays[f"activations_after_{layer + 1}"][step]
            )
        for quantity in ("cost_terms", "cost_after"):
            np.testing.assert_array_equal(
                compact.get(quantity, step=step), full.get(quantity, step=step)
            )


def test_any_step_is_replayed_bit_for_bit(both):
    full, compact = both
    assert len(compact.checkpoint_steps) < len(full.checkpoint_steps) == full.steps + 1
    for step in range(full.steps + 1):
        for layer, (weights, biases) in enumerate(
            zip(compact.weights_at(step), compact.biases_at(step), strict=True)
        ):
            np.testing.assert_array_equal(weights, full.arrays[f"weights_{layer}"][step])
            np.testing.assert_array_equal(biases, full.arrays[f"biases_{layer}"][step])


def test_a_file_gives_back_the_recording(both, tmp_path):
    for recording in both:
        recording.save(tmp_path / "r.npz")
        again = NetworkRecording.load(tmp_path / "r.npz")
        assert again.digest() == recording.digest()
        assert first_difference(recompute(again), again) is None


def test_the_nudged_weights_confirm_the_gradients(both):
    full, _ = both
    np.testing.assert_allclose(
        full.arrays["nudge_slopes"], full.arrays["nudge_gradients"], rtol=2e-3, atol=1e-6
    )


def test_evaluating_many_samples_takes_little_memory():
    rng = np.random.default_rng(4)
    inputs = rng.normal(size=(30_000, 2))
    labels = (inputs[:, 0] > 0).astype(np.int64)
    samples = Dataset("many", inputs, np.eye(2)[labels], ["a", "b"], ["left", "right"], labels)
    network = Network((2, 9, 2), activations=["tanh", "softmax"], cost="cross-entropy")
    tables = [[table.copy() for table in network.augmented_weights]] * 11  # side by side
    tracemalloc.start()
    try:
        costs, confusion = evaluate(network.rules, tables, samples)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20e6  # z of all samples alone would take 24 MB
    _, outputs = forward_pass(inputs, network.weights, network.biases, network.rules.functions)
    right = np.count_nonzero(np.argmax(outputs[-1], axis=1) == labels)
    assert set(np.trace(confusion, axis1=1, axis2=2)) == {right}
    of_each = -np.log(outputs[-1][np.arange(30_000), labels])
    np.testing.assert_allclose(costs, of_each.mean(), rtol=1e-9)


def test_evaluations_are_what_the_replayed_network_answers():
    trained, tested = iris().held_out(0.2)
    network = Network((4, 6, 3), activations=["tanh", "softmax"], cost="cross-entropy", start="he")
    recording = record(trained, network, epochs=3, test=tested)
    for row, step in enumerate(recording.evaluated_steps):
        weights, biases = recording.weights_at(step), recording.biases_at(step)
        for part, data in (("train", trained), ("test", tested)):
            costs, counts = [], np.zeros((3, 3), int)
            for x, t, label in zip(data.inputs, data.targets, data.labels, strict=True):
                o = plain_network.forward(x, weights, biases, ["tanh", "softmax"])[1][-1]
                costs.append(plain_network.cost("cross-entropy", "softmax", o, t))
                counts[label, o.argmax()] += 1
            assert recording.arrays[f"{part}_cost"][row] == pytest.approx(np.mean(costs), abs=1e-12)
            np.testing.assert_array_equal(recording.arrays[f"{part}_confusion"][row], counts)


def changed(recording, name):
    """Return a recording with the last number of an array changed by its last bit."""
    array = recording.arrays[name].copy()
    bits = array.reshape(-1).view(f"u{array.itemsize}")
    bits[-1] ^= 1
    return NetworkRecording(recording.metadata, {**recording.arrays, name: array})


COMPUTED = [
    "z_0", "activations_1", "activations_2", "deltas_0", "deltas_1", "cost", "weights_0",
    "biases_1", "products_0", "partial_sums_1", "gradients_0", "slopes_1", "weight_updates_0",
    "bias_updates_1", "returned_1", "returned_sums_1", "activations_after_2", "cost_after",
    "cost_terms", "train_cost", "nudge_slopes",
]  # fmt: skip


@pytest.mark.parametrize("name", COMPUTED)
def test_a_changed_bit_is_named(name):
    recording = made("xor")
    difference = first_difference(recompute(recording), changed(recording, name))
    quantity, _, layer = name.rpartition("_")
    what = f"{quantity} of layer {layer}" if layer.isdecimal() else name
    assert what in difference
    if not name.startswith("nudge"):
        last = recording.steps if name in ("weights_0", "biases_1", "train_cost") else 239
        assert difference.startswith(f"step {last}, ")


def moments_of(recording, *steps):
    return [(k, recording.weights_at(k), recording.biases_at(k)) for k in steps]


def test_an_imported_run_is_verified_too():
    own = made("iris", detail="compact")
    about = {"framework": "another", "version": "1", "dtype": "float64"}
    run = import_run(iris(), moments_of(own, 10, 300), own.rules, about)
    assert first_difference(recompute(run), run) is None
    for name in ("z_1", "deltas_0", "cost", "train_cost"):
        assert name.partition("_")[0] in first_difference(recompute(run), changed(run, name))


def test_given_weights_and_given_biases_are_verified():
    given = {"weights": [[[0.5, -0.25]]], "biases": [[0.125]]}
    for start in (given, {"biases": [[0.125]]}, {"weights": given["weights"]}):
        run = record(xor(), Network((2, 1), **start), epochs=3)
        assert run.biases_at(0)[0].tolist() == start.get("biases", [[0.0]])[0]
        assert first_difference(recompute(run), run) is None


def test_a_shuffled_order_is_drawn_from_the_seed_and_verified():
    def run(seed):
        network = Network((4, 3), activations="softmax", cost="cross-entropy", seed=seed)
        return record(iris(), network, epochs=2, order="shuffled")

    first = run(1)
    assert sorted(first.sample_index[:150]) == list(range(150))
    assert first.sample_index[:150].tolist() != list(range(150))
    assert first.sample_index[:150].tolist() == first.sample_index[150:].tolist()
    assert run(1).digest() == first.digest()
    assert run(2).sample_index.tolist() != first.sample_index.tolist()
    assert first_difference(recompute(first), first) is None


def test_progress_of_samples_without_classes_tells_the_cost():
    data = Dataset("line", [[0.0], [0.5], [1.0]], [[0.0], [1.0], [2.0]], ["x"], ["y"])
    seen = []
    network = Network((1, 1), activations="identity", cost="half-squared-error", learning_rate=0.1)
    recording = record(data, network, epochs=4, progress=seen.append)
    assert [state.epoch for state in seen] == [1, 2, 3, 4]
    assert [state.accuracy for state in seen] == [None] * 4
    np.testing.assert_allclose(
        [state.cost for state in seen], recording.cost.reshape(4, 3).mean(axis=1), rtol=1e-15
    )


@pytest.mark.parametrize(
    ("name", "detail", "scale"),
    [
        ("iris", "full", 40),
        pytest.param("spirals", "full", 80, marks=pytest.mark.exhaustive),
        pytest.param("iris", "compact", 200, marks=pytest.mark.exhaustive),
    ],
)
def test_the_estimate_of_memory_is_near_what_a_run_takes(monkeypatch, name, detail, scale):
    seen = []
    monkeypatch.setattr(network_training, "check_memory", lambda needed, *_: seen.append(needed))
    data, sizes, names, cost, _ = MADE[name]
    network = Network(sizes, activations=names, cost=cost, start="he", learning_rate=0.01)
    samples = data()
    record(samples, Network(sizes, activations=names, cost=cost))  # makes the tables of functions
    peak, _ = peak_of(lambda: record(samples, network, epochs=scale, detail=detail))
    assert LEAST < (seen[-1] - memory._BASE) / peak < MOST


def test_samples_that_do_not_fit_are_refused():
    network = Network((4, 3), activations="softmax", cost="cross-entropy")
    with pytest.raises(UsageError, match="needs 2 inputs and 1 outputs, found 4 and 3"):
        record(xor(), network)
    with pytest.raises(UsageError, match="test samples are not of the kind"):
        record(iris(), network, test=xor())
    large = Dataset("large", [[0.0], [1e7]], [[0.0], [1.0]], ["wide"], ["y"])
    with pytest.raises(UsageError, match="sample 1, input 'wide': expected up to"):
        record(large, Network((1, 1)))
    with pytest.raises(UsageError, match="order: expected indices or 'shuffled', found 'random'"):
        record(iris(), network, order="random")
    wild = Network((4, 3), activations="identity", learning_rate=1000)
    with pytest.raises(UsageError, match="diverged"):
        record(iris(), wild)
