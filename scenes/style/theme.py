"""Colours, sizes, widths and durations, and the mappings from values to them.

Mobjects take colours and type sizes from a theme only.  Named themes and theme files are in
:mod:`scenes.style.theme_files`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:  # Manim takes a second to import; `render.py --list` does without it
    from manim import ManimColor

__all__ = [
    "DARK", "LIGHT", "Colour", "Durations", "Sizes", "Theme", "contrast", "legible", "mix",
    "relative_luminance", "rgb_bytes",
]  # fmt: skip

Colour: TypeAlias = "str | ManimColor"
"""``#RRGGBB`` as a theme has it, or a mixture of two, whose channels are not rounded."""


@dataclass(frozen=True)
class Sizes:
    """Sizes of type and marks, in frame units (a 16:9 frame is 8 units high).

    An ``em`` of Libertinus Serif has an x-height of 0.429 and digits 0.62 high, so at 1080p
    (135 pixels a unit) an em of 0.36 gives an x-height of 21 px and digits of 30 px.
    """

    caption: float = 0.38
    title: float = 0.32
    formula: float = 0.52
    label: float = 0.32
    number: float = 0.4
    number_small: float = 0.29
    number_matrix: float = 0.29
    neuron_radius: float = 0.4
    neuron_outline: float = 3.0
    focus_outline: float = 6.0
    edge_width_least: float = 1.0
    edge_width_most: float = 11.0
    line: float = 2.5
    clearance: float = 8 / 135
    """Minimum distance between texts: 8 px at 1080p."""


@dataclass(frozen=True)
class Durations:
    """Durations of motions, in seconds."""

    quick: float = 0.35
    move: float = 0.7
    slow: float = 1.2
    settle: float = 0.8
    """Pause after new numbers appear."""
    caption_fade: float = 0.25
    caption_least: float = 2.0
    caption_base: float = 1.0
    caption_word: float = 0.33

    def caption(self, words: str) -> float:
        """Return how long a caption is fully opaque: max(2 s, 1 s + 0.33 s per word)."""
        return max(self.caption_least, self.caption_base + self.caption_word * len(words.split()))


@dataclass(frozen=True)
class Theme:
    """Colours, sizes and durations of a clip.

    Colours are ``#RRGGBB``; each has one meaning in all clips.
    """

    name: str
    background: str
    ink: str
    """Text and lines in focus."""
    quiet: str
    """Text and lines out of focus; still 4.5:1 against the background."""
    hairline: str
    """Axes, brackets, rules and outlines out of focus; 3:1 against the background."""
    positive: str
    negative: str
    focus: str
    target: str
    cost: str
    bias: str
    activation_low: str
    activation_high: str
    trace: str
    """An image pixel of value 0."""
    ground: str
    """An empty cell of a table or plot."""
    on_dark: str
    on_light: str
    """Text in a neuron, in whichever of the two colours has more contrast with its fill."""
    class_1: str
    class_2: str
    class_3: str
    class_4: str
    class_5: str
    class_6: str
    """Classes of samples, and where a network answers with them; each has a shape, too."""
    weight_scale: float = 0.5
    """Magnitude of a weight or product that is drawn with the greatest width."""
    opacity_floor: float = 0.55
    """Minimum opacity of signed lines in focus."""
    resting_opacity: float = 0.3
    """Opacity of edges out of focus."""
    resting_width: float = 0.45
    """Width of edges out of focus, as a share of their full width."""
    row_tint: float = 0.2
    """Opacity of the bar behind a row of numbers."""
    heat_exponent: float = 0.65
    heat_full: float = 0.7
    """Strength at which a heat map has the pure colour of the sign; above it, colours are paler."""
    heat_pale: float = 0.6
    sizes: Sizes = field(default_factory=Sizes)
    durations: Durations = field(default_factory=Durations)

    def __deepcopy__(self, memo: dict[int, Any]) -> Theme:
        """Return the same object when Manim copies a mobject that refers to its theme."""
        return self

    @property
    def dark(self) -> bool:
        """Whether the background is dark."""
        return relative_luminance(self.background) < 0.5

    def signed(self, value: float) -> str:
        """Return the colour of a value's sign; quiet for zero."""
        if value == 0:
            return self.quiet
        return self.positive if value > 0 else self.negative

    def class_colour(self, index: int) -> str:
        """Return the colour of a class by its index, from 0 to 5."""
        return str(getattr(self, f"class_{index + 1}"))

    def line_width(self, magnitude: float) -> float:
        """Return the width of a line that represents a magnitude: linear up to ``weight_scale``.

        A magnitude of zero has width zero.
        """
        share = min(abs(magnitude) / self.weight_scale, 1.0)
        return self.sizes.edge_width_most * share

    def edge_width(self, weight: float, *, resting: bool = False) -> float:
        """Return the width of a weight's edge: that of a line, with a minimum.

        With ``resting``, scaled by ``resting_width``.
        """
        width = self.line_width(weight) * (self.resting_width if resting else 1.0)
        return max(width, self.sizes.edge_width_least)

    def strength(self, magnitude: float) -> float:
        """Return the opacity of a signed line in focus: linear from ``opacity_floor`` to 1."""
        share = min(abs(magnitude) / self.weight_scale, 1.0)
        return self.opacity_floor + (1.0 - self.opacity_floor) * share

    def heat(self, share: float) -> ManimColor:
        """Return the colour of a heat map's cell for a share of the scale, −1 to 1.

        A power law spreads out small magnitudes, since most weights are small; the largest are
        pale.
        """
        strength = min(abs(share), 1.0) ** self.heat_exponent
        hue = self.positive if share >= 0 else self.negative
        if strength <= self.heat_full:
            return mix(self.background, hue, strength / self.heat_full)
        over = (strength - self.heat_full) / (1.0 - self.heat_full)
        return mix(hue, mix(hue, self.ink, self.heat_pale), over)

    def activation(self, value: float) -> ManimColor:
        """Return the fill of a neuron or pixel with ``value`` in 0…1, from dark to light."""
        return mix(self.activation_low, self.activation_high, min(max(value, 0.0), 1.0))

    def on_activation(self, value: float) -> str:
        """Return the colour of text on that fill, the one with more contrast."""
        fill = self.activation(value)
        return max(self.on_dark, self.on_light, key=lambda colour: contrast(colour, fill))


