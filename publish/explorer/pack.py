"""Pack the recording of a small network for the page.

The page gets what the run recorded: inputs, targets, the order of the samples, z, activations,
deltas and cost of every step, and the first parameters.  It replays the updates
(-learning_rate·delta·activationᵀ) with the bits of :mod:`network.core`, so parameters of every step
need no room.  Of an imported run it gets the parameters of every moment, as there are no updates.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from network.core.arithmetic import exponential_factors
from network.core.elementary import exponentials_minus_one, logarithms
from network.errors import UsageError
from network.recordings.network_recording import NetworkRecording
from network.recordings.recording import Recording
from publish.explorer.payload import Payload

__all__ = ["MOST_BYTES", "MOST_LAYERS", "MOST_WEIGHTS", "is_small", "pack_recording", "tables"]

MOST_BYTES = 24 << 20
"""Size of the largest arrays that a page holds; its file is about a third larger."""
MOST_LAYERS = 8
MOST_WEIGHTS = 4096
"""Of a network whose updates a page replays while its slider is dragged."""


def is_small(recording: Recording) -> bool:
    """Return whether a recording is drawn as a diagram of neurons."""
    sizes = recording.layer_sizes
    return len(sizes) <= MOST_LAYERS and _weights(sizes) <= MOST_WEIGHTS


def pack_recording(recording: Recording, file: str) -> Payload:
    """Return what the page of a small network holds.

    Parameters
    ----------
    recording : Recording
    file : str
        Its name on the page.

    Raises
    ------
    UsageError
        If it is too large for a page.
    """
    _check_size(recording)
    arrays = _samples_of(recording) | _steps_of(recording) | _evaluations_of(recording)
    arrays |= tables(recording.rules)
    return Payload(_header_of(recording, file), arrays)


def tables(rules: Any) -> dict[str, NDArray[np.float64]]:
    """Return the tables with which a page computes a network's functions, bit for bit.

    Parameters
    ----------
    rules : Rules
    """
    names = [function.name for function in rules.functions]
    units, parts = exponential_factors()
    found = {"exp_units": units, "exp_parts": parts}
    if "tanh" in names:
        found["expm1"] = exponentials_minus_one()
    if rules.loss.name == "cross-entropy":
        firsts, rests, first, rest = logarithms()
        found["logarithms"] = np.concatenate([firsts, rests, [first, rest]])
    return found


def _weights(sizes: tuple[int, ...]) -> int:
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))


def _check_size(recording: Recording) -> None:
    sizes = recording.layer_sizes
    shape = "-".join(map(str, sizes))
    if len(sizes) > MOST_LAYERS:
        raise UsageError(
            f"this network has {len(sizes)} layers ({shape}): a page draws up to {MOST_LAYERS}"
        )
    if _weights(sizes) > MOST_WEIGHTS:
        raise UsageError(
            f"this network has {_weights(sizes):,} weights and biases ({shape}): a page replays up"
            f" to {MOST_WEIGHTS:,}; record it with smaller layers"
        )
    each = 8 * (1 + 3 * sum(sizes[1:])) + 4
    fixed = 8 * len(recording.samples) * 2 * (sizes[0] + sizes[-1])
    if recording.is_imported:
        fixed += 8 * len(recording.checkpoint_steps) * _weights(sizes)
    needed = fixed + each * recording.steps
    if needed <= MOST_BYTES:
        return
    fit = (MOST_BYTES - fixed) // each
    raise UsageError(
        f"this recording has {recording.steps:,} steps of a {shape} network, {needed / 1e6:.0f} MB"
        f" of numbers: a page holds up to {MOST_BYTES / 1e6:.0f} MB, " + _what_fits(recording, fit)
    )


def _what_fits(recording: Recording, steps: int) -> str:
    if steps < 1:
        return "and the samples alone need more; record it with fewer, with --limit"
    said = f"which is about {steps:,} steps of this network"
    epochs = steps // int(recording.metadata.get("epoch_steps", len(recording.samples)))
    return f"{said}; record it with --epochs {epochs}" if epochs else f"{said}; use --limit"


def _samples_of(recording: Recording) -> dict[str, NDArray[Any]]:
    samples = recording.samples
    found: dict[str, NDArray[Any]] = {"targets": samples.targets}
    if samples.images is not None:
        found["images"] = samples.images
    found["inputs"] = np.asarray(samples.input_rows(), np.float64)
    if samples.scaling is not None:
        found["raw_inputs"] = samples.raw
    if samples.target_scaling is not None:
        found["raw_targets"] = samples.raw_targets
    if samples.labels is not None:
        found["labels"] = samples.labels.astype(np.int32)
    return found


def _steps_of(recording: Recording) -> dict[str, NDArray[Any]]:
    found: dict[str, NDArray[Any]] = {
        "sample_index": np.asarray(recording.image_index, np.int32),
        "cost": recording.cost,
    }
    moments = slice(None) if recording.is_imported else slice(1)
    for layer in range(len(recording.layer_sizes) - 1):
        found[f"z_{layer}"] = recording.z[layer]
        found[f"activations_{layer + 1}"] = np.asarray(recording.activations[layer + 1])
        found[f"deltas_{layer}"] = recording.deltas[layer]
        found[f"weights_{layer}"] = recording.arrays[f"weights_{layer}"][moments]
        found[f"biases_{layer}"] = recording.arrays[f"biases_{layer}"][moments]
    found["checkpoint_steps"] = np.asarray(recording.checkpoint_steps[moments], np.int32)
    if "kept_at" in recording.arrays:
        found["kept_at"] = np.asarray(recording.arrays["kept_at"], np.int32)
    return found


def _evaluations_of(recording: Recording) -> dict[str, NDArray[Any]]:
    """Return the costs and accuracies over the training that the run recorded."""
    found: dict[str, NDArray[Any]] = {}
    if isinstance(recording, NetworkRecording):
        found["evaluated_steps"] = np.asarray(recording.evaluated_steps, np.int32)
        for name in ("train_cost", "test_cost", "train_accuracy", "test_accuracy"):
            values = getattr(recording, name)
            if values is not None:
                found[name] = np.asarray(values, np.float64)
    if recording.epoch_accuracy is not None and not recording.is_imported:
        found["epoch_accuracy"] = np.asarray(recording.epoch_accuracy, np.float64)
    return found


def _header_of(recording: Recording, file: str) -> dict[str, Any]:
    about: Mapping[str, Any] = recording.metadata
    samples, rules = recording.samples, recording.rules
    title = about.get("title")
    return {
        "kind": "small",
        "file": file,
        "name": str(title) if title else None,
        "subject": samples.name,
        "layer_sizes": list(recording.layer_sizes),
        "activations": [function.name for function in rules.functions],
        "cost": rules.loss.name,
        "output_delta": rules.output_delta,
        "learning_rate": rules.learning_rate,
        "steps": recording.steps,
        "samples": len(samples),
        "epoch_steps": int(about.get("epoch_steps", len(samples))),
        "input_names": list(samples.input_names),
        "output_names": list(samples.output_names),
        "class_names": None if samples.class_names is None else list(samples.class_names),
        "image_shape": None if samples.image_shape is None else list(samples.image_shape),
        "pixels": None if samples.pixels is None else [list(each) for each in samples.pixels],
        "imported": about.get("imported"),
    }
