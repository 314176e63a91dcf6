"""The MNIST run: a 784-20-10 network, 60,000 images in file order, three epochs."""

from collections.abc import Sequence

from network.core.model import Network, check_integer, check_layer_sizes
from network.data.mnist import Mnist, load_mnist
from network.errors import UsageError
from network.recordings.checkpoint_series import checkpoint_schedule
from network.recordings.memory import MEMORY_LIMIT, check_memory, recording_memory
from network.recordings.recording import Recording
from network.recordings.training import (
    ProgressCallback,
    as_in_format_1,
    check_epochs,
    train_and_record,
)

LAYER_SIZES = (784, 20, 10)
LEARNING_RATE = 0.01
EPOCHS = 3
_CHECKPOINT_EVERY = 2500  # steps; replaying them takes a few hundredths of a second


def record_mnist(
    mnist: Mnist | None = None,
    *,
    seed: int = 0,
    layer_sizes: Sequence[int] = LAYER_SIZES,
    learning_rate: float = LEARNING_RATE,
    output_delta: str = "difference",
    epochs: int = EPOCHS,
    images: int | None = None,
    memory: int | None = MEMORY_LIMIT,
    progress: ProgressCallback | None = None,
) -> Recording:
    """Train on MNIST's images in file order, one at a time, and record every step.

    Parameters
    ----------
    mnist : Mnist, optional
        The data set; by default :func:`network.load_mnist` finds or downloads it.
    seed : int
        Seed of the initial weights.
    layer_sizes : sequence of int
        784 first, 10 last.
    learning_rate : float
        Learning rate.
    output_delta : {"difference", "gradient"}
        See :class:`network.Network`; files of format 1 call the gradient "mse".
    epochs : int
        Number of passes over the images.
    images : int, optional
        Train on the first ``images`` images only.
    memory : int or None
        Memory limit in bytes; None for no limit.
    progress : callable, optional
        Called with :class:`network.Progress`.

    Returns
    -------
    Recording
        Of kind "mnist".

    Raises
    ------
    UsageError
        A parameter is invalid, the memory limit is too low, or training diverged.
    LayerlightError
        MNIST cannot be found or downloaded.
    """
    sizes, epochs = check_layer_sizes(layer_sizes), check_epochs(epochs)
    if (sizes[0], sizes[-1]) != (784, 10):
        raise UsageError(
            "layer sizes: MNIST needs 784 inputs and 10 outputs, found "
            f"{sizes[0]} and {sizes[-1]}; for example 784 20 10"
        )
    count = check_integer(60_000 if images is None else images, "images", 1, 60_000)
    steps = epochs * count
    checkpoints = {
        0,
        steps,
        *range(0, steps, _CHECKPOINT_EVERY),
        *checkpoint_schedule(steps, count),
    }
    sought = {
        "kind": "mnist", "layer_sizes": sizes, "images": count, "epochs": epochs,
        "image_shape": [28, 28],
    }  # fmt: skip
    what = f"recording {steps:,} steps of layers {' '.join(map(str, sizes))}"
    check_memory(recording_memory(sought, len(checkpoints)), memory, what)
    network = Network(
        sizes, seed=seed, learning_rate=learning_rate, output_delta=as_in_format_1(output_delta)
    )
    mnist = mnist or load_mnist()
    metadata = {
        "kind": "mnist",
        "classes": list(range(10)),
        "pixels": None,
        "input": "grey level / 255 of every pixel, row by row",
        "data": "MNIST training images in file order",
    }
    return train_and_record(
        network,
        mnist.train_images[:count].reshape(-1, 28, 28),
        mnist.train_labels[:count],
        metadata=metadata,
        epochs=epochs,
        checkpoint_steps=checkpoints,
        progress=progress,
    )
