"""Training as a function of time on screen, from the series and from a full recording."""

import numpy as np
import pytest

from network import UsageError, evolution_of, load_checkpoint_series, record_walkthrough
from network.recordings.checkpoint_series import checkpoint_schedule
from network.studies.evolution import Evolution


@pytest.fixture(scope="module")
def series():
    return load_checkpoint_series()


@pytest.fixture(scope="module")
def evolution(series):
    return evolution_of(series)


def test_half_of_the_time_shows_an_eighth_of_the_steps(evolution):
    assert evolution.share(0) == 0.0
    assert evolution.share(evolution.steps / 8) == pytest.approx(0.5)
    assert evolution.share(evolution.steps) == pytest.approx(1.0)


def test_at_its_steps_the_checkpoint_series_shows_what_was_recorded(evolution, series):
    for frame, step in enumerate(series.steps_shown):
        share = evolution.share(int(step))
        assert evolution.frame(share) == frame
        assert evolution.step(share) == step
        assert evolution.frame_of(int(step)) == frame
        for layer in (0, 1):
            shown = evolution.weights(layer, share)
            assert shown.dtype == np.float32
            assert np.array_equal(shown, series.weights[layer][frame])
            assert np.array_equal(
                evolution.change(layer, share), series.weight_changes_at(frame)[layer]
            )


def test_between_its_steps_the_checkpoint_series_blends_in_proportion_to_time(evolution, series):
    before, after = (evolution.share(int(series.steps_shown[k])) for k in (40, 41))
    for part in (0.25, 0.5, 0.9):
        share = before + part * (after - before)
        assert evolution.step(share) == series.steps_shown[40], "no step in between is named"
        low, high = (series.weights[0][k].astype(float) for k in (40, 41))
        expected = low + part * (high - low)
        assert evolution.weights(0, share) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("share", [-0.5, 0.0, 1.0, 1.5])
def test_the_ends_are_ends(evolution, series, share):
    frame = 0 if share <= 0 else -1
    assert np.array_equal(evolution.weights(1, share), series.weights[1][frame])


@pytest.mark.parametrize("step", [-1, 6, 180_001, "many"])
def test_a_step_that_the_checkpoint_series_does_not_show_is_refused(evolution, step):
    with pytest.raises(UsageError, match="the step"):
        evolution.frame_of(step)


def test_the_checkpoint_seriess_own_steps_are_evenly_spaced_in_time(series):
    shares = np.cbrt(np.array(checkpoint_schedule(series.steps, 60_000)) / series.steps)
    # The very first are whole steps, so they cannot be; the ends of epochs lie in between.
    assert np.diff(shares).max() < 2 / 99
    assert np.diff(shares)[10:].max() == pytest.approx(1 / 99, rel=0.02)


def test_derived_figures_agree_with_the_confusion_matrices(series):
    for frame in (0, 50, len(series.steps_shown) - 1):
        counts = series.confusion[frame]
        assert series.test_right[frame] == sum(counts[d, d] for d in range(10))
        found = [counts[d, d] / counts[d].sum() for d in range(10)]
        assert series.recall[frame].tolist() == found
        ranks = [found[d] for d in series.by_recall[frame]]
        assert ranks == sorted(found, reverse=True)
        assert sorted(series.by_recall[frame]) == list(range(10))


def test_mistakes_are_the_cells_beside_the_diagonal_in_order(series):
    for frame in (0, 30, len(series.steps_shown) - 1):
        counts, pairs = series.confusion[frame], series.mistakes[frame].tolist()
        assert len({tuple(pair) for pair in pairs}) == 90
        assert all(true != answer for true, answer in pairs)
        found = [counts[true, answer] for true, answer in pairs]
        assert found == sorted(found, reverse=True)
        assert series.test_wrong[frame] == sum(found) == 10_000 - series.test_right[frame]


def test_the_epoch_is_that_of_the_last_update(series):
    by_step = dict(zip(series.steps_shown.tolist(), series.epochs_shown.tolist(), strict=True))
    assert by_step[0] == by_step[1] == by_step[60_000] == 1
    assert by_step[120_000] == 2
    assert by_step[180_000] == 3


def test_only_mnist_has_an_evolution():
    with pytest.raises(UsageError, match="MNIST"):
        evolution_of(record_walkthrough(epochs=1))


def test_a_full_recording_agrees_with_its_checkpoints(mnist_recording, series):
    full = evolution_of(mnist_recording)
    assert full.recording is mnist_recording
    assert full.series.digest() == series.digest(), (
        "no second test: the series is of this recording"
    )
    for frame in (0, 1, 20, 60, 80, 100):
        step = int(series.steps_shown[frame])
        share = full.share(step)
        assert full.step(share) == step
        for layer in (0, 1):
            assert np.array_equal(full.weights(layer, share), series.weights[layer][frame])


def test_a_full_recording_has_a_recorded_state_at_any_time(mnist_recording):
    full = evolution_of(mnist_recording)
    step = 4321
    expected = mnist_recording.weights_at(step)[0].astype(np.float32)
    assert np.array_equal(full.weights(0, full.share(step)), expected)
    assert not np.array_equal(Evolution(full.series).weights(0, full.share(step)), expected)
