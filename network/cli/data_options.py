"""The data that ``record`` and ``import`` take, with the options that say how to read them."""

import difflib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from network.cli.options import MEMORY, MNIST_FOLDER, Names
from network.data.dataset import SCALES
from network.data.idx_folder import idx_files
from network.data.mnist import files_at, load_mnist
from network.errors import UsageError
from network.recordings.recording_schema import MNIST, WALKTHROUGH
from network.studies import sources
from network.studies.loading import EXERCISE_SUFFIX

__all__ = [
    "EXERCISE",
    "check_options",
    "flag",
    "given_options",
    "input_files",
    "kind_of",
    "sample_options",
    "source_of",
]

_NAMES = (WALKTHROUGH, MNIST, *sources.BUILT_IN)
_TABLE, _IMAGES, EXERCISE = "a CSV file", "a folder of IDX files", "an exercise"
_TABLE_SUFFIXES = (".csv", ".tsv", ".txt")
#: Options that only some kinds of data have, by the name of the parameter.
_ONLY_FOR = {
    "mnist": (MNIST,),
    "label": (_TABLE,),
    "targets": (_TABLE,),
    "ignore": (_TABLE,),
    "scale": ("iris", _TABLE),
    "class_names": (MNIST, _IMAGES),
}
_OF_TABLES = ("label", "targets", "ignore", "scale")

Command = Callable[..., None]

_OPTIONS = (
    click.option("--limit", type=int, metavar="N", help="Use the first N samples only."),
    click.option(
        "--hold-out", type=float, metavar="SHARE",
        help="Share of the samples to test on, such as 0.2.",
    ),
    click.option("--label", metavar="COLUMN", help="CSV: the column with the class of each row."),
    click.option(
        "--target", "targets", multiple=True, metavar="COLUMN",
        help="CSV: a column of numbers to predict; repeatable.",
    ),
    click.option(
        "--ignore", multiple=True, metavar="COLUMN",
        help="CSV: a column to leave out, such as a name; repeatable.",
    ),
    click.option("--scale", type=click.Choice(SCALES), help="CSV and iris: scale the columns."),
    click.option("--class-names", type=Names(), help="Images: a name for each label, ascending."),
    MEMORY,
    MNIST_FOLDER,
)  # fmt: skip


def sample_options(command: Command) -> Command:
    """Add the options that choose and read samples, in the order in which the help lists them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def given_options(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that the command line gives."""
    return {name: value for name, value in values.items() if value not in (None, ())}


def kind_of(data: str) -> str:
    """Return the name of a built-in source, or what kind of file or folder is named.

    Raises
    ------
    UsageError
        It is none of them.
    """
    if data in _NAMES:
        return data
    path = Path(data)
    try:
        if path.is_dir():
            return _IMAGES
        exists = path.exists()
    except (OSError, ValueError):  # a name that no file can have
        exists = False
    if path.suffix.lower() == EXERCISE_SUFFIX:
        return EXERCISE
    if exists or path.suffix.lower() in _TABLE_SUFFIXES:
        return _TABLE
    close = difflib.get_close_matches(data[:60], _NAMES, n=1)
    hint = f"did you mean {close[0]}?" if close else "check the path"
    raise UsageError(
        f"expected {', '.join(_NAMES)}, {_TABLE}, {_IMAGES} or {EXERCISE} (.toml), found "
        f"{data!r:.60}; {hint}"
    )


def check_options(kind: str, options: Mapping[str, Any]) -> None:
    """Raise UsageError if an option is for another kind of data."""
    for name, kinds in _ONLY_FOR.items():
        if name in options and kind not in kinds:
            raise UsageError(f"{flag(name)} is for {' and '.join(kinds)}, not for {kind}")


def input_files(kind: str, data: str, options: Mapping[str, Any]) -> list[Path]:
    """Return the files that will be read, none of which may be overwritten."""
    if kind == MNIST:
        return files_at(options.get("mnist"))
    if kind == _IMAGES:
        return idx_files(data)
    return [] if kind in _NAMES else [Path(data)]


def source_of(kind: str, data: str, options: dict[str, Any]) -> sources.Source:
    """Return the samples that a command line names, and take their options out of ``options``.

    Parameters
    ----------
    kind : str
        From :func:`kind_of`; neither the walkthrough nor an exercise.
    data : str
        What the command line names.
    options : dict
        Options by the names of parameters, checked by :func:`check_options`.
    """
    if kind == MNIST:
        return sources.mnist_source(
            load_mnist(options.pop("mnist", None)), options.pop("class_names", None)
        )
    if kind == _IMAGES:
        return sources.image_source(data, options.pop("class_names", None))
    if kind == _TABLE:
        about = {name: options.pop(name) for name in _OF_TABLES if name in options}
        return sources.table_source(data, **about)
    return sources.built_in(kind, options.pop("scale", None))


def flag(name: str) -> str:
    """Return the option that sets a parameter."""
    odd = {"activations": "--activation", "targets": "--target"}
    return odd.get(name, f"--{name.replace('_', '-')}")
