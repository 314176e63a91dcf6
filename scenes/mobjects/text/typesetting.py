"""Outlines of texts typeset by Typst, cached on disk and in memory.

Manim takes about 120 ms to typeset a caption: it starts Typst anew, which looks for fonts, and
keeps megabytes of the SVG it reads.  Here one compiler sets all texts, and they become outlines
without Manim's mobjects; the outlines are small, and load in about 1 ms.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

import numpy as np
from manim import MathTypst, Typst, VMobject, config
from manim.mobject.text.typst_mobject import (
    _TYPST_SVG_STROKE_WIDTH_SCALE,
    _manimgrp_preamble,
)
from numpy.typing import NDArray

from network.system.isolation import owns_process
from scenes.cache.checked_files import read_sealed, write_sealed
from scenes.mobjects.text.glyph_outlines import Glyph, glyph_outlines
from scenes.mobjects.text.typst_compiler import typeset_image

__all__ = ["FONT_PREAMBLE", "FONT_SIZE_PER_EM", "LEADING", "Typeset", "set_formula", "set_words"]

FONT_PREAMBLE = (
    '#set text(font: "Libertinus Serif", number-type: "lining", number-width: "tabular",'
    " ligatures: true)\n"
    '#show math.equation: set text(font: "New Computer Modern Math")'
)
FONT_SIZE_PER_EM = 96
"""Manim's font size for an em of one frame unit (Typst texts are 10 pt in Manim)."""
PIXELS_PER_UNIT = 135
"""Pixels per frame unit that fix the width of fraction lines: those of 1080p."""
POINTS_PER_EM = 10
"""Size in points of the type that Manim has typeset."""
LEADING = 1.25
"""Distance between baselines, in em."""

_KEPT = 5
"""Version of the cache files."""
_AT_HAND = 512
"""Number of texts kept in memory."""


@dataclass(frozen=True, eq=False)
class Typeset:
    """A typeset text.

    Parameters
    ----------
    glyphs : tuple of ndarray, shape (points, 3)
        Points of cubic Bézier curves, in frame units.
    paint : ndarray, shape (glyphs, 3)
        Stroke width, stroke opacity and fill opacity of each glyph.
    middle, height : float
        Vertical centre and height of the whole text, in frame units.
    baseline : float
        Height of the first baseline; NaN for formulas.
    parts : dict of str to list of int
        Indices of the glyphs of each named part.
    """

    glyphs: tuple[NDArray[np.float64], ...]
    paint: NDArray[np.float64]
    middle: float
    height: float
    baseline: float
    parts: dict[str, list[int]]

    def outlines(self) -> list[VMobject]:
        """Return new glyphs; copies of Manim's own would include the parsed SVG."""
        made = []
        for points, (width, opacity, fill) in zip(self.glyphs, self.paint, strict=True):
            glyph = VMobject(stroke_width=width, stroke_opacity=opacity, fill_opacity=fill)
            glyph.points = points.copy()
            made.append(glyph)
        return made


@lru_cache(maxsize=_AT_HAND)
def set_words(markup: str, em: float) -> Typeset:
    """Typeset text.

    Parameters
    ----------
    markup : str
        Typst markup.
    em : float
        Size of the type in frame units.
    """
    # The page starts at the top edge of the first line.  With that edge set to the baseline, the
    # origin of the page is on the baseline.
    preamble = f'{FONT_PREAMBLE}\n#set text(top-edge: "baseline")\n#set par(leading: {LEADING}em)'

    def typeset() -> Typeset:
        glyphs = glyph_outlines(typeset_image(markup, preamble))
        if glyphs:
            return _placed(glyphs, em / POINTS_PER_EM)
        set_now = Typst(
            markup,
            typst_preamble=preamble,
            font_size=em * FONT_SIZE_PER_EM,
            track_baselines=True,
            use_svg_cache=False,  # which would keep megabytes per text
        )
        origin = set_now.get_baseline_frame(set_now.submobjects[0])[0]
        return _taken(set_now, float(origin[1]), {})

    return _kept(("words", markup, preamble, em), typeset)


@lru_cache(maxsize=_AT_HAND)
def set_formula(markup: str, em: float) -> Typeset:
    """Typeset a formula.

    Parameters
    ----------
    markup : str
        Typst mathematics; ``{{ … : name }}`` names a part.
    em : float
        Size of the type in frame units.
    """

    def typeset() -> Typeset:
        found = _formula(markup, em)
        if found is not None:
            return found
        set_now = MathTypst(
            markup,
            typst_preamble=FONT_PREAMBLE,
            font_size=em * FONT_SIZE_PER_EM,
            use_svg_cache=False,
        )
        place = {id(glyph): k for k, glyph in enumerate(set_now.submobjects)}
        parts = {
            name: [place[id(glyph)] for glyph in set_now.select(name)]
            for name in re.findall(r":\s*([a-z_]+)\s*}}", markup)
        }
        return _taken(set_now, np.nan, parts)

    return _kept(("formula", markup, FONT_PREAMBLE, em), typeset)


