"""What a network computes all over the plane of two inputs, and for all samples."""

import math

import numpy as np
import pytest

from network import Dataset, Network, UsageError, record
from network.data.built_in import iris, spirals, xor
from network.recordings.plane import (
    CELLS,
    hidden_plane,
    is_solved_by_hidden,
    plane_edges,
    plane_inputs,
    same_samples,
)
from network.studies.shipped import load_shipped
from network.studies.sources import built_in, record_source

XOR, LINE = load_shipped("xor.npz"), load_shipped("xor_line.npz")
STEPS = (0, 3, 777, 2000)


def by_hand(recording, step, values):
    """Return z and activations of a network of sigmoids, neuron by neuron."""
    sums, layers = [], [list(values)]
    for weights, biases in zip(recording.weights_at(step), recording.biases_at(step), strict=True):
        sums.append(
            [
                sum(w * x for w, x in zip(row, layers[-1], strict=True)) + b
                for row, b in zip(weights, biases, strict=True)
            ]
        )
        layers.append([1 / (1 + math.exp(-z)) for z in sums[-1]])
    return sums, layers


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("recording", [XOR, LINE], ids=["xor", "line"])
def test_every_cell_holds_what_the_network_computes_there(recording, step):
    inputs = plane_inputs(recording)
    for row, column in ((0, 0), (17, 90), (CELLS - 1, 60)):
        sums, layers = by_hand(recording, step, inputs[row, column])
        for layer, expected in enumerate(layers):
            found = recording.get("plane", step=step, layer=layer, index=(row, column))
            assert found == pytest.approx(expected, abs=1e-12)
        for layer, expected in enumerate(sums):
            found = recording.get("plane_z", step=step, layer=layer, index=(row, column))
            assert found == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("recording", [XOR, LINE], ids=["xor", "line"])
def test_samples_together(recording, step):
    outputs = []
    for k, values in enumerate(recording.samples.inputs):
        sums, layers = by_hand(recording, step, values)
        for layer, expected in enumerate(layers):
            found = recording.get("sample_activations", step=step, layer=layer, index=(k,))
            assert found == pytest.approx(expected, abs=1e-12)
        found = recording.get("sample_z", step=step, layer=len(sums) - 1, index=(k, 0))
        assert found == pytest.approx(sums[-1][0], abs=1e-12)
        outputs.append(layers[-1][0])
    wanted = (0, 1, 1, 0)
    costs = [-math.log(o if t else 1 - o) for o, t in zip(outputs, wanted, strict=True)]
    for k, cost in enumerate(costs):
        found = recording.get("sample_costs", step=step, index=(k,))
        assert float(found) == pytest.approx(cost)
    cost = sum(costs) / 4
    assert float(recording.get("all_samples_cost", step=step)) == pytest.approx(cost)
    count = sum((o >= 0.5) == bool(t) for o, t in zip(outputs, wanted, strict=True))
    assert int(recording.get("all_samples_correct", step=step)) == count


def test_the_mean_cost_is_the_one_recorded_where_all_were_evaluated():
    for k, step in enumerate(XOR.evaluated_steps.tolist()):
        assert float(XOR.get("all_samples_cost", step=step)) == XOR.train_cost[k]
        assert float(XOR.get("all_samples_correct", step=step)) == 4 * XOR.train_accuracy[k]


def test_answers_in_the_plane_have_the_bits_of_a_training_step():
    place = plane_inputs(XOR)[40, 70]
    data = Dataset("d", place[None], np.zeros((1, 1)), ["a", "b"], ["c"])
    network = Network(
        (2, 2, 1), activations=["sigmoid"] * 2, cost="cross-entropy", learning_rate=0.1,
        weights=XOR.weights_at(500), biases=XOR.biases_at(500),
    )  # fmt: skip
    run = record(data, network, epochs=1)
    assert run.activations[-1][0, 0] == XOR.plane_at(500)[-1][40, 70, 0]


