"""The network beside the panel: its values, names, tags, and what is in focus."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, pairwise
from typing import Any

from manim import Animation, FadeIn, FadeOut, Indicate, UpdateFromAlphaFunc, smooth

from scenes.animation.timing import within
from scenes.clips.backpropagation.deltas_shown import (
    BackwardPulse,
    BiasEdge,
    BiasSlopes,
    DeltaDisc,
    DeltaTag,
    SlopeLine,
    slope_lines,
)
from scenes.clips.backpropagation.layout import TAGS_OVER, Layout
from scenes.clips.backpropagation.story import Story
from scenes.mobjects.network.network_diagram import Edge, NetworkDiagram, Neuron, number_em
from scenes.mobjects.text.readout import Readout, glyph_outlines
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat
from scenes.style.theme import Theme

__all__ = ["NetworkSide"]

NAMES_GAP, ELISIONS_GAP = 0.15, 0.08
"""Least gaps between the names of two layers, and between what is said below them."""
NAME_GAP = 0.2
"""From an output neuron's rim to its name, in frame units."""
MOST_ROOM = 0.26
"""Largest room for names of outputs, as a share of the width of the network's region."""
WHOLE = NumberFormat(0)
LIT = 0.94
"""Share of the time in which edges that are lit in turn begin to be."""


