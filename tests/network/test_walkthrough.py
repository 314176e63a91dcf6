"""The 5-4-3 example: the requirements on its digits, pixels and start weights, and its trace."""

import subprocess
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from network import (
    LayerlightError,
    Network,
    UsageError,
    first_difference,
    load_walkthrough,
    record_walkthrough,
)
from network.data import drawn_digits

ROOT = Path(__file__).resolve().parents[2]
SNAPSHOT = Path(__file__).parent / "snapshots" / "walkthrough.txt"


def test_the_first_image_shows_inputs_of_every_kind(walkthrough_recording):
    x = walkthrough_recording.activations[0][0]
    assert sorted(x) == sorted(set(x))
    assert {x.min(), x.max()} == {0, 1}
    assert set(x.tolist()) <= {0, 0.2, 0.4, 0.6, 0.8, 1}


def test_the_pixels_are_apart_and_keep_the_digits_apart(walkthrough_recording):
    pixels = walkthrough_recording.metadata["pixels"]
    for a, b in combinations(pixels, 2):
        assert max(abs(a[0] - b[0]), abs(a[1] - b[1])) >= 4
    inputs = walkthrough_recording.activations[0][:12]
    labels = walkthrough_recording.labels[:12]
    for (x, digit), (y, other) in combinations(zip(inputs, labels, strict=True), 2):
        assert digit == other or np.square(x - y).sum() > 2


def test_inputs_are_the_images_pixels(walkthrough_recording):
    recording = walkthrough_recording
    for step in (0, 17, 299):
        image = recording.images[recording.image_index[step]]
        expected = [image[row, column] / 255 for row, column in recording.metadata["pixels"]]
        assert recording.activations[0][step].tolist() == expected


def test_the_start_shows_both_signs_and_a_wrong_answer(walkthrough_recording):
    for weights in walkthrough_recording.weights_at(0):
        assert np.all(weights != 0)
        assert np.all((weights > 0).any(axis=1) & (weights < 0).any(axis=1))
    for biases in walkthrough_recording.biases_at(0):
        assert np.all(biases == 0)
    for z in walkthrough_recording.z:
        assert z[0].min() < 0 < z[0].max()
    assert walkthrough_recording.predictions[0] != np.argmax(walkthrough_recording.targets[0])


def test_the_first_pass_can_be_checked_with_three_decimals(walkthrough_recording):
    recording = walkthrough_recording
    for values in (recording.products[0][0], recording.partial_sums[0][0], recording.z[0][0]):
        np.testing.assert_allclose(values * 1000, np.rint(values * 1000), atol=1e-9)


def test_it_really_learns(walkthrough_recording):
    cost = walkthrough_recording.cost.reshape(-1, 12).mean(axis=1)
    assert np.all(np.diff(cost) < 0)
    assert cost[-1] < 0.01 * cost[0]
    accuracy = walkthrough_recording.epoch_accuracy
    assert accuracy[0] < 0.5
    assert np.all(accuracy[4:] == 1)


def test_everything_recorded_hangs_together(walkthrough_recording):
    r = walkthrough_recording
    for step in range(r.steps):
        weights, biases = r.weights_at(step), r.biases_at(step)
        for n in (0, 1):
            x = r.activations[n][step]
            np.testing.assert_array_equal(r.products[n][step], weights[n] * x)
            np.testing.assert_array_equal(r.partial_sums[n][step, :, 0], r.products[n][step, :, 0])
            for i in range(1, len(x)):
                total = r.partial_sums[n][step, :, i - 1] + r.products[n][step, :, i]
                np.testing.assert_array_equal(r.partial_sums[n][step, :, i], total)
            np.testing.assert_array_equal(r.z[n][step], r.partial_sums[n][step, :, -1] + biases[n])
            after = weights[n] + r.weight_updates_at(step)[n]
            np.testing.assert_array_equal(r.weights_at(step + 1)[n], after)
            after = biases[n] + r.bias_updates_at(step)[n]
            np.testing.assert_array_equal(r.biases_at(step + 1)[n], after)
            recorded = r.arrays[f"weight_updates_{n}"][step]
            np.testing.assert_array_equal(r.weight_updates_at(step)[n], recorded)


def test_it_is_what_the_network_gives_step_by_step(walkthrough_recording):
    r = walkthrough_recording
    network = Network(
        (5, 4, 3),
        seed=r.metadata["seed"],
        learning_rate=r.metadata["learning_rate"],
        output_delta="difference",
    )
    for number in range(r.steps):
        step = network.step(r.activations[0][number], r.targets[number])
        assert step.cost == r.cost[number]
        for n in (0, 1):
            np.testing.assert_array_equal(step.z[n], r.z[n][number])
            np.testing.assert_array_equal(step.activations[n + 1], r.activations[n + 1][number])
            np.testing.assert_array_equal(step.deltas[n], r.deltas[n][number])
            np.testing.assert_array_equal(step.weight_updates[n], r.weight_updates_at(number)[n])


