"""python -m network: what it does, and what it says when asked for something senseless."""

import json
import os
import pty
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import network.__main__ as command_line
from network import (
    CheckpointSeries,
    Mnist,
    Recording,
    load_bias_study,
    record_mnist,
    record_walkthrough,
)
from network.cli.terminal import run
from network.data.drawn_digits import DIGITS_FOLDER
from network.storage import archive
from network.studies.shipped import BIAS_STUDY_FILE

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def call(capsys):
    """Return a function that runs a command line and returns its status, output and errors."""

    def run_it(*arguments) -> tuple[int, str, str]:
        status = run(command_line.main, [str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run_it


@pytest.fixture
def refused(call):
    """Return a function that runs a bad command line and returns its one-line error message."""

    def run_it(*arguments, status) -> str:
        found, out, err = call(*arguments)
        assert found == status, err
        assert out == ""
        assert err.startswith("Error: ")
        assert err.count("\n") == 1
        return err

    return run_it


@pytest.fixture(scope="module")
def walkthrough(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("recordings") / "walkthrough.npz"
    record_walkthrough(epochs=3).save(path)
    return path


@pytest.fixture
def digits(monkeypatch) -> Mnist:
    """Replace MNIST by a few random images; return them."""
    rng = np.random.default_rng(1)
    labels = np.arange(30, dtype=np.uint8) % 10
    data = Mnist(
        rng.integers(0, 256, (30, 784), dtype=np.uint8),
        labels,
        rng.integers(0, 256, (30, 784), dtype=np.uint8),
        labels,
    )
    for module in ("data_options", "record", "inspect", "checkpoints", "classify"):
        monkeypatch.setattr(f"network.cli.{module}.load_mnist", lambda folder: data)
    return data


def child(*arguments, **options) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "network", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


# What the commands do


def test_record_and_digest(call, tmp_path):
    path = tmp_path / "w.npz"
    status, out, err = call("record", "walkthrough", "--out", path, "--epochs", 2, "--seed", 5)
    expected = record_walkthrough(epochs=2, seed=5)
    assert (status, err) == (0, "")  # no progress bar without a terminal
    assert f"epoch 2 of 2: {expected.epoch_accuracy[1]:.2%} right" in out
    assert expected.digest() in out
    assert call("digest", path) == (0, expected.digest() + "\n", "")
    assert [file.name for file in tmp_path.iterdir()] == ["w.npz"]


def test_every_option_reaches_the_recording(call, tmp_path, digits):
    path = tmp_path / "m.npz"
    options = "--seed 7 --epochs 2 --learning-rate 0.25 --images 20 --output-delta mse"
    status, _, err = call("record", "mnist", "--out", path, *options.split())
    assert (status, err) == (0, "")
    about = Recording.load(path).metadata
    found = [about[k] for k in ("seed", "epochs", "learning_rate", "images", "output_delta")]
    assert found == [7, 2, 0.25, 20, "mse"]


@pytest.mark.parametrize(
    "words",
    [
        "record mnist --out FILE --layers 784 12 10 --epochs 1",
        "record mnist --layers 784 12 10 --out FILE --epochs 1",
        "record --epochs 1 --out FILE --layers 784 12 10 mnist",
        "record mnist --out FILE --epochs 1 --layers 784,12,10",
        "record mnist --out FILE --epochs 1 --layers=784-12-10",
        "record mnist --out FILE --epochs 1 --layers 784 12 10",
    ],
)
def test_layers_take_several_numbers(call, tmp_path, digits, words):
    path = tmp_path / "m.npz"
    words = words.replace("FILE", str(path)).split()
    status, _, err = call(*words, "--images", 3)
    assert (status, err) == (0, "")
    assert Recording.load(path).layer_sizes == (784, 12, 10)


def test_show_gives_the_recorded_numbers(call, walkthrough):
    recording = Recording.load(walkthrough)
    status, out, _ = call("show", walkthrough)
    assert status == 0
    assert recording.digest() in out
    assert "5 4 3" in out
    status, out, _ = call("show", walkthrough, "--step", 7)
    assert status == 0
    shown = [float(number) for number in re.findall(r"[+-]\d\.\d+(?:e-\d+)?", out)]
    for layer in range(2):
        for values in (recording.z, recording.activations[1:], recording.deltas):
            for value in values[layer][7]:
                assert any(abs(value - number) <= 5e-7 for number in shown)
        for value in recording.weights_at(8)[layer].ravel():
            assert any(abs(value - number) <= 5e-7 for number in shown)


def test_show_takes_nothing_in_a_file_for_markup_or_orders_to_the_terminal(call, tmp_path):
    recording = record_walkthrough(epochs=1)
    strange = {"note": "[/] [red]\x1b[31m", "\x1b[2Jkey": 1}
    Recording(recording.metadata | strange, recording.arrays).save(tmp_path / "strange.npz")
    status, out, _ = call("show", tmp_path / "strange.npz")
    assert status == 0
    assert "[/] [red]" in out
    assert "\x1b" not in out


def test_checkpoint_series(call, tmp_path, digits):
    recorded, series = tmp_path / "m.npz", tmp_path / "f.npz"
    call("record", "mnist", "--out", recorded, "--images", 30, "--layers", 784, 5, 10)
    status, out, err = call("checkpoints", recorded, "--out", series)
    assert (status, err) == (0, "")
    assert call("film", recorded, "--out", tmp_path / "g.npz")[0] == 0  # its former name
    assert (tmp_path / "g.npz").read_bytes() == series.read_bytes()
    assert "film" not in call("--help")[1]
    assert CheckpointSeries.load(series).digest() in out
    status, out, _ = call("show", series)
    assert "Checkpoints" in out
    status, out, _ = call("show", series, "--step", 90)
    counts = CheckpointSeries.load(series).confusion[-1]
    assert [int(row.split()[1]) for row in out.splitlines()[-11:-1]] == counts[:, 0].tolist()
    status, out, _ = call("verify", series)
    assert status == 0
    assert "bit for bit" in out


# verify


def changed(path: Path, to: Path, name: str, index: tuple, value: float) -> Path:
    """Write a copy of a file with one number replaced."""
    metadata, arrays = archive.read_archive(path, "recording")
    array = arrays[name].copy()
    array[index] = value
    archive.write_archive(to, metadata, {**arrays, name: array})
    return to


def test_verify_passes_what_training_gives(call, walkthrough):
    status, out, err = call("verify", walkthrough)
    assert (status, err) == (0, "")
    assert "bit for bit" in out.splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "index", "said"),
    [
        ("deltas_1", (17, 2), ["step 17", "deltas", "layer 1", "[2]"]),
        ("weights_0", (9, 3, 4), ["step 9", "weights", "layer 0", "[3, 4]"]),
        ("cost", (0,), ["step 0", "cost"]),
    ],
)
def test_verify_names_the_first_difference(call, walkthrough, tmp_path, name, index, said):
    right = Recording.load(walkthrough).arrays[name][index]
    wrong = np.nextafter(right, 1)  # one unit in the last place
    path = changed(walkthrough, tmp_path / "changed.npz", name, index, wrong)
    status, out, err = call("verify", path)
    assert status == 1
    assert "bit for bit" not in out
    for words in [*said, f"expected {right!s}, found {wrong!s}"]:
        assert words in err


def test_verify_a_changed_checkpoint_series(call, tmp_path, digits):
    recorded, series = tmp_path / "m.npz", tmp_path / "f.npz"
    call("record", "mnist", "--out", recorded, "--images", 30, "--layers", 784, 5, 10)
    call("checkpoints", recorded, "--out", series)
    path = changed(series, tmp_path / "g.npz", "weights_1", (3, 2, 1), 0.125)
    status, _, err = call("verify", path)
    assert status == 1
    step = CheckpointSeries.load(series).steps_shown[3]
    assert f"step {step}, weights of layer 1, index [2, 1]" in err
    assert "found 0.125" in err


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [("seed", -1, "found -1"), ("seed", "x", "'x'"), ("learning_rate", 1000.0, "")],
)
def test_verify_of_settings_that_make_no_sense_is_about_the_file(
    call, walkthrough, tmp_path, name, value, said
):
    metadata, arrays = archive.read_archive(walkthrough, "recording")
    path = tmp_path / "odd.npz"
    archive.write_archive(path, {**metadata, name: value}, arrays)
    status, _, err = call("verify", path)
    assert status == 1
    assert err.startswith(f"Error: {path}")
    assert err.count("\n") == 1
    assert said in err


