"""The estimate of memory is compared with what a run really takes."""

import tracemalloc

import numpy as np
import pytest

from network import Mnist, UsageError, make_checkpoint_series, record_mnist, record_walkthrough
from network.recordings import checkpoint_series as series_room
from network.recordings import memory
from network.studies import mnist_run, walkthrough

LEAST, MOST = 0.85, 1.6
"""Bounds of the estimate for the arrays, as multiples of their measured peak."""


@pytest.fixture(scope="module")
def digits():
    """Return a small data set with MNIST's share of black pixels."""
    rng = np.random.default_rng(2)
    images = rng.integers(1, 256, (200, 784), dtype=np.uint8)
    images[rng.random(images.shape) < 0.81] = 0
    labels = np.arange(200, dtype=np.uint8) % 10
    return Mnist(images, labels, images, labels)


@pytest.fixture
def estimated(monkeypatch):
    """Return the list that collects the estimates."""
    seen = []
    for room in (mnist_run, walkthrough, series_room):
        monkeypatch.setattr(room, "check_memory", lambda needed, *_: seen.append(needed))
    return seen


def peak_of(work):
    """Run a function; return its peak memory and its result."""
    tracemalloc.start()
    try:
        done = work()
        return tracemalloc.get_traced_memory()[1], done
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "options",
    [
        {"layer_sizes": (784, 400, 10), "images": 20, "epochs": 1},
        {"layer_sizes": (784, 60, 30, 10), "images": 200, "epochs": 2},
        {"layer_sizes": (784, 20, 10), "images": 200, "epochs": 10},
    ],
    ids=lambda options: "-".join(map(str, options["layer_sizes"])),
)
def test_of_a_recording(digits, estimated, options):
    peak, _ = peak_of(lambda: record_mnist(digits, **options))
    fixed = memory._BASE + memory._MNIST
    assert LEAST < (estimated[0] - fixed) / peak < MOST


def test_of_a_walkthrough(estimated):
    peak, _ = peak_of(lambda: record_walkthrough(epochs=150))
    assert LEAST < (estimated[0] - memory._BASE) / peak < MOST


def test_of_a_checkpoint_series(digits, estimated, monkeypatch):
    recording = record_mnist(digits, layer_sizes=(784, 100, 10), images=20, epochs=1)
    held = sum(array.nbytes for array in recording.arrays.values())
    monkeypatch.setattr(memory, "_TESTED", len(digits.test_images))
    # So short a run has fewer frames.
    monkeypatch.setattr(memory, "_CHECKPOINTS", len(series_room.checkpoint_schedule(20, 20)))
    peak, _ = peak_of(lambda: make_checkpoint_series(recording, digits))
    fixed = memory._BASE + memory._MNIST + held
    assert LEAST < (estimated[1] - fixed) / peak < MOST


def test_what_comes_along_is_allowed():
    usual = {"kind": "mnist", "layer_sizes": (784, 20, 10), "images": 60_000, "epochs": 3}
    needed = memory.recording_memory({**usual, "image_shape": [28, 28]}, 173)
    assert 500 * 2**20 < needed < memory.MEMORY_LIMIT  # 524 MiB were measured


def test_what_is_too_much_is_refused_before_it_is_taken(digits):
    def refused():
        with pytest.raises(UsageError, match=r"about 7\.\d+ GiB of memory, .*--memory 8G"):
            record_mnist(digits, layer_sizes=(784, 20_000, 10), images=10)

    assert peak_of(refused)[0] < 2**20
