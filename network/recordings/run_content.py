"""What recordings of own and of imported runs have in common."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from network.core.arithmetic import Floats
from network.core.model import MAX_VALUE
from network.core.rules import Rules
from network.data.dataset import Dataset
from network.errors import UsageError
from network.recordings.evaluation import evaluate
from network.recordings.network_schema import (
    COMPACT,
    DETAILS,
    FULL,
    KIND,
    VERSION,
)
from network.storage.archive import Array

__all__ = ["about_run", "check_fit", "detail_for", "evaluations", "sample_arrays"]

_FULL_UP_TO = 96 << 20  # bytes of a full recording that is made without being asked for
_EVALUATED_UP_TO = 3e10  # multiplications for evaluating the samples trained on


def check_fit(samples: Dataset, test: Dataset | None, sizes: Sequence[int]) -> None:
    """Raise UsageError unless layers, samples and test samples go together."""
    wanted = (samples.input_count, samples.targets.shape[1])
    if (sizes[0], sizes[-1]) != wanted:
        raise UsageError(
            f"layer sizes: {samples.name} needs {wanted[0]} inputs and {wanted[1]} outputs, found "
            f"{sizes[0]} and {sizes[-1]}"
        )
    for part in (samples, test):
        if part is None:
            continue
        alike = (
            part.input_count == samples.input_count
            and part.targets.shape[1] == samples.targets.shape[1]
            and part.class_names == samples.class_names
            and part.image_shape == samples.image_shape
            and (part.images is None) == (samples.images is None)
        )
        if not alike:
            raise UsageError(f"{part.name}: the test samples are not of the kind of the samples")
        for name, values in (("input", part.inputs), ("target", part.targets)):
            if values.size and np.abs(values).max() > MAX_VALUE:
                row, column = np.argwhere(np.abs(values) > MAX_VALUE)[0]
                names = part.input_names if name == "input" else part.output_names
                raise UsageError(
                    f"{part.name}: sample {row}, {name} {names[column]!r:.60}: expected up to "
                    f"±{MAX_VALUE:g}, found {values[row, column]:g}; scale the values"
                )


def detail_for(detail: str | None, sizes: Sequence[int], steps: int) -> str:
    if detail is None:
        weights = sum(a * b for a, b in pairwise(sizes))
        return FULL if steps * weights * 8 * 7 <= _FULL_UP_TO else COMPACT
    if detail not in DETAILS:
        raise UsageError(f"detail: expected one of {', '.join(DETAILS)}, found {detail!r:.40}")
    return detail


def about_run(
    samples: Dataset, test: Dataset | None, rules: Rules, sizes: Sequence[int], title: str
) -> dict[str, Any]:
    """Return the metadata that own and imported runs share."""
    shape, pixels = samples.image_shape, samples.pixels
    whole = samples.images is not None and pixels is None  # thousands of names that say nothing
    return {
        "kind": KIND,
        "format_version": VERSION,
        "title": title,
        "layer_sizes": [int(n) for n in sizes],
        "activations": [function.name for function in rules.functions],
        "cost": rules.loss.name,
        "output_delta": rules.output_delta,
        "learning_rate": rules.learning_rate,
        "samples": len(samples),
        "test_samples": 0 if test is None else len(test),
        "input_names": None if whole else list(samples.input_names),
        "output_names": list(samples.output_names),
        "class_names": list(samples.class_names) if samples.class_names else None,
        "image_shape": [int(n) for n in shape] if shape else None,
        "pixels": [[int(r), int(c)] for r, c in pixels] if pixels is not None else None,
        "scaling": samples.scaling.kind if samples.scaling else "none",
        "target_scaling": samples.target_scaling.kind if samples.target_scaling else "none",
        "data": {"name": samples.name, "source": samples.source},
    }


def sample_arrays(samples: Dataset, test: Dataset | None) -> dict[str, Array]:
    arrays: dict[str, Array] = {}
    for part, data in (("", samples), ("test_", test)):
        if data is None:
            continue
        if data.images is not None:
            arrays[f"{part}images"] = data.images
        else:
            arrays[f"{part}inputs"] = data.inputs
        arrays[f"{part}targets"] = data.targets
        if data.labels is not None:
            arrays[f"{part}labels"] = data.labels
    if samples.scaling is not None:
        arrays["raw_inputs"] = samples.raw
        arrays["scaling_offset"] = samples.scaling.offset
        arrays["scaling_factor"] = samples.scaling.factor
    if samples.target_scaling is not None:
        arrays["raw_targets"] = samples.raw_targets
        arrays["target_offset"] = samples.target_scaling.offset
        arrays["target_factor"] = samples.target_scaling.factor
    return arrays


def evaluations(
    rules: Rules,
    evaluated: Sequence[int],
    tables: Sequence[Sequence[Floats]],
    samples: Dataset,
    test: Dataset | None,
) -> dict[str, Array]:
    arrays: dict[str, NDArray[Any]] = {"evaluated_steps": np.array(evaluated, np.int64)}
    weights = sum(table.size for table in tables[0])
    for part, data in (("train", samples), ("test", test)):
        if data is None or (
            part == "train" and len(data) * weights * len(tables) > _EVALUATED_UP_TO
        ):
            continue
        cost, confusion = evaluate(rules, tables, data)
        arrays[f"{part}_cost"] = cost
        if confusion is not None:
            arrays[f"{part}_confusion"] = confusion
    return arrays