def test_the_shipped_bias_study(call, refused, tmp_path):
    assert call("digest", BIAS_STUDY_FILE) == (0, load_bias_study().digest() + "\n", "")
    status, out, _ = call("show", BIAS_STUDY_FILE)
    assert status == 0
    assert "12 of 12" in out
    status, out, _ = call("verify", BIAS_STUDY_FILE)
    assert status == 0
    assert "bit for bit" in out
    path = changed(BIAS_STUDY_FILE, tmp_path / "b.npz", "with_weights", (3, 1), 0.125)
    status, _, err = call("verify", path)
    assert status == 1
    assert "with_weights, index [3, 1]" in err
    assert "found a bias study" in refused("checkpoints", path, "--out", tmp_path / "f", status=2)
    digit = DIGITS_FOLDER / "3.png"
    assert "reads no images" in refused("classify", digit, "--checkpoints", path, status=2)


def test_what_classify_keeps_can_be_shown_and_verified(call, tmp_path):
    path = tmp_path / "answer.npz"
    status, out, _ = call("classify", DIGITS_FOLDER / "3.png", "--out", path)
    assert status == 0
    assert f"{path}: 1 image, " in out
    assert call("show", path)[0] == 0
    assert len(call("digest", path)[1]) == 65
    assert "bit for bit" in call("verify", path)[1]