def test_metadata_says_it_all(walkthrough_recording):
    metadata = walkthrough_recording.metadata
    assert metadata["kind"] == "walkthrough"
    assert metadata["layer_sizes"] == [5, 4, 3]
    assert metadata["learning_rate"] == 0.5
    assert metadata["epochs"] * metadata["images"] == walkthrough_recording.steps == 300
    assert metadata["classes"] == sorted(set(walkthrough_recording.labels.tolist()))
    assert len(metadata["image_files"]) == metadata["images"]


def test_the_shipped_recording_is_what_training_gives(walkthrough_recording):
    shipped = load_walkthrough()
    difference = first_difference(expected=walkthrough_recording, found=shipped)
    assert difference is None, f"make walkthrough makes it again; {difference}"
    assert shipped.digest() == walkthrough_recording.digest()


def test_it_does_not_depend_on_the_working_folder(tmp_path, walkthrough_recording):
    code = "import network; print(network.record_walkthrough().digest())"
    environment = {"PYTHONPATH": str(ROOT), "PATH": ""}
    child = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert child.stdout.strip() == walkthrough_recording.digest(), child.stderr


def test_missing_digits_are_told(monkeypatch, tmp_path):
    monkeypatch.setattr(drawn_digits, "DIGITS_FOLDER", tmp_path)
    with pytest.raises(
        LayerlightError, match=r"2\.png: expected a picture, found nothing; check the path"
    ):
        record_walkthrough()


@pytest.mark.parametrize(
    "arguments", [{"epochs": 0}, {"epochs": 1.5}, {"seed": -1}, {"learning_rate": float("nan")}]
)
def test_nonsense_is_refused(arguments):
    with pytest.raises(UsageError, match="expected"):
        record_walkthrough(**arguments)


def test_options_are_used():
    recordings = [
        record_walkthrough(epochs=2),
        record_walkthrough(epochs=2, seed=1),
        record_walkthrough(epochs=2, learning_rate=0.25),
        record_walkthrough(epochs=2, output_delta="mse"),
    ]
    assert len({recording.digest() for recording in recordings}) == 4


def trace(recording):
    """Return the whole run as lines "step, quantity, layer, values", every digit kept."""
    lines = []
    for step in range(recording.steps):
        file = recording.metadata["image_files"][recording.image_index[step]]
        lines.append(f"step {step} epoch {recording.epoch[step]} image {file}")
        rows = [("x", "-", recording.activations[0][step])]
        for n, (weights, biases) in enumerate(
            zip(recording.weights_at(step), recording.biases_at(step), strict=True)
        ):
            rows += [("weights", f"{n}[{j}]", row) for j, row in enumerate(weights)]
            rows += [("biases", n, biases), ("z", n, recording.z[n][step])]
            rows += [("activations", n + 1, recording.activations[n + 1][step])]
        rows += [("target", "-", recording.targets[step]), ("cost", "-", recording.cost[[step]])]
        rows += [("deltas", n, recording.deltas[n][step]) for n in (1, 0)]
        lines += [
            f"step {step} {name} {layer}: {' '.join(map(repr, values.tolist()))}"
            for name, layer, values in rows
        ]
    return lines


def difference_of(expected, found):
    """Describe the first place where two traces differ; return None if they agree."""
    for old, new in zip(expected, found, strict=False):
        if old != new:
            (where, _, old_values), (new_where, _, new_values) = (
                old.partition(": "),
                new.partition(": "),
            )
            if where != new_where:
                return f"expected {old!r}, found {new!r}"
            pairs = zip(old_values.split(), new_values.split(), strict=False)
            index, pair = next((i, p) for i, p in enumerate(pairs) if p[0] != p[1])
            return f"{where}, index {index}: expected {pair[0]}, found {pair[1]}"
    return None if len(expected) == len(found) else f"{len(expected)} lines, found {len(found)}"


def test_the_trace_is_the_snapshot(walkthrough_recording, update_snapshots):
    found = trace(walkthrough_recording)
    if update_snapshots:
        SNAPSHOT.write_text("\n".join(found) + "\n", encoding="utf-8")
    expected = SNAPSHOT.read_text(encoding="utf-8").splitlines()
    difference = difference_of(expected, found)
    assert difference is None, f"{difference}  (meant? pytest --update-snapshots)"


def test_a_changed_trace_is_named(walkthrough_recording):
    found = trace(walkthrough_recording)
    line = next(i for i, text in enumerate(found) if text.startswith("step 17 z 1: "))
    values = found[line].split()
    changed = [*found[:line], " ".join([*values[:5], "0.125", *values[6:]]), *found[line + 1 :]]
    expected = f"step 17 z 1, index 1: expected {values[5]}, found 0.125"
    assert difference_of(found, changed) == expected
    assert "lines" in difference_of(found, found[:-1])


@pytest.mark.parametrize("rule", ["difference", "mse"])
def test_output_errors_are_output_minus_target_under_either_rule(rule):
    recording = record_walkthrough(epochs=2, output_delta=rule)
    errors = recording.output_errors
    assert errors.tobytes() == (recording.activations[-1] - recording.targets).tobytes()
    assert not errors.flags.writeable
    assert np.array_equal(np.square(errors), recording.arrays["squared_errors"])
    assert np.array_equal(errors, recording.deltas[-1]) == (rule == "difference")
    assert "output_errors" not in recording.arrays, "files hold what they held"
