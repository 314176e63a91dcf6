"""The checkpoints of a run of any network on images, in the form of a checkpoint series."""

from functools import cached_property

import numpy as np

from network.errors import UsageError
from network.recordings.checkpoint_series import CheckpointSeries
from network.recordings.early_updates import MOST_EARLY, EarlyUpdates
from network.recordings.evaluation import evaluate
from network.recordings.network_recording import NetworkRecording
from network.storage.archive import Array
from network.storage.storable import frozen

__all__ = ["RunCheckpoints"]


class RunCheckpoints(CheckpointSeries):
    """Weights, accuracy and confusion matrix at the steps at which a run was evaluated.

    It is made from a recording and exists in memory only.  ``test_…`` quantities are those of the
    samples held out, or of the samples trained on if there are no others.  Steps of an imported
    run are those of the other program.

    Parameters
    ----------
    recording : NetworkRecording
        With classes as targets.

    Raises
    ------
    UsageError
        The run was not evaluated, or at a single moment only.
    """

    def __init__(self, recording: NetworkRecording) -> None:
        about = recording.metadata
        held_out = recording.test_samples is not None
        confusion = recording.arrays.get("test_confusion" if held_out else "train_confusion")
        if confusion is None:
            raise UsageError("its accuracy is unknown: record it with samples held out for testing")
        evaluated = recording.evaluated_steps
        if len(evaluated) < 2:
            raise UsageError("it holds the weights of one moment only, so nothing changes")
        imported = recording.is_imported
        shown = np.asarray(recording.arrays["kept_at"]) if imported else evaluated
        names = list(recording.class_names or ())
        metadata = {
            "kind": about["kind"],
            "layer_sizes": list(recording.layer_sizes),
            "image_shape": about["image_shape"],
            "images": 0 if imported else about["epoch_steps"],
            "epochs": 0 if imported else about["epochs"],
            "classes": list(range(len(names))),
            "test_images": int(confusion[0].sum()),
            "learning_rate": about["learning_rate"],
        }
        trained = recording.epoch_accuracy
        arrays = {
            "steps_shown": shown,
            "confusion": confusion,
            "epoch_accuracy": np.zeros(0) if trained is None else trained,
        }
        moments = [(recording.weights_at(int(k)), recording.biases_at(int(k))) for k in evaluated]
        for layer in range(len(recording.layer_sizes) - 1):
            arrays[f"weights_{layer}"] = np.array([w[layer] for w, _ in moments], np.float32)
            arrays[f"biases_{layer}"] = np.array([b[layer] for _, b in moments], np.float32)
        self.recording, self.held_out = recording, held_out
        self._set(metadata, arrays, int(shown[-1]))
        self.class_names = tuple(names)

    @cached_property
    def change_alone_right(self) -> Array | None:
        """Number of the evaluated samples that the change alone classifies correctly."""
        recording = self.recording
        test = recording.test_samples
        first, last = (
            recording.augmented_weights_at(k) for k in recording.evaluated_steps[[0, -1]]
        )
        change = [after - before for before, after in zip(first, last, strict=True)]
        samples = recording.samples if test is None else test
        _, confusion = evaluate(recording.rules, [change], samples)
        assert confusion is not None  # such runs have classes
        return frozen(np.array(np.trace(confusion[0])))

    @cached_property
    def early(self) -> EarlyUpdates:
        """The first updates; none of an imported run, whose updates are unknown."""
        recording = self.recording
        count = 0 if recording.is_imported else min(MOST_EARLY, recording.steps)
        weights = [recording.weights_at(k)[0] for k in range(count + 1)]
        stays = [k for k in range(count) if np.array_equal(weights[k], weights[k + 1])]
        count = min(stays, default=count)
        factors = [recording.bias_updates_at(k)[0] for k in range(count)]
        pixels = [recording.pixel_values_at(k)[0] for k in range(count)]
        return EarlyUpdates(
            frozen(np.array(weights[: count + 1])),
            frozen(np.array(factors).reshape(count, self.layer_sizes[1])),
            frozen(np.array(pixels).reshape(count, self.layer_sizes[0])),
            frozen(np.asarray(recording.labels)[:count].astype(np.int64)),
        )
