"""The clip in which a network reads an image draws any that does, or says in one line why not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from network import (
    Dataset,
    LayerlightError,
    Network,
    NetworkInference,
    UsageError,
    classify,
    import_run,
    read_images,
    record,
)
from network.core.rules import Rules
from network.recordings.questions import SAMPLE, TEST_SAMPLE
from network.studies.shipped import load_shipped
from network.studies.sources import built_in, record_source
from scenes.audit.layout import check_reading_time, check_still
from scenes.base import Style
from scenes.catalog import find_clip
from scenes.focus import Focus
from scenes.mobjects.text.readout import Readout
from scenes.provenance.source import AxisValue
from scenes.rendering.clips import rehearse
from scenes.style.picture_size import ASPECTS, QUALITIES
from scenes.style.theme import DARK
from scenes.words import languages, load_words

from .random_recordings import COSTS, FEW, MANY, NAMES

CLIP = find_clip("inference")


def images_of(shape, count, classes, seed) -> Dataset:
    """Return images of bright blobs on black, a place for each class, some of them blurred."""
    stream = np.random.RandomState(seed)
    labels = np.arange(count) % classes
    images = np.zeros((count, *shape), np.uint8)
    for image, label in zip(images, labels, strict=True):
        row, column = label * shape[0] // classes, (label * 7) % shape[1]
        image[row : row + 3, max(0, column - 2) : column + 3] = stream.randint(90, 256)
        image[stream.randint(shape[0]), stream.randint(shape[1])] = stream.randint(256)
    names = [f"{NAMES[k % len(NAMES)]} {k + 1}" for k in range(classes)]
    pixels = [f"pixel {k}" for k in range(shape[0] * shape[1])]
    return Dataset(
        "blobs", np.empty((0, 0)), np.eye(classes)[labels], pixels, names,
        labels.astype(np.int64), images=images,
    )  # fmt: skip


def trained(
    shape=(8, 6), hidden=(5,), classes=3, activations=("tanh", "softmax"), *, count=12, seed=0,
    epochs=2, test=True, cost=None, rate=0.02,
):  # fmt: skip
    """Train a network on images."""
    samples = images_of(shape, count, classes, seed)
    held_out = images_of(shape, count, classes, seed + 1) if test else None
    names = [activations[0]] * len(hidden) + [activations[-1]]
    network = Network(
        (shape[0] * shape[1], *hidden, classes),
        activations=names,
        cost=cost or COSTS[activations[-1]][-1],
        start="he",
        seed=seed,
        learning_rate=rate,
    )
    return record(samples, network, epochs=epochs, test=held_out)


@st.composite
def readers(draw):
    """Draw the training of a network that reads images: any size, depth, activations, classes."""
    depth = draw(st.integers(1, 3))
    hidden = (draw(st.integers(4, 120)), *[draw(st.integers(2, 30)) for _ in range(depth - 1)])
    shape = draw(st.sampled_from(((4, 4), (8, 8), (28, 28), (5, 12), (40, 64))))
    last = draw(st.sampled_from(("softmax", "sigmoid", "tanh", "relu", "identity")))
    first = draw(st.sampled_from(("sigmoid", "tanh", "relu", "identity")))
    return trained(
        shape, hidden, draw(st.integers(2, 26)), (first, last), seed=draw(st.integers(0, 99)),
        count=draw(st.integers(3, 30)), test=draw(st.booleans()), epochs=1, rate=0.001,
        cost=draw(st.sampled_from(COSTS[last])),
    )  # fmt: skip


def recorded(source) -> float:
    """Look a number up, independently of the drawing code."""
    recording, step, index = source.recording, source.step, tuple(source.index)
    values = [recording.activations[layer] for layer in range(len(recording.layer_sizes))]
    match source.quantity:
        case "activations":
            return values[source.layer][step][index[0]]
        case "z":
            return recording.z[source.layer][step][index[0]]
        case "weights":
            return recording.weights[source.layer][index]
        case "biases":
            return recording.biases[source.layer][index]
        case "products":
            return recording.weights[source.layer][index] * values[source.layer][step][index[1]]
        case "partial_sums":
            row, last = index
            products = recording.weights[source.layer][row] * values[source.layer][step]
            return products[: last + 1].sum()
        case "chosen_sums":
            row, *chosen = index
            products = recording.weights[source.layer][row] * values[source.layer][step]
            return sum(products[j] for j in chosen)
        case "output_sums":
            return values[-1][index[0]].sum()
        case "layer_sizes":
            return recording.layer_sizes[index[0]]
        case "setting":
            found = recording.metadata
            for key in index:
                found = found[key]
            return float(found)
    raise AssertionError(f"the test does not know {source.quantity!r}")


def play(recording, aspect="16:9", code="en", focus=None):
    """Rehearse the clip by all rules; return its beats by name."""
    faults = []

    def stop(scene, beat):
        faults.extend(f"{beat.name}: {complaint}" for complaint in check_still(scene))
        for drawn in dict.fromkeys(m for top in scene.mobjects for m in top.get_family()):
            assert np.isfinite(drawn.points).all(), (beat.name, drawn)
            for relation in getattr(drawn, "relations", ()):
                if drawn.text == "=" and not relation.holds:
                    faults.append(f"{beat.name}: {relation}")
            if isinstance(drawn, Readout) and not isinstance(drawn.source, AxisValue):
                value = recorded(drawn.source)
                shown = drawn.number_format(value)
                if shown != drawn.text and abs(value - drawn.source.value) > 1e-9:
                    faults.append(f"{beat.name}: {drawn.source} is {value}, printed {drawn.text}")

    style = Style(words=load_words(code), focus=focus or Focus())
    size = QUALITIES["draft"].shaped(aspect)
    beats = rehearse(CLIP, recording, style, size, stop).beats
    faults += check_reading_time(beats, DARK.durations)
    assert not faults, (recording.layer_sizes, aspect, code, faults[:5])
    return {beat.name: beat.caption for beat in beats}


def rules_hold(data):
    recording = data.draw(readers())
    aspect, code = (
        data.draw(st.sampled_from(tuple(ASPECTS))),
        data.draw(st.sampled_from(languages())),
    )
    read = read_images(recording)
    if read.tied(0):
        assert "the largest outputs tie" in refused(recording)
        return
    beats = play(recording, aspect, code)
    assert ("failure" in beats) == (read.steps > 1)
    assert ("deeper" in beats) == (len(recording.layer_sizes) > 3)
    told = [name in beats for name in ("seen", "erase", "reread")]
    assert all(told) or not any(told)
    assert not any(told) or ("culprit" in beats and len(recording.layer_sizes) == 3)


@FEW
@given(st.data())
def test_any_network_that_reads_images_is_drawn_by_the_rules(data):
    rules_hold(data)


@pytest.mark.exhaustive
@MANY
@given(st.data())
def test_very_many_are_drawn_by_the_rules(data):
    rules_hold(data)


@pytest.mark.exhaustive
@pytest.mark.parametrize("last", ["softmax", "sigmoid", "relu"])
@pytest.mark.parametrize("aspect", ASPECTS)
def test_a_deep_network_with_many_classes_is_drawn(last, aspect):
    found = play(trained((28, 28), (32, 16), 26, ("relu", last), count=52), aspect)
    assert "deeper" in found


@pytest.mark.exhaustive
@pytest.mark.parametrize("hidden", [4, 24, 25, 100, 101])
def test_few_and_many_neurons_are_drawn(hidden):
    caption = play(trained(hidden=(hidden,), epochs=1))["hidden"]
    words = load_words("en")
    key = "instead.hidden.some" if hidden > 100 else "beats.hidden"
    assert caption == words[f"inference.{key}"].format(hidden=hidden)


def test_the_first_image_is_read_correctly_and_the_second_is_not():
    run = trained(epochs=3)
    found = read_images(run)
    assert isinstance(found, NetworkInference)
    assert found.answers[0] == found.labels[0]
    assert found.answers[1] != found.labels[1]
    assert all(each["origin"] == TEST_SAMPLE for each in found.metadata["inputs"])
    accuracy = float(found.metadata["network"]["test_accuracy"])
    assert accuracy == run.test_accuracy[-1]


def test_without_test_samples_the_images_are_those_trained_on():
    found = read_images(trained(test=False))
    assert {each["origin"] for each in found.metadata["inputs"]} == {SAMPLE}
    assert "test_accuracy" not in found.metadata["network"]


def test_a_sample_and_a_neuron_can_be_chosen():
    run = trained()
    assert np.array_equal(read_images(run, 4).images[0], run.images[4])
    scene = CLIP.load()
    style = Style(focus=Focus(sample=4, neuron=2))
    drawn = scene(run, style, also={"inference": load_shipped("inference")})
    assert np.array_equal(drawn.recording.images[0], run.images[4])
    assert drawn.first == 1
    two = classify([3, 5], run)
    second = scene(two, Style(focus=Focus(sample=1)), also={"inference": load_shipped("inference")})
    assert second.reading.number == 1


def test_an_imported_run_is_read_with_its_last_weights():
    run = trained()
    rules = Rules(run.rules.functions, run.rules.loss, "gradient", None)
    moments = [(k, run.weights_at(k), run.biases_at(k)) for k in (0, run.steps)]
    found = read_images(import_run(run.samples, moments, rules, {"framework": "PyTorch"}))
    assert np.array_equal(found.weights[0], run.weights_at(run.steps)[0])


def refused(recording, focus=None, error=LayerlightError):
    style = Style(focus=focus or Focus())
    with pytest.raises(error) as caught:
        rehearse(CLIP, recording, style, QUALITIES["draft"])
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_what_reads_no_image_is_refused_in_one_line():
    iris = record_source(built_in("iris"), epochs=1)
    assert "reads the 4 values of a table" in refused(iris)
    assert "reads the 4 values of a table" in refused(classify([0], iris))
    assert "reads 5 of 784 pixels" in refused(load_shipped("walkthrough.npz"))
    assert "this recording holds a bias_study" in refused(load_shipped("bias_study.npz"))
    assert "4 × 4 to 64 × 64 pixels; these have 3 × 90" in refused(trained((3, 90)))
    assert "3 to 6 layers; this one has 2: 48-3" in refused(trained(hidden=()))
    assert "two neurons or more; this network is 48-1-3" in refused(trained(hidden=(1,)))
    assert "up to 26 classes; this network has 27" in refused(trained(classes=27, count=27))


def test_what_cannot_be_chosen_is_refused_in_one_line():
    run = trained()
    assert "--at-step" in refused(run, Focus(at_step=1), UsageError)
    assert "holds no samples" in refused(
        load_shipped("mnist_checkpoints.npz"), Focus(sample=1), UsageError
    )
    assert "expected 0 to 0, the images of the file" in refused(
        classify([3], run), Focus(sample=2), UsageError
    )
    assert "--neuron is 9: expected 1 to 5" in refused(run, Focus(neuron=9), UsageError)
