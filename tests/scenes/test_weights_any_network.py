"""The weights clip draws any small network."""

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from scenes.catalog import find_clip
from scenes.style.picture_size import ASPECTS

from .random_recordings import choices, complaints_of, recordings

CLIP = find_clip("weights")
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # shrinking takes many plays of a clip


def check(data):
    recording = data.draw(recordings())
    focus = data.draw(choices(recording))
    aspect = data.draw(st.sampled_from(list(ASPECTS)))
    assert not complaints_of(CLIP, recording, focus, aspect)


@given(st.data())
@settings(max_examples=4, deadline=None, phases=PHASES)
def test_the_clip_draws_any_network(data):
    check(data)


@pytest.mark.exhaustive
@given(st.data())
@settings(max_examples=25, deadline=None, phases=PHASES)
def test_the_clip_draws_many_networks(data):
    check(data)
