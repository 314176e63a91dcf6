"""The bias study, recomputed in the plainest way, and its file."""

import math
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from network import BiasStudy, LayerlightError, UsageError, load_bias_study, record_bias_study
from network.studies.bias_study import POINTS
from network.studies.separators import best_through_origin, line_in_square
from network.studies.shipped import load_shipped

STUDY = record_bias_study()
ARRAYS = STUDY.arrays
RUNS = ("without", "with")


def logistic(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def test_the_shipped_study_is_what_training_gives():
    shipped = load_bias_study()
    for name, array in ARRAYS.items():
        assert np.array_equal(shipped.arrays[name], array), f"make bias-study makes {name} again"
    assert shipped.digest() == STUDY.digest()
    assert load_shipped("bias_study.npz").digest() == STUDY.digest()


def test_sweeps_are_the_sigmoid_of_weight_times_input_plus_bias():
    inputs, weight = ARRAYS["sweep_inputs"].tolist(), STUDY.metadata["sweep_weight"]
    for k, w in enumerate(ARRAYS["sweep_weights"].tolist()):
        expected = [logistic(w * x) for x in inputs]
        assert ARRAYS["weight_sweep"][k].tolist() == pytest.approx(expected, rel=1e-13)
    for k, b in enumerate(ARRAYS["sweep_biases"].tolist()):
        expected = [logistic(weight * x + b) for x in inputs]
        assert ARRAYS["bias_sweep"][k].tolist() == pytest.approx(expected, rel=1e-13)


def test_a_weight_leaves_one_half_at_zero_and_a_bias_moves_it():
    zero = int(np.flatnonzero(ARRAYS["sweep_inputs"] == 0)[0])
    assert set(ARRAYS["weight_sweep"][:, zero].tolist()) == {0.5}
    middle = ARRAYS["bias_sweep"][:, zero]
    assert np.all(np.diff(middle) > 0)
    assert middle[0] < 0.05 < 0.95 < middle[-1]


def test_the_probe_is_one_column_of_the_sweep():
    column = ARRAYS["sweep_inputs"].tolist().index(STUDY.metadata["probe_input"])
    assert np.array_equal(ARRAYS["probe_outputs"], ARRAYS["bias_sweep"][:, column])
    for z, b in zip(ARRAYS["probe_sums"], ARRAYS["sweep_biases"], strict=True):
        product = STUDY.metadata["sweep_weight"] * STUDY.metadata["probe_input"]
        assert z == pytest.approx(product + b, abs=1e-12)


def test_the_bias_shifts_the_middle_to_where_the_sum_is_zero():
    weight = STUDY.metadata["sweep_weight"]
    for shift, b in zip(ARRAYS["bias_shifts"], ARRAYS["sweep_biases"], strict=True):
        assert weight * shift + b == pytest.approx(0, abs=1e-12)
        at_half = np.interp(0.5, ARRAYS["bias_sweep"][_place(b)], ARRAYS["sweep_inputs"])
        assert at_half == pytest.approx(shift, abs=0.01)


def _place(bias: float) -> int:
    return int(np.argmin(np.abs(ARRAYS["sweep_biases"] - bias)))


@pytest.mark.parametrize("run", RUNS)
def test_training_is_the_rule_step_by_step(run):
    """Plain floats, no arrays: w −= rate·(o − t)·x; without bias, b stays zero."""
    rate = STUDY.metadata["learning_rate"]
    (w1, w2), b = ARRAYS[f"{run}_weights"][0].tolist(), ARRAYS[f"{run}_biases"][0]
    assert b == 0
    kept = {step: entry for entry, step in enumerate(ARRAYS["updates"].tolist())}
    assert {0, 1, 2, STUDY.steps} <= set(kept)
    for step in range(STUDY.steps):
        x1, x2, target = POINTS[step % len(POINTS)]
        x1, x2 = x1 / 10, x2 / 10
        delta = logistic(w1 * x1 + w2 * x2 + b) - target
        w1, w2 = w1 - rate * delta * x1, w2 - rate * delta * x2
        b -= rate * delta if run == "with" else 0
        if (entry := kept.get(step + 1)) is not None:
            found = ARRAYS[f"{run}_weights"][entry].tolist()
            assert found == pytest.approx([w1, w2], rel=1e-10)
            assert ARRAYS[f"{run}_biases"][entry] == pytest.approx(b, rel=1e-10, abs=0)


@pytest.mark.parametrize("run", RUNS)
def test_from_one_kept_step_to_the_next_the_line_moves_little(run):
    """Otherwise an animation through them would jump."""
    weights, foot = ARRAYS[f"{run}_weights"], ARRAYS[f"{run}_foot"]
    angles = np.unwrap(np.arctan2(weights[:, 1], weights[:, 0]))
    assert np.degrees(np.abs(np.diff(angles)).max()) < 1.5
    assert np.linalg.norm(np.diff(foot, axis=0), axis=1).max() < 0.02


@pytest.mark.parametrize("run", RUNS)
def test_outputs_and_counts_are_those_of_the_weights(run):
    grid = ARRAYS["grid"].tolist()
    for step in range(0, STUDY.entries, 7):
        (w1, w2), b = ARRAYS[f"{run}_weights"][step].tolist(), ARRAYS[f"{run}_biases"][step]
        outputs = [logistic(w1 * x / 10 + w2 * y / 10 + b) for x, y, _ in POINTS]
        assert ARRAYS[f"{run}_outputs"][step].tolist() == pytest.approx(outputs, rel=1e-12)
        right = sum((o >= 0.5) == bool(t) for o, (_, _, t) in zip(outputs, POINTS, strict=True))
        assert ARRAYS[f"{run}_right"][step] == right
        lattice = [[logistic(w1 * x + w2 * y + b) for x in grid] for y in grid]
        assert np.allclose(ARRAYS[f"{run}_on_grid"][step], lattice, rtol=1e-6)


@pytest.mark.parametrize("run", RUNS)
def test_the_line_is_where_the_sum_is_zero_on_the_edge_of_the_square(run):
    edge = 1 + (ARRAYS["grid"][1] - ARRAYS["grid"][0]) / 2  # of the outermost cells
    for step in range(STUDY.entries):
        weights, b = ARRAYS[f"{run}_weights"][step], ARRAYS[f"{run}_biases"][step]
        start, end = ARRAYS[f"{run}_line"][step]
        for point in (start, end):
            assert weights @ point + b == pytest.approx(0, abs=1e-12)
            assert np.abs(point).max() == pytest.approx(edge)
        assert start[0] < end[0]
        foot = ARRAYS[f"{run}_foot"][step]
        assert weights @ foot + b == pytest.approx(0, abs=1e-12)
        assert foot @ (end - start) == pytest.approx(0, abs=1e-12)  # at right angles
        if run == "without":
            assert start == pytest.approx(-end)  # through the origin


def test_only_the_bias_makes_the_difference():
    assert not ARRAYS["without_biases"].any()
    assert ARRAYS["without_weights"][0].tolist() == ARRAYS["with_weights"][0].tolist()
    assert ARRAYS["without_right"][0] == ARRAYS["with_right"][0]
    count = STUDY.metadata["points"]
    assert ARRAYS["with_right"][-1] == count == len(POINTS)
    assert ARRAYS["without_right"].max() == STUDY.metadata["best_without_bias"] < count
    assert ARRAYS["without_right"][-1] == STUDY.metadata["best_without_bias"]


def test_no_line_through_the_origin_parts_the_points():
    """A point of one class is a combination of two points of the other, with weights ≥ 0.

    If a line through the origin separated the classes, w·x would have opposite signs on the two
    sides of this equation.
    """
    found = False
    ups = [(x, y) for x, y, target in POINTS if target]
    downs = [(x, y) for x, y, target in POINTS if not target]
    for (ax, ay), (bx, by) in pairwise([*ups, ups[0]]):
        for x, y in downs:
            area = ax * by - ay * bx
            first, second = Fraction(x * by - y * bx, area), Fraction(ax * y - ay * x, area)
            if first >= 0 and second >= 0:
                assert (first * ax + second * bx, first * ay + second * by) == (x, y)
                found = True
    assert found, "a point of the lower class is a sum of points of the upper one"


def test_the_best_line_through_the_origin_is_found():
    best = 0
    for k in range(36000):  # more finely spaced than the angles of the points
        angle = 2 * math.pi * (k + 0.5) / 36000
        w1, w2 = math.cos(angle), math.sin(angle)
        best = max(best, sum((w1 * x + w2 * y >= 0) == bool(t) for x, y, t in POINTS))
    assert STUDY.metadata["best_without_bias"] == best
    assert best_through_origin([(1, 0, 1), (-1, 0, 0)]) == 2
    assert best_through_origin([(1, 0, 1), (2, 0, 0)]) == 1


@pytest.mark.parametrize(
    ("weights", "bias", "ends"),
    [
        ((0.0, 1.0), -0.5, ((-1, 0.5), (1, 0.5))),
        ((2.0, 0.0), 1.0, ((-0.5, -1), (-0.5, 1))),
        ((1.0, 1.0), 0.0, ((-1, 1), (1, -1))),
        ((1.0, 0.0), 3.0, ((0, 0), (0, 0))),  # beyond the square
        ((0.0, 0.0), 0.0, ((0, 0), (0, 0))),  # no line at all
    ],
)
def test_lines_are_cut_to_the_square(weights, bias, ends):
    assert np.array_equal(line_in_square(weights, bias, 1.0), ends)


def test_a_file_keeps_all_of_it(tmp_path):
    path = tmp_path / "study.npz"
    STUDY.save(path)
    loaded = BiasStudy.load(path)
    assert loaded.digest() == STUDY.digest()
    with pytest.raises(ValueError, match="read-only"):
        loaded.arrays["with_right"][0] = 12


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"with_right": np.zeros(3, np.int64)}, "with_right: expected int64 .272,., found"),
        ({"bias_input": np.array([np.nan])}, "bias_input: expected finite numbers"),
        ({"more": np.zeros(2)}, "unknown array 'more'"),
        ({"grid": None}, "it has no 'grid'"),
        (
            {"updates": np.zeros((0,), np.int64)},
            "updates: expected numbers that rise from 0 to 4,800",
        ),
        (
            {"updates": np.array([0, 5, 5, 4800])},
            "updates: expected numbers that rise from 0 to 4,800",
        ),
        ({"updates": np.array([0, 4799])}, "updates: expected numbers that rise from 0 to 4,800"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(change, message, tmp_path):
    arrays = {k: v for k, v in ({**ARRAYS, **change}).items() if v is not None}
    BiasStudy(STUDY.metadata, arrays).save(tmp_path / "study.npz")
    with pytest.raises(LayerlightError, match=message):
        BiasStudy.load(tmp_path / "study.npz")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "film"}, "expected bias_study, found 'film'"),
        ({"best_without_bias": 13}, "best_without_bias"),
        ({"probe_input": "0.5"}, "probe_input: expected a number"),
    ],
)
def test_metadata_that_make_no_sense_are_refused(change, message, tmp_path):
    BiasStudy({**STUDY.metadata, **change}, ARRAYS).save(tmp_path / "study.npz")
    with pytest.raises(LayerlightError, match=message):
        BiasStudy.load(tmp_path / "study.npz")


@pytest.mark.parametrize("options", [{"epochs": 0}, {"seed": -1}, {"learning_rate": 0}])
def test_nonsense_is_refused(options):
    with pytest.raises(UsageError):
        record_bias_study(**options)


def test_options_are_used():
    digests = {
        record_bias_study(**o).digest() for o in ({"epochs": 2}, {"seed": 3}, {"learning_rate": 1})
    }
    assert len(digests | {STUDY.digest()}) == 4
