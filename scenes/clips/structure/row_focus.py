"""The focus on one neuron, its edges and its row of weights."""

from __future__ import annotations

from typing import Any

from scenes.clips.structure.weight_dots import WeightDots
from scenes.mobjects.network.network_diagram import NetworkDiagram

__all__ = ["RowFocus"]


class RowFocus:
    """Moves the focus from neuron to neuron, in the network and in the grids of weights.

    Parameters
    ----------
    network : NetworkDiagram
    dots : WeightDots
    """

    def __init__(self, network: NetworkDiagram, dots: WeightDots):
        self.network, self.dots = network, dots
        self._row: tuple[int, int] | None = None

    def ring(self, layer: int, j: int) -> list[Any]:
        """Move the focus from the last row to neuron ``j`` of ``layer + 1``."""
        theme, resting = self.dots.theme, self.rest()
        self._row = layer, j
        outline = {"color": theme.focus, "width": theme.sizes.focus_outline}
        return [
            *resting,
            self.network.layers[layer + 1][j].highlight(),
            self.dots.targets[layer][j].animate.set_stroke(**outline),
        ]

    def light(self, layer: int, j: int) -> list[Any]:
        """Move the focus to a neuron with its edges and weights."""
        edges = [edge.highlight() for edge in self.network.row(layer, j)]
        return [*self.ring(layer, j), *edges, *self.dots.light_row(layer, j)]

    def rest(self, *, keep_weights: bool = False) -> list[Any]:
        """Take the row in focus, if there is one, out of focus; its weights may be excepted."""
        if self._row is None:
            return []
        (layer, j), self._row = self._row, None
        theme, beside = self.dots.theme, self.dots.targets[layer][j]
        colour = theme.ink if hasattr(beside, "mark") else theme.hairline
        rings = [
            self.network.layers[layer + 1][j].clear_highlight(),
            beside.animate.set_stroke(colour, width=theme.sizes.line),
        ]
        if keep_weights:
            return rings
        edges = [edge.clear_highlight() for edge in self.network.row(layer, j)]
        return [*rings, *edges, *self.dots.dim_row(layer, j)]

    def light_all(self) -> tuple[list[Any], list[Any]]:
        """Highlight all edges, and all weights in the grids."""
        edges = [edge.highlight() for edge in self.network.drawn_edges]
        return edges, [m for row in self._rows() for m in self.dots.light_row(*row)]

    def rest_all(self) -> list[Any]:
        """Take all edges and weights out of focus."""
        edges = [edge.clear_highlight() for edge in self.network.drawn_edges]
        return [*edges, *[m for row in self._rows() for m in self.dots.dim_row(*row)]]

    def _rows(self) -> list[tuple[int, int]]:
        return [(layer, j) for layer, rows in enumerate(self.dots.dots) for j in range(len(rows))]
