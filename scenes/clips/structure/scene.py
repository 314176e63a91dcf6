"""How a network is built: neurons, layers, weights between them, and networks of other sizes."""

from __future__ import annotations

import numpy as np
from manim import DOWN, RIGHT, Animation, Create, FadeIn, FadeOut, VGroup, VMobject

from network import Recording
from scenes.animation.timing import bent_way, shrink_away, staggered, within
from scenes.base import NetworkScene
from scenes.clips.structure.layer_frame import LayerFrame
from scenes.clips.structure.layer_roles import LayerRole
from scenes.clips.structure.network_sketch import NetworkSketch
from scenes.clips.structure.pixel_tags import PixelTags
from scenes.clips.structure.route import morph_along, route
from scenes.clips.structure.value_scale import ValueScale
from scenes.clips.structure.weight_dots import WeightDots, grow_edge
from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.mobjects.network.network_diagram import Edge, NetworkDiagram, Neuron
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import legible

__all__ = ["Structure"]

STEP = 0
SHOWN = 4
"""The input whose neuron comes first."""
CHIP = 0.38
"""Size at which a pixel arrives at its neuron, in sizes of a neuron: it fits between two."""
FLIGHT, ARRIVES = 0.42, 0.72
"""How long a pixel is on its way, of the time of all; when it arrives, of its own."""
ALONE, ROW = 1.17, 2.5
"""A neuron alone is so much larger than in the network as the body's shorter side is long, in
so many units; in a row, so many times as large."""
APART = 1.05
"""Neurons on the scale keep so many diameters between their middles."""
ASIDE, BETWEEN = 0.2, 0.14
"""How far beside the image, and above the panel, pixels pass that go up to the network."""
INSET = 0.12
"""The counts' words are a little wider than their column, in frame units."""
LEGEND_WIDTH = 2.2
"""Room that the legend of the signs needs, in frame units."""
SETS_OUT = 0.3
"""Where on an edge a product appears, clear of the value that it is made of: share of the way."""
NAME_GAP = 0.25
"""Between a neuron drawn large and its name, in frame units."""
OUTLINE = 0.05
"""Room for half of an outline, in frame units."""

TENTHS = NumberFormat(1)
THOUSANDTHS = NumberFormat(3)
WHOLE = NumberFormat(0)
LAYERS = ("input", "hidden", "output")


