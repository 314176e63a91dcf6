"""Folders of IDX files: MNIST's own format, in which Fashion-MNIST, KMNIST and EMNIST come too."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from network.data.dataset import LONGEST_NAME, Dataset, classes_as_targets
from network.data.idx import read_idx
from network.errors import LayerlightError, UsageError
from network.system.troubles import explain

__all__ = ["idx_files", "read_idx_folder"]

SIZE_LIMIT = 1 << 30
"""Largest content of a file, in bytes; EMNIST's largest holds 547 MB."""
#: How the files of a part of the data are named: a word for the part, then what it holds.
_PARTS = {"train": ("train",), "test": ("t10k", "test")}
_CONTENTS = ("images", "labels")
#: The folder inside a data set's in which torchvision keeps its files.
_RAW = "raw"


def read_idx_folder(
    folder: str | Path, class_names: Sequence[str] | None = None
) -> tuple[Dataset, Dataset | None]:
    """Read the images and labels in a folder.

    The files are called ``train-images…``, ``train-labels…`` and, for the images to test on,
    ``t10k-images…`` and ``t10k-labels…`` (or ``test-…``), with any prefix and ending, compressed by
    gzip or not, in the folder or in its subfolder ``raw``, where torchvision puts them.  EMNIST's
    files, which have rows and columns exchanged, are called ``emnist-…``; their images are set
    upright.

    Parameters
    ----------
    folder : str or Path
        The folder.
    class_names : sequence of str, optional
        A name for each label that occurs, ascending; by default the labels.

    Returns
    -------
    Dataset, Dataset or None
        The images to train on, and those to test on if there are any.

    Raises
    ------
    UsageError
        There are more or fewer names than labels.
    LayerlightError
        A file is missing, damaged, or does not fit the others.
    """
    folder = Path(folder)
    found = _find(folder)
    place = found["train"][0].resolve().parent
    name = place.parent.name if place.name == _RAW else place.name
    parts = {part: _part(*paths) for part, paths in found.items()}
    values = sorted(set().union(*(np.unique(labels).tolist() for _, labels in parts.values())))
    if len(values) < 2:
        raise LayerlightError(f"{folder}: expected labels of two classes or more, found one")
    if class_names is None:
        class_names = [str(value) for value in values]
    if len(class_names) != len(values):
        raise UsageError(
            f"{folder}: expected {len(values)} names of classes, for the labels {values[0]} to "
            f"{values[-1]}, found {len(class_names)}"
        )
    shapes = {part: images.shape[1:] for part, (images, _) in parts.items()}
    if len(set(shapes.values())) > 1:
        raise LayerlightError(
            f"{folder}: expected images of one size, found {_size(shapes['train'])} to train on "
            f"and {_size(shapes['test'])} to test on"
        )
    rows, columns = shapes["train"]
    pixels = [f"pixel ({row}, {column})" for row in range(rows) for column in range(columns)]
    datasets = {}
    for part, (images, labels) in parts.items():
        index = np.searchsorted(values, labels).astype(np.int64)
        datasets[part] = Dataset(
            "".join(c for c in name if c.isprintable())[:LONGEST_NAME] or "images",
            np.empty((0, 0)),
            classes_as_targets(index, len(values)),
            pixels,
            class_names,
            index,
            images=images,
            source="".join(c for c in found[part][0].name if c.isprintable())[:LONGEST_NAME],
        )
    return datasets["train"], datasets.get("test")


def idx_files(folder: str | Path) -> list[Path]:
    """Return the files that :func:`read_idx_folder` would read.

    Raises
    ------
    LayerlightError
        One is missing, or there are several to choose from.
    """
    return [path for paths in _find(Path(folder)).values() for path in paths]


def _find(folder: Path) -> dict[str, tuple[Path, Path]]:
    """Return the paths of images and labels of each part of the data."""
    inner = folder / _RAW
    if inner.is_dir() and not any(_named(folder, *_PARTS["train"], c) for c in _CONTENTS):
        folder = inner
    found = {}
    for part, words in _PARTS.items():
        paths = [_one(folder, words, content) for content in _CONTENTS]
        missing = [c for c, path in zip(_CONTENTS, paths, strict=True) if path is None]
        if missing and (part == "train" or len(missing) < len(_CONTENTS)):
            example = f"{words[0]}-{missing[0]}-idx{3 if missing[0] == 'images' else 1}-ubyte"
            raise LayerlightError(
                f"{folder}: expected IDX files, found no {words[0]}-{missing[0]}, such as {example}"
                " or the same with .gz"
            )
        if paths[0] is not None and paths[1] is not None:
            found[part] = (paths[0], paths[1])
    return found


def _named(folder: Path, *words: str) -> list[str]:
    """Return the names of the files that are called by one of the words and the last."""
    *parts, content = words
    try:
        names = sorted(path.name for path in folder.iterdir() if path.is_file())
    except OSError as error:
        said = explain(error, "check the folder")
        raise LayerlightError(f"{folder}: cannot be read: {said}") from None
    return [
        name
        for name in names
        if any(f"{part}-{content}" in name.lower() for part in parts) and not name.startswith(".")
    ]


def _one(folder: Path, words: Sequence[str], content: str) -> Path | None:
    """Return the file that holds a part's images or labels; None if there is none."""
    fits = _named(folder, *words, content)
    # A file and its compressed copy are one.
    fits = [name for name in fits if name.removesuffix(".gz") == name or name[:-3] not in fits]
    if len(fits) > 1:
        raise LayerlightError(
            f"{folder}: expected one file {words[0]}-{content}, found {len(fits)}: {fits[0]!r:.60} "
            f"and {fits[1]!r:.60}; keep each data set in a folder of its own"
        )
    return folder / fits[0] if fits else None


def _part(images: Path, labels: Path) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    pictures = read_idx(images, ndim=3, limit=SIZE_LIMIT)
    answers = read_idx(labels, ndim=1, limit=SIZE_LIMIT)
    if len(pictures) != len(answers):
        raise LayerlightError(
            f"{labels}: expected {len(pictures):,} labels, one for each image in {images.name}, "
            f"found {len(answers):,}"
        )
    if not pictures.size:
        raise LayerlightError(f"{images}: expected images, found {_size(pictures.shape)}")
    if images.name.startswith("emnist-"):
        pictures = np.ascontiguousarray(pictures.swapaxes(1, 2))
    return pictures, answers


def _size(shape: Sequence[int]) -> str:
    return " × ".join(map(str, shape))
