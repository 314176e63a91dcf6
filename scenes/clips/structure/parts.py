"""Everything that the clip on structure draws, built for a recording before the first beat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from manim import Arrow, FadeIn, FadeOut, Mobject, VGroup

from scenes.animation.timing import staggered, within
from scenes.clips.structure.before import Before
from scenes.clips.structure.brightness_bar import BrightnessBar, SlidingNeuron, fewest_decimals
from scenes.clips.structure.counts import SizeRow
from scenes.clips.structure.depths import hidden_columns
from scenes.clips.structure.layer_frame import LayerFrame
from scenes.clips.structure.layout import SPREAD, StructureLayout
from scenes.clips.structure.one_shift import OneShift, ShiftLines
from scenes.clips.structure.question_box import QuestionBox, plain_arrow
from scenes.clips.structure.ripple import Ripple
from scenes.clips.structure.samples import ImageSample, TableSample, elided
from scenes.clips.structure.squeeze import Squeeze, has_curve
from scenes.clips.structure.sum_column import SumColumn
from scenes.clips.structure.sum_equation import SumEquation
from scenes.clips.structure.weight_key import WeightKey
from scenes.mobjects.network.network_diagram import EdgeLabel, NetworkDiagram
from scenes.mobjects.network.shown import value_scale
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat
from scenes.style.frame import Region

if TYPE_CHECKING:
    from scenes.clips.structure.scene import Structure

__all__ = ["Parts"]

FIRST = 0.8
"""Brightness, 0 to 1, near which the value is that is shown first."""
NAME_GAP = 0.22
"""Gap between an output and its name, in frame units."""
NAMES_MOST = 0.22
"""Largest share of the network's width for the names of the outputs."""
ARROW_GAP = 0.25
"""Gap between the frame of a layer and an arrow, in frame units."""
FINE, COARSE = NumberFormat(3), NumberFormat(2)
"""How values after the inputs are printed, and how if that shows every change."""
LABEL_SIZE, LABEL_PLACE = 0.38, 0.3
"""Size of the weights on the first lines, and their place, as a share of a line's length."""
APART = 0.15
"""Least distance of the names of two columns, in frame units."""


