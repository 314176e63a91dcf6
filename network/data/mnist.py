"""Find, download, verify and read MNIST, the 70,000 handwritten digits.

The data set is Y. LeCun, C. Cortes and C. J. C. Burges, "The MNIST database of handwritten
digits" (1998): four IDX files.  It is not part of this project: it comes from a local folder or a
mirror, and each file is identified by its SHA-256.
"""

import hashlib
import logging
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from network.data.idx import decompress, is_gzip, parse_idx, read_bytes
from network.errors import LayerlightError
from network.system.places import download_folder

#: Where the four files can be downloaded, tried in this order.
MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://raw.githubusercontent.com/fgnt/mnist/master/",
)

_DOWNLOAD_TIMEOUT = 30  # seconds without an answer before the next mirror is tried
#: How the source of a data set of MNIST's images begins.
FROM_MNIST = "MNIST"


@dataclass(frozen=True)
class MnistFile:
    """One of the four files: its name, the shape of its array, and its two hashes."""

    name: str
    shape: tuple[int, ...]
    sha256_gz: str
    sha256: str

    @property
    def content(self) -> str:
        """The file's content in words, for error messages."""
        part = "training" if self.name.startswith("train") else "test"
        return f"the {part} {'images' if len(self.shape) == 3 else 'labels'}"

    def names(self) -> tuple[str, ...]:
        """Return the names the file may have: compressed, plain, and plain with a dot."""
        return (f"{self.name}.gz", self.name, self.name.replace("-idx", ".idx"))


TRAIN_IMAGES = MnistFile(
    "train-images-idx3-ubyte",
    (60_000, 28, 28),
    "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
)
TRAIN_LABELS = MnistFile(
    "train-labels-idx1-ubyte",
    (60_000,),
    "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
)
TEST_IMAGES = MnistFile(
    "t10k-images-idx3-ubyte",
    (10_000, 28, 28),
    "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
)
TEST_LABELS = MnistFile(
    "t10k-labels-idx1-ubyte",
    (10_000,),
    "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
)
FILES = (TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)


@dataclass(frozen=True)
class Mnist:
    """The data set: read-only uint8 arrays in file order.

    Attributes
    ----------
    train_images, test_images : numpy.ndarray
        Shapes (60000, 784) and (10000, 784): one image per row, grey levels 0 to 255, the 28
        rows of 28 pixels concatenated from the top.
    train_labels, test_labels : numpy.ndarray
        Shapes (60000,) and (10000,): the digits 0 to 9.
    """

    train_images: NDArray[np.uint8]
    train_labels: NDArray[np.uint8]
    test_images: NDArray[np.uint8]
    test_labels: NDArray[np.uint8]


def load_mnist(folder: str | Path | None = None) -> Mnist:
    """Return MNIST after checking every file against its SHA-256.

    Parameters
    ----------
    folder : str or Path, optional
        Folder with the four IDX files, gzip-compressed or plain, directly or in torchvision's
        ``MNIST/raw``.  By default the folder named by the environment variable ``MNIST_DIR``;
        if that is not set, the user's cache, which is filled from a mirror the first time.

    Raises
    ------
    LayerlightError
        A file is missing, truncated, corrupted, misnamed or not MNIST's, or the data is neither
        present nor downloadable.
    """
    folder = folder or os.environ.get("MNIST_DIR") or None
    if folder is None:
        paths = [_download(file) for file in FILES]
    else:
        paths = [_find(file, folder) for file in FILES]
    contents = [_verified(file, path) for file, path in zip(FILES, paths, strict=True)]
    train_images, train_labels, test_images, test_labels = (
        parse_idx(content, str(path), ndim=len(file.shape)).reshape(file.shape[0], -1)
        for file, path, content in zip(FILES, paths, contents, strict=True)
    )
    return Mnist(train_images, train_labels.ravel(), test_images, test_labels.ravel())


def find_training_data(folder: str | Path | None = None) -> tuple[Path, Path] | None:
    """Return the paths of the training images and labels if present; download nothing.

    Parameters
    ----------
    folder : str or Path, optional
        As for :func:`load_mnist`.

    Returns
    -------
    tuple of Path or None
        None if no folder is named and the user's cache does not hold both files.

    Raises
    ------
    LayerlightError
        A folder is named but does not hold them.
    """
    return _present(TRAIN_IMAGES, TRAIN_LABELS, folder)


def find_test_data(folder: str | Path | None = None) -> tuple[Path, Path] | None:
    """Return the paths of the test images and labels, as :func:`find_training_data` does."""
    return _present(TEST_IMAGES, TEST_LABELS, folder)


def _present(
    images: MnistFile, labels: MnistFile, folder: str | Path | None
) -> tuple[Path, Path] | None:
    folder = folder or os.environ.get("MNIST_DIR") or None
    if folder is not None:
        return _find(images, folder), _find(labels, folder)
    paths = _cache() / images.names()[0], _cache() / labels.names()[0]
    return paths if all(path.exists() for path in paths) else None


