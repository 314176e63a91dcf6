"""Layout of the forward-pass clip."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenes.style.frame import Frame, Region

__all__ = ["HEADER", "Layout", "NeuronPlace"]

EQUATION_ROOM = 8.0
"""Width of the panel in which five weights a row fit on the equation's one line."""
PLOT = (3.4, 2.5)
SMALL_PLOT, LARGE_PLOT = 3.1, 4.2
"""Width and height of the curve, and its width in a narrow and in a wide panel."""
NARROW_PANEL, HIGH = 6.0, 1.5
"""Width below which formulas are above the curve, and the room for them there."""
BOX = 6.9
"""Width of the opened neuron, where the curve is in it."""
HEADER = 1.35
"""Room for z = Σ w x + b, with numbers below it, at the top of the opened neuron."""
INSIDE, READ = 0.25, 4.1
"""Margin in the opened neuron, and width of the curve in it."""
FIRST, ABOVE_BIAS, BIAS, AXIS = 0.22, 0.42, 0.36, 0.62
"""From the header down to the first arrow, from the last input's to the bias's, from that to the
axis, and from the axis to the outline, in frame units."""
NARROW_SUM_ROOM, EDGE = 2.95, 0.03
"""Width of the column of sums where the curve is below it, and half its outline."""
LEAST_PITCH, MOST_PITCH = 0.62, 1.0
"""Distance of two inputs of the opened neuron, in frame units."""
OPENED = 5.8
"""Largest height of the opened neuron, in frame units."""
FULL_WIDTH = 12.0
"""Width from which the opened neuron has its curve beside the sum."""
Z_ROOM = 0.55
"""Room below the curve for z as a number."""
SHARED = 1.15
"""Height above the curve for formulas, in frame units."""


@dataclass(frozen=True)
class NeuronPlace:
    """Where the opened neuron and what belongs to it stand.

    Attributes
    ----------
    rows : Region
        Inputs, from their names to the end of their lines.
    frame : Region
        The outline of the neuron.
    sums : Region
        The running sum, the bias and the pre-activation, inside of it.
    curve : Region
    formulas : Region
        The function's formula.
    chart : Region
        The products as arrows, before the curve.
    key : Region
        What the lines mean.
    """

    rows: Region
    frame: Region
    sums: Region
    curve: Region
    formulas: Region
    chart: Region
    key: Region

    @property
    def beside(self) -> bool:
        """Whether the curve is beside the sum, in one frame."""
        return self.sums != self.frame

    @property
    def most_rows(self) -> int:
        """How many inputs fit."""
        return int(self.rows.height / LEAST_PITCH)

    def levels(self, rows: int) -> list[float]:
        """Return the heights of so many inputs: in the chart's part of the room, if they fit."""
        room, pitch = self.rows, min(MOST_PITCH, self.rows.height / rows)
        if self.level_with(rows):
            room = self._arrows
            pitch = min(MOST_PITCH, room.height / max(rows - 1, 1))
        return [room.y + ((rows - 1) / 2 - k) * pitch for k in range(rows)]

    def level_with(self, rows: int) -> bool:
        """Return whether each of so many inputs is level with its arrow."""
        return self.beside and (rows - 1) * LEAST_PITCH <= self._arrows.height

    @property
    def _arrows(self) -> Region:
        """The heights from the first input's arrow to the last one's."""
        bottom = self.bias_level + ABOVE_BIAS
        return Region(self.chart.left, self.chart.right, bottom, self.chart.top - FIRST)

    @property
    def bias_level(self) -> float:
        """The height of the bias's arrow."""
        return self.frame.bottom + AXIS + BIAS

    @classmethod
    def of(cls, body: Region) -> NeuronPlace:
        """Divide the body: side by side if it is wide, else the curve below the sum."""
        if body.width >= FULL_WIDTH:
            room = body.inner(body.width, OPENED)
            right = room.right - EDGE
            left = right - BOX
            frame = Region(left, right, room.bottom, room.top)
            chart = Region(left + INSIDE, right - INSIDE, room.bottom + 0.07, room.top - HEADER)
            split = right - READ
            curve = Region(split, right - 0.08, frame.bottom + Z_ROOM, chart.top - 0.35)
            formulas = Region(left + INSIDE, split, curve.bottom, curve.top)
            rows = Region(room.left, left, room.bottom, room.top)
            sums = Region(left + INSIDE, right - INSIDE, chart.top, room.top)
            foot = frame.bottom + AXIS + BIAS + ABOVE_BIAS
            key = Region(room.left, left - INSIDE, room.bottom, foot - LEAST_PITCH / 2)
            return cls(rows, frame, sums, curve, formulas, chart, key)
        tall = body.height > 1.2 * body.width
        lower = PLOT[1] + Z_ROOM + (SHARED if tall else 0.0)
        upper = Region(body.left, body.right, body.bottom + lower + 0.3, body.top)
        upper = upper.inner(upper.width, 6.0 if tall else upper.height)
        left = upper.right - NARROW_SUM_ROOM
        frame = Region(left, upper.right - EDGE, upper.bottom + EDGE, upper.top - EDGE)
        below = upper.bottom - 0.3
        top = below - (SHARED if tall else 0.0)
        curve = Region(body.left, body.left + PLOT[0], top - PLOT[1], top)
        if tall:
            formulas = Region(body.left, body.right, top + 0.05, below)
        else:
            formulas = Region(curve.right + 0.3, body.right, curve.bottom, curve.top)
        rows = Region(upper.left, left, upper.bottom, upper.top)
        chart = Region(body.left, body.right, curve.bottom, below)
        return cls(rows, frame, frame, curve, formulas, chart, chart)


