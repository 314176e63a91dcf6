"""The confusions clip draws any classifier, or says in one line why not."""

from decimal import Decimal
from string import ascii_uppercase

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manim import tempconfig

from network import Dataset, LayerlightError, Network, import_run, load_checkpoint_series, record
from network.core.rules import Rules
from network.data.built_in import iris, spirals
from network.data.mnist_sample import MnistSample
from network.recordings.confusions import confusions_of
from network.studies.shipped import load_shipped
from scenes.audit.layout import check_still
from scenes.base import Style
from scenes.catalog import find_clip
from scenes.clips.confusions.axis_names import AxisNames
from scenes.clips.confusions.confusion_matrix import ConfusionMatrix
from scenes.clips.confusions.layout import ConfusionsLayout
from scenes.clips.confusions.readable import readable_for
from scenes.focus import Focus
from scenes.mobjects.images.grey_image import GreyImage
from scenes.mobjects.text.readout import Readout
from scenes.provenance.source import AxisValue
from scenes.rendering.clips import rehearse
from scenes.style.frame import Frame
from scenes.style.picture_size import ASPECTS, QUALITIES
from scenes.style.theme import DARK
from scenes.style.theme_files import THEMES

from .random_recordings import COSTS, FEW, MANY, NAMES

CLIP = find_clip("confusions")
LETTERS = tuple(ascii_uppercase)


def names_of(kind, count):
    """Return names of classes: letters, digits, or words that may be long."""
    if kind == "words":
        return [f"{NAMES[k % len(NAMES)]} {k}" for k in range(count)]
    return list(LETTERS[:count]) if kind == "letters" else [str(k) for k in range(count)]


@st.composite
def classifiers(draw):
    """Draw a recording of a classifier: tables and images, any layers, activations, cost."""
    classes = draw(st.integers(2, 26))
    single = classes == 2 and draw(st.booleans())
    inputs, outputs = draw(st.integers(1, 12)), 1 if single else classes
    hidden = draw(st.lists(st.integers(1, 8), max_size=4))
    last = draw(st.sampled_from(tuple(COSTS)))
    if last == "softmax" and single:
        last = "sigmoid"
    count = draw(st.integers(2, 60))
    stream = np.random.RandomState(draw(st.integers(0, 2**16)))
    labels = stream.randint(0, classes, count).astype(np.int64)
    names = names_of(draw(st.sampled_from(("words", "letters", "digits"))), classes)
    images = stream.randint(0, 256, (count, 1, inputs)).astype(np.uint8)
    reach = draw(st.sampled_from((1.0, 40.0)))
    table = np.rint(stream.uniform(-reach, reach, (count, inputs)) * 10) / 10
    pictures = draw(st.booleans())
    samples = Dataset(
        "samples", np.empty((0, 0)) if pictures else table,
        labels[:, None].astype(float) if single else np.eye(classes)[labels],
        [f"{NAMES[k % len(NAMES)]} {k}" for k in range(inputs)],
        ["y"] if single else names, labels, images=images if pictures else None,
        class_names=names,
    )  # fmt: skip
    test = None
    if draw(st.booleans()):
        samples, test = samples.held_out(0.4)
    network = Network(
        (inputs, *hidden, outputs),
        activations=[*(draw(st.sampled_from(("sigmoid", "tanh", "relu"))) for _ in hidden), last],
        cost=draw(st.sampled_from(COSTS[last])),
        seed=draw(st.integers(0, 999)),
        learning_rate=draw(st.sampled_from((1e-4, 0.01))),
    )
    found = record(samples, network, epochs=draw(st.integers(1, 3)), test=test)
    if draw(st.integers(0, 3)):
        return found
    moments = [(10 * k, found.weights_at(k), found.biases_at(k)) for k in (0, 1, found.steps)]
    rules = Rules(found.rules.functions, found.rules.loss, "gradient", None)
    return import_run(samples, moments[: 2 + (found.steps > 1)], rules, {}, test=test)


def recorded(source):
    """Look a number up in the counts of the recording, independently of the drawing code."""
    series, index = source.recording, tuple(source.index)
    if series.metadata["kind"] == "shown_samples":
        pool = series.pool.samples
        place = (series.rows[index[0]], *index[1:])
        return pool.images[place] / 255 if source.quantity == "images" else pool.raw[place]
    counts = series.confusion
    match source.quantity:
        case "confusion":
            return counts[index]
        case "mistakes":
            return counts[index] * (1 - np.eye(counts.shape[1])) if len(index) == 1 else (
                0 if index[1] == index[2] else counts[index]
            )  # fmt: skip
        case "setting":
            name, *place = index
            if name == "classes":
                return float(series.classes[place[0]])
            assert name == "samples"
            return counts[0].sum()
        case "members":
            return counts[-1, index[0]].sum()
        case "answers":
            moment, k = index
            return sum(counts[moment, row, k] for row in range(counts.shape[1]))
        case "right":
            return sum(counts[index[0], k, k] for k in range(counts.shape[1]))
        case "wrong":
            return counts[index[0]].sum() - sum(
                counts[index[0], k, k] for k in range(counts.shape[1])
            )
        case "both_ways":
            moment, a, b = index
            return counts[moment, a, b] + counts[moment, b, a]
        case "steps_between":
            steps = series.steps_shown
            return steps[index[0] + 1] - steps[index[0]]
        case "pair_totals":
            a, b = index
            return counts[-1, a, b] + counts[-1, b, a]
        case "largest":
            off = [counts[-1, a, b] for a, b in np.ndindex(counts[-1].shape) if a != b]
            return (counts[-1].sum(axis=1).max(), max(off))[index[0]]
        case "steps_shown":
            held = series.source
            if getattr(held, "is_imported", False):
                return held.arrays["kept_at"][index]
            return getattr(held, "evaluated_steps", series.steps_shown)[index]
    raise AssertionError(f"the test does not know {source}")