def legible(colour: str, ground: Colour, least: float = 7.0) -> Colour:
    """Return the nearest colour that is legible on a background, lighter or darker if necessary.

    Parameters
    ----------
    colour : str
        As ``#RRGGBB``; returned as it is where it is legible.
    ground : str or ManimColor
    least : float
        Minimum contrast ratio.
    """
    if contrast(colour, ground) >= least:
        return colour
    ends = ("#FFFFFF", "#000000")
    end = max(ends, key=lambda end: contrast(end, ground))
    mixtures = (mix(colour, end, share / 50) for share in range(1, 51))
    return next((c for c in mixtures if contrast(c, ground) >= least), end)


def _channels(colour: Colour) -> tuple[float, float, float]:
    """Return red, green and blue, 0 to 255."""
    if not isinstance(colour, str):
        red, green, blue = (255.0 * float(channel) for channel in colour.to_rgb())
        return red, green, blue
    if len(colour) != 7 or colour[0] != "#":
        raise ValueError(f"a colour is written #RRGGBB, not {colour!r}")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(low: Colour, high: Colour, share: float) -> ManimColor:
    """Return the colour ``share`` of the way from ``low`` to ``high``, linear in sRGB values.

    Its channels are not rounded: a value that is drawn as a mixture keeps its precision until the
    frame's pixels are written.
    """
    from manim import ManimColor

    first, last = np.array(_channels(low)), np.array(_channels(high))
    return ManimColor((first + (last - first) * share) / 255.0)


def rgb_bytes(colour: Colour) -> bytes:
    """Return red, green and blue as three bytes, for pictures made of pixels."""
    return bytes(round(channel) for channel in _channels(colour))


def relative_luminance(colour: Colour) -> float:
    """Return the relative luminance of an sRGB colour, 0 to 1 (WCAG 2.2)."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: Colour, second: Colour) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    a, b = relative_luminance(first), relative_luminance(second)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)


DARK = Theme(
    name="dark",
    background="#0B0E14",
    ink="#F2EFE8",
    quiet="#9AA1AF",
    hairline="#6C7484",
    positive="#56B4E9",
    negative="#E69F00",
    focus="#FFDD66",
    target="#2FBF8F",
    cost="#E58BC0",
    bias="#B9A2FF",
    activation_low="#000000",
    activation_high="#FFFFFF",
    trace="#161B25",
    ground="#161B25",
    on_dark="#FFFFFF",
    on_light="#000000",
    class_1="#C77DE0",
    class_2="#8FC95A",
    class_3="#D9B38C",
    class_4="#8C9FD0",
    class_5="#E0796B",
    class_6="#A3A67E",
)
"""For dark rooms; the default."""

LIGHT = Theme(
    name="light",
    background="#FAFAF7",
    ink="#1A1E27",
    quiet="#585F6D",
    hairline="#868C98",
    positive="#00598F",
    negative="#A93F00",
    focus="#6E5C00",
    target="#006B4A",
    cost="#A82A72",
    bias="#5F42BE",
    activation_low="#000000",
    activation_high="#FFFFFF",
    trace="#000000",
    ground="#E7E9ED",
    on_dark="#FFFFFF",
    on_light="#000000",
    class_1="#8A2BB0",
    class_2="#3E7A00",
    class_3="#8A6233",
    class_4="#4C5FA3",
    class_5="#B03A2E",
    class_6="#66694A",
    opacity_floor=0.68,
    row_tint=0.14,
)
"""For bright rooms, white slides and print."""
