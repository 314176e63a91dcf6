"""How a network is built: neurons, layers, weights between them, and networks of other sizes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Animation, Create, FadeIn, FadeOut, VGroup

from network import Recording
from scenes.animation.timing import shrink_away, staggered, within
from scenes.base import NetworkScene
from scenes.clips.structure.close_up import CloseUp
from scenes.clips.structure.layer_frame import LayerFrame
from scenes.clips.structure.layer_roles import LayerRole, RolePanel
from scenes.clips.structure.layout import ROW, StructureLayout
from scenes.clips.structure.network_sketch import NetworkSketch
from scenes.clips.structure.pixel_tags import PixelTags
from scenes.clips.structure.row_focus import RowFocus
from scenes.clips.structure.value_scale import ValueScale
from scenes.clips.structure.weight_dots import WeightDots, grow_edge
from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import legible

__all__ = ["Structure"]

SHOWN = 4
"""The input whose neuron is shown first."""
FLIGHT, ARRIVES = 0.42, 0.72
"""Duration of a pixel's flight as a share of the play; its arrival as a share of the flight."""
SETS_OUT = 0.3
"""Share of an edge's length at which a product appears, clear of the number it is made of."""

TENTHS = NumberFormat(1)
THOUSANDTHS = NumberFormat(3)
WHOLE = NumberFormat(0)
LAYERS = ("input", "hidden", "output")


