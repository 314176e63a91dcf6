"""Record the worked solution of an exercise."""

from pathlib import Path

from network.data.exercise import Exercise, load_exercise
from network.errors import LayerlightError, UsageError
from network.recordings.memory import MEMORY_LIMIT
from network.recordings.network_recording import NetworkRecording
from network.recordings.network_training import record
from network.recordings.training import ProgressCallback

__all__ = ["record_exercise"]


def record_exercise(
    exercise: Exercise | str | Path,
    *,
    detail: str | None = None,
    memory: int | None = MEMORY_LIMIT,
    progress: ProgressCallback | None = None,
) -> NetworkRecording:
    """Train an exercise's network on its samples and record every step.

    Parameters
    ----------
    exercise : Exercise, str or Path
        From :func:`network.load_exercise`, or the path of its file.
    detail, memory, progress
        As for :func:`network.record`.

    Raises
    ------
    LayerlightError
        The file is no exercise, or its training diverges or needs too much memory.
    """
    name = "" if isinstance(exercise, Exercise) else f"{exercise}: "
    if not isinstance(exercise, Exercise):
        exercise = load_exercise(exercise)
    samples = exercise.samples
    each_once = exercise.order.tolist() == list(range(len(samples)))
    try:
        return record(
            samples,
            exercise.network(),
            epochs=exercise.epochs,
            order=None if each_once else exercise.order,
            detail=detail,
            title=exercise.title,
            memory=memory,
            progress=progress,
        )
    except UsageError as error:  # the file is at fault, not whoever calls
        raise LayerlightError(f"{name}{error}") from None
