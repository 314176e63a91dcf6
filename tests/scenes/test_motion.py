"""No two texts meet in motion, and nothing stands still for longer than it takes to take it in."""

import dataclasses

import pytest
from manim import tempconfig

from network.studies.shipped import load_shipped
from scenes.audit.motion import LONGEST_PAUSE, MotionWatch
from scenes.base import Style
from scenes.catalog import CATALOG
from scenes.mobjects.text.text import TextLine
from scenes.rendering.clips import watch
from scenes.style.picture_size import QUALITIES
from scenes.style.theme import DARK

SIZE = dataclasses.replace(QUALITIES["draft"], fps=10)


@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.id)
def test_every_frame_keeps_the_rules_of_motion(entry):
    watching = MotionWatch()
    played = watch(entry, load_shipped(entry.recording), Style(), SIZE, watching)
    complaints = watching.complaints(played.frames / SIZE.fps)
    assert not complaints, "\n".join(complaints)


class _Scene:
    """The part of a scene that is watched."""

    def __init__(self, *mobjects):
        self.mobjects = mobjects


def words(text, x, opacity=1.0):
    with tempconfig({"verbosity": "WARNING"}):
        return TextLine(DARK, text, 0.38, DARK.ink).place(x, 0).set_opacity(opacity)


def watched(*frames, fps=10):
    """Watch frames, given as the texts in each."""
    watching = MotionWatch()
    for k, texts in enumerate(frames):
        watching(_Scene(*texts), k / fps, [id(text) for text in texts] + [k])
    return watching.complaints(len(frames) / fps)


def test_texts_that_meet_are_named_with_the_time():
    frames = [[words("one", x), words("two", 0)] for x in (-2, -1, -0.1)]
    assert watched(*frames) == ["'one' and 'two' meet at 0.2 s"]


def test_a_text_may_fade_where_another_appears():
    assert watched([words("one", 0, 0.5), words("two", 0, 0.5)]) == []


def test_a_copy_may_lie_on_its_original_and_leave_it():
    frames = [[words("one", x), words("one", 0)] for x in (0, 0, 0, 0, 0, 0, 0, 0, 0.1, 0.3, 0.9)]
    assert watched(*frames) == []


def test_a_copy_that_stays_half_over_its_original_is_told():
    copy, original = words("one", 0.2), words("one", 0)
    assert watched(*[[copy, original]] * 8) == ["'one' and 'one' meet at 0.0 s"]


@pytest.mark.parametrize(("seconds", "too_long"), [(2.5, False), (2.7, True)])
def test_a_long_pause_is_told(seconds, too_long):
    watching, text = MotionWatch(), words("one", 0)
    for at, keys in ((0.0, [1]), (1.0, [2]), (1.0 + seconds, [3])):
        watching(_Scene(text), at, keys)
    told = watching.complaints(1.0 + seconds)
    assert told == [f"nothing moves from 1.0 to {1 + seconds:.1f} s ({seconds:.1f} s)"] * too_long


def test_the_end_of_a_clip_counts_as_a_pause():
    watching = MotionWatch()
    watching(_Scene(words("one", 0)), 0.0, [1])
    assert watching.complaints(LONGEST_PAUSE) == []
    assert len(watching.complaints(LONGEST_PAUSE + 0.1)) == 1
