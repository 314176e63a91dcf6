"""Words and formulas, set by Typst in the fonts that Typst carries."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import combinations, pairwise

import numpy as np
from manim import LEFT, RIGHT, MathTypst, Typst, VGroup, VMobject

from scenes.theme import Theme

__all__ = ["FONT_PREAMBLE", "Formula", "Words", "escape"]

FONT_PREAMBLE = (
    '#set text(font: "Libertinus Serif", number-type: "lining", number-width: "tabular",'
    " ligatures: true)\n"
    '#show math.equation: set text(font: "New Computer Modern Math")'
)
FONT_SIZE_PER_EM = 96
"""Manim's font size for an em of one frame unit, with Typst's 10 pt as Manim imports it."""

PAUSE = 5
"""A row may be so many characters longer if it ends at a comma or the like."""
WAYS = 3
"""So many ways to break a text are tried."""
LEADING = 1.25
"""Distance of two baselines, in em."""

_SPECIAL = re.compile(r"([\\#$*_`<>@=\-+/\[\]~'\"])")


def escape(words: str) -> str:
    """Give ``words`` as Typst markup that sets exactly these characters."""
    return _SPECIAL.sub(r"\\\1", words)


@lru_cache(maxsize=256)
def _words(markup: str, em: float) -> Typst:
    # The page begins at the top edge of its first line: with that edge on the baseline, the
    # page's origin tells where the baseline is.
    return Typst(
        markup,
        typst_preamble=FONT_PREAMBLE
        + f'\n#set text(top-edge: "baseline")\n#set par(leading: {LEADING}em)',
        font_size=em * FONT_SIZE_PER_EM,
        track_baselines=True,
        use_svg_cache=False,  # which keeps some megabytes of each text for ever
    )


def _broken(text: str, em: float, width: float, align: str) -> tuple[Typst, int]:
    """Set text on as few lines as it takes, those about as long as each other; count them."""

    def typeset(markup: str) -> tuple[Typst, int]:
        points = width / em * 10
        block = f"#block(width: {points:.2f}pt)[#set align({align}); {markup}]"
        found = _words(block, em)
        # The ink of one line is no higher than the distance of two baselines.
        return found, 1 + round((found.height / em - 0.75) / LEADING)

    found, lines = typeset(escape(text))
    if lines > 1:
        for rows in _even_rows(text.split(" "), lines)[:WAYS]:
            even, count = typeset(" #linebreak() ".join(escape(row) for row in rows))
            if count == lines:
                return even, lines
    return found, lines


def _even_rows(words: list[str], rows: int) -> list[list[str]]:
    """Divide words into so many rows: first the way whose longest row is shortest.

    Rows that end where one pauses may be a little longer.
    """
    cuts = combinations(range(1, len(words)), rows - 1)
    ways = [[" ".join(words[a:b]) for a, b in pairwise((0, *cut, len(words)))] for cut in cuts]

    def length(way: list[str]) -> tuple[int, int]:
        paused = all(row[-1:] in tuple(",.;:!?") for row in way[:-1])
        # Of two that are alike, the one with more above.
        return max(map(len, way)) - PAUSE * paused, -len(way[0])

    return sorted(ways, key=length)


@lru_cache(maxsize=256)
def _formula(markup: str, em: float) -> MathTypst:
    return MathTypst(
        markup,
        typst_preamble=FONT_PREAMBLE,
        font_size=em * FONT_SIZE_PER_EM,
        use_svg_cache=False,
    )


@lru_cache(maxsize=512)
def _below_centre(markup: str, em: float) -> float:
    """Tell how far below a formula's middle its baseline lies.

    The formula is set once more with a one behind it, whose flat foot stands on the baseline.
    """
    alone, followed = _formula(markup, em), _formula(markup + " thin 1", em)
    first, same = alone.submobjects[0], followed.submobjects[0]
    foot = followed.submobjects[-1].get_bottom()[1] - same.get_center()[1]
    return float(alone.get_center()[1] - first.get_center()[1] - foot)


def _outlines(typeset: Typst) -> list[VMobject]:
    """Plain copies of the glyphs; Manim's own drag the parsed SVG along into every copy."""
    glyphs = []
    for glyph in typeset.submobjects:
        plain = VMobject(
            stroke_width=glyph.get_stroke_width(),
            stroke_opacity=glyph.get_stroke_opacity(),
            fill_opacity=glyph.get_fill_opacity(),
        )
        plain.points = glyph.points.copy()
        glyphs.append(plain)
    return glyphs