def check_stop(scene, found):
    name = scene.beats[-1].name
    found += [f"{name}: {complaint}" for complaint in check_still(scene)]
    for mobject in dict.fromkeys(m for top in scene.mobjects for m in top.get_family()):
        assert np.isfinite(mobject.points).all(), (name, mobject)
        if isinstance(mobject, Readout) and not isinstance(mobject.source, AxisValue):
            text = mobject.text.replace("\N{MINUS SIGN}", "-").replace("\N{THIN SPACE}", "")
            wanted, decimals = float(recorded(mobject.source)), mobject.number_format.decimals
            off = abs(Decimal(text) - Decimal(wanted))
            if off > Decimal("0.500001").scaleb(-decimals):
                found.append(f"{name}: {mobject.source} is {wanted}, drawn is {text}")


def play(recording, aspect="16:9", **style):
    """Rehearse the clip; return its beats."""
    found = []
    size = QUALITIES["draft"].shaped(aspect)
    stop = lambda scene, beat: check_stop(scene, found)  # noqa: E731
    beats = rehearse(CLIP, recording, Style(**style), size, stop).beats
    assert not found, found[:5]
    return {beat.name: beat.caption for beat in beats}


def rules_hold(data):
    recording = data.draw(classifiers())
    played = play(recording, data.draw(st.sampled_from(tuple(ASPECTS))))
    part = "test" if recording.test_samples is not None else "train"
    counts = recording.arrays[f"{part}_confusion"][-1]
    wrong = int(counts.sum() - np.trace(counts))
    names = list(played)
    assert names[:3] == ["one", "untrained", "diagonal"] or names[:2] == ["untrained", "diagonal"]
    assert {"training", "rest"} <= set(names)
    assert ("pairs" in played) == (wrong > 0)
    swings = ["learning", "there", "back", "course", "stopped", "together"]
    assert [name for name in names if name in swings] in ([], swings)


@given(st.data())
@settings(FEW, max_examples=2)
def test_any_classifier_is_drawn_by_the_rules(data):
    rules_hold(data)


@pytest.mark.exhaustive
@given(st.data())
@MANY
def test_very_many_are_drawn_by_the_rules(data):
    rules_hold(data)


def flowers():
    train, test = iris().held_out(0.3)
    network = Network((4, 6, 3), seed=0, learning_rate=0.1)
    return record(train, network, epochs=3, test=test)


def test_flowers_held_out_are_counted_and_their_values_shown():
    played = play(flowers())
    assert "All test samples" in played["untrained"]
    assert played["misread"].startswith("Read wrong: their labels")


@pytest.mark.exhaustive
@pytest.mark.parametrize("aspect", ASPECTS)
def test_flowers_and_spirals_are_drawn_in_every_shape(aspect):
    assert "pairs" in play(flowers(), aspect)
    run = record(spirals(), Network((2, 6, 2), seed=0, learning_rate=0.1), epochs=2)
    assert "All training samples" in play(run, aspect)["untrained"]


def drawn_as_fashion():
    """Record a network on the project's drawings, under the names of clothes."""
    digits = load_shipped("drawn_digits")
    labels = digits.arrays["image_labels"].astype(np.int64)
    names = (
        "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
        "Ankle boot",
    )  # fmt: skip
    samples = Dataset(
        "fashion", np.empty((0, 0)), np.eye(10)[labels], [f"p{k}" for k in range(784)], names,
        labels, images=digits.arrays["images"],
    )  # fmt: skip
    network = Network(
        (784, 8, 6, 10), activations=["relu", "relu", "softmax"], cost="cross-entropy", seed=1,
        learning_rate=0.01, start="he",
    )  # fmt: skip
    return record(samples, network, epochs=2)


def test_letters_stand_for_long_names():
    series = confusions_of(drawn_as_fashion())
    region = ConfusionsLayout(Frame(128 / 9, 8)).matrix
    names = ConfusionMatrix(DARK, region, series, ("label", "answer")).names
    assert names.columns == list(LETTERS[:10])
    assert names.rows[9] == "J  Ankle boot"
    tight = AxisNames(DARK, series, 4.0, 2.5)
    assert tight.rows == tight.columns == list(LETTERS[:10]), "no room for the names themselves"


