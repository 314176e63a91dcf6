"""python -m network on data of every kind: record, show, verify, digest, plot, classify."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import network.__main__ as command_line
from network import (
    Dataset,
    Mnist,
    Network,
    NetworkInference,
    NetworkRecording,
    Recording,
    UsageError,
    classify,
    import_run,
    iris,
    load,
    load_checkpoint_series,
    record,
)
from network.cli.terminal import run
from network.recordings.network_recording import pixel_names
from network.studies.sources import built_in, record_source

ROOT = Path(__file__).resolve().parents[2]
EXERCISES = sorted((ROOT / "assets" / "exercises").glob("*.toml"))
HOUSES = "area;rooms;price\n50,5;2;150000\n80;3;210000\n120;5;340000\n65;2;180000\n95;4;260000\n"


@pytest.fixture
def call(capsys):
    """Return a function that runs a command line and returns its status, output and errors."""

    def run_it(*arguments) -> tuple[int, str, str]:
        status = run(command_line.main, [str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run_it


@pytest.fixture
def good(call):
    """Return a function that runs a command line that has to work, and returns its output."""

    def run_it(*arguments) -> str:
        status, out, err = call(*arguments)
        assert (status, err) == (0, ""), err
        return out

    return run_it


@pytest.fixture
def refused(call):
    """Return a function that runs a bad command line and returns its one-line error message."""

    def run_it(*arguments, status=2) -> str:
        found, out, err = call(*arguments)
        assert found == status, err
        assert out == ""
        assert err.startswith("Error: ")
        assert err.count("\n") == 1
        return err

    return run_it


@pytest.fixture
def digits(monkeypatch) -> Mnist:
    """Replace MNIST by a few random images; return them."""
    rng = np.random.default_rng(1)
    labels = np.arange(30, dtype=np.uint8) % 10
    images = rng.integers(0, 256, (30, 784), dtype=np.uint8)
    data = Mnist(images, labels, images[:20], labels[:20])
    for module in ("data_options", "record", "classify"):
        monkeypatch.setattr(f"network.cli.{module}.load_mnist", lambda folder: data)
    return data


def an_import() -> NetworkRecording:
    own = record(iris(), Network((4, 3), activations="softmax", cost="cross-entropy"))
    moments = [(k, own.weights_at(k), own.biases_at(k)) for k in (0, 60, 150)]
    return import_run(iris(), moments, own.rules, {"framework": "test", "dtype": "float32"})


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, Path]:
    """Return a file of each kind."""
    folder = tmp_path_factory.mktemp("files")
    made = {"table": folder / "houses.csv"}
    made["table"].write_text(HOUSES, encoding="utf-8")
    record_source(built_in("iris"), epochs=2, hold_out=0.2).save(folder / "iris.npz")
    record_source(built_in("xor"), epochs=3).save(folder / "xor.npz")
    record_source(built_in("spirals"), epochs=1, detail="compact").save(folder / "spirals.npz")
    an_import().save(folder / "imported.npz")
    names = ("iris", "xor", "spirals", "imported")
    return made | {name: folder / f"{name}.npz" for name in names} | {
        path.stem: path for path in EXERCISES
    }  # fmt: skip


ANY = ("iris", "xor", "spirals", "imported", *(path.stem for path in EXERCISES))


def test_the_commands_of_the_documentation_in_a_row(tmp_path):
    """As a user types them, in processes of their own."""
    lines = [
        "record iris --layers 6 --activation tanh,softmax --cost cross-entropy --out iris.npz",
        "show iris.npz --step 0",
        "verify iris.npz",
    ]
    for line in lines:
        done = subprocess.run(
            [sys.executable, "-m", "network", *line.split()],
            cwd=tmp_path, env={"PYTHONPATH": str(ROOT), "PATH": ""}, capture_output=True, text=True,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert "bit for bit" in done.stdout


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("name", "sizes", "at_least"), [("xor", (2, 3, 1), 1), ("iris", (4, 6, 3), 0.95)]
)
def test_the_defaults_learn(name, sizes, at_least, seed):
    recording = record_source(built_in(name), seed=seed)
    assert recording.layer_sizes == sizes
    assert recording.train_accuracy[-1] >= at_least
    assert recording.train_cost[-1] < 0.3 * recording.train_cost[0]


@pytest.mark.exhaustive
@pytest.mark.slow
def test_the_defaults_learn_spirals():
    recording = record_source(built_in("spirals"))
    assert recording.layer_sizes == (2, 8, 8, 2)
    assert recording.train_accuracy[-1] >= 0.95


def test_a_table_of_quantities_is_learned(good, files, tmp_path):
    out = tmp_path / "h.npz"
    said = good("record", files["table"], "--target", "price", "--out", out)
    assert "epoch 200 of 200: mean cost " in said
    recording = load(out)
    assert recording.layer_sizes == (2, 8, 1)
    assert recording.train_cost[-1] < 0.02 * recording.train_cost[0]
    assert recording.samples.raw_targets[:, 0].tolist() == [150000, 210000, 340000, 180000, 260000]
    said = good("classify", "--recording", out, "--values", "50.5,2", "--sample", 0)
    answers = [float(number) for number in re.findall(r"that is (\S+)", said)]
    assert answers[0] == answers[1] == pytest.approx(150000, rel=0.05)
    assert "raw target" in good("show", out, "--step", 0)


def test_every_option_reaches_the_recording(good, tmp_path):
    out = tmp_path / "i.npz"
    words = (
        "record iris --layers 5,4 --activation relu,tanh,sigmoid --cost mean-squared-error"
        " --output-delta difference --start he --epochs 3 --learning-rate 0.03 --seed 9 --limit 90"
        " --hold-out 0.3 --detail compact --scale min-max"
    )
    good(*words.split(), "--out", out)
    recording = load(out)
    about = recording.metadata
    expected = {
        "layer_sizes": [4, 5, 4, 3], "activations": ["relu", "tanh", "sigmoid"],
        "cost": "mean-squared-error", "output_delta": "difference", "epochs": 3,
        "learning_rate": 0.03, "seed": 9, "samples": 63, "test_samples": 27, "detail": "compact",
        "scaling": "min-max", "steps": 189,
    }  # fmt: skip
    assert {name: about[name] for name in expected} == expected
    assert (about["start"], about["start_biases"], about["order"]) == ("he", "zero", "in-order")
    both = np.vstack([recording.samples.raw, recording.test_samples.raw])
    found, expected = (sorted(np.round(rows, 9).tolist()) for rows in (both, iris("none").raw[:90]))
    assert found == expected
    # The scale is that of the samples to train on alone.
    assert recording.samples.inputs.min() == 0
    assert recording.samples.inputs.max() == 1


@pytest.mark.parametrize(
    ("given", "sizes"),
    [
        (["6"], (4, 6, 3)),
        (["4"], (4, 4, 3)),
        (["6", "5"], (4, 6, 5, 3)),
        (["4", "6", "3"], (4, 6, 3)),
        (["4-3"], (4, 3)),
        (["4,4,3,3"], (4, 4, 3, 3)),
    ],
)
def test_layers_may_be_the_hidden_ones_or_all(good, tmp_path, given, sizes):
    out = tmp_path / "i.npz"
    good("record", "--epochs", 1, "--layers", *given, "iris", "--out", out)
    assert load(out).layer_sizes == sizes


@pytest.mark.parametrize(
    ("option", "said"), [("4 6", "4 6 3 or 4 4 6 3"), ("6 3", "4 6 3 or 4 6 3 3")]
)
def test_layers_of_which_one_end_fits_are_refused(refused, tmp_path, option, said):
    message = refused("record", "iris", "--layers", *option.split(), "--out", tmp_path / "i.npz")
    assert f"write all layers, such as {said}" in message


def test_digits_with_other_rules_are_recorded_in_format_2(good, tmp_path, digits):
    plain, other = tmp_path / "1.npz", tmp_path / "2.npz"
    good("record", "mnist", "--limit", 20, "--epochs", 1, "--layers", 5, "--out", plain)
    assert type(load(plain)) is Recording
    assert load(plain).layer_sizes == (784, 5, 10)
    words = ("--activation", "relu,softmax", "--limit", 20, "--epochs", 1, "--out", other)
    good("record", "mnist", *words)
    recording = load(other)
    assert isinstance(recording, NetworkRecording)
    assert recording.rules.loss.name == "cross-entropy"
    assert len(recording.test_samples) == 20
    np.testing.assert_array_equal(recording.images.reshape(20, -1), digits.train_images[:20])
    assert "label" not in good("classify", "--recording", other, "--mnist-index", 3)
    assert "class 3: " in good("classify", "--recording", other, "--mnist-index", 3)


@pytest.mark.parametrize("rule", ["gradient", "mse"])
def test_former_spellings(good, tmp_path, rule):
    for source, expected in (("walkthrough", "mse"), ("xor", "gradient")):
        out = tmp_path / f"{source}.npz"
        good("record", source, "--epochs", 1, "--output-delta", rule, "--out", out)
        assert load(out).metadata["output_delta"] == expected
    assert "mse" not in good("record", "--help")


@pytest.mark.parametrize("name", ANY)
def test_show_verify_and_digest_serve_every_recording(good, files, name):
    recording = load(files[name])
    shown = good("show", files[name])
    assert recording.digest() in shown
    assert recording.rules.loss.title in shown
    assert good("digest", files[name]) == recording.digest() + "\n"
    (said,) = good("verify", files[name]).splitlines()  # no progress where nobody watches
    # An imported run is not trained again.
    origin = "the recorded weights give" if name == "imported" else "the training gives"
    assert said.endswith(f"every number is what {origin}, bit for bit")
    for step in (0, recording.steps - 1):
        assert_complete(recording, step, good("show", files[name], "--step", step))


def assert_complete(recording, step, shown):
    """Assert that every number of a step of a small network is printed, and its names."""
    found = np.array([float(n) for n in re.findall(r"(?<!\S)[+-]\d+\.\d+(?:e[+-]\d+)?", shown)])
    names = [*recording.samples.input_names, *recording.samples.output_names]
    assert all(name in shown for name in names)
    assert str(recording.cost[step]) in shown
    derived = recording.derived_at(step)
    expected = [recording.activations[0][step], recording.targets[step], derived["cost_terms"][0]]
    for layer in range(len(recording.layer_sizes) - 1):
        expected += [recording.z[layer][step], recording.activations[layer + 1][step]]
        expected += [recording.deltas[layer][step], recording.weights_at(step)[layer]]
        parts = ["products", "partial_sums", "gradients"]
        if not recording.is_imported:
            parts += ["weight_updates", "bias_updates"]
            expected.append(recording.weights_at(step + 1)[layer])
        if layer:
            parts += ["returned", "returned_sums"]
        expected += [derived[f"{part}_{layer}"][0] for part in parts]
    for values in expected:
        for value in np.ravel(values):
            assert np.any(np.isclose(found, value, rtol=6e-6, atol=5.1e-7)), value


def test_steps_of_networks_too_large_to_print_whole(good, tmp_path, digits):
    out = tmp_path / "m.npz"
    good(
        "record", "mnist", "--activation", "tanh,softmax", "--limit", 5, "--epochs", 1, "--out", out
    )
    shown = good("show", out, "--step", 2)
    assert "Inputs: 240 of the 7" in shown
    assert len(shown.splitlines()) < 250


@pytest.mark.parametrize("name", ["imported", "two_sigmoid_layers"])
def test_plot_of_any_recording(good, files, tmp_path, name):
    recording = load(files[name])
    good("plot", files[name], "--out", tmp_path / "figures")
    names = {path.stem for path in (tmp_path / "figures").iterdir()}
    assert {"cost", "weights_1"} <= names
    assert ("accuracy" in names) == ("confusion" in names) == (recording.class_names is not None)


def test_answers_to_samples_and_values(good, refused, files):
    recording = load(files["iris"])
    samples = recording.samples
    weights, biases = recording.weights_at(recording.steps), recording.biases_at(recording.steps)
    raw = samples.raw[4]
    shown = good("classify", "--recording", files["iris"], "--sample", 4,
                 "--values", ",".join(map(str, raw)))  # fmt: skip
    hidden = np.tanh(weights[0] @ samples.inputs[4] + biases[0])
    e = np.exp(weights[1] @ hidden + biases[1])
    for name, share in zip(recording.class_names, e / e.sum(), strict=True):
        assert shown.count(f"{name}  {share:.4f}") == 2
    best = recording.class_names[int(e.argmax())]
    assert shown.count(f"answer {best}") == 2
    assert "expected 4 (sepal length" in refused(
        "classify", "--recording", files["iris"], "--values", 1
    )
    assert "from 0 to 119" in refused("classify", "--recording", files["iris"], "--sample", 120)
    message = refused("classify", "--recording", files["iris"], "--values", "1,2,x,4")
    assert "expected numbers separated by commas" in message
    digit = ROOT / "assets" / "digits" / "3.png"
    assert "reads no images" in refused("classify", "--recording", files["iris"], digit)
    assert "name one with --recording" in refused("classify", "--sample", 1)


@pytest.mark.parametrize("name", ANY)
def test_answers_are_kept(good, refused, files, tmp_path, name):
    out = tmp_path / "answers.npz"
    recording = load(files[name])
    raw = ",".join(repr(float(value)) for value in recording.samples.raw[0])
    words = ["--sample", 0, "--sample", 1 % len(recording.samples), "--values", raw]
    printed = good("classify", "--recording", files[name], *words, "--out", out)
    shown = good("show", out)
    assert printed.startswith(shown)
    found = load(out)
    assert good("digest", out).strip() == found.digest() in printed
    assert "bit for bit" in good("verify", out)
    assert found.steps == 3
    assert np.array_equal(found.activations[-1][0], found.activations[-1][2])
    weights, biases = recording.weights_at(recording.steps), recording.biases_at(recording.steps)
    for layer in range(len(weights)):
        sums = found.get("partial_sums", step=2, layer=layer)
        assert np.array_equal(sums[:, -1] + biases[layer], found.z[layer][2])
        products = weights[layer] * found.activations[layer][2]
        assert np.array_equal(found.get("products", step=2, layer=layer), products)
    assert "found an inference recording" in refused("classify", "--recording", out, "--sample", 0)
    assert "found an inference recording" in refused("plot", out, "--out", tmp_path / "figures")


def test_a_file_of_answers_that_says_something_else_is_refused(refused, files, tmp_path):
    found = classify([3, [5.0, 3.0, 2.0, 1.0]], load(files["iris"]))
    for name, change, said in (
        ("z_0", lambda a: a + 2.0**-40, "z_0: expected what weights and inputs give"),
        ("answers", lambda a: 2 - a, "answers: expected what weights and inputs give"),
        ("labels", lambda a: a + 3, "labels: expected indices of 3 classes, or -1"),
        ("known_targets", lambda a: a + 1, "known_targets: expected 0 or 1"),
        ("raw_inputs", lambda a: None, "raw_inputs: expected it"),
        ("weights_0", lambda a: a * 1e30, "expected at most"),
    ):
        arrays = {key: array.copy() for key, array in found.arrays.items()}
        arrays[name] = change(arrays[name])
        arrays = {key: array for key, array in arrays.items() if array is not None}
        NetworkInference(found.metadata, arrays).save(tmp_path / "x.npz")
        message = refused("verify", tmp_path / "x.npz", status=1)
        assert "not a valid inference recording" in message
        assert said in message or "diverged" in message


def test_answers_to_pictures_of_any_size(good, refused, tmp_path):
    """By a deep network of 3 × 2 pixels, one of which each picture must have."""
    rng = np.random.default_rng(2)
    images = rng.integers(0, 256, (8, 3, 2), dtype=np.uint8)
    labels = np.arange(8) % 2
    samples = Dataset(
        "tiles", np.empty((0, 0)), np.eye(2)[labels], pixel_names((3, 2)), ["dark", "bright"],
        labels, images=images,
    )  # fmt: skip
    network = Network((6, 5, 4, 2), activations=["tanh", "relu", "sigmoid"], start="xavier")
    recording = record(samples, network)
    recording.save(tmp_path / "tiles.npz")
    Image.fromarray(images[5]).save(tmp_path / "tile.png")
    words = ["classify", "--recording", tmp_path / "tiles.npz", tmp_path / "tile.png"]
    shown = good(*words, "--sample", 5, "--out", tmp_path / "x.npz")
    assert "2 images" in shown
    found = load(tmp_path / "x.npz")
    assert np.array_equal(found.images[0], images[5])
    assert np.array_equal(found.activations[-1][0], found.activations[-1][1])
    assert np.array_equal(found.activations[-1][0], recording.outputs_of_samples(8)[5])
    assert found.labels.tolist() == [-1, 1]
    again = classify([images[5], 5], recording)
    assert np.array_equal(again.z[2], found.z[2])
    digit = ROOT / "assets" / "digits" / "3.png"
    message = refused("classify", "--recording", tmp_path / "tiles.npz", digit)
    assert "expected an image of 3 × 2 pixels (rows × columns), found 28 × 28" in message


def test_networks_that_read_some_pixels_of_an_image(good, tmp_path):
    rng = np.random.default_rng(3)
    images = rng.integers(0, 256, (6, 4, 4), dtype=np.uint8)
    labels = np.arange(6) % 2
    places = [(0, 0), (1, 2), (3, 3)]
    samples = Dataset(
        "corners", np.empty((0, 0)), np.eye(2)[labels], ["first", "middle", "last"], ["x", "y"],
        labels, images=images, pixels=places,
    )  # fmt: skip
    path = tmp_path / "corners.npz"
    record(samples, Network((3, 2, 2))).save(path)
    recording = load(path)
    assert recording.samples.input_names == ("first", "middle", "last")
    good("classify", "--recording", path, "--sample", 1, "--out", tmp_path / "x.npz")
    found = load(tmp_path / "x.npz")
    assert found.activations[0][0].tolist() == [images[1][place] / 255 for place in places]
    for words in (["show", path, "--step", 1], ["verify", path], ["show", tmp_path / "x.npz"]):
        good(*words)


def test_photographs_are_prepared_for_networks_that_read_digits(good, tmp_path, digits):
    out = tmp_path / "deep.npz"
    good("record", "mnist", "--layers", "7", "5", "--activation", "relu,tanh,softmax",
         "--epochs", 1, "--out", out)  # fmt: skip
    with Image.open(ROOT / "assets" / "digits" / "3.png") as image:
        large = image.resize((280, 280), Image.Resampling.BICUBIC)
    Image.fromarray(255 - np.asarray(large)).save(tmp_path / "mine.png")
    words = ["classify", "--recording", out, tmp_path / "mine.png", "--mnist-index", 4]
    shown = good(*words, "--out", tmp_path / "x.npz")
    assert "mine.png: inverted, cropped, scaled, centred" in shown
    found = load(tmp_path / "x.npz")
    assert found.labels.tolist() == [-1, digits.test_labels[4]]
    assert found.arrays["scaled_0"].max() > 0
    assert "bit for bit" in good("verify", tmp_path / "x.npz")


BIAS_STUDY = ROOT / "assets" / "recordings" / "bias_study.npz"


def test_every_command_serves_the_bias_study(good, refused, tmp_path):
    study = load(BIAS_STUDY)
    entry = int(np.searchsorted(study.arrays["updates"], 4800))
    shown = good("show", BIAS_STUDY, "--step", 4800)
    for each in ("without", "with"):
        for value in (
            *study.arrays[f"{each}_weights"][entry],
            *study.arrays[f"{each}_outputs"][-1],
        ):
            assert f"{value:+.6f}" in shown
    message = refused("show", BIAS_STUDY, "--step", 4799)
    assert "no entry after 4799 steps; the nearest is after 4800" in message
    good("plot", BIAS_STUDY, "--out", tmp_path / "figures")
    names = {path.stem for path in (tmp_path / "figures").iterdir()}
    assert names == {"points_right", "boundaries", "weight_sweep", "bias_sweep"}
    out = tmp_path / "x.npz"
    words = ["--sample", 2, "--values", "0.6,0.8", "--out", out]
    assert "answer target 1; class target 1: right" in good(
        "classify", "--recording", BIAS_STUDY, *words
    )
    found = load(out)
    assert found.activations[-1][:, 0].tolist() == [study.arrays["with_outputs"][-1, 2]] * 2


def test_a_checkpoint_series_says_what_it_lacks():
    series = load_checkpoint_series()
    for inputs in ([0], [[0.5] * 784]):
        with pytest.raises(UsageError, match="holds no samples and reads no values"):
            classify(inputs, series)


def test_a_sample_of_the_walkthrough(good):
    path = ROOT / "assets" / "recordings" / "walkthrough.npz"
    assert "class 2: right" in good("classify", "--recording", path, "--sample", 0)


BAD = [
    ("record irs", "did you mean iris?"),
    ("record none.csv", "none.csv: cannot be read"),
    ("record TABLE", "which column is to be predicted?"),
    ("record TABLE --label colour", "no column 'colour'; the columns are 'area', 'rooms', 'price'"),
    ("record TABLE --label rooms --target price", "a label or targets"),
    ("record TABLE --label colour --ignore area", "there is no column 'colour'"),
    ("record TABLE --target price --ignore price", "both to be predicted and ignored"),
    ("record iris --ignore species", "--ignore is for a CSV file, not for iris"),
    ("record TABLE --target price --class-names a,b", "--class-names is for"),
    ("record xor --scale standard", "--scale is for iris and a CSV file, not for xor"),
    ("record xor --label a", "--label is for a CSV file, not for xor"),
    ("record iris --mnist .", "--mnist is for mnist, not for iris"),
    ("record iris --activation swish", "found 'swish'"),
    ("record iris --activation tanh,,softmax", "expected names separated by commas"),
    ("record iris --activation softmax", "softmax is for the last layer only"),
    ("record iris --activation tanh,tanh,softmax", "expected one name, or 2"),
    (
        "record iris --activation tanh --cost cross-entropy",
        "softmax neurons; found tanh",
    ),
    ("record iris --cost hinge", "'hinge' is not one of"),
    ("record iris --start zero", "'zero' is not one of"),
    ("record iris --detail some", "'some' is not one of"),
    ("record iris --hold-out 1", "the share held out: expected above 0 and below 1, found 1.0"),
    ("record iris --hold-out nan", "found nan"),
    ("record iris --limit 0", "found 0"),
    ("record iris --limit 151", "found 151"),
    ("record iris --limit 1 --hold-out 0.5", "expected two or more samples to split, found 1"),
    ("record iris --epochs 0", "found 0"),
    ("record iris --learning-rate -1", "found -1"),
    ("record iris --layers 6 x", "unexpected extra argument"),
    ("record iris --layers 0", "found 0"),
    ("record iris --memory 60M", "more than the 60 MiB allowed"),
    ("record iris --learning-rate 1000 --activation identity", "diverged"),
    ("record EXERCISE --epochs 3", "--epochs is not for an exercise"),
    ("record walkthrough --activation tanh", "--activation is not for the walkthrough"),
    ("record FOLDER", "expected IDX files, found no train-images"),
    ("show IRIS --step 999", "from 0 to 239, found 999"),
    ("checkpoints IRIS", "expected a recording of MNIST, found one of kind 'network'"),
]


@pytest.mark.parametrize(("words", "said"), BAD)
def test_bad_usage(call, files, tmp_path, words, said):
    out = tmp_path / "out" / "out.npz"
    out.parent.mkdir()
    (tmp_path / "empty").mkdir()
    places = {
        "TABLE": files["table"], "EXERCISE": EXERCISES[0], "FOLDER": tmp_path / "empty",
        "IRIS": files["iris"],
    }  # fmt: skip
    line = [str(places.get(word, word)) for word in words.split()]
    line += [] if line[0] == "show" else ["--out", str(out)]
    status, _, err = call(*line)
    assert status in (1, 2)
    assert err.startswith("Error: ")
    assert err.count("\n") == 1
    assert said in err
    assert list(out.parent.iterdir()) == []  # nothing half-written


def test_no_input_is_overwritten(refused, files, tmp_path):
    table = shutil.copy(files["table"], tmp_path / "t.csv")
    exercise = shutil.copy(EXERCISES[0], tmp_path / "e.toml")
    for path in (table, exercise):
        before = path.read_bytes()
        words = ["--target", "price"] if path == table else []
        assert "would be overwritten" in refused("record", path, *words, "--out", path)
        assert path.read_bytes() == before


def test_a_name_in_a_table_is_no_markup(good, tmp_path):
    table, out = tmp_path / "t.csv", tmp_path / "t.npz"
    table.write_text("[red]x,kind\n1,[/]\n2,[bold]b\n3,[/]\n", encoding="utf-8")
    good("record", table, "--epochs", 1, "--out", out)
    for words in (["show"], ["show", "--step", 0], ["classify", "--sample", 0, "--recording"]):
        shown = good(*words, out)
        assert "[red]x" in shown
        assert "[bold]b" in shown
