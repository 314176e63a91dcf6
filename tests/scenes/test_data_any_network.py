"""The clip on data draws a sample of any small network, and makes up no number."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network import UsageError
from scenes.catalog import find_clip
from scenes.mobjects.text.readout import Readout
from scenes.provenance.source import AxisValue
from scenes.style.picture_size import ASPECTS
from scenes.words import languages

from .random_recordings import FEW, MANY, beats_and_faults, choices, recordings

CLIP = find_clip("data")


def recorded(source, recording):
    """Look a number up, independently of the drawing code."""
    samples, index = recording.samples, tuple(source.index)
    match source.quantity:
        case "activations":
            assert source.layer == 0, "only inputs are shown"
            return recording.activations[0][source.step][index[0]]
        case "raw_inputs":
            return samples.raw[index]
        case "targets":
            return samples.targets[recording.image_index[source.step], index[0]]
        case "scaling_offset":
            return samples.scaling.offset[index[0]]
        case "scaling_factor":
            return samples.scaling.factor[index[0]]
        case "layer_sizes":
            return recording.layer_sizes[index[0]]
        case "inputs":
            return samples.input_rows([index[0]])[0][index[1]]
        case "images":
            return samples.images[index]
        case "pixel_values":
            image = samples.images[recording.image_index[source.step]]
            return image.reshape(-1)[index[0]] / 255
        case "pixel_count":
            return samples.images[0].size
        case "setting":
            if index[0] == "layer_sizes":
                return recording.layer_sizes[index[1]]
            if index[0] == "image_shape":
                return samples.images[0].shape[index[1]]
            return {"black": 0, "white": 255}[index[0]]
    raise AssertionError(f"the test does not know {source.quantity!r}")


def wrong_number(drawn, recording):
    """Return what is wrong with a printed number, looked up independently."""
    if not isinstance(drawn, Readout) or isinstance(drawn.source, AxisValue):
        return None
    exact = float(recorded(drawn.source, recording))
    text = drawn.text.replace("\N{MINUS SIGN}", "-").replace("\N{THIN SPACE}", "")
    room = 0.5000001 * 10.0**-drawn.number_format.decimals + 1e-12 * abs(exact)
    off = abs(float(Decimal(text)) - exact)
    return None if off <= room else f"{drawn.source} is {exact}, printed is {text}"


def draw_any(data):
    recording = data.draw(recordings())
    focus = data.draw(choices(recording))
    aspect = data.draw(st.sampled_from(tuple(ASPECTS)))
    code = data.draw(st.sampled_from(languages()))
    try:
        beats, faults = beats_and_faults(
            CLIP, recording, focus, aspect, code, lambda drawn: wrong_number(drawn, recording)
        )
    except UsageError:  # a sample that no step trains on
        return
    assert not faults, (recording.layer_sizes, aspect, code, focus, faults[:5])
    picture = recording.images is not None
    assert ("column" in beats) == picture
    assert ("table" in beats) != picture
    assert ("scaled" in beats) == (not picture and recording.samples.scaling is not None)
    assert beats[-2:] == ["inputs", "target"]


@FEW
@given(st.data())
def test_any_network_is_drawn(data):
    draw_any(data)


@pytest.mark.exhaustive
@MANY
@given(st.data())
def test_many_networks_are_drawn(data):
    draw_any(data)