def test_the_plane_surrounds_the_samples():
    for data in (xor(), spirals(40)):
        run = record(data, Network((2, data.targets.shape[1]), learning_rate=0.01), epochs=1)
        edges, rows = plane_edges(run), data.inputs
        assert (edges[:, 0] < rows.min(axis=0)).all()
        assert (edges[:, 1] > rows.max(axis=0)).all()
        cells = plane_inputs(run)
        half = (edges[:, 1] - edges[:, 0]) / CELLS / 2
        assert cells[0, 0] == pytest.approx(edges[:, 0] + half)
        assert cells[-1, -1] == pytest.approx(edges[:, 1] - half)
        assert cells[0, -1] == pytest.approx([edges[0, 1] - half[0], edges[1, 0] + half[1]])


def test_samples_on_a_line_get_a_plane_too():
    data = Dataset("d", [[1.0, 2.0], [3.0, 2.0]], [[0.0], [1.0]], ["a", "b"], ["c"])
    run = record(data, Network((2, 1), learning_rate=0.01), epochs=1)
    (left, right), (bottom, top) = plane_edges(run)
    assert left < 1 < 3 < right
    assert bottom < 2 < top


def test_the_output_layer_answers_in_the_plane_of_hidden_activations():
    edges = np.array([[-0.1, 1.1], [0.0, 2.0]])
    found = hidden_plane(XOR, 2000, edges)
    weights, bias = XOR.weights_at(2000)[1][0], XOR.biases_at(2000)[1][0]
    for row, column in ((0, 0), (100, 3), (60, 119)):
        h1 = -0.1 + 1.2 * (column + 0.5) / CELLS
        h2 = 2.0 * (row + 0.5) / CELLS
        z = weights[0] * h1 + weights[1] * h2 + bias
        assert found[row, column, 0] == pytest.approx(1 / (1 + math.exp(-z)))


def test_the_shipped_runs_tell_what_the_clip_tells():
    assert is_solved_by_hidden(XOR, LINE)
    assert not is_solved_by_hidden(LINE, LINE)
    counts = [int(LINE.get("all_samples_correct", step=k)) for k in range(LINE.steps + 1)]
    assert max(counts) == 3
    assert float(LINE.get("all_samples_cost", step=LINE.steps)) == pytest.approx(
        math.log(2), abs=2e-3
    )
    assert np.abs(LINE.sample_activations_at(LINE.steps)[-1] - 0.5).max() < 0.05
    assert int(XOR.get("all_samples_correct", step=XOR.steps)) == 4
    assert not same_samples(XOR, record_source(built_in("spirals"), epochs=1, limit=4))


def test_the_shipped_runs_are_made_again():
    line = record_source(
        built_in("xor"), layers=[2, 1], start="he", seed=8, learning_rate=0.1, epochs=500
    )
    hidden = record_source(built_in("xor"), layers=[2, 2, 1], seed=11, epochs=500, detail="compact")
    assert line.digest() == LINE.digest(), "make xor makes it again"
    assert hidden.digest() == XOR.digest(), "make xor makes it again"


def test_what_has_no_plane_is_refused_in_a_line():
    flowers = record(iris(), Network((4, 3), learning_rate=0.01), epochs=1)
    walkthrough = load_shipped("walkthrough.npz")
    for recording, said in ((flowers, "found 4"), (walkthrough, "found 5 pixels")):
        with pytest.raises(UsageError, match=said):
            recording.plane_at(0)
    with pytest.raises(UsageError, match=r"2,?000"):
        XOR.plane_at(2001)
    with pytest.raises(UsageError, match="a last hidden layer of two"):
        hidden_plane(LINE, 0, np.zeros((2, 2)))
    data = Dataset("d", [[1.0, 2.0], [3.0, 2.0]], [[0.3], [1.0]], ["a", "b"], ["c"])
    run = record(data, Network((2, 1), learning_rate=0.01), epochs=1)
    with pytest.raises(UsageError, match="no classes"):
        run.get("all_samples_correct", step=0)
