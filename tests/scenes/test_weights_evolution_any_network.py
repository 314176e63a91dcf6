"""The weights_evolution clip draws any small network as a diagram that evolves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from manim import tempconfig

from network import Dataset, LayerlightError, Network, UsageError, import_run, record
from network.core.rules import Rules
from network.studies.shipped import load_shipped
from scenes.base import Style
from scenes.catalog import find_clip
from scenes.clips.weights_evolution.diagram import story as story_module
from scenes.clips.weights_evolution.diagram.evolving_network import EvolvingNetwork
from scenes.clips.weights_evolution.diagram.scene import DiagramEvolution, draws_diagram
from scenes.clips.weights_evolution.diagram.story import Story
from scenes.clips.weights_evolution.scene import WeightsEvolution
from scenes.focus import Focus
from scenes.mobjects.text.readout import Readout
from scenes.provenance.mark import Mark
from scenes.provenance.source import AxisValue
from scenes.rendering.clips import rehearse
from scenes.style.frame import Region
from scenes.style.picture_size import ASPECTS, QUALITIES
from scenes.style.theme import DARK
from scenes.words import languages

from .random_recordings import FEW, MANY, beats_and_faults, recordings

CLIP = find_clip("weights_evolution")


def value_of(source, recording):
    """Look a weight or a value up in the obvious way."""
    step, layer, index = source.step, source.layer, tuple(source.index)
    match source.quantity:
        case "weights":
            return recording.weights_at(step)[layer][index]
        case "biases":
            return recording.biases_at(step)[layer][index]
        case "weight_changes":
            start = recording.weights_at(int(recording.checkpoint_steps[0]))
            return recording.weights_at(step)[layer][index] - start[layer][index]
    return source.value


def fault_in(drawn, recording):
    """Return what is wrong with a number, or with a line, bar or disc that stands for a value."""
    assert np.isfinite(drawn.points).all(), drawn
    if isinstance(drawn, Readout) and not isinstance(drawn.source, AxisValue):
        fits = drawn.text == drawn.number_format(float(value_of(drawn.source, recording)))
        return None if fits else f"{drawn.source}, not {drawn.text}"
    mark = getattr(drawn, "mark", None)
    if not isinstance(mark, Mark) or mark.role not in ("width", "length", "height", "fill"):
        return None
    value = float(value_of(mark.source, recording))
    if mark.role == "fill":
        found, value = drawn.get_fill_color().to_rgb()[0], drawn.value_scale.share(value)
    elif mark.role == "width":
        found, value = drawn.get_stroke_width(), max(11 * min(abs(value) / drawn.full, 1), 1)
    else:
        size = drawn.width if mark.role == "length" else drawn.height
        found, value = size / drawn.full, abs(value)
    fits = np.isclose(found, value, rtol=1e-4, atol=1e-4)
    return None if fits else f"{mark.role} of {mark.source}: {found}, not {value}"


def draw_any(data):
    recording = data.draw(recordings())
    focus = Focus(sample=data.draw(st.none() | st.integers(0, len(recording.samples) - 1)))
    aspect = data.draw(st.sampled_from(tuple(ASPECTS)))
    code = data.draw(st.sampled_from(languages()))
    try:
        beats, faults = beats_and_faults(
            CLIP, recording, focus, aspect, code, lambda drawn: fault_in(drawn, recording)
        )
    except UsageError:  # a sample that no step trains on
        return
    assert not faults, (recording.layer_sizes, aspect, code, focus, faults[:5])
    assert beats[:2] == ["question", "sample"]
    assert ("first_update" in beats) == (not recording.is_imported)
    assert ("turn" in beats) == (Story(recording, focus.sample).turn is not None)
    assert beats[-2:] == ["winner", "end"]


@FEW
@given(st.data())
def test_any_network_is_drawn(data):
    draw_any(data)


@pytest.mark.exhaustive
@MANY
@given(st.data())
def test_many_networks_are_drawn(data):
    draw_any(data)


def test_the_answer_of_a_single_output_turns_too():
    recording = load_shipped("xor.npz")
    beats, faults = beats_and_faults(
        CLIP, recording, Focus(), "16:9", "en", lambda drawn: fault_in(drawn, recording)
    )
    assert not faults, faults[:5]
    assert "turn" in beats


def test_the_form_is_chosen_by_the_recording():
    assert CLIP.load(load_shipped("walkthrough.npz")) is DiagramEvolution
    assert CLIP.load(load_shipped("xor.npz")) is DiagramEvolution
    assert CLIP.load(load_shipped("mnist_checkpoints.npz")) is WeightsEvolution
    assert CLIP.load() is WeightsEvolution


def whole_images(side, neurons):
    """Return a short run of a network that reads whole images."""
    images = np.random.RandomState(0).randint(0, 256, (3, side, side)).astype(np.uint8)
    names = [f"pixel {k}" for k in range(side * side)]
    samples = Dataset(
        "images", np.empty((0, 0)), np.eye(2)[[0, 1, 0]], names, ["a", "b"],
        np.array([0, 1, 0]), images=images,
    )  # fmt: skip
    return record(samples, Network((side * side, neurons, 2), learning_rate=0.1), epochs=1)


@pytest.mark.parametrize(
    ("side", "neurons", "diagram"), [(8, 4, False), (7, 4, True), (8, 3, True)]
)
def test_whole_images_are_drawn_as_maps_where_they_make_some(side, neurons, diagram):
    assert draws_diagram(whole_images(side, neurons)) == diagram


@pytest.mark.parametrize("most_searched", [500, 2])
def test_the_answer_turns_at_the_update_that_is_said(most_searched, monkeypatch):
    """Between steps far apart the update is found by halving."""
    monkeypatch.setattr(story_module, "MOST_SEARCHED", most_searched)
    recording = load_shipped("walkthrough.npz")
    turn = Story(recording).turn
    outputs = [
        recording.sample_activations_at(step)[-1][turn.sample] for step in (turn.before, turn.after)
    ]
    answers = [int(np.argmax(output)) for output in outputs]
    assert turn.after == turn.before + 1
    assert answers[0] != answers[1] == recording.samples.labels[turn.sample]


def test_the_winner_is_the_weight_that_changed_most():
    recording = load_shipped("walkthrough.npz")
    story = Story(recording)
    layer, row, column = story.drawn.places[story.winner]
    pairs = zip(recording.weights_at(recording.steps), recording.weights_at(0), strict=True)
    changes = [np.abs(after - before) for after, before in pairs]
    assert changes[layer][row, column] == max(float(change.max()) for change in changes)


def refused(recording, focus=None):
    style = Style(focus=focus or Focus())
    with pytest.raises(LayerlightError) as caught:
        rehearse(CLIP, recording, style, QUALITIES["draft"])
    text = str(caught.value)
    assert text.startswith("weights_evolution ")
    assert "\n" not in text
    return text


def test_what_cannot_be_drawn_is_refused_in_one_line():
    walkthrough = load_shipped("walkthrough.npz")
    assert "omit --at-step and --neuron" in refused(walkthrough, Focus(neuron=1))
    assert "omit --at-step and --neuron" in refused(walkthrough, Focus(at_step=1))
    table = Dataset("t", [[0.0, 1.0], [1.0, 0.0]], [[0.2], [0.7]], ["a", "b"], ["c"])
    deep = record(table, Network((2, 2, 2, 2, 2, 1), learning_rate=0.1), epochs=1)
    assert "2 to 5 layers; this one has 6" in refused(deep)
    run = record(table, Network((2, 1), learning_rate=0.1), epochs=1)
    rules = Rules(run.rules.functions, run.rules.loss, "gradient", None)
    moments = [(0, run.weights_at(0), run.biases_at(0))]
    single = import_run(table, moments, rules, {"framework": "PyTorch"})
    assert "one checkpoint" in refused(single)


@pytest.mark.parametrize("wide", ["versicolor", "v"])
def test_the_ring_covers_no_neuron(wide):
    table = Dataset(
        "t", [[0.0, 1.0], [1.0, 0.0]], np.eye(2), ["a", "b"], ["setosa", wide], np.arange(2)
    )
    story = Story(record(table, Network((2, 2, 2), learning_rate=0.1), epochs=1))
    with tempconfig({"verbosity": "WARNING"}):
        network = EvolvingNetwork(
            DARK, Region(-6, 0, -3, 2), story, ["a", "b", "c"], (1.0, 1.0), "hidden", "of"
        )
    for row, neuron in enumerate(network.layers[-1]):
        network.ring.move_to(network.ring_place(row))
        assert network.ring.get_left()[0] > neuron.disc.get_right()[0]
        assert network.ring.get_left()[0] < network.output_names[row].get_left()[0]
        assert network.ring.get_right()[0] > network.output_names[row].get_right()[0]
