"""What the command line can record from, and a network for each that learns it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from network.core.activations import activations_for
from network.core.losses import usual_cost
from network.core.model import Network, check_integer, check_layer_sizes
from network.data.built_in import iris, spirals, xor
from network.data.csv_file import read_csv
from network.data.dataset import Dataset, classes_as_targets, scaled_alike
from network.data.idx_folder import read_idx_folder
from network.data.mnist import FROM_MNIST, Mnist
from network.errors import UsageError
from network.recordings.memory import MEMORY_LIMIT
from network.recordings.network_recording import NetworkRecording, pixel_names
from network.recordings.network_training import record
from network.recordings.training import ProgressCallback

__all__ = [
    "BUILT_IN",
    "Source",
    "built_in",
    "chosen_samples",
    "image_source",
    "mnist_source",
    "record_source",
    "table_source",
]  # fmt: skip

#: Data sets that need no file from outside.
BUILT_IN = ("xor", "iris", "spirals")
_TABLE_STEPS, _MOST_TABLE_EPOCHS = 5_000, 200


@dataclass(frozen=True, eq=False)
class Source:
    """Samples, and the settings with which a network learns them unless others are asked for.

    Parameters
    ----------
    samples : Dataset
        The samples to train on.
    test : Dataset or None
        The samples to test on, if they come apart.
    hidden : sequence of int
        Sizes of the hidden layers.
    activations : sequence of str
        One name for all layers, or for the hidden ones and for the output.
    cost : str
        A key of :data:`network.core.losses.LOSSES`.
    learning_rate : float
        Learning rate.
    epochs : int
        Number of passes through the samples.
    seed : int
        Seed of the initial weights.
    output_delta : str
        See :class:`network.Network`.
    start : str or None
        See :class:`network.Network`; None for what suits the activation functions.
    order : str or None
        See :func:`network.record`.
    """

    samples: Dataset
    test: Dataset | None
    hidden: Sequence[int]
    activations: Sequence[str]
    cost: str
    learning_rate: float
    epochs: int
    seed: int = 0
    output_delta: str = "gradient"
    start: str | None = None
    order: str | None = None


def built_in(name: str, scale: str | None = None) -> Source:
    """Return a data set that needs no file from outside: one of :data:`BUILT_IN`.

    Parameters
    ----------
    name : str
        The data set.
    scale : str, optional
        How the inputs of iris are scaled; see :func:`network.data.dataset.scaling_of`.
    """
    if name == "xor":
        return Source(xor(), None, (3,), ("sigmoid",), "cross-entropy", 0.5, 1000)
    if name == "spirals":
        return Source(spirals(), None, (8, 8), ("tanh", "softmax"), "cross-entropy", 0.05, 400)
    if name == "iris":
        flowers = iris(scale or "standard")
        return Source(flowers, None, (6,), ("tanh", "softmax"), "cross-entropy", 0.05, 25)
    raise UsageError(f"expected one of {', '.join(BUILT_IN)}, found {name!r:.40}")


def mnist_source(mnist: Mnist, class_names: Sequence[str] | None = None) -> Source:
    """Return MNIST, with the network that the shipped recording of it has."""
    shape = (28, 28)
    datasets = []
    for part, images, labels in (
        ("training", mnist.train_images, mnist.train_labels),
        ("test", mnist.test_images, mnist.test_labels),
    ):
        index = labels.astype(np.int64)
        datasets.append(
            Dataset(
                "mnist",
                np.empty((0, 0)),
                classes_as_targets(index, 10),
                pixel_names(shape),
                class_names or [str(digit) for digit in range(10)],
                index,
                images=images.reshape(-1, *shape),
                source=f"{FROM_MNIST} {part} images in file order",
            )
        )
    return Source(
        datasets[0], datasets[1], (20,), ("sigmoid",), "mean-squared-error", 0.01, 3,
        output_delta="difference", start="uniform",
    )  # fmt: skip


def image_source(folder: str | Path, class_names: Sequence[str] | None = None) -> Source:
    """Return the images in a folder of IDX files; see :func:`read_idx_folder`."""
    train, test = read_idx_folder(folder, class_names)
    return Source(train, test, (20,), ("tanh", "softmax"), "cross-entropy", 0.01, 3)


def table_source(
    path: str | Path,
    label: str | None = None,
    targets: Sequence[str] = (),
    scale: str | None = None,
    ignore: Sequence[str] = (),
) -> Source:
    """Return a CSV file, with one hidden layer of eight neurons.

    The samples are trained on in an order that is drawn once, as many tables are sorted.
    """
    scale = scale or "standard"
    samples = read_csv(
        path, label=label, targets=targets, ignore=ignore, scale=scale, target_scale=scale
    )
    epochs = min(max(-(-_TABLE_STEPS // len(samples)), 1), _MOST_TABLE_EPOCHS)
    if samples.labels is None:
        last, cost, rate = "identity", "half-squared-error", 0.01
    else:
        last, cost, rate = "softmax", "cross-entropy", 0.05
    return Source(samples, None, (8,), ("tanh", last), cost, rate, epochs, order="shuffled")


def record_source(
    source: Source,
    *,
    layers: Sequence[int] | None = None,
    activations: Sequence[str] | None = None,
    cost: str | None = None,
    output_delta: str | None = None,
    start: str | None = None,
    epochs: int | None = None,
    learning_rate: float | None = None,
    seed: int | None = None,
    limit: int | None = None,
    hold_out: float | None = None,
    detail: str | None = None,
    memory: int | None = MEMORY_LIMIT,
    progress: ProgressCallback | None = None,
) -> NetworkRecording:
    """Train a network on a source and record every step.

    Parameters
    ----------
    source : Source
        Samples and settings.
    layers : sequence of int, optional
        Sizes of the hidden layers, or of all layers: a list is complete if it begins with the
        number of inputs and ends with the number of outputs.  A list of several that does only one
        of the two is refused.
    activations : sequence of str, optional
        One name for all layers, or one for each layer but the input.
    cost : str, optional
        By default the source's; if activations are given, the cost that goes with the last one.
    limit : int, optional
        Use the first so many samples only.
    hold_out : float, optional
        Share of the samples to test on instead, drawn with ``seed``.
    output_delta, start, learning_rate, seed
        See :class:`network.Network`.
    epochs, detail, memory, progress
        See :func:`network.record`.

    Raises
    ------
    UsageError
        A setting is invalid, or settings do not fit together; see :func:`network.record`.
    """
    seed = source.seed if seed is None else seed
    samples, test = scaled_alike(*chosen_samples(source, limit, hold_out, seed))
    sizes = layer_sizes(layers, source)
    names = list(activations) if activations else _spread(source.activations, len(sizes) - 1)
    functions = activations_for(names, len(sizes) - 1)
    if cost is None:
        cost = usual_cost(functions[-1].name) if activations else source.cost
    if output_delta is None:
        output_delta = "gradient" if activations else source.output_delta
    hidden = [function.name for function in functions[:-1]]
    network = Network(
        sizes,
        activations=names,
        cost=cost,
        output_delta="gradient" if output_delta == "mse" else output_delta,
        start=start or source.start or ("he" if "relu" in hidden else "xavier"),
        seed=seed,
        learning_rate=source.learning_rate if learning_rate is None else learning_rate,
    )
    return record(
        samples,
        network,
        epochs=source.epochs if epochs is None else epochs,
        order=source.order,
        test=test,
        detail=detail,
        memory=memory,
        progress=progress,
    )


def chosen_samples(
    source: Source, limit: int | None = None, hold_out: float | None = None, seed: int = 0
) -> tuple[Dataset, Dataset | None]:
    """Return the samples of a source to train on, and those to test on.

    Parameters
    ----------
    source : Source
        All samples.
    limit : int, optional
        Use the first so many only.
    hold_out : float, optional
        Share of them to test on instead of the source's own test samples.
    seed : int
        Seed of the random choice of those.

    Raises
    ------
    UsageError
        There are fewer samples, or the share or the seed is invalid.
    """
    samples, test = source.samples, source.test
    seed = check_integer(seed, "the seed", 0, 2**32 - 1)
    if limit is not None:
        samples = samples.first(check_integer(limit, "--limit", 1, len(samples)))
    return samples.held_out(hold_out, seed) if hold_out is not None else (samples, test)


def layer_sizes(layers: Sequence[int] | None, source: Source) -> tuple[int, ...]:
    """Return the sizes of all layers; see :func:`record_source`.

    Raises
    ------
    UsageError
        A list of two or more begins with the number of inputs or ends with the number of outputs,
        but not both, so that it is not clear what is meant.
    """
    n_in, n_out = source.samples.input_count, source.samples.targets.shape[1]
    if layers is None:
        return (n_in, *source.hidden, n_out)
    chosen = check_layer_sizes(layers) if len(layers) > 1 else tuple(layers)
    begins, ends = chosen[0] == n_in, chosen[-1] == n_out
    if len(chosen) > 1 and begins and ends:
        return chosen
    whole = (n_in, *chosen, n_out)
    if len(chosen) > 1 and (begins or ends):
        given, proper = " ".join(map(str, chosen)), " ".join(map(str, whole))
        other = f"{n_in} {given}" if ends else f"{given} {n_out}"
        raise UsageError(
            f"--layers {given}: {source.samples.name} needs {n_in} inputs and {n_out} outputs, "
            f"found one of the two; write all layers, such as {other} or {proper}"
        )
    return whole


def _spread(names: Sequence[str], layers: int) -> list[str]:
    """Return a name for each layer: the first for all but the last."""
    return [names[0]] * (layers - 1) + [names[-1]]
