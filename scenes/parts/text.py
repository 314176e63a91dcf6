"""Words and formulas, set by Typst in the fonts that Typst carries."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from itertools import combinations, pairwise

import numpy as np
from manim import LEFT, RIGHT, MathTypst, Typst, VGroup, VMobject

from scenes.theme import Theme

__all__ = ["FONT_PREAMBLE", "Formula", "Words", "escape", "even_lines"]

FONT_PREAMBLE = (
    '#set text(font: "Libertinus Serif", number-type: "lining", number-width: "tabular",'
    " ligatures: true)\n"
    '#show math.equation: set text(font: "New Computer Modern Math")'
)
FONT_SIZE_PER_EM = 96
"""Manim's font size for an em of one frame unit, with Typst's 10 pt as Manim imports it."""

PAUSE = 5
"""So many characters a line may be longer that ends where one would pause."""
_SPECIAL = re.compile(r"([\\#$*_`<>@=\-+/\[\]~'\"])")


def escape(words: str) -> str:
    """Give ``words`` as Typst markup that sets exactly these characters."""
    return _SPECIAL.sub(r"\\\1", words)


@lru_cache(maxsize=512)
def _words(markup: str, em: float) -> Typst:
    # The page begins at the top edge of its first line: with that edge on the baseline, the
    # page's origin tells where the baseline is.
    return Typst(
        markup,
        typst_preamble=FONT_PREAMBLE
        + '\n#set text(top-edge: "baseline")\n#set par(leading: 1.25em)',
        font_size=em * FONT_SIZE_PER_EM,
        track_baselines=True,
    )


@lru_cache(maxsize=512)
def _formula(markup: str, em: float) -> MathTypst:
    return MathTypst(markup, typst_preamble=FONT_PREAMBLE, font_size=em * FONT_SIZE_PER_EM)


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


def even_lines(text: str, count: int) -> list[str]:
    """Cut a text between words into so many lines, the longest of them as short as can be.

    Rather a little longer, if it is cut where there is a comma or the like.  Characters are
    counted, not measured: in a text of several words that comes near enough.
    """
    words = text.split()
    cuts = combinations(range(1, len(words)), min(count, len(words)) - 1)
    ways = ([" ".join(words[a:b]) for a, b in pairwise((0, *cut, len(words)))] for cut in cuts)

    def cost(lines: list[str]) -> int:
        pauses = sum(line[-1] in ",.;:!?" for line in lines[:-1])
        return max(map(len, lines)) - PAUSE * pauses

    return min(ways, key=cost)


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
        Break lines so that none is longer than this many frame units; centred.
    even : bool
        Let the lines be of about the same length, rather than the last one short.
    """

    def __init__(
        self,
        theme: Theme,
        text: str,
        em: float,
        colour: str,
        *,
        width: float | None = None,
        even: bool = False,
    ):
        markup = escape(text)
        if width is not None and even:
            count = math.ceil(1.02 * _words(markup, em).width / width)
            markup = " \\\n".join(escape(line) for line in even_lines(text, count))
        if width is not None:
            points = width / em * 10
            markup = f"#block(width: {points:.2f}pt)[#set align(center); {markup}]"
        typeset = _words(markup, em)
        origin = typeset.get_baseline_frame(typeset.submobjects[0])[0]
        self._baseline_below_centre = float(typeset.get_center()[1] - origin[1])
        super().__init__(*_outlines(typeset))
        self.text = text
        self.em = em
        self.set_color(colour)

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
