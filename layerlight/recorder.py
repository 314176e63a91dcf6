"""Record the training of a network of any library, from inside the training loop."""

from __future__ import annotations

import math
import operator
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layerlight.errors import LayerlightError, UsageError
from layerlight.models.comparison import compared_outputs, forward, named_activations
from layerlight.models.given import network_of
from layerlight.models.weights import ModelWeights, reader_of, weights_of
from layerlight.moments import Moment, Moments
from layerlight.process import RECORDING, ask, current_folder
from layerlight.progress import Progress
from layerlight.samples import check_range, read_samples

__all__ = ["Recorder"]

COMPARED = 256
"""For so many samples a model is asked for its outputs."""
LOGITS = ("sigmoid", "softmax")
"""What a loss applies to the outputs of a model that returns pre-activations."""


class Recorder:
    """Records the training of a network of any library: its parameters at some moments.

    Use it in a ``with`` statement and call :meth:`keep` in the training loop.  At the end of the
    block the recording is written, and an exception or an interrupt that ends the block changes
    nothing about that: what was kept until then is written.  The file is complete or absent; the
    file of an earlier run stays until the new one is complete.  Instead of the ``with`` statement,
    call :meth:`save`, for example in a notebook whose training takes several cells.

    Weights and biases are recorded as they are.  Pre-activations, activations, cost, deltas and
    gradients of the samples follow from them and are computed by Layerlight, in a process of its
    own.  Updates are not recorded: what changed between two moments is whatever the optimiser did.

    At most 200 moments or 256 MiB are kept; when there are more, every second one is dropped.  The
    first and the last are always kept.

    Parameters
    ----------
    path : str or path
        The recording, ``.npz``.
    cost : str
        ``"mean-squared-error"``, ``"half-squared-error"`` or ``"cross-entropy"``.
    samples : (x, y)
        Samples to show.  x of shape (n, ...), as the network takes them.  y: class indices (n,),
        one-hot targets (n, k), or numbers to predict, (n,) or (n, k).
    activations : str or sequence of str, optional
        One name for all layers, or one for each layer but the input: ``"sigmoid"``, ``"tanh"``,
        ``"relu"``, ``"identity"`` or ``"softmax"``.  A model names its own; for one that returns
        pre-activations (logits) they may end in ``"softmax"`` or ``"sigmoid"``, which the
        program's loss applies.
    test : (x, y), optional
        Samples held out, on which the network is evaluated at each moment.
    input_names, output_names, class_names : sequence of str, optional
        Names of inputs, of outputs that are numbers, and of classes.
    image_shape : (int, int), optional
        Rows and columns, if the inputs are pixels.
    learning_rate : float, optional
        Only told.
    every : int
        Keep every N-th call of :meth:`keep`, and the last.
    title : str
        Title of the recording.

    Raises
    ------
    UsageError
        An argument is invalid.
    LayerlightError
        The file could not be written.  Found now, before the training.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        cost: str,
        samples: tuple[Any, Any],
        activations: str | Sequence[str] | None = None,
        test: tuple[Any, Any] | None = None,
        input_names: Sequence[str] | None = None,
        output_names: Sequence[str] | None = None,
        class_names: Sequence[str] | None = None,
        image_shape: Sequence[int] | None = None,
        learning_rate: float | None = None,
        every: int = 1,
        title: str = "",
    ) -> None:
        try:
            name = os.fsdecode(path)
        except TypeError:
            raise UsageError(
                f"path: expected the path of a file, found {type(path).__name__}"
            ) from None
        folder = current_folder()
        self.path = Path(folder, name)
        self._samples = read_samples(samples, "samples")
        self._test = None if test is None else read_samples(test, "test")
        self._shown = self._samples.inputs[:COMPARED]
        self._activations = _names(activations, "activations")
        if isinstance(self._activations, list):
            named_activations(self._activations, len(self._activations))
        self._request = {
            "cwd": folder,
            "path": name,
            "cost": str(cost),
            "learning_rate": _rate(learning_rate),
            "input_names": _names(input_names, "input_names"),
            "output_names": _names(output_names, "output_names"),
            "class_names": _names(class_names, "class_names"),
            "image_shape": _shape(image_shape),
            "title": str(title),
        }
        self._moments = Moments(_whole(every, "every", 1))
        self._first: ModelWeights | None = None
        self._logits = False
        """Whether the model itself stops at the pre-activations of the last layer."""
        self._calls = 0
        self._model: Any = None
        """The model kept last, if it was not asked for its outputs then."""
        self._written = 0
        """How many calls of :meth:`keep` the file on disk covers."""
        self._finished = False
        ask({"task": "check", **self._request}, Progress(""), RECORDING)

    def __enter__(self) -> Recorder:
        """Return the recorder."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write what was kept, however the block ended."""
        self._finished = True
        if self._calls and self._calls == self._written:
            return
        if error is None:
            self.save()
        elif self._moments.last is not None:
            try:
                self.save()
            except LayerlightError as second:
                # What ended the training matters more.
                error.add_note(f"layerlight, when writing the recording: {second}")

    def keep(self, weights: Any, biases: Any = None, *, step: int | None = None) -> None:
        """Keep the network as it is now.

        ``keep(model)`` also asks the model for its outputs for the first 256 samples, and compares
        them with what follows from its weights.  Dropout is off meanwhile.

        Parameters
        ----------
        weights : model, or sequence of array_like
            What :func:`layerlight.weights_of` takes or returns; or the weights by layer, shape
            (n_out, n_in), of anything ``numpy.asarray`` takes.
        biases : sequence of array_like, optional
            By layer, shape (n_out,), if weights are given.
        step : int, optional
            The training step, rising from call to call; by default the number of earlier calls.

        Raises
        ------
        UsageError
            Shapes, steps or numbers are invalid, or change from one call to the next.
        LayerlightError
            The model cannot be recorded, the training diverged, or the model's own outputs do not
            follow from its weights; names the layer.
        """
        if self._finished:
            raise UsageError("keep: the recording is finished; call it inside the with block")
        step = self._step(step)
        reader = reader_of(weights)
        said: tuple[Any, ...] = ()
        asked = reader is None or self._moments.next_is_kept
        if reader is None:
            found = self._as_asked(network_of(weights, biases, self._activations))
            self._check(found)
        else:
            if biases is not None:
                raise UsageError("keep: expected a model, or weights and biases; found both")
            with reader.ready(weights):
                own = weights_of(weights)
                found = self._as_asked(own)
                self._check(found)
                if asked:
                    said = compared_outputs(reader, weights, own, self._shown)
        if reader is None and self._moments.next_is_kept:
            self._check_forward(found)
        self._moments.add(Moment(step, found, *said))
        self._model = None if asked else weights
        self._first = self._first or found
        self._calls += 1

    def save(self) -> Path:
        """Write what was kept so far, and return the path of the file.

        More can be kept afterwards, unless this is the end of the ``with`` block.

        Raises
        ------
        LayerlightError
            Nothing was kept, or the file cannot be written.
        """
        moments = self._moments.all()
        if not moments:
            raise LayerlightError(
                f"{self.path}: nothing was kept, so nothing is written; call keep in the training"
            )
        complaint = None
        try:
            moments[-1] = self._asked_late(moments[-1])
        except LayerlightError as error:
            complaint = error
            moments.pop()
        if moments:
            self._ask("save", moments)
            self._written = self._calls
        if complaint is not None:
            raise complaint
        return self.path

    def _step(self, step: int | None) -> int:
        last = self._moments.last
        if step is None:
            step = self._calls if last is None else max(self._calls, last.step + 1)
        step = _whole(step, "step", 0)
        if last is not None and step <= last.step:
            raise UsageError(f"step: expected steps that rise, found {step:,} after {last.step:,}")
        return step

    def _as_asked(self, own: ModelWeights) -> ModelWeights:
        """Return the network with the activation functions and for the cost asked for."""
        names = own.activations
        if self._activations is not None:
            names = named_activations(self._activations, len(names))
        last, cost = names[-1], self._request["cost"]
        self._logits = own.activations[-1] == "identity" and last in LOGITS
        if names[:-1] != own.activations[:-1] or not (self._logits or last == own.activations[-1]):
            raise UsageError(
                f"activations: expected {own.activations}, as the model has, found {names}; leave "
                "them out"
            )
        if cost == "cross-entropy" and last not in LOGITS:
            wanted = [*names[:-1], "softmax" if len(own.biases[-1]) > 1 else "sigmoid"]
            raise UsageError(
                f"cost: cross-entropy needs outputs of softmax or sigmoid, found {last}; if the "
                f"loss applies one to what the model returns, say activations={wanted}"
            )
        return replace(own, activations=names)

    def _check(self, found: ModelWeights) -> None:
        """Refuse what does not fit the samples or the moments before; at first, try it out."""
        for what, tables in (("weights", found.weights), ("biases", found.biases)):
            for layer, values in enumerate(tables, start=1):
                check_range(values, f"{what} of layer {layer}")
        if self._first is None:
            self._try(found)
            return
        for name in ("layer_sizes", "activations"):
            before, now = getattr(self._first, name), getattr(found, name)
            if before != now:
                raise UsageError(
                    f"keep: expected the same network in every call, found {name} {now} after "
                    f"{before}"
                )

    def _try(self, found: ModelWeights) -> None:
        """Have the first moment recorded, without writing it, so that faults show early."""
        for name, part in (("samples", self._samples), ("test", self._test)):
            inputs = 0 if part is None else math.prod(part.inputs.shape[1:])
            if part is not None and inputs != found.layer_sizes[0]:
                raise UsageError(
                    f"{name}, x: expected {found.layer_sizes[0]} inputs a sample, as the first "
                    f"layer has, found {inputs}"
                )
        self._ask("try", [Moment(0, found)])

    def _asked_late(self, moment: Moment) -> Moment:
        """Ask the model kept last for its outputs, if it was not and is still as it was."""
        if moment.outputs is None:
            self._check_forward(moment.found)
        reader = None if self._model is None else reader_of(self._model)
        if reader is None:
            return moment
        with reader.ready(self._model):
            try:
                own = weights_of(self._model)
            except LayerlightError:  # it was trained on, and has diverged
                return moment
            before = (*moment.found.weights, *moment.found.biases)
            if all(map(np.array_equal, before, (*own.weights, *own.biases))):
                said = compared_outputs(reader, self._model, own, self._shown)
                return Moment(moment.step, moment.found, *said)
        return moment

    def _check_forward(self, found: ModelWeights) -> None:
        """Notice a training that has diverged before the moment is kept."""
        forward(found, np.asarray(self._shown, np.float64).reshape(len(self._shown), -1))

    def _ask(self, task: str, moments: list[Moment]) -> None:
        """Hand the moments to the process that records them."""
        found, notes = moments[-1].found, list(moments[-1].found.notes)
        if self._logits:
            last = found.activations[-1]
            notes.append(f"the model returns pre-activations, to which the loss applies {last}")
        arrays: dict[str, NDArray[Any]] = {}
        for part, data in (("", self._samples), ("test_", self._test)):
            if data is not None:
                arrays[f"{part}x"], arrays[f"{part}y"] = data.flat, data.answers
        for number, moment in enumerate(moments):
            for layer, (weights, biases) in enumerate(
                zip(moment.found.weights, moment.found.biases, strict=True)
            ):
                arrays[f"weights_{number}_{layer}"] = weights
                arrays[f"biases_{number}_{layer}"] = biases
            if moment.outputs is not None:
                arrays[f"outputs_{number}"] = moment.outputs
        request = {
            **self._request,
            "task": task,
            "activations": found.activations,
            "logits": self._logits,
            "framework": found.framework,
            "version": found.version,
            "dtype": found.dtype,
            "allowed": [moment.allowed for moment in moments],
            "notes": notes,
            "steps": [moment.step for moment in moments],
            "most": self._moments.most(found),
        }
        with TemporaryDirectory(prefix="layerlight-") as folder:
            file = Path(folder, "arrays.npz")
            try:
                np.savez(file, **arrays)  # type: ignore[arg-type]  # of arrays only
            except OSError as error:
                reason = error.strerror or error
                raise LayerlightError(
                    f"{folder}: cannot be written ({reason}): make room there, or name another "
                    "folder for temporary files by TMPDIR"
                ) from None
            ask({**request, "arrays": str(file)}, Progress(""), RECORDING)


