"""Trainings of plain NumPy programs, recorded from outside: whole or absent, however they end."""

import errno
import os
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from layerlight import LayerlightError, Recorder, UsageError, moments, process
from layerlight.models import comparison
from layerlight.samples import LARGEST
from network import Network, iris, load
from network.core.activations import ACTIVATIONS
from network.core.kernel import MAX_Z

ROOT = Path(__file__).resolve().parents[2]
X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
Y = np.array([0, 1, 1, 0])
SETTINGS = {"cost": "cross-entropy", "activations": ["tanh", "sigmoid"], "samples": (X, Y)}
posix = pytest.mark.skipif(os.name == "nt", reason="there are no such signals")


def layers(seed=0, sizes=(2, 3, 1), dtype=np.float64):
    rng = np.random.default_rng(seed)
    pairs = list(pairwise(sizes))
    return (
        [rng.normal(size=(n_out, n_in)).astype(dtype) for n_in, n_out in pairs],
        [rng.normal(size=n_out).astype(dtype) for _, n_out in pairs],
    )


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """Return a recorder with one moment; calls that are refused leave it as it is."""
    recorder = Recorder(tmp_path_factory.mktemp("recorder") / "run.npz", **SETTINGS)
    recorder.keep(*layers())
    return recorder


def line_of(error):
    line = str(error.value)
    assert line.isprintable(), f"expected one line, found {line!r}"
    assert len(line) < 450
    return line


def test_a_training_of_our_own_network_gives_its_own_numbers(tmp_path):
    """What is recorded from outside equals what the network itself says, bit for bit."""
    flowers = iris()
    network = Network(
        (4, 5, 3), activations=["tanh", "softmax"], cost="cross-entropy", seed=3, start="xavier"
    )
    path = tmp_path / "run.npz"
    with Recorder(
        path,
        cost="cross-entropy",
        activations=["tanh", "softmax"],
        samples=(flowers.inputs[:20], flowers.labels[:20]),
        test=(flowers.inputs[20:], flowers.labels[20:]),
        input_names=flowers.input_names,
        class_names=flowers.class_names,
        learning_rate=0.01,
        title="Flowers",
    ) as recorder:
        expected = []
        for step in range(0, 60, 10):
            recorder.keep(network.weights, network.biases, step=step)
            expected.append([network.forward(x)[-1] for x in flowers.inputs[:20]])
            for x, t in zip(flowers.inputs[:10], flowers.targets[:10], strict=True):
                network.step(x, t)
    recording = load(path)
    assert recording.is_imported
    assert recording.metadata["imported"] == {
        "framework": "arrays",
        "version": None,
        "dtype": "float64",
    }
    assert recording.metadata["title"] == "Flowers"
    assert recording.metadata["learning_rate"] == 0.01
    assert recording.class_names == tuple(flowers.class_names)
    assert recording.samples.input_names == tuple(flowers.input_names)
    assert recording.arrays["kept_at"].tolist() == [0, 10, 20, 30, 40, 50]
    assert np.array_equal(recording.activations[-1], np.concatenate(expected))
    assert len(recording.test_samples) == 130
    assert recording.test_accuracy.shape == (6,)
    with pytest.raises(UsageError, match="no updates"):
        recording.weight_updates_at(0)


def test_kept_arrays_are_copies(here, tmp_path):
    weights, biases = layers()
    first = [each.copy() for each in weights]
    with Recorder(tmp_path / "run.npz", **SETTINGS) as recorder:
        recorder.keep(weights, biases)
        for each in (*weights, *biases):
            each += 1.0
        recorder.keep(weights, biases)
    recording = load(tmp_path / "run.npz")
    assert np.array_equal(recording.arrays["weights_0"][0], first[0])
    assert np.array_equal(recording.arrays["weights_0"][1], first[0] + 1.0)


