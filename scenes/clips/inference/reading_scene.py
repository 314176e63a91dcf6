"""What all beats of the inference clip share: the images, the network that reads them, places."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from network import Inference, NetworkInference
from network.errors import LayerlightError
from scenes.base import NetworkScene
from scenes.clips.inference.accepted import ReadsImages, check_sums, images_read
from scenes.clips.inference.calculations import NeuronSum, OutputTotal
from scenes.clips.inference.claims import CLAIMS
from scenes.clips.inference.full_network import Chosen, FullNetwork
from scenes.clips.inference.layout import InferenceLayout
from scenes.clips.inference.neuron_tiles import NeuronRow, NeuronTiles
from scenes.clips.inference.pixel_products import PixelProducts
from scenes.clips.inference.reading import Reading, misread
from scenes.clips.inference.waterfall import Waterfall
from scenes.mobjects.images.heat_map import HeatScale

__all__ = ["ReadingScene"]

INSIDE, LEAST = 99, 1e-6
"""Percentage of the weights within the scale of colours, and its least end."""


class ReadingScene(NetworkScene):
    """A scene in which a network reads an image, and another that it misreads.

    Attributes
    ----------
    reading : Reading
        The first image.
    wrong : Reading or None
        Another one, which the network misreads.
    first : int
        The neuron of the first hidden layer that is worked out in full.
    traced : int
        The neuron of the last hidden layer whose contribution is worked out.
    chosen : Chosen
        The neurons drawn.
    whole : FullNetwork
        The network with the image last read.
    image, frame
        The image on screen, and its frame.
    """

    clip = "inference"
    claims = CLAIMS
    requires = ReadsImages()
    recording: Inference | NetworkInference
    layout: InferenceLayout
    scale: HeatScale
    whole: FullNetwork
    sum: NeuronSum
    maps: PixelProducts
    tiles: NeuronTiles
    row: NeuronRow
    fall: Waterfall
    total: OutputTotal | None
    image: Any
    frame: Any

    def _fit(self, recording: Any) -> None:
        """Check the recording, and have its network read images."""
        self.requires.check(self.clip, recording)
        self.recording, self.shown_step = images_read(recording, self.style.focus)

    def check(self, recording: Any) -> None:
        """Choose what is shown."""
        if recording.tied(self.shown_step):
            raise LayerlightError(
                f"{self.clip} draws the answer to an image, but for image {self.shown_step:,} the"
                " largest outputs tie, so there is none: choose another image"
            )
        check_sums(self.clip, recording)
        self.reading = Reading(recording, self.shown_step)
        self.wrong = misread(self.reading, self.also["inference"])
        readings = [self.reading, *([self.wrong] if self.wrong else [])]
        self.chosen = Chosen.of(readings)
        self.first = self._neuron_to_show()
        if self.first not in self.chosen.hidden[0]:
            rest = [k for k in self.chosen.hidden[0][:-1] if k != self.first]
            self.chosen.hidden[0] = sorted([*rest, self.first])
        last = self.chosen.hidden[-1]
        products = self.reading.values("products", self.reading.last, self.reading.answer)
        self.traced = max(last, key=lambda j: float(products[j]))
        if self.reading.last == 1:
            self.traced = self.first

    def _neuron_to_show(self) -> int:
        """Return the neuron of layer 1 to work out: the chosen one, or one that speaks for much.

        Its number should not be the name of a class: neuron 3 of a network that reads a 3 would
        be confusing.
        """
        reading = self.reading
        if self.style.focus.neuron is not None:
            return self.style.focus.neuron_index(self.recording)
        if reading.last == 1:
            weight = reading.values("products", 1, reading.answer)
        else:
            weight = np.abs(reading.values("products", 1)).max(axis=0)
        order = np.argsort(-weight, kind="stable").tolist()
        names = self.recording.class_names or ()
        for avoided in (names, [names[k] for k in (reading.answer, reading.runner)]):
            free = [j for j in order if str(j + 1) not in avoided]
            if free:
                return int(free[0])
        return int(order[0])

    def setup(self) -> None:
        """Divide the frame; build the network and what several beats use."""
        super().setup()
        self.layout = InferenceLayout(self.area)
        weights = self.recording.weights[0]
        inside = max(float(np.percentile(np.abs(weights), INSIDE)), LEAST)
        unit = 10.0 ** math.floor(math.log10(inside))
        limit = unit * math.ceil(inside / unit)
        # One scale for weights and products in all beats; a few large weights lie beyond its ends.
        self.scale = HeatScale(self.theme, limit, clips=bool(np.abs(weights).max() > limit))
        self.whole = self.network_reading(self.reading)
        names = [self.words[f"inference.{key}"] for key in ("sum", "bias")]
        self.sum = NeuronSum(self.theme, self.reading, self.first, names)
        self.total = None

    def network_reading(self, reading: Reading) -> FullNetwork:
        """Build the whole network with an image."""
        words = [self.words[f"inference.layers.{k}"] for k in ("input", "hidden", "output", "some")]
        return FullNetwork(self.theme, self.layout.network, reading, self.chosen, words)

    def waterfall(self, output: int, neurons: Sequence[int]) -> Waterfall:
        """Build the bars of an output for the first image."""
        limits = Waterfall.limits_of(self.reading, output, neurons)
        region = self.layout.contributions
        return Waterfall(self.theme, region, self.reading, output, neurons, limits)
