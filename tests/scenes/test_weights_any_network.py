"""The weights clip draws any small network."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.catalog import find_clip
from scenes.style.picture_size import ASPECTS

from .random_recordings import FEW, MANY, choices, complaints_of, recordings

CLIP = find_clip("weights")


def check(data):
    recording = data.draw(recordings())
    focus = data.draw(choices(recording))
    aspect = data.draw(st.sampled_from(list(ASPECTS)))
    assert not complaints_of(CLIP, recording, focus, aspect)


@given(st.data())
@FEW
def test_the_clip_draws_any_network(data):
    check(data)


@pytest.mark.exhaustive
@given(st.data())
@MANY
def test_the_clip_draws_many_networks(data):
    check(data)