def read_file(file: MnistFile, path: Path) -> NDArray[np.uint8]:
    """Return the array of one of the four files, in its own shape, after checking its SHA-256.

    Raises
    ------
    LayerlightError
        It is truncated, corrupted, misnamed or not MNIST's.
    """
    return parse_idx(_verified(file, path), str(path), ndim=len(file.shape))


def _cache() -> Path:
    """Return the folder of the user's cache that holds the downloads."""
    return download_folder() / "mnist"


def files_at(folder: str | Path | None) -> list[Path]:
    """Return the MNIST files in a folder, or by default in the one named by MNIST_DIR."""
    named = folder or os.environ.get("MNIST_DIR")
    if not named:
        return []
    places = _places(Path(os.path.expanduser(named)))  # noqa: PTH111
    paths = [place / name for file in FILES for place in places for name in file.names()]
    return [path for path in paths if os.path.exists(path)]  # noqa: PTH110  (never raises)


def _places(folder: Path) -> tuple[Path, ...]:
    """Return the folders to search: this one, and MNIST/raw in it, where torchvision puts them."""
    return folder, folder / "MNIST" / "raw", folder / "raw"


def _find(file: MnistFile, named: str | Path) -> Path:
    folder = Path(os.path.expanduser(named))  # noqa: PTH111  (leaves unknown users unchanged)
    try:
        if not folder.is_dir():
            raise LayerlightError(
                f"{folder}: expected a folder with the four MNIST files, found no folder; "
                "correct --mnist or MNIST_DIR, or leave both out to download the files"
            )
        for place in _places(folder):
            for name in file.names():
                path = place / name
                if path.exists():
                    return path
    except OSError as error:  # such as a folder without search permission
        reason = error.strerror or error
        raise LayerlightError(
            f"{folder}: cannot be read ({reason}); correct --mnist or MNIST_DIR"
        ) from None
    raise LayerlightError(
        f"{folder}: {file.content} are missing: expected {file.names()[0]} or {file.names()[1]}; "
        "copy the file there, or leave out --mnist and MNIST_DIR to download it"
    )


def _download(file: MnistFile) -> Path:
    """Return the file's path in the user's cache; download it from the first mirror that has it."""
    import pooch  # type: ignore[import-untyped]

    pooch.get_logger().setLevel(logging.ERROR)
    cache = _cache()
    name = file.names()[0]
    failures = []
    for mirror in MIRRORS:
        try:
            return Path(
                pooch.retrieve(
                    mirror + name,
                    known_hash=f"sha256:{file.sha256_gz}",
                    fname=name,
                    path=cache,
                    downloader=pooch.HTTPDownloader(timeout=_DOWNLOAD_TIMEOUT),
                )
            )
        except (OSError, ValueError) as error:  # ValueError: the download has another hash
            failures.append(f"{mirror.split('/')[2]}: {_brief(error)}")
    raise LayerlightError(
        f"MNIST is not in {cache} and {name} could not be downloaded "
        f"({'; '.join(failures)}); connect to the internet, or put the four MNIST files in a "
        "folder and name it with --mnist or MNIST_DIR"
    )


def _brief(error: Exception) -> str:
    if isinstance(error, ValueError) and not isinstance(error, OSError):
        return "the download has another SHA-256"
    # An HTTP client's message quotes object addresses and nested causes; its class says enough.
    return getattr(error, "strerror", None) or type(error).__name__


def _verified(file: MnistFile, path: Path) -> bytes:
    """Return the unpacked content of ``path`` if it is, bit for bit, the ``file`` expected."""
    raw = read_bytes(path)
    try:
        content = decompress(raw, str(path))
    except LayerlightError as error:
        found = hashlib.sha256(raw).hexdigest()
        raise LayerlightError(
            f"{error}; expected SHA-256 {file.sha256_gz}, found {found}; fetch the file again"
        ) from None
    found = hashlib.sha256(content).hexdigest()
    if found != file.sha256:
        unpacked = " of the unpacked content" if is_gzip(raw) else ""
        raise LayerlightError(
            f"{_likely_cause(file, path, content, found)}; "
            f"expected SHA-256{unpacked} {file.sha256}, found {found}"
        )
    return content


def _likely_cause(file: MnistFile, path: Path, content: bytes, found: str) -> str:
    """Return why the content is probably not what was expected, and what to do about it."""
    for other in FILES:
        if found == other.sha256:
            return (
                f"{path}: mislabelled: expected {file.content}, found {other.content}; "
                f"rename it to {other.names()[0 if path.suffix == '.gz' else 1]}"
            )
    if content.lstrip()[:1] == b"<":
        return f"{path}: expected {file.content}, found a web page; fetch the file again"
    try:
        array = parse_idx(content, str(path), ndim=len(file.shape))
    except LayerlightError as error:
        return f"{error}; fetch the file again"
    if array.shape != file.shape:
        return f"{path}: expected shape {file.shape}, found {array.shape}; this is another data set"
    if array.ndim == 1 and array.max() > 9:
        return f"{path}: expected labels 0 to 9, found {array.max()}; fetch the file again"
    return (
        f"{path}: corrupted, or another data set under MNIST's names (Fashion-MNIST uses them); "
        "fetch the file again"
    )
