"""Exercises: a network with given weights and the samples to work through, from a TOML file.

The files may be anyone's.  Everything in them is checked, and an error names the key.
"""

import difflib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from network.core.arithmetic import Floats
from network.core.model import Network, check_integer
from network.data.dataset import Dataset
from network.errors import LayerlightError, UsageError
from network.system.toml_file import read_toml

__all__ = ["Exercise", "load_exercise"]

MOST_STEPS = 10_000
_LARGEST = 1e6
_TOP = ("title", "network", "samples")
_NETWORK = (
    "layers", "activations", "cost", "output_delta", "learning_rate", "weights", "biases", "epochs",
    "input_names", "output_names", "class_names",
)  # fmt: skip
_SAMPLE = ("input", "target", "steps")


@dataclass(frozen=True, eq=False)
class Exercise:
    """A network with given parameters, and the samples to train it on.

    Parameters
    ----------
    title : str
        What it is called; may be empty.
    samples : Dataset
        The samples, in the order of the file.
    settings : dict
        The arguments of :class:`network.Network`.
    order : numpy.ndarray
        Shape (steps,), int64: the sample of each training step of an epoch.
    epochs : int
        Number of passes through ``order``.
    """

    title: str
    samples: Dataset
    settings: dict[str, Any]
    order: NDArray[np.int64]
    epochs: int

    def network(self) -> Network:
        """Return a new network with the given weights and biases."""
        return Network(**self.settings)


def load_exercise(path: str | Path) -> Exercise:
    """Read an exercise from a TOML file; ``docs/your-data.md`` describes its keys.

    Parameters
    ----------
    path : str or Path
        UTF-8, at most 256 KiB.

    Raises
    ------
    LayerlightError
        The file cannot be read or is no exercise; the message names the key that is at fault.
    """
    path = Path(path)
    table = read_toml(path, "an exercise")
    try:
        return _exercise(table, path.stem)
    except (UsageError, LayerlightError) as error:
        raise LayerlightError(f"{path}: {error}") from None


def _exercise(table: dict[str, Any], name: str) -> Exercise:
    _check_keys(table, _TOP, ("network", "samples"), "")
    title = _text(table.get("title", ""), "title")
    about = _of_type(table["network"], dict, "network", "a table")
    _check_keys(about, _NETWORK, ("layers", "weights"), "network.")
    sizes = _list(about["layers"], "network.layers", "a list of sizes such as [2, 2, 2]")
    settings: dict[str, Any] = {
        "layer_sizes": tuple(
            check_integer(size, f"network.layers[{k}]", 1, 10_000) for k, size in enumerate(sizes)
        ),
        "activations": _activations(about.get("activations", "sigmoid")),
        "cost": _text(about.get("cost", "half-squared-error"), "network.cost"),
        "output_delta": _text(about.get("output_delta", "gradient"), "network.output_delta"),
        "learning_rate": _number(about.get("learning_rate", 0.5), "network.learning_rate"),
        "weights": _numbers(about["weights"], "network.weights", 3),
        "biases": _numbers(about["biases"], "network.biases", 2) if "biases" in about else None,
    }
    network = Network(**settings)  # which checks that all of this fits together
    epochs = check_integer(about.get("epochs", 1), "network.epochs", 1, MOST_STEPS)
    n_in, n_out = network.layer_sizes[0], network.layer_sizes[-1]
    inputs, targets, order = _samples(table["samples"], n_in, n_out)
    steps = len(order) * epochs
    if steps > MOST_STEPS:
        raise UsageError(f"expected at most {MOST_STEPS:,} training steps, found {steps:,}")
    classes = _names(about, "class_names", max(2, n_out))
    outputs = classes if classes is not None and n_out > 1 else _numbered("o", n_out)
    samples = Dataset(
        name,
        inputs,
        targets,
        _names(about, "input_names", n_in) or _numbered("x", n_in),
        _names(about, "output_names", n_out) or outputs,
        None if classes is None else _labels(targets),
        class_names=classes,
        source="exercise",
    )
    return Exercise(title, samples, settings, order, epochs)


