"""MNIST: the reader against small files made here, the whole data set against the real one."""

import dataclasses
import gzip
import hashlib
import os
import struct
from pathlib import Path

import numpy as np
import pytest

from network.data import idx, mnist
from network.data.idx import read_idx
from network.errors import LayerlightError

IMAGES = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)
LABELS = np.array([7, 0, 9], dtype=np.uint8)


def idx_bytes(array: np.ndarray) -> bytes:
    """Write the format by its description: magic, sizes big-endian, values."""
    sizes = b"".join(struct.pack(">I", size) for size in array.shape)
    return bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes()


@pytest.fixture(params=["plain", "gzip"])
def store(request, tmp_path):
    """Return a function that writes bytes to a file, plain or compressed, and returns its path."""

    def write(content: bytes) -> Path:
        path = tmp_path / "file-idx-ubyte"
        path.write_bytes(gzip.compress(content) if request.param == "gzip" else content)
        return path

    return write


def the_error(path: Path, **options) -> str:
    with pytest.raises(LayerlightError) as caught:
        read_idx(path, **options)
    message = str(caught.value)
    assert "\n" not in message
    assert str(path) in message
    return message


def test_reads_images_and_labels(store):
    images = read_idx(store(idx_bytes(IMAGES)), ndim=3)
    assert images.dtype == np.uint8
    np.testing.assert_array_equal(images, IMAGES)
    np.testing.assert_array_equal(read_idx(store(idx_bytes(LABELS)), ndim=1), LABELS)
    with pytest.raises(ValueError, match="read-only"):
        images[0, 0, 0] = 1


def test_labels_where_images_are_expected(store):
    message = the_error(store(idx_bytes(LABELS)), ndim=3)
    assert "expected an images file" in message
    assert "found a labels file" in message


@pytest.mark.parametrize("keep", [0, 1, 3, 4, 9, 15, 16, 20, -1])
def test_shortened_content(store, keep):
    message = the_error(store(idx_bytes(IMAGES)[:keep]), ndim=3)
    assert "expected" in message
    assert "found" in message


def test_values_after_the_last(store):
    message = the_error(store(idx_bytes(IMAGES) + b"\0"), ndim=3)
    assert "too long: expected 24 values (2 × 3 × 4), found 25" in message


@pytest.mark.parametrize("content", [b"<html>not found</html>", b"\x89PNG\r\n\x1a\n", b"\1\2\3\4"])
def test_foreign_file(store, content):
    assert "not an IDX file" in the_error(store(content), ndim=1)


def test_other_value_type(store):
    message = the_error(store(bytes([0, 0, 0x0D, 1]) + struct.pack(">If", 1, 0.5)), ndim=1)
    assert "found type 0x0d" in message


def test_sizes_that_would_overflow(store):
    huge = bytes([0, 0, 8, 3]) + struct.pack(">III", 2**32 - 1, 2**32 - 1, 2**32 - 1)
    assert "truncated" in the_error(store(huge), ndim=3)


def test_larger_than_the_limit(store):
    assert "expected at most 30 bytes" in the_error(store(idx_bytes(IMAGES)), ndim=3, limit=30)


def test_a_gzip_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "bomb"
    path.write_bytes(gzip.compress(bytes(idx.SIZE_LIMIT + 1)))
    assert "after unpacking" in the_error(path, ndim=1)


@pytest.mark.parametrize("cut", [3, 10, -9, -8, -1])
def test_truncated_gzip(tmp_path, cut):
    path = tmp_path / "cut"
    path.write_bytes(gzip.compress(idx_bytes(IMAGES))[:cut])
    assert "truncated" in the_error(path, ndim=3)


def test_damaged_gzip(tmp_path):
    data = bytearray(gzip.compress(idx_bytes(IMAGES)))
    data[-5] ^= 1  # the checksum
    path = tmp_path / "damaged"
    path.write_bytes(data)
    assert "corrupted" in the_error(path, ndim=3)
    path.write_bytes(gzip.compress(idx_bytes(IMAGES)) + b"tail")
    assert "4 unexpected bytes follow" in the_error(path, ndim=3)


def test_missing_file_and_folder(tmp_path):
    assert "found nothing" in the_error(tmp_path / "none", ndim=1)
    assert "not a file" in the_error(tmp_path, ndim=1)


