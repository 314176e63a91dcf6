"""What is to be learned: a few samples as a table, or the classes of many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import Line, VGroup

from scenes.clips.decision.classes import class_mark
from scenes.clips.training_loop.sample_view import shortened
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["ClassList", "SampleTable", "fits_a_table"]

FEW = 6
"""Most samples that are listed."""
ROW, COLUMN = 1.08, 1.7
"""Largest height of a row and width of a column, in frame units."""
MARK = 0.26


def fits_a_table(recording: Any) -> bool:
    """Return whether the samples are few, with one output and values without decimals."""
    samples = recording.samples
    whole = (samples.inputs == samples.inputs.round()).all()
    return bool(len(samples) <= FEW and samples.targets.shape[1] == 1 and whole)


class SampleTable(VGroup):
    """A row for each sample: its inputs, its target, and its mark.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording

    Attributes
    ----------
    head : VGroup
        Names of the columns, and a rule.
    rows : list of VGroup
    """

    def __init__(self, theme: Theme, region: Region, recording: Any):
        samples = recording.samples
        row = min(ROW, region.height / (len(samples) + 1.2))
        width = min(COLUMN, region.width / 4.5)
        left = region.x - 1.6 * width
        xs = [left, left + width, left + 2.1 * width]
        top = region.y + row * (len(samples) + 1) / 2
        em, number_em = 1.4 * theme.sizes.label, 1.6 * theme.sizes.number
        head = VGroup()
        for x, name in zip(xs, (*samples.input_names, *samples.output_names), strict=True):
            word = shortened(theme, name, em, theme.quiet, 1.35 * width)
            head.add(word.place(x, top - 0.5 * row))
        y = top - 0.8 * row
        rule = Line([left - 0.5 * width, y, 0], [left + 3.4 * width, y, 0], color=theme.hairline)
        head.add(rule.set_stroke(width=theme.sizes.line))
        self.head, self.rows = head, []
        for k in range(len(samples)):
            middle = top - (1.4 + k) * row
            sources = [
                *[Source(recording, "inputs", index=(k, axis)) for axis in (0, 1)],
                Source(recording, "targets", index=(k, 0)),
            ]
            numbers = [
                Readout(theme, source, NumberFormat(0), number_em).place(
                    x, middle - DIGIT_HEIGHT * number_em / 2
                )
                for source, x in zip(sources, xs, strict=True)
            ]
            sign = class_mark(theme, int(samples.labels[k]), MARK)
            sign.move_to([left + 2.95 * width, middle, 0.0])
            self.rows.append(VGroup(*numbers, sign))
        super().__init__(head, *self.rows)


class ClassList(VGroup):
    """A row for each class: its mark and its name.

    Parameters
    ----------
    theme : Theme
    region : Region
    names : sequence of str
    """

    def __init__(self, theme: Theme, region: Region, names: Sequence[str]):
        row = min(ROW, region.height / max(len(names), 1))
        em = 1.3 * theme.sizes.label
        top = region.y + row * len(names) / 2
        words = [shortened(theme, name, em, theme.ink, region.width - 2.0) for name in names]
        left = region.x - (max(word.width for word in words) + 4 * MARK) / 2
        self.rows = []
        for k, word in enumerate(words):
            y = top - (0.5 + k) * row
            sign = class_mark(theme, k, MARK).move_to([left + MARK, y, 0.0])
            self.rows.append(VGroup(sign, word.place(left + 4 * MARK, y - 0.12, "left")))
        super().__init__(*self.rows)
