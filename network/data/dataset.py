"""Samples to train on, whatever their source: inputs, targets, and the names of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from network.core.arithmetic import Floats, ordered_sum
from network.errors import UsageError
from network.storage.field_checks import LONGEST_TEXT

__all__ = [
    "LONGEST_NAME",
    "SCALES",
    "Dataset",
    "Scaling",
    "class_answers",
    "classes_as_targets",
    "scaled_alike",
    "scaling_of",
    "selected_inputs",
]

SCALES = ("none", "standard", "min-max")
LONGEST_NAME = LONGEST_TEXT
"""Characters of the name of an input, an output or a class."""


@dataclass(frozen=True, eq=False)
class Scaling:
    """How raw values became inputs: input = (raw − offset)/factor, column by column.

    Parameters
    ----------
    kind : str
        One of :data:`SCALES`.
    offset, factor : numpy.ndarray
        Shape (d,).  No factor is 0.
    """

    kind: str
    offset: Floats
    factor: Floats

    @np.errstate(all="ignore")  # datasets refuse what is not finite
    def apply(self, raw: Floats) -> Floats:
        """Return the inputs for raw values, shape (..., d)."""
        return np.asarray((raw - self.offset) / self.factor)

    @np.errstate(all="ignore")
    def undo(self, inputs: Floats) -> Floats:
        """Return the raw values for inputs, shape (..., d)."""
        return np.asarray(inputs * self.factor + self.offset)


def scaling_of(raw: Floats, kind: str) -> Scaling:
    """Choose a scaling for raw values.

    A column in which all values are equal gets factor 1, so that it becomes 0.  Sums run in the
    order of the rows, so that every computer gets the same bits.

    Parameters
    ----------
    raw : numpy.ndarray
        Shape (n, d).
    kind : str
        ``"none"``; ``"standard"``: mean 0 and standard deviation 1; ``"min-max"``: from 0 to 1.

    Raises
    ------
    UsageError
        There is no such kind.
    """
    if kind not in SCALES:
        raise UsageError(f"scale: expected one of {', '.join(SCALES)}, found {kind!r:.40}")
    columns = raw.shape[1]
    if kind == "none":
        return Scaling(kind, np.zeros(columns), np.ones(columns))
    low, high = raw.min(axis=0), raw.max(axis=0)
    if kind == "min-max":
        offset, factor = low, high - low
    else:
        total = np.empty(columns)
        ordered_sum(np.ascontiguousarray(raw), total)
        offset = total / len(raw)
        deviations = raw - offset
        ordered_sum(np.square(deviations, out=deviations), total)
        factor = np.sqrt(total / len(raw))
    # The mean of equal values need not equal them to the last bit.
    constant = (low == high) | ~(factor > 0)
    return Scaling(kind, np.where(constant, low, offset), np.where(constant, 1.0, factor))


@dataclass(frozen=True, eq=False)
class Dataset:
    """Samples with the names of their inputs and outputs.

    Parameters
    ----------
    name : str
        Its name, such as ``"iris"``.
    inputs : numpy.ndarray
        Shape (n, d), float64: as the network reads them.
    targets : numpy.ndarray
        Shape (n, k), float64: the outputs wanted.
    input_names : sequence of str
        A name for each input, with its unit if it has one.
    output_names : sequence of str
        A name for each output: of its class, or of the quantity to predict.
    labels : numpy.ndarray or None
        Shape (n,), int64: the class of each sample, an index into ``output_names``; None if the
        targets are quantities.
    scaling : Scaling or None
        How ``inputs`` came from raw values.
    raw : numpy.ndarray
        Shape (n, d): the values before scaling; ``inputs`` themselves if there was none.
    image_shape : tuple of int or None
        Rows and columns, if the inputs are the pixels of an image.
    pixels : sequence of (int, int) or None
        Row and column of each input, if only some pixels of the image are inputs.
    images : numpy.ndarray or None
        Shape (n, rows, columns), uint8: grey levels.  Inputs are then grey levels / 255, computed
        when needed; leave ``inputs`` empty.
    class_names : sequence of str or None
        A name for each class; by default the output names if there are labels.  For a single
        output two names, of the classes for outputs below one half and from there on.
    source : str
        Where the samples come from, in one line.
    target_scaling : Scaling or None
        How ``targets`` came from raw values.
    raw_targets : numpy.ndarray
        Shape (n, k): the values to predict before scaling; ``targets`` themselves if there was
        none.

    Raises
    ------
    UsageError
        The parts do not fit together, or a number is not finite.
    """

    name: str
    inputs: Floats
    targets: Floats
    input_names: Sequence[str]
    output_names: Sequence[str]
    labels: NDArray[np.int64] | None = None
    scaling: Scaling | None = None
    raw: Floats = field(default_factory=lambda: np.empty((0, 0)))
    image_shape: tuple[int, int] | None = None
    pixels: Sequence[tuple[int, int]] | None = None
    images: NDArray[np.uint8] | None = None
    class_names: Sequence[str] | None = None
    source: str = ""
    target_scaling: Scaling | None = None
    raw_targets: Floats = field(default_factory=lambda: np.empty((0, 0)))

    def __post_init__(self) -> None:
        targets = _matrix(self.targets, "targets")
        if self.images is None:
            inputs = _matrix(self.inputs, "inputs")
            n, d = inputs.shape
        else:
            inputs = np.empty((0, 0))
            n, d = len(self.images), selected_inputs(self.images[:1], self.pixels).shape[1]
            object.__setattr__(self, "image_shape", tuple(self.images.shape[1:]))
        if len(targets) != n:
            raise UsageError(f"{self.name}: {n:,} inputs, but {len(targets):,} targets")
        for names, count, what in (
            (self.input_names, d, "inputs"),
            (self.output_names, targets.shape[1], "outputs"),
        ):
            if len(names) != count:
                raise UsageError(
                    f"{self.name}: expected {count} names of {what}, found {len(names)}"
                )
            _check_names(names, f"{self.name}: names of {what}")
        classes = self.class_names
        if classes is None and self.labels is not None:
            classes = self.output_names
        if classes is not None:
            classes = tuple(classes)
            wanted = max(2, targets.shape[1])
            if len(classes) != wanted or len(set(classes)) != wanted:
                raise UsageError(
                    f"{self.name}: expected {wanted} different class names, found "
                    f"{len(set(classes))}"
                )
            if self.labels is None:
                raise UsageError(f"{self.name}: it has class names but no labels")
            _check_names(classes, f"{self.name}: class names")
        object.__setattr__(self, "class_names", classes)
        if self.labels is not None and (
            self.labels.shape != (n,)
            or self.labels.min() < 0
            or self.labels.max() >= len(classes or ())
        ):
            raise UsageError(
                f"{self.name}: expected {n:,} labels from 0 to {len(classes or ()) - 1}"
            )
        raw = _matrix(self.raw, "raw values") if self.raw.size else inputs
        if raw.shape != inputs.shape:
            raise UsageError(
                f"{self.name}: raw values {raw.shape} do not fit inputs {inputs.shape}"
            )
        wanted = _matrix(self.raw_targets, "raw targets") if self.raw_targets.size else targets
        if wanted.shape != targets.shape:
            raise UsageError(
                f"{self.name}: raw targets {wanted.shape} do not fit targets {targets.shape}"
            )
        object.__setattr__(self, "raw", raw)
        object.__setattr__(self, "raw_targets", wanted)
        object.__setattr__(self, "inputs", inputs)
        object.__setattr__(self, "targets", targets)
        object.__setattr__(self, "input_names", tuple(self.input_names))
        object.__setattr__(self, "output_names", tuple(self.output_names))

    def __len__(self) -> int:
        return len(self.targets)

    @property
    def input_count(self) -> int:
        """Number of inputs."""
        return len(self.input_names)

    def input_rows(self, samples: Any = slice(None)) -> Floats:
        """Return the inputs of some samples, shape (m, d)."""
        if self.images is None:
            return np.asarray(self.inputs[samples])
        return np.asarray(selected_inputs(self.images[samples], self.pixels) / 255)

    def first(self, count: int) -> Dataset:
        """Return the first ``count`` samples."""
        return self.chosen(np.arange(min(count, len(self))))

    def chosen(self, rows: NDArray[np.integer]) -> Dataset:
        """Return some of the samples, in the order given."""
        plain = self.images is None
        return replace(
            self,
            inputs=self.inputs[rows] if plain else self.inputs,
            targets=self.targets[rows],
            raw_targets=self.raw_targets[rows],
            labels=None if self.labels is None else self.labels[rows],
            raw=self.raw[rows] if plain else self.raw,
            images=None if self.images is None else self.images[rows],
        )

    def held_out(self, share: float, seed: int = 0) -> tuple[Dataset, Dataset]:
        """Split into samples to train on and samples to test on, at random.

        Parameters
        ----------
        share : float
            Share of the samples to test on, above 0 and below 1; at least one sample stays in
            each part.
        seed : int
            Seed of the random choice.  Both parts keep the order of the samples.

        Raises
        ------
        UsageError
            The share is not between 0 and 1, or there are fewer than two samples.
        """
        if not 0 < share < 1:
            raise UsageError(f"the share held out: expected above 0 and below 1, found {share!r}")
        if len(self) < 2:
            raise UsageError(
                f"{self.name}: expected two or more samples to split, found {len(self)}"
            )
        count = min(max(round(share * len(self)), 1), len(self) - 1)
        order = np.random.RandomState(seed).permutation(len(self))
        return self.chosen(np.sort(order[count:])), self.chosen(np.sort(order[:count]))


def scaled_alike(samples: Dataset, test: Dataset | None) -> tuple[Dataset, Dataset | None]:
    """Scale samples and test samples again, by what the samples to train on show alone.

    Parameters
    ----------
    samples, test : Dataset
        Scaled in any way, or not at all; then they are returned as they are.
    """
    for part, raw, scaling in (
        ("inputs", "raw", "scaling"), ("targets", "raw_targets", "target_scaling"),
    ):  # fmt: skip
        now: Scaling | None = getattr(samples, scaling)
        if now is None:
            continue
        new = scaling_of(getattr(samples, raw), now.kind)
        change: dict[str, Any] = {part: new.apply(getattr(samples, raw)), scaling: new}
        samples = replace(samples, **change)
        if test is not None:
            change = {part: new.apply(getattr(test, raw)), scaling: new}
            test = replace(test, **change)
    return samples, test


def classes_as_targets(labels: ArrayLike, count: int) -> Floats:
    """Return one-hot targets, shape (n, count): 1 at the label's place, 0 elsewhere."""
    return np.eye(count)[np.asarray(labels, dtype=np.int64)]


