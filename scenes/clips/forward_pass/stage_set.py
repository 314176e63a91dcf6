"""The network of the clip, with names that fit, whatever its size."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

from manim import RIGHT, Line, VGroup

from scenes.clips.forward_pass.answer_bars import AnswerBars
from scenes.clips.forward_pass.precision import exact_decimals, usual_decimals
from scenes.clips.forward_pass.sample_picture import cut_short
from scenes.mobjects.network.network_diagram import (
    CLASSES_ROOM,
    NAMES_ROOM,
    NetworkDiagram,
)
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat
from scenes.style.theme import Theme

__all__ = [
    "draw_network", "label_below", "output_name", "target_numbers", "two_sides",
    "with_larger_discs",
]  # fmt: skip

RADIUS = 0.44
"""Largest radius of a neuron, in frame units."""
WIDEST = 1.3
"""Room for an output's name, in frame units."""
TARGETS_ROOM = 1.2
"""Room at the right of the outputs for targets that are numbers, in frame units."""
NAME_GAP = 0.7
"""From the centre of a disc to that of a digit's name."""
GAP = 0.16
"""From a disc to its name."""
DIGIT = 0.16
"""Further room for each further digit in the names of inputs."""
BETWEEN = 0.12
"""Least distance of two columns' names."""


def with_larger_discs(theme: Theme) -> Theme:
    """Return a theme whose neurons have room for four decimals, if the network has."""
    return replace(theme, sizes=replace(theme.sizes, neuron_radius=RADIUS))


def draw_network(scene: Any) -> NetworkDiagram:
    """Return the diagram of a clip's network, with room for the names of its outputs."""
    theme, recording = scene.theme, scene.recording
    size = len(str(recording.layer_sizes[0]))
    names = scene.layer_names()
    widest = CLASSES_ROOM
    if not _are_numbers(recording):
        lines = [
            cut_short(theme, name, theme.sizes.label, theme.quiet, WIDEST)
            for name in recording.samples.output_names
        ]
        least = CLASSES_ROOM if recording.class_names else TARGETS_ROOM
        widest = max(least, max(line.width for line in lines) + GAP + 0.02)
    network = NetworkDiagram(
        theme,
        scene.layout.network,
        recording,
        scene.shown_step,
        names,
        focus=scene.focus_neuron,
        left_room=NAMES_ROOM + DIGIT * (size - 1),
        right_room=widest,
        of=scene.words["forward_pass.of"] if len(recording.layer_sizes) < 4 else "/",
    )
    _untangle(scene, network)
    return network


def _untangle(scene: Any, network: NetworkDiagram) -> None:
    """Give all hidden layers one name where there is no room for a name each."""
    lines = list(network.names)
    gaps = [b.get_left()[0] - a.get_right()[0] for a, b in pairwise(lines)]
    if len(lines) < 4 or min(gaps) >= BETWEEN:
        return
    inner = lines[1:-1]
    middle = (inner[0].get_x() + inner[-1].get_x()) / 2
    word = scene.words["layers.hidden"]
    one = TextLine(scene.theme, word, inner[0].em, scene.theme.quiet)
    network.names.remove(*inner)
    network.names.add(one.place(middle, lines[0].baseline))


def _are_numbers(recording: Any) -> bool:
    """Return whether classes are recorded as numbers: the digits of a walkthrough."""
    return recording.metadata["kind"] == "walkthrough"


def output_name(scene: Any, k: int) -> Readout | TextLine:
    """Typeset the name of the ``k``-th output drawn, at the right of its neuron."""
    theme, network = scene.theme, scene.network
    neuron, index = network.layers[-1][k], network.indices[-1][k]
    x, y, _ = neuron.disc.get_center()
    if _are_numbers(scene.recording):
        source = scene.source("classes", None, index)
        name = Readout(theme, source, NumberFormat(0), 1.2 * theme.sizes.number, theme.quiet)
        return name.centre_on(neuron.disc.get_center() + NAME_GAP * RIGHT)
    text = scene.recording.samples.output_names[index]
    line = cut_short(theme, text, theme.sizes.label, theme.quiet, WIDEST)
    left = x + neuron.disc.width / 2 + GAP
    return line.place(left, y - 0.31 * theme.sizes.label, "left")


def label_below(scene: Any, foot: tuple[float, float]) -> VGroup:
    """Return the label of the sample, below its picture: its height and its middle are given."""
    theme, recording = scene.theme, scene.recording
    word = TextLine(theme, scene.words["forward_pass.label"], theme.sizes.number, theme.target)
    if _are_numbers(recording):
        name = Readout(
            theme, scene.source("labels"), NumberFormat(0), theme.sizes.formula, theme.target
        )
        width = name.advance_width
    else:
        text = recording.class_names[int(recording.labels[scene.shown_step])]
        name = cut_short(theme, text, theme.sizes.number, theme.target, 3.0)
        width = name.width
    left, baseline = foot[1] - (word.width + 0.2 + width) / 2, foot[0] - 0.48
    word.place(left, baseline, "left")
    name.place(left + word.width + 0.2, baseline, "left")
    return VGroup(word, name)


def target_numbers(scene: Any) -> list[Any]:
    """Return the targets, each at the right of its output, and the word for them above."""
    theme, network, recording = scene.theme, scene.network, scene.recording
    shown = network.indices[-1]
    values = [float(recording.targets[scene.shown_step][k]) for k in shown]
    decimals = exact_decimals(values, 3)
    style = NumberFormat(
        max(0, min(2, usual_decimals(values, 3))) if decimals is None else decimals
    )
    found: list[Any] = []
    for k, neuron in zip(shown, network.layers[-1], strict=True):
        number = Readout(
            theme, scene.source("targets", None, k), style, theme.sizes.label, theme.target
        )
        x, y, _ = neuron.disc.get_center()
        left = x + neuron.disc.width / 2 + GAP
        found.append(number.place(left, y - 0.31 * theme.sizes.label, "left"))
    top = network.layers[-1][0].disc.get_top()[1]
    word = TextLine(theme, scene.words["forward_pass.target"], theme.sizes.label, theme.target)
    right = max(network.layers[-1][0].disc.get_right()[0] + GAP + TARGETS_ROOM - 0.2, 0.0)
    return [*found, word.place(min(right, scene.area.safe.right), top + 0.14, "right")]


def two_sides(scene: Any, bars: AnswerBars) -> list[Any]:
    """Return a line at one half, and the class on either side of it, below the bar."""
    theme, names = scene.theme, scene.recording.class_names
    x, bar = bars.x_of(0.5), bars.tracks[0]
    top, bottom = bar.get_top()[1] + 0.12, bar.get_bottom()[1]
    line = Line([x, top, 0], [x, bottom - 0.85, 0], color=theme.ink)
    line.set_stroke(width=theme.sizes.line)
    room = (bars.right - bars.left) / 2 - 0.3
    middles = (bars.left + x) / 2, (x + bars.right) / 2
    sides = [
        cut_short(theme, name, theme.sizes.number, theme.quiet, room).place(middle, bottom - 0.85)
        for name, middle in zip(names, middles, strict=True)
    ]
    return [line, *sides]
