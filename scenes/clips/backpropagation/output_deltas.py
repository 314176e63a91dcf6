"""The deltas of the outputs: o − t, or the slope of the cost times that of the activation."""

from __future__ import annotations

from collections.abc import Mapping
from operator import mul, sub
from typing import Any

from manim import VGroup

from scenes.clips.backpropagation.layout import LEAST_SIGN
from scenes.clips.backpropagation.story import Story
from scenes.mobjects.text.columns import needed_width
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import Relation, choices, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["OutputDeltas", "name_of_output"]

SIGN = 0.75
"""Width of a sign between numbers, in em."""
MOST_GAP = 0.42
"""Largest gap between columns, in frame units."""
WHOLE = NumberFormat(0)
COLUMNS = {
    "difference": ("output", "minus", "target", "equals", "delta"),
    "slopes": ("output", "target", "cost_slope", "times", "slope", "equals", "delta"),
    "plain": ("output", "target", "delta"),
}
"""Numbers and signs of a row, by what the delta follows from."""
NAME_GAP = 0.2
"""Extra room after the name of an output, in frame units."""
LEAST_LABEL = 0.315
"""Smallest type of the heads."""
LARGEST, PITCH = 1.3, 0.95
"""Largest type relative to the theme's numbers, and largest distance of rows, in frame units."""


