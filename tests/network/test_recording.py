"""Recordings: exact weights at every step, read-only arrays, valid and invalid files."""

import contextlib
import io
import json
import os
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from network import LayerlightError, Network, Recording, UsageError, record_walkthrough
from network.recordings.training import train_and_record
from network.storage import archive

IMAGES = np.random.RandomState(0).choice([0, 0, 51, 128, 255], (7, 3, 4)).astype(np.uint8)
LABELS = np.arange(7, dtype=np.uint8) % 3


def record(sizes=(12, 5, 3), epochs=9, every=20, output_delta="difference"):
    metadata = {"kind": "mnist", "pixels": None, "classes": list(range(sizes[-1]))}
    network = Network(sizes, seed=4, learning_rate=0.7, output_delta=output_delta)
    return train_and_record(
        network,
        IMAGES,
        LABELS % sizes[-1],
        metadata=metadata,
        epochs=epochs,
        checkpoint_steps=range(0, epochs * len(IMAGES), every),
    )


@pytest.fixture(scope="module")
def recordings():
    shapes = [(12, 5, 3), (12, 3), (12, 4, 6, 2), (12, 1, 3), (12, 1)]
    rules = ["difference", "mse"]
    return [record(sizes=shape, output_delta=rule) for shape in shapes for rule in rules]


@pytest.fixture(scope="module")
def recording():
    return record()


@pytest.fixture(scope="module")
def saved(recording, tmp_path_factory):
    path = tmp_path_factory.mktemp("saved") / "recording.npz"
    recording.save(path)
    return path.read_bytes()


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_weights_at_are_those_of_training_that_stops_there(recordings, data):
    recording = data.draw(st.sampled_from(recordings))
    stop = data.draw(st.integers(0, recording.steps))
    metadata = recording.metadata
    network = Network(
        recording.layer_sizes,
        seed=metadata["seed"],
        learning_rate=metadata["learning_rate"],
        output_delta=metadata["output_delta"],
    )
    for step in range(stop):
        one = network.step(recording.activations[0][step], recording.targets[step])
    if stop:
        for n, delta in enumerate(one.deltas):
            np.testing.assert_array_equal(delta, recording.deltas[n][stop - 1])
            np.testing.assert_array_equal(one.z[n], recording.z[n][stop - 1])
            update = recording.weight_updates_at(stop - 1)[n]
            np.testing.assert_array_equal(one.weight_updates[n], update)
            update = recording.bias_updates_at(stop - 1)[n]
            np.testing.assert_array_equal(one.bias_updates[n], update)
    for found, expected in zip(recording.weights_at(stop), network.weights, strict=True):
        np.testing.assert_array_equal(found, expected)
    for found, expected in zip(recording.biases_at(stop), network.biases, strict=True):
        np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("step", [-1, 64, 1.5, "3", None, True])
def test_steps_that_are_not_there(recording, step):
    for call in (recording.weights_at, recording.biases_at):
        with pytest.raises(UsageError, match="the step: expected a whole number from 0 to 63"):
            call(step)
    for call in (recording.weight_updates_at, recording.bias_updates_at):
        with pytest.raises(UsageError, match="the step: expected a whole number from 0 to 62"):
            call(63 if step == 64 else step)


def test_arrays_are_read_only(recording, walkthrough_recording):
    for one in (recording, walkthrough_recording):
        arrays = [*one.arrays.values(), *one.z, *one.deltas, *one.activations[1:], one.cost]
        arrays += [one.labels, one.targets, one.predictions, one.epoch, one.image_index]
        arrays += [*one.weights_at(3), *one.biases_at(3), *one.weight_updates_at(3), one.images]
        for array in arrays:
            assert not array.flags.writeable
    assert not walkthrough_recording.activations[0].flags.writeable


