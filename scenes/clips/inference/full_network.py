"""The whole network: the image as the inputs, hidden neurons as discs, outputs as bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import Animation, Polygon, VGroup, VMobject

from scenes.clips.inference.neuron_tiles import hidden_disc
from scenes.clips.inference.output_bars import OutputBars, UprightBars
from scenes.clips.inference.reading import Reading
from scenes.mobjects.images.grey_image import GreyImage, outline_of
from scenes.mobjects.network.network_diagram import signed_line
from scenes.mobjects.text.sentence import Piece, Sentence
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat
from scenes.style.frame import Region
from scenes.style.theme import Theme, mix

__all__ = ["Chosen", "FullNetwork", "fitted", "shaded"]

HEAD, FOOT = 0.62, 1.05
"""Room above the layers for their heads, and below the outputs of a tall region."""
LEVEL, APART = 0.5, 0.3
"""Between two levels of heads where they are too wide for one, and between two heads."""
MUCH, LARGE_HEAD, SMALL_HEAD = 12.0, 0.42, 0.34
"""Sizes of the heads above the layers: smaller below a width of ``MUCH``."""
COLUMNS = {1: (0.36, 0.2, 0.44), 2: (0.33, 0.29, 0.38)}
MANY_COLUMNS = (0.28, 0.38, 0.34)
TIGHT_COLUMNS = (0.4, 0.19, 0.41)
"""Shares of a large and a small width: image, hidden layers, outputs; by the hidden layers."""
LARGEST_RADIUS = 0.3
FAN_OPACITY, EDGE_OPACITY, LIT_OPACITY = 0.6, 0.3, 0.3
MOST_DISCS, MOST_BARS = 20, 10
"""Most hidden neurons of a layer, and most outputs, that are drawn."""
COUNT = NumberFormat(0, grouped=True)


@dataclass(frozen=True)
class Chosen:
    """Which neurons are drawn.

    Parameters
    ----------
    hidden : list of list of int
        Neurons of each hidden layer.
    outputs : list of int
    largest : list of float
        Size of the largest product drawn, by layer of weights, in any of the images: the scale of
        all lines of that layer.
    """

    hidden: list[list[int]]
    outputs: list[int]
    largest: list[float]

    @classmethod
    def of(cls, readings: Sequence[Reading]) -> Chosen:
        """Choose the neurons with the largest products, and the largest outputs and the labels."""
        first = readings[0]
        hidden = []
        for layer in range(1, len(first.sizes) - 1):
            size, most = first.sizes[layer], MOST_DISCS
            weight = np.sum(
                [np.abs(r.values("products", layer)).max(axis=0) for r in readings], axis=0
            )
            if layer == first.last:
                weight[[reading.parting[0] for reading in readings]] = np.inf
            order = np.argsort(-weight, kind="stable")
            hidden.append(sorted(order[: min(size, most)].tolist()))
        outputs = np.sum([r.values("activations", len(first.sizes) - 1) for r in readings], axis=0)
        for reading in readings:
            outputs[
                [k for k in (reading.answer, reading.runner, reading.label) if k is not None]
            ] = np.inf
        order = np.argsort(-outputs, kind="stable")[:MOST_BARS]
        shown = sorted(order.tolist())
        largest = [
            max(float(np.abs(r.values("products", layer)[rows]).max()) for r in readings)
            for layer, rows in enumerate([*hidden, shown])
            if layer > 0
        ]
        return cls(hidden, shown, [0.0, *(max(most, 1e-9) for most in largest)])


def _part(heads: Sequence[VGroup], region: Region) -> None:
    """Move heads apart along their line, within a region that is wide enough for all."""
    right = region.right
    for head in reversed(heads):
        head.shift([min(0.0, right - float(head.get_right()[0])), 0.0, 0.0])
        right = float(head.get_left()[0]) - APART
    left = region.left
    for head in heads:
        head.shift([max(0.0, left - float(head.get_left()[0])), 0.0, 0.0])
        left = float(head.get_right()[0]) + APART


def fitted(region: Region, shape: tuple[int, int]) -> Region:
    """Return the place of an image in the middle of a region, as large as fits."""
    rows, columns = shape
    pitch = min(region.width / columns, region.height / rows)
    return region.inner(columns * pitch, rows * pitch)


def shaded(theme: Theme, cone: Polygon) -> Polygon:
    """Give the area of a neuron's edges its shade and outline."""
    # As opaque as it looks, so that areas that overlap are no lighter there.
    cone.set_fill(mix(theme.background, theme.hairline, LIT_OPACITY), opacity=1)
    return cone.set_stroke(theme.hairline, width=theme.sizes.line)


