"""The first images of MNIST: used where they are available, and never downloaded."""

import numpy as np
import pooch
import pytest

from network.data.mnist_sample import MnistSample, find_mnist_sample
from network.errors import LayerlightError


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    def refuse(*_args, **_options):
        raise AssertionError("a sample must not be downloaded")

    monkeypatch.setattr(pooch, "retrieve", refuse)


@pytest.fixture
def empty_cache(monkeypatch, tmp_path):
    """Name no folder, and use an empty cache."""
    monkeypatch.delenv("MNIST_DIR", raising=False)
    monkeypatch.setattr(pooch, "os_cache", lambda _name: tmp_path)
    return tmp_path / "mnist"


def test_without_data_there_is_no_sample(empty_cache):
    assert find_mnist_sample() is None
    empty_cache.mkdir()
    (empty_cache / "train-images-idx3-ubyte.gz").write_bytes(b"half of what is needed")
    assert find_mnist_sample() is None


def test_a_named_folder_without_the_files_is_an_error(tmp_path, monkeypatch):
    with pytest.raises(LayerlightError, match="training images are missing"):
        find_mnist_sample(tmp_path)
    monkeypatch.setenv("MNIST_DIR", str(tmp_path / "none"))
    with pytest.raises(LayerlightError, match="found no folder"):
        find_mnist_sample()


def test_other_files_under_the_same_names_are_an_error(empty_cache):
    empty_cache.mkdir()
    for name in ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"):
        (empty_cache / name).write_bytes(b"<html>not found</html>")
    with pytest.raises(LayerlightError, match="fetch the file again"):
        find_mnist_sample()


def test_the_sample_is_the_file_s_beginning(mnist_data):
    sample = find_mnist_sample()  # mnist_data came from MNIST_DIR
    assert sample.metadata["kind"] == "mnist_sample"
    count = sample.metadata["images"]
    assert count == len(sample.arrays["images"]) > 0
    images = sample.arrays["images"].reshape(count, -1)
    assert np.array_equal(images, mnist_data.train_images[:count])
    assert sample.arrays["image_labels"].tolist() == mnist_data.train_labels[:count].tolist()


def test_one_hot_and_digest_follow_images_and_labels():
    images = np.arange(2 * 4, dtype=np.uint8).reshape(2, 2, 2)
    sample = MnistSample(images, np.array([3, 0]))
    assert sample.arrays["one_hot"].tolist() == [
        [0, 0, 0, 1, 0, 0, 0, 0, 0, 0],
        [1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ]
    assert sample.digest() == MnistSample(images.copy(), np.array([3, 0])).digest()
    assert sample.digest() != MnistSample(images, np.array([3, 1])).digest()
    assert sample.digest() != MnistSample(images + 1, np.array([3, 0])).digest()
    with pytest.raises(ValueError, match="read-only"):
        sample.arrays["images"][0, 0, 0] = 1


@pytest.mark.parametrize(
    ("shape", "labels"), [((2, 4), [3, 0]), ((2, 2, 2), [3]), ((2, 2, 2), [3, 10])]
)
def test_images_and_labels_belong_together(shape, labels):
    with pytest.raises(LayerlightError, match="a sample of MNIST: expected"):
        MnistSample(np.zeros(shape, np.uint8), np.array(labels))