def test_a_pipe_does_not_block(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    assert "not a file" in the_error(path, ndim=1)


# The loader, with a miniature data set in place of MNIST's four files


@pytest.fixture
def miniature(monkeypatch, tmp_path):
    """Make the loader expect four small files; return their contents and an empty folder."""
    rng = np.random.default_rng(3)
    arrays = [
        rng.integers(0, 256, (6, 28, 28), dtype=np.uint8),
        rng.integers(0, 10, 6, dtype=np.uint8),
        rng.integers(0, 256, (4, 28, 28), dtype=np.uint8),
        rng.integers(0, 10, 4, dtype=np.uint8),
    ]
    files, contents = [], {}
    for file, array in zip(mnist.FILES, arrays, strict=True):
        content = idx_bytes(array)
        contents[file.name] = content
        files.append(
            dataclasses.replace(
                file,
                shape=array.shape,
                sha256=hashlib.sha256(content).hexdigest(),
                sha256_gz=hashlib.sha256(gzip.compress(content, mtime=0)).hexdigest(),
            )
        )
    monkeypatch.setattr(mnist, "FILES", tuple(files))
    monkeypatch.delenv("MNIST_DIR", raising=False)
    folder = tmp_path / "digits"
    folder.mkdir()
    for name, content in contents.items():
        (folder / f"{name}.gz").write_bytes(gzip.compress(content, mtime=0))
    return folder, contents, arrays


@pytest.mark.parametrize("below", ["MNIST/raw", "raw"])
def test_the_folders_that_torchvision_makes_are_found(miniature, tmp_path, below):
    folder, _, arrays = miniature
    place = tmp_path / "torch" / below
    place.parent.mkdir(parents=True)
    folder.rename(place)
    data = mnist.load_mnist(tmp_path / "torch")
    np.testing.assert_array_equal(data.train_labels, arrays[1])
    found = mnist.files_at(tmp_path / "torch")
    assert sorted(found) == sorted(place.iterdir())


def load_error(folder: Path | None) -> str:
    with pytest.raises(LayerlightError) as caught:
        mnist.load_mnist(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("form", ["gzip", "plain", "dotted", "recompressed", "unpacked .gz"])
def test_forms_of_the_files(miniature, form):
    folder, contents, arrays = miniature
    for name, content in contents.items():
        packed = folder / f"{name}.gz"
        if form == "plain":
            packed.unlink()
            (folder / name).write_bytes(content)
        elif form == "dotted":
            packed.unlink()
            (folder / name.replace("-idx", ".idx")).write_bytes(content)
        elif form == "recompressed":
            packed.write_bytes(gzip.compress(content, 1, mtime=77))
        elif form == "unpacked .gz":
            packed.write_bytes(content)
    data = mnist.load_mnist(folder)
    np.testing.assert_array_equal(data.train_images, arrays[0].reshape(6, 784))
    np.testing.assert_array_equal(data.train_labels, arrays[1])
    np.testing.assert_array_equal(data.test_images, arrays[2].reshape(4, 784))
    np.testing.assert_array_equal(data.test_labels, arrays[3])


def test_folder_from_the_environment(miniature, monkeypatch):
    folder, _, arrays = miniature
    monkeypatch.setenv("MNIST_DIR", str(folder))
    np.testing.assert_array_equal(mnist.load_mnist().train_labels, arrays[1])


def test_missing_folder_and_missing_file(miniature):
    folder, _, _ = miniature
    assert "found no folder" in load_error(folder / "nowhere")
    assert "found no folder" in load_error("~nobody-of-this-name/mnist")
    (folder / "t10k-labels-idx1-ubyte.gz").unlink()
    message = load_error(folder)
    assert "the test labels are missing" in message
    assert "t10k-labels-idx1-ubyte.gz" in message


def test_a_folder_that_may_not_be_searched(miniature, monkeypatch):
    def denied(self):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "is_dir", denied)
    assert "cannot be read (Permission denied)" in load_error(miniature[0])


def test_swapped_files_are_named(miniature):
    folder, contents, _ = miniature
    path = folder / "train-images-idx3-ubyte.gz"
    path.write_bytes(gzip.compress(contents["t10k-images-idx3-ubyte"]))
    message = load_error(folder)
    assert "expected the training images, found the test images" in message
    assert "rename it to t10k-images-idx3-ubyte.gz" in message
    path.write_bytes(gzip.compress(contents["train-labels-idx1-ubyte"]))
    assert "expected the training images, found the training labels" in load_error(folder)


def test_hashes_are_quoted(miniature):
    folder, contents, _ = miniature
    name = "train-images-idx3-ubyte"
    damaged = contents[name][:-1] + bytes([contents[name][-1] ^ 1])
    (folder / f"{name}.gz").write_bytes(gzip.compress(damaged))
    message = load_error(folder)
    assert "corrupted" in message
    assert f"{mnist.FILES[0].sha256}, found {hashlib.sha256(damaged).hexdigest()}" in message


def test_truncated_download_quotes_hashes(miniature):
    folder, _, _ = miniature
    path = folder / "t10k-images-idx3-ubyte.gz"
    path.write_bytes(path.read_bytes()[:-100])
    message = load_error(folder)
    assert "truncated" in message
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    assert f"expected SHA-256 {mnist.FILES[2].sha256_gz}, found {found}" in message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\n<!DOCTYPE html><title>403</title>", "found a web page"),
        (b"PK\3\4", "not an IDX file"),
        (idx_bytes(np.array([1, 2, 3, 10, 5, 6], dtype=np.uint8)), "labels 0 to 9, found 10"),
        (idx_bytes(np.zeros(5, dtype=np.uint8)), "another data set"),
        (idx_bytes(np.zeros(6, dtype=np.uint8)), "Fashion-MNIST"),
        (b"", "found nothing"),
    ],
)
def test_foreign_content(miniature, content, said):
    folder, _, _ = miniature
    (folder / "train-labels-idx1-ubyte.gz").write_bytes(content)
    message = load_error(folder)
    assert said in message
    assert hashlib.sha256(content).hexdigest() in message