class FullNetwork:
    """Image, hidden layers and outputs, from left to right or, in a tall region, top to bottom.

    There are too many edges from the image to the first hidden layer to draw; a cone stands for
    all edges into one neuron.

    Parameters
    ----------
    theme : Theme
    region : Region
    reading : Reading
    chosen : Chosen
    words : sequence of str
        Names of what the layers consist of (pixels, hidden neurons, outputs), and the words before
        the number of neurons of layers of which only some are drawn.

    Attributes
    ----------
    down, upright : bool
        Whether it runs from top to bottom, and whether the outputs' bars are vertical.
    image : GreyImage
    frame : Rectangle
    fan : VGroup
        The two sides of a cone for each neuron of the first hidden layer.
    empty, discs : list of list of Circle
        The hidden neurons by layer, without values and filled with them.
    between, edges : VMobject
        All lines from one hidden layer to the next, and from the last to the outputs.
    bars : OutputBars
    heads : list of VGroup
        Of image, hidden layers and outputs.
    """

    def __init__(
        self, theme: Theme, region: Region, reading: Reading, chosen: Chosen, words: Sequence[str]
    ):
        self.theme, self.reading, self.chosen = theme, reading, chosen
        self.recording, self.number = reading.recording, reading.number
        self.down = region.height > region.width
        # Direction in which values travel.
        self.along = np.array([0.0, -1.0, 0.0] if self.down else [1.0, 0.0, 0.0])
        self._words, self._em = words, LARGE_HEAD if region.width > MUCH else SMALL_HEAD
        place, room = self._downwards(region) if self.down else self._rightwards(region)
        pixels = reading.of("activations", 0)
        self.image = GreyImage(theme, place, pixels, reading.shape)
        self.frame = outline_of(theme, place)
        self.empty = [
            [hidden_disc(theme, reading, None, p, r) for p in points]
            for points, r in zip(self.centres, self.radii, strict=True)
        ]
        self.discs = [
            [
                hidden_disc(theme, reading, (layer + 1, k), p, self.radii[layer])
                for k, p in zip(chosen.hidden[layer], points, strict=True)
            ]
            for layer, points in enumerate(self.centres)
        ]
        self.fan = VGroup(*[self._cone(place, p) for p in self.centres[0]])
        self._outputs(room)

    def _outputs(self, room: Region) -> None:
        theme, shown = self.theme, self.chosen.outputs
        self.bars = (UprightBars if self.upright else OutputBars)(theme, room, self.reading, shown)
        names = self.bars.names
        if self.down and not self.upright:  # a list: the lines end above it
            xs = np.linspace(room.left, room.right, len(shown) + 2)[1:-1]
            self.ends = [np.array([x, room.top + 0.12, 0.0]) for x in xs]
        elif self.down:
            self.ends = [name.get_top() + 0.15 * np.array([0.0, 1.0, 0.0]) for name in names]
        else:
            left = min(name.get_left()[0] for name in names) - 0.15
            self.ends = [np.array([left, name.get_y(), 0.0]) for name in names]
        self.lights = self.upright or not self.down
        lines = [(p, end) for end in self.ends for p in self.centres[-1]]
        self.edges = self._lines(lines, self.radii[-1], 0.0)
        pairs = zip(self.centres, self.centres[1:], strict=False)
        both = [(p, q) for layer, after in pairs for q in after for p in layer]
        self.between = self._lines(both, max(self.radii), max(self.radii))

    @property
    def heads(self) -> list[VGroup]:
        """The names of the layers, with their sizes."""
        return [self._head_of_image, self._head_of_hidden, self.head_of_outputs]

    def _sizes(self, first: int, last: int, word: str, drawn: int) -> list[Piece]:
        """Return the sizes of some layers, joined by +, and what they consist of."""
        reading, some = self.reading, self._words[3]
        few = drawn < sum(reading.sizes[first:last])
        pieces: list[Piece] = [some] if few else []
        for layer in range(first, last):
            pieces += ["+"] if layer > first else []
            pieces.append((reading.of("layer_sizes", None, layer), COUNT))
        return [*pieces, word]

    def _head_pieces(self) -> list[list[Piece]]:
        depth, words = len(self.reading.sizes), self._words
        hidden = sum(map(len, self.chosen.hidden))
        return [
            self._sizes(0, 1, words[0], self.reading.sizes[0]),
            self._sizes(1, depth - 1, words[1], hidden),
            self._sizes(depth - 1, depth, words[2], len(self.chosen.outputs)),
        ]

    def _rightwards(self, region: Region) -> tuple[Region, Region]:
        """Place heads and hidden neurons; return the places of image and outputs beside them."""
        depth, self.upright = len(self.reading.sizes) - 2, False
        wide = region.width > MUCH
        shares = COLUMNS.get(depth, MANY_COLUMNS) if wide else TIGHT_COLUMNS
        shares = shares if wide or depth == 1 else (0.3, 0.32, 0.38)
        heads = [Sentence(self.theme, pieces, self._em) for pieces in self._head_pieces()]
        widths = [float(head.width) for head in heads]
        crowded = (sum(widths) if wide else sum(widths[1:])) + 3 * APART > region.width
        stage = region.below(region.top - HEAD - LEVEL * crowded)
        left, middle, right = stage.columns(*shares)
        place = fitted(left, self.reading.shape)
        self.centres, self.radii = [], []
        for column, chosen in zip(middle.columns(*[1.0] * depth), self.chosen.hidden, strict=True):
            rows = stage.split(*[1.0] * len(chosen))
            self.radii.append(min(0.45 * rows[0].height, LARGEST_RADIUS))
            self.centres.append([np.array([column.x, row.y, 0.0]) for row in rows])
        tops = (place.top if not wide else stage.top, stage.top + LEVEL * crowded, stage.top)
        for head, x, top in zip(heads, (place.x, middle.x, right.x), tops, strict=True):
            half = float(head.width) / 2
            x = min(max(x, region.left + half), region.right - half)
            head.place(x, top + 0.22, "centre")
        if not crowded:
            _part(heads if wide else heads[1:], region)
        self._head_of_image, self._head_of_hidden, self.head_of_outputs = heads
        return place, right

    def _downwards(self, region: Region) -> tuple[Region, Region]:
        """Place heads and hidden neurons; return the places of image and outputs above and below.

        The heads of image and hidden layers are left of the image, clear of all lines.
        """
        depth = len(self.reading.sizes) - 2
        self.upright = UprightBars.fit(self.theme, region, self.reading, self.chosen.outputs)
        stage = Region(region.left, region.right, region.bottom + FOOT, region.top - 0.1)
        image, lines, outputs = (0.36, 0.12, 0.34) if self.upright else (0.3, 0.1, 0.6)
        shares = (image, lines + 0.06 * depth, lines, outputs)
        upper, fan, _, lower = stage.split(*shares)
        self.centres, self.radii = [], []
        for k, chosen in enumerate(self.chosen.hidden):
            columns = stage.columns(*[1.0] * len(chosen))
            self.radii.append(min(0.4 * columns[0].width, LARGEST_RADIUS))
            y = fan.top - (k + 1) * fan.height / depth
            self.centres.append([np.array([c.x, y, 0.0]) for c in columns])
        place = fitted(upper, self.reading.shape)
        of_image, of_hidden, of_outputs = self._head_pieces()
        self._head_of_image = self._stacked(of_image, region.left, place)
        self._head_of_image.shift([0.0, place.top - self._head_of_image.get_top()[1], 0.0])
        self._head_of_hidden = self._stacked(of_hidden, region.left, place)
        low = self._head_of_hidden.get_bottom()[1]
        self._head_of_hidden.shift([0.0, place.bottom + 0.05 - low, 0.0])
        self.head_of_outputs = Sentence(self.theme, of_outputs, self._em)
        self.head_of_outputs.place(region.x, region.bottom + 0.1, "centre")
        return place, lower

    def _stacked(self, pieces: Sequence[Piece], left: float, place: Region) -> VGroup:
        """Return a head with its words below its numbers, left of the image."""
        *numbers, word = pieces
        line = Sentence(self.theme, numbers, self._em).place(left, 0.0)
        width = place.left - left - 0.15
        words = TextLine(
            self.theme, str(word), self._em, self.theme.quiet, width=width, align="left"
        )
        words.place(left, -1.35 * self._em, "left")
        return VGroup(line, words)

    def _cone(self, image: Region, neuron: np.ndarray) -> VMobject:
        """Draw the two outermost edges into one neuron."""
        sides = VMobject(stroke_color=self.theme.hairline, stroke_width=self.theme.sizes.line / 2)
        tip = neuron - self.radii[0] * self.along
        if self.down:
            ends = [np.array([x, image.bottom, 0.0]) for x in (image.left, image.right)]
        else:
            ends = [np.array([image.right, y, 0.0]) for y in (image.top, image.bottom)]
        return sides.set_points_as_corners([ends[0], tip, ends[1]]).set_stroke(opacity=FAN_OPACITY)

    def lit_cone(self, neuron: int) -> Polygon:
        """Draw all edges into one neuron as a highlighted area.

        Its tip counts as two corners, so that it can open up into a rectangle.
        """
        sides = self.fan[self.place_of(neuron)]
        tip = sides.get_anchors()[1]
        cone = Polygon(sides.get_start(), tip, tip, sides.get_end())
        return shaded(self.theme, cone)

    def place_of(self, neuron: int) -> int:
        """Return which of the drawn neurons of the first hidden layer a neuron is."""
        return self.chosen.hidden[0].index(neuron)

    def _lines(self, ends: Sequence[tuple[Any, Any]], off: float, before: float) -> VMobject:
        """Draw lines as one outline, from beyond a disc to before the next."""
        lines = VMobject()
        if ends:
            pieces = [
                signed_line(p + off * self.along, q - before * self.along, 1.0) for p, q in ends
            ]
            lines.set_points(np.concatenate(pieces))
        return lines.set_stroke(self.theme.hairline, self.theme.sizes.line / 2, EDGE_OPACITY)

    def adopt_surroundings(self, other: FullNetwork) -> None:
        """Take over, from a network on screen, what is the same for every image."""
        self.frame, self.fan, self.edges = other.frame, other.fan, other.edges
        self.between = other.between
        self._head_of_image, self._head_of_hidden, self.head_of_outputs = other.heads

    def focus_on(self, output: int) -> list[Animation]:
        """Bring an output, with its name and number, into focus."""
        return self._fill_output(output, self.theme.focus)

    def unfocus(self, output: int) -> list[Animation]:
        """Give an output the colours that it had before."""
        bar, *texts = self._fill_output(output, self.theme.ink)
        bar.set_fill(self.theme.hairline)
        return [bar, *texts]

    def point_out_label(self, word: TextLine, room: Region) -> list[Animation]:
        """Colour the output of the correct class, and put a word beside or below it."""
        assert self.reading.label is not None
        k = self.bars.shown.index(self.reading.label)
        track, value = self.bars.tracks[k], self.bars.values[k]
        if isinstance(self.bars, UprightBars):
            half = word.width / 2
            x = min(max(track.get_x(), room.left + half), room.right - half)
            word.place(x, value.baseline - 0.45)
        else:
            bar = self.bars.bars[k]
            right = max(bar.get_right()[0], track.get_left()[0]) + 0.15
            word.place(min(right, track.get_right()[0] - word.width - 0.1), value.baseline, "left")
        return self._fill_output(self.reading.label, self.theme.target)

    def _fill_output(self, output: int, colour: str) -> list[Animation]:
        k = self.bars.shown.index(output)
        drawn = self.bars.bars[k], self.bars.names[k], self.bars.values[k]
        return [mobject.animate.set_fill(colour) for mobject in drawn]

    def contributions(self, output: int) -> VGroup:
        """Draw what travels along the edges into one output: width by size, colour by sign.

        Negative contributions are dashed; the widths of all outputs and images have one scale.
        """
        if not self.lights:
            return VGroup()
        return self._flow(self.reading.last, output, self.ends[self.bars.shown.index(output)])

    def flow_into(self, layer: int, k: int) -> VGroup:
        """Draw what travels into the k-th neuron drawn of a hidden layer, from 0."""
        end = self.centres[layer][k] - self.radii[layer] * self.along
        return self._flow(layer, self.chosen.hidden[layer][k], end)

    def _flow(self, layer: int, neuron: int, end: np.ndarray) -> VGroup:
        """Draw the products of a layer's neuron as lines from the layer before to a point."""
        off = self.radii[layer - 1] * self.along
        shown = zip(self.chosen.hidden[layer - 1], self.centres[layer - 1], strict=True)
        return VGroup(*[self._line(layer, neuron, j, centre + off, end) for j, centre in shown])

    def _line(self, layer: int, neuron: int, j: int, start: Any, end: Any) -> VMobject:
        """Draw one product as a line."""
        source = self.reading.of("products", layer, neuron, j)
        line = VMobject()
        line.set_points(signed_line(start, end, source.value))
        line.full = self.chosen.largest[layer]
        line.set_stroke(self.theme.signed(source.value), self.width_of(line, source.value))
        mark(line, "width", source)
        return line

    def width_of(self, line: VMobject, value: float) -> float:
        """Return the width of a line that carries a value."""
        return max(float(self.theme.sizes.edge_width_most * abs(value) / line.full), 1.0)

    def carried(self, j: int, start: np.ndarray) -> VGroup:
        """Draw what the j-th neuron adds to the answer and to its rival, from a point."""
        if not self.lights:
            return VGroup()
        ends = {k: self.ends[self.bars.shown.index(k)] for k in self.reading.rivals}
        last = self.reading.last
        return VGroup(*[self._line(last, k, j, start, end) for k, end in ends.items()])
