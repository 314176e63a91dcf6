"""The second forward pass of the same image, with the weights after the update."""

from __future__ import annotations

from manim import Animation, FadeOut

from scenes.animation.timing import within
from scenes.clips.backpropagation.delta_tag import SentValue
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.readout import Readout
from scenes.provenance.source import NumberFormat, Source

__all__ = ["refill", "sent_values"]


def sent_values(network: NetworkDiagram, layer: int) -> list[SentValue]:
    """Return the activations that reach a layer, one disc per edge; a zero sends nothing."""
    return [
        SentValue(network.theme, edge, neuron.number.recorded)
        for row in network.edges[layer - 1]
        for neuron, edge in zip(network.layers[layer - 1], row, strict=True)
        if neuron.number.source.value
    ]


def refill(
    network: NetworkDiagram, layer: int, style: NumberFormat
) -> tuple[list[Readout], list[Animation]]:
    """Fill the neurons of a layer with their activations after the update.

    Returns
    -------
    old : list of Readout
        The old numbers, no longer part of their neurons, to be added to the scene.
    animations : list of Animation
    """
    old: list[Readout] = []
    moves: list[Animation] = []
    for k, neuron in enumerate(network.layers[layer]):
        old.append(neuron.number)
        neuron.remove(neuron.number)
        after = f"activations_after_{layer}"
        fill, number = neuron.set_value(
            Source(network.recording, after, index=(network.step, k)), style
        )
        moves += [
            within(FadeOut(old[-1]), 0.15, 0.5),
            within(fill, 0.1, 0.9),
            within(number, 0.4, 0.75),
        ]
    return old, moves