@pytest.mark.parametrize(
    ("convert", "dtype"),
    [
        (lambda a: a.astype(np.float32), "float32"),
        (lambda a: a.astype(np.float16), "float16"),
        (lambda a: a.tolist(), "float64"),
        (lambda a: np.asfortranarray(a[::-1][::-1]), "float64"),
    ],
    ids=["float32", "float16", "lists", "other order"],
)
def test_arrays_of_many_kinds(here, tmp_path, convert, dtype):
    weights, biases = ([convert(each) for each in part] for part in layers())
    with Recorder(tmp_path / "run.npz", **SETTINGS) as recorder:
        recorder.keep(weights, biases)
    recording = load(tmp_path / "run.npz")
    assert recording.metadata["imported"]["dtype"] == dtype
    for layer, each in enumerate(weights):
        assert np.array_equal(recording.arrays[f"weights_{layer}"][0], np.asarray(each, float))


TARGETS = {
    "indices": ("softmax", np.array([0, 2, 1, 2]), [0, 2, 1, 2]),
    "one-hot": ("softmax", np.eye(3)[[0, 2, 1, 2]], [0, 2, 1, 2]),
    "one-hot, whole numbers": ("sigmoid", np.eye(3, dtype=int)[[0, 2, 1, 2]], [0, 2, 1, 2]),
    "several at once": ("sigmoid", np.array([[1, 1, 0], [0, 0, 0], [0, 1, 0], [1, 0, 1]]), None),
    "numbers": ("identity", np.arange(12.0).reshape(4, 3), None),
    "one of two": ("sigmoid", Y, [0, 1, 1, 0]),
    "one of two, true or false": ("sigmoid", Y.astype(bool)[:, None], [0, 1, 1, 0]),
    "probability": ("sigmoid", Y * 0.5, None),
    "one number": ("identity", Y * 0.5, None),
    "counts": ("identity", Y * 7, None),
}


@pytest.mark.parametrize("case", TARGETS)
def test_kinds_of_targets(here, tmp_path, case):
    last, y, labels = TARGETS[case]
    outputs = 3 if "several" in case or "indices" in case or case.startswith("one-hot") else 1
    outputs = 3 if case == "numbers" else outputs
    with Recorder(
        tmp_path / "run.npz",
        cost="half-squared-error",
        activations=["tanh", last],
        samples=(X, y),
    ) as recorder:
        recorder.keep(*layers(sizes=(2, 3, outputs)))
    samples = load(tmp_path / "run.npz").samples
    if labels is None:
        assert samples.labels is None
        assert np.array_equal(samples.targets, np.asarray(y, float).reshape(4, -1))
    else:
        assert samples.labels.tolist() == labels
        wanted = np.eye(3)[labels] if outputs == 3 else np.array(labels)[:, None]
        assert np.array_equal(samples.targets, wanted)
        assert samples.class_names == (("0", "1", "2") if outputs == 3 else ("0", "1"))


@pytest.mark.parametrize("depth", [np.float32, np.float64])
def test_pixels_that_are_grey_levels_are_kept_as_such(here, tmp_path, depth):
    images = np.random.default_rng(0).integers(0, 256, (6, 5, 4), dtype=np.uint8)
    for name, x, whole in (
        ("levels", (images / 255).astype(depth), True),
        ("others", (images / 254).astype(depth), False),
    ):
        with Recorder(
            tmp_path / f"{name}.npz",
            cost="mean-squared-error",
            activations="sigmoid",
            samples=(x, np.arange(6) % 2),
            image_shape=(5, 4),
        ) as recorder:
            recorder.keep(*layers(sizes=(20, 2), dtype=depth))
        recording = load(tmp_path / f"{name}.npz")
        assert recording.metadata["image_shape"] == [5, 4]
        assert np.array_equal(recording.images, images) if whole else recording.images is None
        assert np.allclose(recording.samples.input_rows(), x.reshape(6, -1), rtol=1e-7)