@pytest.mark.exhaustive
@pytest.mark.parametrize("aspect", ASPECTS)
def test_images_of_the_recording_are_shown(aspect):
    run, seen = drawn_as_fashion(), []

    def stop(scene, beat):
        assert not check_still(scene)
        if beat.name == "misread":
            images = [m for top in scene.mobjects for m in top.get_family()]
            for image in images:
                if isinstance(image, GreyImage):
                    row = scene.misread_samples.rows[image.mark.source.index[0]]
                    assert np.array_equal(image.mark.source.values, run.samples.images[row])
                    seen.append(row)

    rehearse(CLIP, run, Style(), QUALITIES["draft"].shaped(aspect), stop)
    assert seen


def test_with_mnist_at_hand_its_test_images_are_shown(mnist_data):
    real = MnistSample(
        mnist_data.test_images.reshape(-1, 28, 28), mnist_data.test_labels, "mnist_test"
    )
    film = load_checkpoint_series()
    also = {"mnist_test": real, "misread_digits": load_shipped("misread_digits")}
    series = confusions_of(film)
    ways = [way for pair in series.pairs[:4] for way in (pair, pair[::-1])]
    samples = series.shown(series.last, ways, readable_for(film, also))
    assert samples.origin == "mnist"
    assert len(samples) == 8
    weights, biases = ([each[-1].astype(float) for each in a] for a in (film.weights, film.biases))
    for k, row in enumerate(samples.rows.tolist()):
        values = mnist_data.test_images[row] / 255
        for w, b in zip(weights, biases, strict=True):
            values = 1 / (1 + np.exp(-(w @ values + b)))
        assert int(values.argmax()) == samples.arrays["answers"][k]
        assert mnist_data.test_labels[row] == samples.arrays["labels"][k]
    del also["mnist_test"]
    assert series.shown(series.last, ways, readable_for(film, also)).origin == "drawings"


@pytest.mark.exhaustive
def test_the_clip_says_which_images_it_shows(monkeypatch, mnist_data):
    real = MnistSample(
        mnist_data.test_images.reshape(-1, 28, 28), mnist_data.test_labels, "mnist_test"
    )
    monkeypatch.setattr("scenes.rendering.clips.find_mnist_test", lambda: real)
    assert play(load_checkpoint_series())["misread"].startswith("Examples of the two")


@pytest.mark.parametrize("aspect", ASPECTS)
def test_cells_are_whole_pixels_wide(aspect):
    """Gaps of a fraction of a pixel would make bands that look like data."""
    series = confusions_of(load_checkpoint_series())
    size = QUALITIES["480p"].shaped(aspect)
    width, height = size.frame
    with tempconfig({
        "pixel_width": size.width, "pixel_height": size.height, "frame_width": width,
        "frame_height": height,
    }):  # fmt: skip
        region = ConfusionsLayout(Frame(width, height)).matrix
        matrix = ConfusionMatrix(THEMES["light"], region, series, ("label", "answer"))
    unit = size.width / width
    for edge in (matrix.pitch * unit, matrix.place.left * unit):
        assert edge == pytest.approx(round(edge), abs=1e-6)
    frame = np.zeros((size.height, size.width, 4), np.uint8)
    full = np.full((10, 10), 0.05 * matrix.squares.full)
    matrix.squares.picture(full).paint(
        frame, lambda points: points[:, :2] * [unit, -unit] + [size.width / 2, size.height / 2]
    )
    dots = np.flatnonzero(np.diff((frame[..., 0] > 0).any(axis=0).astype(int)) == 1)
    assert set(np.diff(dots).tolist()) == {round(matrix.pitch * unit)}, "dots in even pitch"


def refused(recording, focus=None):
    with pytest.raises(LayerlightError) as caught:
        rehearse(CLIP, recording, Style(focus=focus or Focus()), QUALITIES["draft"])
    text = str(caught.value)
    assert text.startswith("confusions")
    assert "\n" not in text
    return text


def test_what_has_no_classes_or_too_many_is_refused_in_one_line(monkeypatch):
    numbers = Dataset("d", [[0.0], [1.0]], [[0.2], [0.7]], ["a"], ["c"])
    run = record(numbers, Network((1, 1), learning_rate=0.1), epochs=1)
    assert "targets of this run are numbers" in refused(run)
    many = Dataset(
        "m", np.arange(27.0)[:, None], np.eye(27), ["a"], [f"c{k}" for k in range(27)],
        np.arange(27),
    )  # fmt: skip
    run = record(many, Network((1, 27), learning_rate=0.1), epochs=1)
    assert "up to 26 classes; this run has 27" in refused(run)
    assert "omit --sample" in refused(load_shipped("xor.npz"), Focus(at_step=1))
    assert "this one holds a bias_study" in refused(load_shipped("bias_study.npz"))
    monkeypatch.setattr("network.recordings.confusions._COUNTED_UP_TO", 10)
    assert "holds no confusion matrix" in refused(load_shipped("walkthrough.npz"))
