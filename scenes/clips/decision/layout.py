"""Layout of the decision clip."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scenes.clips.decision.hidden_pane import HEAD
from scenes.clips.decision.plane_plot import FOOT_ROOM, SIDE_ROOM
from scenes.style.frame import Frame, Region

__all__ = ["DecisionLayout"]

GAP = 0.4
"""Between the plane and what is beside it."""
LEAST_GAP = 0.15
"""At least, if the numbers of the plane are wide."""
EDGE, KEY_GAP = 0.03, 0.1
LEGEND, HEADER = 0.5, 0.5
"""Heights of the legend and of the line above the plane, in frame units."""
TITLE_ROOM = 2.0
"""Room for the clip's title where the legend is beside it."""
COST_SHARE, TALL_COST = 0.4, 0.21
"""The cost's share of the height of its column, and of a tall frame."""
TALL_GAP = 0.2
"""Between the name below the plane and that of the cost, in a tall frame."""
LEAST_COST = 1.75
"""Height of the cost from which it is below the plane."""
PLANE_SHARE = 0.47
"""Largest share of a frame's width that the plane takes, unless the frame is tall."""
PANE_GAP, ROW_GAP = 0.3, 0.15
BAR, BAR_ROOM = 0.28, 1.0
"""Width of the bar of levels, and room for it with its numbers."""
WIDEST = 4
"""Most panes in a row."""