# Input files, and things that are not files


def test_no_command_overwrites_what_it_reads(refused, call, tmp_path, digits):
    recorded = tmp_path / "m.npz"
    call("record", "mnist", "--out", recorded, "--images", 30, "--layers", 784, 5, 10)
    picture, link = tmp_path / "digit.png", tmp_path / "link"
    picture.write_bytes((DIGITS_FOLDER / "3.png").read_bytes())
    link.symlink_to(picture)
    figures = tmp_path / "figures"
    figures.mkdir()
    (figures / "cost.png").symlink_to(recorded)
    before = {path: path.read_bytes() for path in (recorded, picture)}
    for words in (
        ["classify", picture, "--out", picture],
        ["classify", picture, "--out", link],
        ["classify", link, "--out", picture],
        ["classify", picture, "--checkpoints", recorded, "--out", recorded],
        ["checkpoints", recorded, "--out", recorded],
        ["plot", recorded, "--out", figures],
    ):
        assert "would be overwritten" in refused(*words, status=2)
    assert {path: path.read_bytes() for path in before} == before


def test_mnist_is_not_overwritten(refused, tmp_path):
    file = tmp_path / "MNIST" / "raw" / "t10k-labels-idx1-ubyte"
    file.parent.mkdir(parents=True)
    file.write_text("mine")
    words = ["record", "mnist", "--mnist", tmp_path, "--out", file]
    assert "would be overwritten" in refused(*words, status=2)
    assert file.read_text() == "mine"


def test_a_recording_into_a_pipe(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    words = [sys.executable, "-m", "network", "record", "walkthrough", "--epochs", "2"]
    process = subprocess.Popen([*words, "--out", pipe], cwd=ROOT, stdout=subprocess.DEVNULL)
    (tmp_path / "got.npz").write_bytes(pipe.read_bytes())
    assert process.wait(30) == 0
    assert pipe.is_fifo()
    expected = record_walkthrough(epochs=2).digest()
    assert Recording.load(tmp_path / "got.npz").digest() == expected


# Memory.


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        ("record mnist --layers 784 20000 10 --images 10 --out FILE", False),
        ("record mnist --layers 784 20 10 --images 10 --memory 10M --out FILE", False),
        ("record mnist --layers 784 20 10 --images 10 --memory 1.5GiB --out FILE", True),
        ("record walkthrough --epochs 2 --memory 1k --out FILE", False),
        ("record walkthrough --epochs 2 --memory 500000000 --out FILE", True),
    ],
)
def test_memory_is_asked_for(call, refused, tmp_path, digits, words, allowed):
    path = tmp_path / "out.npz"
    words = words.replace("FILE", str(path)).split()
    if allowed:
        assert call(*words)[0] == 0
        assert path.exists()
    else:
        message = refused(*words, status=2)
        assert "of memory, more than" in message
        assert "--memory" in message
        assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("size", ["0", "-1G", "much", "1X", "G"])
def test_sizes_that_make_no_sense(refused, tmp_path, size):
    words = ["record", "walkthrough", "--out", tmp_path / "w.npz", f"--memory={size}"]
    assert "expected a size such as 4G" in refused(*words, status=2)


