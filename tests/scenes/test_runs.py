"""Every run that `record` makes is drawn, or refused with one line that says why."""

import copy
from itertools import pairwise

import numpy as np
import pytest

from network import (
    CheckpointSeries,
    Recording,
    classify,
    evolution_of,
    load_checkpoint_series,
    make_checkpoint_series,
    record_mnist,
    record_walkthrough,
)
from network.data.drawn_digits import load_drawn_digits
from network.data.mnist import Mnist
from network.errors import LayerlightError
from network.recordings.checkpoint_series import checkpoint_schedule
from network.recordings.pictures import Picture
from scenes.animation.pace import thinned
from scenes.audit.layout import check_still
from scenes.base import Style
from scenes.catalog import find_clip
from scenes.clips.training_loop.cost_plot import CostPlot
from scenes.clips.weights_evolution.accuracy_plot import AccuracyPlot
from scenes.clips.weights_evolution.stage_set import step_ticks
from scenes.mobjects.images.heat_map import bar_ticks
from scenes.mobjects.text.readout import Readout
from scenes.rendering.clips import rehearse
from scenes.style.frame import Frame
from scenes.style.picture_size import QUALITIES
from scenes.style.theme import DARK

from .random_recordings import EXAMPLES

DIGITS = load_drawn_digits().arrays
OF_WALKTHROUGHS = (
    "training_loop", "forward_pass", "cost", "backpropagation", "structure", "weights",
)  # fmt: skip
BODY = Frame(128 / 9, 8).body
EDGES = [  # images, epochs, seed, learning rate
    (1, 1, 0, 0.01),
    (101, 1, 3, 1.0),
    (5, 120, 1, 0.1),
    (30, 2, 2, 1000.0),
    (20, 1, 2, 1e-300),
]


def random_runs(count):
    stream = np.random.RandomState(12)
    for _ in range(count):
        images = int(np.exp(stream.uniform(0, np.log(1500))))
        epochs = int(np.exp(stream.uniform(0, np.log(min(200, 3000 / images)))))
        yield images, epochs, int(stream.randint(2**31)), float(10 ** stream.uniform(-4, 3))


def runs(*always):
    """Return the cases of a test: those at the given indices, and the others on demand.

    Thirty random runs where every test is wanted, a few otherwise.
    """
    every = [*EDGES, *random_runs(min(EXAMPLES, 30))]
    return [
        pytest.param(*run, marks=[] if k in always else pytest.mark.exhaustive, id=str(run))
        for k, run in enumerate(every)
    ]


@pytest.fixture(scope="module")
def digits():
    """Return the project's own drawings, randomly shifted, in place of MNIST."""
    stream = np.random.RandomState(0)
    chosen = stream.randint(0, len(DIGITS["images"]), 1500)
    moves = stream.randint(-2, 3, (1500, 2))
    images = [
        np.roll(DIGITS["images"][k], tuple(move), (0, 1)).ravel()
        for k, move in zip(chosen, moves, strict=True)
    ]
    labels = DIGITS["image_labels"].astype(np.uint8)
    tested = slice(0, 400)
    images, labels = np.array(images), labels[chosen]
    return Mnist(images, labels, images[tested], labels[tested])


def play(clip, recording):
    """Play a clip; return its beats, or the message with which it was refused."""
    broken = []

    def style(scene, beat):
        for mobject in scene.mobjects:
            for piece in mobject.get_family():
                assert np.isfinite(piece.points).all(), (beat.name, piece)
        if clip in ("weights_evolution", "confusions", "inference"):
            broken.extend(f"{beat.name}: {found}" for found in check_still(scene))

    refused = None
    try:
        beats = rehearse(find_clip(clip), recording, Style(), QUALITIES["draft"], style).beats
    except LayerlightError as error:
        refused = str(error)
    if refused is not None:
        assert refused.startswith(clip)
        assert "\n" not in refused
        return refused
    assert not broken, broken
    return [beat.name for beat in beats]


