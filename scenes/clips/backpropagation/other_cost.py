"""Whether a run records one cost and learns from another, and the output that tells both apart."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["compared_output"]

LEAST = 0.01
"""Least distance of that output from 0, 1 and its target: nearer, the numbers say little."""


def compared_output(recording: Any, step: int) -> int | None:
    """Return the output for which the clip compares the slopes of both costs, if there are two.

    That is the case where a squared error is recorded while the deltas are o − t of sigmoid
    outputs, which are the slopes of the cross-entropy.  The output is the one that errs most.
    """
    rules = recording.rules
    learned = rules.learned_loss
    if learned is None or learned.name != "cross-entropy" or rules.loss.name == learned.name:
        return None
    if rules.functions[-1].name != "sigmoid":
        return None
    outputs, targets = (
        np.asarray(values[step]) for values in (recording.activations[-1], recording.targets)
    )
    if ((targets < 0) | (targets > 1)).any():
        return None
    k = int(np.argmax(np.abs(outputs - targets)))
    clear = LEAST <= outputs[k] <= 1 - LEAST and abs(outputs[k] - targets[k]) >= LEAST
    return k if clear else None
