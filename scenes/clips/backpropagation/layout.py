"""Where things stand in the backpropagation clip."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scenes.mobjects.network.shown import shown_neurons
from scenes.style.frame import Frame, Region
from scenes.style.theme import Theme

__all__ = ["INSIDE", "LEAST_SIGN", "TAGS_OVER", "Layout"]

# Lengths are in frame units.

LEAST_SIGN = 0.315
"""Smallest type of signs and symbols."""

INSIDE = 0.065
"""Gap inside parentheses."""

TITLE, TITLE_GAP = 0.62, 0.25
"""Height of the formula at the top of the panel, and the gap below it."""
COST = 0.9
"""Height of the cost below the outputs."""
CHAIN = 1.8
"""Height of a chain and of a line of an equation, below a plot."""
LINES = 0.66
"""Height of a line of an equation below a plot."""
RADIUS, LEAST_RADIUS = 0.36, 0.265
"""Radius of neurons, and the smallest one at which a tag still hangs below each."""
TAG_ROOM = 0.41
"""Free height between two neurons, one of which has a tag."""
TAGS_OVER = 0.24
"""Extra room below the neurons for tags."""
NAMES = 0.6
"""Room for the names of the layers, below the network."""


@dataclass(frozen=True)
class Layout:
    """Regions of the clip.

    Attributes
    ----------
    network, panel : Region
    radius : float
        Of neurons.
    tags : bool
        Whether deltas are printed below their neurons; else they are discs on their rims.
    """

    network: Region
    panel: Region
    radius: float
    tags: bool

    @classmethod
    def of(cls, frame: Frame, recording, step: int, neuron: int) -> Layout:
        """Lay a recording out in a frame."""
        region = frame.network
        layers = range(len(recording.layer_sizes))
        drawn = [len(shown_neurons(recording, step, layer, neuron)) for layer in layers]
        elided = any(a < b for a, b in zip(drawn, recording.layer_sizes, strict=True))
        room = region.height - NAMES - TAGS_OVER - 0.42 * elided
        # Tags of hidden neurons and outputs hang below them, at the distance of the fullest layer.
        most = max(drawn)
        gaps = max(most - 1, 1)
        radius = min(RADIUS, (room - gaps * TAG_ROOM) / (2 * gaps + 2))
        tags = radius >= LEAST_RADIUS
        return cls(region, frame.panel, radius if tags else RADIUS, tags)

    def theme(self, theme: Theme) -> Theme:
        """Return the theme with which the network is drawn."""
        return replace(theme, sizes=replace(theme.sizes, neuron_radius=self.radius))

    @property
    def title_y(self) -> float:
        """Middle of the formula at the top of the panel."""
        return self.panel.top - TITLE / 2

    @property
    def content(self) -> Region:
        """The panel below that formula."""
        return self.panel.below(self.panel.top - TITLE - TITLE_GAP)

    def upper(self, with_cost: bool) -> tuple[Region, Region]:
        """Return the room for the outputs, and that for the cost below them."""
        content = self.content
        foot = content.bottom + (COST if with_cost else 0.0)
        return content.above(foot), content.below(foot)

    def chain(self, least: float = 1.9) -> tuple[Region, Region, Region]:
        """Return the room for a plot, for a chain below it, and for a line below that."""
        content = self.content
        height = min(CHAIN, content.height - least)
        chain, line = content.below(content.bottom + height).split(1.25, 0.7, gap=0.1)
        return content.above(content.bottom + height + 0.05), chain, line

    def plot(self, lines: int, least: float = 1.9) -> tuple[Region, list[Region]]:
        """Return the room for a plot, and for lines of equations below it."""
        content = self.content
        height = min(LINES, (content.height - least) / lines)
        foot = content.bottom + lines * height
        rows = content.below(foot).split(*[1] * lines)
        return content.above(foot + 0.1), rows
