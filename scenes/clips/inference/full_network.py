"""The whole network: the image as the inputs, hidden neurons as discs, outputs as bars."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Animation, Line, Polygon, Rectangle, VGroup, VMobject

from scenes.clips.inference.neuron_tiles import hidden_disc
from scenes.mobjects.images.grey_image import GreyImage, outline_of, square_in
from scenes.mobjects.network.network_diagram import signed_line
from scenes.mobjects.network.output_bars import OutputBars, UprightBars
from scenes.mobjects.text.sentence import Sentence
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["FullNetwork"]

HEAD, FOOT = 0.62, 1.05
"""Room above the image for its head; below upright bars for theirs and a remark."""
MUCH, LARGE_HEAD, SMALL_HEAD = 12.0, 0.42, 0.34
"""Sizes of the heads above the layers: smaller below a width of ``MUCH``."""
COLUMNS = (0.36, 0.2, 0.44)
TIGHT_COLUMNS = (0.4, 0.19, 0.41)
"""Shares of a large and a small width: image, hidden neurons, outputs."""
ROWS = (0.4, 0.15, 0.15, 0.3)
"""Shares of the height: image, edges, edges, outputs."""
FAN_OPACITY, EDGE_OPACITY, LIT_OPACITY = 0.45, 0.2, 0.3
COUNT = NumberFormat(0)

Arrangement = tuple[Region, list[np.ndarray], Region]


class FullNetwork:
    """Image, hidden layer and outputs, from left to right or, in a tall region, top to bottom.

    There are too many edges from the image to the hidden layer to draw; a cone stands for all edges
    into one neuron.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Inference
    image : int
        Number of the image in the recording.
    names : sequence of str
        Names of what the layers consist of: pixels, hidden neurons, outputs.

    Attributes
    ----------
    down : bool
        Whether it runs from top to bottom.
    image : GreyImage
    frame : Rectangle
    fan : VGroup
        The two sides of a cone for each hidden neuron.
    empty, discs : list of Circle
        The hidden neurons without values, and filled with them.
    edges : VGroup
        From each hidden neuron to each output.
    bars : OutputBars or UprightBars
    heads : list of Sentence
    """

    def __init__(self, theme: Theme, region: Region, recording, image: int, names: Sequence[str]):
        self.theme, self.recording, self.number = theme, recording, image
        self.down = region.height > region.width
        # Direction in which values travel.
        self.along = np.array([0.0, -1.0, 0.0] if self.down else [1.0, 0.0, 0.0])
        em = LARGE_HEAD if self.down or region.width > MUCH else SMALL_HEAD
        self.heads = [
            Sentence(theme, [(Source(recording, "layer_sizes", index=(k,)), COUNT), name], em)
            for k, name in enumerate(names)
        ]
        arrange = self._downwards if self.down else self._rightwards
        place, centres, room = arrange(region, recording.layer_sizes[1])
        shape = tuple(recording.metadata["image_shape"])
        self.image = GreyImage(theme, place, Source(recording, "activations", image, 0), shape)
        self.frame = outline_of(theme, place)
        values = [Source(recording, "activations", image, 1, (j,)) for j in range(len(centres))]
        self.empty = [hidden_disc(theme, None, p, self.radius) for p in centres]
        self.discs = [
            hidden_disc(theme, v, p, self.radius) for v, p in zip(values, centres, strict=True)
        ]
        self.fan = VGroup(*[self._cone(place, p) for p in centres])
        outputs = range(recording.layer_sizes[2])
        self.bars = (UprightBars if self.down else OutputBars)(
            theme,
            room,
            [Source(recording, "classes", index=(k,)) for k in outputs],
            [Source(recording, "activations", image, 2, (k,)) for k in outputs],
        )
        ends = [name.get_edge_center(-self.along) - 0.15 * self.along for name in self.bars.names]
        self.edges = VGroup(*[self._edge(p, end) for end in ends for p in centres])

    def _rightwards(self, region: Region, hidden: int) -> Arrangement:
        """Place the heads; return the places of image, hidden neurons and outputs, side by side."""
        stage = region.below(region.top - HEAD)
        left, middle, right = stage.columns(*(COLUMNS if region.width > MUCH else TIGHT_COLUMNS))
        rows = stage.split(*[1.0] * hidden)
        self.radius = 0.37 * rows[0].height
        place = square_in(left)
        tops = (place.top if region.width < MUCH else stage.top, stage.top, stage.top)
        for head, x, top in zip(self.heads, (place.x, middle.x, right.x), tops, strict=True):
            head.place(x, top + 0.22, "centre")
        return place, [np.array([middle.x, row.y, 0.0]) for row in rows], right

    def _downwards(self, region: Region, hidden: int) -> Arrangement:
        """Place the heads; return the places of image, hidden neurons and outputs from the top."""
        stage = Region(region.left, region.right, region.bottom + FOOT, region.top - HEAD)
        upper, fan, _, lower = stage.split(*ROWS)
        columns = stage.columns(*[1.0] * hidden)
        self.radius = 0.4 * columns[0].width
        image, of_hidden, outputs = self.heads
        image.place(region.x, stage.top + 0.22, "centre")
        of_hidden.place(region.x, fan.y - 0.12, "centre")
        # Covers the edges behind it.
        ground = Rectangle(width=of_hidden.width + 0.3, height=of_hidden.height + 0.24)
        ground.move_to(of_hidden).set_stroke(width=0).set_fill(self.theme.background, opacity=1)
        of_hidden.add_to_back(ground)
        outputs.place(region.x, region.bottom + 0.1, "centre")
        return square_in(upper), [np.array([c.x, fan.bottom, 0.0]) for c in columns], lower

    def _cone(self, image: Region, neuron: np.ndarray) -> VMobject:
        """Draw the two outermost edges into one neuron."""
        sides = VMobject(stroke_color=self.theme.hairline, stroke_width=self.theme.sizes.line / 2)
        tip = neuron - self.radius * self.along
        if self.down:
            ends = [np.array([x, image.bottom, 0.0]) for x in (image.left, image.right)]
        else:
            ends = [np.array([image.right, y, 0.0]) for y in (image.top, image.bottom)]
        return sides.set_points_as_corners([ends[0], tip, ends[1]]).set_stroke(opacity=FAN_OPACITY)

    def lit_cone(self, neuron: int) -> Polygon:
        """Draw all edges into one neuron as a highlighted area."""
        sides = self.fan[neuron]
        corners = (sides.get_start(), sides.get_anchors()[1], sides.get_end())
        cone = Polygon(*corners, stroke_width=0)
        return cone.set_fill(self.theme.focus, opacity=LIT_OPACITY)

    def _edge(self, neuron: np.ndarray, end: np.ndarray) -> Line:
        line = Line(neuron + self.radius * self.along, end)
        return line.set_stroke(self.theme.hairline, self.theme.sizes.line / 2, EDGE_OPACITY)

    def adopt_surroundings(self, other: FullNetwork) -> None:
        """Take over, from a network on screen, what is the same for every image."""
        self.frame, self.fan, self.edges = other.frame, other.fan, other.edges
        self.heads = other.heads

    def focus_on_answer(self) -> list[Animation]:
        """Bring the largest output, with its name and number, into focus."""
        k = int(self.recording.predictions[self.number])
        return self._fill_output(k, self.theme.focus)

    def point_out_label(self, word: TextLine, room: Region) -> list[Animation]:
        """Colour the output of the correct digit, and put a word beside or below it."""
        classes = self.recording.metadata["classes"]
        k = classes.index(int(self.recording.labels[self.number]))
        bar, baseline = self.bars.bars[k], self.bars.values[k].baseline
        if self.down:
            half = word.width / 2
            x = min(max(bar.get_x(), room.left + half), room.right - half)
            word.place(x, baseline - 0.45)
        else:
            word.place(bar.get_right()[0] + 0.15, baseline, "left")
        return self._fill_output(k, self.theme.target)

    def _fill_output(self, k: int, colour: str) -> list[Animation]:
        drawn = self.bars.bars[k], self.bars.names[k], self.bars.values[k]
        return [mobject.animate.set_fill(colour) for mobject in drawn]

    def contributions(self, output: int) -> VGroup:
        """Draw what travels along the edges into one output: width by size, colour by sign.

        Negative contributions are dashed; the largest one has the widest line.
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
