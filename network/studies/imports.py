"""Recordings of other people's networks: from arrays that a program hands over, and from models."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from layerlight.models.weights import ModelWeights
from network.core.activations import activations_for
from network.core.arithmetic import Floats
from network.core.losses import loss_named, usual_cost
from network.core.model import check_learning_rate
from network.core.rules import Rules
from network.data.dataset import LONGEST_NAME, Dataset
from network.errors import LayerlightError, UsageError
from network.recordings.importing import import_memory, import_run
from network.recordings.memory import MEMORY_LIMIT, weights_memory
from network.recordings.network_recording import NetworkRecording

__all__ = [
    "check_settings",
    "compare_outputs",
    "import_model",
    "import_moments",
    "rules_for",
    "where_from",
]

Moment = tuple[int, Sequence[Floats], Sequence[Floats]]

_MOST_NOTES = 10
_LIMIT = 2 * MEMORY_LIMIT  # the caller has its own copy of the arrays, and no option for more
_MOST_EVALUATED = 1e11  # multiplications: some minutes


def check_settings(cost: str, learning_rate: float | None, title: str = "") -> None:
    """Raise UsageError if there is no such cost, or the learning rate or title is invalid."""
    loss_named(cost)
    if len(title) > LONGEST_NAME or not title.isprintable():
        raise UsageError(
            f"title: expected up to {LONGEST_NAME} printable characters, found {title!r:.60}"
        )
    if learning_rate is not None:
        check_learning_rate(learning_rate)


def rules_for(activations: Sequence[str], cost: str, learning_rate: float | None) -> Rules:
    """Return how a network of others computes; its deltas are the exact gradient of the cost.

    Raises
    ------
    UsageError
        There is no such function or cost, or they do not go together.
    """
    check_settings(cost, learning_rate)
    functions = activations_for(activations, len(activations))
    loss = loss_named(cost)
    loss.check(functions[-1])
    return Rules(functions, loss, "gradient", learning_rate)


def where_from(
    framework: str, version: str, dtype: str, notes: Sequence[str]
) -> dict[str, str | None]:
    """Return what a recording says of where its parameters come from."""
    told = {f"note {n}": each for n, each in enumerate(notes[:_MOST_NOTES], start=1)}
    about = {"framework": framework, "version": version or None, "dtype": dtype, **told}
    return {key: value and _shortened(value) for key, value in about.items()}


def _shortened(text: str) -> str:
    plain = "".join(letter if letter.isprintable() else "?" for letter in text)
    return plain if len(plain) <= LONGEST_NAME else f"{plain[: LONGEST_NAME - 1]}…"


def import_moments(
    samples: Dataset,
    moments: Sequence[Moment],
    rules: Rules,
    imported: Mapping[str, str | None],
    *,
    test: Dataset | None,
    title: str,
    most: int,
    shown: tuple[Dataset, Dataset | None],
) -> NetworkRecording:
    """Make a recording of moments, or try out the first.

    Parameters
    ----------
    samples, test : Dataset
        All samples.
    moments, rules, imported, title
        See :func:`network.import_run`.
    most : int
        How many moments there may be in the end.
    shown : (Dataset, Dataset or None)
        What is recorded of them: all, or a few to try.

    Raises
    ------
    UsageError
        The moments do not fit the samples, or so many would take too much memory or time.
    """
    weights = moments[0][1]
    sizes = (weights[0].shape[1], *(len(matrix) for matrix in weights))
    needed = import_memory(samples, most, rules, sizes, test)
    if needed > _LIMIT:
        raise UsageError(
            f"samples: recording {len(samples):,} samples of this network takes about "
            f"{needed / 2**30:.1f} GiB of memory, more than the {_LIMIT >> 30} GiB allowed; give "
            "fewer"
        )
    tested = 0 if test is None else len(test)
    work = weights_memory(sizes) // 8 * most
    if tested * work > _MOST_EVALUATED:
        raise UsageError(
            f"test: expected at most {max(1, int(_MOST_EVALUATED / work)):,} samples for a network "
            f"of this size, found {tested:,}"
        )
    few, some = shown
    return import_run(few, moments, rules, imported, test=some, title=title, memory=None)


def compare_outputs(
    recording: NetworkRecording,
    said: Mapping[int, Floats],
    allowed: Sequence[float],
    logits: bool = False,
) -> dict[str, str] | None:
    """Hold recorded outputs against those of the framework.

    Parameters
    ----------
    recording : NetworkRecording
        An imported run.
    said : mapping
        For some moments, from 0, what the framework says for the first m samples, shape
        (m, n_outputs).
    allowed : sequence of float
        Largest difference, by moment.
    logits : bool
        Whether the framework returns the pre-activations of the last layer.

    Returns
    -------
    dict or None
        What the recording says of it; None if there is nothing to compare.

    Raises
    ------
    LayerlightError
        There is a difference.
    """
    if not said:
        return None
    ours = recording.z[-1] if logits else recording.activations[-1]
    shown, worst, samples = recording.metadata["epoch_steps"], 0.0, 0
    for moment, theirs in said.items():
        samples = min(len(theirs), shown)
        found = ours[moment * shown : moment * shown + samples]
        apart = float(np.abs(found - theirs[:samples]).max())
        if not apart <= allowed[moment]:
            step = recording.arrays["kept_at"][moment]
            framework = recording.metadata["imported"]["framework"]
            raise LayerlightError(
                f"{framework} model, step {step:,}, the output layer: its outputs do not follow "
                f"from its weights: expected a difference of at most {allowed[moment]:.1g}, found "
                f"{apart:.2g}"
            )
        worst = max(worst, apart)
    return {
        "compared": (
            f"outputs for {samples:,} samples at {len(said):,} of "
            f"{len(recording.checkpoint_steps):,} moments, difference at most {worst:.1e}"
        )
    }


def import_model(
    found: ModelWeights,
    samples: Dataset,
    test: Dataset | None = None,
    *,
    cost: str | None = None,
    loss_applies: str | None = None,
    title: str = "",
    memory: int | None = MEMORY_LIMIT,
) -> NetworkRecording:
    """Record what a trained model computes from samples.

    Parameters
    ----------
    found : ModelWeights
        The model, as read from an ONNX file.
    samples, test : Dataset
        Samples to show and to evaluate.  If there are two classes and the model has one output,
        that is taken as the probability of the second.
    cost : str, optional
        By default the usual one for the last layer.
    loss_applies : {"sigmoid", "softmax"}, optional
        What the loss applied to the outputs of a model that returns pre-activations (logits).
    title, memory
        See :func:`network.import_run`.

    Raises
    ------
    UsageError
        The model does not fit the samples or the cost.
    """
    names, notes = list(found.activations), list(found.notes)
    one_output = found.layer_sizes[-1] == 1
    if loss_applies is not None:
        if names[-1] != "identity":
            raise UsageError(
                f"the model applies {names[-1]} to its outputs itself, so its loss applied nothing"
            )
        names[-1] = loss_applies
        notes.append(f"the model returns pre-activations, to which the loss applies {loss_applies}")
    if one_output:
        samples = _for_one_output(samples)
        test = None if test is None else _for_one_output(test)
    return import_run(
        samples,
        [(0, found.weights, found.biases)],
        rules_for(names, cost or usual_cost(names[-1]), None),
        where_from(found.framework, found.version, found.dtype, notes),
        test=test,
        title=title,
        memory=memory,
    )


def _for_one_output(samples: Dataset) -> Dataset:
    """Return samples of two classes with one target each: 1 for the second."""
    if samples.labels is None or samples.targets.shape[1] != 2:
        return samples
    names = tuple(samples.class_names or ())
    return replace(
        samples,
        targets=samples.labels[:, None].astype(np.float64),
        raw_targets=np.empty((0, 0)),
        output_names=[names[1]],
        class_names=names,
    )
