"""The network of the clip, with names that fit, whatever its size."""

from __future__ import annotations

from collections.abc import Sequence
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
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.source import NumberFormat
from scenes.style.theme import Theme

__all__ = [
    "bar_names", "draw_network", "label_below", "output_name", "plain_lines", "target_numbers",
    "two_sides", "verdict_below", "with_larger_discs",
]  # fmt: skip

PITCHES = {2: 1.2, 3: 1.2, 4: 0.98, 5: 0.8}
"""Distance of columns that names of outputs leave, by the number of layers."""
RADIUS = 0.44
"""Largest radius of a neuron, in frame units."""
WIDEST = 1.3
"""Room for an output's name, in frame units."""
BETWEEN_DISCS = 0.3
"""Least room between the discs of two columns."""
LEAST_NAME = 0.5
"""Room below which outputs have no names beside them."""
NAME_GAP = 0.26
"""From a disc to the centre of a digit's name."""
LONGEST = 2.2
"""Room for a name before its bar."""
GAP = 0.16
"""From a disc to its name."""
DIGIT = 0.16
"""Further room for each further digit in the names of inputs."""
LETTERS = "x", "h", "o"
LETTER_EM, LETTER_GAP = 0.4, 0.1
"""Size of a layer's letter, and from its name to it, in frame units."""
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
    depth = len(recording.layer_sizes)
    left = NAMES_ROOM + DIGIT * (size - 1)
    spare = scene.layout.network.width - left - (depth - 1) * PITCHES[depth] - 2 * RADIUS
    widest = CLASSES_ROOM
    if not _are_numbers(recording):
        lines = [
            TextLine(theme, name, theme.sizes.label, theme.quiet)
            for name in recording.samples.output_names
        ]
        needed = max(line.width for line in lines) + GAP + 0.02
        least = CLASSES_ROOM if recording.class_names else _targets_room(scene)
        widest = max(least, min(needed, WIDEST + GAP, spare))
    network = NetworkDiagram(
        theme,
        scene.layout.network,
        recording,
        scene.shown_step,
        names,
        focus=scene.focus_neuron,
        left_room=left,
        right_room=widest,
        weight_room=BETWEEN_DISCS,
        of=scene.words["forward_pass.of"] if len(recording.layer_sizes) < 4 else "/",
    )
    network.room_for_names = widest - GAP
    _untangle(scene, network)
    _shorten(network)
    _add_letters(theme, network)
    return network


def plain_lines(scene: Any) -> VGroup:
    """Take the edges out of the diagram, and return lines that look the same for all of them."""
    theme, network = scene.theme, scene.network
    network.remove(network.drawn_edges)
    lines = VGroup(*[Line(edge.get_start(), edge.get_end()) for edge in network.drawn_edges])
    return lines.set_stroke(theme.hairline, theme.sizes.line / 2, theme.resting_opacity)


def _shorten(network: NetworkDiagram) -> None:
    """Leave only the size below layers that are drawn in part, if more would not fit."""
    placed = sorted(network.elisions, key=lambda each: float(each.get_x()))
    gaps = [b.get_left()[0] - a.get_right()[0] for a, b in pairwise(placed)]
    if not gaps or min(gaps) >= BETWEEN:
        return
    for elision in placed:
        x, size = elision.get_x(), elision[-1]
        elision.remove(*elision[:-1])
        size.place(x, size.baseline)


def _add_letters(theme: Theme, network: NetworkDiagram) -> None:
    """Write after the names of three layers the letters of their values, if there is room."""
    lines = list(network.names)
    if len(network.layers) != len(LETTERS) or len(lines) != len(LETTERS):
        return
    letters = [Formula(theme, letter, LETTER_EM, theme.quiet) for letter in LETTERS]
    widths = [n.width + LETTER_GAP + m.width for n, m in zip(lines, letters, strict=True)]
    middles = [float(line.get_x()) for line in lines]
    edges = zip(pairwise(middles), pairwise(widths), strict=True)
    if any(x[1] - x[0] - (w[0] + w[1]) / 2 < BETWEEN for x, w in edges):
        return
    for line, letter, width, x in zip(lines, letters, widths, middles, strict=True):
        line.place(x - width / 2, line.baseline, "left")
        letter.place(x + width / 2, line.baseline, "right")
        network.names.add(letter)


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
    # The three that are left stand on one level.
    lines[-1].shift([0.0, lines[0].baseline - lines[-1].baseline, 0.0])
    network.names.add(one.place(middle, lines[0].baseline))