@pytest.mark.parametrize(("images", "epochs", "seed", "rate"), runs(2))
def test_a_run_on_mnist_is_drawn_or_refused(digits, monkeypatch, images, epochs, seed, rate):
    monkeypatch.setattr("network.studies.evolution.load_mnist", lambda: digits)
    recording = record_mnist(digits, images=images, epochs=epochs, seed=seed, learning_rate=rate)
    evolution = play("weights_evolution", recording)
    confusions = play("confusions", recording)
    picture = Picture(DIGITS["images"][7], "7.png", "drawing", 7)
    reading = play("inference", classify([picture], recording))
    film = evolution_of(recording).series
    if film.test_ties.any():
        assert "tie" in evolution
        assert "tie" in confusions
    elif max(np.abs(weights).max() for weights in film.weights) >= 100:
        assert "weights below 100" in evolution
        assert "weights below 100" in reading
    else:
        early = len(film.early)  # steps that are shown one by one
        assert ("first_epoch" in evolution) == (images > early)
        assert ("later_epochs" in evolution) == (epochs > 1 and film.steps > early)
        assert "rest" in confusions


@pytest.mark.parametrize(("images", "epochs", "seed", "rate"), runs())
def test_a_walkthrough_is_drawn_or_refused(images, epochs, seed, rate):
    recording = record_walkthrough(epochs=epochs, seed=seed, learning_rate=rate)
    played = {clip: play(clip, recording) for clip in OF_WALKTHROUGHS}
    assert isinstance(played["training_loop"], list)
    assert isinstance(played["forward_pass"], list)
    assert isinstance(played["cost"], list)
    assert ("later" in played["cost"]) == (epochs > 1)
    changes = [*recording.weight_updates_at(0), *recording.bias_updates_at(0)]
    if max(np.abs(change).max() for change in changes) >= 100:
        assert "below 100" in played["backpropagation"]
    else:
        assert isinstance(played["backpropagation"], list)


def tied_film():
    film = load_checkpoint_series()
    ties = np.zeros(len(film.steps_shown), np.int64)
    ties[4] = 3
    return CheckpointSeries(film.metadata, film.arrays | {"test_ties": ties})


@pytest.mark.parametrize("clip", ["weights_evolution", "confusions"])
def test_ties_are_no_answers(clip, tmp_path):
    film = tied_film()
    film.save(tmp_path / "tied.npz")
    assert (
        CheckpointSeries.load(tmp_path / "tied.npz").test_ties.tolist() == film.test_ties.tolist()
    )
    step = film.steps_shown[4]
    assert f"after step {step:,} the largest outputs tie for 3 of 10,000" in play(clip, film)


def test_a_film_counts_ties(digits):
    recording = record_mnist(digits, images=3, epochs=1)
    arrays = dict(recording.arrays)
    arrays["weights_1"] = np.zeros_like(arrays["weights_1"])
    level = Recording(recording.metadata, arrays | {"biases_1": arrays["biases_1"] * 0})
    film = make_checkpoint_series(level, digits)
    assert film.test_ties[0] == len(digits.test_labels)
    assert "test_ties" not in make_checkpoint_series(recording, digits).arrays


def test_a_walkthrough_whose_outputs_tie_is_refused_where_an_answer_is_drawn():
    recording = record_walkthrough(epochs=2)
    outputs = recording.arrays["activations_2"].copy()
    outputs[0] = 0.5
    level = Recording(recording.metadata, recording.arrays | {"activations_2": outputs})
    assert level.tied(0)
    assert not level.tied(1)
    assert "step 0, but there the largest outputs tie" in play("forward_pass", level)
    assert "answer" not in play("cost", level)


def test_a_network_without_mistakes_has_no_pairs_of_them():
    film = load_checkpoint_series()
    confusion = film.confusion.copy()
    confusion[-1] = np.diag(confusion[-1].sum(axis=1))
    right = CheckpointSeries(film.metadata, film.arrays | {"confusion": confusion})
    played = play("confusions", right)
    assert played[-2:] == ["together", "rest"]
    assert "pairs" not in played


# The cost of many steps


def test_copies_of_what_is_drawn_share_the_recording(walkthrough_recording):
    held = [walkthrough_recording, load_checkpoint_series(), load_drawn_digits()]
    assert all(a is b for a, b in zip(held, copy.deepcopy(held), strict=True))


