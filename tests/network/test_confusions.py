"""Confusion matrices of any run: the same counts however they are come by, and the moments told."""

import numpy as np
import pytest

from network import Dataset, Network, UsageError, import_run, load_checkpoint_series, record
from network.core.rules import Rules, forward_pass
from network.data.built_in import iris
from network.data.dataset import class_answers
from network.data.drawn_digits import load_misread_digits
from network.recordings import confusions
from network.recordings.confusion_story import (
    just_turned,
    leans,
    sums_are_steadier,
    swing_of,
)
from network.recordings.confusions import ConfusionSeries, Readable, confusions_of
from network.studies.shipped import load_walkthrough

ABOUT = {"part": "test", "images": False, "imported": False, "input_names": None}


def series_of(*moments):
    counts = np.array(moments, np.int64)
    names = [str(k) for k in range(counts.shape[1])]
    about = {**ABOUT, "classes": names, "samples": int(counts[0].sum())}
    return ConfusionSeries(
        None, about, {"steps_shown": np.arange(len(counts)), "confusion": counts}
    )


def counted_plainly(recording, samples, step):
    """Count answers one by one."""
    functions = recording.rules.functions
    weights, biases = recording.weights_at(step), recording.biases_at(step)
    classes = len(samples.class_names)
    counts = np.zeros((classes, classes), int)
    for k, label in enumerate(samples.labels):
        row = samples.input_rows()[k : k + 1]
        outputs = forward_pass(row, weights, biases, functions)[1][-1][0]
        answer = int(outputs[0] >= 0.5) if len(outputs) == 1 else int(np.argmax(outputs))
        counts[label, answer] += 1
    return counts


@pytest.fixture(scope="module")
def flowers():
    train, test = iris().held_out(0.3)
    network = Network((4, 3, 3), seed=2, learning_rate=0.3)
    return record(train, network, epochs=2, test=test)


def test_samples_held_out_are_counted(flowers):
    series = confusions_of(flowers)
    assert series.metadata["part"] == "test"
    assert series.metadata["samples"] == 45 == series.members.sum()
    for moment in (0, series.last):
        plain = counted_plainly(flowers, flowers.test_samples, int(series.steps_shown[moment]))
        assert series.confusion[moment].tolist() == plain.tolist()


def test_a_walkthrough_is_counted_here():
    recording = load_walkthrough()
    series = confusions_of(recording)
    assert series.classes == ("2", "6", "7")
    assert series.metadata["part"] == "train"
    for moment in (0, 3, series.last):
        step = int(series.steps_shown[moment])
        plain = counted_plainly(recording, recording.samples, step)
        assert series.confusion[moment].tolist() == plain.tolist()


def test_too_much_to_count_is_refused(flowers, monkeypatch):
    monkeypatch.setattr(confusions, "_COUNTED_UP_TO", 10)
    with pytest.raises(UsageError, match="record the run with samples held out"):
        confusions_of(load_walkthrough())
    assert confusions_of(flowers).last > 0, "its counts are recorded"


def test_an_imported_run_has_the_steps_of_its_program(flowers):
    moments = [(step, flowers.weights_at(step), flowers.biases_at(step)) for step in (0, 70, 200)]
    rules = Rules(flowers.rules.functions, flowers.rules.loss, "gradient", None)
    run = import_run(flowers.samples, moments, rules, {"framework": "PyTorch"})
    series = confusions_of(run)
    assert series.steps_shown.tolist() == [0, 70, 200]
    shown = series.shown(1, [(a, b) for a in range(3) for b in range(3)], [])
    answers = class_answers(run.outputs_of_samples(int(run.checkpoint_steps[1])))
    assert len(shown)
    for sample, row in enumerate(shown.rows.tolist()):
        assert shown.arrays["answers"][sample] == answers[row]
        assert shown.arrays["labels"][sample] == run.samples.labels[row]
        assert np.array_equal(shown.arrays["values"][sample], run.samples.raw[row])


