"""The recordings that ship with the project, in assets/recordings/."""

from collections.abc import Callable
from typing import Any

from network.data.drawn_digits import load_drawn_digits, load_misread_digits
from network.errors import LayerlightError
from network.recordings.checkpoint_series import CheckpointSeries
from network.recordings.inference import Inference, classify_pictures
from network.recordings.network_recording import NetworkRecording
from network.recordings.pictures import DRAWING, FAILURE, picture_from_file
from network.recordings.recording import Recording
from network.studies.bias_study import BiasStudy
from network.system.assets import ASSETS, shipped_file

RECORDINGS_FOLDER = ASSETS / "recordings"
WALKTHROUGH_FILE = RECORDINGS_FOLDER / "walkthrough.npz"
CHECKPOINTS_FILE = RECORDINGS_FOLDER / "mnist_checkpoints.npz"
BIAS_STUDY_FILE = RECORDINGS_FOLDER / "bias_study.npz"
XOR_FILE = RECORDINGS_FOLDER / "xor.npz"
XOR_LINE_FILE = RECORDINGS_FOLDER / "xor_line.npz"


def load_walkthrough() -> Recording:
    """Return the shipped walkthrough, the result of ``record_walkthrough()``.

    Raises
    ------
    LayerlightError
        The file is missing or damaged; ``make walkthrough`` makes it again.
    """
    return Recording.load(shipped_file(WALKTHROUGH_FILE))


def load_checkpoint_series() -> CheckpointSeries:
    """Return the shipped checkpoint series.

    It is the result of ``make_checkpoint_series(record_mnist(), load_mnist())``.

    Raises
    ------
    LayerlightError
        The file is missing or damaged; ``make checkpoints`` makes it again.
    """
    return CheckpointSeries.load(shipped_file(CHECKPOINTS_FILE))


def load_bias_study() -> BiasStudy:
    """Return the shipped bias study, the result of ``record_bias_study()``.

    Raises
    ------
    LayerlightError
        The file is missing or damaged; ``make bias-study`` makes it again.
    """
    return BiasStudy.load(shipped_file(BIAS_STUDY_FILE))


def load_xor() -> NetworkRecording:
    """Return the shipped recording of XOR: 2-2-1, 2,000 steps.

    Raises
    ------
    LayerlightError
        The file is missing or damaged; ``make xor`` makes it again.
    """
    return NetworkRecording.load(shipped_file(XOR_FILE))


def load_xor_line() -> NetworkRecording:
    """Return the shipped recording of XOR without a hidden layer: 2-1, 600 steps.

    Raises
    ------
    LayerlightError
        The file is missing or damaged; ``make xor`` makes it again.
    """
    return NetworkRecording.load(shipped_file(XOR_LINE_FILE))


def load_inference() -> Inference:
    """Return what the shipped MNIST network computes from two drawn digits.

    It is computed on demand; the network gets the first digit right and the second wrong.

    Raises
    ------
    LayerlightError
        The checkpoint series or a drawing is missing or damaged.
    """
    return classify_pictures(
        [picture_from_file(path) for path in (DRAWING, FAILURE)], load_checkpoint_series()
    )


def load_shipped(name: str) -> Any:
    """Return a shipped recording by its file name, with or without the suffix.

    Raises
    ------
    LayerlightError
        No recording has that name, or its file is missing or damaged.
    """
    loaders: dict[str, Callable[[], Any]] = {
        "walkthrough": load_walkthrough,
        "mnist_checkpoints": load_checkpoint_series,
        "drawn_digits": load_drawn_digits,
        "misread_digits": load_misread_digits,
        "bias_study": load_bias_study,
        "inference": load_inference,
        "xor": load_xor,
        "xor_line": load_xor_line,
    }
    stem = name.removesuffix(".npz")
    if stem not in loaders:
        raise LayerlightError(f"no recording called {name!r} ships; there are {sorted(loaders)}")
    return loaders[stem]()
