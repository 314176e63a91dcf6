"""Read a file of any kind that Layerlight records, or the exercise from which one follows."""

from pathlib import Path

from network.recordings.checkpoint_series import CheckpointSeries
from network.recordings.inference import Inference
from network.recordings.network_inference import NetworkInference
from network.recordings.network_recording import NetworkRecording
from network.recordings.recording import Recording
from network.storage.archive import read_archive
from network.studies.bias_study import BiasStudy
from network.studies.exercises import record_exercise

__all__ = ["EXERCISE_SUFFIX", "Stored", "load"]

Stored = Recording | CheckpointSeries | Inference | NetworkInference | BiasStudy
EXERCISE_SUFFIX = ".toml"


def load(path: str | Path) -> Stored:
    """Read a recording, a checkpoint series, an inference or a bias study.

    An exercise (``.toml``) is worked through, and its recording returned.

    Raises
    ------
    LayerlightError
        The file is missing, damaged, or not a Layerlight file.
    """
    if Path(path).suffix.lower() == EXERCISE_SUFFIX:
        return record_exercise(path)
    metadata, arrays = read_archive(path, "recording or checkpoint series")
    kind = metadata.get("kind")
    classes: tuple[type[Stored], ...] = (
        CheckpointSeries, Inference, NetworkInference, BiasStudy, NetworkRecording,
    )  # fmt: skip
    found = next((one for one in classes if kind in one.schema.kinds), Recording)
    return found.checked(metadata, arrays, str(path))
