"""Exercises: their files, their worked solutions, and what is said of a file that is none."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from network import (
    CheckpointSeries,
    LayerlightError,
    NetworkRecording,
    Recording,
    load,
    load_exercise,
    record_exercise,
    record_walkthrough,
)
from network.studies.shipped import CHECKPOINTS_FILE

from . import plain_network

EXERCISES = Path(__file__).resolve().parents[2] / "assets" / "exercises"
SHIPPED = sorted(EXERCISES.glob("*.toml"))
TEXT = """
[network]
layers = [2, 2, 2]
activations = "sigmoid"
cost = "half-squared-error"
learning_rate = 0.5
weights = [[[0.1, 0.2], [0.3, 0.4]], [[0.5, 0.6], [0.7, 0.8]]]
biases = [[0.1, 0.1], [0.2, 0.2]]

[[samples]]
input = [0.3, 0.9]
target = [0.0, 1.0]
steps = 1
"""


@pytest.fixture
def exercise(tmp_path):
    """Return a function that writes the text above, with some words replaced."""

    def write(*replaced, text=TEXT) -> Path:
        for old, new in replaced:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "exercise.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_step_by_hand():
    """Worked out with a pocket calculator, to six decimals."""
    recording = record_exercise(EXERCISES / "two_sigmoid_layers.toml")
    expected = {
        "z_0": [0.31, 0.55],  # 0.1·0.3 + 0.2·0.9 + 0.1, 0.3·0.3 + 0.4·0.9 + 0.1
        "activations_1": [0.576885, 0.634136],
        "z_1": [0.868924, 1.111128],
        "activations_2": [0.704522, 0.752339],
        "deltas_1": [0.146661, -0.046145],  # (o − t)·o·(1 − o)
        "deltas_0": [0.010015, 0.011851],
    }
    for name, values in expected.items():
        np.testing.assert_allclose(recording.arrays[name][0], values, atol=6e-7)
    assert recording.cost[0] == pytest.approx(0.278843, abs=6e-7)
    after = [
        [[0.098498, 0.195493], [0.298222, 0.394667]],
        [[0.457697, 0.553499], [0.713310, 0.814631]],
    ]
    for weights, values in zip(recording.weights_at(1), after, strict=True):
        np.testing.assert_allclose(weights, values, atol=6e-7)
    biases = [[0.094993, 0.094074], [0.126670, 0.223073]]
    for found, values in zip(recording.biases_at(1), biases, strict=True):
        np.testing.assert_allclose(found, values, atol=6e-7)


def test_relu_and_softmax_by_hand():
    recording = record_exercise(EXERCISES / "relu_and_softmax.toml")
    get = recording.arrays
    assert get["z_0"][0].tolist() == [2.5, -1.5, 1.25]
    assert get["activations_1"][0].tolist() == [2.5, 0.0, 1.25]
    assert get["z_1"][0].tolist() == [1.25, 3.75]
    # 1/(1 + e^2.5) = 0.075858; the other is the rest; −ln of it is the cost.
    np.testing.assert_allclose(get["activations_2"][0], [0.075858, 0.924142], atol=6e-7)
    assert recording.cost[0] == pytest.approx(2.578890, abs=6e-7)
    np.testing.assert_allclose(get["deltas_1"][0], [-0.924142, 0.924142], atol=6e-7)
    np.testing.assert_allclose(get["deltas_0"][0], [-0.462071, 0, 2.772425], atol=6e-7)
    assert recording.weights_at(1)[0][1].tolist() == [-1.0, 0.5]  # the neuron that is off
    assert recording.class_names == ("ship", "boat")
    assert recording.samples.input_names == ("length", "width")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_exercise_is_what_the_formulas_give(path):
    about = tomllib.loads(path.read_text(encoding="utf-8"))
    network = about["network"]
    names = network["activations"]
    names = [names] * (len(network["layers"]) - 1) if isinstance(names, str) else names
    weights = [np.array(matrix) for matrix in network["weights"]]
    biases = [np.array(vector) for vector in network["biases"]]
    recording = record_exercise(path)
    assert recording.metadata["title"] == about["title"]
    assert recording.metadata["detail"] == "full"
    rate, cost = network["learning_rate"], network["cost"]
    for step in range(recording.steps):
        sample = about["samples"][recording.sample_index[step]]
        x, target = np.array(sample["input"]), np.array(sample["target"])
        before, deltas = plain_network.step(x, target, weights, biases, names, cost, rate)
        assert recording.cost[step] == pytest.approx(before, rel=1e-12)
        for found, expected in zip(recording.deltas, deltas, strict=True):
            np.testing.assert_allclose(found[step], expected, rtol=1e-12, atol=1e-15)
        for found, expected in zip(recording.weights_at(step + 1), weights, strict=True):
            np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_two_exercises_ship():
    assert [path.stem for path in SHIPPED] == ["relu_and_softmax", "two_sigmoid_layers"]


def test_steps_and_epochs_say_which_sample_each_step_is_on(exercise):
    more = "\n[[samples]]\ninput = [1, 0]\ntarget = [1, 0]\n"
    path = exercise(("steps = 1", "steps = 3"), ("learning_rate", "epochs = 2\nlearning_rate"),
                    text=TEXT + more)  # fmt: skip
    recording = record_exercise(path)
    assert recording.sample_index.tolist() == [0, 0, 0, 1, 0, 0, 0, 1]
    assert recording.epoch.tolist() == [1] * 4 + [2] * 4


def test_defaults_and_names(exercise):
    text = "[network]\nlayers = [1, 1]\nweights = [[[2]]]\n[[samples]]\ninput = [1]\ntarget = [0]\n"
    found = load_exercise(exercise(text=text))
    network = found.network()
    assert (network.activation_names, network.loss.name) == (["sigmoid"], "half-squared-error")
    assert (network.learning_rate, network.output_delta) == (0.5, "gradient")
    assert network.biases[0].tolist() == [0.0]
    assert (found.samples.input_names, found.samples.output_names) == (("x1",), ("o1",))
    assert (found.title, found.epochs, found.samples.labels) == ("", 1, None)


def test_classes(exercise):
    classes = 'class_names = ["no", "yes"]\nlearning_rate'
    data = load_exercise(exercise(("learning_rate", classes))).samples
    assert (data.class_names, data.output_names) == (("no", "yes"), ("no", "yes"))
    assert data.labels.tolist() == [1]


def test_every_kind_of_file_is_loaded(exercise, tmp_path):
    path = exercise()
    recording = load(path)
    assert isinstance(recording, NetworkRecording)
    recording.save(tmp_path / "2.npz")
    record_walkthrough(epochs=1).save(tmp_path / "1.npz")
    assert load(tmp_path / "2.npz").digest() == recording.digest()
    assert type(load(tmp_path / "1.npz")) is Recording
    assert isinstance(load(CHECKPOINTS_FILE), CheckpointSeries)


SAMPLE = "[[samples]]\ninput = [0.3, 0.9]\ntarget = [0.0, 1.0]\nsteps = 1"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("activations =", "activation =", "network.activation: unknown key; did you mean activat"),
        ("learning_rate", "learningrate", "network.learningrate: unknown key; did you mean learn"),
        ("[[samples]]", "[[sample]]", "sample: unknown key; did you mean samples?"),
        ("[network]", "[net]", "net: unknown key; did you mean network?"),
        ("steps = 1", "epochs = 1", r"samples\[0\].epochs: unknown key; it belongs in \[network\]"),
        ("[network]", "steps = 2\n[network]", r"steps: unknown key; it belongs in \[\[samples\]\]"),
        ("[network]", "[network]\nzzz = 1", "network.zzz: unknown key; there are layers, activ"),
        ("[network]", '[network]\n"a\\nb" = 1', "unknown key"),
        ("layers = [2, 2, 2]", "", "network.layers is missing"),
        ("layers = [2, 2, 2]", "layers = 2", r"network.layers: expected a list of sizes such as"),
        (
            "layers = [2, 2, 2]",
            "layers = [2, 2.0, 2]",
            r"network.layers\[1\]: expected a whole num",
        ),
        ("layers = [2, 2, 2]", "layers = [2, 2]", "weights: expected those of one layer, found 2"),
        ("layers = [2, 2, 2]", "layers = [2, 3, 2]", "weights of layer 1: expected 3 × 2 numbers"),
        ("layers = [2, 2, 2]", "layers = [2]", "expected two layers or more, found 1"),
        ('"sigmoid"', '"sigmoyd"', "activation: expected one of sigmoid, tanh, .* found 'sigmoyd'"),
        ('"sigmoid"', "3", "network.activations: expected up to 200 printable characters, found 3"),
        ('"sigmoid"', '["tanh"]', None),
        ('"sigmoid"', '["tanh", 1]', r"network.activations\[1\]: expected"),
        ('"sigmoid"', '["softmax", "sigmoid"]', "softmax is for the last layer only"),
        ('"half-squared-error"', '"hinge"', "cost: expected one of .* found 'hinge'"),
        ("= 0.5", "= 0", "the learning rate: expected a number above 0"),
        ("= 0.5", "= nan", "network.learning_rate: expected a number up to"),
        ("= 0.5", '= "fast"', "network.learning_rate: expected a number, found 'fast'"),
        ("= 0.5", "= true", "network.learning_rate: expected a number, found True"),
        ("0.7, 0.8]", "0.7]", "weights of layer 2: expected 2 × 2 numbers"),
        ("0.7, 0.8]", '0.7, "0.8"]', r"network.weights\[1\]\[1\]\[1\]: expected a number, found"),
        ("0.7, 0.8]", "0.7, inf]", r"network.weights\[1\]\[1\]\[1\]: expected a number up to"),
        ("0.7, 0.8]", "0.7, [8]]", r"network.weights\[1\]\[1\]\[1\]: expected a number, found"),
        ("[0.7, 0.8]", "7", r"network.weights\[1\]\[1\]: expected a list of numbers, found 7"),
        ("[0.2, 0.2]]", "[0.2]]", "biases of layer 2: expected 2 numbers, found"),
        ("[0.3, 0.9]", "[0.3]", r"samples\[0\].input: expected 2 numbers, as network.layers says"),
        ("[0.0, 1.0]", "[1]", r"samples\[0\].target: expected 2 numbers"),
        ("target = [0.0, 1.0]", "", r"samples\[0\].target is missing"),
        ("steps = 1", "steps = 0", r"samples\[0\].steps: expected a whole number from 1"),
        ("steps = 1", "steps = 1000000", r"samples\[0\].steps: expected a whole number from 1"),
        ("learning_rate", "epochs = 20000\nlearning_rate", "network.epochs: expected a whole"),
        ("learning_rate", 'input_names = ["a"]\nlearning_rate', "input_names: expected 2 names, f"),
        (
            "learning_rate",
            'input_names = ["a", "a"]\nlearning_rate',
            "names of inputs: two are 'a'",
        ),
        ("learning_rate", 'input_names = ["a", "b\\u0007"]\nlearning_rate', "printable"),
        ("[0.0, 1.0]", "[1, 1]", None),
        (SAMPLE, "", "samples is missing"),
        (SAMPLE, "samples = []", "samples is missing"),
        ("[network]", "samples = []\n[network]", "not readable as TOML"),
        ("[[samples]]", "[samples]", r"samples: expected one or more tables \[\[samples\]\]"),
        ("steps = 1", "steps = ", r"not readable as TOML: Invalid value \(at line 13"),
        ("steps = 1", "steps = 1\nsteps = 2", "not readable as TOML: Cannot overwrite a value"),
        ("[network]", "a" + ".a" * 30 + " = 1\n[network]", "expected short keys"),
        ("0.7, 0.8]", "[" * 5000, "nested too deep|not readable"),
        ("= 0.5", "= 1" + "0" * 5000, "not readable as TOML|expected a number"),
    ],
)
def test_what_is_no_exercise_is_refused_in_one_line(exercise, old, new, said):
    path = exercise((old, new))
    if said is None:
        assert record_exercise(path).steps == 1
        return
    with pytest.raises(LayerlightError, match=said) as caught:
        record_exercise(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 500 + len(str(path))


def test_a_target_without_a_largest_entry_has_no_class(exercise):
    path = exercise(
        ("[0.0, 1.0]", "[1, 1]"), ("learning_rate", 'class_names = ["a", "b"]\nlearning_rate')
    )
    with pytest.raises(LayerlightError, match=r"samples\[0\].target: expected one entry larger"):
        load_exercise(path)


def test_files_that_are_no_text(tmp_path):
    path = tmp_path / "e.toml"
    with pytest.raises(LayerlightError, match="expected an exercise, found nothing"):
        load(path)
    path.write_bytes(b"title = '\xff'")
    with pytest.raises(LayerlightError, match="expected UTF-8 text, found byte 0xff"):
        load(path)
    path.write_bytes(b"#" * (300 << 10))
    with pytest.raises(LayerlightError, match="at most 256 KiB, found a larger file"):
        load(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(LayerlightError, match="something that is not a file"):
        load(path)


def test_a_training_that_diverges_is_about_the_file(exercise):
    path = exercise(('"sigmoid"', '"identity"'), ("= 0.5", "= 1000"), ("steps = 1", "steps = 40"))
    with pytest.raises(LayerlightError, match=r"exercise\.toml: the training diverged"):
        record_exercise(path)
