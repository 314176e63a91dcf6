"""How wrong the network is, in one number, and whether training lowers it every time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from manim import (
    Create,
    FadeIn,
    FadeOut,
    Indicate,
    Transform,
    VGroup,
)

from network import Recording
from network.errors import LayerlightError
from scenes.animation.pace import Pace
from scenes.animation.timing import staggered, within
from scenes.base import NetworkScene
from scenes.clips.cost.chain import Chain
from scenes.clips.cost.history import History
from scenes.clips.cost.layout import CostLayout
from scenes.clips.cost.marker import AnswerMarker
from scenes.clips.cost.measure import Measure
from scenes.clips.cost.opening import OpeningNetwork, sample_card, verdict
from scenes.clips.cost.picture import Picture
from scenes.clips.cost.precision import precision_of
from scenes.clips.cost.tile_frame import tile_spans
from scenes.clips.cost.total import cost_in_words, cost_of_terms, level, pour, stack
from scenes.clips.cost.transitions import images_between, neurons_to_dots, tiles_to_their_part
from scenes.clips.cost.two_costs import TwoCosts
from scenes.clips.cost.visits import Visits
from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import Readout
from scenes.provenance.source import NumberFormat, Source
from scenes.requires import Requires
from scenes.style.frame import Region

__all__ = ["Cost"]

MOST_VISITS = 40
"""Longer training runs skip some epochs."""
RESTS, MOVE, RUN = (0.1, 0.35, 0.35, 0.9, 0.35), 0.55, 3.2
"""Seconds at the first visits of the run, from one to the next, and through all others."""
MOST_IMAGES = 12
"""Most images drawn that were trained on in between."""
WHOLE = NumberFormat(0)


class Cost(NetworkScene):
    """The cost of one training step, and of the same sample at every later visit."""

    clip = "cost"
    recording: Recording
    requires = Requires(layers=(2, 5))

    def check(self, recording: Recording) -> None:
        """Lay everything out; refuse numbers that have no room."""
        step = self.shown_step
        self.visits = Visits(recording, step, len(RESTS) + 1, MOST_VISITS)
        self.steps = self.visits.steps
        self.measure = Measure(recording, step)
        self.decimals = precision_of(self.measure, self.steps)
        name = self.words[f"cost.names.{self.measure.name}"]
        self.layout = CostLayout(self.area, self.theme, self.measure, self.decimals, name)
        if self.layout.full.side < 0.5 or self.layout.half.side < 0.3:
            raise LayerlightError(
                f"{self.clip} has no room for numbers as long as its outputs or its cost"
                f" ({self.measure.cost().value:.6g}) at step {step:,}; choose a wider shape with"
                " --aspect, or scale the targets"
            )
        self.span = tile_spans(self.measure, self.steps)
        self._chain: Chain | None = None

    def construct(self) -> None:
        """Play the beats in order."""
        self.place_network()
        label, before = self.visits.label(), self.visits.answer_at(self.shown_step)
        self.beat(self.question, label=label, answer=before)
        self.beat(self.outputs)
        self.beat(self.target, label=label)
        if self.measure.squared:
            self.beat(self.errors)
            if self.chain.fits:
                self.beat(self.cancel)
            self.beat(self.squares)
            self.beat(self.mean)
        else:
            self.beat(self.curves)
            self.beat(self.total)
        if len(self.steps) > 1:
            self.beat(self.again)
            if len(self.steps) > 2:
                self.beat(self.next_visit, label=label)
            self.beat(self.later)
        if len(self.steps) > 1 and self.visits.has_answers:
            after = self.visits.answer_at(self.steps[-1])
            epoch = Source(self.recording, "epoch", self.visits.settled)
            self.beat(self.answer, before=before, after=after, epoch=epoch)
        if len(self.steps) > 1 and self.follows_another_cost:
            self.beat(self.gradient)

    @property
    def chain(self) -> Chain:
        """The output errors, end to end."""
        if self._chain is None:
            self._chain = Chain(self.picture)
        return self._chain

    @property
    def follows_another_cost(self) -> bool:
        """Whether the weights follow o − t, which is the slope of the cross-entropy instead."""
        rules = self.recording.rules
        whole = {self.measure.target(k).value for k in self.measure.shown} <= {0.0, 1.0}
        difference = rules.output_delta == "difference" and rules.functions[-1].name == "sigmoid"
        return self.measure.squared and difference and whole

    # The beats, in order.

    def place_network(self) -> None:
        """Show the network as the forward pass left it, and the sample."""
        of, names = self.words["cost.of"], self.layer_names()
        self.network = OpeningNetwork(
            self.theme, self.layout.network, self.measure, self.decimals.outputs, names, of
        )
        self.picture = self._picture(self.layout.full, self.shown_step, ticks=True)
        self.card = sample_card(self.theme, self.layout.card, self.measure)
        self.stage.add(self.card)
        self.add(self.network, *self.network.output_names, self.card)

    def question(self) -> None:
        """Ring the answer, and set the label beside it."""
        if self.recording.class_names is None:
            self.wait(1.0)
            return
        theme, winner = self.theme, self.visits.winner(0, self.measure.shown)
        upper, lower = self.layout.verdict.split(0.5, 0.5)
        said = self.words["cost.answer"], self.visits.answer_at(self.shown_step)
        answer = verdict(theme, *said, upper, theme.focus)
        label = verdict(theme, self.words["cost.label"], self.visits.label(), lower, theme.target)
        rings = []
        if winner is not None:
            rings = [self.network.layers[-1][winner].highlight()]
        self.wait(0.6)
        self.play(*rings, *self.stage.show(answer, start=0.3), run_time=0.9)
        self.wait(1.0)
        self.play(*self.stage.show(label, start=0.0), run_time=0.7)
        right = self.picture.right
        if right is not None and right != winner:
            disc, target = self.network.layers[-1][right].disc, theme.target
            width = theme.sizes.focus_outline
            marks = [disc.animate.set_stroke(target, width)]
            names = self.network.output_names[right : right + 1]
            marks += [name.animate.set_fill(target) for name in names]
            self.wait(0.6)
            self.play(*marks, run_time=0.8)

    def outputs(self) -> None:
        """Let each output neuron become a point on an axis of its own."""
        picture = self.picture
        self.titles = picture.titles(self.words["cost.output"], self.words["cost.target"])
        neurons_to_dots(self, self.network, picture)
        coming = (picture.cost.frame.lines, picture.cost_symbol, picture.unknown)
        self.play(*map(FadeIn, (self.titles[0], *coming)), run_time=0.6)

    def target(self) -> None:
        """Set a ring at the target of each output, the label's first."""
        picture, targets = self.picture, self.recording.targets[self.shown_step]
        order = sorted(range(len(picture.tiles)), key=lambda n: -targets[self.measure.shown[n]])
        self.play(FadeIn(self.titles[1]), run_time=0.4)
        groups = []
        for n in order:
            moves: list = [FadeIn(picture.tiles[n].ring, scale=2.5)]
            moves += map(FadeIn, picture.targets[n : n + 1])
            groups.append(moves)
        self.play(*groups[0], run_time=0.9)
        if groups[1:]:
            self.wait(0.3)
            self.play(*staggered(groups[1:], 0.4), run_time=0.5 + 0.3 * len(groups[1:]))

    def errors(self) -> None:
        """Draw each output error as a length, from the target to the output."""
        picture = self.picture
        self.play(FadeIn(self.titles[2]), run_time=0.4)
        for n, (tile, number) in enumerate(zip(picture.tiles, picture.errors, strict=True)):
            self.add(tile.gap)
            self.bring_to_front(tile.ring, tile.dot)
            self.play(
                tile.stretch(), within(FadeIn(number), 0.5, 1.0), run_time=1.2 if n == 0 else 0.6
            )
            if n == 0:
                self.wait(0.5)

    def cancel(self) -> None:
        """Lay the errors end to end: those of opposite signs cancel."""
        chain, picture = self.chain, self.picture
        aside = (picture.unknown, picture.cost.frame.lines)
        self.play(*map(FadeOut, aside), FadeIn(chain.zero), run_time=0.5)
        for n, link in enumerate(chain.links):
            self.add(link)
            self.play(chain.move(n), run_time=1.0 if n < 2 else 0.6)
            self.wait(0.5 if n == 1 else 0.1)
        self.wait(0.6)
        gone = (chain.zero, *chain.links)
        self.with_next_caption = [*map(FadeOut, gone), *map(FadeIn, aside)]

    def squares(self) -> None:
        """Raise a square on each error; its area is the squared error."""
        self.play(FadeIn(self.titles[3]), run_time=0.4)
        self._raise_terms()
        if self.measure.others:
            picture = self.picture
            coming = (picture.rest, picture.rest_square, picture.rest_number)
            self.play(*map(FadeIn, coming), run_time=0.7)

    def curves(self) -> None:
        """Draw the curve of each term over its output, and its height there."""
        picture = self.picture
        drawn = [tile.curve for tile in picture.tiles]
        self.play(*[Create(curve) for curve in drawn], run_time=1.6)
        titles = [tile.title for tile in picture.tiles if tile.title and self._fits(tile)]
        self.curve_titles = VGroup(*titles)
        self.play(FadeIn(self.curve_titles), FadeIn(self.titles[2]), run_time=0.5)
        self._raise_terms()
        if self.measure.others:
            self.play(FadeIn(picture.rest), FadeIn(picture.rest_number), run_time=0.7)

    def _fits(self, tile: Any) -> bool:
        return tile.title.width < 0.7 * tile.frame.width_now

    def _raise_terms(self) -> None:
        picture = self.picture
        for n, (tile, number) in enumerate(zip(picture.tiles, picture.terms, strict=True)):
            self.add(tile.square if self.measure.squared else tile.stem)
            if self.measure.squared:
                self.bring_to_front(tile.gap)
            self.bring_to_front(tile.ring, tile.dot)
            pace = 1.2 if n == 0 else 0.6
            self.play(tile.raise_term(), within(FadeIn(number), 0.5, 1.0), run_time=pace)
            if n == 0:
                self.wait(0.4)

    def mean(self) -> None:
        """Level the squares to a common area: the cost."""
        levelled = self.measure.divisor == self.measure.count > 1 and not self.measure.others
        self.play(FadeOut(self.picture.unknown), run_time=0.4)
        (level if levelled else pour)(self, self.picture)
        self._equation()

    def total(self) -> None:
        """Stack the heights: the cost."""
        self.play(FadeOut(self.picture.unknown), run_time=0.4)
        stack(self, self.picture)
        self._equation()

    def _equation(self) -> None:
        name = self.words[f"cost.names.{self.measure.name}"]
        self.equation = VGroup(cost_in_words(self.theme, self.picture, self.layout, name))
        if self.layout.roomy:
            self.equation.add(cost_of_terms(self.theme, self.picture))
        self.play(*staggered([FadeIn(m) for m in reversed(list(self.equation))]), run_time=1.2)

    def again(self) -> None:
        """Set the tiles aside for the history of the cost, and ask what will become of it."""
        self._make_room_for_the_history()
        word = "checkpoint" if self.recording.is_imported else "epoch"
        self.history = history = History(
            self.theme,
            self.layout.history,
            self.measure,
            self.steps,
            self.words[f"cost.names.{self.measure.name}"],
            self.words[f"cost.{word}"],
        )
        history.reach(0.0)
        self.play(FadeIn(history.axes), run_time=0.8)
        head = history.head.copy().move_to(self.picture.cost.shape).set_opacity(0.0)
        self.play(Transform(head, history.head), run_time=1.0)
        self.remove(head)
        self.add(history.curve, *history.dots, history.head)
        self.marker = AnswerMarker(self.theme, self.visits, self.measure.shown, self.picture.names)
        self.play(FadeIn(self.marker), run_time=0.5)
        self.wait(1.0)

    def next_visit(self) -> None:
        """Go on to the next visit only, with a trace of where each output was."""
        ghosts = [tile.ghost() for tile in self.picture.tiles]
        self.add(*ghosts)
        self._run(0, 1, Pace(2, (0.0,), 1.0, 1.6))
        worse = self.visits.worse(self.measure.shown)
        outlines = [self.picture.tiles[n].frame.outline for n in worse]
        width = self.theme.sizes.line
        if outlines:
            ink = self.theme.ink
            self.play(*[m.animate.set_stroke(ink, width, 1.0) for m in outlines], run_time=0.5)
        box = self.history
        clear = Region(box.left + 0.28 * (box.right - box.left), box.right, box.bottom, box.top)
        others = images_between(self.theme, self.recording, self.steps[0], self.steps[1], clear)
        if outlines and others:
            self.play(*staggered([FadeIn(m) for m in others], 0.6), run_time=1.6)
        self.with_next_caption = [
            *[m.animate.set_stroke(self.theme.hairline, 0.6 * width, 0.6) for m in outlines],
            *map(FadeOut, (*ghosts, *(others if outlines else []))),
        ]

    def _between(self) -> list[PixelGrid]:
        """Draw the images that were trained on between the first two visits, or some of them."""
        recording, box = self.recording, self.history
        if recording.images is None:
            return []
        steps = range(self.steps[0] + 1, self.steps[1])[:MOST_IMAGES]
        columns = max(1, min(4, len(steps)))
        rows = -(-len(steps) // columns)
        region = Region(box.left + 0.28 * (box.right - box.left), box.right, box.bottom, box.top)
        pitch = min(region.width / columns, (region.height - 0.4) / max(rows, 1), 1.3)
        drawn = []
        for n, step in enumerate(steps):
            x = region.x + (n % columns - (columns - 1) / 2) * pitch
            y = region.y + ((rows - 1) / 2 - n // columns) * pitch
            half = 0.42 * pitch
            place = Region(x - half, x + half, y - half, y + half)
            image = recording.images[recording.image_index[step]]
            drawn.append(PixelGrid(self.theme, place, image, backed=True))
        return drawn

    def later(self) -> None:
        """Run through all other visits."""
        first = 1 if len(self.steps) > 2 else 0
        count = len(self.steps) - first
        self._run(first, len(self.steps) - 1, Pace(count, RESTS, MOVE, RUN if count > 2 else 1.6))

    def answer(self) -> None:
        """Show when the answer settles."""
        step = self.visits.settled
        history = self.history
        if step == self.shown_step or self.recording.is_imported:
            self.wait(1.0)
            return
        line, number, cost = history.turning_point(step, self.decimals.cost)
        meets = [tick for tick in history.numbers[2:] if abs(tick.get_x() - number.get_x()) < 0.5]
        self.play(FadeIn(number), *map(FadeOut, meets), run_time=0.6)
        self.bring_to_back(line)
        self.play(Create(line), run_time=0.9)
        self.play(FadeIn(cost), Indicate(self.marker, 1.25, self.theme.focus), run_time=0.9)

    def gradient(self) -> None:
        """Compare with the cross-entropy, whose slope in z is output minus target."""
        right = int(np.argmax(self.recording.targets[self.shown_step]))
        k = right if right in self.measure.shown else self.measure.shown[0]
        region = self.area.body
        width = min(region.width, 1.75 * region.height)
        words = {name: self.words[f"cost.{name}"] for name in ("squared", "entropy", "slope", "z")}
        costs = TwoCosts(
            self.theme, region.inner(width, region.height), self.measure.at(self.steps[-1]), k,
            self.steps, self.decimals.outputs, words,
        )  # fmt: skip
        gone = [m for m in self.mobjects if m not in (self.title, self._caption)]
        self.play(
            *[within(FadeOut(m), 0.0, 0.6) for m in gone],
            within(FadeIn(costs.axes), 0.5, 1.0),
            run_time=1.0,
        )
        costs.start(self.steps[0])
        self.play(Create(costs.squared[0]), FadeIn(costs.squared[1]), run_time=0.9)
        self.play(FadeIn(costs.entropy), run_time=0.8)
        self.play(FadeIn(costs.moving), FadeIn(costs.slope), run_time=0.6)
        pace = Pace(len(self.steps), (0.8, 0.5), 0.8, 3.0)
        self.play(*costs.follow(self.steps, pace), run_time=pace.seconds)

    # What several beats need.

    def _picture(self, grid: Any, step: int, *, ticks: bool = False) -> Picture:
        others = self.words["cost.others"]
        measure = self.measure if step == self.shown_step else self.measure.at(step)
        return Picture(self.theme, measure, self.decimals, grid, self.span, others, ticks=ticks)

    def _make_room_for_the_history(self) -> None:
        """Shrink the tiles to their part of the stage."""
        old, new = self.picture, self._picture(self.layout.half, self.shown_step)
        gone = [*self.titles, *old.targets, *old.errors, *old.terms, *old.ticks, self.equation]
        if self.measure.others:
            gone += [old.rest, old.rest_number]
            gone += [old.rest_square] if self.measure.squared else []
        gone += [self.curve_titles] if not self.measure.squared else []
        tiles_to_their_part(self, old, new, gone)
        self.picture = new

    def _run(self, first: int, last: int, pace: Pace) -> None:
        """Run tiles, numbers, answer and history from one visit to another."""
        steps = self.steps[first : last + 1]
        old, new = self.picture, self._picture(self.layout.half, steps[-1])
        self.remove(*old.pieces, *old.outputs, old.cost_number)
        numbers = [*new.outputs, new.cost_number]
        counters = [self._counter(number, steps[0]) for number in numbers]
        counting = [
            counter.go([replace(counter.recorded, step=step) for step in steps], pace)
            for counter in counters
        ]
        self.picture = new
        self.remove(*old.names)
        self.add(*new.pieces, *new.names, *counters)
        self.marker.names = new.names
        marking = self.marker.run(first, last, pace)
        history = self.history.run(first, last, pace)
        moves = new.follow(steps, pace)
        self.play(*moves, *counting, marking, history, run_time=pace.seconds)
        self.remove(*counters)
        self.add(*numbers)

    def _counter(self, number: Readout, step: int) -> Counter:
        """Return a counter in place of ``number`` that begins at a step."""
        first = replace(number.recorded, step=step)
        colour = number.get_fill_color().to_hex()
        place = number.point_x, number.baseline, "point"
        return Counter(self.theme, first, number.number_format, number.em, colour, *place)