def test_a_file_gives_back_every_bit(recordings, walkthrough_recording, tmp_path):
    for one in [*recordings, walkthrough_recording]:
        path = tmp_path / "one.npz"
        one.save(path)
        back = Recording.load(path)
        assert back.digest() == one.digest()
        assert back.metadata == one.metadata
        for name, array in one.arrays.items():
            np.testing.assert_array_equal(back.arrays[name], array)
            assert not back.arrays[name].flags.writeable
        np.testing.assert_array_equal(back.weights_at(7)[0], one.weights_at(7)[0])


def test_numpy_can_read_the_file(recording, saved, tmp_path):
    path = tmp_path / "one.npz"
    path.write_bytes(saved)
    with np.load(path, allow_pickle=False) as arrays:
        np.testing.assert_array_equal(arrays["z_0"], recording.z[0])
        assert json.loads(arrays["metadata"].tobytes())["seed"] == 4


def test_arrays_in_the_order_of_fortran_are_read(recording, tmp_path):
    path, arrays = tmp_path / "one.npz", dict(recording.arrays)
    arrays["weights_0"] = np.asfortranarray(arrays["weights_0"])
    arrays["z_0"] = np.asfortranarray(arrays["z_0"])
    text = np.frombuffer(json.dumps(recording.metadata).encode(), np.uint8)
    np.savez(path, metadata=text, **arrays)
    with zipfile.ZipFile(path) as archived:
        assert b"'fortran_order': True" in archived.read("weights_0.npy")[:128]
    back = Recording.load(path)
    assert back.digest() == recording.digest()
    assert back.arrays["weights_0"].flags.c_contiguous


