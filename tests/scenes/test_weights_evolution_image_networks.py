"""The evolution of weights draws any network that reads images, or says in one line why not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from network import (
    Dataset,
    LayerlightError,
    Network,
    UsageError,
    import_run,
    load_checkpoint_series,
    record,
)
from network.core.rules import Rules
from network.data.built_in import iris
from network.studies.evolution import evolution_of
from scenes.audit.layout import check_still
from scenes.base import Style
from scenes.catalog import find_clip
from scenes.clips.weights_evolution.course import Course
from scenes.clips.weights_evolution.diagram.scene import draws_diagram
from scenes.rendering.clips import rehearse
from scenes.requires import require_images
from scenes.style.picture_size import ASPECTS, QUALITIES

from .random_recordings import COSTS, FEW, MANY

CLIP = find_clip("weights_evolution")
WORDS = ("coat", "a very long name of a class", "x<y", "Größe", "$cost")
MOST_MAPS = 100


def pictures(shape, classes, count, stream, words=True, outputs=None):
    """Return images with a bright bar, each class at another place, and a black border."""
    rows, columns = shape
    images = np.zeros((count, rows, columns), np.uint8)
    labels = np.arange(count) % classes
    inner = max(1, rows - 2) * max(1, columns - 2)
    for image, label in zip(images, labels, strict=True):
        part = image[1:-1, 1:-1] if min(shape) > 2 else image
        flat = stream.randint(0, 60, part.size)
        flat[label * part.size // classes :: max(1, inner // 3)] = 255
        part[:] = flat.reshape(part.shape)
    names = [WORDS[k % len(WORDS)] + f" {k}" if words else str(k) for k in range(classes)]
    outputs = outputs or classes
    targets = labels[:, None].astype(float) if outputs == 1 else np.eye(classes)[labels]
    return Dataset(
        "pictures", np.empty((0, 0)), targets, [f"pixel {k}" for k in range(rows * columns)],
        names[:outputs], labels.astype(np.int64), images=images, class_names=names,
    )  # fmt: skip


def as_imported(recording, samples, test=None):
    """Return the same run as if another program had trained it."""
    steps = np.unique(np.linspace(0, recording.steps, 4).astype(int))
    moments = [(int(k), recording.weights_at(int(k)), recording.biases_at(int(k))) for k in steps]
    rules = Rules(recording.rules.functions, recording.rules.loss, "gradient", None)
    return import_run(samples, moments, rules, {"framework": "PyTorch"}, test=test)


@st.composite
def classifiers(draw):
    """Draw a recording of an image classifier: any images, layers, activations, cost, classes."""
    shape = draw(st.tuples(st.integers(2, 12), st.integers(2, 12)))
    shape = draw(st.sampled_from((shape, (28, 28), (1, 9), (64, 64))))
    classes = draw(st.integers(2, 26))
    depth = draw(st.integers(0, 3))
    hidden = draw(st.lists(st.integers(1, 12), min_size=depth, max_size=depth))
    if hidden:
        hidden[0] = draw(st.sampled_from((1, 4, 9, 20, 33, 64, 100, 130)))
    outputs = 1 if classes == 2 and draw(st.booleans()) else classes
    last = draw(st.sampled_from(tuple(COSTS)))
    last = "sigmoid" if last == "softmax" and outputs == 1 else last
    activations = [draw(st.sampled_from(("sigmoid", "tanh", "relu", "identity"))) for _ in hidden]
    stream = np.random.RandomState(draw(st.integers(0, 2**16)))
    words = draw(st.booleans())
    samples = pictures(shape, classes, draw(st.integers(2, 30)), stream, words, outputs)
    test = pictures(shape, classes, 2 * classes, stream, words, outputs)
    test = test if draw(st.booleans()) else None
    network = Network(
        (shape[0] * shape[1], *hidden, outputs),
        activations=[*activations, last],
        cost=draw(st.sampled_from(COSTS[last])),
        start=draw(st.sampled_from(("uniform", "xavier", "he"))),
        seed=draw(st.integers(0, 999)),
        learning_rate=draw(st.sampled_from((1e-4, 0.001, 0.01))),
    )
    found = record(samples, network, epochs=draw(st.integers(1, 4)), test=test)
    return as_imported(found, samples, test) if draw(st.integers(0, 3)) == 0 else found


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
    recording = data.draw(classifiers())
    if draws_diagram(recording):
        return
    series = evolution_of(recording).series
    if max(np.abs(weights).max() for weights in series.weights) >= 100:
        return
    played = play(recording, data.draw(st.sampled_from(tuple(ASPECTS))))
    assert ("growth" in played) == recording.is_imported
    epoch, early = series.metadata["images"], len(series.early)
    assert ("first_epoch" in played) == (epoch > early)
    assert ("first_image" in played) == bool(len(series.early))
    assert ("stamps" in played) == bool(len(series.early))
    assert played[-3:] == ["result", "take_away", "alone"]


@given(st.data())
@FEW
def test_any_classifier_of_images_is_drawn_by_the_rules(data):
    rules_hold(data)


@pytest.mark.exhaustive
@given(st.data())
@MANY
def test_very_many_are_drawn_by_the_rules(data):
    rules_hold(data)


@pytest.fixture(scope="module")
def small():
    stream = np.random.RandomState(3)
    samples = pictures((5, 4), 3, 12, stream)
    network = Network((20, 4, 3), activations=["relu", "softmax"], cost="cross-entropy")
    return record(samples, network, epochs=2)


@pytest.mark.parametrize(
    ("epochs", "rests"), [(1, []), (2, [2]), (3, [2, 3]), (7, [7]), (150, [150])]
)
def test_few_later_epochs_each_end_with_a_rest(epochs, rests):
    samples = pictures((5, 4), 3, 4, np.random.RandomState(3))
    network = Network((20, 4, 3), activations=["relu", "softmax"], cost="cross-entropy")
    evolution = evolution_of(record(samples, network, epochs=epochs))
    steps = evolution.series.steps_shown
    assert [int(steps[k]) for k in Course(evolution).later_ends()] == [4 * k for k in rests]


def test_the_scale_of_the_stamps_holds_the_first():
    course = Course(evolution_of(load_checkpoint_series()))
    early = course.series.early.weights
    assert np.abs(early[1] - early[0]).max() < course.stamp_limit < course.change_limit(0)


def test_the_first_updates_are_the_images_they_were_made_from(small):
    series = evolution_of(small).series
    images = small.samples.images.reshape(12, -1) / 255
    for k, (pixels, factors) in enumerate(
        zip(series.early_pixels, series.early_factors, strict=True)
    ):
        assert np.array_equal(pixels, images[k])
        change = series.early_changes_at(k + 1)[0] - series.early_changes_at(k)[0]
        assert change == pytest.approx(np.outer(factors, pixels), abs=1e-12)
    assert series.early_labels.tolist() == small.labels[: len(series.early)].tolist()


@pytest.mark.parametrize("held_out", [False, True])
def test_what_the_change_alone_reads(held_out):
    stream = np.random.RandomState(3)
    samples, test = pictures((5, 4), 3, 12, stream), pictures((5, 4), 3, 30, stream)
    network = Network((20, 4, 3), activations=["relu", "softmax"], cost="cross-entropy")
    recording = record(samples, network, epochs=9, **({"test": test} if held_out else {}))
    used = test if held_out else samples
    x = used.images.reshape(len(used), -1) / 255
    first, last = recording.augmented_weights_at(0), recording.augmented_weights_at(recording.steps)
    (w1, w2) = (after - before for before, after in zip(first, last, strict=True))
    answers = np.argmax(np.maximum(x @ w1[:-1] + w1[-1], 0) @ w2[:-1] + w2[-1], axis=1)
    right = np.count_nonzero(answers == used.labels)
    assert evolution_of(recording).series.change_alone_right == right


def test_a_series_without_images_tells_them_from_its_weights():
    film = load_checkpoint_series()
    assert film.early_labels.tolist() == [5, 0, 4, 1, 9]
    changes = np.diff([film.early_changes_at(k)[0] for k in range(6)], axis=0)
    for change, factors, pixels in zip(changes, film.early_factors, film.early_pixels, strict=True):
        assert change == pytest.approx(np.outer(factors, pixels), abs=1e-6)


def refused(recording):
    with pytest.raises(LayerlightError) as caught:
        require_images(CLIP.id, recording)
    text = str(caught.value)
    assert text.startswith("weights_evolution ")
    assert "\n" not in text
    return text


def run(samples, *sizes, **options):
    return record(samples, Network(sizes, learning_rate=0.001), **options)


def test_what_it_cannot_draw_is_refused_in_one_line(small):
    stream = np.random.RandomState(1)
    assert "not the pixels of one" in refused(run(iris(), 4, 3))
    wide = pictures((2, 65), 2, 2, stream)
    assert "up to 64 × 64 pixels" in refused(run(wide, 130, 2))
    many = pictures((3, 3), 27, 27, stream)
    assert "2 to 26 classes; this run has 27" in refused(run(many, 9, 27))
    moment = [(0, small.weights_at(0), small.biases_at(0))]
    rules = Rules(small.rules.functions, small.rules.loss, "gradient", None)
    one = import_run(small.samples, moment, rules, {"framework": "PyTorch"})
    with pytest.raises(UsageError, match="one moment only"):
        evolution_of(one)


def test_targets_that_are_numbers_are_refused():
    images = np.zeros((2, 3, 3), np.uint8)
    names = [f"pixel {k}" for k in range(9)]
    numbers = Dataset("numbers", np.empty((0, 0)), np.ones((2, 1)), names, ["y"], images=images)
    assert "targets of this run are numbers" in refused(run(numbers, 9, 1))
