"""Every quantity of every kind of recording has one address."""

import numpy as np
import pytest

from network import (
    UsageError,
    load_bias_study,
    load_checkpoint_series,
    load_inference,
    load_walkthrough,
)
from network.data.drawn_digits import load_drawn_digits

WALKTHROUGH, SERIES = load_walkthrough(), load_checkpoint_series()
INFERENCE, STUDY, DRAWN = load_inference(), load_bias_study(), load_drawn_digits()


@pytest.mark.parametrize(
    ("quantity", "layer", "index"),
    [("products", 1, (2, 3)), ("z", 0, (1,)), ("activations", 0, (4,)), ("activations", 2, (0,))],
)
def test_a_layer_of_a_step(quantity, layer, index):
    for recording, last in ((WALKTHROUGH, 299), (INFERENCE, 1)):
        expected = getattr(recording, quantity)[layer][(last, *index)]
        assert recording.get(quantity, step=last, layer=layer, index=index) == expected


def test_weights_and_updates_follow_the_training():
    get = WALKTHROUGH.get
    for layer in (0, 1):
        for quantity, update in (("weights", "weight_updates"), ("biases", "bias_updates")):
            before, after = (get(quantity, step=step, layer=layer) for step in (7, 8))
            assert np.array_equal(before + get(update, step=7, layer=layer), after)


def test_what_a_step_has_once():
    outputs = WALKTHROUGH.get("activations", step=40, layer=2)
    classes = WALKTHROUGH.get("classes")
    assert WALKTHROUGH.get("predicted_class", step=40) == classes[outputs.argmax()]
    assert WALKTHROUGH.get("targets", step=40, index=(1,)) == WALKTHROUGH.targets[40, 1]
    assert WALKTHROUGH.get("epoch", step=12) == 2
    squares = WALKTHROUGH.get("squared_errors", step=40)
    assert WALKTHROUGH.get("cost", step=40) == pytest.approx(squares.sum() / 3)
    assert INFERENCE.get("labels", step=0) == 3
    assert SERIES.get("test_right", step=3) == np.trace(SERIES.confusion[3])


@pytest.mark.parametrize(
    ("array", "index"),
    [("returned_1", (5, 1, 2)), ("squared_errors", (5, 1)), ("nudge_costs", (1, 2))],
)
def test_an_array_by_its_name_is_indexed_in_full(array, index):
    assert WALKTHROUGH.get(array, index=index) == WALKTHROUGH.arrays[array][index]


def test_both_ways_of_naming_a_layer_agree():
    there = WALKTHROUGH.get("returned", step=5, layer=1, index=(1, 2))
    assert there == WALKTHROUGH.get("returned_1", index=(5, 1, 2))
    assert SERIES.get("weights", step=4, layer=1, index=(9, 3)) == SERIES.weights[1][4, 9, 3]
    change = SERIES.get("weight_changes", step=4, layer=1, index=(9, 3))
    assert change == SERIES.weights[1][4, 9, 3] - SERIES.weights[1][0, 9, 3]


def test_changes_start_at_any_checkpoint():
    change = SERIES.get("changes_since", step=4, layer=1, index=(2, 9, 3))
    assert change == SERIES.weights[1][4, 9, 3] - SERIES.weights[1][2, 9, 3]
    row = SERIES.get("changes_since", step=4, layer=1, index=(2, 9))
    assert row[3] == change
    whole = SERIES.get("changes_since", step=4, layer=1)
    assert whole[2, 9, 3] == change
    assert not whole[4].any()


def test_what_has_no_step_ignores_it():
    assert WALKTHROUGH.get("layer_sizes", step=9, index=(0,)) == 5
    assert WALKTHROUGH.get("classes", step=9, index=(2,)) == 7
    assert WALKTHROUGH.get("weight_count", step=0, layer=1, index=(3,)) == 32
    assert WALKTHROUGH.get("updates_made", index=(300,)) == 300


def test_settings_are_addressed_by_their_keys():
    assert WALKTHROUGH.get("setting", index=("nudge", "epsilon")) == 0.01
    assert STUDY.get("setting", index=("points",)) == 12
    assert DRAWN.get("setting", index=("image_shape", 1)) == 28


def test_studies_and_drawings_have_addresses_too():
    updates = STUDY.arrays["updates"]
    assert STUDY.get("updates", step=3) == STUDY.get("updates", index=(3,)) == updates[3]
    assert STUDY.get("with_right", index=(-1,)) == 12
    assert DRAWN.get("one_hot", index=(4, 4)) == 1


@pytest.mark.parametrize(
    ("recording", "quantity", "layer", "said"),
    [
        (WALKTHROUGH, "confusion", None, "'walkthrough' holds no 'confusion'"),
        (WALKTHROUGH, "digest", None, "holds no 'digest'"),
        (SERIES, "products", 0, "'film' holds no 'products' of layer 0"),
        (WALKTHROUGH, "weights", 0, "the step"),
    ],
)
def test_what_is_not_recorded_is_refused(recording, quantity, layer, said):
    with pytest.raises(UsageError, match=said):
        recording.get(quantity, layer=layer)
