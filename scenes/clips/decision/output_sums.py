"""How the output comes about from the two hidden values, for one sample of each class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
from manim import VGroup, VMobject

from scenes.clips.decision.classes import class_mark
from scenes.clips.decision.line_story import side_of_half
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import Relation, choices, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["OutputSums", "chosen_samples"]

PITCH, GAP, TERM_GAP = 0.66, 0.1, 0.3
"""Between rows; between a number and a sign, and between terms, in frame units."""
MARK = 0.15
EM, LEAST_EM, FITTING = 0.38, 0.29, 0.98
"""Sizes of the numbers: where there is room, and at least; and what they are shrunk by besides."""


def chosen_samples(recording: Any) -> list[int]:
    """Return a triangle and a disc, that at which the hidden neurons have the largest values."""
    hidden = recording.sample_activations_at(recording.steps)[1].sum(axis=1)
    labels = np.asarray(recording.samples.labels)
    return [max(np.flatnonzero(labels == k), key=lambda i: hidden[i]).item() for k in (1, 0)]


def _sigmoid(z: Decimal) -> Decimal:
    return 1 / (1 + (-z).exp())


def _weighted(w: Decimal, h: Decimal, v: Decimal, k: Decimal, bias: Decimal) -> Decimal:
    return w * h + v * k + bias


class OutputSums(VGroup):
    """A row for each sample: weights times hidden values, plus the bias, is z; and the output.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
        Of a network of two hidden neurons and one output.
    form : NumberFormat
        Of weights and bias elsewhere on screen; here they have a further decimal if need be.
    word : str
        Names the bias.

    Attributes
    ----------
    head : VGroup
    rows : list of VGroup
    fits : bool
        Whether there is room for the rows.
    """

    def __init__(self, theme: Theme, region: Region, recording: Any, form: NumberFormat, word: str):
        self.theme, self.recording, self.form = theme, recording, form
        self.samples = chosen_samples(recording)
        outputs = [self._sources(k)[2].value for k in self.samples]
        self.of_output = side_of_half(outputs).decimals
        # Weights have a further decimal where else the output would not follow from z.
        least = form.decimals
        ways = choices((2, 3, 4), (1, 2, 3), (least, least + 1))
        alone = choices((2, 3, 4), (1, 2, 3), (least,))
        plain = solve_or((2, 1, least), "z of the output", self._relations, alone)
        found = solve_or(plain, "z and output", self._both, ways)
        columns = self._columns(found, EM)
        self.em = EM
        em = min(EM, EM * region.width / self._width(columns))
        self.fits = FITTING * em >= LEAST_EM
        if em < EM:
            self.em = FITTING * em  # marks do not shrink
            columns = self._columns(found, self.em)
        super().__init__()
        self._place(columns, region, word)
        self.add(self.head, *self.rows)

    def _sources(self, k: int) -> tuple[list[Source], Source, Source]:
        """Return the terms of a sample's z, that z, and the output."""
        recording, step = self.recording, self.recording.steps
        terms = []
        for j in (0, 1):
            terms.append(Source(recording, "weights", step, 1, (0, j)))
            terms.append(Source(recording, "sample_activations", step, 1, (k, j)))
        terms.append(Source(recording, "biases", step, 1, (0,)))
        output = Source(recording, "sample_activations", step, 2, (k, 0))
        return terms, Source(recording, "sample_z", step, 1, (k, 0)), output

    def _relations(self, of_value: int, of_sum: int, of_weight: int) -> list[Relation]:
        """Return the equation of each sample."""
        found = []
        places = (of_weight, of_value, of_weight, of_value, of_weight)
        for k in self.samples:
            terms, total, _ = self._sources(k)
            pairs = zip(terms, places, strict=True)
            found.append(relate("w · h + b = z", _weighted, pairs, (total, of_sum)))
        return found

    def _both(self, of_value: int, of_sum: int, of_weight: int) -> list[Relation]:
        """Return the equation of each sample, and that its output follows from the printed z."""
        found = self._relations(of_value, of_sum, of_weight)
        for k in self.samples:
            _, total, output = self._sources(k)
            result = output, self.of_output
            found.append(relate("sigma(z) = o", _sigmoid, [(total, of_sum)], result))
        return found

    def _columns(self, found: Sequence[int], em: float) -> list[list[VMobject]]:
        """Return the marks, numbers and signs of all rows, column by column."""
        theme, rows = self.theme, []
        value, total_form = NumberFormat(found[0]), NumberFormat(found[1], signed=True)
        of_weight = replace(self.form, decimals=found[2])
        relations = self._relations(*found)
        outputs = NumberFormat(self.of_output)
        for k, relation in zip(self.samples, relations, strict=True):
            terms, total, output = self._sources(k)
            row: list[VMobject] = [class_mark(theme, int(self.recording.samples.labels[k]), MARK)]
            for j in (0, 2):
                weight, hidden = terms[j], terms[j + 1]
                row += [
                    Readout(theme, weight, of_weight, em, theme.signed(weight.value)),
                    Formula(theme, "times", em, theme.quiet),
                    Readout(theme, hidden, value, em, theme.ink),
                ]
            row += [
                Readout(theme, terms[4], of_weight, em, theme.ink),
                equals_sign(theme, em, [relation]),
                Readout(theme, total, total_form, em, theme.ink),
                Readout(theme, output, outputs, em, theme.ink),
            ]
            rows.append(row)
        return [list(column) for column in zip(*rows, strict=True)]

    def _gaps(self) -> list[float]:
        """Return the room before each column."""
        gap, term = GAP * self.em / EM, TERM_GAP * self.em / EM
        return [0.0, 2 * gap, gap, gap, term, gap, gap, term, gap, gap, 1.4 * term]

    def _width(self, columns: list[list[VMobject]]) -> float:
        return sum(map(_widest, columns)) + sum(self._gaps())

    def _place(self, columns: list[list[VMobject]], region: Region, word: str) -> None:
        """Place columns side by side, each below its name."""
        x, top = region.x - self._width(columns) / 2, region.y + PITCH
        half, rights = DIGIT_HEIGHT * self.em / 2, []
        for column, gap in zip(columns, self._gaps(), strict=True):
            width = _widest(column)
            x += gap + width
            rights.append(x)
            for k, m in enumerate(column):
                y = top - (k + 1) * PITCH
                if isinstance(m, Readout):
                    m.place(x, y - half, "right")
                else:
                    m.move_to([x - width / 2, y, 0.0])
        self.rows = [VGroup(*row) for row in zip(*columns, strict=True)]
        self.head = VGroup()
        theme = self.theme
        for place, name in ((3, "h_1"), (6, "h_2"), (9, "z"), (10, "sigma(z)")):
            title = Formula(theme, name, 1.3 * self.em, theme.ink)
            middle = rights[place] - _widest(columns[place]) / 2
            middle = min(middle, region.right - title.width / 2)
            self.head.add(title.place(middle, top - half))
        bias = TextLine(theme, word, theme.sizes.label, theme.quiet)
        self.head.add(bias.place(rights[7] - _widest(columns[7]) / 2, top - half))


def _widest(column: Sequence[VMobject]) -> float:
    return max(m.advance_width if isinstance(m, Readout) else m.width for m in column)