class Structure(NetworkScene):
    """From one neuron to a fully connected network, and to networks of any depth."""

    clip = "structure"
    recording: Recording

    def check(self, recording: Recording) -> None:
        """Refuse a recording that is not a 5-4-3 walkthrough."""
        self.require_layers(recording, 5, 4, 3)

    def setup(self) -> None:
        """Lay out the frame, and show one empty neuron, large, from the first frame on."""
        super().setup()
        self.layout = layout = StructureLayout(self.area, self.theme)
        names = [self.words[f"layers.{name}"] for name in LAYERS]
        self.network = NetworkDiagram(
            self.theme, layout.network, self.recording, self.shown_step, names
        )
        # The edges grow later; adding them now keeps them behind the neurons.
        self.network.drawn_edges.set_stroke(opacity=0)
        self.add(self.network.drawn_edges)
        self.sizes = [self.source("layer_sizes", None, layer) for layer in range(3)]
        self.homes = [neuron.disc.get_center() for neuron in self.network.layers[0]]
        self.alone = self.network.layers[0][SHOWN]
        self.add(self.alone.scale(layout.close).move_to(layout.centre))

    def construct(self) -> None:
        """Play the beats in order."""
        sizes = dict(zip(("inputs", "hidden", "outputs"), self.sizes, strict=True))
        self.beat(self.neuron)
        self.beat(self.brightness)
        self.beat(self.layers)
        self.beat(self.input_layer)
        self.beat(self.hidden_layer)
        self.beat(self.output_layer)
        self.beat(self.pixels)
        self.beat(self.first_weights)
        self.beat(self.hidden_weights, count=self.count(0, 4), **sizes)
        self.beat(self.output_weights, count=self.count(1, 3), **sizes)
        self.beat(self.fully_connected)
        self.beat(self.hidden_values)
        self.beat(self.output_values)
        self.beat(self.other_depths)
        self.wait(1.2)

    def count(self, layer: int, targets: int) -> Source:
        """Return the source of the number of weights into ``targets`` neurons after a layer."""
        return self.source("weight_count", layer, targets)

    def activations(self, layer: int) -> list[Source]:
        """Return the sources of a layer's activations."""
        return [
            self.source("activations", layer, i) for i in range(len(self.network.layers[layer]))
        ]

    # The beats.

    def neuron(self) -> None:
        """Fill one neuron with its value."""
        filling, number = self.alone.set_value(self.activations(0)[SHOWN], TENTHS)
        self.alone.number.scale(self.layout.close).centre_on(self.alone.disc.get_center())
        self.play(filling, within(number, 0.3, 1.0), run_time=1.0)

    def brightness(self) -> None:
        """Show all input values on a scale, each neuron opposite its value."""
        neurons, sources = self.network.layers[0], self.activations(0)
        values = [source.value for source in sources]
        self.scale = ValueScale(self.theme, self.layout.scale)
        places = self.layout.on_scale(self.scale, values)
        others = [i for i in np.argsort(values) if i != SHOWN]
        for i in others:
            neurons[i].set_value_now(sources[i], TENTHS)
            neurons[i].scale(ROW).move_to(places[i])
        radius = ROW * self.theme.sizes.neuron_radius
        pointers = [
            VGroup(self.scale.stem(s, self.scale.off(p) - radius), self.scale.dot(s))
            for s, p in zip(sources, places, strict=True)
        ]
        self.play(
            self.alone.animate.scale(ROW / self.layout.close).move_to(places[SHOWN]),
            within(FadeIn(self.scale), 0.3, 1.0),
            run_time=1.2,
        )
        self.play(FadeIn(pointers[SHOWN]), run_time=0.4)
        shown = [[FadeIn(pointers[i]), FadeIn(neurons[i])] for i in others]
        self.play(*staggered(shown, overlap=0.4), run_time=1.6)
        self.stage.add(self.scale, *pointers)

    def layers(self) -> None:
        """Move the neurons into a column, and show two more columns beside it."""
        unit = self.words["structure.neurons"]
        roles = [self.words[f"structure.roles.{name}"] for name in LAYERS]
        self.roles = RolePanel(self.theme, self.layout.roles, self.sizes, unit, roles)
        self.roles.centre_counts(self.layout.panel.x)
        self.play(
            *staggered(self._into_column(), overlap=0.7),
            *self.stage.clear(stop=0.3),
            within(FadeIn(self.roles.rows[0].count), 0.7, 1.0),
            run_time=1.8,
        )
        self.frames = [self._frame(layer) for layer in range(3)]
        columns = zip(self.network.layers[1:], self.frames[1:], self.roles.rows[1:], strict=True)
        groups = [[*column, frame, role.count] for column, frame, role in columns]
        shown = [[FadeIn(m) for m in group] for group in ([self.frames[0]], *groups)]
        self.play(*staggered(shown, overlap=0.3), run_time=1.6)
        self.stage.add(*self.roles.rows, *self.frames)

    def input_layer(self) -> None:
        """Say what the first layer does."""
        self._role(0)

    def hidden_layer(self) -> None:
        """Say what a layer in between does."""
        self._role(1)

    def output_layer(self) -> None:
        """Say what the last layer does."""
        self._role(2)

    def pixels(self) -> None:
        """Show the five pixels whose grey levels the input neurons hold."""
        image = self.recording.images[self.recording.image_index[self.shown_step]]
        pixels = self.recording.metadata["pixels"]
        digit = PixelGrid(self.theme, self.layout.panel, image, black=True, backed=True)
        named = legible(self.theme.focus, self.theme.activation(0.0))
        names = [Formula(self.theme, f"x_{k}", 0.36, named) for k in range(1, len(pixels) + 1)]
        self.marks = PixelTags(digit, pixels, names)
        # The neurons are emptied: this beat shows where their values come from.
        emptied = [neuron.clear_value() for neuron in self.network.layers[0]]
        self.play(
            *self.stage.clear(),
            *[within(number, 0.0, 0.35) for number, _ in emptied],
            *[within(disc, 0.25, 0.8) for _, disc in emptied],
            *self.stage.show(digit),
            run_time=1.0,
        )
        self.play(*staggered([FadeIn(m) for m in self.marks], overlap=0.6), run_time=1.4)
        self.stage.add(self.marks)
        self._take_pixels()

    def first_weights(self) -> None:
        """Grow the edges into the first hidden neuron; collect their weights in a row of cells."""
        self.dots = dots = WeightDots(
            self.theme, self.layout.grids, self.recording, self.shown_step
        )
        signs = [self.words[f"structure.signs.{name}"] for name in ("positive", "negative")]
        self.legend = dots.legend(self.layout.legend, *signs)
        dots.hold_inputs(self.activations(0))
        self.focus = RowFocus(self.network, dots)
        self.counter: Readout | None = None
        grids = [(dots.cells[k], dots.sources[k], dots.targets[k]) for k in (0, 1)]
        self.play(
            *self.stage.clear(),
            *[within(FadeIn(m), 0.4, 1.0) for grid in grids for m in grid],
            run_time=0.9,
        )
        edges = enumerate(self.network.row(0, 0))
        flights = [self._flight(i, edge.point_from_proportion(0.5)) for i, edge in edges]
        self._grow(0, 0, flights, 0.5, run_time=3.0)
        self.play(FadeIn(self.legend), run_time=0.4)

    def hidden_weights(self) -> None:
        """Grow the edges into the other hidden neurons."""
        for j in range(1, 4):
            self._grow(0, j, self.dots.appear(0, j), run_time=0.9)

    def output_weights(self) -> None:
        """Grow the edges into the output neurons."""
        for j in range(3):
            self._grow(1, j, self.dots.appear(1, j), run_time=1.0)

    def fully_connected(self) -> None:
        """Highlight all edges and weights."""
        resting = self.focus.rest(keep_weights=True)
        edges, weights = (staggered(lit, overlap=0.9) for lit in self.focus.light_all())
        self.play(*resting, *edges, *weights, run_time=1.6)
        self.with_next_caption = [
            *self.focus.rest_all(),
            *[within(FadeOut(m), 0.0, 0.6) for m in (self.counter, self.unit)],
        ]

    def hidden_values(self) -> None:
        """Calculate the hidden values from the products that the edges deliver."""
        self._calculate(0, "h")

    def output_values(self) -> None:
        """Calculate the output values in the same way."""
        # The hidden values are the inputs of the second grid.
        hidden = zip(self.dots.sources[1], self.activations(1), strict=True)
        filled = [self.dots.fill(disc, value) for disc, value in hidden]
        self.play(*staggered(filled, overlap=0.5), run_time=0.8)
        self._calculate(1, "o")
        self.with_next_caption += [FadeOut(m) for m in (*self.dots, self.legend)]

    def other_depths(self) -> None:
        """Frame the hidden layer; sketch networks with none and with many."""
        upper, lower = self.layout.sketches
        inputs, hidden, outputs = self.recording.layer_sizes
        shallow = self._sketch(upper, "none", inputs, outputs)
        deep = self._sketch(lower, "many", inputs, hidden, hidden, hidden, None, hidden, outputs)
        ends = [*shallow.columns, deep.columns[0], deep.columns[-1]]
        self.play(
            within(FadeIn(self._frame(1)), 0.0, 0.5),
            *[within(FadeIn(column), 0.1, 0.5) for column in ends],
            within(FadeIn(shallow.joints[0]), 0.4, 0.8),
            within(FadeIn(shallow.label), 0.6, 1.0),
            run_time=1.4,
        )
        for column, joint in zip(deep.columns[1:-1], deep.joints, strict=False):
            self.play(
                within(FadeIn(joint), 0.0, 0.7), within(FadeIn(column), 0.3, 1.0), run_time=0.4
            )
        frame = LayerFrame(self.theme, VGroup(*deep.columns[1:-1]))
        named = [within(FadeIn(m), 0.4, 1.0) for m in (frame, deep.label)]
        self.play(FadeIn(deep.joints[-1]), *named, run_time=0.8)

    # Steps of the beats.

    def _into_column(self) -> list[Animation]:
        """Move the neurons from the scale to the input layer."""
        neurons, upright = self.network.layers[0], self.scale.upright
        places = [neuron.disc.get_center() for neuron in neurons]
        # They shrink as they set out: at full size they would collide on the way.
        return [
            shrink_away(neurons[i], self.homes[i], 1 / ROW, level_first=upright)
            for i in self.layout.order_of_return(places, self.homes)
        ]

    def _frame(self, layer: int) -> LayerFrame:
        return LayerFrame(self.theme, VGroup(*[n.disc for n in self.network.layers[layer]]))

    def _role(self, layer: int) -> None:
        """Show what goes into a neuron of a layer, and what comes out of it."""
        role, first = self.roles.rows[layer], layer == 0
        others = [frame for k, frame in enumerate(self.frames) if k != layer]
        self.play(
            *[frame.animate.set_stroke(opacity=0) for frame in others],
            self.frames[layer].animate.set_stroke(opacity=1),
            FadeIn(self.network.names[layer]),
            *self.roles.focus(layer),
            run_time=0.8 if first else 0.6,
        )
        own = self.source("activations", layer, 0)
        before = [own]  # the input layer receives its value from outside
        if not first:
            before = self.activations(layer - 1)
            role.fill_before(before)
        self._flow(role, 0, before, [FadeIn(role.role), role.set_value(role.neuron, own)])
        if after := [own] * len(role.lines[1]):
            self._flow(role, 1, after)

    def _flow(
        self, role: LayerRole, side: int, values: Sequence[Source], named: Sequence[Animation] = ()
    ) -> None:
        """Draw the lines on one side of a neuron, and send values along them."""
        beads, ways = role.flow(side, values)
        drawn = staggered([Create(line) for line in role.lines[side]], overlap=0.9)
        self.play(*[FadeIn(m) for m in role.neighbours[side]], *drawn, run_time=0.5)
        self.add(beads)
        arrived = [within(m, 0.6, 1.0) for m in named]
        self.play(*staggered(ways, overlap=0.85), *arrived, run_time=1.1)
        self.remove(beads)

    def _take_pixels(self) -> None:
        """Send tokens from the image to their neurons, one by one, to become their fill."""
        neurons, symbols = self.network.layers[0], self.network.symbols(0, "x")
        pitch = (1.0 - FLIGHT) / (len(neurons) - 1)
        motions, tokens = [], []
        for i, source in enumerate(self.activations(0)):
            way = self.marks.way_out(i)
            way.append_points(self.layout.into_input(way.get_end(), i, self.network).points)
            token = self.marks.token(i, source)
            flight = token.into(neurons[i], way, ARRIVES)
            landed = [*neurons[i].set_value(source, TENTHS), FadeIn(symbols[i])]
            start, stop = i * pitch, i * pitch + FLIGHT
            motions.append(within(flight, start, stop))
            motions += [within(m, start + ARRIVES * FLIGHT, stop) for m in landed]
            tokens.append(token)
        self.add(*[neuron for layer in self.network.layers for neuron in layer])
        # The paths up from below the network are longer.
        self.play(*motions, run_time=5.0 if self.area.tall else 4.0)
        for neuron, token in zip(neurons, tokens, strict=True):
            neuron.remove(token)

    def _flight(self, i: int, start: np.ndarray) -> Animation:
        """Move a weight of the first row from the middle of its edge to its cell."""
        cell, below = self.dots.dots[0][0][i].get_center(), self.dots.below(0, 0, i)
        return self.dots.fly(0, 0, i, self.layout.into_cell(start, cell, below, self.network))

    def _grow(
        self, layer: int, j: int, shown: list[Animation], overlap: float = 0.8, *, run_time: float
    ) -> None:
        """Grow the edges into a neuron while their weights appear; then count the weights."""
        edges = self.network.row(layer, j)
        self.play(
            *self.focus.ring(layer, j),
            *staggered([grow_edge(e) for e in edges], overlap=overlap, stop=0.55),
            *staggered(shown, overlap=overlap, start=0.45),
            run_time=run_time,
        )
        self._count(self.count(layer, j + 1))

    def _count(self, count: Source) -> None:
        """Show or replace the number of weights drawn so far."""
        place, sizes = self.layout.beside, self.theme.sizes
        number = Readout(self.theme, count, WHOLE, 3.4 * sizes.number, self.theme.ink)
        number.place(place.x, place.y)
        if self.counter is None:
            self.unit = self.say("weights", em=sizes.caption).place(place.x, place.y - 0.65)
            self.play(FadeIn(number), FadeIn(self.unit), run_time=0.45)
        else:
            self.remove(self.counter)
            self.add(number)
            self.wait(0.3)
        self.counter = number

    def _calculate(self, layer: int, letter: str) -> None:
        """Calculate the values after a layer one by one, and finish before the next caption."""
        close_up = None
        for j in range(len(self.network.layers[layer + 1])):
            close_up = self._arrive(layer, j, f"{letter}_{j + 1}", close_up)
        self.with_next_caption = [*self.focus.rest(), FadeOut(close_up)]

    def _arrive(self, layer: int, j: int, name: str, close_up: CloseUp | None) -> CloseUp:
        """Highlight a neuron's edges, send products along them, and fill it with its value."""
        neuron, first = self.network.layers[layer + 1][j], close_up is None
        pulses = [pulse.wait_at(SETS_OUT) for pulse in self.network.pulses(layer, j)]
        close_up = close_up or CloseUp(self.layout.beside, neuron, name, ROW)
        shown = [*pulses, close_up] if first else pulses
        self.play(
            *self.focus.light(layer, j),
            *[within(FadeIn(m), 0.5, 1.0) for m in shown],
            run_time=0.8 if first else 0.5,
        )
        swap = [] if first else close_up.turn_to(name)
        value = self.source("activations", layer + 1, j)
        filling = [
            *neuron.set_value(value, THOUSANDTHS),
            *close_up.set_value(value, THOUSANDTHS),
            self.dots.fill(self.dots.targets[layer][j], value),
        ]
        self.play(
            *[within(pulse.travel(SETS_OUT), 0.0, 0.55) for pulse in pulses],
            *[within(motion, 0.45, 1.0) for motion in filling],
            *swap,
            run_time=1.6 if first else 1.3,
        )
        self.remove(*pulses)
        self.wait(0.25)
        return close_up

    def _sketch(self, region: Region, name: str, *sizes: int | None) -> NetworkSketch:
        words = self.say(f"depths.{name}", self.theme.ink, self.theme.sizes.caption)
        return NetworkSketch(self.theme, region, sizes, words)
