"""Cached texts are read back as they were typeset, and typeset again if that fails."""

import shutil

import numpy as np
import pytest
from manim import tempconfig

from scenes.mobjects.text import typesetting
from scenes.mobjects.text.glyph_outlines import glyph_outlines
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


PHRASES = [
    "Two, affine fi-ffi — “quoted”; δ₁ ≈ 0.25 − 4",
    "name of a flower 花 имя",
    "#block(width: 60pt)[#set align(left); over several lines of one caption]",
    "#block(width: 60pt)[#set align(center); over #linebreak() two]",
]
FORMULAS = [
    "sigma(z) = 1 / (1 + e^(-z))",
    "{{ partial C : top }} / {{ partial w_{{ 12 : index }} : bottom }} = overline({{ x : x }})",
    "sqrt({{ a : a }}^2 + cancel(b)) sum_i w_i {{ a : a }}",
    'bold(W)^((1)) mat(1, 2; 3, 4) vec(0, 1) cases(z & {{ z > 0 : when }}, 0 & "else")',
    "underbrace(x + y, n) thin {{ z : nothing_else }}",
]


@pytest.mark.parametrize(
    ("set_text", "markup"),
    [*((set_words, markup) for markup in PHRASES), *((set_formula, markup) for markup in FORMULAS)],
)
def test_texts_are_as_manim_sets_them(set_text, markup, kept, monkeypatch):
    found = set_text(markup, 0.3)
    monkeypatch.setattr(typesetting, "glyph_outlines", lambda image: None)
    shutil.rmtree(kept)
    expected = again(set_text, markup, 0.3)
    for one, other in zip(found.glyphs, expected.glyphs, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-13)
    np.testing.assert_allclose(found.paint, expected.paint)
    assert found.parts == expected.parts
    for name in ("middle", "height", "baseline"):
        values = (getattr(found, name), getattr(expected, name))
        np.testing.assert_allclose(*values, rtol=0, atol=1e-13)


@pytest.mark.parametrize(
    "image",
    [
        '<path d="M 0 0 L 1 1 L 0 1 Z" fill="#000"/>',
        '<g transform="rotate(90)"/>',
        '<use xlink:href="#elsewhere"/>',
        "<image/>",
    ],
)
def test_an_image_with_more_than_glyphs_and_lines_is_left_to_manim(image):
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    assert glyph_outlines(f"<svg {names}>{image}</svg>".encode()) is None


def test_paths_have_every_kind_of_segment():
    """A square by each command, absolute and relative, and the same curve written in two ways."""
    square = glyph_of("M 1 1 L 3 1 L 3 3 L 1 3 Z")
    for path in (
        "m1 1h2v2h-2z",
        "M1 1H3V3H1V1Z",
        "m 1 1 2 0 0 2 -2 0 Z",
        "M1,1l2,0l0,2l-2,0l0,-2z",
    ):
        np.testing.assert_allclose(glyph_of(path), square)
    assert square.shape == (16, 2)
    np.testing.assert_allclose(square[::4], [[1, 1], [3, 1], [3, 3], [1, 3]])
    np.testing.assert_allclose(square[1], [1 + 2 / 3, 1])
    bent = glyph_of("M 0 0 Q 3 0 3 3")
    np.testing.assert_allclose(bent, glyph_of("m0 0c2 0 3 1 3 3"))
    np.testing.assert_allclose(bent, glyph_of("m0 0q3 0 3 3"))


def glyph_of(path):
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    symbol = f'<defs><symbol id="a"><path d="{path}"/></symbol></defs>'
    image = f'<svg {names}><g><use xlink:href="#a" x="0" y="0"/></g>{symbol}</svg>'
    (glyph,) = glyph_outlines(image.encode())
    return glyph.points