def test_every_so_many_calls_and_the_last(here, tmp_path):
    with Recorder(tmp_path / "run.npz", every=4, **SETTINGS) as recorder:
        for k in range(11):
            recorder.keep(*layers(k))
    recording = load(tmp_path / "run.npz")
    assert recording.arrays["kept_at"].tolist() == [0, 4, 8, 10]
    assert np.array_equal(recording.arrays["weights_0"][-1], layers(10)[0][0])


def test_too_many_moments_are_thinned_evenly(here, tmp_path, monkeypatch):
    monkeypatch.setattr(moments, "MOST_MOMENTS", 8)
    with Recorder(tmp_path / "run.npz", every=2, **SETTINGS) as recorder:
        for k in range(100):
            recorder.keep(*layers(k))
    steps = load(tmp_path / "run.npz").arrays["kept_at"]
    assert steps[0] == 0
    assert steps[-1] == 99
    assert 5 <= len(steps) <= 9
    assert len(set(np.diff(steps[:-1]))) == 1, "evenly spaced"


def test_memory_is_bounded(here, tmp_path, monkeypatch):
    weights, biases = layers()
    monkeypatch.setattr(moments, "MOST_BYTES", 6 * sum(a.nbytes for a in (*weights, *biases)))
    recorder = Recorder(tmp_path / "run.npz", **SETTINGS)
    for k in range(50):
        recorder.keep(*layers(k))
        assert len(recorder._moments.all()) <= 7
    assert recorder._moments.all()[-1].step == 49


def test_saving_by_hand_in_several_pieces(tmp_path, monkeypatch):
    """As in a notebook: several cells, and a change of folder between them."""
    monkeypatch.chdir(tmp_path)
    recorder = Recorder("run.npz", **SETTINGS)
    recorder.keep(*layers(0))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert recorder.save() == tmp_path / "run.npz"
    assert load(tmp_path / "run.npz").arrays["kept_at"].tolist() == [0]
    recorder.keep(*layers(1), step=30)
    recorder.save()
    assert load(tmp_path / "run.npz").arrays["kept_at"].tolist() == [0, 30]
    assert not list((tmp_path / "elsewhere").iterdir())


# What is refused, and where.


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (
            {"cost": "mse"},
            "cost: expected one of mean-squared-error, half-squared-error, cross-entropy, "
            "found 'mse'",
        ),
        (
            {"activations": ["gelu", "sigmoid"]},
            "activations: expected sigmoid, tanh, relu, identity, softmax, found 'gelu'",
        ),
        (
            {"activations": ["softmax", "sigmoid"]},
            "activations: softmax is for the last layer only; name another before it",
        ),
        ({"samples": X}, "samples: expected a pair (x, y), found ndarray"),
        ({"samples": 3}, "samples: expected a pair (x, y), found int"),
        (
            {"samples": (X[0], Y)},
            "samples, x: expected a row for each sample, shape (n, inputs), found (2,)",
        ),
        (
            {"samples": (X, Y[:3])},
            "samples, y: expected a class or a row of targets for each of the 4 samples, "
            "found shape (3,)",
        ),
        (
            {"samples": (X, ["a", "b", "b", "a"])},
            "samples, y: expected an array of numbers, found list of text",
        ),
        (
            {"samples": (X * np.nan, Y)},
            "samples, x: expected numbers from -1e+06 to 1e+06, found nan at [0, 0]",
        ),
        (
            {"test": (X, Y * 1e9)},
            "test, y: expected numbers from -1e+06 to 1e+06, found 1e+09 at [1]",
        ),
        (
            {"samples": (X[:0], Y[:0])},
            "samples, x: expected numbers, found an array of shape (0, 2)",
        ),
        (
            {"samples": (object(), Y)},
            "samples, x: expected an array of numbers, found object of object",
        ),
        ({"input_names": "ab"}, "input_names: expected a list of names, found 'ab'"),
        ({"image_shape": 28}, "image_shape: expected rows and columns, found 28"),
        ({"image_shape": (2, 0)}, "image_shape: expected a whole number from 1, found 0"),
        ({"learning_rate": "fast"}, "learning_rate: expected a number, found 'fast'"),
        (
            {"learning_rate": -1.0},
            "the learning rate: expected a number above 0 and at most 1000, found -1.0",
        ),
        ({"every": 0}, "every: expected a whole number from 1, found 0"),
        ({"title": "a\nb"}, "title: expected up to 200 printable characters, found 'a\\nb'"),
    ],
)
def test_arguments_are_checked_before_the_training(here, tmp_path, change, line):
    with pytest.raises(UsageError) as error:
        Recorder(tmp_path / "run.npz", **{**SETTINGS, **change})
    assert line_of(error) == line


