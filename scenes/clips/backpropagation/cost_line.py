"""The cost of the step's sample: its name, and its value from outputs and targets."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from manim import VGroup

from scenes.clips.backpropagation.layout import LEAST_SIGN
from scenes.clips.backpropagation.story import Story
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import Relation, mean_square, relate, solve_or
from scenes.provenance.source import NumberFormat
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["CostLine", "cost_decimals", "cost_relation"]

USUAL = 3
"""Decimals of costs between 0.1 and 10."""
GAP = 0.15
"""Between two pieces, in frame units."""


def cost_relation(story: Story, of_cost: int, *, after: bool = False) -> Relation | None:
    """Return the equation of the cost, before or after the step, from outputs as printed.

    None if not all outputs are drawn: then what is on screen doesn't determine the cost.
    """
    layer = story.last + 1
    if len(story.indices[layer]) < story.sizes[layer]:
        return None
    targets = story.recording.targets[story.step]
    of_target = next((d for d in range(4) if (targets.round(d) == targets).all()), 4)
    terms = []
    for k in story.indices[layer]:
        name = "activations_after" if after else "activations"
        terms.append((story.source(name, layer, k), story.value_decimals(layer)))
        terms.append((story.source("targets", None, k), of_target))
    result = story.source("learned_cost_after" if after else "learned_cost", None)
    calculate = {
        "mean-squared-error": mean_square,
        "half-squared-error": lambda *t: mean_square(*t) * (len(t) // 2) / 2,
        "cross-entropy": _binary,
        "shares": _shares,
    }[_form(story)]
    return relate("C", calculate, terms, (result, of_cost))


def cost_decimals(story: Story) -> int:
    """Return the decimals of costs, with which they follow from the outputs printed."""

    def relations(decimals: int) -> list[Relation]:
        every = [cost_relation(story, decimals)]
        if not story.recording.is_imported:
            every.append(cost_relation(story, decimals, after=True))
        return [relation for relation in every if relation is not None]

    small = story.source("learned_cost", None).value < 0.1
    usual = USUAL + small
    return solve_or((usual,), "the cost", relations, [(usual,), (usual + 1,), (usual - 1,)])[0]


def _form(story: Story) -> str:
    assert story.loss is not None
    softmax = story.rules.functions[-1].name == "softmax"
    return "shares" if softmax and story.loss.name == "cross-entropy" else story.loss.name


def _entropy(*pairs: tuple[Decimal, Decimal]) -> Decimal:
    """Return −Σ t · ln o over pairs of t and o; infinite where o is printed as zero."""
    total = Decimal(0)
    for target, output in pairs:
        if target and output <= 0:
            return Decimal("Infinity")
        total -= target * output.ln() if target else 0
    return total


def _shares(*terms: Decimal) -> Decimal:
    return _entropy(*zip(terms[1::2], terms[::2], strict=True))


def _binary(*terms: Decimal) -> Decimal:
    others = [(1 - t, 1 - o) for o, t in zip(terms[::2], terms[1::2], strict=True)]
    return _shares(*terms) + _entropy(*others)


class CostLine(VGroup):
    """The name of the cost, its symbol, and its value.

    Parameters
    ----------
    theme : Theme
    region : Region
    story : Story
    name : str

    Attributes
    ----------
    pieces : list
        Name, symbol, equals sign and value.
    """

    def __init__(self, theme: Theme, region: Region, story: Story, name: str):
        decimals = cost_decimals(story)
        relation = cost_relation(story, decimals)
        source, em = story.source("learned_cost", None), 1.2 * theme.sizes.number
        while True:
            self.pieces: list[Any] = [
                TextLine(theme, name, max(0.8 * em, LEAST_SIGN), theme.cost),
                Formula(theme, "C", em, theme.cost),
                equals_sign(theme, em, [relation] if relation else []),
                Readout(theme, source, NumberFormat(decimals), em, theme.cost),
            ]
            width = sum(piece.width for piece in self.pieces) + 3 * GAP
            if width <= region.width or em <= LEAST_SIGN:
                break
            em = max(0.96 * em, LEAST_SIGN)
        x = region.x - width / 2
        for piece in self.pieces:
            piece.place(x, region.y - em * DIGIT_HEIGHT / 2, "left")
            x = piece.get_right()[0] + GAP
        super().__init__(*self.pieces)