def test_derived_counts():
    series = series_of([[4, 1, 0], [2, 3, 0], [0, 5, 0]], [[5, 0, 0], [3, 1, 1], [0, 4, 1]])
    assert series.right.tolist() == [7, 7]
    assert series.wrong.tolist() == [8, 8]
    assert series.answers.tolist() == [[6, 9, 0], [8, 5, 2]]
    assert series.members.tolist() == [5, 5, 5]
    assert series.largest.tolist() == [5, 4]
    assert series.pairs == [(2, 1), (1, 0)], "by both ways together; the more frequent way first"
    assert series.pair_totals[1, 2] == 5
    assert not np.diagonal(series.mistakes, axis1=1, axis2=2).any()


def test_pairs_are_ranked_both_ways_together():
    film = confusions_of(load_checkpoint_series())
    assert film.pairs[:3] == [(3, 5), (4, 9), (7, 9)]
    assert [int(film.pair_totals[pair]) for pair in film.pairs[:3]] == [65, 59, 43]


def test_the_story_of_mnist():
    film = confusions_of(load_checkpoint_series())
    swing = swing_of(film)
    assert swing.pair == (4, 9)
    assert film.steps_shown[list(swing.turns)].tolist() == [1975, 2257, 4072]
    ways = [film.confusion[turn, (4, 9), (9, 4)].tolist() for turn in swing.turns]
    assert ways == [[686, 27], [0, 701], [490, 15]]
    assert sums_are_steadier(film, swing.pair)
    assert just_turned(film, swing.pair)
    assert film.both_ways[-1, 4, 9] == film.both_ways[-1, 9, 4] == 59
    assert film.steps_between[swing.turns[0]] == 282


def test_a_run_in_which_nothing_turns_has_no_swing():
    level = series_of(*[np.eye(6) * 40] * 5)
    assert swing_of(level) is None
    assert not sums_are_steadier(level, (0, 1)), "they are all nothing"
    one_way = [[80, 20], [0, 100]]
    assert swing_of(series_of(*[one_way] * 5)) is None
    other_way = [[100, 0], [40, 60]]
    assert swing_of(series_of(one_way, other_way, one_way)) is None, "a fifth is not clear"


def test_two_classes_swing():
    there, back, even = [[50, 50], [0, 100]], [[100, 0], [30, 70]], [[90, 10], [10, 90]]
    swing = swing_of(series_of(even, there, back, even, there, even))
    assert (swing.pair, swing.turns) == ((0, 1), (1, 2, 4))
    assert swing_of(series_of(even, there, back, even)) is None, "it never comes back"
    few = [np.array(each) // 25 for each in (there, back, there)]
    assert swing_of(series_of(*few)) is None, "so few may be chance"


def test_leans_are_shares_of_the_classes():
    # 20 of 200 and 10 of 100 are the same share: more samples of a class are no direction.
    assert leans(series_of([[180, 20], [10, 90]]), (0, 1)).tolist() == [0]
    assert leans(series_of([[80, 20], [10, 90]]), (0, 1)) == pytest.approx(0.1)
    assert leans(series_of([[80, 20], [10, 90]]), (1, 0)) == pytest.approx(-0.1)


def test_sums_that_vary_like_their_parts_are_not_steadier():
    ways = [[[90, 10], [5, 95]], [[95, 5], [10, 90]]] * 6
    assert sums_are_steadier(series_of(*ways), (0, 1)), "15 each"
    alone = [[[90, 10], [0, 100]], [[95, 5], [0, 100]]] * 6
    assert not sums_are_steadier(series_of(*alone), (0, 1))


def test_the_drawings_are_misread_as_said():
    film, held = confusions_of(load_checkpoint_series()), load_misread_digits()
    labels = held.arrays["image_labels"].astype(np.int64)
    samples = Dataset(
        "d", np.empty((0, 0)), np.eye(10)[labels], [f"p{k}" for k in range(784)],
        [str(k) for k in range(10)], labels, images=held.arrays["images"],
    )  # fmt: skip
    ways = [way for pair in film.pairs[:4] for way in (pair, pair[::-1])]
    shown = film.shown(film.last, ways, [Readable("drawings", samples)])
    assert [shown.index(way) is not None for way in ways] == [True] * 8
    right = film.shown(film.last, [(k, k) for k in range(10)], [Readable("drawings", samples)])
    assert not len(right), "none is read right"