def _samples(found: Any, n_in: int, n_out: int) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Return inputs, targets, and the sample of each step."""
    tables = _list(found, "samples", "one or more tables [[samples]]")
    inputs: list[list[float]] = []
    targets: list[list[float]] = []
    order: list[int] = []
    for k, sample in enumerate(tables):
        where = f"samples[{k}]"
        _of_type(sample, dict, where, "a table")
        _check_keys(sample, _SAMPLE, ("input", "target"), f"{where}.")
        for key, count, rows in (("input", n_in, inputs), ("target", n_out, targets)):
            values = _numbers(sample[key], f"{where}.{key}", 1)
            if len(values) != count:
                raise UsageError(
                    f"{where}.{key}: expected {count} numbers, as network.layers says, found "
                    f"{len(values)}"
                )
            rows.append(values)
        steps = check_integer(sample.get("steps", 1), f"{where}.steps", 1, MOST_STEPS)
        if len(order) + steps > MOST_STEPS:
            raise UsageError(f"{where}.steps: expected at most {MOST_STEPS:,} steps in all")
        order += [k] * steps
    return np.array(inputs, np.float64), np.array(targets, np.float64), np.array(order, np.int64)


def _labels(targets: Floats) -> NDArray[np.int64]:
    """Return the class that each target stands for: that of its largest entry, if there is one."""
    if targets.shape[1] == 1:
        return np.asarray(targets[:, 0] >= 0.5).astype(np.int64)
    for k, target in enumerate(targets):
        if np.count_nonzero(target == target.max()) > 1:
            raise UsageError(
                f"samples[{k}].target: expected one entry larger than all others, as there are "
                f"class_names; found {target.tolist()!s:.60}"
            )
    return np.asarray(np.argmax(targets, axis=1), np.int64)


def _check_keys(
    table: dict[str, Any], known: Sequence[str], needed: Sequence[str], prefix: str
) -> None:
    for key in table:
        if key not in known:
            raise UsageError(f"{prefix}{_shown(key)}: unknown key; {_advice(key, known, prefix)}")
    for key in needed:
        if key not in table:
            raise UsageError(f"{prefix}{key} is missing")


def _advice(key: str, known: Sequence[str], prefix: str) -> str:
    close = difflib.get_close_matches(key[:60], known, n=1)
    if close:
        return f"did you mean {close[0]}?"
    homes: tuple[tuple[str, Collection[str]], ...] = (
        ("at the top of the file", _TOP), ("in [network]", _NETWORK), ("in [[samples]]", _SAMPLE),
    )  # fmt: skip
    for place, keys in homes:
        if key in keys:
            return f"it belongs {place}"
    return f"there are {', '.join(known)}"


def _shown(key: str) -> str:
    return key if re.fullmatch(r"[\w-]{1,40}", key) else f"{key!r:.40}"


def _of_type(value: Any, kind: type, where: str, wanted: str) -> Any:
    if not isinstance(value, kind):
        raise UsageError(f"{where}: expected {wanted}, found {value!r:.40}")
    return value


def _list(value: Any, where: str, wanted: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise UsageError(f"{where}: expected {wanted}, found {value!r:.40}")
    return value


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or len(value) > 200 or not value.isprintable():
        raise UsageError(f"{where}: expected up to 200 printable characters, found {value!r:.40}")
    return value


def _activations(value: Any) -> str | list[str]:
    if isinstance(value, list):
        return [_text(name, f"network.activations[{k}]") for k, name in enumerate(value)]
    return _text(value, "network.activations")


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise UsageError(f"{where}: expected a number, found {value!r:.40}")
    if not abs(value) <= _LARGEST:  # NaN included
        raise UsageError(f"{where}: expected a number up to ±{_LARGEST:g}, found {value!r:.40}")
    return float(value)


def _numbers(value: Any, where: str, depth: int) -> list[Any]:
    """Return lists of numbers, nested ``depth`` deep."""
    wanted = ("a list of numbers", "a list of rows of numbers", "a list of matrices")[depth - 1]
    rows = _list(value, where, wanted)
    if depth == 1:
        return [_number(each, f"{where}[{k}]") for k, each in enumerate(rows)]
    return [_numbers(each, f"{where}[{k}]", depth - 1) for k, each in enumerate(rows)]


def _names(about: dict[str, Any], key: str, count: int) -> list[str] | None:
    if key not in about:
        return None
    names = _list(about[key], f"network.{key}", f"{count} names")
    if len(names) != count:
        raise UsageError(f"network.{key}: expected {count} names, found {len(names)}")
    return [_text(name, f"network.{key}[{k}]") for k, name in enumerate(names)]


def _numbered(letter: str, count: int) -> list[str]:
    return [f"{letter}{k + 1}" for k in range(count)]
