"""The training-loop clip draws any small network, in every shape and language."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from network import UsageError
from scenes.audit.layout import check_reading_time, check_still
from scenes.base import Style
from scenes.catalog import find_clip
from scenes.mobjects.text.readout import Readout
from scenes.provenance.source import AxisValue
from scenes.rendering.clips import rehearse
from scenes.style.picture_size import ASPECTS, QUALITIES
from scenes.style.theme import DARK
from scenes.words import languages, load_words

from .random_recordings import FEW, MANY, choices, recordings

CLIP = find_clip("training_loop")


def faults_of(recording, focus, aspect, code):
    """Rehearse the clip; return its beats, and every rule broken at the end of one."""
    found = []

    def stop(scene, beat):
        found.extend(f"{beat.name}: {complaint}" for complaint in check_still(scene))
        for drawn in dict.fromkeys(m for top in scene.mobjects for m in top.get_family()):
            for relation in getattr(drawn, "relations", ()):
                if drawn.text == "=" and not relation.holds:
                    found.append(f"{beat.name}: {relation} with {drawn.text}")
            if isinstance(drawn, Readout) and not isinstance(drawn.source, AxisValue):
                exact = drawn.source.value
                if drawn.text != drawn.number_format(exact):
                    found.append(f"{beat.name}: {drawn.source} is {exact}, not {drawn.text}")
            if (fault := wrong_change(drawn, recording)) is not None:
                found.append(f"{beat.name}: {fault}")

    style = Style(words=load_words(code), focus=focus)
    beats = rehearse(CLIP, recording, style, QUALITIES["draft"].shaped(aspect), stop).beats
    found += check_reading_time(beats, DARK.durations)
    return [beat.name for beat in beats], found


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
        beats, faults = faults_of(recording, focus, aspect, code)
    except UsageError:  # a sample that no step trains on
        return
    assert not faults, (recording.layer_sizes, aspect, code, focus, faults[:5])
    step = focus.step(recording, 0)
    later = np.count_nonzero(recording.epoch[step + 1 :] == recording.epoch[step])
    assert beats[:2] == ["inner_loop", "outer_loop"]
    assert ("quicker" in beats) == (later > 0)
    assert ("strides" in beats) == (recording.epoch[step] < recording.epoch[-1])
    assert "accuracy" not in beats, "that is of MNIST alone"
    assert beats[-1] == "loops"


@FEW
@given(st.data())
def test_any_network_is_drawn(data):
    draw_any(data)


@pytest.mark.exhaustive
@MANY
@given(st.data())
def test_many_networks_are_drawn(data):
    draw_any(data)