@pytest.mark.parametrize(
    "clip", ["cost", pytest.param("training_loop", marks=pytest.mark.exhaustive)]
)
def test_a_long_training_makes_no_more_numbers_than_a_short_one(clip, monkeypatch):
    """Whatever is made for each epoch would be made twelve times as often."""
    made, counts, plain = [], [], Readout._set_outline

    def count(number):
        made.append(number.text)
        plain(number)

    monkeypatch.setattr(Readout, "_set_outline", count)
    for epochs in (25, 300):
        made.clear()
        play(clip, record_walkthrough(epochs=epochs))
        counts.append(len(made))
    assert counts[1] < 1.6 * counts[0]


def test_thinned_keeps_the_first_and_the_last():
    assert thinned(range(25), 9, 40) == list(range(25))
    assert thinned(range(40), 9, 40) == list(range(40))
    for count in (41, 100, 5000):
        steps = thinned(range(count), 9, 40)
        assert len(steps) == len(set(steps)) == 40
        assert steps == sorted(steps)
        assert steps[:9] == list(range(9))
        assert steps[-1] == count - 1


def test_a_long_curve_of_costs_leaves_out_what_cannot_be_seen():
    recording = record_walkthrough(epochs=400)
    plot = CostPlot(DARK, BODY, recording, (0, recording.steps), "a")
    line = plot.line()
    drawing = plot.draw(line, lambda share: round(recording.steps * share))
    drawing.begin()
    for share in (0.31, 0.7, 1.0):
        drawing.interpolate(share)
        corners = np.array(line.get_anchors())
        assert len(corners) < 2 * 4 * 400 + 4
        steps = round(recording.steps * share)
        passed = recording.cost[:steps]
        highest, lowest = (plot.c2p(1, cost)[1] for cost in (passed.max(), passed.min()))
        assert corners[:, 1].max() == pytest.approx(highest)
        assert corners[:, 1].min() == pytest.approx(lowest)
        assert corners[-1] == pytest.approx(plot.c2p(steps, passed[-1]))
        for corner in corners[::50]:
            step, cost = plot.p2c(corner)
            assert recording.cost[round(step) - 1] == pytest.approx(cost)


# Scales


def test_films_of_many_epochs_stay_short():
    assert set(range(0, 1001, 10)) <= set(checkpoint_schedule(1000, 10))
    steps = checkpoint_schedule(60_000, 12)
    assert len(steps) <= 101
    assert {0, 12, 60_000} <= set(steps)


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (0.5, [-0.4, -0.2, 0, 0.2, 0.4]),
        (1.7, [-1.5, -1, -0.5, 0, 0.5, 1, 1.5]),
        (2.0, [-2, -1, 0, 1, 2]),
        (8.5, [-5, 0, 5]),
        (33.1, [-30, -20, -10, 0, 10, 20, 30]),
    ],
)
def test_bar_ticks_are_round_and_within(limit, expected):
    assert bar_ticks(limit) == expected


def test_step_ticks():
    assert step_ticks(180_000, 60_000) == [0, 1000, 10_000, 60_000, 180_000]
    assert step_ticks(100, 100) == [0, 10, 100]
    assert step_ticks(1, 1) == [0, 1]
    assert step_ticks(600, 5) == [0, 5, 600]


@pytest.mark.parametrize("epochs", [1, 3, 12, 150])
def test_the_ends_of_epochs_that_are_named_stand_apart(digits, epochs):
    film = make_checkpoint_series(record_mnist(digits, images=4, epochs=epochs), digits)
    ticks, names = step_ticks(film.steps, 4), ("right", "step", "epoch")
    plot = AccuracyPlot(DARK, BODY, evolution_of(film), ticks, names, 3.0)
    boxes = sorted(
        (piece.get_left()[0], piece.get_right()[0])
        for piece in plot.epochs
        if hasattr(piece, "text")
    )
    assert len(boxes) >= 2, "a number, and the word"
    assert all(a[1] < b[0] for a, b in pairwise(boxes))
    assert boxes[0][0] > plot.left
