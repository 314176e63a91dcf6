"""Layout of the training-loop clip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from scenes.clips.training_loop.cost_plot import CostPlot
from scenes.clips.training_loop.nested_loops import nested
from scenes.clips.training_loop.shapes import COLUMN_WIDTH, row_width
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.style.frame import Frame, Region

__all__ = ["Layout", "Place", "StepLayout", "VectorLayout"]

PANEL_WIDTH, NETWORK_WIDTH = 6.42, 4.5
"""Least widths of the panel with the loops, whose heads need room, and of the network beside it."""
PHASES_HEIGHT = 0.62
"""Height of the line of phases where the loops stay around the network, in frame units."""
NETWORK_SHARES = {"beside": 0.532, "above": 0.62}
"""The network's share of the room inside the loops."""
SHAPE_DROP = 1.2
"""From the foot of a column down to its shape, with room for the sign between two shapes."""


class Place(NamedTuple):
    """Centre of a matrix or vector, and baseline of the shape below it."""

    x: float
    y: float
    baseline: float


@dataclass(frozen=True)
class VectorLayout:
    """Sizes and places of a weight matrix and of long vectors.

    Attributes
    ----------
    indices : list of str
        Entries that are shown before the last, with "…" for those left out.
    matrix : (width, height)
    pitch, image_pitch, label_pitch : float
        From entry to entry in a column, in the image's row and in the label's row.
    lying : list of Place
        Of the matrix and the image's row.
    upright : list of Place
        Of matrix, image, output, the label's row and the label's column.
    """

    indices: list[str]
    matrix: tuple[float, float]
    pitch: float
    image_pitch: float
    label_pitch: float
    lying: list[Place]
    upright: list[Place]

    @classmethod
    def of(cls, frame: Frame, room: Region) -> VectorLayout:
        """Compute the layout for the room inside the loops."""
        # A narrow frame has room for the first and the last entry only.
        indices = ["1", "2", "3", "…"] if room.width > 7 else ["1", "…"]
        count = len(indices) + 1
        pitch = max(0.54, min(0.8, (room.height - 0.55 - SHAPE_DROP) / count))
        width, height = max(min(4.2, 0.37 * room.width), 2.75), 1.7 * pitch / 0.54
        if not frame.wide:
            height = min(height, pitch * count - 0.5)
        spare = (room.width - width - 0.66) / count
        image_pitch, label_pitch = min(1.05, spare), max(min(0.78, 0.76 * spare), 0.65)

        def stand(part: Region, xs: Sequence[float]) -> list[Place]:
            y = part.y + 0.3
            foot = part.bottom + 0.12 if frame.wide else y - pitch * count / 2 - SHAPE_DROP
            return [Place(x, y, foot) for x in xs]

        if frame.wide:
            first, second = (
                [room.left + share * room.width for share in shares]
                for shares in ((0.22, 0.71), (0.185, 0.445, 0.615, 0.83, 0.79))
            )
            lying, upright = stand(room, first), stand(room, second)
        else:
            lying = stand(room, in_line(room, [width, row_width(count, image_pitch)], [0.5]))
            if frame.height > frame.width:
                upper, lower = room.split(1, 1)
                output, label = in_line(lower, [COLUMN_WIDTH] * 2, [0.8])
                upright = stand(upper, in_line(upper, [width, COLUMN_WIDTH], [0.5]))
                upright += stand(lower, [output, lower.x, label])
            else:
                xs = in_line(room, [width, *[COLUMN_WIDTH] * 3], [0.4, 0.7, 0.7])
                row = min(xs[3], room.right - row_width(count, label_pitch) / 2)
                upright = stand(room, [*xs[:3], row, xs[3]])
        return cls(indices, (width, height), pitch, image_pitch, label_pitch, lying, upright)


@dataclass(frozen=True)
class StepLayout:
    """Regions while the network is on screen.

    Attributes
    ----------
    network, loops : Region
    inside : Region
        Inside the loops, for the image and then the table of errors.
    phases : Region
        For the line of phases.
    plot : Region
    """

    network: Region
    loops: Region
    inside: Region
    phases: Region
    plot: Region

    @classmethod
    def of(cls, frame: Frame) -> StepLayout:
        """Compute the layout: the loops beside the network if there is room, else around it."""
        body = frame.body
        if body.width - PANEL_WIDTH > NETWORK_WIDTH:
            network, panel = frame.network, frame.panel
            if not frame.wide:
                network, panel = body.columns(
                    body.width - 0.35 - PANEL_WIDTH, PANEL_WIDTH, gap=0.35
                )
            plot = nested(panel)[-1]
            inside, phases = plot.split(0.83, 0.17)
            return cls(network, panel, inside, phases, plot)
        room = nested(body)[-1]
        stage, phases = room.split(room.height - PHASES_HEIGHT, PHASES_HEIGHT)
        if room.width > room.height:
            share = NETWORK_SHARES["beside"]
            network, inside = stage.columns(share, 1 - share, gap=0.3)
        else:
            share = NETWORK_SHARES["above"]
            network, inside = stage.split(share, 1 - share, gap=0.3)
        plot = Region(inside.left, inside.right, room.bottom, inside.top)
        return cls(network, body, inside, phases, plot)


@dataclass(frozen=True)
class Layout:
    """Regions of the clip.

    Attributes
    ----------
    body : Region
        Of the loops, except while they are beside the network.
    vectors : VectorLayout
    step : StepLayout
    bars, command : Region
        At the end: the accuracies, and the command below them.
    rise : float
        How far the bars move up for the command, in frame units.
    """

    body: Region
    vectors: VectorLayout
    step: StepLayout
    bars: Region
    command: Region
    rise: float

    @classmethod
    def of(cls, frame: Frame) -> Layout:
        """Compute the layout for a frame."""
        content = nested(frame.body)[-1]
        shares = (0.1, 0.75, 0.15) if frame.wide else (0.09, 0.68, 0.23)
        above, bars, below = content.split(*shares)
        rise = 0.6 * above.height
        command = Region(below.left, below.right, below.bottom, below.top + rise)
        vectors = VectorLayout.of(frame, content)
        return cls(frame.body, vectors, StepLayout.of(frame), bars, command, rise)

    def beside_outputs(self, network: NetworkDiagram) -> tuple[Region, Region]:
        """Return the free regions above and below the output neurons."""
        region = self.step.network
        left = float(network.layers[1][0].disc.get_right()[0]) + 0.35
        top, bottom = (network.layers[2][k].disc for k in (0, -1))
        foot = float(network.names.get_top()[1])
        return (
            Region(left, region.right, float(top.get_top()[1]), region.top),
            Region(left, region.right, foot, float(bottom.get_bottom()[1])),
        )

    def thumbnail(self, plot: CostPlot, lowest: float) -> Region:
        """Return the region of the image below the least cost of the first epoch.

        It leaves room for the last cost of all below it, and for the first cost's number at its
        left.
        """
        top = float(plot.c2p(0, lowest)[1]) - 0.12
        bottom = plot.bottom + 0.6
        left = plot.right - min(2.3, 0.62 * (plot.right - plot.left))
        return Region(left, plot.right, bottom, max(top, bottom + 0.7))


def in_line(room: Region, widths: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """Return the horizontal centres of mobjects side by side, centred in a region."""
    left = room.x - (sum(widths) + sum(gaps)) / 2
    centres = []
    for width, gap in zip(widths, [*gaps, 0.0], strict=True):
        centres.append(left + width / 2)
        left += width + gap
    return centres