@dataclass(frozen=True)
class Layout:
    """Regions of the clip.

    Attributes
    ----------
    network, panel : Region
        The diagram, and everything that explains it.
    picture : Region
        The sample, left of the network (above it in a tall frame) while its values enter.
    shift : ndarray of shape (3,)
        From the network's usual place to its place beside the picture.
    matrices, curve, beside : Region
        Parts of the panel: the equation, the curve, and what is written beside the curve.
    neuron : NeuronPlace
        The opened neuron, on the whole stage.
    """

    network: Region
    panel: Region
    picture: Region
    shift: np.ndarray
    matrices: Region
    curve: Region
    beside: Region
    neuron: NeuronPlace

    @classmethod
    def of(cls, frame: Frame) -> Layout:
        """Compute the layout for a frame."""
        body, gap = frame.body, 0.35
        if frame.beside:
            width = min(frame.network.width, max(body.width - gap - EQUATION_ROOM, 4.4))
            network = Region(body.left, body.left + width, body.bottom, body.top)
            panel = Region(network.right + gap, body.right, body.bottom, body.top)
            shift = np.array([body.right - network.right, 0.0, 0.0])
            picture = Region(body.left, body.right - width - gap, body.bottom, body.top)
        else:
            network, panel = body.split(0.45, 0.55, gap=0.3)
            picture = Region(body.left, body.right, panel.top + 0.3, body.top)
            shift = np.array([0.0, panel.top - network.top, 0.0])
        across = LARGE_PLOT if panel.width > 7 else PLOT[0] if panel.width > 6.4 else SMALL_PLOT
        curve = Region(panel.left, panel.left + across, panel.bottom, panel.bottom + PLOT[1])
        beside = Region(curve.right, panel.right, curve.bottom, curve.top)
        top = curve.top
        if panel.width < NARROW_PANEL:
            beside = Region(panel.left, panel.right, curve.top + 0.12, curve.top + HIGH)
            top = beside.top
        matrices = panel.above(top + 0.1)
        neuron = NeuronPlace.of(body)
        return cls(network, panel, picture, shift, matrices, curve, beside, neuron)