def test_samples_that_are_too_many_are_refused_before_they_are_copied_again(tmp_path):
    x = np.broadcast_to(np.zeros(1, np.uint8), (70_000, 784))
    with pytest.raises(UsageError) as error:
        Recorder(tmp_path / "run.npz", **{**SETTINGS, "samples": (x, np.zeros(70_000, int))})
    assert line_of(error).startswith("samples, x: expected at most 42,799 samples of this size")


def test_places_that_cannot_be_written_are_found_before_the_training(here, tmp_path):
    (tmp_path / "file").write_text("")
    for path, said in (
        (tmp_path / "nowhere" / "run.npz", "there is no folder"),
        (tmp_path, "expected a file, found a folder"),
        (tmp_path / "file" / "run.npz", "file"),
        (tmp_path / ("x" * 300 + ".npz"), "the name is too long"),
    ):
        with pytest.raises(LayerlightError) as error:
            Recorder(path, **SETTINGS)
        assert said in line_of(error)
    with pytest.raises(UsageError, match="path: expected the path of a file, found NoneType"):
        Recorder(None, **SETTINGS)


W, B = layers()
BAD = {
    "no biases": ((W,), {}, "keep: expected weights and biases, found weights only"),
    "too few biases": (
        (W, B[:1]),
        {},
        "keep: expected weights and biases of each layer, found 2 and 1",
    ),
    "other depth": (
        (W[:1], B[:1]),
        {},
        "activations: expected one name, or 1 (one for each layer but the input), found 2",
    ),
    "no arrays": (
        ("weights", B),
        {},
        "weights: expected a list of arrays, one for each layer, found str",
    ),
    "mapping": (
        ({"a": W[0]}, B),
        {},
        "weights: expected a list of arrays, one for each layer, found dict",
    ),
    "text": (
        ([["a"], W[1]], B),
        {},
        "weights of layer 1: expected an array of numbers, found list of text",
    ),
    "not a number": (
        ([W[0] * np.nan, W[1]], B),
        {},
        "weights of layer 1: expected numbers from -1e+06 to 1e+06, found nan at [0, 0]",
    ),
    "infinite": (
        (W, [B[0], B[1] + np.inf]),
        {},
        "biases of layer 2: expected numbers from -1e+06 to 1e+06, found inf at [0]",
    ),
    "a vector": (
        ([W[0][0], W[1]], B),
        {},
        "network, layer 1: expected a matrix of weights (outputs, inputs), found shape (2,)",
    ),
    "transposed": (
        ([W[0].T, W[1]], B),
        {},
        "network, layer 1: expected biases of shape (2,), found (3,)",
    ),
    "unconnected": (
        ([W[0], W[1][:, :2]], B),
        {},
        "network, layer 2: expected 3 inputs, as the layer before has outputs, found 2",
    ),
    "other sizes": (
        layers(sizes=(2, 4, 1)),
        {},
        "keep: expected the same network in every call, found layer_sizes (2, 4, 1) "
        "after (2, 3, 1)",
    ),
    "same step": ((W, B), {"step": 0}, "step: expected steps that rise, found 0 after 0"),
    "no step": ((W, B), {"step": 1.5}, "step: expected a whole number from 0, found 1.5"),
    "below 0": ((W, B), {"step": -1}, "step: expected a whole number from 0, found -1"),
    "no model": (
        (object(),),
        {},
        "expected a torch.nn.Sequential, a keras.Sequential, an MLPClassifier or an "
        "MLPRegressor, found object",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_kept_is_refused_at_once(checked, case):
    arguments, more, line = BAD[case]
    before = checked._moments.all()
    with pytest.raises(LayerlightError) as error:
        checked.keep(*arguments, **more)
    assert line_of(error) == line
    assert checked._moments.all() == before, "nothing was kept"


def test_what_the_first_call_does_not_fit_is_refused_there(here, tmp_path):
    path = tmp_path / "run.npz"
    for change, sizes, line in (
        ({}, (3, 3, 1), "samples, x: expected 3 inputs a sample, as the first layer has, found 2"),
        (
            {"test": (X[:, :1], Y)},
            (2, 3, 1),
            "test, x: expected 2 inputs a sample, as the first layer has, found 1",
        ),
        (
            {"samples": (X, Y * 2)},
            (2, 3, 2),
            "samples, y: expected class indices from 0 to 1, as the network has 2 outputs, "
            "found 0 to 2",
        ),
        (
            {"samples": (X, X)},
            (2, 3, 3),
            "samples, y: expected 3 targets a sample, as the network has outputs, found 2; "
            "classes are whole numbers of shape (n,)",
        ),
        (
            {"test": (X, Y[:, None] * 0.5)},
            (2, 3, 2),
            "test, y: expected 2 targets a sample, as the network has outputs, found 1",
        ),
        (
            {"class_names": ["a"]},
            (2, 3, 1),
            "samples: expected 2 different class names, found 1",
        ),
        (
            {"class_names": ["a", "a"]},
            (2, 3, 1),
            "samples: expected 2 different class names, found 1",
        ),
        (
            {"class_names": ["a", "b"], "samples": (X, Y * 0.5)},
            (2, 3, 1),
            "class_names: expected y as class indices",
        ),
        ({"input_names": ["a"]}, (2, 3, 1), "samples: expected 2 names of inputs, found 1"),
        (
            {"image_shape": (2, 2)},
            (2, 3, 1),
            "image_shape: expected 2 pixels, as a sample has inputs, found 2 × 2",
        ),
        (
            {"activations": ["tanh", "tanh"]},
            (2, 3, 1),
            "cost: cross-entropy needs outputs of softmax or sigmoid, found tanh",
        ),
        (
            {"activations": None},
            (2, 3, 1),
            "activations: expected a name for each layer, as arrays name none",
        ),
    ):
        recorder = Recorder(path, **{**SETTINGS, **change})
        with pytest.raises(UsageError) as error:
            recorder.keep(*layers(sizes=sizes))
        assert line_of(error).startswith(line)
        assert not recorder._moments.all()


def test_the_limits_are_those_of_recordings():
    from network.core import model

    limit = getattr(model, "MAX_VALUE", None) or model._MAX_INPUT
    assert limit == LARGEST
    assert MAX_Z == comparison.MOST_Z
    assert {*ACTIVATIONS} == {*comparison.ACTIVATIONS}
    z = np.linspace(-40, 40, 999).reshape(-1, 3)
    for name, function in comparison.ACTIVATIONS.items():
        assert np.allclose(function(z), ACTIVATIONS[name].value(z), rtol=1e-12, atol=1e-300)


# However it ends.


def test_nothing_kept_is_an_error_and_no_file(tmp_path):
    with (
        pytest.raises(LayerlightError, match="nothing was kept, so nothing is written"),
        Recorder(tmp_path / "run.npz", **SETTINGS),
    ):
        pass
    with pytest.raises(ZeroDivisionError) as error, Recorder(tmp_path / "run.npz", **SETTINGS):
        raise ZeroDivisionError
    assert not hasattr(error.value, "__notes__")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", [ZeroDivisionError, KeyboardInterrupt, SystemExit])
def test_what_was_kept_is_written_when_the_training_raises(here, tmp_path, kind):
    def train():
        with Recorder(tmp_path / "run.npz", **SETTINGS) as recorder:
            for k in range(9):
                if k == 3:
                    raise kind
                recorder.keep(*layers(k))

    with pytest.raises(kind):
        train()
    assert load(tmp_path / "run.npz").arrays["kept_at"].tolist() == [0, 1, 2]
    assert len(list(tmp_path.iterdir())) == 1


def test_a_training_that_diverges_is_recorded_until_then(here, tmp_path):
    def train():
        weights, biases = layers()
        with Recorder(tmp_path / "run.npz", **SETTINGS) as recorder:
            for _ in range(99):
                recorder.keep(weights, biases)
                weights = [each * 100 for each in weights]

    with pytest.raises(UsageError) as error:
        train()
    assert "expected numbers from -1e+06 to 1e+06" in line_of(error)
    assert load(tmp_path / "run.npz").arrays["kept_at"].tolist() == [0, 1, 2]


def test_pre_activations_that_are_too_large_are_noticed(here, tmp_path):
    big = np.full((1, 1), 1e6)
    recorder = Recorder(
        tmp_path / "run.npz",
        cost="half-squared-error",
        activations="relu",
        samples=([[1.0]], [1.0]),
    )
    recorder.keep([big, big], [np.zeros(1), np.zeros(1)])
    with pytest.raises(LayerlightError) as error:
        recorder.keep([big] * 2, [np.array([1e6]), np.array([1e6])])
    assert line_of(error).startswith("layer 2 of 2: the training diverged: expected |z| below")


def test_a_failure_to_write_does_not_hide_what_ended_the_training(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()

    def train():
        with Recorder(folder / "run.npz", **SETTINGS) as recorder:
            recorder.keep(*layers())
            folder.rmdir()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) as error:
        train()
    (note,) = error.value.__notes__
    assert note.startswith("layerlight, when writing the recording:")
    assert "there is no folder" in note


def test_a_last_moment_that_has_diverged_is_left_out(here, tmp_path):
    """It is one that would not be kept if others came."""
    big = np.full((1, 1), 1e6)
    settings = {"cost": "half-squared-error", "activations": "relu", "samples": ([[1.0]], [1.0])}

    def train():
        with Recorder(tmp_path / "run.npz", every=5, **settings) as recorder:
            for bias in (0.0, 1.0, 1e6):
                recorder.keep([big] * 2, [np.array([bias]), np.zeros(1)])

    with pytest.raises(LayerlightError) as error:
        train()
    assert line_of(error).startswith("layer 2 of 2: the training diverged")
    assert load(tmp_path / "run.npz").arrays["kept_at"].tolist() == [0]


def test_a_full_disk_is_said_on_one_line(here, tmp_path, monkeypatch):
    recorder = Recorder(tmp_path / "run.npz", **SETTINGS)
    recorder.keep(*layers())

    def full(*arguments, **more):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(LayerlightError) as error:
        recorder.save()
    assert "cannot be written (No space left on device): make room there" in line_of(error)
    assert not list(tmp_path.iterdir())


def test_an_earlier_file_stays_until_the_new_one_is_complete(tmp_path):
    path = tmp_path / "run.npz"
    path.write_bytes(b"the run of yesterday")
    with pytest.raises(ZeroDivisionError), Recorder(path, **SETTINGS):
        raise ZeroDivisionError
    assert path.read_bytes() == b"the run of yesterday"


def test_after_the_block_nothing_is_kept(here, tmp_path):
    with Recorder(tmp_path / "run.npz", **SETTINGS) as recorder:
        recorder.keep(*layers())
    with pytest.raises(UsageError, match="the recording is finished"):
        recorder.keep(*layers())


PROGRAM = """
import sys, time
import numpy as np
from layerlight import Recorder
settings = dict(cost="cross-entropy", activations=["tanh", "sigmoid"],
                samples=(np.eye(2), np.array([0, 1])))
with Recorder("run.npz", **settings) as recorder:
    for k in range(1000):
        recorder.keep([np.full((3, 2), k / 1e4), np.ones((1, 3))], [np.zeros(3), np.zeros(1)])
        if k == 50:
            print("begun", flush=True)
            time.sleep(60)
"""


def started(folder):
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder / "temporary")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert program.stdout.readline() == "begun\n"
    return program


@posix
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_signals_leave_a_whole_file_or_none(tmp_path, name):
    (tmp_path / "temporary").mkdir()
    program = started(tmp_path)
    number = getattr(signal, name)
    program.send_signal(number)
    _, complaints = program.communicate(timeout=60)
    file = tmp_path / "run.npz"
    if name == "SIGINT":
        assert complaints.rstrip().endswith("KeyboardInterrupt")
        assert len(load(file).arrays["kept_at"]) == 51
    else:
        assert program.returncode == -number
        assert not file.exists()
    assert not list((tmp_path / "temporary").iterdir())
    assert {path.name for path in tmp_path.iterdir()} <= {"run.npz", "temporary"}


@posix
def test_a_second_interrupt_stops_the_writing(tmp_path, monkeypatch):
    """The file of an earlier run stays, and no process and no file is left behind."""
    recorder = Recorder(tmp_path / "run.npz", **SETTINGS)
    recorder.keep(*layers())
    monkeypatch.setattr(process, "START", "import time; time.sleep(60)")
    started_at = time.monotonic()
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    with pytest.raises(KeyboardInterrupt):
        recorder.save()
    assert time.monotonic() - started_at < 20
    assert not list(tmp_path.iterdir())


def test_the_users_own_modules_and_settings_do_no_harm(tmp_path):
    for name in ("network.py", "scenes.py", "click.py", "json.py"):
        (tmp_path / name).write_text("MINE = True\n")
    (tmp_path / "program.py").write_text(
        PROGRAM.replace("range(1000)", "range(3)").replace(
            "import numpy as np", "import network, scenes\nimport numpy as np\n"
        )
        + "assert network.MINE and scenes.MINE\n"
        + "assert not any(name.startswith('network.') for name in sys.modules)\n"
    )
    (tmp_path / "json.py").unlink()  # the program itself needs that one
    done = subprocess.run(
        [sys.executable, "program.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert load(tmp_path / "run.npz").steps == 6


def test_how_the_recording_process_ended_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(process, "START", "import os, signal; os.kill(os.getpid(), 9)")
    with pytest.raises(LayerlightError, match="the recording process ended by signal 9; if memory"):
        Recorder(tmp_path / "run.npz", **SETTINGS)


def test_it_works_in_a_notebook(tmp_path):
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    cells = [
        "import numpy as np\nfrom layerlight import Recorder",
        "recorder = Recorder('run.npz', cost='cross-entropy', activations=['tanh', 'sigmoid'],"
        " samples=(np.eye(2), [0, 1]))",
        "for k in range(3):\n"
        "    recorder.keep([np.full((3, 2), k), np.ones((1, 3))], [np.zeros(3), np.zeros(1)])",
        "recorder.save()",
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    path = os.environ.get("PYTHONPATH", "")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", f"{ROOT}{os.pathsep}{path}")
        nbclient.NotebookClient(
            book, timeout=120, resources={"metadata": {"path": str(tmp_path)}}
        ).execute()
    assert load(tmp_path / "run.npz").arrays["kept_at"].tolist() == [0, 1, 2]