def _formula(markup: str, em: float) -> Typeset | None:
    """Typeset a formula, or return None if only Manim can read its image.

    The glyphs of a part are found as Manim finds them: they are missing where it is hidden.
    """
    source, names = MathTypst._preprocess_groups(markup)

    def glyphs_without(name: str | None) -> list[Glyph] | None:
        preamble = f"{_manimgrp_preamble(name)}\n{FONT_PREAMBLE}" if names else FONT_PREAMBLE
        return glyph_outlines(typeset_image(f"$ {source} $", preamble))

    glyphs = glyphs_without(None)
    if not glyphs:
        return None
    parts: dict[str, list[int]] = {}
    for name in dict.fromkeys(names):
        others = glyphs_without(name)
        if others is None:
            return None
        left = iter([glyph.shape for glyph in others])
        expected, parts[name] = next(left, None), []
        for k, glyph in enumerate(glyphs):
            if glyph.shape == expected:
                expected = next(left, None)
            else:
                parts[name].append(k)
        if expected is not None:
            return None  # hiding the part has moved others
    found = _placed(glyphs, em / POINTS_PER_EM)
    return replace(found, baseline=np.nan, parts=parts)


def _placed(glyphs: list[Glyph], scale: float) -> Typeset:
    """Scale glyphs and centre them, as Manim does: by the ends of their curves."""
    ends = np.concatenate(
        [part for glyph in glyphs for part in (glyph.points[::4], glyph.points[3::4])]
    )
    middle = (ends.min(axis=0) + ends.max(axis=0)) / 2
    outlines = []
    for glyph in glyphs:
        outline = np.zeros((len(glyph.points), 3))
        outline[:, :2] = (glyph.points - middle) * (scale, -scale)
        outlines.append(outline)
    heights = np.concatenate(outlines)[:, 1]
    return Typeset(
        tuple(outlines),
        np.array([_paint(glyph.stroke * scale) for glyph in glyphs]),
        0.0,
        float(heights.max() - heights.min()),
        float(middle[1] - glyphs[0].origin) * scale,
        {},
    )


def _paint(stroke: float) -> tuple[float, float, float]:
    """Return the stroke width, stroke opacity and fill opacity of a glyph or a line."""
    if not stroke:
        return 0.0, 1.0, 1.0
    return stroke * PIXELS_PER_UNIT * _TYPST_SVG_STROKE_WIDTH_SCALE, 1.0, 0.0


def _taken(set_now: Typst, baseline: float, parts: dict[str, list[int]]) -> Typeset:
    """Extract outlines and metrics from a text typeset by Manim."""
    glyphs = set_now.submobjects
    # Manim's stroke width of fraction lines depends on the resolution.
    scale = PIXELS_PER_UNIT * config.frame_width / config.pixel_width
    paint = [
        (glyph.get_stroke_width() * scale, glyph.get_stroke_opacity(), glyph.get_fill_opacity())
        for glyph in glyphs
    ]
    return Typeset(
        tuple(np.array(glyph.points, float) for glyph in glyphs),
        np.array(paint, float).reshape(-1, 3),
        float(set_now.get_center()[1]),
        float(set_now.height),
        baseline,
        parts,
    )


def _kept(what: tuple, typeset) -> Typeset:
    """Load a text from the cache, or typeset and store it."""
    about = (*what, _KEPT, version("manim"), version("typst"))
    name = sha256(repr(about).encode()).hexdigest()[:32]
    texts = Path(config.media_dir)
    file = texts / "outlines" / f"{name}.npz"
    data = read_sealed(file, "text")
    if data is not None:
        return _unpacked(data)
    found = typeset()
    if owns_process():  # a host program may have changed how Manim typesets
        write_sealed(file, _packed(found), texts / "unfinished")
    return found


def _unpacked(data: bytes) -> Typeset:
    with np.load(BytesIO(data), allow_pickle=False) as kept:
        points, lengths = kept["points"], kept["lengths"]
        middle, height, baseline = map(float, kept["numbers"])
        glyphs = tuple(np.split(points, np.cumsum(lengths)[:-1]))
        parts = json.loads(kept["parts"].tobytes())
        return Typeset(glyphs, kept["paint"], middle, height, baseline, parts)


def _packed(typeset: Typeset) -> bytes:
    file = BytesIO()
    np.savez(
        file,
        points=np.concatenate(typeset.glyphs),
        lengths=[len(points) for points in typeset.glyphs],
        paint=typeset.paint,
        numbers=[typeset.middle, typeset.height, typeset.baseline],
        parts=np.frombuffer(json.dumps(typeset.parts).encode(), np.uint8),
    )
    return file.getvalue()
