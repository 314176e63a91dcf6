"""The clip of one training step draws networks of all kinds, and keeps the rules."""

import re
from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.base import Style
from scenes.catalog import find_clip
from scenes.mobjects.text.readout import Readout
from scenes.provenance.relation import sign
from scenes.provenance.source import MINUS, Source
from scenes.style.picture_size import ASPECTS

from .conftest import SIZE, walk
from .random_recordings import FEW, MANY, choices, recordings

"""Without shrinking: an example takes seconds, and says by itself what is wrong."""
ENTRY = find_clip("backpropagation")
SIGNS = {"=": "=", "approx": "≈"}


def check(recording, focus, aspect: str) -> None:
    """Play the clip, and check layout, numbers and equations at the end of each beat."""
    walked = walk(ENTRY, recording, Style(focus=focus), SIZE.shaped(aspect), pictures=False)
    for stop in walked.stops:
        assert not stop.complaints, (stop.beat.name, stop.complaints[:3])
        for number in (text for text in stop.texts if isinstance(text, Readout)):
            if isinstance(number.source, Source):
                assert number.source.recording is recording
                style = number.number_format
                unit = Decimal(1).scaleb(-style.decimals)
                value = Decimal(number.source.value).quantize(unit, ROUND_HALF_EVEN)
                text = re.sub("[+\N{THIN SPACE}]", "", number.text.replace(MINUS, "-"))
                assert Decimal(text) == value, (stop.beat.name, number.source)
        for text, relations in stop.related:
            shown = SIGNS.get(text, "=")
            assert shown == sign(relations) or text not in SIGNS, (stop.beat.name, relations)
    names = [beat.name for beat in walked.beats]
    assert (names[-1] == "blame") == recording.is_imported
    assert ("further_back" in names) == (len(recording.layer_sizes) > 3)


@FEW
@given(st.data())
def test_any_network_is_drawn(data):
    recording = data.draw(recordings())
    check(recording, data.draw(choices(recording)), "16:9")


@pytest.mark.exhaustive
@MANY
@given(st.data())
def test_many_networks_are_drawn(data):
    recording = data.draw(recordings())
    check(recording, data.draw(choices(recording)), data.draw(st.sampled_from(list(ASPECTS))))
