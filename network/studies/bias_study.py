"""The bias study: one neuron's curve for many weights and biases, and two small trainings.

One neuron with two inputs is trained twice on the same points from the same initial weights: with
the bias fixed at 0, and with a free bias.  Without a bias the decision boundary is a line through
the origin; no such line separates the points, but a shifted line does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from network.core.activations import ACTIVATIONS
from network.core.arithmetic import Floats, sigmoid
from network.core.losses import LOSSES
from network.core.model import Network, check_integer, check_learning_rate
from network.core.rules import Rules
from network.data.dataset import Dataset
from network.errors import UsageError
from network.recordings.training import check_epochs
from network.storage.archive import FORMAT_VERSION, Array
from network.storage.schema import ArrayField, Metadata, Schema, check_rising
from network.storage.storable import Storable, frozen
from network.studies.separators import best_through_origin, line_in_square

#: The points, in tenths, with targets 0 and 1 alternating.  A point with target 0 lies between the
#: origin and one with target 1, so no line through the origin separates them.
POINTS = (
    (9, 3, 1), (-4, 8, 0), (6, 8, 1), (1, 3, 0), (3, 9, 1), (7, -4, 0),
    (9, 7, 1), (-7, 5, 0), (7, 5, 1), (-3, -5, 0), (4, 6, 1), (4, -8, 0),
)  # fmt: skip
#: Gives initial weights that point away from the solution, so that the line has to turn far.
SEED = 61
#: So small that individual steps are invisible.
LEARNING_RATE = 0.005
EPOCHS = 400
#: The two trainings: prefixes of the names of their arrays.
RUNS = ("without", "with")
#: Half the side of the square of inputs that the clip draws.
REACH = 1.0

_GRID = 21
_EDGE = REACH * _GRID / (_GRID - 1)  # half the side of the square that the lattice's cells cover
_KEPT = 300  # approximate number of steps kept from each training
_SWEEP_INPUTS = np.arange(-30, 31) / 10
_SWEEP_WEIGHTS = np.arange(-100, 101) / 25
_SWEEP_BIASES = np.arange(-150, 151) / 50
_SWEEP_WEIGHT = 2.0  # weight of the neuron whose bias is swept
_PROBE = 5  # the input watched while the bias is swept, in tenths
_PARTS = 2  # entries of the moved line for each degree that it turns
_SHIFTS = 200  # entries of the moved line while it shifts


def _check_number(value: Any, name: str) -> None:
    if not isinstance(value, float) or not abs(value) < 1000:
        raise UsageError(f"{name}: expected a number, found {value!r:.40}")


def _check_metadata(metadata: Metadata) -> None:
    check_integer(metadata["best_without_bias"], "best_without_bias", 0, metadata["points"])


def _check_updates(name: str, updates: Array, metadata: Metadata) -> None:
    check_rising(name, updates, metadata["epochs"] * metadata["points"])


_of_run = partial(ArrayField, each="run")

BIAS_STUDY = Schema(
    noun="bias study",
    kinds=("bias_study",),
    fields={
        "seed": partial(check_integer, low=0, high=2**32 - 1),
        "learning_rate": lambda value, _: check_learning_rate(value),
        "epochs": partial(check_integer, low=1, high=100_000),
        "points": partial(check_integer, low=1, high=10_000),
        "sweep_weight": _check_number,
        "probe_input": _check_number,
    },
    check_metadata=_check_metadata,
    sizes=lambda metadata: {"points": metadata["points"]},
    groups=lambda metadata: {"run": [{"run": run} for run in RUNS]},
    counted={
        "inputs": "sweep_inputs",
        "weights": "sweep_weights",
        "biases": "sweep_biases",
        "side": "grid",
        "entries": "updates",
    },
    arrays=(
        ArrayField("updates", "entries", "int64", check=_check_updates),
        ArrayField("bias_input", "1"),
        ArrayField("sweep_inputs", "inputs"),
        ArrayField("sweep_weights", "weights"),
        ArrayField("weight_sweep", "weights inputs"),
        ArrayField("sweep_biases", "biases"),
        ArrayField("bias_sweep", "biases inputs"),
        ArrayField("probe_sums", "biases"),
        ArrayField("probe_outputs", "biases"),
        ArrayField("bias_shifts", "biases"),
        ArrayField("points", "points 2"),
        ArrayField("targets", "points"),
        ArrayField("grid", "side"),
        _of_run("{run}_weights", "entries 2"),
        _of_run("{run}_biases", "entries"),
        _of_run("{run}_outputs", "entries points"),
        _of_run("{run}_right", "entries", "int64"),
        _of_run("{run}_on_grid", "entries side side", "float32"),
        _of_run("{run}_line", "entries 2 2"),
        _of_run("{run}_foot", "entries 2"),
    ),
)


class BiasStudy(Storable):
    """One neuron under sweeps of its weight and bias, and two trainings.

    Parameters
    ----------
    metadata, arrays : mapping
        As made by :func:`record_bias_study`.

    Attributes
    ----------
    metadata : dict
        Kind "bias_study"; seed, learning rate, epochs; ``sweep_weight``, the weight of the
        neuron whose bias is swept; ``probe_input``, the input watched meanwhile; ``points``,
        their number; ``best_without_bias``, the largest number of points that a line through the
        origin can classify correctly.
    steps : int
        Number of updates in each training: epochs × points.
    layer_sizes, rules, samples
        As in a :class:`network.Recording`.
    entries : int
        Number of steps kept from each training, close together at first, where change is fast.
    arrays : dict of str to numpy.ndarray, read-only
        - ``bias_input`` (1,): the output of a bias neuron.
        - ``sweep_inputs`` (n,): inputs x at which the curves are known.
        - ``sweep_weights`` (v,), ``weight_sweep`` (v, n): σ(w·x), by w and x.
        - ``sweep_biases`` (b,), ``bias_sweep`` (b, n): σ(w·x + b), by b and x.
        - ``probe_sums``, ``probe_outputs`` (b,): w·x + b and its σ, at the probe's x.
        - ``bias_shifts`` (b,): the input −b/w, at which the neuron's output is one half.
        - ``points`` (p, 2), ``targets`` (p,): the pattern; targets are 0 or 1.
        - ``grid`` (g,): coordinates of a square lattice of inputs.
        - ``updates`` (s,), int64: number of updates before each entry of a training, from 0 to
          ``steps``.
        - for each training, ``without_…`` and ``with_…``, after this number of updates:
          ``weights`` (s, 2); ``biases`` (s,); ``outputs`` (s, p); ``right`` (s,), the number of
          points on the correct side of one half; ``on_grid`` (s, g, g), float32, outputs by
          second and first input; ``line`` (s, 2, 2), the two points at which w·x + b = 0 enters
          and leaves the square that the lattice's cells cover, the origin twice if it misses the
          square; ``foot`` (s, 2), the point of that line nearest to the origin, ``−b·w/|w|²``, or
          the origin if there is no line.

    Notes
    -----
    Derived: a line that is moved by hand, first without a bias, then with one.  It turns once round
    the origin and on, from the direction of the initial weights to that of the trained ones, whose
    length the weights keep; then it stays parallel, and its bias goes from 0 to the trained one.

    - ``moved_weights`` (m, 2), ``moved_biases`` (m,): the weights and biases on the way;
    - ``moved_right`` (m,): the number of points on the correct side;
    - ``moved_best`` (m,): the largest such number so far;
    - ``turns``: index of the last entry without a bias.
    """

    schema = BIAS_STUDY
    by_step = frozenset({
        "updates",
        *(f"{run}_{name}" for run in RUNS for name in (
            "weights", "biases", "outputs", "right", "on_grid", "line", "foot",
        )),
    })  # fmt: skip
    once = frozenset({"moved_weights", "moved_biases", "moved_right", "moved_best"})

    def __init__(self, metadata: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
        super().__init__(metadata, arrays)
        self.steps: int = self.metadata["epochs"] * self.metadata["points"]
        self.entries: int = len(self.arrays["updates"])
        self.layer_sizes = (2, 1)
        self.rules = Rules(
            [ACTIVATIONS["sigmoid"]],
            LOSSES["mean-squared-error"],
            "difference",
            self.metadata["learning_rate"],
        )

    @cached_property
    def samples(self) -> Dataset:
        """The points, each with the class that its target stands for."""
        targets = self.arrays["targets"]
        return Dataset(
            "points of the bias study",
            self.arrays["points"],
            targets[:, None],
            ["first input", "second input"],
            ["output"],
            (targets >= 0.5).astype(np.int64),
            class_names=["target 0", "target 1"],
        )

    @cached_property
    def turns(self) -> int:
        """Index of the last entry of the moved line that has no bias."""
        return len(self._turned) - 1

    @cached_property
    def moved_weights(self) -> Floats:
        """The weights of the moved line, shape (m, 2)."""
        return frozen(np.concatenate([self._turned, np.tile(self._turned[-1], (_SHIFTS, 1))]))

    @cached_property
    def moved_biases(self) -> Floats:
        """The biases of the moved line, shape (m,)."""
        shares = np.arange(1, _SHIFTS + 1) / _SHIFTS
        return frozen(
            np.concatenate([np.zeros(self.turns + 1), shares * self.arrays["with_biases"][-1]])
        )

    @cached_property
    def moved_right(self) -> Array:
        """The number of points on the correct side of the moved line, shape (m,)."""
        sums = self.moved_weights @ self.arrays["points"].T + self.moved_biases[:, None]
        return frozen(np.count_nonzero((sums >= 0) == (self.arrays["targets"] >= 0.5), axis=1))

    @cached_property
    def moved_best(self) -> Array:
        """The largest number of points on the correct side so far, shape (m,)."""
        return frozen(np.maximum.accumulate(self.moved_right))

    @cached_property
    def _turned(self) -> Floats:
        """The weights of the line while it turns, shape (turns + 1, 2)."""
        last = self.arrays["with_weights"][-1]
        first, there = (np.arctan2(y, x) for x, y in (self.arrays["with_weights"][0], last))
        turn = (there - first) % (2 * np.pi) + 2 * np.pi
        count = max(1, round(_PARTS * np.degrees(turn)))
        angles = -turn * np.arange(count, -1, -1) / count
        cosines, sines = np.cos(angles), np.sin(angles)
        first_inputs = cosines * last[0] - sines * last[1]
        return np.stack([first_inputs, sines * last[0] + cosines * last[1]], axis=1)

    def weights_at(self, step: int) -> list[Floats]:
        """Return the weights of the neuron with a bias after ``step`` updates, shape (1, 2).

        Raises
        ------
        UsageError
            They were not kept.
        """
        return [self.arrays["with_weights"][self._entry(step)][None]]

    def biases_at(self, step: int) -> list[Floats]:
        """Return the bias of that neuron after ``step`` updates, shape (1,)."""
        return [self.arrays["with_biases"][self._entry(step)][None]]

    def _entry(self, step: int) -> int:
        entry = int(np.searchsorted(self.arrays["updates"], step))
        if entry == self.entries or self.arrays["updates"][entry] != step:
            raise UsageError(f"the step: nothing was kept after {step} updates")
        return entry


def record_bias_study(
    *, seed: int = SEED, learning_rate: float = LEARNING_RATE, epochs: int = EPOCHS
) -> BiasStudy:
    """Sweep one neuron's weight and bias, and train with and without a bias.

    Parameters
    ----------
    seed : int
        Seed of the initial weights, the same for both trainings.
    learning_rate : float
        Learning rate.
    epochs : int
        Number of passes over the points, one point per step.

    Returns
    -------
    BiasStudy

    Raises
    ------
    UsageError
        A parameter is invalid.
    """
    epochs = check_epochs(epochs)
    points = np.array([point[:2] for point in POINTS]) / 10
    targets = np.array([point[2] for point in POINTS], np.float64)
    arrays: dict[str, Array] = {
        "bias_input": np.ones(1),
        "points": points,
        "targets": targets,
        "grid": np.linspace(-REACH, REACH, _GRID),
        "updates": _kept(epochs * len(points)),
        **_sweeps(),
    }
    for run in RUNS:
        network = Network((2, 1), seed=seed, learning_rate=learning_rate, output_delta="difference")
        training = _train(network, points, targets, epochs, with_bias=run == "with")
        kept = training.at(arrays["updates"])
        recorded = _watch(kept, points, targets, arrays["grid"])
        arrays |= {f"{run}_{name}": array for name, array in recorded.items()}
    metadata = {
        "kind": "bias_study",
        "format_version": FORMAT_VERSION,
        "seed": network.seed,
        "learning_rate": network.learning_rate,
        "epochs": epochs,
        "points": len(points),
        "sweep_weight": _SWEEP_WEIGHT,
        "probe_input": _PROBE / 10,
        "best_without_bias": best_through_origin(POINTS),
        "start": "weights uniform in [-0.5, 0.5], rounded to 0.01; bias 0",
        "without": "after every update the bias is put back to 0",
    }
    return BiasStudy(metadata, arrays)


def _sweeps() -> dict[str, Array]:
    """Compute the curves of a neuron with one input, and its outputs at the probe input."""
    weighted = _SWEEP_WEIGHT * _SWEEP_INPUTS
    probe_sums = _SWEEP_WEIGHT * (_PROBE / 10) + _SWEEP_BIASES
    return {
        "sweep_inputs": _SWEEP_INPUTS,
        "sweep_weights": _SWEEP_WEIGHTS,
        "weight_sweep": sigmoid(np.multiply.outer(_SWEEP_WEIGHTS, _SWEEP_INPUTS)),
        "sweep_biases": _SWEEP_BIASES,
        "bias_sweep": sigmoid(np.add.outer(_SWEEP_BIASES, weighted)),
        "probe_sums": probe_sums,
        "probe_outputs": sigmoid(probe_sums),
        "bias_shifts": -_SWEEP_BIASES / _SWEEP_WEIGHT + 0.0,  # + 0.0 turns −0.0 into 0.0
    }


@dataclass(frozen=True)
class _Training:
    """Weights, shape (steps + 1, 2), and biases, shape (steps + 1,), of one run."""

    weights: Floats
    biases: Floats

    def at(self, steps: Array) -> "_Training":
        """Return the parameters after the given steps."""
        return _Training(self.weights[steps].copy(), self.biases[steps].copy())


def _kept(steps: int) -> Array:
    """Return the steps of a training that are kept, evenly spaced on a cube-root scale."""
    shares = np.arange(_KEPT + 1) / _KEPT
    return np.unique(np.rint(steps * shares * shares * shares).astype(np.int64))


def _train(
    network: Network, points: Floats, targets: Floats, epochs: int, *, with_bias: bool
) -> _Training:
    """Train one neuron, one point per step, and keep its parameters before and after each step."""
    (augmented,) = network.augmented_weights  # rows: first weight, second weight, bias
    kept = [augmented[:, 0].copy()]
    for _ in range(epochs):
        for point, target in zip(points, targets, strict=True):
            network.step(point, [target])
            if not with_bias:
                augmented[-1] = 0.0
            kept.append(augmented[:, 0].copy())
    parameters = np.array(kept)
    return _Training(parameters[:, :2].copy(), parameters[:, 2].copy())


def _watch(training: _Training, points: Floats, targets: Floats, grid: Floats) -> dict[str, Array]:
    """Compute the outputs, at the points and on the lattice, and the boundary line at each step."""
    weights, biases = training.weights, training.biases
    outputs = _outputs(training, points[:, 0], points[:, 1])
    first, second = np.meshgrid(grid, grid)
    on_grid = _outputs(training, first.ravel(), second.ravel())
    pairs = zip(weights.tolist(), biases.tolist(), strict=True)
    lengths = np.square(weights[:, 0]) + np.square(weights[:, 1])
    away = np.divide(-biases, lengths, out=np.zeros_like(biases), where=lengths > 0)
    right = np.count_nonzero((outputs >= 0.5) == (targets >= 0.5), axis=1)
    return {
        "weights": weights,
        "biases": biases,
        "outputs": outputs,
        "right": right.astype(np.int64),
        "on_grid": on_grid.reshape(-1, len(grid), len(grid)).astype(np.float32),
        "foot": away[:, None] * weights + 0.0,  # + 0.0 turns −0.0 into 0.0
        "line": np.array([line_in_square(w, b, _EDGE) for w, b in pairs]),
    }


def _outputs(training: _Training, first: Floats, second: Floats) -> Floats:
    """Return σ(w₁·x₁ + w₂·x₂ + b) by step and input, summed in the network's own order."""
    products = (np.multiply.outer(training.weights[:, n], x) for n, x in enumerate((first, second)))
    return sigmoid(sum(products) + training.biases[:, None])
