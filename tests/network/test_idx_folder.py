"""Folders of IDX files: Fashion-MNIST's, KMNIST's and EMNIST's names, and folders that lack one."""

import gzip
import struct

import numpy as np
import pytest

from network import LayerlightError, UsageError
from network.data.idx_folder import idx_files, read_idx_folder

STREAM = np.random.RandomState(4)
IMAGES = STREAM.randint(0, 256, (12, 4, 6)).astype(np.uint8)
LABELS = (np.arange(12) % 3 + 1).astype(np.uint8)


def idx(array) -> bytes:
    """Return an array as the content of an IDX file, written from the description of the format."""
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.tobytes()


@pytest.fixture
def folder(tmp_path):
    """Return a function that writes files into a folder, gzip-compressed where the name says so."""

    def write(files, name="pictures"):
        place = tmp_path / name
        place.mkdir(parents=True, exist_ok=True)
        for file, array in files.items():
            content = idx(array)
            content = gzip.compress(content) if file.endswith(".gz") else content
            (place / file).write_bytes(content)
        return place

    return write


TRAIN = {"train-images-idx3-ubyte.gz": IMAGES, "train-labels-idx1-ubyte.gz": LABELS}
TEST = {"t10k-images-idx3-ubyte": IMAGES[:5], "t10k-labels-idx1-ubyte": LABELS[:5]}


def test_images_to_train_and_to_test_on(folder):
    train, test = read_idx_folder(folder(TRAIN | TEST))
    np.testing.assert_array_equal(train.images, IMAGES)
    np.testing.assert_array_equal(test.images, IMAGES[:5])
    assert train.class_names == test.class_names == ("1", "2", "3")
    assert train.labels.tolist() == (LABELS - 1).tolist()
    np.testing.assert_array_equal(test.targets, np.eye(3)[LABELS[:5] - 1])
    assert (train.name, train.image_shape, train.input_count) == ("pictures", (4, 6), 24)
    np.testing.assert_array_equal(train.input_rows([2])[0], IMAGES[2].ravel() / 255)


def test_without_images_to_test_on_and_with_names(folder):
    train, test = read_idx_folder(folder(TRAIN), ["shirt", "bag", "boot"])
    assert test is None
    assert train.class_names == ("shirt", "bag", "boot")


def test_a_class_that_only_the_test_images_show_counts(folder):
    place = folder(TRAIN | TEST | {"t10k-labels-idx1-ubyte": np.full(5, 9, np.uint8)})
    train, test = read_idx_folder(place)
    assert train.class_names == ("1", "2", "3", "9")
    assert set(test.labels.tolist()) == {3}


def test_the_files_of_emnist_are_set_upright(folder):
    files = {
        "emnist-letters-train-images-idx3-ubyte.gz": IMAGES,
        "emnist-letters-train-labels-idx1-ubyte.gz": LABELS,
    }
    train, _ = read_idx_folder(folder(files))
    np.testing.assert_array_equal(train.images, IMAGES.swapaxes(1, 2))


def test_where_torchvision_puts_them(folder):
    place = folder(TRAIN, "FashionMNIST/raw")
    for named in (place, place.parent):
        assert read_idx_folder(named)[0].name == "FashionMNIST"


def test_a_file_and_its_compressed_copy_are_one(folder):
    place = folder(TRAIN | {"train-images-idx3-ubyte": IMAGES})
    assert [path.name for path in idx_files(place)] == [
        "train-images-idx3-ubyte", "train-labels-idx1-ubyte.gz",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "found no train-images, such as train-images-idx3-ubyte or the same with .gz"),
        ({"train-images": IMAGES}, "found no train-labels"),
        (TRAIN | {"t10k-images": IMAGES}, "found no t10k-labels"),
        (TRAIN | {"b-train-images": IMAGES}, "expected one file train-images, found 2"),
        (TRAIN | {"train-labels-idx1-ubyte.gz": LABELS[:7]}, "expected 12 labels, .* found 7"),
        (TRAIN | {"train-labels-idx1-ubyte.gz": IMAGES}, r"expected a labels file \(1 dim"),
        (TRAIN | {"train-labels-idx1-ubyte.gz": LABELS * 0}, "two classes or more, found one"),
        (TRAIN | TEST | {"t10k-images-idx3-ubyte": IMAGES[:5, 1:]}, "found 4 × 6 to train on and"),
        (
            {"train-images": IMAGES[:0], "train-labels": LABELS[:0]},
            "expected images, found 0 × 4 × 6",
        ),
    ],
)
def test_what_is_missing_or_does_not_fit_is_named(folder, files, said):
    place = folder(files)
    with pytest.raises(LayerlightError, match=said) as caught:
        read_idx_folder(place)
    assert str(caught.value).startswith(str(place))
    assert "\n" not in str(caught.value)


def test_too_few_names(folder):
    with pytest.raises(UsageError, match="expected 3 names of classes, for the labels 1 to 3, fou"):
        read_idx_folder(folder(TRAIN), ["a", "b"])


def test_no_folder(tmp_path):
    with pytest.raises(LayerlightError, match="cannot be read"):
        read_idx_folder(tmp_path / "none")


def test_a_damaged_file(folder):
    place = folder(TRAIN)
    path = place / "train-images-idx3-ubyte.gz"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(LayerlightError, match="gzip data is"):
        read_idx_folder(place)
