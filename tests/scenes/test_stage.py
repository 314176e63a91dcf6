"""The stage's list of what is on screen, and the helpers that all clips share."""

import numpy as np
import pytest
from manim import FadeIn, FadeOut, Square, tempconfig

from network.studies.shipped import load_shipped
from scenes.animation.stage import Stage
from scenes.base import NetworkScene, Style
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.readout import Readout
from scenes.words import ENGLISH, load_words


class Example(NetworkScene):
    clip = "cost"
    shown_step = 3


@pytest.fixture
def scene(new_cache):
    with tempconfig({"dry_run": True, "write_to_movie": False}):
        yield Example(load_shipped("walkthrough"), Style(words=load_words(ENGLISH)))


def kinds(animations):
    return [(type(animation), animation.mobject) for animation in animations]


def test_the_stage_clears_what_it_shows():
    stage, a, b, c = Stage(), Square(), Square(), Square()
    assert kinds(stage.show(a, b)) == [(FadeIn, a), (FadeIn, b)]
    stage.add(c)
    assert list(stage) == [a, b, c]
    assert kinds(stage.clear(keep=[b])) == [(FadeOut, a), (FadeOut, c)]
    assert list(stage) == [b]
    assert kinds(stage.clear()) == [(FadeOut, b)]
    assert not list(stage)


def test_the_stage_replaces_and_forgets():
    stage, a, b, c = Stage(), Square(), Square(), Square()
    stage.add(a, c)
    assert kinds(stage.replace(a, b)) == [(FadeOut, a), (FadeIn, b)]
    stage.discard(c, a)
    assert list(stage) == [b]


def test_motions_keep_to_their_shares_of_the_play():
    stage, a = Stage(), Square()
    (coming,) = stage.show(a, start=0.5, stop=0.75)
    (going,) = stage.clear(stop=0.25)
    assert [coming.rate_func(t) for t in (0.5, 0.75)] == pytest.approx([0, 1])
    assert [going.rate_func(t) for t in (0.0, 0.25)] == pytest.approx([0, 1])


def test_a_source_is_of_the_shown_step_unless_told_otherwise(scene):
    run = scene.recording
    assert scene.source("activations", 2, 1).value == run.activations[2][3][1]
    assert scene.source("cost", step=5).value == run.cost[5]
    assert scene.setting("learning_rate").value == run.metadata["learning_rate"]


def test_words_break_only_where_they_are_too_wide(scene):
    line = scene.say("output")
    assert line.text == scene.words["cost.output"]
    assert scene.say("output", width=line.width + 0.01).width == line.width
    broken = scene.say("answer", width=0.6 * scene.say("answer").width)
    assert broken.drop > 0
    assert broken.width < scene.say("answer").width


def test_a_class_name_stands_level_beside_its_output(scene):
    scene.network = NetworkDiagram(scene.theme, scene.area.network, scene.recording, 3, ["a"] * 3)
    for k, neuron in enumerate(scene.network.layers[-1]):
        name = scene.class_name(k)
        assert isinstance(name, Readout)
        assert name.source.value == scene.recording.metadata["classes"][k]
        gap = name.get_center() - neuron.disc.get_center()
        assert gap[0] > neuron.disc.width / 2
        assert np.isclose(gap[1], 0, atol=0.02)


def test_turning_to_something_new_clears_the_rest(scene):
    a, b, c = Square(), Square(), Square()
    scene.play(*scene.stage.show(a, b))
    scene.turn_to(c, keep=[b], run_time=0.5)
    assert list(scene.stage) == [b, c]
    assert a not in scene.mobjects
    assert {b, c} <= set(scene.mobjects)
