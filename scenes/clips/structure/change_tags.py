"""The change of every neuron as a number on a tag beside it."""

from __future__ import annotations

from decimal import Decimal

from manim import RoundedRectangle, VGroup

from scenes.clips.structure.ripple import Ripple
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.source import NumberFormat
from scenes.style.theme import Theme

__all__ = ["change_format", "change_tags"]

MINUS = "\N{MINUS SIGN}"
PAD, SIDE, APART = 0.07, 0.1, 0.1
"""Room above and beside the digits, and from the neuron to its tag, in frame units."""
OF_GAP = 0.62
"""Most of the gap between two columns that a tag takes."""


def change_tags(theme: Theme, ripple: Ripple, formats: list[NumberFormat]) -> list[list[VGroup]]:
    """Return the tags of each layer between inputs and outputs, none where there is no room."""
    network, found = ripple.network, []
    for layer in range(1, len(network.layers) - 1):
        discs = [neuron.disc for neuron in network.layers[layer]]
        gap = network.layers[layer + 1][0].disc.get_left()[0] - discs[0].get_right()[0]
        tags, form = [], change_format(ripple, layer, formats[layer])
        for k in ripple.changed[layer]:
            source = ripple.change_of(layer, k)
            number = Readout(theme, source, form, theme.sizes.number_small, theme.ink)
            height = theme.sizes.number_small * DIGIT_HEIGHT + 2 * PAD
            ground = RoundedRectangle(
                width=number.advance_width + 2 * SIDE, height=height, corner_radius=0.09,
                stroke_color=theme.focus, stroke_width=0.8 * theme.sizes.line,
                fill_color=theme.background, fill_opacity=1,
            )  # fmt: skip
            x = discs[k].get_right()[0] + APART + ground.width / 2
            ground.move_to([x, discs[k].get_y(), 0])
            tags.append(VGroup(ground, number.centre_on(ground.get_center())))
        fits = all(tag[0].width + APART <= OF_GAP * gap for tag in tags)
        found.append(tags if fits else [])
    return found


def change_format(ripple: Ripple, layer: int, of_values: NumberFormat) -> NumberFormat:
    """Return how the changes of a layer are printed: as the values, if they then are as they look.

    The difference of two rounded values may differ from the rounded difference.  Then there is a
    decimal less.  If a change would be printed as zero, there is a decimal more.
    """
    decimals, agree = of_values.decimals, True
    least = min((abs(ripple.change_of(layer, k).value) for k in ripple.changed[layer]), default=1.0)
    for k in ripple.changed[layer]:
        after, change = ripple.source(layer, k).value, ripple.change_of(layer, k).value
        printed = [Decimal(of_values(v).replace(MINUS, "-")) for v in (after - change, after)]
        agree &= printed[1] - printed[0] == Decimal(f"{change:.{decimals}f}")
    if least < 0.5 * 10.0**-decimals:
        decimals += 1
    elif not agree:
        decimals += -1 if decimals > 1 and least >= 0.5 * 10.0 ** (1 - decimals) else 1
    return NumberFormat(decimals, signed=True)
