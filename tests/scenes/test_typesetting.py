"""Cached texts are read back as they were typeset, and typeset again if that fails."""

import numpy as np
import pytest
from manim import tempconfig

from scenes.mobjects.text import typesetting
from scenes.mobjects.text.typesetting import set_formula, set_words

TEXTS = [
    (set_words, "Two words #linebreak() and more", 0.5),
    (set_formula, "{{ a : left }} = overline({{ b + c : right }})", 0.7),
]
by_text = pytest.mark.parametrize(("set_text", "markup", "em"), TEXTS, ids=["words", "formula"])


@pytest.fixture
def kept(tmp_path):
    """Return the cache folder of a process that has typeset nothing yet."""
    with tempconfig({"media_dir": str(tmp_path)}):
        for set_text, *_ in TEXTS:
            set_text.cache_clear()
        yield tmp_path / "outlines"
    for set_text, *_ in TEXTS:
        set_text.cache_clear()


def again(set_text, markup, em):
    """Typeset a text as another process would."""
    set_text.cache_clear()
    return set_text(markup, em)


def assert_same(found, expected):
    for one, other in zip(found.glyphs, expected.glyphs, strict=True):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(found.paint, expected.paint)
    assert (found.middle, found.height, found.parts) == (
        expected.middle,
        expected.height,
        expected.parts,
    )
    assert (
        found.baseline == expected.baseline or np.isnan([found.baseline, expected.baseline]).all()
    )


@by_text
def test_a_text_is_read_back_as_it_was_set(set_text, markup, em, kept, monkeypatch):
    expected = set_text(markup, em)
    assert len(list(kept.iterdir())) == 1
    for name in ("Typst", "MathTypst"):
        monkeypatch.setattr(typesetting, name, lambda *a, **k: pytest.fail("set again"))
    assert_same(again(set_text, markup, em), expected)


def test_parts_are_the_glyphs_between_their_braces(kept):
    formula = set_formula(TEXTS[1][1], 0.7)
    assert formula.parts["left"] == [0]
    assert len(formula.parts["right"]) == 3
    left = formula.glyphs[0]
    assert all(left[:, 0].max() < formula.glyphs[k][:, 0].min() for k in formula.parts["right"])


def test_what_is_set_otherwise_is_kept_apart(kept):
    set_words("w", 0.5), set_words("w", 0.6), set_words("v", 0.5)
    set_formula("w", 0.5)
    assert len(list(kept.iterdir())) == 4


def test_twice_the_size_is_twice_as_large(kept):
    one, two = set_words("Word", 0.4), set_words("Word", 0.8)
    assert two.height == pytest.approx(2 * one.height)
    assert two.middle - two.baseline == pytest.approx(2 * (one.middle - one.baseline))


@by_text
@pytest.mark.parametrize("harm", ["empty", "half", "flipped", "foreign", "pickled", "folder"])
def test_what_was_kept_and_damaged_is_set_again(set_text, markup, em, harm, kept):
    expected = set_text(markup, em)
    (file,) = kept.iterdir()
    whole = file.read_bytes()
    if harm == "pickled":
        with file.open("wb") as opened:
            np.savez(opened, points=np.array([{}], dtype=object), lengths=[1])
    elif harm == "folder":
        file.unlink()
        file.mkdir()
    else:
        flipped = bytes([*whole[:2000], whole[2000] ^ 4, *whole[2001:]])
        half = whole[: len(whole) // 2]
        file.write_bytes({"empty": b"", "half": half, "flipped": flipped, "foreign": b"x"}[harm])
    assert_same(again(set_text, markup, em), expected)
    assert len(list(kept.iterdir())) == 1
    assert file.stat().st_size == len(whole)


def test_outlines_are_new_each_time(kept):
    text = set_words("Word", 0.5)
    first = text.outlines()[0]
    before = first.points.copy()
    first.shift([1, 0, 0])
    np.testing.assert_array_equal(text.outlines()[0].points, before)


def test_lines_of_fractions_are_as_wide_in_any_frame(kept):
    widths = []
    for pixels in (480, 1920, 3840):
        with tempconfig({"pixel_width": pixels}):
            for file in kept.glob("*"):
                file.unlink()
            set_formula.cache_clear()
            fraction = set_formula("a / b", 0.5)
        widths.append(fraction.paint[:, 0].max())
    assert widths == pytest.approx([widths[0]] * 3)
    assert widths[0] * 0.01 == pytest.approx(0.033 * 0.5, rel=0.05), "a thirtieth of an em"
