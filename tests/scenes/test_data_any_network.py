"""The clip on data draws a sample of any small network, and makes up no number."""

from decimal import Decimal

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
                exact = float(recorded(drawn.source, recording))
                text = drawn.text.replace("\N{MINUS SIGN}", "-").replace("\N{THIN SPACE}", "")
                room = 0.5000001 * 10.0**-drawn.number_format.decimals + 1e-12 * abs(exact)
                if abs(float(Decimal(text)) - exact) > room:
                    found.append(f"{beat.name}: {drawn.source} is {exact}, printed is {text}")

    style = Style(words=load_words(code), focus=focus)
    beats = rehearse(CLIP, recording, style, QUALITIES["draft"].shaped(aspect), stop).beats
    found += check_reading_time(beats, DARK.durations)
    return [beat.name for beat in beats], found


def draw_any(data):
    recording = data.draw(recordings())
    focus = data.draw(choices(recording))
    aspect = data.draw(st.sampled_from(tuple(ASPECTS)))
    code = data.draw(st.sampled_from(languages()))
    try:
        beats, faults = faults_of(recording, focus, aspect, code)
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
