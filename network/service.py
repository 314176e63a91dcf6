"""The process that records for :class:`layerlight.Recorder`: it answers one request.

The request is JSON on standard input.  Each line of standard output is a JSON list: ``error`` with
a text and whether it is a usage error, or ``answer``.  Anything else printed to standard output
goes to standard error.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np

from network.errors import LayerlightError, UsageError
from network.recordings.network_recording import NetworkRecording
from network.recordings.network_schema import NETWORK_RECORDING
from network.studies.given_samples import given_datasets
from network.studies.imports import (
    check_settings,
    compare_outputs,
    import_moments,
    rules_for,
    where_from,
)
from network.system.files import check_writable
from network.system.isolation import isolated
from network.system.signals import ended_by_signals, exit_status
from network.system.troubles import explain, named

__all__ = ["answer", "main"]

TRIED = 32
"""Samples with which a first moment is tried out."""


def main() -> int:
    """Answer the request on standard input and return the exit status."""
    output = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def tell(*what: Any) -> None:
        output.write(json.dumps(what) + "\n")
        output.flush()

    try:
        with ended_by_signals(), isolated():
            request = json.load(sys.stdin.buffer)
            os.chdir(request["cwd"])
            tell("answer", answer(request))
    except KeyboardInterrupt as stop:
        return exit_status(stop)
    except BrokenPipeError:
        return 1  # the caller has gone
    except LayerlightError as error:
        tell("error", isinstance(error, UsageError), str(error))
        return 1
    except OSError as error:
        path = named(error)
        tell("error", False, f"{path}: {explain(error)}" if path else explain(error))
        return 1
    except MemoryError:
        tell("error", False, "not enough memory to make the recording; give fewer samples")
        return 1
    return 0


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Check the settings of a recording, try out its first moment, or write it.

    Parameters
    ----------
    request : dict
        As :class:`layerlight.Recorder` makes it, with ``task`` set to ``"check"``, ``"try"`` or
        ``"save"``.

    Raises
    ------
    LayerlightError
        Something in it cannot be recorded, or the file cannot be written.
    """
    check_writable(request["path"])
    if request["task"] == "check":
        check_settings(request["cost"], request["learning_rate"], request["title"])
        return {}
    rules = rules_for(request["activations"], request["cost"], request["learning_rate"])
    # Written by the process that asks, for this one.
    with np.load(request["arrays"], allow_pickle=False) as arrays:
        samples, test = given_datasets(request, arrays)
        layers = range(len(request["activations"]))
        moments = [
            (
                step,
                [arrays[f"weights_{number}_{layer}"] for layer in layers],
                [arrays[f"biases_{number}_{layer}"] for layer in layers],
            )
            for number, step in enumerate(request["steps"])
        ]
        said = {
            number: arrays[f"outputs_{number}"]
            for number in range(len(moments))
            if f"outputs_{number}" in arrays
        }
    few = samples.first(TRIED), None if test is None else test.first(TRIED)
    tried = request["task"] == "try"
    recording = import_moments(
        samples,
        moments,
        rules,
        where_from(*(request[name] for name in ("framework", "version", "dtype", "notes"))),
        test=test,
        title=request["title"],
        most=request["most"],
        shown=few if tried else (samples, test),
    )
    if tried:
        NETWORK_RECORDING.check(recording.metadata, recording.arrays, "the recording")
        return {}
    compared = compare_outputs(recording, said, request["allowed"], request["logits"])
    if compared is not None:
        about = {**recording.metadata, "imported": {**recording.metadata["imported"], **compared}}
        recording = NetworkRecording(about, recording.arrays)
    NETWORK_RECORDING.check(recording.metadata, recording.arrays, "the recording")
    recording.save(Path(request["path"]))
    return {"steps": recording.steps}