def _are_numbers(recording: Any) -> bool:
    """Return whether classes are recorded as numbers: the digits of a walkthrough."""
    return recording.metadata["kind"] == "walkthrough"


def output_name(scene: Any, k: int) -> Any:
    """Typeset the name of the ``k``-th output drawn, at the right of its neuron."""
    theme, network = scene.theme, scene.network
    neuron, index = network.layers[-1][k], network.indices[-1][k]
    x, y, _ = neuron.disc.get_center()
    if _are_numbers(scene.recording):
        source = scene.source("classes", None, index)
        name = Readout(theme, source, NumberFormat(0), 1.2 * theme.sizes.number, theme.quiet)
        return name.centre_on(neuron.disc.get_right() + NAME_GAP * RIGHT)
    text = scene.recording.samples.output_names[index]
    if network.room_for_names < LEAST_NAME:
        return VGroup()  # its bar is named
    line = cut_short(theme, text, theme.sizes.label, theme.quiet, network.room_for_names)
    left = x + neuron.disc.width / 2 + GAP
    return line.place(left, y - 0.31 * theme.sizes.label, "left")


def bar_names(scene: Any) -> list[Any]:
    """Typeset the names of the outputs for bars, longer than beside the neurons."""
    if _are_numbers(scene.recording):
        return [name.copy() for name in scene.names]
    theme, names = scene.theme, scene.recording.samples.output_names
    return [
        cut_short(theme, names[k], theme.sizes.label, theme.quiet, LONGEST)
        for k in scene.network.indices[-1]
    ]


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


def verdict_below(scene: Any, foot: tuple[float, float]) -> VGroup:
    """Return the network's answer and the label, side by side below the picture of a digit."""
    theme, words = scene.theme, scene.words
    em = 0.9 * theme.sizes.formula if scene.area.wide else theme.sizes.number
    parts = VGroup()
    for word, quantity, colour in (
        ("answer", "predicted_class", theme.focus), ("label", "labels", theme.target),
    ):  # fmt: skip
        line = TextLine(theme, words[f"forward_pass.{word}"], em, colour)
        name = Readout(theme, scene.source(quantity), NumberFormat(0), theme.sizes.formula, colour)
        line.place(0.0, 0.0, "left")
        name.place(line.width + 0.2, 0.0, "left")
        parts.add(VGroup(line, name))
    between = 0.8
    left, baseline = foot[1] - (sum(p.width for p in parts) + between) / 2, foot[0] - 0.48
    for part in parts:
        part.shift([left - part.get_left()[0], baseline - part[0].baseline, 0.0])
        left += part.width + between
    return parts


def _targets(scene: Any, indices: Sequence[int]) -> list[Readout]:
    """Return the targets of some outputs."""
    theme, recording = scene.theme, scene.recording
    values = [float(recording.targets[scene.shown_step][k]) for k in indices]
    decimals = exact_decimals(values, 3)
    style = NumberFormat(min(2, usual_decimals(values, 3)) if decimals is None else decimals)
    return [
        Readout(theme, scene.source("targets", None, k), style, theme.sizes.label, theme.target)
        for k in indices
    ]


def _targets_room(scene: Any) -> float:
    """Return the room at the right of the outputs for their targets, in frame units."""
    targets = _targets(scene, range(scene.recording.layer_sizes[-1]))
    return max(CLASSES_ROOM, max(number.advance_width for number in targets) + GAP + 0.02)


def target_numbers(scene: Any) -> list[Any]:
    """Return the targets, each at the right of its output, and the word for them above."""
    theme, network = scene.theme, scene.network
    found: list[Any] = _targets(scene, network.indices[-1])
    for number, neuron in zip(found, network.layers[-1], strict=True):
        x, y, _ = neuron.disc.get_center()
        number.place(x + neuron.disc.width / 2 + GAP, y - 0.31 * theme.sizes.label, "left")
    word = TextLine(theme, scene.words["forward_pass.target"], theme.sizes.label, theme.target)
    x, y, _ = network.layers[-1][0].disc.get_top()
    right = min(x + network.radius + GAP + word.width, scene.area.safe.right)
    return [*found, word.place(right, y + 0.14, "right")]


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