def class_answers(outputs: Floats) -> NDArray[np.int64]:
    """Return the class that outputs, shape (..., n), stand for, shape (...).

    It is the index of the largest output; of a single output, 1 from one half on and 0 below.
    """
    if outputs.shape[-1] == 1:
        return np.asarray(outputs[..., 0] >= 0.5).astype(np.int64)
    return np.asarray(np.argmax(outputs, axis=-1), np.int64)


def selected_inputs(
    images: NDArray[np.uint8], pixels: Sequence[Sequence[int]] | None
) -> NDArray[np.uint8]:
    """Return the grey levels that are the network's inputs, shape (n_images, n_inputs).

    Parameters
    ----------
    images : numpy.ndarray
        Shape (n_images, rows, columns).
    pixels : sequence of (row, column), optional
        The pixels to select; None selects all, row by row.
    """
    if pixels is None:
        return images.reshape(len(images), -1)
    rows, columns = np.array(pixels).T
    return images[:, rows, columns]


def _check_names(names: Sequence[str], what: str) -> None:
    """Raise UsageError unless the names are different, printable and short, as files require."""
    for name in names:
        if not isinstance(name, str) or len(name) > LONGEST_NAME or not name.isprintable():
            raise UsageError(
                f"{what}: expected up to {LONGEST_NAME} printable characters, found {name!r:.60}"
            )
    if len(set(names)) < len(names):
        double = next(name for k, name in enumerate(names) if name in names[:k])
        raise UsageError(f"{what}: two are {double!r:.60}")


def _matrix(values: ArrayLike, name: str) -> Floats:
    matrix = np.ascontiguousarray(values, dtype=np.float64)
    if matrix.ndim != 2 or 0 in matrix.shape:
        raise UsageError(f"{name}: expected rows and columns of numbers, found {matrix.shape}")
    if not np.all(np.isfinite(matrix)):
        row, column = np.argwhere(~np.isfinite(matrix))[0]
        raise UsageError(f"{name}: row {row + 1}, column {column + 1} is not a finite number")
    matrix = matrix.view()
    matrix.flags.writeable = False
    return matrix
