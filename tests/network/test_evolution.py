"""A training over the time on screen, from the film and from a full recording."""

import numpy as np
import pytest

from network import UsageError, evolution_of, load_checkpoint_series, record_walkthrough
from network.recordings.checkpoint_series import checkpoint_schedule
from network.studies.evolution import Evolution


@pytest.fixture(scope="module")
def film():
    return load_checkpoint_series()


@pytest.fixture(scope="module")
def evolution(film):
    return evolution_of(film)


def test_half_of_the_time_shows_an_eighth_of_the_steps(evolution):
    assert evolution.share(0) == 0.0
    assert evolution.share(evolution.steps / 8) == pytest.approx(0.5)
    assert evolution.share(evolution.steps) == pytest.approx(1.0)


def test_at_its_steps_the_film_shows_what_was_recorded(evolution, film):
    for frame, step in enumerate(film.steps_shown):
        share = evolution.share(int(step))
        assert evolution.frame(share) == frame
        assert evolution.step(share) == step
        assert evolution.frame_of(int(step)) == frame
        for layer in (0, 1):
            shown = evolution.weights(layer, share)
            assert shown.dtype == np.float32
            assert np.array_equal(shown, film.weights[layer][frame])
            assert np.array_equal(
                evolution.change(layer, share), film.weight_changes_at(frame)[layer]
            )


def test_between_its_steps_the_film_blends_in_proportion_to_time(evolution, film):
    before, after = (evolution.share(int(film.steps_shown[k])) for k in (40, 41))
    for part in (0.25, 0.5, 0.9):
        share = before + part * (after - before)
        assert evolution.step(share) == film.steps_shown[40], "no step in between is named"
        low, high = (film.weights[0][k].astype(float) for k in (40, 41))
        expected = low + part * (high - low)
        assert evolution.weights(0, share) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("share", [-0.5, 0.0, 1.0, 1.5])
def test_the_ends_are_ends(evolution, film, share):
    frame = 0 if share <= 0 else -1
    assert np.array_equal(evolution.weights(1, share), film.weights[1][frame])


@pytest.mark.parametrize("step", [-1, 2, 180_001, "many"])
def test_a_step_that_the_film_does_not_show_is_refused(evolution, step):
    with pytest.raises(UsageError, match="the step"):
        evolution.frame_of(step)


def test_the_films_own_steps_are_evenly_spaced_in_time(film):
    shares = np.cbrt(np.array(checkpoint_schedule(film.steps, 60_000)) / film.steps)
    # The very first are whole steps and can't be; the ends of the epochs lie between.
    assert np.diff(shares).max() < 2 / 99
    assert np.diff(shares)[10:].max() == pytest.approx(1 / 99, rel=0.02)


def test_derived_figures_agree_with_the_confusion_matrices(film):
    for frame in (0, 50, len(film.steps_shown) - 1):
        counts = film.confusion[frame]
        assert film.test_right[frame] == sum(counts[d, d] for d in range(10))
        found = [counts[d, d] / counts[d].sum() for d in range(10)]
        assert film.recall[frame].tolist() == found
        ranks = [found[d] for d in film.by_recall[frame]]
        assert ranks == sorted(found, reverse=True)
        assert sorted(film.by_recall[frame]) == list(range(10))


def test_mistakes_are_the_cells_beside_the_diagonal_in_order(film):
    for frame in (0, 30, len(film.steps_shown) - 1):
        counts, pairs = film.confusion[frame], film.mistakes[frame].tolist()
        assert len({tuple(pair) for pair in pairs}) == 90
        assert all(true != answer for true, answer in pairs)
        found = [counts[true, answer] for true, answer in pairs]
        assert found == sorted(found, reverse=True)
        assert film.test_wrong[frame] == sum(found) == 10_000 - film.test_right[frame]


def test_the_epoch_is_that_of_the_last_update(film):
    by_step = dict(zip(film.steps_shown.tolist(), film.epochs_shown.tolist(), strict=True))
    assert by_step[0] == by_step[1] == by_step[60_000] == 1
    assert by_step[120_000] == 2
    assert by_step[180_000] == 3


def test_only_mnist_has_an_evolution():
    with pytest.raises(UsageError, match="MNIST"):
        evolution_of(record_walkthrough(epochs=1))


def test_a_full_recording_gives_the_films_pictures_at_the_films_steps(mnist_recording, film):
    full = evolution_of(mnist_recording)
    assert full.recording is mnist_recording
    assert full.film.digest() == film.digest(), "no testing anew: the film is of this recording"
    for frame in (0, 1, 20, 60, 80, 100):
        step = int(film.steps_shown[frame])
        share = full.share(step)
        assert full.step(share) == step
        for layer in (0, 1):
            assert np.array_equal(full.weights(layer, share), film.weights[layer][frame])


def test_a_full_recording_has_a_recorded_state_at_any_time(mnist_recording):
    full = evolution_of(mnist_recording)
    step = 4321
    expected = mnist_recording.weights_at(step)[0].astype(np.float32)
    assert np.array_equal(full.weights(0, full.share(step)), expected)
    assert not np.array_equal(Evolution(full.film).weights(0, full.share(step)), expected)
