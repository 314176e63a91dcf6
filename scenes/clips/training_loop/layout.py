"""Layout of the training-loop clip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from scenes.clips.training_loop.shapes import COLUMN_WIDTH, row_width
from scenes.style.frame import Frame, Region

__all__ = ["Layout", "Place", "VectorLayout"]

GAP, EDGE = 0.35, 0.03
"""Between regions; and for the lines around bars, in frame units."""
DIAL_WIDTH = 4.5
"""Width of the dial in a wide frame, in frame units."""
PHASES, KEY = 0.75, 2.4
"""Height of the line with the phases of a step, and width of the key to the lines beside them."""
PANEL_WIDTH = {3: 3.4, 4: 3.2, 5: 3.1}
"""Width of table and plot beside networks of so many layers, in a wide frame."""
DROPS, LYING_DROP = (1.12, 0.52), 1.35
"""From the foot of a column down to its shape, with room for a sign between two shapes or not."""
ROOM_FOR_BOTH = 7.0
"""Least height for the program above the number of its steps, where these stand in a column."""
TITLE_RISE, BETWEEN = 0.5, 0.2
"""Room for the title above a vector, and between the two lines."""


class Place(NamedTuple):
    """Centre of a matrix or vector, and baseline of the shape below it."""

    x: float
    y: float
    baseline: float


@dataclass(frozen=True)
class VectorLayout:
    """Sizes and places of a weight matrix and of long vectors, on two lines.

    Attributes
    ----------
    matrix : (width, height)
    pitch, row_pitch : float
        From entry to entry in a column, and in the row.
    lying : list of Place
        Of the matrix and the image's row.
    upright : list of Place
        Of matrix, image and their product; then of output, the label's row and its column.
    room : Region
        In which everything stands, with its titles.
    """

    matrix: tuple[float, float]
    pitch: float
    row_pitch: float
    lying: list[Place]
    upright: list[Place]
    room: Region

    @classmethod
    def of(cls, room: Region, entries: int = 3) -> VectorLayout:
        """Compute the layout for the room beside the loops, for vectors of so many entries."""
        spare = room.height - sum(DROPS) - 2 * TITLE_RISE - BETWEEN - 0.01
        pitch = max(0.4, min(0.62, spare / 2 / entries))
        height = pitch * entries
        gaps = [0.6, 0.9] if room.width > 6 else [0.45, 0.6]
        rows = [TITLE_RISE + height + drop for drop in DROPS]
        inside = room.inner(room.width, sum(rows) + BETWEEN)
        upper, lower = inside.split(*rows, gap=BETWEEN)
        columns = 2 * COLUMN_WIDTH + sum(gaps) + 0.2
        width = max(1.5, min(3.2, 0.4 * room.width, room.width - columns))
        row_pitch = min(0.95, (room.width - width - 1.0) / entries)

        def stand(part: Region, xs: Sequence[float], drop: float = DROPS[0]) -> list[Place]:
            top = part.top - TITLE_RISE
            y = top - height / 2
            return [Place(x, y, top - height - drop) for x in xs]

        alone = room.inner(room.width, upper.height + LYING_DROP - DROPS[0])
        lying = stand(
            alone, in_line(alone, [width, row_width(entries, row_pitch)], [0.8]), LYING_DROP
        )
        upright = stand(upper, in_line(upper, [width, COLUMN_WIDTH, COLUMN_WIDTH], gaps))
        output, label = in_line(lower, [COLUMN_WIDTH] * 2, [1.1])
        row = output + COLUMN_WIDTH / 2 + 0.7 + row_width(entries, row_pitch) / 2
        row = min(row, lower.right - row_width(entries, row_pitch) / 2)
        upright += stand(lower, [output, row, label], DROPS[1])
        within = room.inner(room.width - 2 * EDGE, room.height)
        return cls((width, height), pitch, row_pitch, lying, upright, within)


@dataclass(frozen=True)
class Layout:
    """Regions of the clip.

    Attributes
    ----------
    dial : Region
        Of the two loops, which never move.
    stage : Region
        Beside it: of the program, shapes and figures.
    phases, key : Region
        One line above the network: the phases of a step, and the key to the lines.
    network, panel : Region
        Of the diagram, and of the table of errors and the plot of costs.
    vectors : VectorLayout
    program_and_count : list of Region or None
        Of the program, if there is room for it, and of the number of its steps.
    plot : Region
        Of the accuracies.
    """

    dial: Region
    stage: Region
    phases: Region
    key: Region
    network: Region
    panel: Region
    vectors: VectorLayout
    program_and_count: list[Region | None]
    plot: Region

    @classmethod
    def of(cls, frame: Frame, layers: int = 3) -> Layout:
        """Compute the layout for a frame and a number of layers."""
        body, more = frame.body, max(layers - 3, 0)
        if frame.tall:
            upper, stage = body.split(0.42, 0.58, gap=0.3)
            dial, panel = upper.columns(0.52, 0.48, gap=GAP)
        elif frame.width > 1.2 * frame.height:
            panel_width = PANEL_WIDTH.get(layers, PANEL_WIDTH[3])
            dial_width = DIAL_WIDTH - 0.4 * more if frame.wide else 3.5 - 0.3 * more
            dial, stage = body.columns(dial_width, body.width - GAP - dial_width, gap=GAP)
            panel = stage
        else:
            left, stage = body.columns(0.43, 0.57, gap=GAP)
            dial, panel = left.split(0.58, 0.42, gap=0.25)
        if frame.wide:
            line, rest = _below_line(stage, PHASES)
            phases, key = line.columns(line.width - KEY - 0.2, KEY, gap=0.2)
        else:
            key, rest = _below_line(stage, PHASES)
            phases, rest = _below_line(rest, 0.5)
        network = rest
        if panel is stage:
            network, panel = rest.columns(rest.width - GAP - panel_width, panel_width, gap=GAP)
        within = Region(stage.left + EDGE, stage.right - EDGE, stage.bottom, stage.top)
        program_and_count: list[Region | None] = [None, within]
        if frame.wide:
            program_and_count = [*within.split(0.66, 0.34)]
        elif within.height > ROOM_FOR_BOTH:
            program_and_count = [*within.split(0.48, 0.52)]
        vectors = VectorLayout.of(stage)
        return cls(dial, stage, phases, key, network, panel, vectors, program_and_count, within)


def _below_line(region: Region, height: float) -> tuple[Region, Region]:
    """Cut a line off the top of a region."""
    y = region.top - height
    return region.above(y), region.below(y - 0.1)


def in_line(room: Region, widths: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """Return the horizontal centres of mobjects side by side, centred in a region."""
    left = room.x - (sum(widths) + sum(gaps)) / 2
    centres = []
    for width, gap in zip(widths, [*gaps, 0.0], strict=True):
        centres.append(left + width / 2)
        left += width + gap
    return centres
