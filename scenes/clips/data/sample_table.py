"""Some rows and columns of a table of samples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import Line, RoundedRectangle, VGroup

from scenes.clips.data.fitting import cut_short, decimals_of, mid_line
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["SampleTable"]

LEAST, MOST = 1.45, 2.5
"""Least and largest width of a column, in frame units."""
MOST_ROWS, PITCH = 6, 0.66
HEADING = 1.15
"""Room for the names of the features."""
EDGE = 0.03
"""Room beside the table for the width of its lines."""
DECIMALS = 3


class SampleTable(VGroup):
    """Samples as rows, features as columns, classes at the right.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
    sample : int
        The sample that is followed; it is the third row if there are samples before it.
    features : sequence of int
        The features drawn in the network; as many of them as fit have a column.
    word : str
        Above the classes.

    Attributes
    ----------
    headings : list of TextLine
    rows : list of list
        Numbers, and the name of the class if there are classes.
    dots : VGroup
        For rows and columns that are left out.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        recording: Any,
        sample: int,
        features: Sequence[int],
        word: str,
    ):
        self.theme, self.recording = theme, recording
        # The ends of the rule, too, stay within the margins.
        region = region.inner(region.width - 2 * EDGE, region.height)
        samples, classes = recording.samples, recording.class_names
        most = int(region.width / LEAST) - (classes is not None)
        self.features = list(features)[: max(most, 1)]
        left_out = len(self.features) < recording.layer_sizes[0]
        if left_out and len(self.features) == most:
            self.features = self.features[:-1]
        count = len(self.features) + left_out + (classes is not None)
        pitch = min(region.width / count, MOST)
        first = max(0, min(sample - 2, len(samples) - MOST_ROWS))
        shown = range(first, min(first + MOST_ROWS, len(samples)))
        self.at = sample - first
        height = HEADING + PITCH * (len(shown) + (shown[-1] < len(samples) - 1))
        room = region.inner(pitch * count, height)
        self._edges = room.left, room.right
        xs = [room.left + (k + 0.5) * pitch for k in range(count)]
        self._ys = [room.top - HEADING - (r + 0.5) * PITCH for r in range(len(shown))]
        self.headings = self._names(xs, room.top - HEADING + 0.22, pitch - 0.2, word)
        self.rule = Line([room.left, y := room.top - HEADING, 0], [room.right, y, 0])
        self.rule.set_stroke(theme.hairline, theme.sizes.line)
        self.rows = [self._row(s, xs, y, pitch - 0.2) for s, y in zip(shown, self._ys, strict=True)]
        self.dots = VGroup()
        em = 1.1 * theme.sizes.number
        if shown[-1] < len(samples) - 1:
            y = self._ys[-1] - PITCH
            self.dots.add(
                *[Formula(theme, "dots.v", em, theme.quiet).move_to([x, y, 0]) for x in xs]
            )
        if left_out:
            x = xs[len(self.features)]
            self.dots.add(
                *[Formula(theme, "dots.h", em, theme.quiet).move_to([x, y, 0]) for y in self._ys]
            )
        cells = [cell for row in self.rows for cell in row]
        super().__init__(*self.headings, self.rule, *cells, self.dots)

    def _names(
        self, xs: Sequence[float], baseline: float, width: float, word: str
    ) -> list[TextLine]:
        """Return the names of the columns, on two lines where they are long."""
        theme, em = self.theme, self.theme.sizes.label
        found = []
        for k, x in zip(self.features, xs, strict=False):
            name = self.recording.samples.input_names[k]
            line = TextLine(theme, name, em, theme.ink)
            if line.width > width and " " in name:
                parts = [cut_short(theme, part, em, theme.ink, width) for part in _halves(name)]
                found += [
                    part.place(x, baseline + 1.3 * em * (1 - at)) for at, part in enumerate(parts)
                ]
            else:
                found.append(cut_short(theme, name, em, theme.ink, width).place(x, baseline))
        if self.recording.class_names is not None:
            found.append(TextLine(theme, word, em, theme.quiet).place(xs[-1], baseline))
        return found

    def _row(self, sample: int, xs: Sequence[float], y: float, width: float) -> list[Any]:
        theme, samples = self.theme, self.recording.samples
        em, row = theme.sizes.number, []
        name = "raw_inputs" if samples.scaling is not None else "inputs"
        for k, x in zip(self.features, xs, strict=False):
            style = NumberFormat(decimals_of(samples.raw[:, k][:500], DECIMALS))
            number = Readout(
                theme, Source(self.recording, name, index=(sample, k)), style, em, theme.quiet
            )
            row.append(number.place(x, mid_line(y, em)))
        if self.recording.class_names is not None:
            text = self.recording.class_names[int(samples.labels[sample])]
            em = theme.sizes.label
            line = cut_short(theme, text, em, theme.quiet, width)
            row.append(line.place(xs[-1], mid_line(y, em)))
        return row

    def bar(self) -> RoundedRectangle:
        """Return a bar behind the row that is followed."""
        left, right = self._edges
        bar = RoundedRectangle(
            width=right - left, height=0.9 * PITCH, corner_radius=0.08, stroke_width=0,
            fill_color=self.theme.focus, fill_opacity=self.theme.row_tint,
        )  # fmt: skip
        return bar.move_to([(left + right) / 2, self._ys[self.at], 0.0])

    def light(self) -> list[Any]:
        """Brighten the row that is followed; its class gets the colour of targets."""
        row, theme = self.rows[self.at], self.theme
        return [
            m.animate.set_fill(theme.ink if isinstance(m, Readout) else theme.target) for m in row
        ]

    def values_of_the_row(self) -> dict[int, Readout]:
        """Return the numbers of the row that is followed, by feature."""
        return dict(zip(self.features, self.rows[self.at], strict=False))


def _halves(name: str) -> tuple[str, str]:
    """Divide a name at the space next to its middle."""
    spaces = [k for k, letter in enumerate(name) if letter == " "]
    at = min(spaces, key=lambda k: abs(k - len(name) / 2))
    return name[:at], name[at + 1 :]