class Parts:
    """The drawn things of the clip, in their places.

    Parameters
    ----------
    scene : Structure
    moved : int
        Index of the input that changes in the end.
    """

    def __init__(self, scene: Structure, moved: int):
        self.scene, self.theme, self.words = scene, scene.theme, scene.words
        self.recording, self.step = scene.recording, scene.shown_step
        self.layout = layout = StructureLayout(scene.area, self.theme)
        self.network = NetworkDiagram(
            self.theme,
            layout.network,
            self.recording,
            self.step,
            scene.layer_names(),
            focus=scene.focus_neuron,
            left_room=layout.left_room,
            right_room=self._names_width() + 2 * NAME_GAP,
            of=self.words["structure.of"],
            inputs=(moved,),
            spread=SPREAD,
        )
        self.focus_place = self.network.indices[1].index(scene.focus_neuron)
        self.formats = self._formats(moved)
        self.sample = self._sample()
        self.counts = SizeRow(self.theme, layout.sizes, self.network)
        self.frames = [
            LayerFrame(self.theme, VGroup(*[n.disc for n in layer]))
            for layer in self.network.layers
        ]
        self.output_names = self._named_outputs()
        self.mark = self._question_mark()
        signs = [self.words[f"structure.signs.{name}"] for name in ("positive", "negative")]
        self.key = WeightKey(self.theme, layout.key, *signs)
        self.sum = self._sum()
        self.squeeze = self._squeeze()
        self.ripple = Ripple(self.network, self.formats, moved)
        self.before = Before(
            self.theme, self.network, self.formats, self.ripple.place, layout.free_left
        )
        self.shift = self._shift()
        self._column_names()
        gaps = range(len(self.network.edges))
        self.weight_words = [self._weights_label(layer) for layer in gaps]

    # Numbers.

    def _formats(self, moved: int) -> list[NumberFormat]:
        """Return how values are printed: those of inputs as briefly as possible."""
        values = [self.recording.activations[0][self.step][k] for k in self.network.indices[0]]
        values.append(self.recording.moved_activations_at(self.step)[0][moved, moved])
        most, *others = self.network.formats
        found = fewest_decimals(values)
        least = 1 if found.decimals == 0 and any(v != round(v) for v in values) else found.decimals
        if all(form == FINE for form in others) and self._tells_apart(moved, COARSE):
            others = [COARSE for _ in others]
        return [NumberFormat(min(least, most.decimals)), *others]

    def _tells_apart(self, moved: int, form: NumberFormat) -> bool:
        """Return whether values printed like that show each change, and which output is largest."""
        before = [values[self.step] for values in self.recording.activations[1:]]
        after = [values[moved] for values in self.recording.moved_activations_at(self.step)[1:]]
        pairs = [
            pair for layer in zip(before, after, strict=True) for pair in zip(*layer, strict=True)
        ]
        outputs = [[form(float(value)) for value in values] for values in (before[-1], after[-1])]
        return all(form(float(old)) != form(float(new)) for old, new in pairs) and all(
            printed.count(form(float(max(values)))) == 1
            for printed, values in zip(outputs, (before[-1], after[-1]), strict=True)
        )

    # The sample.

    def _sample(self) -> ImageSample | TableSample:
        recording, shown = self.recording, self.network.indices[0]
        sample = int(recording.image_index[self.step])
        if recording.images is not None:
            image, pixels = recording.images[sample], recording.samples.pixels
            places = [pixels[k] if pixels else divmod(k, image.shape[1]) for k in shown]
            return ImageSample(self.theme, self._beside_columns(), image, places)
        raw = []
        if recording.samples.scaling is not None:
            raw = [self.scene.source("raw_inputs", None, sample, k, step=None) for k in shown]
        heights = [float(n.disc.get_y()) for n in self.network.layers[0]]
        return TableSample(
            self.theme,
            self._beside_columns(),
            [recording.samples.input_names[k] for k in shown],
            [self.scene.source("activations", 0, k) for k in shown],
            self.formats[0],
            raw,
            [self.words[f"structure.table.{name}"] for name in ("raw", "scaled")],
            None if self.layout.tall else heights,
        )

    def _beside_columns(self) -> Region:
        """Return the region of the sample, level with the middle of the columns."""
        region = self.layout.picture
        if self.layout.tall:
            return region
        column = [n.disc.get_y() for n in self.network.layers[0]]
        middle = (max(column) + min(column)) / 2
        half = min(region.top - middle, middle - region.bottom)
        return Region(region.left, region.right, middle - half, middle + half)

    # What the network is called.

    def _output_names(self) -> list[str]:
        return list(self.recording.samples.output_names)

    def _numbered(self) -> bool:
        """Return whether the classes are digits, which are numbers of the recording."""
        names = self._output_names()
        return "classes" in self.recording.metadata and all(name.isdigit() for name in names)

    def _names_width(self) -> float:
        """Return the room for the names of the outputs."""
        em, most = self.theme.sizes.label, NAMES_MOST * self.layout.network.width
        if self._numbered():
            em = 1.2 * self.theme.sizes.number
        words = [TextLine(self.theme, name, em, self.theme.ink) for name in self._output_names()]
        return min(most, max(word.width for word in words))

    def _named_outputs(self) -> VGroup:
        """Return the names of the outputs, at their right."""
        theme, names = self.theme, VGroup()
        for k, neuron in zip(self.network.indices[-1], self.network.layers[-1], strict=True):
            x, y, _ = neuron.disc.get_right() + np.array([NAME_GAP, 0.0, 0.0])
            em = theme.sizes.label
            if self._numbered():
                em = 1.2 * theme.sizes.number
                source = self.scene.source("classes", None, k)
                name: Any = Readout(theme, source, NumberFormat(0), em, theme.quiet)
            else:
                text = self._output_names()[k]
                name = elided(theme, text, em, theme.quiet, self._names_width())
            names.add(name.place(x, y - DIGIT_HEIGHT * em / 2, "left"))
        return names

    def _column_names(self) -> None:
        """Collect what is written below each layer."""
        self.column_names: list[list[Mobject]] = [[name] for name in self.network.names]
        elisions = iter(self.network.elisions)
        for layer, drawn in enumerate(self.network.layers):
            if len(drawn) < self.recording.layer_sizes[layer]:
                self.column_names[layer].append(next(elisions))

    def _weights_label(self, layer: int) -> list[Mobject]:
        """Return the word above the number of weights after a layer, if it has room."""
        names = self.network.names
        left, right = names[layer].get_right()[0], names[layer + 1].get_left()[0]
        word = TextLine(self.theme, self.words["structure.weights"], names[0].em, self.theme.quiet)
        if word.width + 2 * APART > right - left:
            return []
        level = min(name.baseline for name in names)
        return [word.place(self.counts.products[layer].get_x(), level)]

    def names_of(self, layer: int) -> list[Mobject]:
        """Return what is written below a layer, besides its size."""
        return self.column_names[layer]

    # The question.

    def question_box(self) -> QuestionBox:
        """Return the box in the network's place."""
        network = self.layout.network
        top, bottom = (self.network.layers[0][k].disc.get_y() for k in (0, -1))
        half = max((top - bottom) / 2, 0.9)
        right = self.output_names.get_left()[0] - 2 * NAME_GAP
        middle = (top + bottom) / 2
        if self.layout.tall:
            region = Region(network.left + 0.05, right, middle - half, network.top)
            return QuestionBox(self.theme, region, from_above=True)
        region = Region(network.left, right, middle - half, middle + half)
        return QuestionBox(self.theme, region)

    def question_labels(self) -> tuple[TextLine, TextLine]:
        """Return words for what goes in and what comes out."""
        images = self.recording.images is not None
        words = [
            self.scene.say("pixels" if images else "values", self.theme.ink),
            self.scene.say("answer", self.theme.ink),
        ]
        region = self.layout.network
        level = min(name.baseline for name in self.network.names)
        words[0].place(self.layout.picture.x, level)
        if self.layout.tall:  # beside the picture: below it is the box
            words[0].place(self.layout.key.left, self.layout.key.y, "left")
        half = words[1].width / 2
        words[1].place(min(self.output_names.get_x(), region.right - 0.1 - half), level)
        return words[0], words[1]

    def _question_mark(self) -> TextLine:
        """Return the question mark between inputs and outputs."""
        first, last = (self.network.layers[k][0].disc.get_x() for k in (0, -1))
        column = [n.disc.get_y() for n in self.network.layers[0]]
        mark = TextLine(self.theme, "?", 1.5, self.theme.ink)
        return mark.move_to([(first + last) / 2, (max(column) + min(column)) / 2, 0])

    def asked(self) -> list[Any]:
        """Return how the question appears that hidden layers answer."""
        return [FadeIn(self.mark)] if len(self.network.layers) > 2 else []

    # One value, large.

    def brightness(self) -> tuple[BrightnessBar, SlidingNeuron, list[int]]:
        """Return the bar, the neuron on it, and the inputs at which it stops."""
        scale, region = value_scale(self.recording, 0), self.layout.bar
        factor = self.layout.large / self.network.radius
        free = region.height - 2 * self.layout.large - 1.8
        bar = BrightnessBar(self.theme, region.left, region.right, region.bottom + free / 2, scale)
        slider = SlidingNeuron(bar, self.network.radius, factor, self.formats[0])
        values = [self.recording.activations[0][self.step][k] for k in self.network.indices[0]]
        first = int(np.argmin([abs(scale.share(value) - FIRST) for value in values]))
        stops = [first]
        last = int(np.argmax([abs(value - values[first]) for value in values]))
        if abs(values[last] - values[first]) > 0.02 * (scale.high - scale.low):
            stops.append(last)
        return bar, slider, stops

    # Layers and weights.

    def hidden(self) -> list[Mobject]:
        """Return all that is drawn of the hidden layers."""
        drawn: list[Mobject] = []
        for layer in range(1, len(self.network.layers) - 1):
            drawn += [*self.network.layers[layer], *self.names_of(layer)]
            drawn.append(self.counts.sizes[layer])
        return drawn

    def depths(self) -> tuple[list[VGroup], tuple[TextLine, TextLine], Arrow]:
        """Return columns of other hidden layers, the words for none and for many, and an arrow.

        The arrow leads from the inputs to the outputs.
        """
        first, last = (self.network.layers[k][0].disc.get_x() for k in (0, -1))
        words = [
            self.scene.say(f"depths.{name}", self.theme.ink).place(
                (first + last) / 2, self.layout.sizes.y - 0.1
            )
            for name in ("none", "many")
        ]
        ends = self.frames[0].get_right()[0] + ARROW_GAP, self.frames[-1].get_left()[0] - ARROW_GAP
        across = plain_arrow(self.theme, *[[x, self.mark.get_y(), 0] for x in ends])
        return hidden_columns(self.theme, self.network), (words[0], words[1]), across

    def multiply(self, columns: list[VGroup]) -> list[Any]:
        """Return how the hidden layers turn into columns: one is cloned, several fade out."""
        hidden = self.network.layers[1:-1]
        if len(hidden) != 1:
            return [
                *[within(FadeOut(m), 0.0, 0.25) for m in self.hidden()],
                *staggered([FadeIn(c) for c in columns], 0.2, start=0.25),
            ]
        x = hidden[0][0].disc.get_x()
        for neuron in hidden[0]:
            self.scene.remove(neuron)
        clones = [c for c in columns if len(c) == len(hidden[0])]
        starts = [within(c.animate.move_to(c), 0.0, 0.7) for c in clones]
        for clone in clones:
            clone.set_x(x)
        return [
            *starts,
            *[within(FadeOut(m), 0.0, 0.25) for m in self.hidden() if m not in hidden[0]],
            *[within(FadeIn(c), 0.5, 0.9) for c in columns if c not in clones],
        ]

    def first_labels(self, most: int) -> list[EdgeLabel]:
        """Return weights, as numbers on their lines, of the first lines drawn.

        Parameters
        ----------
        most : int
            How many; the strongest and the weakest lines come first.
        """
        form = NumberFormat(self.sum.weight_decimals, signed=True)
        labels = self.network.labels(0, self.focus_place, form, LABEL_SIZE, LABEL_PLACE)
        labels = [m for m in labels if m.is_clear]
        labels.sort(key=lambda m: abs(m.edge.weight.value), reverse=True)
        return [
            *labels[: (most + 1) // 2],
            *labels[max((most + 1) // 2, len(labels) - most // 2) :],
        ]

    def counted(self, layer: int) -> list[Mobject]:
        """Return the number of weights after a layer, and its word."""
        product = self.counts.products[layer]
        return [product, *self.weight_words[layer]] if len(product) else []

    def all_counts(self) -> list[Mobject]:
        """Return the numbers of neurons and weights."""
        between = [m for layer in range(len(self.network.edges)) for m in self.counted(layer)]
        return [*self.counts.sizes, *between]

    def _sum(self) -> SumEquation | SumColumn:
        """Return the sum of one neuron: in a large column, or in the band where there is no room.

        The column stands in the sample's place.
        """
        keys = ("bias", "with_bias", "sum", "weight", "value", "product")
        words = {name: self.words[f"structure.{name}"] for name in keys}
        name = self.recording.rules.functions[0].name
        words["function"] = self.words[f"structure.functions.{name}"]
        given = (
            self.recording, self.step, self.scene.focus_neuron, self.formats[0], self.formats[1],
            words,
        )  # fmt: skip
        if not self.layout.tall:
            column = SumColumn(self.theme, self.layout.column, *given)
            if column.fits:
                return column
        return SumEquation(self.theme, self.layout.sums, *given)

    def _squeeze(self) -> Squeeze | None:
        """Return the curve of the function, where the sum is in a column and it levels off."""
        if not (isinstance(self.sum, SumColumn) and has_curve(self.recording)):
            return None
        focus = self.scene.focus_neuron
        return Squeeze(self.theme, self.sum, self.recording, self.step, focus)

    def _shift(self) -> OneShift | None:
        """Return what the change of the input does to one neuron, if there is room for it."""
        names = ("change", "weight", "product", "old_sum", "new_sum")
        words = {name: self.words[f"structure.{name}"] for name in names}
        name = self.recording.rules.functions[0].name
        words["function"] = self.words[f"structure.functions.{name}"]
        about = (
            self.recording, self.step, self.scene.focus_neuron, self.ripple.moved,
            self.formats[1], words,
        )  # fmt: skip
        layout = self.layout
        kinds: list[tuple[type[OneShift], Region]] = [
            (OneShift, layout.column),
            (ShiftLines, layout.sums),
        ]
        found = (kind(self.theme, region, *about) for kind, region in kinds)
        return next((shift for shift in found if shift.fits), None)
