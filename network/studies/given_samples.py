"""Samples that another program hands over as arrays."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from network.core.arithmetic import Floats
from network.data.dataset import Dataset, classes_as_targets
from network.errors import UsageError
from network.recordings.network_recording import pixel_names
from network.storage.field_checks import MOST_NAMES

__all__ = ["given_datasets"]

Answers = NDArray[Any]


def given_datasets(
    request: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
) -> tuple[Dataset, Dataset | None]:
    """Return samples and test samples from arrays.

    Parameters
    ----------
    request : mapping
        ``input_names``, ``output_names``, ``class_names`` (sequences of str or None),
        ``image_shape`` (rows and columns, or None), ``activations`` and ``dtype``.
    arrays : mapping
        ``x``, shape (n, d), and ``y``: int64 of shape (n,) for class indices, or float64 of shape
        (n, k); ``test_x`` and ``test_y`` if there are test samples; ``biases_0_0`` and so on, by
        moment and layer.

    Raises
    ------
    UsageError
        They do not fit the network or each other.
    """
    last = len(request["activations"]) - 1
    outputs = len(arrays[f"biases_0_{last}"])
    parts = [part for part in ("", "test_") if f"{part}x" in arrays]
    answers = {part: arrays[f"{part}y"] for part in parts}
    classes = _are_classes(answers, outputs, request)
    names = _class_names(request["class_names"], max(2, outputs)) if classes else None
    if request["class_names"] is not None and not classes:
        raise UsageError(
            "class_names: expected y as class indices (n,), 0 and 1 for one output, or one-hot "
            "(n, k), found other numbers"
        )
    shape = tuple(request["image_shape"]) if request["image_shape"] else None
    inputs = {part: arrays[f"{part}x"] for part in parts}
    input_names = _input_names(request["input_names"], inputs[""].shape[1], shape)
    output_names = request["output_names"]
    if output_names is None:
        many = names if classes and outputs > 1 else None
        output_names = many or [f"o{k + 1}" for k in range(outputs)]
    images = _grey_levels(inputs, shape, request["dtype"])
    found = []
    for part in parts:
        targets, labels = _targets(answers[part], outputs, classes, part)
        found.append(
            Dataset(
                "test" if part else "samples",
                np.empty((0, 0)) if images else inputs[part],
                targets,
                input_names,
                output_names,
                labels,
                image_shape=shape,
                images=images[part] if images else None,
                class_names=names,
                source="given to layerlight.Recorder",
            )
        )
    return found[0], found[1] if len(found) > 1 else None


def _are_classes(answers: Mapping[str, Answers], outputs: int, request: Mapping[str, Any]) -> bool:
    """Whether y are classes: indices, or one-hot rows; of one output, zeros and ones."""
    last, named = request["activations"][-1], request["class_names"] is not None
    for part, y in answers.items():
        width = outputs if y.ndim == 1 else y.shape[1]
        if width != outputs:
            raise UsageError(
                f"{_said(part)}, y: expected {outputs} targets a sample, as the network has "
                f"outputs, found {width}; classes are whole numbers of shape (n,)"
            )
    if outputs == 1:
        # Whole numbers may be counts to predict, unless the output is a probability.
        wanted = named or last == "sigmoid"
        return wanted and all(np.isin(y, (0, 1)).all() for y in answers.values())
    found = [y.ndim == 1 or _is_one_hot(y) for y in answers.values()]
    if not all(found) and any(y.ndim == 1 for y in answers.values()):
        raise UsageError("test, y: expected y of the same kind as that of samples")
    return all(found)


def _said(part: str) -> str:
    return "test" if part else "samples"


def _is_one_hot(y: Answers) -> bool:
    return bool(np.isin(y, (0.0, 1.0)).all() and (y.sum(axis=1) == 1.0).all())


def _targets(
    y: Answers, outputs: int, classes: bool, part: str
) -> tuple[Floats, NDArray[np.int64] | None]:
    """Return targets, shape (n, outputs), and the class of each sample or None."""
    if not classes:
        return y.astype(np.float64).reshape(len(y), -1), None
    if outputs == 1:
        labels = y.reshape(-1).astype(np.int64)
        return labels[:, None].astype(np.float64), labels
    if y.ndim == 2:
        return y, np.argmax(y, axis=1).astype(np.int64)
    if y.min() < 0 or y.max() >= outputs:
        raise UsageError(
            f"{_said(part)}, y: expected class indices from 0 to {outputs - 1}, "
            f"as the network has {outputs} outputs, found {y.min()} to {y.max()}"
        )
    return classes_as_targets(y, outputs), y


def _class_names(names: Sequence[str] | None, count: int) -> Sequence[str]:
    return [str(k) for k in range(count)] if names is None else names


def _input_names(
    names: Sequence[str] | None, count: int, shape: tuple[int, int] | None
) -> Sequence[str]:
    if shape is not None:
        if shape[0] * shape[1] != count:
            raise UsageError(
                f"image_shape: expected {count} pixels, as a sample has inputs, found "
                f"{shape[0]} × {shape[1]}"
            )
        return names or pixel_names(shape)
    if count > MOST_NAMES:
        raise UsageError(
            f"samples, x: expected at most {MOST_NAMES:,} inputs, found {count:,}; give an "
            "image_shape if they are pixels"
        )
    return [f"x{k + 1}" for k in range(count)] if names is None else names


def _grey_levels(
    inputs: Mapping[str, Floats], shape: tuple[int, int] | None, dtype: str
) -> dict[str, NDArray[np.uint8]] | None:
    """Return the images of which the inputs are grey levels / 255, or None if they are none."""
    if shape is None:
        return None
    found = {}
    for part, x in inputs.items():
        if x.min() < 0 or x.max() > 1:
            return None
        levels = np.rint(x * 255).astype(np.uint8)
        exact = levels / 255
        if dtype != "float64":  # the network itself knows no more digits
            exact, x = exact.astype(np.float32), x.astype(np.float32)
        if not np.array_equal(exact, x):
            return None
        found[part] = levels.reshape(len(x), *shape)
    return found