# Senseless requests: status 2, one line, nothing written


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("record", "DATA"),
        ("record fashion --out FILE", "fashion"),
        ("record mnist", "--out"),
        ("recrod mnist --out FILE", "recrod"),
        ("record mnist --out FILE --sede 1", "--sede"),
        ("record mnist --out FILE --seed x", "'x'"),
        ("record mnist --out FILE --seed -1", "found -1"),
        ("record mnist --out FILE --seed 4294967296", "found 4294967296"),
        ("record mnist --out FILE --epochs 0", "found 0"),
        ("record mnist --out FILE --epochs -3", "found -3"),
        ("record mnist --out FILE --epochs 1.5", "'1.5'"),
        ("record mnist --out FILE --learning-rate nan", "found nan"),
        ("record mnist --out FILE --learning-rate -0.1", "found -0.1"),
        ("record mnist --out FILE --learning-rate 0", "found 0.0"),
        ("record mnist --out FILE --learning-rate inf", "found inf"),
        ("record mnist --out FILE --learning-rate much", "'much'"),
        ("record mnist --out FILE --images 0", "found 0"),
        ("record mnist --out FILE --images 60001", "found 60001"),
        ("record mnist --out FILE --output-delta cross", "cross"),
        ("record mnist --out FILE --layers", "--layers"),
        ("record mnist --out FILE --layers 0", "found 0"),
        ("record mnist --out FILE --layers 784 0 10", "found 0"),
        ("record mnist --out FILE --layers 784 -5 10", "found -5"),
        ("record mnist --out FILE --layers 784 twenty 10", "twenty"),
        ("record mnist --out FILE --layers 784 2.5 10", "784,2.5,10"),
        ("record mnist --out FILE --layers 28 20 10", "784 28 20 10 or 784 28 20 10 10"),
        ("record mnist --out FILE --layers 784 99999999 10", "found 99999999"),
        ("record mnist --out FILE --epochs 99999", "GiB"),
        ("record walkthrough --out FILE --layers 5 4 3", "--layers is not for the walkthrough"),
        ("record walkthrough --out FILE --images 3", "--limit is not for the walkthrough"),
        ("record walkthrough --out FILE --mnist .", "--mnist is for mnist"),
        ("show RECORDING --step -1", "found -1"),
        ("show RECORDING --step 36", "found 36"),
        ("show RECORDING --step half", "'half'"),
        ("checkpoints RECORDING --out FILE", "walkthrough"),
        ("verify RECORDING --mnist .", "--mnist is for checkpoint series"),
        ("digest", "FILE"),
    ],
)
def test_bad_usage(refused, walkthrough, tmp_path, digits, words, said):
    names = {"FILE": tmp_path / "out.npz", "RECORDING": walkthrough}
    message = refused(*(names.get(word, word) for word in words.split()), status=2)
    assert said in message
    assert not list(tmp_path.iterdir())


def test_a_step_the_checkpoint_series_lacks(refused, call, tmp_path, digits):
    recorded, series = tmp_path / "m.npz", tmp_path / "f.npz"
    call("record", "mnist", "--out", recorded, "--layers", 784, 5, 10, "--images", 30)
    call("checkpoints", recorded, "--out", series)
    steps = set(CheckpointSeries.load(series).steps_shown.tolist())
    assert "no checkpoint" in refused("show", series, "--step", 10**9, status=2)
    missing = min(set(range(91)) - steps, default=91)
    assert f"after {missing} steps" in refused("show", series, "--step", missing, status=2)
    assert "found a checkpoint series" in refused(
        "checkpoints", series, "--out", tmp_path / "x", status=2
    )


# Trouble with the system: status 1, one line, nothing written