class Words(VGroup):
    """A line of plain text; ``baseline`` and ``text`` stay known as it moves.

    Parameters
    ----------
    theme : Theme
    text : str
        Plain text; nothing in it is taken as markup.
    em : float
        Size of the type in frame units.
    colour : str
    width : float, optional
        Break lines so that none is longer than this many frame units; they are about as long
        as each other.
    align : {"center", "left"}
        How these lines stand below each other.

    Attributes
    ----------
    drop : float
        How far the last baseline lies below the first.
    """

    def __init__(
        self,
        theme: Theme,
        text: str,
        em: float,
        colour: str,
        *,
        width: float | None = None,
        align: str = "center",
    ):
        if width is None:
            typeset, lines = _words(escape(text), em), 1
        else:
            typeset, lines = _broken(text, em, width, align)
        origin = typeset.get_baseline_frame(typeset.submobjects[0])[0]
        self._baseline_below_centre = float(typeset.get_center()[1] - origin[1])
        super().__init__(*_outlines(typeset))
        self.text = text
        self.em = em
        self.set_color(colour)
        self.drop = (lines - 1) * LEADING * em

    @property
    def baseline(self) -> float:
        """Height of the (first) baseline in frame units."""
        return float(self.get_center()[1]) - self._baseline_below_centre

    def place(self, x: float, baseline: float, align: str = "centre") -> Words:
        """Stand on ``baseline`` with the left edge, centre or right edge at ``x``."""
        dy = baseline - self.baseline
        edge = {"left": LEFT, "centre": np.zeros(3), "right": RIGHT}[align]
        dx = x - self.get_critical_point(edge)[0]
        self.shift(np.array([dx, dy, 0.0]))
        return self


class Formula(VGroup):
    """A formula in Typst's mathematical notation.

    One that stands in a line with numbers is put there by ``place``.

    Parameters
    ----------
    theme : Theme
    markup : str
        Typst mathematics; ``{{ … : name }}`` makes a part selectable by name.
    em : float
        Size of the type in frame units.
    colour : str
    """

    def __init__(self, theme: Theme, markup: str, em: float, colour: str):
        typeset = _formula(markup, em)
        super().__init__(*_outlines(typeset))
        self.text = markup
        self.em = em
        place = {id(glyph): k for k, glyph in enumerate(typeset.submobjects)}
        self._parts = {
            name: [place[id(glyph)] for glyph in typeset.select(name)]
            for name in re.findall(r":\s*([a-z_]+)\s*}}", markup)
        }
        self.set_color(colour)

    @property
    def baseline(self) -> float:
        """Height of the baseline in frame units."""
        return float(self.get_center()[1]) - _below_centre(self.text, self.em)

    def place(self, x: float, baseline: float, align: str = "centre") -> Formula:
        """Stand on ``baseline`` with the left edge, centre or right edge at ``x``."""
        edge = {"left": LEFT, "centre": np.zeros(3), "right": RIGHT}[align]
        dx = x - self.get_critical_point(edge)[0]
        self.shift(np.array([dx, baseline - self.baseline, 0.0]))
        return self

    def part(self, name: str) -> VGroup:
        """Give the selectable part called ``name``."""
        return VGroup(*[self.submobjects[k] for k in self._parts[name]])