class OutputDeltas(VGroup):
    """A row for each output drawn: output, target, and how its delta follows.

    Parameters
    ----------
    theme : Theme
    region : Region
    story : Story
    words : mapping of str to str
        Names of ``output``, ``target``, ``cost_slope``, ``slope`` and ``delta``.

    Attributes
    ----------
    heads : VGroup
        Of outputs and targets.
    later_heads : VGroup
        Of what comes later.
    known : list of VGroup
        Name, output and target of each row.
    found : list of list
        What leads to the delta of each row, in order; the last is the delta.
    """

    def __init__(self, theme: Theme, region: Region, story: Story, words: Mapping[str, str]):
        self.theme, self.story = theme, story
        self.rule = story.output_rule
        self.outputs = story.indices[-1]
        self._choose_decimals()
        self.label = theme.sizes.label
        names = ("name", *COLUMNS[self.rule])
        rows = len(self.outputs)
        self.pitch = min(PITCH, region.height / (rows + 1))
        em = max(min(LARGEST * theme.sizes.number, 0.62 * self.pitch), theme.sizes.number_small)
        while True:
            widths = {name: self._width(name, em, words) for name in names}
            if needed_width(widths) <= region.width or em <= theme.sizes.number_small:
                break
            em = max(0.95 * em, theme.sizes.number_small)
        if needed_width(widths) > region.width:  # smaller heads, and less around the signs
            self.label, em = LEAST_LABEL, theme.sizes.number_small
            widths = {name: self._width(name, em, words) for name in names}
        if needed_width(widths) > region.width:  # the formula above says what it follows from
            self.rule, names = "plain", ("name", *COLUMNS["plain"])
            widths = {name: widths[name] for name in names}
        self.em = em
        free = region.width - sum(widths.values())
        gap = min(free / (len(names) - 1), MOST_GAP)
        x = region.x - (sum(widths.values()) + gap * (len(names) - 1)) / 2
        self.xs = {}
        for name, width in widths.items():
            self.xs[name] = x + width / 2
            x += width + gap
        self.top = region.y + self.pitch * (rows + 1) / 2
        y = self.top - 0.5 * self.pitch
        heads = {
            name: TextLine(theme, words[name], self.label, self._colour_of(name)).place(
                self.xs[name], y
            )
            for name in names
            if name in words
        }
        self.heads = VGroup(heads["output"], heads["target"])
        later = [head for name, head in heads.items() if name not in ("output", "target")]
        self.later_heads = VGroup(*later)
        self.known: list[Any] = []
        self.found: list[Any] = []
        for row, k in enumerate(self.outputs):
            self._add_row(k, self.top - (1.5 + row) * self.pitch)
        super().__init__(self.heads, self.later_heads, *self.known)
        self.add(*[piece for row in self.found for piece in row])

    def _sources(self, k: int) -> dict[str, Source]:
        story = self.story
        quantities = {
            "output": ("activations", story.last + 1),
            "target": ("targets", None),
            "cost_slope": ("cost_slopes", None),
            "slope": ("slopes", story.last),
            "delta": ("deltas", story.last),
        }
        return {name: story.source(what, n, k) for name, (what, n) in quantities.items()}

    def _choose_decimals(self) -> None:
        story = self.story
        of_delta = story.delta_decimals(story.last)
        targets = story.recording.targets[story.step]
        of_target = next((d for d in range(4) if (targets.round(d) == targets).all()), 4)
        factors: tuple[int, ...] = (of_delta, of_delta)
        if self.rule == "slopes":
            span = range(max(of_delta - 1, 1), of_delta + 2)
            factors = solve_or(factors, "slopes", self._slope_relations, choices(span, span))
        self.decimals = {
            "output": of_delta, "target": of_target, "delta": of_delta,
            "cost_slope": factors[0], "slope": factors[1],
        }  # fmt: skip

    def _slope_relations(self, of_cost: int, of_slope: int) -> list[Relation]:
        found = []
        for k in self.outputs:
            of = self._sources(k)
            factors = [(of["cost_slope"], of_cost), (of["slope"], of_slope)]
            delta = of["delta"], self.story.delta_decimals(self.story.last)
            found.append(relate("∂C/∂o · slope = δ", mul, factors, delta))
        return found

    def _relation(self, k: int) -> Relation:
        of = self._sources(k)
        if self.rule == "slopes":
            return self._slope_relations(self.decimals["cost_slope"], self.decimals["slope"])[
                self.outputs.index(k)
            ]
        terms = [(of[name], self.decimals[name]) for name in ("output", "target")]
        return relate("o − t = δ", sub, terms, (of["delta"], self.decimals["delta"]))

    def _format(self, name: str) -> NumberFormat:
        return NumberFormat(self.decimals[name], signed=name in ("delta", "cost_slope"))

    def _colour_of(self, name: str) -> str:
        return self.theme.target if name == "target" else self.theme.quiet

    def _width(self, name: str, em: float, words: Mapping[str, str]) -> float:
        if name in ("minus", "times", "equals"):
            return SIGN * em
        if name == "name":
            names = [name_of_output(self.theme, self.story, k, em) for k in self.outputs]
            return max(name.width for name in names) + NAME_GAP
        style = self._format(name)
        numbers = [Readout(self.theme, self._sources(k)[name], style, em) for k in self.outputs]
        head = TextLine(self.theme, words[name], self.label, self.theme.quiet)
        return max(head.width + 0.06, *[number.advance_width for number in numbers])

    def _add_row(self, k: int, y: float) -> None:
        theme, of, em = self.theme, self._sources(k), self.em
        baseline = y - em * DIGIT_HEIGHT / 2

        def number(name: str, colour: str) -> Readout:
            found = Readout(theme, of[name], self._format(name), em, colour)
            return found.place(self.xs[name], baseline)

        delta = number("delta", theme.signed(of["delta"].value))
        name = name_of_output(theme, self.story, k, em)
        name.place(self.xs["name"] - NAME_GAP / 2, baseline)
        known = VGroup(name, number("output", theme.ink), number("target", theme.target))
        self.known.append(known)
        found: list[Any] = []
        if self.rule == "difference":
            found.append(
                self._sign("minus", y, Formula(theme, "-", max(em, LEAST_SIGN), theme.quiet))
            )
        elif self.rule == "slopes":
            found.append(number("cost_slope", theme.signed(of["cost_slope"].value)))
            found.append(
                self._sign("times", y, Formula(theme, "times", max(em, LEAST_SIGN), theme.quiet))
            )
            found.append(number("slope", theme.ink))
        if self.rule != "plain":
            found.append(
                self._sign(
                    "equals", y, equals_sign(theme, max(em, LEAST_SIGN), [self._relation(k)])
                )
            )
        self.found.append([*found, delta])

    def _sign(self, name: str, y: float, sign: Formula) -> Formula:
        return sign.move_to([self.xs[name], y, 0])


def name_of_output(theme: Theme, story: Story, k: int, em: float) -> Formula | Readout:
    """Typeset the name of an output: its digit, or o with its number."""
    if isinstance(story.recording.metadata.get("classes"), list):
        right = story.recording.targets[story.step][k] == 1.0
        colour = theme.target if right else theme.quiet
        return Readout(theme, story.source("classes", None, k), WHOLE, em, colour)
    return Formula(theme, f"o_{k + 1}", max(em, LEAST_SIGN), theme.quiet)
