"""The decision clip draws any network with two inputs, or says in one line why not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from network import Dataset, LayerlightError, Network, import_run, record
from network.core.rules import Rules
from network.data.built_in import iris
from network.studies.shipped import load_shipped
from network.studies.sources import built_in, record_source, table_source
from scenes.audit.layout import check_still
from scenes.base import Style
from scenes.catalog import find_clip
from scenes.focus import Focus
from scenes.rendering.clips import rehearse
from scenes.style.picture_size import ASPECTS, QUALITIES

from .random_recordings import COSTS, FEW, MANY, NAMES

CLIP = find_clip("decision")


@st.composite
def planes(draw):
    """Draw a recording of classes in the plane: any layers, activations, cost, and samples."""
    depth = draw(st.integers(0, 3))
    hidden = draw(st.lists(st.integers(1, 10), min_size=depth, max_size=depth))
    outputs = draw(st.integers(1, 6))
    last = draw(st.sampled_from(tuple(COSTS)))
    if last == "softmax" and outputs == 1:
        last = "sigmoid"
    activations = [draw(st.sampled_from(("sigmoid", "tanh", "relu", "identity"))) for _ in hidden]
    count, classes = draw(st.integers(1, 8)), max(2, outputs)
    stream = np.random.RandomState(draw(st.integers(0, 2**16)))
    labels = stream.randint(0, classes, count).astype(np.int64)
    reach = draw(st.sampled_from((1.0, 3.0, 40.0)))
    values = np.rint(stream.uniform(-reach, reach, (count, 2)) * 10) / 10
    targets = labels[:, None].astype(float) if outputs == 1 else np.eye(outputs)[labels]
    names = [f"{NAMES[k]} {k}" for k in range(max(outputs, 2))]
    features = draw(st.permutations(NAMES))[:2]
    samples = Dataset(
        "plane", values, targets, features, names[:outputs], labels, class_names=names[:classes]
    )
    network = Network(
        (2, *hidden, outputs),
        activations=[*activations, last],
        cost=draw(st.sampled_from(COSTS[last])),
        seed=draw(st.integers(0, 999)),
        learning_rate=draw(st.sampled_from((1e-4, 0.01))),
    )
    found = record(samples, network, epochs=draw(st.integers(1, 4)))
    if draw(st.integers(0, 3)):
        return found
    moments = [(10 * k, found.weights_at(k), found.biases_at(k)) for k in (0, 1)]
    rules = Rules(found.rules.functions, found.rules.loss, "gradient", None)
    return import_run(samples, moments, rules, {"framework": "PyTorch"})


def play(recording, aspect="16:9"):
    """Rehearse the clip; return the names of its beats."""
    found = []

    def stop(scene, beat):
        found.extend(f"{beat.name}: {complaint}" for complaint in check_still(scene))
        for mobject in scene.mobjects:
            for piece in mobject.get_family():
                assert np.isfinite(piece.points).all(), (beat.name, piece)

    size = QUALITIES["draft"].shaped(aspect)
    beats = rehearse(CLIP, recording, Style(), size, stop).beats
    assert not found, found[:5]
    return [beat.name for beat in beats]


def rules_hold(data):
    recording = data.draw(planes())
    played = play(recording, data.draw(st.sampled_from(tuple(ASPECTS))))
    sizes = recording.layer_sizes
    assert played[0] == "question"
    assert ("hidden" in played) == (len(sizes) > 2) == ("start" not in played)
    assert ("fold" in played) == (len(sizes) > 2 and sizes[-2] == 2)
    assert "one_line" not in played


@given(st.data())
@FEW
def test_any_network_with_two_inputs_is_drawn_by_the_rules(data):
    rules_hold(data)


@pytest.mark.exhaustive
@given(st.data())
@MANY
def test_very_many_are_drawn_by_the_rules(data):
    rules_hold(data)


@pytest.mark.exhaustive
@pytest.mark.parametrize("aspect", ASPECTS)
def test_two_columns_of_iris_are_drawn_in_their_own_units(tmp_path, aspect):
    flowers, file = iris("none"), tmp_path / "petals.csv"
    lines = ["petal length (cm),petal width (cm),species"]
    for row, label in zip(flowers.inputs, flowers.labels, strict=True):
        lines.append(f"{row[2]},{row[3]},{flowers.class_names[label]}")
    file.write_text("\n".join(lines) + "\n")
    source = table_source(str(file), label="species", scale="standard")
    assert "fold" in play(record_source(source, layers=[2], epochs=3), aspect)


def test_three_classes_are_drawn_around_two_hidden_neurons():
    points, labels = [[0.0, 0.0], [1.0, 1.0], [0.0, 1.0]], np.arange(3)
    names = ["a name of the first input", "b"]
    samples = Dataset("three", points, np.eye(3), names, ["p", "q", "r"], labels)
    assert "fold" in play(record(samples, Network((2, 2, 3), learning_rate=0.5), epochs=4))


@pytest.mark.exhaustive
def test_spirals_are_drawn():
    assert play(record_source(built_in("spirals"), epochs=2)) == [
        "question",
        "hidden",
        "training",
        "result",
    ]


@pytest.mark.parametrize("layers", [(2, 3, 1), (2, 2, 2, 1)])
def test_at_xor_the_single_neuron_is_shown_to_fail_first(layers):
    played = play(record_source(built_in("xor"), layers=list(layers), epochs=2))
    assert played[:6] == ["question", "neuron", "zero", "one_line", "stuck", "why"]
    assert played[6:9] == ["impossible", "hidden", "training"]


def test_lines_that_cut_off_a_disc_each_are_shown_one_by_one():
    played = play(load_shipped("xor.npz"), "9:16")
    assert played[7:11] == ["first", "second", "both", "training"]
    assert not {"hidden", "result"} & set(played)


def refused(recording, focus=None):
    style = Style(focus=focus or Focus())
    with pytest.raises(LayerlightError) as caught:
        rehearse(CLIP, recording, style, QUALITIES["draft"])
    text = str(caught.value)
    assert text.startswith("decision ")
    assert "\n" not in text
    return text


def test_what_has_no_plane_is_refused_in_one_line():
    flowers = record_source(built_in("iris"), epochs=1)
    assert "the plane of 2 inputs; this network has 4" in refused(flowers)
    assert "5 pixels" in refused(load_shipped("walkthrough.npz"))
    numbers = Dataset("d", [[0.0, 1.0], [1.0, 0.0]], [[0.2], [0.7]], ["a", "b"], ["c"])
    run = record(numbers, Network((2, 1), learning_rate=0.1), epochs=1)
    assert "targets of this run are numbers" in refused(run)
    many = Dataset(
        "m", np.arange(14.0).reshape(7, 2), np.eye(7), ["a", "b"], list("cdefghi"), np.arange(7)
    )
    run = record(many, Network((2, 7), learning_rate=0.1), epochs=1)
    assert "up to 6 classes; this run has 7" in refused(run)
    assert "omit --sample" in refused(load_shipped("xor.npz"), Focus(at_step=1))
    assert "this one holds a film" in refused(load_shipped("mnist_checkpoints.npz"))