@dataclass(frozen=True)
class DecisionLayout:
    """Regions of the decision clip.

    Attributes
    ----------
    legend, hidden, cost : Region
        Key of the classes; hidden neurons, or the figures of a single one; the cost.
    square : Region
        The plane, without ticks and names.
    header : Region
        The line above it.
    pair : list of Region
        Two planes side by side, without ticks and names: of inputs, and of hidden activations.
    """

    legend: Region
    hidden: Region
    cost: Region
    square: Region
    header: Region
    pair: list[Region]

    @classmethod
    def of(
        cls, frame: Frame, side_room: float = SIDE_ROOM, *, short_key: bool = False
    ) -> DecisionLayout:
        """Compute the layout for a frame, with room for ticks and name at the left of a plane.

        In a wide frame a short key of the classes stands beside the clip's title.
        """
        body = frame.body
        # The outlines of the planes are drawn half outside of them.
        body = Region(body.left, body.right - EDGE, body.bottom, body.top)
        if frame.tall:
            return cls._tall(body, side_room)
        above = 0.05 if frame.wide else HEADER
        side = min(body.height - FOOT_ROOM - above, PLANE_SHARE * body.width)
        right = Region(body.right - side, body.right, body.top - above - side, body.top - above)
        high = frame.wide and short_key
        lift = frame.title.bottom - 0.06 if high else right.top
        header = Region(right.left, right.right, lift, lift + HEADER)
        wide = max(SIDE_ROOM, side_room - GAP + LEAST_GAP)
        left = Region(body.left, right.left - wide - GAP, body.bottom, body.top)
        legend = left.above(left.top - LEGEND)
        rest = left.below(legend.bottom - 0.1)
        if high:
            level = lift + 0.28
            legend = Region(
                left.left + TITLE_ROOM, left.right, level - LEGEND / 2, level + LEGEND / 2
            )
            rest = left
        below = right.bottom - FOOT_ROOM - 0.15
        if below - body.bottom < LEAST_COST:
            hidden, cost = rest.split(1 - COST_SHARE, COST_SHARE, gap=0.2)
        else:
            hidden = rest
            cost = Region(right.left - SIDE_ROOM, body.right, body.bottom, below)
        hidden = hidden.inner(hidden.width - 2 * EDGE, hidden.height)
        beside = cls._beside(body, above if high else LEGEND + KEY_GAP, side_room)
        return cls(legend, hidden, cost, right, header, beside)

    @staticmethod
    def _beside(body: Region, above: float, side_room: float) -> list[Region]:
        """Return two squares side by side."""
        room = (body.width - 2 * SIDE_ROOM - 2 * GAP) / 2
        side = min(body.height - FOOT_ROOM - above, room)
        spare = max(0.0, (room - side) / 2)
        # More at the left is taken from the gap between the two, and then from their size.
        short = max(0.0, side_room - SIDE_ROOM - spare)
        side -= max(0.0, short - GAP / 2)
        top = body.top - above - max(0.0, (body.height - above - FOOT_ROOM - side) / 2)
        lefts = (
            body.left + SIDE_ROOM + spare + short,
            body.right - side - spare,
        )
        return [Region(left, left + side, top - side, top) for left in lefts]

    @classmethod
    def _tall(cls, body: Region, side_room: float) -> DecisionLayout:
        """Stack everything; two planes one above the other."""
        legend = body.above(body.top - LEGEND)
        cost = body.below(body.bottom + TALL_COST * body.height)
        hidden = Region(body.left, body.right, 0.0, legend.bottom - 0.1)
        hidden = hidden.above(hidden.top - 0.27 * body.height)
        room = Region(
            body.left + SIDE_ROOM, body.right, cost.top + FOOT_ROOM + TALL_GAP, hidden.bottom - 0.1
        )
        side = min(room.width, room.height - HEADER)
        side = min(side, body.right - body.left - side_room)
        x = max(room.x, body.left + side_room + side / 2)
        square = Region(x - side / 2, x + side / 2, room.bottom, room.bottom + side)
        header = Region(square.left, square.right, square.top, square.top + HEADER)
        top = legend.bottom - KEY_GAP
        half = min(room.width, (top - body.bottom) / 2 - FOOT_ROOM - 0.1)
        half = min(half, body.right - body.left - side_room)
        x = max(room.x, body.left + side_room + half / 2)
        pair = [
            Region(x - half / 2, x + half / 2, top - half, top)
            for top in (top, top - half - FOOT_ROOM - 0.2)
        ]
        return cls(legend, hidden, cost, square, header, pair)

    @property
    def alone(self) -> Region:
        """The plane in the middle of the frame, when there is nothing beside it."""
        half = self.square.width / 2
        return Region(-half, half, self.square.bottom, self.square.top)

    @property
    def beside(self) -> Region:
        """The room beside the plane, or above it, before anything else is there."""
        hidden, legend = self.hidden, self.legend
        low = (
            hidden.bottom if self.cost.left > hidden.right else min(hidden.bottom, self.cost.bottom)
        )
        if hidden.width > self.square.width and hidden.bottom > self.square.top:
            low = hidden.bottom
        return Region(
            hidden.left, hidden.right, low, hidden.top if legend.left > hidden.left else legend.top
        )

    @property
    def corner_bar(self) -> Region:
        """The bar of levels at the lower right of the hidden neurons, where they are a network."""
        left = self.hidden.right - BAR_ROOM + 0.2
        return Region(left, left + BAR, self.hidden.bottom + 0.05, self.hidden.y - 0.45)

    def panes(self, count: int) -> tuple[list[Region], Region]:
        """Return the squares of hidden neurons, and the bar of their levels at the right.

        They are as large as there is room for, without their names, which are above.
        """
        best: list[Region] = []
        hidden = self.hidden
        for across in range(1, count + 1):
            rows = math.ceil(count / across)
            if across > WIDEST and rows > 1:
                continue
            width = (hidden.width - BAR_ROOM - PANE_GAP * (across - 1)) / across
            height = (hidden.height - ROW_GAP * (rows - 1)) / rows - HEAD
            side = min(width, height)
            if side <= 0 or (best and side <= best[0].width):
                continue
            best = []
            total = across * side + PANE_GAP * (across - 1)
            left = hidden.x - (total + BAR_ROOM) / 2
            for k in range(count):
                row, column = divmod(k, across)
                x = left + column * (side + PANE_GAP)
                top = hidden.top - HEAD - row * (side + HEAD + ROW_GAP)
                best.append(Region(x, x + side, top - side, top))
            x = left + total + PANE_GAP
            first = best[0]
            bar = Region(x, x + BAR, first.bottom, first.top)
        return best, bar
