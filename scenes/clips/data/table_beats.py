"""The beats that turn a row of a table into the input vector."""

from __future__ import annotations

import numpy as np
from manim import FadeIn, ReplacementTransform, VGroup

from scenes.animation.timing import staggered, within
from scenes.clips.data.feature_list import FeatureList
from scenes.clips.data.sample_table import SampleTable
from scenes.clips.data.scaling_line import scaling_line
from scenes.clips.data.stage_set import DataStage
from scenes.mobjects.text.readout import emerge
from scenes.provenance.source import Source

__all__ = ["TableBeats"]


class TableBeats(DataStage):
    """The table, one of its rows upright, and its values on the scale of the network."""

    @property
    def is_scaled(self) -> bool:
        """Whether the network reads scaled values."""
        return self.recording.samples.scaling is not None

    def show_question(self) -> None:
        """Open with the network alone, in the middle of the stage."""
        whole = VGroup(self.network, *self.marks_asked, *self.marks_wanted)
        self.shift_home = np.array([whole.get_x() - self.area.body.x, 0.0, 0.0])
        whole.shift(-self.shift_home)
        self.ask()

    def table(self) -> None:
        """Show some rows of the table, then point out the sample's."""
        self.table_drawn = table = SampleTable(
            self.theme,
            self.area.body,
            self.recording,
            self.sample_at,
            self.inputs_shown,
            self.words["data.class"],
        )
        self.play(*self.stage.clear(), run_time=0.6)
        self.play(
            *staggered([FadeIn(m) for m in table.headings], overlap=0.6),
            within(FadeIn(table.rule), 0.2, 0.8),
            run_time=1.2,
        )
        rows = [[FadeIn(m) for m in row] for row in table.rows]
        self.play(*staggered([*rows, *[[FadeIn(table.dots)]]], overlap=0.5), run_time=1.8)
        self.bar = table.bar()
        self.play(FadeIn(self.bar), *table.light(), run_time=0.6)
        self.stage.add(*table.headings, table.rule, table.dots, self.bar)
        self.stage.add(*[m for row in table.rows for m in row])

    def row(self) -> None:
        """Let the row stand up as a column, each value beside the name of its feature."""
        theme, table = self.theme, self.table_drawn
        VGroup(self.network, *self.marks_asked, *self.marks_wanted).shift(self.shift_home)
        words = [self.words[f"data.{key}"] for key in ("raw", "scaled")]
        self.listed = listed = FeatureList(
            theme,
            self.layout.table_pair[0],
            self.network,
            (self.sample_at, self.shown_step),
            self.value_style,
            words if self.is_scaled else words[:0],
            level=not self.layout.stacked,
        )
        movers = table.values_of_the_row()
        self.stage.discard(*movers.values())
        flights = [
            ReplacementTransform(movers[k], number) if k in movers else FadeIn(number)
            for k, number in zip(self.inputs_shown, listed.raw, strict=True)
        ]
        self.play(
            *self.stage.clear(stop=0.3),
            *staggered(flights, overlap=0.75, start=0.15, stop=0.85),
            *staggered([FadeIn(m) for m in listed.names], overlap=0.75, start=0.3, stop=0.95),
            run_time=2.6,
        )
        shown = [listed.rule, *listed.headings[:1]] if self.is_scaled else []
        self.play(*[FadeIn(m) for m in (listed.brackets_of(listed.raw), *shown)], run_time=0.6)
        self.stage.add(*listed.raw, *listed.names, *shown)
        self.stage.add(listed.brackets_of(listed.raw))

    def scaled(self) -> None:
        """Work out one scaled value, then show the others."""
        theme, listed = self.theme, self.listed
        k = listed.most_telling
        sources = [
            Source(self.recording, f"scaling_{name}", index=(self.inputs_shown[k],))
            for name in ("offset", "factor")
        ]
        scaling = self.recording.samples.scaling
        assert scaling is not None
        line = scaling_line(
            theme, self.layout.table_pair[1], listed.raw[k], sources, listed.values[k],
            [self.words[f"data.{scaling.kind}.{part}"]
             for part in ("offset", "factor")],
        )  # fmt: skip
        bar = listed.bar(k)
        self.play(*self.stage.show(bar, listed.headings[1], start=0.0), run_time=0.5)
        for group in line.groups:
            self.play(*[FadeIn(m) for m in group], run_time=0.55)
            self.wait(0.15)
        number = listed.values[k]
        mover = number.moved_from(line.result)
        self.play(emerge(mover, number), run_time=1.0)
        self.remove(mover)
        self.add(number)
        self.wait(0.3)
        others = [FadeIn(n) for j, n in enumerate(listed.values) if j != k]
        if others:
            self.play(*staggered(others, overlap=0.5), run_time=min(0.4 * len(others) + 0.4, 1.8))
        raw, scaled = listed.brackets_of(listed.raw), listed.brackets_of(listed.values)
        self.play(
            *self.stage.hide(raw, stop=0.5), *self.stage.show(scaled, start=0.3),
            *[n.animate.set_fill(theme.quiet) for n in listed.raw], run_time=0.7,
        )  # fmt: skip
        self.stage.add(*listed.values, *line.pieces)
