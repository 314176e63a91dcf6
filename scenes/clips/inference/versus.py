"""Two outputs for one image, each as a sum of contributions, and the neuron that parts them."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Rectangle, VGroup

from scenes.claims import SEEN
from scenes.clips.inference.calculations import CALCULATED
from scenes.clips.inference.full_network import fitted
from scenes.clips.inference.layout import InferenceLayout
from scenes.clips.inference.neuron_tiles import NeuronRow
from scenes.clips.inference.reading import Reading
from scenes.clips.inference.waterfall import Waterfall
from scenes.mobjects.images.grey_image import GreyImage, outline_of
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.relation import Relation, relate, solve_or
from scenes.provenance.source import NumberFormat
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["Versus"]

GAP, LEAST_SHARE = 0.45, 0.43
"""Between two waterfalls, and the least share of their height that one of them takes."""
BAND = 0.14
"""Opacity of the band behind the neuron that decides."""


def _not_too_unequal(limits: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Widen the narrower of two ranges, so that there is room beside it for class and neuron."""
    least = LEAST_SHARE / (1 - LEAST_SHARE) * max(high - low for low, high in limits)
    more = [max(least - (high - low), 0.0) / 2 for low, high in limits]
    return [(low - add, high + add) for (low, high), add in zip(limits, more, strict=True)]


def _decimals(
    reading: Reading, outputs: Sequence[int], left_out: int | None
) -> tuple[int, NumberFormat]:
    """Choose how z and scores are printed: a calculator gives each score from the z beside it.

    With a neuron left out, z less its contribution also gives the z printed without it.

    Returns
    -------
    (int, NumberFormat)
        Decimals of z and the format of scores; those of the rest of the clip if none agree.
    """
    layer, usual = reading.last, reading.style(reading.last + 1)
    calculate = CALCULATED.get(reading.recording.functions[-1].name)
    if calculate is None:  # as softmax, which takes all outputs
        return 2, usual

    def relations(of_z: int, of_score: int) -> list[Relation]:
        found = []
        for output in outputs:
            z = reading.of("z", layer, output)
            score = reading.of("activations", layer + 1, output)
            found.append(relate("score of z", calculate, [(z, of_z)], (score, of_score)))
            if left_out is not None:
                place = layer, output, left_out
                term, rest = reading.of("products", *place), reading.of("z_without", *place)
                terms = [(z, of_z), (term, of_z)]
                found.append(relate("z − product", lambda a, b: a - b, terms, (rest, of_z)))
                score = reading.of("activations_without", *place)
                found.append(relate("score without", calculate, [(rest, of_z)], (score, of_score)))
        return found

    tried = [(d, s) for d in (2, 3) for s in (usual.decimals, usual.decimals - 1) if s > 0]
    of_z, of_score = solve_or((2, usual.decimals), "two scores", relations, tried)
    return of_z, NumberFormat(of_score)


class Versus:
    """The waterfalls of two outputs, one below the other or, if tall, side by side.

    Parameters
    ----------
    theme : Theme
    layout : InferenceLayout
    reading : Reading
        Its answer and its rival are compared.
    neurons : sequence of int
        Of the last hidden layer: those with a bar of their own.

    Attributes
    ----------
    falls : list of Waterfall
        Stacked.
    without : list of Waterfall
        The same without the neuron that parts the two, if it decides which one is ahead.
    row : NeuronRow
    image : GreyImage
    frame : Rectangle
        Around the image.
    parting, place : int
        The neuron whose contributions to the two outputs differ most, in favour of the first, and
        which of the neurons it is.
    around : Rectangle
        A band behind this neuron and its bars.
    values : VGroup
        Its two contributions.
    """

    def __init__(
        self, theme: Theme, layout: InferenceLayout, reading: Reading, neurons: Sequence[int]
    ):
        self.theme, self.reading, self.neurons = theme, reading, list(neurons)
        room, outputs = layout.versus, reading.rivals
        upright = Waterfall.upright_in(room)
        self.parting, gap, lead = reading.parting
        self.place = self.neurons.index(self.parting)
        decides = gap > lead + SEEN
        left_out = self.parting if decides else None
        if upright:  # each as high as its values need, on one scale
            limits = [Waterfall.limits_of(reading, [k], neurons, left_out) for k in outputs]
            limits = _not_too_unequal(limits)
            parts = room.split(*[high - low for low, high in limits], gap=GAP)
        else:
            limits = [Waterfall.limits_of(reading, outputs, neurons, left_out)] * 2
            parts = room.columns(1, 1, gap=GAP)
        decimals, scores = _decimals(reading, outputs, left_out)
        self.form = NumberFormat(decimals, signed=True)
        aside = 0.0

        def falls(left_out: int | None) -> list[Waterfall]:
            given = zip(parts, outputs, limits, strict=True)
            return [
                Waterfall(
                    theme, part, reading, output, neurons, ends, left_out=left_out, aside=aside,
                    form=self.form, scores=scores,
                ).stack()
                for part, output, ends in given
            ]  # fmt: skip

        aside = max(fall.output_room for fall in falls(None))  # columns of both are in line
        self.falls = falls(None)
        self.without = falls(self.parting) if decides else []
        if reading.correct is False:  # the label keeps its colour
            self.falls[1].digit.set_fill(theme.target)
        self.row = NeuronRow(
            theme, self.falls[0].columns, layout.versus_level, reading, neurons, self.parting,
            upright=layout.tall,
        )  # fmt: skip
        place = fitted(layout.strip, reading.shape)
        self.image = GreyImage(theme, place, reading.of("activations", 0), reading.shape)
        self.frame = outline_of(theme, place)
        self._single_out()

    def _single_out(self) -> None:
        """Prepare the band and the numbers of the neuron that parts the two outputs."""
        theme, k = self.theme, self.place
        upper, lower = self.falls
        low = lower.region
        half, disc = upper.pitch / 2, self.row.discs[k]
        if upper.upright:
            x = upper.columns[k]
            box = Region(x - half, x + half, low.bottom, disc.get_top()[1] + 0.08)
        else:
            y = upper.columns[k]
            box = Region(disc.get_left()[0] - 0.08, low.right - 0.03, y - half, y + half)
        self.around = Rectangle(width=box.width, height=box.height, stroke_width=0)
        self.around.move_to(box.centre).set_fill(theme.focus, opacity=BAND)
        self.values = VGroup(*[self._value(fall, k) for fall in self.falls])

    def _value(self, fall: Waterfall, k: int) -> Readout:
        """Print a contribution beside its bar, on the side with more room."""
        theme, em = self.theme, 0.34
        source, bar, region = fall.sources[k], fall.bars[k], fall.region
        number = Readout(theme, source, self.form, em, theme.signed(source.value))
        if fall.upright:
            half = number.advance_width / 2
            x = min(max(bar.get_x(), region.left + half), region.right - half)
            near = [b for b in fall.bars if abs(b.get_x() - x) < half + b.width / 2]
            top = max(b.get_top()[1] for b in near)
            bottom = min(b.get_bottom()[1] for b in near)
            above = region.top - top > bottom - region.bottom
            return number.place(x, top + 0.12 if above else bottom - 0.12 - em * DIGIT_HEIGHT)
        y = bar.get_y() - em * DIGIT_HEIGHT / 2
        if region.right - bar.get_right()[0] > bar.get_left()[0] - region.left:
            return number.place(bar.get_right()[0] + 0.12, y, "left")
        return number.place(bar.get_left()[0] - 0.12, y, "right")
