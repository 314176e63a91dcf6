"""Training on MNIST, and the shipped checkpoint series, checked with the real data."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from network import (
    CheckpointSeries,
    LayerlightError,
    Mnist,
    Network,
    Recording,
    UsageError,
    first_difference,
    load_checkpoint_series,
    make_checkpoint_series,
    record_mnist,
)
from network.recordings.checkpoint_series import (
    checkpoint_schedule,
    confusion_matrices,
    series_schedule,
)
from network.studies.shipped import CHECKPOINTS_FILE

SNAPSHOT = Path(__file__).parent / "snapshots" / "mnist_epochs.txt"


@pytest.fixture(scope="module")
def small_data():
    """Return random images a little like digits: mostly black, each class with its own spot."""
    stream = np.random.RandomState(0)
    labels = np.arange(200, dtype=np.uint8) % 10
    images = stream.randint(0, 256, (200, 784)) * (stream.uniform(size=(200, 784)) < 0.1)
    for image, label in zip(images, labels, strict=True):
        image[int(label) * 70 : int(label) * 70 + 30] = 255
    images = images.astype(np.uint8)
    return Mnist(images, labels, images[:100], labels[:100])


def sha256(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def epoch_lines(recording):
    lines = [f"recording {recording.digest()}"]
    size = len(recording.images)
    for epoch, accuracy in enumerate(recording.epoch_accuracy.tolist()):
        part = slice(epoch * size, (epoch + 1) * size)
        lines.append(f"epoch {epoch + 1} accuracy {accuracy!r}")
        for n in (0, 1):
            for name, array in (
                ("z", recording.z[n][part]),
                ("activations", recording.activations[n + 1][part]),
                ("deltas", recording.deltas[n][part]),
                ("weights", recording.weights_at(part.stop)[n]),
                ("biases", recording.biases_at(part.stop)[n]),
            ):
                lines.append(f"epoch {epoch + 1} {name} of layer {n}: {sha256(array)}")
    return lines


def test_the_epochs_are_the_snapshot(mnist_recording, update_snapshots):
    found = epoch_lines(mnist_recording)
    if update_snapshots:
        SNAPSHOT.write_text("\n".join(found) + "\n", encoding="utf-8")
    expected = SNAPSHOT.read_text(encoding="utf-8").splitlines()
    for old, new in zip(expected[1:], found[1:], strict=True):
        assert new == old, "(meant? pytest --update-snapshots)"
    assert found[0] == expected[0]


def test_over_93_percent_in_the_third_epoch(mnist_recording):
    assert mnist_recording.steps == 180_000
    assert mnist_recording.epoch_accuracy[2] > 0.93
    assert np.all(np.diff(mnist_recording.epoch_accuracy) > 0)
    by_hand = mnist_recording.predictions[120_000:] == mnist_recording.labels[120_000:]
    assert mnist_recording.epoch_accuracy[2] == by_hand.mean()


def test_inputs_and_labels_are_mnist_in_file_order(mnist_recording, mnist_data):
    x = mnist_recording.activations[0]
    assert x.shape == (180_000, 784)
    for step in (0, 59_999, 60_000, 123_456):
        np.testing.assert_array_equal(x[step], mnist_data.train_images[step % 60_000] / 255)
        assert mnist_recording.labels[step] == mnist_data.train_labels[step % 60_000]
    np.testing.assert_array_equal(x[5:8, 400], [x[5][400], x[6][400], x[7][400]])


def test_replaying_meets_the_next_weights_kept(mnist_recording):
    """Discard stored weights, replay from the ones before, and get the same bits."""
    kept = mnist_recording.checkpoint_steps.tolist()
    left = [0, *(n for n in range(1, len(kept) - 1) if kept[n] % 20_000 == 0), len(kept) - 1]
    arrays = dict(mnist_recording.arrays)
    for name in ("checkpoint_steps", "weights_0", "weights_1", "biases_0", "biases_1"):
        arrays[name] = arrays[name][left]
    sparse = Recording(mnist_recording.metadata, arrays)
    for step in (kept[5], 9_999, 77_500, 119_999, 172_345):
        for name in ("weights_at", "biases_at"):
            pairs = zip(
                getattr(sparse, name)(step), getattr(mnist_recording, name)(step), strict=True
            )
            for found, expected in pairs:
                np.testing.assert_array_equal(found, expected)


def test_the_shipped_checkpoint_series_is_what_training_gives(mnist_recording, mnist_data):
    series, shipped = make_checkpoint_series(mnist_recording, mnist_data), load_checkpoint_series()
    difference = first_difference(expected=series, found=shipped)
    assert difference is None, f"make series makes it again; {difference}"
    assert shipped.digest() == series.digest()
    assert shipped.metadata["recording_digest"] == mnist_recording.digest()


def test_the_shipped_checkpoint_series():
    series = load_checkpoint_series()
    assert CHECKPOINTS_FILE.stat().st_size <= 7_000_000
    assert series.layer_sizes == (784, 20, 10)
    steps = series.steps_shown.tolist()
    assert 90 <= len(steps) <= 110
    assert {0, 60_000, 120_000, 180_000} <= set(steps)
    assert sum(step <= 2000 for step in steps) >= 20  # dense where change is fast
    assert series.weights[0].shape == (len(steps), 20, 784)
    assert series.weights[0].dtype == np.float32
    assert np.all(series.confusion.sum(axis=(1, 2)) == 10_000)
    assert series.test_accuracy[0] < 0.2
    assert series.test_accuracy[-1] > 0.92
    assert series.epoch_accuracy[-1] > 0.93
    assert not any("image" in name for name in series.arrays)


def test_the_checkpoint_series_reads_the_test_images_as_it_says(mnist_data):
    """Recomputed by float64 matrix products of the rounded weights, all but a few answers agree."""
    series, x = load_checkpoint_series(), mnist_data.test_images / 255
    for frame in (0, 50, -1):
        for weights, biases in zip(series.weights, series.biases, strict=True):
            x_next = 1 / (1 + np.exp(-(x @ weights[frame].T + biases[frame])))
            x = x_next
        answers, x = np.argmax(x, axis=1), mnist_data.test_images / 255
        accuracy = np.mean(answers == mnist_data.test_labels)
        assert series.test_accuracy[frame] == pytest.approx(accuracy, abs=3e-4)


def test_the_change_alone_reads_most_test_images(mnist_data):
    """Recomputed by matrix products of what training added; the start is left out."""
    series, x = load_checkpoint_series(), mnist_data.test_images / 255
    for weights, biases in zip(series.weights, series.biases, strict=True):
        w, b = (np.float64(each[-1]) - each[0] for each in (weights, biases))
        x = 1 / (1 + np.exp(-(x @ w.T + b)))
    right = np.count_nonzero(np.argmax(x, axis=1) == mnist_data.test_labels)
    assert series.change_alone_right == pytest.approx(right, abs=3)
    assert series.change_alone_percent == series.change_alone_right / 100
    assert series.test_right[0] < series.change_alone_right < series.test_right[-1]


def test_a_count_of_more_images_than_there_are_is_refused(small_data, tmp_path):
    series = make_checkpoint_series(record_mnist(small_data, images=20, epochs=1), small_data)
    for count in (-1, len(small_data.test_labels) + 1):
        arrays = series.arrays | {"change_alone_right": np.array([count])}
        CheckpointSeries(series.metadata, arrays).save(tmp_path / "series.npz")
        with pytest.raises(LayerlightError, match="change_alone_right: expected 0 to"):
            CheckpointSeries.load(tmp_path / "series.npz")


def test_a_series_may_lack_what_the_change_alone_reads(small_data):
    series = make_checkpoint_series(record_mnist(small_data, images=20, epochs=1), small_data)
    arrays = {name: array for name, array in series.arrays.items() if "alone" not in name}
    older = CheckpointSeries(series.metadata, arrays)
    assert older.change_alone_right is None
    assert older.change_alone_percent is None


@pytest.mark.parametrize("hidden", [(), (20,), (7, 6), (1,)])
def test_batched_answers_are_the_networks_own(small_data, hidden):
    recording = record_mnist(
        small_data, layer_sizes=(784, *hidden, 10), images=200, epochs=1, learning_rate=0.3
    )
    steps = checkpoint_schedule(200, 200)
    tables = [recording.augmented_weights_at(step) for step in steps]
    found, ties = confusion_matrices(tables, small_data.test_images, small_data.test_labels)
    assert ties.tolist() == [0] * len(steps)
    assert found.shape == (len(steps), 10, 10)
    network = Network(recording.layer_sizes)
    for frame in (0, 7, len(steps) - 1):
        for table, mine in zip(tables[frame], network.augmented_weights, strict=True):
            mine[:] = table
        expected = np.zeros((10, 10), int)
        for image, label in zip(small_data.test_images, small_data.test_labels, strict=True):
            expected[label, np.argmax(network.forward(image / 255)[-1])] += 1
        np.testing.assert_array_equal(found[frame], expected)


def test_training_on_some_images(small_data):
    seen = []
    recording = record_mnist(
        small_data, images=150, epochs=4, learning_rate=0.2, progress=seen.append
    )
    assert recording.steps == 600
    assert recording.epoch.tolist() == [n // 150 + 1 for n in range(600)]
    assert recording.epoch_accuracy[-1] > recording.epoch_accuracy[0]
    last = [one for one in seen if one.step % 150 == 0]
    assert [one.accuracy for one in last] == recording.epoch_accuracy.tolist()
    assert (last[-1].step, last[-1].steps, last[-1].epoch, last[-1].epochs) == (600, 600, 4, 4)


def test_checkpoint_series_steps():
    assert checkpoint_schedule(180_000, 60_000)[:6] == [0, 1, 5, 11, 23, 40]
    assert checkpoint_schedule(2, 1) == [0, 1, 2]
    assert series_schedule(180_000, 60_000)[:8] == [0, 1, 2, 3, 4, 5, 11, 23]
    assert series_schedule(2, 1) == [0, 1, 2]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"layer_sizes": (5, 4, 3)}, "MNIST needs 784 inputs and 10 outputs, found 5 and 3"),
        ({"images": 0}, "images: expected a whole number from 1 to 60,000, found 0"),
        ({"images": 60_001}, "found 60001"),
        ({"epochs": -1}, "the number of epochs: expected"),
        ({"epochs": 100_000}, "takes about .* GiB of memory, more than the 1 GiB allowed"),
        ({"layer_sizes": (784, 1000, 10)}, "takes about .* GiB .*--memory"),
    ],
)
def test_nonsense_is_refused(small_data, arguments, message):
    with pytest.raises(UsageError, match=message):
        record_mnist(small_data, **arguments)


def test_a_checkpoint_series_needs_a_recording_of_mnist(
    small_data, walkthrough_recording, tmp_path
):
    with pytest.raises(UsageError, match="recording of MNIST, found one of kind 'walkthrough'"):
        make_checkpoint_series(walkthrough_recording, small_data)
    path = tmp_path / "series.npz"
    record_mnist(small_data, images=20, epochs=1).save(path)
    with pytest.raises(LayerlightError, match="kind: expected film, found 'mnist'"):
        CheckpointSeries.load(path)


def test_a_checkpoint_series_keeps_its_content_in_a_file(small_data, tmp_path):
    series = make_checkpoint_series(record_mnist(small_data, images=20, epochs=2), small_data)
    series.save(tmp_path / "series.npz")
    assert CheckpointSeries.load(tmp_path / "series.npz").digest() == series.digest()