@pytest.mark.parametrize("command", ["digest", "show", "verify", "checkpoints", "plot"])
@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("missing", "found nothing"),
        ("folder", "not a file"),
        ("empty", "another kind"),
        ("truncated", "truncated"),
        ("foreign", "another kind"),
        ("foreign zip", "another .npz file"),
        ("pickle", "pickle"),
        ("future", "update Layerlight"),
        ("shape", "expected"),
    ],
)
def test_bad_files(refused, walkthrough, tmp_path, digits, command, kind, said):
    path = tmp_path / "bad.npz"
    data = walkthrough.read_bytes()
    if kind == "folder":
        path.mkdir()
    elif kind == "empty":
        path.touch()
    elif kind == "truncated":
        path.write_bytes(data[: len(data) // 2])
    elif kind == "foreign":
        path.write_text("step,cost\n0,0.25\n")
    elif kind == "foreign zip":
        np.savez(path, cost=np.zeros(3))
    elif kind in ("pickle", "future", "shape"):
        metadata, arrays = archive.read_archive(walkthrough, "recording")
        if kind == "future":
            metadata["format_version"] = 99
        if kind == "shape":
            arrays["cost"] = arrays["cost"][:-1]
        text = np.frombuffer(json.dumps(metadata).encode(), np.uint8)
        if kind == "pickle":
            arrays["cost"] = np.array([print], dtype=object)
        np.savez(path, allow_pickle=True, metadata=text, **arrays)
    before = set(tmp_path.rglob("*"))
    out = {"checkpoints": ["--out", tmp_path / "f.npz"], "plot": ["--out", tmp_path / "plots"]}
    message = refused(command, path, *out.get(command, []), status=1)
    assert said in message
    assert str(path) in message
    assert set(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("command", ["record walkthrough", "record mnist", "checkpoints RECORDING"])
def test_places_that_cannot_be_written(refused, walkthrough, tmp_path, digits, command):
    words = [walkthrough if word == "RECORDING" else word for word in command.split()]
    assert "no folder" in refused(*words, "--out", tmp_path / "none" / "x.npz", status=1)
    assert "found a folder" in refused(*words, "--out", tmp_path, status=1)
    file = tmp_path / "file"
    file.write_text("mine")
    assert "no folder" in refused(*words, "--out", file / "x.npz", status=1)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert file.read_text() == "mine"


def test_plots_cannot_be_written(refused, walkthrough, tmp_path):
    file = tmp_path / "file"
    file.write_text("mine")
    assert "cannot be written" in refused("plot", walkthrough, "--out", file, status=1)
    assert file.read_text() == "mine"


def test_mnist_missing(refused, tmp_path):
    out = tmp_path / "m.npz"
    message = refused("record", "mnist", "--out", out, "--mnist", tmp_path / "none", status=1)
    assert "found no folder" in message
    message = refused("record", "mnist", "--out", out, "--mnist", tmp_path, status=1)
    assert "the training images are missing" in message
    assert not list(tmp_path.iterdir())


# In a separate process


def test_traceback_only_if_asked_for(tmp_path):
    quiet = child("digest", tmp_path / "none.npz")
    assert (quiet.returncode, quiet.stdout) == (1, "")
    assert quiet.stderr.count("\n") == 1
    loud = child("digest", tmp_path / "none.npz", "--verbose")
    assert loud.returncode == 1
    assert "Traceback" in loud.stderr
    assert loud.stderr.endswith(quiet.stderr)


def test_help_is_for_every_command():
    assert child("--help").returncode == 0
    text = child("record", "--help").stdout
    for option in ("--layers", "--learning-rate", "--output-delta", "--mnist", "--limit"):
        assert option in text


@pytest.mark.parametrize("command", ["record", "checkpoints", "classify", "plot"])
def test_a_full_disk_leaves_the_old_file_and_no_half_one(tmp_path, walkthrough, command):
    """A limit on file size stands in for a full disk; to the program they are nearly the same."""
    out = tmp_path / "out"
    path = out / ("cost.png" if command == "plot" else "w.npz")
    out.mkdir()
    path.write_text("the old one")
    words = {
        "record": ["record", "walkthrough", "--out", path],
        "checkpoints": ["checkpoints", tmp_path / "m.npz", "--out", path],
        "classify": ["classify", DIGITS_FOLDER / "3.png", "--out", path],
        "plot": ["plot", walkthrough, "--out", out],
    }[command]
    code = "import sys; from network.cli.terminal import run; import network.__main__ as c;"
    if command == "checkpoints":
        rng = np.random.default_rng(1)
        data = [rng.integers(0, 256, (9, 784), dtype=np.uint8), np.arange(9, dtype=np.uint8)]
        data = Mnist(*data, *data)
        record_mnist(data, images=9, epochs=1, layer_sizes=(784, 5, 10)).save(tmp_path / "m.npz")
        code += "from network import Mnist; import numpy as n; z = n.zeros((9, 784), n.uint8);"
        code += "import network.cli.checkpoints as k;"
        code += "k.load_mnist = lambda _: Mnist(z, z[:, 0], z, z[:, 0]);"

    def small_files_only() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = subprocess.run(
        [sys.executable, "-c", code + "sys.exit(run(c.main, sys.argv[1:]))", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=small_files_only,
        env={**os.environ, "MPLCONFIGDIR": str(tmp_path / "mpl")},
    )
    assert done.returncode == 1, done.stderr
    assert done.stderr.startswith("Error: ")
    assert done.stderr.count("\n") == 1
    assert "larger than the system allows" in done.stderr
    assert list(out.iterdir()) == [path]
    assert path.read_text() == "the old one"


def test_a_reader_that_goes_away(walkthrough):
    reader, writer = os.pipe()
    os.close(reader)
    shown = subprocess.run(
        [sys.executable, "-m", "network", "show", walkthrough, "--step", "3"],
        cwd=ROOT,
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writer)
    assert (shown.returncode, shown.stderr) == (1, "")


def usual_signals() -> None:
    """Let a child heed signals that this process ignores if it runs in the background."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler if number == 2 else signal.SIG_DFL)


SLOWLY = """
import os, signal, sys
import network.storage.archive
from network.cli.terminal import run
import network.__main__ as command_line

def half(self, name, **options):
    with open(name, "wb") as file:
        file.write(b"half")
    os.kill(os.getpid(), int(sys.argv[1]))

if sys.argv[2] == "plot":
    import matplotlib.figure
    matplotlib.figure.Figure.savefig = half
write = network.storage.archive.write_whole
def slowly(path, _):
    def inner(file):
        file.write(b"half")
        file.flush()
        os.kill(os.getpid(), int(sys.argv[1]))
    write(path, inner)
network.storage.archive.write_whole = slowly
sys.exit(run(command_line.main, sys.argv[2:]))
"""


@pytest.mark.parametrize(
    ("stop", "status"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGKILL, -9)],
)
@pytest.mark.parametrize("command", ["record", "plot"])
def test_a_run_that_is_stopped_while_it_writes(call, tmp_path, walkthrough, command, stop, status):
    """SIGTERM and the like leave nothing; what SIGKILL leaves is deleted by the next run."""
    out = tmp_path / ("out.npz" if command == "record" else "cost.png")
    out.write_text("earlier")
    words = {
        "record": ["record", "walkthrough", "--epochs", "1", "--out", out],
        "plot": ["plot", walkthrough, "--out", tmp_path],
    }[command]
    done = subprocess.run(
        [sys.executable, "-c", SLOWLY, str(int(stop)), *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=usual_signals,
    )
    assert done.returncode == status, done.stderr
    assert out.read_text() == "earlier"
    hidden = [path for path in tmp_path.iterdir() if path != out]
    if stop == signal.SIGKILL:
        assert hidden
        assert call("record", "walkthrough", "--epochs", 1, "--out", tmp_path / "w.npz")[0] == 0
        assert not list(tmp_path.glob(".*"))
    else:
        assert not hidden
        assert done.stderr.strip() == "Error: interrupted; nothing was written"


def until(words: str, descriptor: int, seconds: float = 30) -> str:
    """Read from a terminal until its output matches the pattern ``words``."""
    text = ""
    end = time.monotonic() + seconds
    while not re.search(words, text) and time.monotonic() < end:
        try:
            text += os.read(descriptor, 4096).decode(errors="replace")
        except OSError:  # the terminal is closed
            break
    assert re.search(words, text), text
    return text


@pytest.mark.parametrize(
    ("kind", "stop", "status"),
    [
        ("walkthrough", signal.SIGINT, 130),
        ("walkthrough", signal.SIGTERM, 143),
        ("walkthrough", signal.SIGHUP, 129),
        ("mnist", signal.SIGINT, 130),
    ],
)
def test_an_interrupted_run_leaves_nothing(tmp_path, kind, stop, status):
    words = [kind, "--out", str(tmp_path / "out.npz"), "--epochs", "10000"]
    if kind == "mnist":
        if not os.environ.get("MNIST_DIR"):
            if os.environ.get("LAYERLIGHT_REQUIRE_MNIST") == "1":
                pytest.fail("MNIST_DIR names no folder with the MNIST files")
            pytest.skip("MNIST_DIR names no folder with the MNIST files")
        words = [kind, "--out", str(tmp_path / "out.npz"), "--epochs", "20", "--memory", "4G"]
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "network", "record", *words],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
        preexec_fn=usual_signals,
    )
    os.close(theirs)
    try:
        until(r" [1-9]%", ours)  # a few per cent of the run are done
        process.send_signal(stop)
        rest = until("nothing was written", ours)
        assert "Traceback" not in rest
        process.stdout.read()
        assert process.wait(timeout=30) == status
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        os.close(ours)
    assert not list(tmp_path.iterdir())
