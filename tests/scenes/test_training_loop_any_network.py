"""The training-loop clip draws any small network, in every shape and language."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from network import Network, UsageError, record, xor
from scenes.catalog import find_clip
from scenes.focus import Focus
from scenes.mobjects.text.readout import Readout
from scenes.provenance.source import AxisValue
from scenes.style.picture_size import ASPECTS
from scenes.words import languages

from .random_recordings import FEW, MANY, beats_and_faults, choices, recordings

CLIP = find_clip("training_loop")


def fault_in(drawn, recording):
    """Return what is wrong with a printed number."""
    if isinstance(drawn, Readout) and not isinstance(drawn.source, AxisValue):
        exact = drawn.source.value
        if drawn.text != drawn.number_format(exact):
            return f"{drawn.source} is {exact}, not {drawn.text}"
    return wrong_change(drawn, recording)


def wrong_change(drawn, recording):
    """Return what is wrong with the printed change of a weight, computed in the obvious way."""
    if getattr(getattr(drawn, "source", None), "quantity", "") != "weight_updates":
        return None
    step, layer, (row, column) = drawn.source.step, drawn.source.layer, drawn.source.index
    before, after = (recording.weights_at(k)[layer][row, column] for k in (step, step + 1))
    off = abs(drawn.source.value - (after - before))
    return None if off <= 1e-9 * max(1.0, abs(before)) else f"{drawn.source} is {after - before}"


def draw_any(data):
    recording = data.draw(recordings(imported=False))
    focus = data.draw(choices(recording))
    aspect = data.draw(st.sampled_from(tuple(ASPECTS)))
    code = data.draw(st.sampled_from(languages()))
    try:
        beats, faults = beats_and_faults(
            CLIP, recording, focus, aspect, code, lambda drawn: fault_in(drawn, recording)
        )
    except UsageError:  # a sample that no step trains on
        return
    assert not faults, (recording.layer_sizes, aspect, code, focus, faults[:5])
    step = focus.step(recording, 0)
    later = np.count_nonzero(recording.epoch[step + 1 :] == recording.epoch[step])
    assert beats[:2] == ["guess", "forward"]
    assert ("quicker" in beats) == (later > 0)
    assert ("strides" in beats) == (recording.epoch[step] < recording.epoch[-1])
    assert "accuracy" not in beats, "that is of MNIST alone"
    assert beats[-1] == "all_steps"


def test_a_step_that_is_the_last_of_its_epoch_is_followed_by_the_next_epochs():
    recording = record(xor(), Network((2, 2, 1), seed=1, learning_rate=0.5), epochs=3)
    last = int(np.flatnonzero(recording.epoch == recording.epoch[0])[-1])
    beats, faults = beats_and_faults(
        CLIP, recording, Focus(None, last, None), "16:9", "en", lambda d: fault_in(d, recording)
    )
    assert not faults
    assert "quicker" not in beats
    assert "strides" in beats


@FEW
@given(st.data())
def test_any_network_is_drawn(data):
    draw_any(data)


@pytest.mark.exhaustive
@MANY
@given(st.data())
def test_many_networks_are_drawn(data):
    draw_any(data)
