"""Shares of a scene's pieces: each piece in exactly one, and all about equally large."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.rendering.cluster.crew import SHORTEST, shares_of
from scenes.rendering.manim_adapter import Piece
from scenes.rendering.pieces import piece_name
from scenes.rendering.segment_store import Store
from scenes.rendering.shares import STILL, Share
from tests.scenes.test_jobs import job, pictures, run

pieces = st.lists(st.tuples(st.integers(1, 120), st.booleans()), max_size=60).map(
    lambda drawn: [
        Piece(k, 0, "beat", 0, 0, frames, still, False) for k, (frames, still) in enumerate(drawn)
    ]
)


@given(pieces, st.integers(1, 9), st.sets(st.integers(0, 59)))
def test_each_piece_that_is_not_there_is_in_one_share(scene, of, there):
    names = frozenset(piece_name(scene[k]) for k in there if k < len(scene))
    dealers = [Share(number, of, names).dealer() for number in range(of)]
    for piece in scene:
        takers = [number for number, takes in enumerate(dealers) if takes(piece)]
        assert len(takers) == (piece_name(piece) not in names)


@given(pieces, st.integers(1, 9))
def test_no_share_has_much_more_work_than_another(scene, of):
    work = []
    for number in range(of):
        takes = Share(number, of).dealer()
        mine = [piece for piece in scene if takes(piece)]
        work.append(sum(p.frames / (STILL if p.still else 1) for p in mine))
    largest = max((p.frames for p in scene), default=0)
    assert max(work) - min(work) <= largest


@pytest.mark.parametrize(
    "of", [3, *(pytest.param(n, marks=pytest.mark.exhaustive) for n in (1, 2, 20))]
)
def test_shares_of_a_scene_are_all_of_it(of, tmp_path):
    (whole,) = run(Store(tmp_path / "whole"), job(), workers=1)
    kept, store = {}, Store(tmp_path / "shares")
    for number in range(of):
        (drawn,) = run(store, replace(job(), share=Share(number, of)), workers=1)
        assert drawn.about["about"] == whole.about
        assert drawn.about["lengths"] == whole.lengths
        assert len(drawn.about["own"]) == len(drawn.segments)
        kept |= dict(zip(drawn.about["own"], drawn.segments, strict=True))
    assert sorted(kept) == sorted(drawn.about["pieces"])
    together = replace(whole, segments=[kept[name] for name in drawn.about["pieces"]])
    assert pictures(together, tmp_path) == pictures(whole, tmp_path)
    assert store.length("Plain") is None, "the length of a share is not that of the scene"


def test_a_share_that_was_drawn_before_is_found_without_playing_the_scene(tmp_path, monkeypatch):
    store, share = Store(tmp_path), replace(job(), share=Share(0, 2))
    (first,) = run(store, share, workers=1)
    monkeypatch.setattr(type(share), "play", None)
    assert run(store, share, workers=1) == [first]


@given(
    st.lists(st.floats(0.5, 2000), min_size=1, max_size=300), st.sampled_from([1, 2, 8, 64, 256])
)
def test_films_are_cut_so_that_all_cores_are_busy_and_no_share_is_tiny(seconds, cores):
    counts = shares_of(seconds, cores)
    for length, count in zip(seconds, counts, strict=True):
        assert 1 <= count <= cores
        assert count == 1 or length / count >= SHORTEST
    if all(length >= SHORTEST * cores for length in seconds):
        assert sum(counts) >= cores


def test_examples_of_cutting_films():
    assert shares_of([94.0], 2) == [2]
    assert shares_of([94.0], 64) == [9]
    assert shares_of([94.0, 3.0], 8) == [8, 1]
    assert shares_of([80.0] * 264, 256) == [3] * 264
    assert shares_of([80.0] * 264, 8) == [1] * 264