class NetworkSide:
    """The network as the forward pass left it, and what backpropagation adds to it.

    Parameters
    ----------
    theme : Theme
    layout : Layout
    story : Story
    layer_names : sequence of str
    words : (str, str)
        The word in "6 of 784", and the name of bias neurons.

    Attributes
    ----------
    diagram : NetworkDiagram
    names : list
        Of the outputs.
    bare : set of int
        Layers whose values are fills only: as numbers they would meet those of the next layer.
    tags : dict of int to list
        The deltas shown of each layer.
    """

    def __init__(
        self, theme: Theme, layout: Layout, story: Story, layer_names: Sequence[str],
        words: tuple[str, str],
    ):  # fmt: skip
        of, self.bias = words
        self.story, self.layout, self.theme = story, layout, layout.theme(theme)
        recording, step = story.recording, story.step
        self.names = self._output_names(MOST_ROOM * layout.network.width)
        room = max(name.width for name in self.names) + NAME_GAP + 0.1
        if layout.tags:  # half of a tag is wider than its neuron
            widest = max(self._tag_width(), 0.0) / 2 - layout.radius + 0.05
            room = max(room, widest)
        region = layout.network
        if layout.tags:  # the lowest of them hang over the names of the layers
            region = region.above(region.bottom + TAGS_OVER)
        for between in (of, "/"):  # shorter where two would meet
            self.diagram = NetworkDiagram(
                self.theme,
                region,
                recording,
                step,
                layer_names,
                story.neuron,
                left_room=self._symbols_width() + 0.14,
                right_room=room,
                of=between,
            )
            if not _meet(self.diagram.elisions, ELISIONS_GAP):
                break
        self.edges, self.layers = self.diagram.edges, self.diagram.layers
        self._name_layers(layer_names)
        self.formats = [self._format(layer) for layer in range(len(self.layers))]
        for layer, neurons in enumerate(self.layers):
            for k, neuron in zip(story.indices[layer], neurons, strict=True):
                source = story.source("activations", layer, k)
                neuron.set_value_now(source, self.formats[layer])
        self.bare = self._too_wide()
        for layer in self.bare:
            for neuron in self.layers[layer]:
                neuron.remove(neuron.number)
        for name, neuron in zip(self.names, self.layers[-1], strict=True):
            disc = neuron.disc
            foot = disc.get_y() - 0.2 * name.em
            name.place(disc.get_x() + self.diagram.radius + NAME_GAP, foot, "left")
        self.with_tags = layout.tags and self._tags_fit()
        self.tags: dict[int, list[Any]] = {}
        self.lines: dict[int, list[list[SlopeLine]]] = {}
        self.biases: dict[int, BiasSlopes] = {}
        self.from_ones: list[list[BiasEdge]] = []
        self.lit: list[Edge | Neuron] = []

    def _name_layers(self, words: Sequence[str]) -> None:
        """Lower the names of layers below tags; if they would meet, name the hidden ones once."""
        diagram, names = self.diagram, self.diagram.names
        bottom = self.layout.network.bottom
        if _meet(names, NAMES_GAP):
            hidden = names[1:-1]
            middle = sum(name.get_x() for name in hidden) / len(hidden)
            once = TextLine(self.theme, words[1].rstrip(" 1"), names[0].em, self.theme.quiet)
            once.place(middle, names[0].baseline)
            names.remove(*hidden)
            if not _meet((names[0], once, names[-1]), NAMES_GAP):
                names.add(once)
        for name in names:
            name.shift([0, bottom + 0.03 - name.baseline, 0])
        if len(diagram.elisions) and self.layout.tags:
            diagram.elisions.shift([0, -TAGS_OVER, 0])

    def _too_wide(self) -> set[int]:
        """Return the layers whose numbers, before or after the step, leave none to a neighbour."""
        story, theme = self.story, self.theme
        times = (
            ["activations"] if story.recording.is_imported else ["activations", "activations_after"]
        )
        widths = []
        for layer, shown in enumerate(story.indices):
            style, radius = self.formats[layer], self.diagram.radius
            texts = [
                style(story.source(name, layer, k).value)
                for name in (times if layer else times[:1])
                for k in shown
            ]
            widths.append(max(number_width(text, radius, theme) for text in texts))
        columns = [layer[0].disc.get_x() for layer in self.layers]
        bare: set[int] = set()
        for left, right in pairwise(range(len(columns))):
            apart = columns[right] - columns[left] - theme.sizes.clearance
            if left not in bare and (widths[left] + widths[right]) / 2 > apart:
                bare.add(left if widths[left] > widths[right] else right)
        return bare

    def _tag_width(self, layer: int | None = None) -> float:
        """Return the width of the widest tag of a layer, by default of the outputs."""
        story, em = self.story, self.theme.sizes.number_small
        layer = story.last + 1 if layer is None else layer
        style = story.delta_format(layer - 1)
        sources = [story.source("deltas", layer - 1, k) for k in story.indices[layer]]
        return max(Readout(self.theme, s, style, em).advance_width for s in sources) + 0.14

    def _tags_fit(self) -> bool:
        """Return whether the tags of neighbouring layers keep apart."""
        columns = [layer[0].disc.get_x() for layer in self.layers[1:]]
        widths = [self._tag_width(layer) for layer in range(1, len(self.layers))]
        return all(
            (a + b) / 2 + NAMES_GAP <= right - left
            for (a, b), (left, right) in zip(pairwise(widths), pairwise(columns), strict=True)
        )

    def _symbols_width(self) -> float:
        em = 0.8 * self.theme.sizes.formula
        names = [
            Formula(self.theme, f"x_{k + 1}", em, self.theme.ink) for k in self.story.indices[0]
        ]
        return max(name.width for name in names)

    def _format(self, layer: int) -> NumberFormat:
        """Return how values are printed in a layer's neurons: inputs exactly, if they are short."""
        style = self.diagram.formats[layer]
        decimals = self.story.value_decimals(layer)
        return NumberFormat(min(decimals, style.decimals)) if layer == 0 else style

    def _output_names(self, room: float) -> list[Any]:
        """Typeset the names of the outputs: classes, or what they are."""
        theme, recording = self.theme, self.story.recording
        target = recording.targets[self.story.step]
        numbered = isinstance(recording.metadata.get("classes"), list)
        names = []
        for k in self.story.indices[-1]:
            right = recording.class_names is not None and len(target) > 1 and target[k] == 1.0
            colour = theme.target if right else theme.quiet
            if numbered:
                source = self.story.source("classes", None, k)
                names.append(Readout(theme, source, WHOLE, 1.2 * theme.sizes.number, colour))
                continue
            text = recording.samples.output_names[k]
            line = TextLine(theme, text, 1.1 * theme.sizes.label, colour)
            while line.width > room and len(text) > 1:
                text = text[:-1].rstrip()
                line = TextLine(theme, text + "…", 1.1 * theme.sizes.label, colour)
            names.append(line)
        return names

    # Deltas.

    def tag(self, layer: int, n: int) -> Animation:
        """Show the delta of the n-th neuron drawn of a layer."""
        kind = DeltaTag if self.with_tags else DeltaDisc
        tag = kind(self.diagram, self.story, layer, n)
        self.tags.setdefault(layer, []).append(tag)
        return FadeIn(tag)

    @property
    def all_tags(self) -> list[Any]:
        """All deltas shown."""
        return list(chain(*self.tags.values()))

    def pulses(self, layer: int, n: int) -> list[BackwardPulse]:
        """Return what comes back to the n-th neuron drawn of a layer; nothing for zeros."""
        found = [
            BackwardPulse(self.diagram, layer, n, k) for k in range(len(self.layers[layer + 1]))
        ]
        return [pulse for pulse in found if pulse.product.value]

    def column(self, layer: int, n: int) -> list[Edge]:
        """Return the edges that leave the n-th neuron drawn of a layer."""
        return [row[n] for row in self.edges[layer]]

    # Slopes.

    def slopes(self, layer: int) -> list[list[SlopeLine]]:
        """Return the lines of a layer's slopes, row by row, built once."""
        if layer not in self.lines:
            self.lines[layer] = slope_lines(self.diagram, self.story, layer)
        return self.lines[layer]

    def bias_slopes(self, layer: int) -> BiasSlopes | None:
        """Return the bias neuron of a layer with the lines of its slopes, if it has room."""
        if layer not in self.biases:
            self.biases[layer] = BiasSlopes(self.diagram, self.story, layer, self.bias)
        return self.biases[layer] if self.biases[layer].fits else None

    # Biases as weights.

    @property
    def bias_edges(self) -> list[BiasEdge]:
        """The edges of the bias neurons, once they are shown."""
        return list(chain(*self.from_ones))

    def biases_into(self, layer: int) -> list[BiasEdge]:
        """Return the edges of the bias neuron that lead into a layer, if they are shown."""
        return self.from_ones[layer - 1] if self.from_ones else []

    def show_biases(self) -> list[Any]:
        """Return animations that show the edges of the bias neurons that have room."""
        self.from_ones = []
        for layer in range(self.story.last + 1):
            bias = self.bias_slopes(layer)
            lines = bias.lines if bias else []
            self.from_ones.append([BiasEdge(self.theme, self.story, line) for line in lines])
        return [within(FadeIn(edge), 0.5, 1.0) for edge in self.bias_edges]

    def hide_edges(self) -> list[Any]:
        """Return animations that hide all edges: from now on lines are slopes."""
        return [within(edge.animate.set_stroke(opacity=0), 0.0, 0.6) for edge in self.all_edges]

    def show_edges(self, *lit: Edge) -> list[Any]:
        """Return animations that show all edges again, some of them lit."""
        moves = [edge.highlight() if edge in lit else edge.clear_highlight()
                 for edge in self.all_edges]  # fmt: skip
        self.lit = list(lit)
        return [within(move, 0.0, 0.6) for move in moves]

    # Focus.

    def light(self, edges: Iterable[Edge], neurons: Iterable[Neuron], **how: Any) -> list[Any]:
        """Return animations that move the focus to edges and neurons.

        Edges take the colour of their weight's sign, or ``colour``.
        """
        edges, neurons = list(edges), list(neurons)
        wanted: list[Edge | Neuron] = [*edges, *neurons]
        moves = [m.clear_highlight() for m in self.lit if m not in wanted]
        moves += [edge.highlight(how.get("colour")) for edge in edges if edge not in self.lit]
        moves += [neuron.highlight() for neuron in neurons if neuron not in self.lit]
        self.lit = wanted
        return moves

    def light_in_turn(self, edges: Sequence[Edge], when: Callable[[float], float]) -> list[Any]:
        """Return animations that light edges one after another.

        Parameters
        ----------
        edges : sequence of Edge
        when : callable
            The share of the time at which a share of them is lit.
        """
        starts = [LIT * when((n + 1) / len(edges)) for n in range(len(edges))]
        pairs = zip(edges, starts, strict=True)
        return [within(edge.highlight(), start, start + 1 - LIT) for edge, start in pairs]

    def point_out(self, neuron: Neuron) -> Any:
        """Return an animation that makes the name of an output swell for a moment."""
        name = self.names[self.layers[-1].index(neuron)]
        colour = name.family_members_with_points()[0].get_fill_color()
        return Indicate(name, 1.35, colour)

    @property
    def all_edges(self) -> list[Edge]:
        """All edges."""
        return [edge for layer in self.edges for row in layer for edge in row]

    def take_new_weights(self) -> list[Animation]:
        """Give all edges the weights after the step, those of biases too; show that."""
        moves = []
        for edge in self.all_edges:
            old = edge.weight
            place: Sequence[Any] = old.index
            edge.weight = self.story.source("weights", old.layer, *place, after=True)
            mark(edge, "width", edge.weight)
            moves.append(self._change(edge, old.value, edge.weight.value))
        return [*moves, *[edge.change() for edge in self.bias_edges]]

    def _change(self, edge: Edge, old: float, new: float) -> Animation:
        """Return an animation of width, dashes and colour from one weight to another."""
        theme = self.theme

        def change(line: Edge, share: float) -> None:
            value = new if share == 1 else old + (new - old) * share
            line.show_sign(value)
            width = theme.edge_width(value)
            line.set_stroke(theme.signed(value), width, theme.strength(value))

        return UpdateFromAlphaFunc(edge, change, rate_func=smooth)

    def refill(self, layer: int) -> tuple[list[Readout], list[Animation]]:
        """Fill the neurons of a layer with their values after the step.

        Returns
        -------
        old : list of Readout
            The old numbers, no longer part of their neurons, to be added to the scene.
        animations : list of Animation
        """
        old: list[Readout] = []
        moves: list[Animation] = []
        for k, neuron in zip(self.story.indices[layer], self.layers[layer], strict=True):
            before = neuron.number
            neuron.remove(before)
            after = self.story.source("activations_after", layer, k)
            neuron.set_value(after, self.formats[layer])
            # The outline stays: it may be in focus.
            share = neuron.value_scale.share(after.value)
            fill = neuron.disc.animate.set_fill(self.theme.activation(share), opacity=1)
            moves.append(within(fill, 0.2, 0.8))
            if layer in self.bare:
                neuron.remove(neuron.number)
                continue
            old.append(before)
            moves.append(within(FadeOut(before), 0.3, 0.5))
            moves.append(within(FadeIn(neuron.number), 0.5, 0.75))
        return old, moves


def _meet(words: Iterable[Any], least: float) -> bool:
    """Return whether two neighbours in a row are nearer than a gap."""
    return any(b.get_left()[0] - a.get_right()[0] < least for a, b in pairwise(words))


def number_width(text: str, radius: float, theme: Theme) -> float:
    """Return the width of a number as it is printed in a disc of a radius."""
    width = sum(glyph_outlines()[character][1] for character in text)
    return float(width * number_em(text, radius, theme))
