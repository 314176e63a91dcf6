"""Recomputing a recording, and naming the first difference."""

import numpy as np
import pytest

from network import (
    CheckpointSeries,
    Recording,
    first_difference,
    load_checkpoint_series,
    recompute,
    record_walkthrough,
)


def changed(recording, **arrays):
    return Recording(recording.metadata, recording.arrays | arrays)


def nudged(array, place, value=0.125):
    copy = array.copy()
    copy[place] = value
    return copy


@pytest.mark.parametrize("options", [{}, {"output_delta": "mse", "seed": 8, "epochs": 3}])
def test_recomputing_gives_the_same_bits(options):
    recording = record_walkthrough(**options)
    again = recompute(recording)
    assert first_difference(recording, again) is None
    assert again.digest() == recording.digest()


def test_recomputing_starts_from_the_images_of_the_file(walkthrough_recording):
    images = nudged(walkthrough_recording.images, (0, 9, 11), 255)
    forged = changed(walkthrough_recording, images=images)
    line = first_difference(recompute(forged), forged)
    assert line.startswith("step 0, products of layer 0, index [0, 0]: expected 0.47")


def test_the_first_step_is_named_and_within_it_what_is_computed_first(walkthrough_recording):
    arrays = walkthrough_recording.arrays
    forged = changed(
        walkthrough_recording,
        deltas_0=nudged(arrays["deltas_0"], (7, 1)),
        deltas_1=nudged(arrays["deltas_1"], (9, 0)),
        z_1=nudged(arrays["z_1"], (7, 2)),
        cost=nudged(arrays["cost"], 40),
    )
    value = arrays["z_1"][7, 2]
    line = first_difference(walkthrough_recording, forged)
    assert line == f"step 7, z of layer 1, index [2]: expected {value}, found 0.125"


@pytest.mark.parametrize(
    ("name", "place", "value", "line"),
    [
        ("cost", 40, 0.125, "step 40, cost: expected 0."),
        ("weights_1", (12, 2, 3), 0.125, "step 12, weights of layer 1, index [2, 3]: expected "),
        ("activations_2", (3, 1), 0.125, "step 3, activations of layer 2, index [1]: expected "),
        ("image_labels", 5, 2, "image_labels, index [5]: expected 7, found 2"),
        ("returned_sums_1", (4, 3, 1), 9, "step 4, returned_sums of layer 1, index [3, 1]: exp"),
        ("squared_errors", (2, 1), 9, "step 2, squared_errors, index [1]: expected 0."),
        ("cost_after", 8, 9, "step 8, cost_after: expected 0."),
        ("nudge_costs", (1, 2), 9, "nudge_costs, index [1, 2]: expected 2."),
    ],
)
def test_places_are_named(walkthrough_recording, name, place, value, line):
    array = nudged(walkthrough_recording.arrays[name], place, value)
    forged = changed(walkthrough_recording, **{name: array})
    assert first_difference(walkthrough_recording, forged).startswith(line)


def test_signed_zeros_differ(walkthrough_recording):
    biases = walkthrough_recording.arrays["biases_0"]
    assert biases[0, 0] == 0
    forged = changed(walkthrough_recording, biases_0=nudged(biases, (0, 0), -0.0))
    line = first_difference(walkthrough_recording, forged)
    assert line == "step 0, biases of layer 0, index [0]: expected 0.0, found -0.0"


def test_metadata_and_shapes_are_named(walkthrough_recording):
    other = record_walkthrough(seed=1)
    line = first_difference(walkthrough_recording, other)
    assert line == f"metadata seed: expected {walkthrough_recording.metadata['seed']}, found 1"


def test_checkpoint_seriess_are_compared():
    series = load_checkpoint_series()
    confusion = nudged(series.confusion, (3, 1, 1), 9999)
    line = first_difference(
        series, CheckpointSeries(series.metadata, series.arrays | {"confusion": confusion})
    )
    assert line.startswith(f"step {series.steps_shown[3]}, confusion, index [1, 1]: expected")
    weights = np.nextafter(series.weights[0], np.float32(9))
    line = first_difference(
        series, CheckpointSeries(series.metadata, series.arrays | {"weights_0": weights})
    )
    assert line.startswith("step 0, weights of layer 0, index [0, 0]: expected")
