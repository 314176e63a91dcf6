"""Motions that several beats of the clip share: values on their way, and names of layers."""

from __future__ import annotations

from typing import Any

from manim import FadeIn, FadeOut, Mobject, there_and_back

from scenes.animation.timing import within
from scenes.base import NetworkScene
from scenes.clips.structure.brightness_bar import SlidingNeuron
from scenes.clips.structure.layout import StructureLayout
from scenes.clips.structure.parts import Parts
from scenes.clips.structure.samples import ImageSample, TableSample
from scenes.mobjects.network.network_diagram import NetworkDiagram, Neuron
from scenes.provenance.source import Source

__all__ = ["Motions"]


class Motions(NetworkScene):
    """A scene with the parts of the clip, and what they do in more than one beat."""

    parts: Parts
    layout: StructureLayout
    network: NetworkDiagram
    inputs: list[Neuron]
    sample: ImageSample | TableSample
    slider: SlidingNeuron
    framed_layer: Mobject | None

    def value(self, layer: int, k: int) -> Source:
        """Return the source of the value of the k-th neuron drawn of a layer."""
        return self.source("activations", layer, self.network.indices[layer][k])

    def _send(
        self,
        k: int,
        neuron: Neuron,
        way: Mobject,
        *,
        run_time: float,
    ) -> None:
        """Move a value of the sample along a path into a neuron."""
        form = self.parts.formats[0]
        moves, movers = self.sample.send(k, neuron, self.value(0, k), form, way)
        if neuron is self.slider.neuron:
            self.slider.resize()
        self.play(*moves, run_time=run_time)
        neuron.remove(*movers)
        self.remove(*movers)

    def _take_all(self, places: list[int]) -> None:
        """Move several values into their neurons, one shortly after another."""
        groups, movers = [], []
        for k in places:
            end = self.inputs[k].disc.get_center()
            way = self.layout.into_input(self.sample.leave(k), end)
            made = self.sample.send(k, self.inputs[k], self.value(0, k), self.parts.formats[0], way)
            groups.append(made[0])
            movers.append((self.inputs[k], made[1]))
        if not groups:
            return
        length = 1.0 / (1 + 0.45 * (len(groups) - 1))
        for n, group in enumerate(groups):
            for motion in group:
                first, last = motion.rate_func.span
                start = 0.45 * n * length
                within(motion, start + first * length, start + last * length)
        self.play(*[m for group in groups for m in group], run_time=1.1 + 0.4 * len(groups))
        for neuron, gone in movers:
            neuron.remove(*gone)
            self.remove(*gone)

    @staticmethod
    def _pulsing(question: Mobject) -> Any:
        """Return how a question mark grows for a moment."""
        return question.animate(rate_func=there_and_back).scale(1.3)

    def _name_layer(self, layer: int, *others: Any, run_time: float = 0.9) -> None:
        """Frame a layer, name it and print its size, while other things appear."""
        frame = self.parts.frames[layer]
        shown = [self.parts.counts.sizes[layer], *self.parts.names_of(layer)]
        self.play(
            *[within(m, 0.0, 0.4) for m in self._unframed()],
            *others,
            within(FadeIn(frame), 0.3, 1.0),
            *[within(FadeIn(m), 0.4, 1.0) for m in shown],
            run_time=run_time,
        )
        self.framed_layer = frame

    def _unframed(self) -> list[Any]:
        """Take the frame off the layer that has it."""
        frame, self.framed_layer = self.framed_layer, None
        return [] if frame is None else [FadeOut(frame)]
