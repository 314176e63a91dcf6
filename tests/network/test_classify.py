"""python -m network classify, and the other commands on its recordings."""

import re
import shutil

import numpy as np
import pytest
from PIL import Image

import network.__main__ as command_line
from network import (
    Inference,
    Mnist,
    load_checkpoint_series,
    load_inference,
    load_walkthrough,
)
from network.cli.print_inference import characters
from network.cli.terminal import run
from network.recordings.pictures import DRAWING, FAILURE

SCORE = re.compile(r"^ *(\d) +(0\.\d{4}|1\.0000)", re.MULTILINE)


@pytest.fixture
def call(capsys):
    """Return a function that runs a command line and returns its status, output and errors."""

    def run_it(*arguments) -> tuple[int, str, str]:
        status = run(command_line.main, [str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run_it


def test_a_picture_is_shown_with_its_scores_and_the_answer(call):
    status, out, err = call("classify", DRAWING)
    assert (status, err) == (0, "")
    inference = load_inference()
    scores = dict(SCORE.findall(out))
    expected = {str(k): f"{o:.4f}" for k, o in enumerate(inference.activations[-1][0])}
    assert scores == expected
    assert "answer 3, runner-up 5; label 3: right" in out
    drawn = out.splitlines()[1:29]
    for row, line in zip(inference.images[0], drawn, strict=True):
        assert [c != " " for c in f"{line:56}"[::2]] == (row > 14).tolist()


def test_several_pictures_are_read_and_kept(call, tmp_path):
    status, out, _ = call("classify", DRAWING, FAILURE, "--out", tmp_path / "x.npz")
    assert status == 0
    assert "label 1: wrong" in out
    assert Inference.load(tmp_path / "x.npz").digest() == load_inference().digest()
    _, shown, _ = call("show", tmp_path / "x.npz")
    assert shown.strip() in out
    assert call("digest", tmp_path / "x.npz")[1].strip() == load_inference().digest()
    assert "bit for bit" in call("verify", tmp_path / "x.npz")[1]


def test_a_picture_from_elsewhere_is_prepared(call, tmp_path):
    with Image.open(DRAWING) as image:
        large = image.resize((280, 280), Image.Resampling.BICUBIC)
    Image.fromarray(255 - np.asarray(large)).save(tmp_path / "[bold]mine\x1b.png")
    status, out, _ = call("classify", tmp_path / "[bold]mine\x1b.png")
    assert status == 0
    first = out.splitlines()[0]
    assert first == "[bold]mine\N{REPLACEMENT CHARACTER}.png: inverted, cropped, scaled, centred"
    assert "answer 3" in out
    assert "label" not in out


def test_test_images_of_mnist_are_read(call, monkeypatch):
    images = np.array([load_inference().images[1].ravel()] * 2, np.uint8)
    labels = np.array([7, 9], np.uint8)
    data = Mnist(images, labels, images, labels)
    monkeypatch.setattr("network.cli.classify.load_mnist", lambda folder: data)
    status, out, _ = call("classify", "--mnist-index", 1, "--mnist-index", 0, DRAWING)
    assert status == 0
    assert out.count("answer ") == 3
    assert "MNIST test image 1" in out
    assert "answer 9, runner-up 7; label 9: right" in out
    assert "label 7: wrong" in out
    assert call("classify", "--mnist-index", 2)[0] == 2


def test_the_networks_file_may_be_named(call, tmp_path):
    series = load_checkpoint_series()
    series.save(tmp_path / "series.npz")
    for option in ("--checkpoints", "--recording", "--film"):
        assert call("classify", DRAWING, option, tmp_path / "series.npz")[0] == 0
    load_walkthrough().save(tmp_path / "small.npz")
    status, out, _ = call("classify", DRAWING, "--checkpoints", tmp_path / "small.npz")
    assert (status, "runner-up" in out, "class " in out) == (0, True, False)


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ([], 2, "name a picture"),
        (["nothing.png"], 1, "nothing.png: expected a picture, found nothing"),
        ([DRAWING, "--mnist", "folder"], 2, "--mnist is for --mnist-index"),
        (["--mnist-index", "x"], 2, "--mnist-index"),
        ([DRAWING, "--checkpoints", "nothing.npz"], 1, "nothing.npz"),
        ([DRAWING, "--checkpoints", "inference.npz"], 2, "found an inference recording"),
        ([DRAWING, "--out", "no/where.npz"], 1, "there is no folder"),
        (["text.png"], 1, "text.png: expected a PNG or JPEG picture, found something else"),
    ],
)
def test_what_goes_wrong_is_said_in_one_line(arguments, status, said, call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.png").write_text("no picture")
    load_inference().save(tmp_path / "inference.npz")
    found, out, err = call("classify", *arguments)
    assert (found, out) == (status, "")
    assert err.startswith("Error: ")
    assert err.count("\n") == 1
    assert said in err


@pytest.mark.parametrize("command", ["checkpoints", "plot"])
def test_other_commands_say_what_it_is(command, call, tmp_path):
    load_inference().save(tmp_path / "x.npz")
    status, _, err = call(command, tmp_path / "x.npz", "--out", tmp_path / "out")
    assert status == 2
    assert "inference recording" in err
    assert call("show", tmp_path / "x.npz", "--step", 0)[0] == 2
    assert not (tmp_path / "out").exists()


def test_a_name_outside_the_folder_has_no_label(call, tmp_path):
    shutil.copy(DRAWING, tmp_path / "3.png")
    _, out, _ = call("classify", tmp_path / "3.png")
    assert "label" not in out


def test_characters_are_brighter_where_the_image_is():
    ramp = np.arange(256, dtype=np.uint8).reshape(1, -1)
    (line,) = characters(ramp)
    shades = f"{line:512}"[::2]
    assert shades[0] == " "
    assert [" .:-=+*#%@".index(c) for c in shades] == sorted(" .:-=+*#%@".index(c) for c in shades)
    assert shades[255] == "@"