class Structure(NetworkScene):
    """From one neuron to a fully connected network, and to networks of any depth."""

    clip = "structure"

    def check(self, recording: Recording) -> None:
        """Refuse a recording that is not a 5-4-3 walkthrough."""
        self.require_layers(recording, 5, 4, 3)

    def construct(self) -> None:
        """Play the beats in order."""
        self.place_neuron()
        self.beat(self.neuron)
        self.beat(self.brightness)
        self.beat(self.layers)
        self.beat(self.input_layer)
        self.beat(self.hidden_layer)
        self.beat(self.output_layer)
        self.beat(self.pixels)
        self.beat(self.first_weights)
        self.beat(
            self.hidden_weights,
            inputs=self.size(0),
            hidden=self.size(1),
            count=self.count(0, 4),
        )
        self.beat(
            self.output_weights,
            hidden=self.size(1),
            outputs=self.size(2),
            count=self.count(1, 3),
        )
        self.beat(self.fully_connected)
        self.beat(self.hidden_values)
        self.beat(self.output_values)
        self.beat(self.other_depths)
        self.wait(1.2)

    def source(self, quantity: str, layer: int | None = None, *index: int) -> Source:
        """Name an entry of the recorded step that the clip shows."""
        return Source(self.recording, quantity, STEP, layer, index)

    def size(self, layer: int) -> Source:
        """Name the number of neurons of a layer."""
        return self.source("layer_sizes", None, layer)

    def count(self, layer: int, targets: int) -> Source:
        """Name the number of weights up to and with so many targets of a layer."""
        return self.source("weight_count", layer, targets)

    def place_neuron(self) -> None:
        """Show one empty neuron, large, from the first frame on."""
        names = [self.words[f"layers.{name}"] for name in LAYERS]
        region, self.panel = self.area.pair()
        self.network = NetworkDiagram(self.theme, region, self.recording, STEP, names)
        # They grow later; to be there now keeps them behind the neurons.
        self.network.drawn_edges.set_stroke(opacity=0)
        self.add(self.network.drawn_edges)
        self.homes = [neuron.disc.get_center() for neuron in self.network.layers[0]]
        alone, body = self.network.layers[0][SHOWN], self.area.body
        self.close = min(body.width, body.height) / ALONE
        alone.scale(self.close).move_to(body.centre)
        self.add(alone)

    # The beats, in order.

    def neuron(self) -> None:
        """One neuron takes its value."""
        alone = self.network.layers[0][SHOWN]
        filling, number = alone.set_value(self.source("activations", 0, SHOWN), TENTHS)
        alone.readout.scale(self.close).centre_on(alone.disc.get_center())
        self.play(filling, within(number, 0.3, 1.0), run_time=1.0)

    def brightness(self) -> None:
        """The values of all inputs on a scale, each neuron above its value."""
        neurons = self.network.layers[0]
        sources = [self.source("activations", 0, i) for i in range(len(neurons))]
        places = self._beside_scale(sources)
        for i, (neuron, source) in enumerate(zip(neurons, sources, strict=True)):
            if i != SHOWN:
                neuron.set_value_now(source, TENTHS)
                neuron.scale(ROW).move_to(places[i])
        radius = ROW * self.theme.sizes.neuron_radius
        # The ground of the stems and dots: they lead from the scale to the neurons.
        self.pointers = [
            VGroup(self.scale.stem(s, self.scale.off(p) - radius), self.scale.dot(s))
            for s, p in zip(sources, places, strict=True)
        ]
        self.play(
            neurons[SHOWN].animate.scale(ROW / self.close).move_to(places[SHOWN]),
            within(FadeIn(self.scale), 0.3, 1.0),
            run_time=1.2,
        )
        self.play(FadeIn(self.pointers[SHOWN]), run_time=0.4)
        others = [i for i in np.argsort([s.value for s in sources]) if i != SHOWN]
        shown = [[FadeIn(self.pointers[i]), FadeIn(neurons[i])] for i in others]
        self.play(*staggered(shown, overlap=0.4), run_time=1.6)

    def _beside_scale(self, sources: list[Source]) -> list[np.ndarray]:
        """Make the scale, and give each neuron a place at its value: above the bar, or beside.

        One that would touch another stands further off.
        """
        body, diameter = self.area.body, 2 * ROW * self.theme.sizes.neuron_radius
        room = diameter / 2 + OUTLINE
        if self.area.tall:
            at, free = body.columns(0.32, 0.68)
            at = Region(at.left + 0.7, at.right, at.bottom + room, at.top - room)
            middle = free.x
        else:
            free, at = body.split(0.68, 0.32)
            at = Region(at.left + room, at.right - room, at.bottom + 0.2, at.top)
            middle = free.y - 0.2
        self.scale = ValueScale(self.theme, at)
        floors: dict[int, int] = {}
        for i in np.argsort([source.value for source in sources], kind="stable"):
            along = self.scale.c2p(sources[i].value)
            near = [
                floor
                for other, floor in floors.items()
                if np.linalg.norm(along - self.scale.c2p(sources[other].value)) < APART * diameter
            ]
            floors[i] = min(set(range(len(sources))) - set(near))
        first = middle - APART * diameter * max(floors.values()) / 2
        return [
            self.scale.place(source.value, first + APART * diameter * floors[i])
            for i, source in enumerate(sources)
        ]

    def layers(self) -> None:
        """The neurons gather in a column; two more columns stand beside it."""
        neurons = self.network.layers[0]
        places = [neuron.disc.get_center() for neuron in neurons]
        order, upright = np.argsort([place[0] for place in places]), self.scale.upright
        if upright:  # from all heights: the nearest first, and none over another in the column
            order = np.argsort(
                [np.linalg.norm(a - b) for a, b in zip(places, self.homes, strict=True)]
            )
        # They shrink as they set out: as large as they are, they would meet on their ways.
        flights = [
            shrink_away(neurons[i], self.homes[i], 1 / ROW, level_first=upright) for i in order
        ]
        self.roles = self._roles()
        self.counts_home = self.roles[0].count.get_x()
        for role in self.roles:
            role.count.set_x(self.panel.x)
        self.play(
            *staggered(flights, overlap=0.7),
            *[within(FadeOut(m), 0.0, 0.3) for m in (self.scale, *self.pointers)],
            within(FadeIn(self.roles[0].count), 0.7, 1.0),
            run_time=1.8,
        )
        self.frames = [self._frame(layer) for layer in range(3)]
        shown = [[FadeIn(self.frames[0])]]
        for column, frame, role in zip(
            self.network.layers[1:], self.frames[1:], self.roles[1:], strict=True
        ):
            shown.append([FadeIn(m) for m in (*column, frame, role.count)])
        self.play(*staggered(shown, overlap=0.3), run_time=1.6)

    def input_layer(self) -> None:
        """What the first layer does."""
        self._role(0)

    def hidden_layer(self) -> None:
        """What a layer between does."""
        self._role(1)

    def output_layer(self) -> None:
        """What the last layer does."""
        self._role(2)

    def first_weights(self) -> None:
        """Edges grow into the first hidden neuron; their weights gather in a row of cells."""
        place, self.beside, below = self._split_panel()
        self.dots = dots = WeightDots(self.theme, place, self.recording, STEP)
        signs = [self.words[f"structure.signs.{name}"] for name in ("positive", "negative")]
        self.legend = dots.legend(below, *signs)
        for i, neuron in enumerate(dots.sources[0]):
            neuron.set_fill(self.network.layers[0][i].disc.get_fill_color())
            neuron.set_stroke(self.theme.ink)
            mark(neuron, "fill", self.source("activations", 0, i))
        self.focused: tuple[int, int] | None = None
        self.counter: Readout | None = None
        self.play(
            *[within(FadeOut(m), 0.0, 0.5) for m in (self.digit, self.marks)],
            *[within(FadeIn(m), 0.4, 1.0) for m in (*self._grid(0), *self._grid(1))],
            run_time=0.9,
        )
        edges = self.network.row(0, 0)
        self._grow(0, 0, [self._flight(i, e) for i, e in enumerate(edges)], 0.5, run_time=3.0)
        self.play(FadeIn(self.legend), run_time=0.4)

    def _split_panel(self) -> list[Region]:
        """Places of the grids, of what is said beside them, and of the legend."""
        panel = self.panel
        if panel.height > 1.25 * panel.width:
            grids, rest = panel.split(0.7, 0.3, gap=0.2)
            return [grids, *rest.columns(0.55, 0.45)]
        free = panel.width - 0.1
        rest = max(0.36, LEGEND_WIDTH / free)
        if self.area.tall:
            # Weights come down from the network, to the left of the grids.
            side, grids = panel.columns(rest, 1 - rest, gap=0.1)
        else:
            grids, side = panel.columns(1 - rest, rest, gap=0.1)
        return [grids, *side.split(0.7, 0.3)]

    def hidden_weights(self) -> None:
        """The same for the other hidden neurons."""
        for j in range(1, 4):
            self._grow(0, j, self._in_place(0, j), run_time=0.9)

    def output_weights(self) -> None:
        """The same for the output neurons."""
        for j in range(3):
            self._grow(1, j, self._in_place(1, j), run_time=1.0)

    def fully_connected(self) -> None:
        """All edges at once."""
        resting = self._at_rest(keep=True)
        lit = [edge.highlight() for edge in self.network.drawn_edges]
        rows = [(layer, j) for layer, size in enumerate((4, 3)) for j in range(size)]
        bright = [m for row in rows for m in self.dots.light_row(*row)]
        self.play(
            *resting, *staggered(lit, overlap=0.9), *staggered(bright, overlap=0.9), run_time=1.6
        )
        self.with_next_caption = [
            *[edge.clear_highlight() for edge in self.network.drawn_edges],
            *[m for row in rows for m in self.dots.dim_row(*row)],
            *[within(FadeOut(m), 0.0, 0.6) for m in (self.counter, self.unit)],
        ]

    def pixels(self) -> None:
        """The five pixels whose grey the input neurons hold."""
        image = self.recording.images[self.recording.image_index[STEP]]
        pixels = self.recording.metadata["pixels"]
        self.digit = PixelGrid(self.theme, self.panel, image, black=True, backed=True)
        named = legible(self.theme.focus, self.theme.activation(0.0))
        names = [Formula(self.theme, f"x_{k}", 0.36, named) for k in range(1, len(pixels) + 1)]
        self.marks = PixelTags(self.digit, pixels, names)
        # What the neurons held is forgotten: now it is shown where it comes from.
        emptied = [neuron.clear_value() for neuron in self.network.layers[0]]
        self.play(
            *[within(FadeOut(m), 0.0, 0.5) for m in (*self.roles, *self.frames)],
            *[within(number, 0.0, 0.35) for number, _ in emptied],
            *[within(disc, 0.25, 0.8) for _, disc in emptied],
            within(FadeIn(self.digit), 0.4, 1.0),
            run_time=1.0,
        )
        self.play(*staggered([FadeIn(m) for m in self.marks], overlap=0.6), run_time=1.4)
        self._take_pixels()

    def _take_pixels(self) -> None:
        """Tokens leave the image one by one, each for its neuron, and become its fill."""
        neurons, symbols = self.network.layers[0], self.network.symbols(0, "x")
        pitch = (1.0 - FLIGHT) / (len(neurons) - 1)
        motions, tokens = [], []
        for i, (neuron, symbol) in enumerate(zip(neurons, symbols, strict=True)):
            source = self.source("activations", 0, i)
            token = self.marks.token(i, source)
            way = self.marks.way_out(i)
            way.append_points(self._way_home(way.get_end(), i).points)
            disc = neuron.disc.copy().set_fill(self.theme.activation(source.value), opacity=1)
            disc.set_stroke(self.theme.ink)
            neuron.add(token)  # above its disc, below its number
            start, stop = i * pitch, i * pitch + FLIGHT
            flight = morph_along(token, disc, way, arrive=ARRIVES, small=CHIP)
            motions.append(within(flight, start, stop))
            landed = start + ARRIVES * FLIGHT
            came = [*neuron.set_value(source, TENTHS), FadeIn(symbol)]
            motions += [within(motion, landed, stop) for motion in came]
            tokens.append(token)
        self.add(*[neuron for layer in self.network.layers for neuron in layer])
        # Longer where the ways are: up from below the network.
        self.play(*motions, run_time=5.0 if self.area.tall else 4.0)
        for neuron, token in zip(neurons, tokens, strict=True):
            neuron.remove(token)

    def _way_home(self, start: np.ndarray, i: int) -> VMobject:
        """From the edge of the image to an input neuron, past the others and the layers' names."""
        home = self.homes[i]
        if not self.area.tall:
            return route(start, home, self.network.layers[:0:-1])
        # Up beside the image, and between it and the names.
        aside, level = start[0] - ASIDE, self.panel.top + BETWEEN
        lane = self._lane()
        return bent_way(
            [start, (aside, start[1]), (aside, level), (lane, level), (lane, home[1]), home]
        )

    def _lane(self) -> float:
        """Where what travels between network and panel, one above the other, passes: midway."""
        inputs, hidden = (layer[0].disc.get_x() for layer in self.network.layers[:2])
        return float(inputs + hidden) / 2

    def hidden_values(self) -> None:
        """What comes along its edges makes a hidden neuron's value."""
        self._arrive_all(0, "h")

    def output_values(self) -> None:
        """The same from the hidden to the output layer."""
        # The hidden values are what the second grid starts from.
        filled = [
            self.dots.fill(neuron, self.source("activations", 1, j))
            for j, neuron in enumerate(self.dots.sources[1])
        ]
        self.play(*staggered(filled, overlap=0.5), run_time=0.8)
        self._arrive_all(1, "o")
        self.with_next_caption += [FadeOut(m) for m in (*self.dots, self.legend)]

    def other_depths(self) -> None:
        """Our one hidden layer is framed; sketches of networks with none and with many."""
        upper, lower = self.panel.split(0.5, 0.5, gap=0.4)
        inputs, hidden, outputs = self.recording.layer_sizes
        shallow, none = self._sketch(upper, (inputs, outputs), "none")
        deep, many = self._sketch(
            lower, (inputs, hidden, hidden, hidden, None, hidden, outputs), "many"
        )
        ends = [*shallow.columns, deep.columns[0], deep.columns[-1]]
        self.play(
            within(FadeIn(self._frame(1)), 0.0, 0.5),
            *[within(FadeIn(column), 0.1, 0.5) for column in ends],
            within(FadeIn(shallow.joints[0]), 0.4, 0.8),
            within(FadeIn(none), 0.6, 1.0),
            run_time=1.4,
        )
        for column, joint in zip(deep.columns[1:-1], deep.joints, strict=False):
            self.play(
                within(FadeIn(joint), 0.0, 0.7), within(FadeIn(column), 0.3, 1.0), run_time=0.4
            )
        frame = LayerFrame(self.theme, VGroup(*deep.columns[1:-1]))
        self.play(
            FadeIn(deep.joints[-1]),
            within(FadeIn(frame), 0.4, 1.0),
            within(FadeIn(many), 0.4, 1.0),
            run_time=0.8,
        )

    # What several beats need.

    def _frame(self, layer: int) -> LayerFrame:
        return LayerFrame(self.theme, VGroup(*[n.disc for n in self.network.layers[layer]]))

    def _roles(self) -> list[LayerRole]:
        panel = self.panel
        if self.area.tall:  # there it reaches the frame's margin
            panel = panel.inner(panel.width - 2 * INSET, panel.height)
        rows = panel.split(1, 1, 1, gap=0.2)
        sizes = [None, *self.recording.layer_sizes, None]
        return [
            LayerRole(
                self.theme,
                region,
                self.size(layer),
                self.words["structure.neurons"],
                self.words[f"structure.roles.{name}"],
                before=sizes[layer],
                after=sizes[layer + 2],
            )
            for layer, (region, name) in enumerate(zip(rows, LAYERS, strict=True))
        ]

    def _role(self, layer: int) -> None:
        role = self.roles[layer]
        others = [frame for k, frame in enumerate(self.frames) if k != layer]
        home = [r.count.animate.set_x(self.counts_home) for r in self.roles] if layer == 0 else []
        self.play(
            *[frame.animate.set_stroke(opacity=0) for frame in others],
            self.frames[layer].animate.set_stroke(opacity=1),
            FadeIn(self.network.names[layer]),
            *home,
            within(role.appear(), 0.4 if home else 0.0, 1.0),
            *[done.clear_highlight() for done in self.roles[:layer]],
            run_time=0.8 if home else 0.6,
        )
        own = self.source("activations", layer, 0)
        before = [own]  # the input layer: what comes from outside is what it holds
        if layer > 0:
            size = self.recording.layer_sizes[layer - 1]
            before = [self.source("activations", layer - 1, i) for i in range(size)]
            for neuron, value in zip(role.neighbours[0], before, strict=True):
                mark(neuron, "fill", value)
                neuron.set_fill(self.theme.activation(value.value), opacity=1)
        for side, values in enumerate((before, [own] * len(role.lines[1]))):
            if not values:
                continue
            beads, ways = role.flow(side, values)
            drawn = staggered([Create(line) for line in role.lines[side]], overlap=0.9)
            self.play(*[FadeIn(m) for m in role.neighbours[side]], *drawn, run_time=0.5)
            self.add(beads)
            named = [FadeIn(role.role), role.set_value(role.neuron, own)] if side == 0 else []
            self.play(
                *staggered(ways, overlap=0.85),
                *[within(m, 0.6, 1.0) for m in named],
                run_time=1.1,
            )
            self.remove(beads)

    def _flight(self, i: int, edge: Edge) -> Animation:
        """Let a weight of the first row leave the middle of its edge for its cell."""
        cell = self.dots.dots[0][0][i].get_center()
        middle = edge.point_from_proportion(0.5)
        below = self.dots.below(0, 0, i)
        if self.area.tall:
            last = below[-1]
            way = bent_way([middle, [middle[0], last[1]], last, cell])
        else:
            way = route(middle, cell, self.network.layers[1:], below, above=True)
        return self.dots.fly(0, 0, i, way)

    def _in_place(self, layer: int, j: int) -> list[Animation]:
        """Let the weights of a row appear where they belong."""
        return [FadeIn(dot, scale=0.4) for dot in self.dots.dots[layer][j]]

    def _grow(
        self, layer: int, j: int, shown: list[Animation], overlap: float = 0.8, *, run_time: float
    ) -> None:
        """Let the edges into a neuron grow and their weights appear; then count them."""
        edges = self.network.row(layer, j)
        self.play(
            *self._at_rest(),
            *self._rings(layer, j),
            *staggered([grow_edge(e) for e in edges], overlap=overlap, stop=0.55),
            *staggered(shown, overlap=overlap, start=0.45),
            run_time=run_time,
        )
        self.focused = (layer, j)
        self._count(layer, j)

    def _count(self, layer: int, j: int) -> None:
        place, em = self.beside, 3.4 * self.theme.sizes.number
        number = Readout(self.theme, self.count(layer, j + 1), WHOLE, em, self.theme.ink)
        number.place(place.x, place.y)
        if self.counter is None:
            self.unit = TextLine(
                self.theme,
                self.words["structure.weights"],
                self.theme.sizes.caption,
                self.theme.quiet,
            ).place(place.x, place.y - 0.65)
            self.play(FadeIn(number), FadeIn(self.unit), run_time=0.45)
        else:
            self.remove(self.counter)
            self.add(number)
            self.wait(0.3)
        self.counter = number

    def _grid(self, layer: int) -> list[VGroup]:
        """Give the empty grid of a layer and the neurons around it."""
        return [self.dots.cells[layer], self.dots.sources[layer], self.dots.targets[layer]]

    def _at_rest(self, *, keep: bool = False) -> list:
        """Give the animations that put the row in focus at rest; its weights, unless kept."""
        if self.focused is None:
            return []
        layer, j = self.focused
        self.focused = None
        beside = self.dots.targets[layer][j]
        colour = self.theme.ink if hasattr(beside, "mark") else self.theme.hairline
        return [
            self.network.layers[layer + 1][j].clear_highlight(),
            beside.animate.set_stroke(colour, width=self.theme.sizes.line),
            *([] if keep else [edge.clear_highlight() for edge in self.network.row(layer, j)]),
            *([] if keep else self.dots.dim_row(layer, j)),
        ]

    def _rings(self, layer: int, j: int) -> list:
        """Put a target in focus, in the network and beside its row of weights."""
        beside = self.dots.targets[layer][j]
        return [
            self.network.layers[layer + 1][j].highlight(),
            beside.animate.set_stroke(self.theme.focus, width=self.theme.sizes.focus_outline),
        ]

    def _arrive_all(self, layer: int, letter: str) -> None:
        """Calculate a layer neuron by neuron; all rests when the next caption comes."""
        self.close_up: Neuron | None = None
        for j in range(len(self.network.layers[layer + 1])):
            self._arrive(layer, j, letter)
        gone = [FadeOut(m) for m in (self.close_up, self.close_name)]
        self.with_next_caption = [*self._at_rest(), *gone]

    def _arrive(self, layer: int, j: int, letter: str) -> None:
        """Light a neuron's edges, let their products arrive, fill it with its value."""
        neuron = self.network.layers[layer + 1][j]
        name = Formula(self.theme, f"{letter}_{j + 1}", self.theme.sizes.formula, self.theme.ink)
        swap, first = [], self.close_up is None
        place, upright = self.beside, self.beside.height > self.beside.width
        if first:
            self.close_up = neuron.copy().scale(ROW).move_to(place.centre)
            if not upright:
                self.close_up.shift([-(name.width + NAME_GAP) / 2, 0, 0])
        name.next_to(self.close_up.disc, DOWN if upright else RIGHT, buff=NAME_GAP)
        pulses = [pulse.wait_at(SETS_OUT) for pulse in self.network.pulses(layer, j)]
        shown = [*pulses, self.close_up, name] if first else pulses
        self.play(
            *self._at_rest(),
            *self._rings(layer, j),
            *[edge.highlight() for edge in self.network.row(layer, j)],
            *self.dots.light_row(layer, j),
            *[within(FadeIn(m), 0.5, 1.0) for m in shown],
            run_time=0.8 if first else 0.5,
        )
        if not first:
            # The number before stands until this one comes: it takes its time to be read.
            old, self.close_up.readout = self.close_up.readout, None
            self.close_up.remove(old)
            swap = [within(FadeOut(m), 0.4, 0.65) for m in (old, self.close_name)]
            swap.append(within(FadeIn(name), 0.65, 1.0))
        self.focused, self.close_name = (layer, j), name
        value = self.source("activations", layer + 1, j)
        filling = [
            *neuron.set_value(value, THOUSANDTHS),
            *self.close_up.set_value(value, THOUSANDTHS),
            self.dots.fill(self.dots.targets[layer][j], value),
        ]
        self.close_up.readout.scale(ROW).centre_on(self.close_up.disc.get_center())
        self.play(
            *[within(pulse.travel(SETS_OUT), 0.0, 0.55) for pulse in pulses],
            *[within(motion, 0.45, 1.0) for motion in filling],
            *swap,
            run_time=1.6 if first else 1.3,
        )
        self.remove(*pulses)
        self.wait(0.25)

    def _sketch(
        self, region: Region, sizes: tuple[int | None, ...], name: str
    ) -> tuple[NetworkSketch, TextLine]:
        """Sketch another network and name it below."""
        above, below = region.split(0.82, 0.18, gap=0.1)
        words = TextLine(
            self.theme,
            self.words[f"structure.depths.{name}"],
            self.theme.sizes.caption,
            self.theme.ink,
        ).move_to(below.centre)
        return NetworkSketch(self.theme, above, sizes), words