def _names(values: Any, name: str) -> Any:
    """Return names as a list of str; activations may be one name."""
    if values is None or (isinstance(values, str) and name == "activations"):
        return values
    if isinstance(values, str | bytes):
        raise UsageError(f"{name}: expected a list of names, found {values!r:.60}")
    try:
        return [str(each) for each in values]
    except TypeError:
        raise UsageError(f"{name}: expected a list of names, found {values!r:.60}") from None


def _shape(shape: Any) -> list[int] | None:
    if shape is None:
        return None
    try:
        rows, columns = shape
    except (TypeError, ValueError):
        raise UsageError(f"image_shape: expected rows and columns, found {shape!r:.60}") from None
    return [_whole(rows, "image_shape", 1), _whole(columns, "image_shape", 1)]


def _rate(rate: Any) -> float | None:
    try:
        number = None if rate is None else float(rate)
    except (TypeError, ValueError):
        number = math.nan
    if number is not None and not math.isfinite(number):
        raise UsageError(f"learning_rate: expected a number, found {rate!r:.60}")
    return number


def _whole(number: Any, name: str, low: int) -> int:
    try:
        found = operator.index(number)
    except TypeError:
        found = low - 1
    if isinstance(number, bool) or not low <= found < 2**62:
        raise UsageError(f"{name}: expected a whole number from {low}, found {number!r:.60}")
    return found