# Downloading, with the HTTP client replaced: no test needs the internet


class FakeMirror:
    """Serves contents by file name; mirrors not named in ``alive`` refuse the connection."""

    def __init__(self, contents, alive):
        self.contents, self.alive, self.asked = contents, alive, []

    def __call__(self, url, output_file, _pooch, **_):
        self.asked.append(url)
        if not url.startswith(self.alive):
            raise ConnectionError("no route to host")
        name = url.rsplit("/", 1)[1].removesuffix(".gz")
        Path(output_file).write_bytes(gzip.compress(self.contents[name], mtime=0))


@pytest.fixture
def mirrors(miniature, monkeypatch, tmp_path):
    """Return a function that installs fake mirrors, with a cache folder just for the test."""
    pooch = pytest.importorskip("pooch")
    _, contents, arrays = miniature
    monkeypatch.setattr(pooch, "os_cache", lambda project: tmp_path / "cache" / project)

    def install(*, alive, contents=contents):
        fake = FakeMirror(contents, alive)
        monkeypatch.setattr(pooch, "HTTPDownloader", lambda **_: fake)
        return fake

    return install, contents, arrays, tmp_path / "cache"


def test_the_next_mirror_is_tried_and_the_cache_used(mirrors):
    install, _, arrays, _ = mirrors
    fake = install(alive=mnist.MIRRORS[1])
    np.testing.assert_array_equal(mnist.load_mnist().train_labels, arrays[1])
    assert len(fake.asked) == 8
    install(alive="nowhere")
    np.testing.assert_array_equal(mnist.load_mnist().test_labels, arrays[3])


def test_no_network_and_no_data(mirrors):
    install, _, _, cache = mirrors
    install(alive="nowhere")
    message = load_error(None)
    assert "could not be downloaded" in message
    assert "MNIST_DIR" in message
    assert not [path for path in cache.rglob("*") if path.is_file()]


def test_a_download_with_another_hash_is_refused(mirrors):
    install, contents, _, cache = mirrors
    install(alive="https://", contents=dict.fromkeys(contents, b"something else"))
    assert "another SHA-256" in load_error(None)
    assert not [path for path in cache.rglob("*") if path.is_file()]


# The real data


@pytest.fixture(scope="module")
def real() -> mnist.Mnist:
    try:
        if not os.environ.get("MNIST_DIR"):
            raise LayerlightError("MNIST_DIR names no folder with the MNIST files")
        return mnist.load_mnist()
    except LayerlightError as error:
        if os.environ.get("LAYERLIGHT_REQUIRE_MNIST") == "1":
            raise
        pytest.skip(str(error))


def test_real_shapes(real):
    assert real.train_images.shape == (60_000, 784)
    assert real.train_labels.shape == (60_000,)
    assert real.test_images.shape == (10_000, 784)
    assert real.test_labels.shape == (10_000,)
    for field in dataclasses.fields(real):
        array = getattr(real, field.name)
        assert array.dtype == np.uint8
        assert not array.flags.writeable


def test_real_values_known_from_the_literature(real):
    # Class counts, and the mean 0.1307 and standard deviation 0.3081 used to normalise MNIST.
    counts = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(real.train_labels).tolist() == counts
    assert real.train_labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert real.test_labels[:5].tolist() == [7, 2, 1, 0, 4]
    scaled = real.train_images / np.float32(255)
    assert scaled.mean(dtype=np.float64) == pytest.approx(0.1307, abs=5e-5)
    assert scaled.std(dtype=np.float64) == pytest.approx(0.3081, abs=5e-5)


def test_real_images_stand_upright(real):
    # The mean 1 is taller than wide, and the mean 7 is wide at the top and narrow at the bottom;
    # transposing or flipping the images would change that.
    ones, sevens = (
        real.train_images[real.train_labels == digit].reshape(-1, 28, 28).mean(axis=0)
        for digit in (1, 7)
    )
    assert spread(ones.sum(axis=1)) > 1.5 * spread(ones.sum(axis=0))
    assert spread(sevens[6:12].sum(axis=0)) > 1.5 * spread(sevens[16:22].sum(axis=0))


def spread(ink: np.ndarray) -> float:
    """Return the standard deviation, in pixels, of ink along a line."""
    place = np.arange(len(ink))
    mean = np.average(place, weights=ink)
    return float(np.sqrt(np.average((place - mean) ** 2, weights=ink)))
