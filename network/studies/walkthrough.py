"""The walkthrough: a 5-4-3 network that classifies three digits from five pixels."""

from network.core.model import Network
from network.data.drawn_digits import IMAGE_SHAPE, load_digits
from network.recordings.memory import MEMORY_LIMIT, check_memory, recording_memory
from network.recordings.recording import Recording
from network.recordings.training import (
    ProgressCallback,
    as_in_format_1,
    check_epochs,
    train_and_record,
)

LAYER_SIZES = (5, 4, 3)
#: The three digits, the five pixels as [row, column], and the seed were found by
#: tools/choose_walkthrough.py.
CLASSES = (2, 6, 7)
PIXELS = ((9, 11), (13, 11), (18, 14), (21, 8), (21, 18))
SEED = 19242
LEARNING_RATE = 0.5
EPOCHS = 25


def record_walkthrough(
    *,
    seed: int = SEED,
    learning_rate: float = LEARNING_RATE,
    output_delta: str = "difference",
    epochs: int = EPOCHS,
    memory: int | None = MEMORY_LIMIT,
    progress: ProgressCallback | None = None,
) -> Recording:
    """Train the 5-4-3 example and record it in full.

    Parameters
    ----------
    seed : int
        Seed of the initial weights.
    learning_rate : float
        Learning rate.
    output_delta : {"difference", "gradient"}
        See :class:`network.Network`; files of format 1 call the gradient "mse".
    epochs : int
        Number of passes over the twelve images.
    memory : int or None
        Memory limit in bytes; None for no limit.
    progress : callable, optional
        Called with :class:`network.Progress`.

    Returns
    -------
    Recording
        Of kind "walkthrough", with the weights at every step.

    Raises
    ------
    UsageError
        A parameter is invalid, or the memory limit is too low.
    LayerlightError
        The drawn digits are missing or damaged.
    """
    epochs = check_epochs(epochs)
    network = Network(
        LAYER_SIZES,
        seed=seed,
        learning_rate=learning_rate,
        output_delta=as_in_format_1(output_delta),
    )
    images, labels, files = load_digits(CLASSES)
    sought = {
        "kind": "walkthrough", "layer_sizes": LAYER_SIZES, "images": len(images),
        "epochs": epochs, "image_shape": IMAGE_SHAPE,
    }  # fmt: skip
    steps = epochs * len(images)
    what = f"recording {steps:,} steps of the walkthrough"
    check_memory(recording_memory(sought, steps + 1, everything=True), memory, what)
    metadata = {
        "kind": "walkthrough",
        "classes": list(CLASSES),
        "pixels": [list(pixel) for pixel in PIXELS],
        "image_files": files,
        "input": "grey level / 255 of each of the five pixels",
    }
    return train_and_record(
        network,
        images,
        labels,
        metadata=metadata,
        epochs=epochs,
        checkpoint_steps=range(epochs * len(images)),
        everything=True,
        progress=progress,
    )
