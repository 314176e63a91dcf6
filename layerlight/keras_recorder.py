"""A callback with which Keras records its training."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

from layerlight.errors import LayerlightError, UsageError
from layerlight.recorder import Recorder

__all__ = ["KerasRecorder"]

WHEN = ("epoch", "batch")


def KerasRecorder(path: Any, *, keep: str = "epoch", every: int = 1, **options: Any) -> Any:
    """Return a callback for ``model.fit`` that records the training.

    It keeps the model before the first batch and after every N-th epoch or batch, and writes the
    file when the training ends.  If ``fit`` is interrupted or raises, Keras does not tell its
    callbacks: use the callback in a ``with`` statement around ``fit``, or call its ``save``.

    Keras is imported by this call, not before.

    Parameters
    ----------
    path : str or path
        The recording, ``.npz``.
    keep : {"epoch", "batch"}
        After what the model is kept.
    every : int
        Keep after every N-th, and after the last.
    **options
        As for :class:`layerlight.Recorder`: ``cost``, ``samples`` and the others.

    Returns
    -------
    keras.callbacks.Callback
        Its ``recorder`` is the :class:`layerlight.Recorder`.

    Raises
    ------
    UsageError, LayerlightError
        As :class:`layerlight.Recorder` does; or Keras is not installed.
    """
    if keep not in WHEN:
        raise UsageError(f"keep: expected {' or '.join(WHEN)}, found {keep!r:.40}")
    return _callback(_keras())(Recorder(path, every=every, **options), keep)


def _keras() -> Any:
    """Return the library that the program uses: Keras, or tf_keras, its version 2."""
    for name in ("keras", "tf_keras"):
        if name in sys.modules:
            return sys.modules[name]
    try:
        return import_module("keras")
    except ImportError as error:
        raise LayerlightError(
            f"Keras cannot be imported ({error}): pip install 'layerlight[keras]'"
        ) from None


def _callback(keras: Any) -> Any:
    class RecorderCallback(keras.callbacks.Callback):  # type: ignore[misc]
        """Keeps the model as it is trained; see :func:`KerasRecorder`."""

        def __init__(self, recorder: Recorder, when: str) -> None:
            super().__init__()
            self.recorder = recorder
            self._when = when
            self._batches = 0
            self._before_epoch = 0
            self._kept_at = -1

        def __enter__(self) -> Any:
            self.recorder.__enter__()
            return self

        def __exit__(self, *how: Any) -> None:
            self.recorder.__exit__(*how)

        def save(self) -> Any:
            """Write what was kept so far, and return the path of the file."""
            return self.recorder.save()

        def _keep(self) -> None:
            # A second call of fit begins where the first one ended.
            if self._batches > self._kept_at:
                self.recorder.keep(self.model, step=self._batches)
                self._kept_at = self._batches

        def on_train_begin(self, logs: Any = None) -> None:
            if self.model.built:
                self._keep()

        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            # Not one by one: Keras may run several batches between two calls.
            self._batches = self._before_epoch + batch + 1
            if self._when == "batch":
                self._keep()

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            self._before_epoch = self._batches
            self._keep()

        def on_train_end(self, logs: Any = None) -> None:
            self._keep()
            self.save()

    return RecorderCallback
