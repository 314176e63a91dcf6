"""Numbers on screen; each carries the :class:`Source` of its value."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from manim import Animation, UpdateFromAlphaFunc, VMobject

from scenes.animation.timing import bent_way
from scenes.mobjects.text.typesetting import set_words
from scenes.provenance.source import MINUS, THIN_SPACE, AxisValue, NumberFormat, Source
from scenes.style.frame import Point
from scenes.style.theme import Theme

__all__ = ["DIGIT_HEIGHT", "Readout", "emerge", "glyph_outlines"]

_CHARACTERS = f"0123456789.+{MINUS}%"
_THIN_SPACE = 0.125
"""Width of the space between groups of digits, in em: the font's thin space."""
DIGIT_HEIGHT = 0.62
"""Height of a digit of Libertinus Serif, in em."""


@lru_cache(maxsize=1)
def glyph_outlines() -> dict[str, tuple[np.ndarray, float]]:
    """Return outline and advance width of every character in numbers.

    Returns
    -------
    dict of str to (ndarray of shape (points, 3), float)
        Points of cubic Bézier curves, relative to the left end of the character's cell on the
        baseline, and the advance width; both in em.

    Notes
    -----
    Typesetting a number takes a hundred times as long as placing outlines side by side, so Typst
    sets each character once, between two zeros whose positions give its advance width.
    """
    lines = "\\\n".join(f"#[0{character}0]" for character in _CHARACTERS)
    glyphs = set_words(lines, 1.0).outlines()
    if len(glyphs) != 3 * len(_CHARACTERS):
        raise RuntimeError(f"Typst set {len(glyphs)} glyphs, {3 * len(_CHARACTERS)} were expected")
    # The first line is three zeros: its pitch is the advance of a zero.
    zero_pitch = glyphs[1].get_left()[0] - glyphs[0].get_left()[0]
    cell_left = glyphs[0].get_left()[0] - (zero_pitch - glyphs[0].width) / 2
    # A zero reaches below the baseline; the flat foot of a one is on it.
    one = glyphs[3 * 1 + 1]
    overshoot = one.get_bottom()[1] - glyphs[3 * 1].get_bottom()[1]
    outlines = {}
    for k, character in enumerate(_CHARACTERS):
        before, glyph, after = glyphs[3 * k : 3 * k + 3]
        advance = after.get_left()[0] - before.get_left()[0] - zero_pitch
        origin = np.array([cell_left + zero_pitch, before.get_bottom()[1] + overshoot, 0.0])
        outline = glyph.points - origin
        outline.setflags(write=False)
        outlines[character] = (outline, float(advance))
    outlines[THIN_SPACE] = (np.zeros((0, 3)), _THIN_SPACE)
    return outlines


CLEARANCE = 0.42
"""Distance from its original at which a moving copy is fully opaque, in frame units."""


def emerge(
    mover: Readout, target: Readout, bulge: float = 0.0, via: Sequence[Point] = ()
) -> Animation:
    """Move a copy of a number to ``target``, fading in as it leaves its original.

    The path bends upwards by ``bulge`` frame units, or passes through the points ``via``.
    """
    start, end = mover.copy(), target.copy()
    way = bent_way([start.get_center(), *via, end.get_center()]) if via else None
    distance = float(np.linalg.norm(end.get_center() - start.get_center()))
    if way is not None:
        distance = float(way.get_arc_length())
    opaque = float(end.get_fill_opacity())

    def update(moving: VMobject, share: float) -> None:
        moving.interpolate(start, end, share)
        if way is not None:
            moving.move_to(way.point_from_proportion(share))
        moving.shift(np.array([0.0, 4 * bulge * share * (1 - share), 0.0]))
        away = share * distance / CLEARANCE
        seen = min(max(2 * away - 1, 0.0), 1.0) if distance > CLEARANCE else share
        moving.set_fill(opacity=opaque * seen)

    return UpdateFromAlphaFunc(mover, update)


class Readout(VMobject):
    """A recorded number, printed.

    A number is a single path, whatever its length, so frames with many numbers stay cheap.

    Parameters
    ----------
    theme : Theme
    source : Source or AxisValue
        The value.
    number_format : NumberFormat
    em : float
        Size of the type in frame units.
    colour : str, optional
        The theme's ink by default.

    Attributes
    ----------
    source : Source or AxisValue
    text : str
        The characters drawn.
    em : float
    """

    def __init__(
        self,
        theme: Theme,
        source: Source | AxisValue,
        number_format: NumberFormat,
        em: float,
        colour: str | None = None,
    ):
        super().__init__(stroke_width=0, fill_opacity=1)
        self.source = source
        self.number_format = number_format
        self.text = number_format(source.value)
        self.em = em
        self._set_outline()
        self.set_fill(colour or theme.ink, opacity=1)

    def _set_outline(self) -> None:
        outlines = glyph_outlines()
        pieces, x, point_x = [], 0.0, None
        for character in self.text:
            outline, advance = outlines[character]
            if character == ".":
                point_x = x
            pieces.append(outline + np.array([x, 0.0, 0.0]))
            x += advance
        points = np.concatenate(pieces) * self.em
        # Positions refer to the advance widths, not to the ink, so that changing digits do not
        # make a number jump.
        self._anchor = np.array([x / 2, 0.0, 0.0]) * self.em
        self._point = ((x if point_x is None else point_x) - x / 2) * self.em
        self.advance_width = x * self.em
        self.points = points - self._anchor
        self._centre_offset = self.get_center().copy()
        self._drawn_width = self.width

    @property
    def recorded(self) -> Source:
        """The source of a number that comes from a recording.

        Raises
        ------
        TypeError
            The number is an axis value.
        """
        if isinstance(self.source, Source):
            return self.source
        raise TypeError(f"{self.source} comes from no recording")

    def moved_from(self, origin: Readout) -> Readout:
        """Return a copy with the place, size and colour of ``origin``, to be moved here.

        While one text transforms into another, neither is legible.
        """
        copy = self.copy()
        copy.scale(origin.em * origin.scale_now / (self.em * self.scale_now))
        copy.set_fill(origin.get_fill_color(), opacity=1)
        return copy.move_to(origin)

    @property
    def scale_now(self) -> float:
        """Current size relative to the original one; copies may be scaled."""
        return self.width / self._drawn_width if self._drawn_width else 1.0

    @property
    def baseline(self) -> float:
        """Height of the baseline in frame units."""
        return float(self.get_center()[1] - self._centre_offset[1] * self.scale_now)

    @property
    def point_x(self) -> float:
        """Horizontal position of the decimal point, in frame units."""
        scale = self.scale_now
        return float(self.get_center()[0] + (self._point - self._centre_offset[0]) * scale)

    def place(self, x: float, baseline: float, align: str = "centre") -> Readout:
        """Place left end, centre, right end or decimal point at ``x`` on ``baseline``."""
        scale = self.scale_now
        anchor = self.get_center()[0] - self._centre_offset[0] * scale
        offset = {
            "left": -self.advance_width / 2,
            "centre": 0.0,
            "right": self.advance_width / 2,
            "point": self._point,
        }[align] * scale
        self.shift(np.array([x - anchor - offset, baseline - self.baseline, 0.0]))
        return self

    def centre_on(self, point: np.ndarray) -> Readout:
        """Centre the number on ``point``, taking digits for its height, as inside a neuron."""
        height = DIGIT_HEIGHT * self.em * self.scale_now
        return self.place(float(point[0]), float(point[1]) - height / 2)
