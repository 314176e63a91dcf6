"""What the beats of the backpropagation clip share: formulas, answers, rows, passes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from typing import Any, Literal

import numpy as np
from manim import FadeIn, FadeOut, UpdateFromAlphaFunc, VGroup, smooth

from network import Recording
from network.data.dataset import class_answers
from scenes.animation.timing import staggered, within
from scenes.clips.backpropagation.backward import HiddenDeltas
from scenes.clips.backpropagation.curve import Curve
from scenes.clips.backpropagation.equations import (
    EquationLine,
    UpdateLine,
    counter_on,
    panel_title,
)
from scenes.clips.backpropagation.layout import Layout
from scenes.clips.backpropagation.line_key import LineKey
from scenes.clips.backpropagation.network_side import NetworkSide
from scenes.clips.backpropagation.story import Story
from scenes.clips.backpropagation.table import Table
from scenes.clips.backpropagation.together import TogetherScene
from scenes.mobjects.network.network_diagram import Edge, NetworkDiagram, Neuron
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["TURN", "Telling"]

TURN = 0.8
"""Seconds for changing from one content of the panel to the next."""
SPAN = 2.0
"""How far the pre-activation moves while a weight is swept to either side."""
WIDEST = 20.0
"""Largest distance that a weight is swept."""
LONGEST = 10
"""Most characters of a class name in a caption."""
SLOPES = {
    "sigmoid": "bold({a}) dot.o (1 - bold({a}))",
    "tanh": "(1 - bold({a}) dot.o bold({a}))",
}
"""Markup of the slope of an activation function in terms of its values."""


class Telling(TogetherScene):
    """The scene without its beats."""

    recording: Recording
    largest = 100.0
    story: Story
    layout: Layout
    side: NetworkSide
    network: NetworkDiagram
    curve: Curve
    values: list[EquationLine]
    product: EquationLine
    found: HiddenDeltas
    answer: list[Any]
    then: list[Any]
    key: LineKey | None = None

    def check(self, recording: Recording) -> None:
        """Prepare what is told of the step; refuse updates that have no room."""
        step, neuron = self.shown_step, self.focus_neuron
        if not recording.is_imported:
            changes = *recording.weight_updates_at(step), *recording.bias_updates_at(step)
            self.require_bounded(recording, *changes, *recording.weights_at(step + 1))
        self.story = Story(recording, step, neuron)
        self.layout = Layout.of(self.area, recording, step, neuron)

    # Formulas at the top of the panel.

    def _title(self, markup: str) -> VGroup:
        return panel_title(self.theme, self.layout, markup)

    def _delta_title(self) -> VGroup:
        """Return from what an output's delta follows here, and of what it is a slope."""
        story = self.story
        delta = story.delta_symbol(story.last)
        z = f"bold(z)^(({story.last + 1}))" if story.last else "bold(z)"
        meaning = f" = partial C slash partial {z}" if story.loss is not None else ""
        rule = ""
        if story.output_rule == "difference":
            rule = " = bold(o) - bold(t)"
        elif story.output_rule == "slopes":
            slope = SLOPES.get(story.rules.functions[-1].name, "").format(a="o") or f"f'({z})"
            rule = f" = partial C slash partial bold(o) dot.o {slope}"
        # Where all of it has no room: what it follows from, or else what it is a slope of.
        for markup in (delta + meaning + rule, delta + rule, delta + meaning):
            title = self._title(markup)
            if title.width <= self.layout.panel.width:
                break
        return title

    def _gradient_title(self, layer: int) -> VGroup:
        story = self.story
        product = f"{story.delta_symbol(layer)} thin {story.symbol(layer)}^T"
        if story.symbol(layer).endswith(")") and "^" in story.symbol(layer):
            product = f"{story.delta_symbol(layer)} thin ({story.symbol(layer)})^T"
        if story.loss is None:
            return self._title(product)
        return self._title(f"partial C slash partial {story.matrix_symbol(layer)} = {product}")

    def _update_title(self) -> VGroup:
        slope = "partial C slash partial w" if self.story.loss is not None else "delta a"
        markup = f"w arrow.l w - eta thin {slope}"
        name = self.words["backpropagation.rate"]
        return panel_title(self.theme, self.layout, markup, self.story, name)

    def _returned_title(self, layer: int, j: int) -> VGroup:
        """Return the slope of the cost in a hidden neuron's value, as the sum of what returns."""
        story = self.story
        left = "" if story.loss is None else f"{story.returned_symbol(layer, j)} = "
        return self._title(f"{left}{story.returned_sum(layer, j)}")

    # What the coloured lines are.

    def _key(self, name: str) -> list[Any]:
        """Return animations that say what the coloured lines are from now on."""
        old, region = self.key, self.area.title
        right = region.right
        word = self.words[f"backpropagation.lines.{name}"]
        key = LineKey(self.theme, word, right, region.bottom + 0.1)
        if key.get_left()[0] < self.title.get_right()[0] + 0.3:
            return []
        self.key = key
        leave = [] if old is None else [within(FadeOut(old), 0.0, 0.45)]
        return [*leave, within(FadeIn(key), 0.45, 0.9)]

    def _product_title(self) -> VGroup:
        story, (k, i) = self.story, self.story.followed
        layer = story.last
        product = f"{story.symbol(layer, i)} thin {story.delta_symbol(layer, k)}"
        return self._title(
            f"partial C slash partial {story.weight_symbol(layer, k, i)} = {product}"
        )

    def _hidden_markup(self, layer: int) -> str:
        """Return the rule of the deltas of a hidden layer."""
        story = self.story
        slope = f"{story.function_symbol(layer)}'(bold(z)^(({layer})))"
        return (
            f"{story.delta_symbol(layer - 1)} = ({story.matrix_symbol(layer, above=' T')} thin"
            f" {story.delta_symbol(layer)}) dot.o {slope}"
        )

    def _one_hidden_markup(self, layer: int, j: int) -> str:
        """Return the rule of one hidden neuron's delta."""
        story = self.story
        return (
            f"{story.delta_symbol(layer - 1, j)} = ({story.returned_sum(layer, j)}) dot"
            f" {story.function_symbol(layer)}'(z_{j + 1}^(({layer})))"
        )

    # Words that depend on the recording.

    @property
    def _loss_name(self) -> str:
        loss = self.story.loss or self.story.rules.loss
        return str(loss.name)

    def _cost(self, form: Literal["the", "costs"]) -> str:
        return self.words[f"backpropagation.{form}.{self._loss_name}"]

    def _answer(self, after: bool = False) -> Source | str:
        """Return the class that the outputs stand for, or nothing where there are no classes."""
        outputs = self.recording.activations[-1][self.shown_step]
        if after:
            layer = self.story.last + 1
            outputs = self.recording.get("activations_after", step=self.shown_step, layer=layer)
        return self._class(int(class_answers(np.asarray(outputs))))

    def _label(self) -> Source | str:
        """Return the sample's label, or nothing where there are no classes."""
        labels = self.recording.labels
        if self.recording.class_names is None or labels is None:
            return ""
        if isinstance(self.recording.metadata.get("classes"), list):
            return self.source("labels")
        return self._class(int(labels[self.shown_step]))

    def _class(self, k: int) -> Source | str:
        names = self.recording.class_names
        if isinstance(self.recording.metadata.get("classes"), list):
            return self.source("classes", None, k)
        if names is None:
            return ""
        name = names[k]
        return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"

    # Places among the neurons drawn.

    def _place(self, layer: int, k: int) -> int:
        return self.story.indices[layer].index(k)

    def _ring(self, outputs: Any) -> Neuron:
        """Return the neuron of the answer: the largest output, of those drawn."""
        shown = self.story.indices[-1]
        best = max(range(len(shown)), key=lambda n: (outputs[shown[n]], -n))
        return self.network.layers[-1][best]

    @property
    def edge(self) -> Edge:
        """The edge of the weight followed."""
        layer, (k, i) = self.story.last, self.story.followed
        return self.network.edges[layer][self._place(layer + 1, k)][self._place(layer, i)]

    # Motions.

    def _slopes(self, layer: int) -> list[Any]:
        """Return the lines of the slopes of a layer, and those of its biases."""
        bias = self.side.bias_slopes(layer)
        return [*chain(*self.side.slopes(layer)), *(bias.lines if bias else [])]

    def _table(self, layer: int) -> Table:
        """Return the table of a layer's slopes."""
        return Table(self.theme, self.layout.content, self.story, layer)

    def _curve_of_function(self, region: Region) -> Curve:
        """Return the activation function with the hidden neuron worked out on it."""
        story, layer, j = self.story, self.story.last, self.story.one
        name, above = story.function_symbol(layer), f"^(({layer}))"
        z = f"z_{j + 1}{above}"
        theme = self.theme
        return Curve.of_function(
            theme, region, story.rules.functions[layer - 1].value,
            story.source("z", layer - 1, j), story.source("activations", layer, j),
            story.source("slopes", layer - 1, j), z,
            Formula(theme, f"{story.symbol(layer, j)} = {name}({z})",
                    0.8 * theme.sizes.formula, theme.quiet),
        )  # fmt: skip

    def _curve_of_weight(self, region: Any) -> Curve:
        """Return the curve of the cost while the weight followed is swept."""
        story, (k, i) = self.story, self.story.followed
        layer = story.last
        weight = story.source("weights", layer, k, i)
        below = abs(float(self.recording.activations[layer][self.shown_step][i]))
        reach = min(SPAN / below, WIDEST) if below > SPAN / WIDEST else WIDEST
        xs = np.union1d(np.linspace(weight.value - reach, weight.value + reach, 121), weight.value)
        self.swept, ys = self.recording.along_weight(self.shown_step, layer, (k, i), xs)
        name = TextLine(
            self.theme, self._cost("costs"),
            self.theme.sizes.label, self.theme.cost,
        )  # fmt: skip
        return Curve(
            self.theme, region, xs, ys, weight, story.source("learned_cost", None),
            story.source("gradients", layer, k, i), story.weight_symbol(layer, k, i), name, 0.0,
        )  # fmt: skip

    def _changing(self) -> list[tuple[Neuron, Any, int]]:
        """Return the outputs that the weight followed changes, with their tags and indices."""
        alone, layer = self.recording.rules.functions[-1].elementwise, self.story.last + 1
        tags = self.side.tags[layer]
        return [
            (self.network.layers[-1][n], tags[n], k)
            for n, k in enumerate(self.story.indices[-1])
            if k == self.story.followed[0] or not alone
        ]

    def _living(self) -> list[tuple[Any, Callable[[float], float]]]:
        """Return counters of what the weight followed changes, and how each follows from it."""
        theme, layer = self.theme, self.story.last + 1
        weight, cost = (line.pieces[-1] for line in self.values)
        found: list[tuple[Any, Callable[[float], float]]] = [
            (weight, float), (cost, self.curve.height_at),
        ]  # fmt: skip
        for neuron, tag, k in self._changing():
            if layer not in self.side.bare:
                shade = partial(_shade, theme, neuron)
                found.append((counter_on(theme, neuron.number, shade), self._output_at(k)))
            if self.story.output_rule == "difference" and self.side.with_tags:
                target = float(self.recording.targets[self.shown_step][k])
                counter = counter_on(theme, tag.readout, theme.signed)
                found.append((counter, self._output_at(k, target)))
        return found

    def _output_at(self, k: int, less: float = 0.0) -> Callable[[float], float]:
        """Return an output, ``less`` something, as it follows from the weight that is swept."""
        return lambda weight: float(np.interp(weight, self.curve.xs, self.swept[:, k])) - less

    def _stale(self) -> list[Any]:
        """Return the numbers at rest that are hidden while counters stand in their places."""
        bare = self.story.last + 1 in self.side.bare
        numbers = [] if bare else [neuron.number for neuron, _, _ in self._changing()]
        return [*numbers, *[getattr(tag, "readout", tag) for _, tag, _ in self._changing()]]

    def _outputs_follow(self, start: float, end: float) -> list[Any]:
        """Return animations that fill the outputs as a weight is swept."""

        def follow(n: int, k: int) -> Any:
            neuron, theme = self.network.layers[-1][n], self.theme

            def update(disc: Any, share: float) -> None:
                weight = start + (end - start) * share
                share = neuron.value_scale.share(self._output_at(k)(weight))
                disc.set_fill(theme.activation(share))

            return UpdateFromAlphaFunc(neuron.disc, update, rate_func=smooth)

        return [follow(n, k) for n, k in enumerate(self.story.indices[-1])]

    def _show_one(self, table: Table) -> None:
        """Show the slope of the weight followed in its place in the table and in the network."""
        layer, (k, i) = self.story.last, self.story.followed
        row, column = self._place(layer + 1, k), self._place(layer, i)
        neurons = self.network.layers[layer][column], self.network.layers[layer + 1][row]
        line, cell = self.side.slopes(layer)[row][column], table.cell(k, i)
        known = [table.frame] if cell is None else [table.frame, cell]
        self.bring_to_back(line)
        self.play(
            *self.side.light([], neurons), *self.side.hide_edges(), *self._key("slopes"),
            *self.stage.show(*known), within(line.grow(), 0.4, 1.0), run_time=1.5,
        )  # fmt: skip
        self.stage.add(line)

    def _show_all(self, table: Table, layer: int) -> None:
        """Show all slopes of a layer at once, while their lines grow back."""
        lines = [line for line in self._slopes(layer) if line not in self.stage]
        columns = [[cell for cell in column if cell not in self.stage]
                   for column in zip(*table.slopes, strict=True)]  # fmt: skip
        self.bring_to_back(*lines)
        self.play(
            *self.side.light([], []), *[within(line.grow(), 0.1, 0.8) for line in lines],
            *staggered([list(map(FadeIn, column)) for column in columns], overlap=0.7),
            run_time=1.6,
        )  # fmt: skip
        self.stage.add(*lines, *chain(*columns))

    def _body(self, layer: int) -> list[Any]:
        """Return the body of a layer's bias neuron, if it has room."""
        bias = self.side.bias_slopes(layer)
        return [bias.body] if bias else []

    def _updated(self) -> list[tuple[int, ...]]:
        """Return the weight followed, and of the biases beside it the one whose slope differs most.

        So that one of the two slopes is negative, wherever there is one.
        """
        followed, deltas = self.story.followed, self.story.values("deltas", self.story.last)
        slope = self.story.source("gradients", self.story.last, *followed).value
        rows = self.story.indices[-1]
        return [followed, (min(rows, key=lambda k: deltas[k] * np.sign(slope)),)]

    def _update_lines(self, rows: Sequence[Region]) -> list[tuple[Formula, UpdateLine]]:
        """Return names and lines of a weight and of a bias of the last layer."""
        story, em = self.story, 1.1 * self.theme.sizes.number
        places = self._updated()
        names = [self._parameter(story.last, place) for place in places]
        left = rows[0].left + max(name.width for name in names)
        rooms = [Region(left + 0.15, row.right, row.bottom, row.top) for row in rows]
        for _ in range(2):  # the second time in the size of the smallest
            lines = [
                UpdateLine(self.theme, room, story, story.last, place, em)
                for place, room in zip(places, rooms, strict=True)
            ]
            em = min(line.em for line in lines)
        aside = (rows[0].right - max(line.get_right()[0] for line in lines)) / 2
        for name, row, line in zip(names, rows, lines, strict=True):
            name.move_to([left - name.width / 2, row.y, 0])
            name.shift([aside, 0, 0])
            line.shift([aside, 0, 0])
        return list(zip(names, lines, strict=True))

    def _parameter(self, layer: int, place: tuple[int, ...]) -> Formula:
        """Return the name of a weight or bias that gets a new value."""
        above = f"^(({layer + 1}))" if self.story.last else ""
        markup, colour = f"b_{place[0] + 1}{above}", self.theme.bias
        if len(place) == 2:
            markup, colour = self.story.weight_symbol(layer, *place), self.theme.ink
        size = 0.85 * self.theme.sizes.formula
        return Formula(self.theme, f"{markup} arrow.l", size, colour)

    def _answer_line(self, after: bool = False, size: float = 0.0) -> tuple[list[Any], list[Any]]:
        """Return what the panel says of the answer, and then of the label or of the next answer.

        Where there are no classes, nothing.
        """
        recording, theme = self.recording, self.theme
        if recording.class_names is None or recording.labels is None:
            return [], []
        size, y = size or 1.5 * theme.sizes.number, self.layout.title_y - 0.14
        said = [self.words[f"backpropagation.{key}"] for key in ("answer", "label")]
        answer = self._answer()
        pieces: list[Any] = [self._said("answer"), self._word(answer, size, theme.ink)]
        if after:
            then = self._answer(after=True)
            right = self._text(then) == self._text(self._label())
            colour = theme.target if right else theme.ink
            arrow = Formula(theme, "arrow.r", size, theme.quiet)
            pieces += [arrow, self._word(then, size, colour)]
        else:
            pieces += [self._said("label"), self._word(self._label(), size, theme.target)]
        gaps = [0.25, 0.3 if after else 0.9, 0.25, 0.0]
        room = self.layout.panel.width
        total = sum(piece.width for piece in pieces) + sum(gaps[:-1])
        if total > room and size > theme.sizes.number:
            return self._answer_line(after, theme.sizes.number)
        if total > room:  # no room beside long names of classes for what they are
            pieces, gaps = [piece for piece in pieces if piece.text not in said], gaps[1:]
            total = sum(piece.width for piece in pieces) + sum(gaps[: len(pieces) - 1])
        x = self.layout.panel.x - total / 2
        for piece, gap in zip(pieces, gaps, strict=False):
            piece.place(x, y, "left")
            x += piece.width + gap
        count = len(pieces) // 2
        return pieces[:count], pieces[count:]

    def _said(self, key: str) -> TextLine:
        theme = self.theme
        colour = theme.target if key == "label" else theme.quiet
        return TextLine(theme, self.words[f"backpropagation.{key}"], theme.sizes.label, colour)

    def _word(self, what: Source | str, em: float, colour: str) -> Readout | TextLine:
        if isinstance(what, Source):
            return Readout(self.theme, what, NumberFormat(0), em, colour)
        return TextLine(self.theme, what, 0.8 * em, colour)

    @staticmethod
    def _text(what: Source | str) -> str:
        return NumberFormat(0)(what.value) if isinstance(what, Source) else what

    def _forward(self, layer: int, *others: Any) -> None:
        """Light the edges into a layer, and fill its neurons with their new values."""
        edges: list[Any] = [*chain(*self.network.edges[layer - 1])]
        edges += self.side.biases_into(layer)
        old, moves = self.side.refill(layer)
        self.add(*old)
        lit = [within(edge.highlight(), 0.0, 0.35) for edge in edges]
        self.play(*lit, *moves, *others, run_time=1.3)
        self.play(*[edge.clear_highlight() for edge in edges], run_time=0.4)


def _shade(theme: Theme, neuron: Neuron, value: float) -> Any:
    """Return the colour of a number on a neuron's disc that is filled with its value."""
    return theme.on_activation(neuron.value_scale.share(value))