def test_equal_content_gives_equal_bytes(recording, saved, tmp_path):
    recording.save(tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == saved


def test_the_digest_sees_every_array_and_the_metadata(recording):
    digests = {recording.digest()}
    for name, array in recording.arrays.items():
        changed = array.copy()
        bits = changed.reshape(-1).view(np.uint8)
        bits[-1 if array.dtype == np.uint8 else -8] ^= 1  # the last bit of one value
        digests.add(archive.digest(recording.metadata, recording.arrays | {name: changed}))
    digests.add(archive.digest(recording.metadata | {"seed": 5}, recording.arrays))
    assert len(digests) == len(recording.arrays) + 2


# Invalid files


def refused(path: Path, pattern: str) -> None:
    with pytest.raises(LayerlightError, match=pattern) as caught:
        Recording.load(path)
    message = str(caught.value)
    assert "\n" not in message
    assert str(path) in message


@pytest.fixture
def rewritten(recording, tmp_path):
    """Return a function that saves the recording with changes and returns the path."""

    def write(metadata=(), **arrays):
        kept = {n: a for n, a in (recording.arrays | arrays).items() if a is not None}
        path = tmp_path / "changed.npz"
        archive.write_archive(path, recording.metadata | dict(metadata), kept)
        return path

    return write


def test_missing_foreign_and_strange_files(tmp_path):
    refused(tmp_path / "none.npz", "expected a recording, found nothing; check the path")
    refused(tmp_path, "found something that is not a file")
    for name, content in {"empty": b"", "text": b"hello\n", "png": b"\x89PNG\r\n\x1a\n"}.items():
        path = tmp_path / name
        path.write_bytes(content)
        refused(path, "truncated or damaged file, or one of another kind")
    np.savez(tmp_path / "foreign.npz", a=np.ones(3))
    refused(tmp_path / "foreign.npz", "found another .npz file")
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    refused(fifo, "not a file")


def test_truncated_files(saved, tmp_path):
    path = tmp_path / "cut.npz"
    for size in (1, 100, len(saved) // 2, len(saved) - 1):
        path.write_bytes(saved[:size])
        refused(path, "truncated or damaged file, or one of another kind")


@given(place=st.floats(0, 1, exclude_max=True), value=st.integers(1, 255), cut=st.booleans())
@settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
def test_a_damaged_file_is_refused_or_the_same(recording, saved, tmp_path, place, value, cut):
    damaged = bytearray(saved)
    index = int(place * len(damaged))
    if cut:
        del damaged[index]
    else:
        damaged[index] ^= value
    path = tmp_path / "damaged.npz"
    path.write_bytes(damaged)
    with contextlib.suppress(LayerlightError):
        assert Recording.load(path).digest() == recording.digest()


def test_other_versions(rewritten):
    refused(rewritten({"format_version": 3}), "found 3; update")
    refused(rewritten({"format_version": 0}), "found 0; record it again")
    refused(rewritten({"format_version": None}), "found None; record it again")


@pytest.mark.parametrize(
    ("metadata", "pattern"),
    [
        ({"layer_sizes": [12, 6, 3]}, r"z_0: expected float64 \(63, 6\), found float64 \(63, 5\)"),
        ({"layer_sizes": [12]}, "two layers or more"),
        ({"layer_sizes": [10**9, 3]}, "layer's size"),
        ({"layer_sizes": "12 5 3"}, "not a valid recording"),
        ({"epochs": 10}, r"cost: expected float64 \(70,\), found float64 \(63,\)"),
        ({"epochs": -9}, "epochs: expected"),
        ({"images": 10**30}, "images: expected"),
        ({"image_shape": [12]}, "do not fit"),
        ({"image_shape": [4, 4]}, "expected 12 inputs, as the layers say, found 16"),
        ({"pixels": [[0, 0]]}, "expected 12 inputs"),
        ({"pixels": [[9, 0]] * 12}, "a pixel's row"),
        ({"classes": [0, 1, 1]}, "do not fit"),
        ({"classes": [0, 1, 7]}, "image_labels: expected only the classes"),
        ({"learning_rate": -1}, "the learning rate"),
        ({"output_delta": "other"}, "output_delta: found 'other'"),
        ({"kind": "film"}, "kind: expected walkthrough or mnist, found 'film'"),
        ({"kind": ["mnist"]}, "kind: expected"),
        ({"kind": "walkthrough"}, "it has no 'products_0'"),
    ],
)
def test_metadata_that_do_not_fit(rewritten, metadata, pattern):
    refused(rewritten(metadata), pattern)


def test_arrays_that_do_not_fit(recording, rewritten):
    refused(rewritten(z_1=None), "it has no 'z_1'")
    refused(rewritten(extra=np.ones(3)), "unknown array 'extra'")
    refused(rewritten(z_0=recording.z[0].astype(np.float32)), "z_0: expected float64")
    refused(rewritten(z_0=recording.z[0].T), r"expected float64 \(63, 5\), found float64 \(5, 63\)")
    refused(rewritten(z_0=recording.z[0] * np.nan), "z_0: expected finite numbers")
    refused(rewritten(cost=np.float64(1.0)), "cost: expected float64")
    steps = recording.checkpoint_steps
    refused(
        rewritten(checkpoint_steps=steps[::-1]),
        "checkpoint_steps: expected numbers that rise from 0",
    )
    refused(
        rewritten(checkpoint_steps=steps + 1), "checkpoint_steps: expected numbers that rise from 0"
    )


def test_metadata_that_are_no_json(tmp_path):
    nan = b'{"format_version": 1, "seed": NaN}'
    for content in (b"[1]", b"{", b"\xff\xfe", b"[" * 100_000, nan):
        np.savez(tmp_path / "one.npz", metadata=np.frombuffer(content, np.uint8))
        refused(tmp_path / "one.npz", "the metadata cannot be read")


@pytest.mark.parametrize(
    "header",
    [
        b"{'descr': (",
        b"{'descr': (), 'fortran_order': False, 'shape': ()}",
        b"{1: 2, 'a': 3}",
        b"[" * 3000,
        b"\xff",
        b"",
    ],
)
def test_headers_that_numpy_cannot_take(header, saved, tmp_path):
    path = tmp_path / "header.npz"
    path.write_bytes(saved)
    with zipfile.ZipFile(path, "a") as file:
        size = len(header).to_bytes(2, "little")
        file.writestr("strange.npy", b"\x93NUMPY\x01\x00" + size + header)
    refused(path, "strange.npy cannot be read")


def test_names_that_are_no_text(saved, tmp_path):
    path = tmp_path / "name.npz"
    path.write_bytes(saved)
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("é.npy", b"")
    path.write_bytes(path.read_bytes().replace("é.npy".encode(), b"\xff\xff.npy"))
    refused(path, "truncated or damaged file, or one of another kind")


class Trap:
    """Unpickling one creates a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def test_pickles_are_never_opened(saved, tmp_path):
    sprung = tmp_path / "sprung"
    path = tmp_path / "trap.npz"
    path.write_bytes(saved)
    buffer = io.BytesIO()
    np.save(buffer, np.array([Trap(sprung)], dtype=object), allow_pickle=True)
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("trap.npy", buffer.getvalue())
    refused(path, "pickled objects, which are never opened")
    path.write_bytes(pickle.dumps(Trap(sprung)))
    refused(path, "one of another kind")
    assert not sprung.exists()


def test_files_that_would_unpack_to_more_than_their_size(recording, saved, tmp_path):
    path = tmp_path / "bomb.npz"
    np.savez_compressed(path, metadata=np.zeros(10**6, np.uint8))
    refused(path, "never compressed")
    # Two directory entries for the same bytes.
    path.write_bytes(saved)
    with zipfile.ZipFile(path, "a") as file:
        largest = max(file.filelist, key=lambda member: member.file_size)
        file.filelist += [largest] * 50
        file._didModify = True
    refused(path, "declares .* bytes of content but has")
    # An array whose header claims more data than there is.
    buffer = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        buffer, {"descr": "<f8", "fortran_order": False, "shape": (10**12,)}
    )
    path.write_bytes(saved)
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("huge.npy", buffer.getvalue())
    refused(path, "does not fit")


# Places that cannot be written to


def test_a_folder_that_may_not_be_searched(recording, tmp_path, monkeypatch):
    def denied(self):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "is_dir", denied)  # to whom nothing is forbidden, such as root
    with pytest.raises(LayerlightError, match="cannot be written: permission denied; "):
        recording.save(tmp_path / "one.npz")


def test_places_that_cannot_be_written(recording, tmp_path):
    for path, pattern in {
        tmp_path / "none" / "one.npz": "there is no folder .*; create it first",
        tmp_path: "expected a file, found a folder",
        Path("/proc/one.npz"): "written|writable",
    }.items():
        with pytest.raises(LayerlightError, match=pattern):
            recording.save(path)


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_no_half_file_is_left(recording, tmp_path, monkeypatch, failure):
    path = tmp_path / "one.npz"
    path.write_bytes(b"what was there before")
    write, written = np.lib.format.write_array, []

    def fail_later(*arguments, **options):
        if len(written) == 3:
            raise failure
        written.append(write(*arguments, **options))

    monkeypatch.setattr(np.lib.format, "write_array", fail_later)
    expected = LayerlightError if isinstance(failure, OSError) else KeyboardInterrupt
    with pytest.raises(expected):
        recording.save(path)
    assert len(written) == 3
    assert path.read_bytes() == b"what was there before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_run_that_diverges_is_told():
    metadata = {"kind": "mnist", "pixels": None, "classes": [0, 1, 2]}
    network = Network((12, 5, 4, 5, 3), learning_rate=1000, output_delta="difference")
    for table in network.augmented_weights:
        table *= 1e13
    with pytest.raises(UsageError, match=r"the training diverged before step .* learning rate"):
        train_and_record(network, IMAGES, LABELS, metadata=metadata, epochs=3, checkpoint_steps=())


def test_walkthroughs_of_other_lengths_save_and_load(tmp_path):
    one = record_walkthrough(epochs=1)
    one.save(tmp_path / "one.npz")
    assert Recording.load(tmp_path / "one.npz").digest() == one.digest()
