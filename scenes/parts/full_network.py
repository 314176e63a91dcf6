"""The network at a glance: the image as its inputs, hidden neurons as discs, outputs as bars."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Line, Polygon, VGroup, VMobject

from scenes.frame import Region
from scenes.mark import mark
from scenes.parts.bars import OutputBars
from scenes.parts.grey_image import GreyImage, outline_of, square_in
from scenes.parts.network_diagram import signed_line
from scenes.parts.neuron_tiles import hidden_disc
from scenes.parts.sentence import Sentence
from scenes.source import NumberFormat, Source
from scenes.theme import Theme

__all__ = ["FullNetwork"]

HEAD = 0.62
COLUMNS = (0.36, 0.2, 0.44)
"""Shares of the width: image, hidden neurons, outputs."""
FAN_OPACITY, EDGE_OPACITY, LIT_OPACITY = 0.45, 0.2, 0.3
COUNT = NumberFormat(0)


class FullNetwork:
    """Image, hidden layer and outputs, from left to right.

    The edges from image to hidden layer are too many to draw: a cone stands for those into one
    neuron.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Inference
    image : int
        Which image it reads.
    names : sequence of str
        Of what the layers consist, after their number: pixels, hidden neurons, outputs.

    Attributes
    ----------
    image : GreyImage
    frame : Rectangle
    fan : VGroup
        The two sides of a cone for each hidden neuron.
    empty, discs : list of Circle
        The hidden neurons before they hold anything, and filled with their values.
    edges : VGroup
        From each hidden neuron to each output.
    bars : OutputBars
    heads : list of Sentence
    """

    def __init__(self, theme: Theme, region: Region, recording, image: int, names: Sequence[str]):
        self.theme, self.recording, self.number = theme, recording, image
        hidden, outputs = recording.layer_sizes[1:3]
        stage = region.below(region.top - HEAD)
        left, middle, right = stage.columns(*COLUMNS)
        shape = tuple(recording.metadata["image_shape"])
        place = square_in(left)
        self.image = GreyImage(theme, place, Source(recording, "activations", image, 0), shape)
        self.frame = outline_of(theme, place)
        self.x = middle.x
        rows = stage.split(*[1.0] * hidden)
        self.radius = 0.37 * rows[0].height
        places = [np.array([self.x, row.y, 0.0]) for row in rows]
        values = [Source(recording, "activations", image, 1, (j,)) for j in range(hidden)]
        self.empty = [hidden_disc(theme, None, p, self.radius) for p in places]
        self.discs = [
            hidden_disc(theme, v, p, self.radius) for v, p in zip(values, places, strict=True)
        ]
        self.fan = VGroup(*[self._cone(place, p) for p in places])
        self.bars = OutputBars(
            theme,
            right,
            [Source(recording, "classes", index=(k,)) for k in range(outputs)],
            [Source(recording, "activations", image, 2, (k,)) for k in range(outputs)],
        )
        ends = [np.array([name.get_left()[0] - 0.15, name.get_y(), 0]) for name in self.bars.names]
        self.edges = VGroup(*[self._edge(p, end) for end in ends for p in places])
        self.heads = []
        for k, (name, x) in enumerate(zip(names, (place, middle, right), strict=True)):
            size = Source(recording, "layer_sizes", index=(k,))
            head = Sentence(theme, [(size, COUNT), name], 0.42)
            self.heads.append(head.place(x.x, stage.top + 0.22, "centre"))

    def _cone(self, image: Region, neuron: np.ndarray) -> VMobject:
        """All edges into one neuron, from the whole side of the image: the outermost two."""
        sides = VMobject(stroke_color=self.theme.hairline, stroke_width=self.theme.sizes.line / 2)
        tip = neuron - np.array([self.radius, 0.0, 0.0])
        ends = [np.array([image.right, y, 0.0]) for y in (image.top, image.bottom)]
        return sides.set_points_as_corners([ends[0], tip, ends[1]]).set_stroke(opacity=FAN_OPACITY)

    def lit_cone(self, neuron: int) -> Polygon:
        """All edges into one neuron, as an area in focus."""
        sides = self.fan[neuron]
        corners = (sides.get_start(), sides.get_anchors()[1], sides.get_end())
        cone = Polygon(*corners, stroke_width=0)
        return cone.set_fill(self.theme.focus, opacity=LIT_OPACITY)

    def _edge(self, neuron: np.ndarray, end: np.ndarray) -> Line:
        line = Line(neuron + np.array([self.radius, 0, 0]), end)
        return line.set_stroke(self.theme.hairline, self.theme.sizes.line / 2, EDGE_OPACITY)

    def contributions(self, output: int) -> VGroup:
        """What goes along the edges into one output: as wide as it is large, in its sign's colour.

        Negative ones are dashed.  The widest line is that of the largest of these contributions.
        """
        count = self.recording.layer_sizes[1]
        drawn = VGroup()
        full = np.abs(self.recording.products[1][self.number, output]).max()
        for j, edge in enumerate(self.edges[output * count : (output + 1) * count]):
            source = Source(self.recording, "products", self.number, 1, (output, j))
            width = self.theme.sizes.edge_width_most * abs(source.value) / full
            line = VMobject()
            line.set_points(signed_line(edge.get_start(), edge.get_end(), source.value))
            line.set_stroke(self.theme.signed(source.value), max(width, 1.0))
            line.full = full
            mark(line, "width", source)
            drawn.add(line)
        return drawn
