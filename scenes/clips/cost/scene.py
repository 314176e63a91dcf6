"""How wrong the network is, in one number, and whether training lowers it every time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from manim import Create, FadeIn, FadeOut, Indicate

from network import Recording
from network.errors import LayerlightError
from scenes.animation.pace import Pace
from scenes.animation.timing import staggered, within
from scenes.clips.cost.bar import nice_top
from scenes.clips.cost.chain import Chain, cancelling_pair, sum_relation
from scenes.clips.cost.claims import CLAIMS
from scenes.clips.cost.history import History
from scenes.clips.cost.layout import CostLayout
from scenes.clips.cost.level import Level
from scenes.clips.cost.marker import AnswerMarker
from scenes.clips.cost.measure import Measure
from scenes.clips.cost.moments import moments_between
from scenes.clips.cost.opening import OpeningNetwork, sample_card, unknown_beside, verdict
from scenes.clips.cost.own_step_beats import OwnStepBeats
from scenes.clips.cost.picture import Picture
from scenes.clips.cost.precision import precision_of
from scenes.clips.cost.slabs import can_spread
from scenes.clips.cost.tile_frame import tile_spans
from scenes.clips.cost.transitions import (
    images_of_epoch,
    neurons_to_axes,
    points_on_lines,
    tiles_to_their_part,
)
from scenes.clips.cost.visits import MOST_STEPS, Visits
from scenes.mobjects.dimming import dim
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import Readout
from scenes.provenance.source import Source
from scenes.requires import Requires

__all__ = ["Cost"]

MOST_VISITS = 40
"""Longer training runs skip some epochs."""
FIRST_VISITS = 6
"""Visits that are always kept."""
REST, MOVE, RUN = 0.4, 0.6, 3.4
"""Seconds at a visit of a run, to the next, and through many."""
TITLES = "output", "target", "error", "square"
"""Words for the lines of numbers."""
SLOW = 6
"""Most visits of a run that rests at each."""
FAR = 1.5
"""How many times as high as the highest bar a cost to compare with may be."""
HELD = 1.5
"""Seconds for the end to be seen."""


class Cost(OwnStepBeats):
    """The cost of one training step, and of the same sample at every later visit."""

    clip = "cost"
    claims = CLAIMS
    recording: Recording
    requires = Requires(layers=(2, 5))

    def check(self, recording: Recording) -> None:
        """Lay everything out; refuse numbers that have no room."""
        step = self.shown_step
        self.visits = Visits(recording, step, FIRST_VISITS, MOST_VISITS)
        self.steps = self.visits.steps
        self.measure = Measure(recording, step)
        self.decimals = precision_of(self.measure, self.steps)
        self.layout = CostLayout(self.area, self.theme, self.measure, self.decimals)
        if self.layout.full.side < 0.5 or self.layout.half.side < 0.3:
            raise LayerlightError(
                f"{self.clip} has no room for numbers as long as its outputs or its cost"
                f" ({self.measure.cost().value:.6g}) at step {step:,}; choose a wider shape with"
                " --aspect, or scale the targets"
            )
        self.moments = []
        if self.visits.pulled_back:
            self.moments = moments_between(self.measure, self.steps[1], MOST_STEPS)
        costs = [float(recording.cost[k]) for k in self.steps]
        self.most = max(*costs, *[moment.cost.value for moment in self.moments], 0.0)
        self.span = tile_spans(self.measure, self.steps, self.moments)
        # The terms are stacked before they are divided.
        whole = self.measure.divisor * self.measure.cost().value
        self.top, _ = nice_top(max(whole, self.most))
        if can_spread(self.measure, self.span):
            self.top = max(self.top, self.span.height)  # where there is room, one scale for all
        self.slabs = []
        half = self.measure.cost_of_halves()
        # A cost that is far above the others would only make their bars small.
        self.half = half if half is not None and half.value < FAR * max(costs) else None

    def construct(self) -> None:
        """Play the beats in order."""
        self.place_network()
        label, before = self.visits.label(), self.visits.answer_at(self.shown_step)
        recording = self.recording
        if recording.class_names is not None and not recording.tied(self.shown_step):
            self.beat(self.answer, label=label, answer=before)
        self.beat(self.question)
        self.beat(self.outputs)
        self.beat(self.target)
        if self.measure.squared:
            self.beat(self.errors)
            if self.chain is not None:
                self.beat(self.cancel)
            self.beat(self.squares)
            if can_spread(self.measure, self.span):
                self.beat(self.spread)
            self.beat(self.mean)
        else:
            self.beat(self.curves)
            self.beat(self.total)
        if len(self.steps) > 1:
            self.follow_training()

    def follow_training(self) -> None:
        """Play the beats of the later visits."""
        if self.visits.pulled_back:
            self.beat(self.own_step)
            self.beat(self.others)
        else:
            if self.half is not None:
                self.beat(self.reference)
            self.beat(self.again)
        if len(self.steps) > 2:
            self.beat(self.next_visit, label=self.visits.label())
            if self.visits.turn is not None:
                self.beat(self.turns)
        self.beat(self.later)

    # The beats, in order.

    def place_network(self) -> None:
        """Show the network as the forward pass left it, and the sample."""
        of, names = self.words["cost.of"], self.layer_names()
        self.network = OpeningNetwork(
            self.theme, self.layout.network, self.measure, self.decimals.outputs, names, of
        )
        self.picture = self._picture(self.layout.full, self.shown_step, full=True)
        pair = cancelling_pair(self.measure)
        self.chain = None
        if pair and sum_relation(self.measure, pair, self.decimals).holds:
            chain = Chain(self.picture, pair)
            self.chain = chain if chain.fits else None
        self.card = sample_card(self.theme, self.layout.card, self.measure)
        self.marker = AnswerMarker(self.theme, self.visits, self.measure.shown, self.picture.names)
        self.add(self.network, self.card)
        self.add(*self.network.output_names, *self.network.output_values)

    def answer(self) -> None:
        """Ring the answer, then mark the label."""
        theme, winner = self.theme, self.visits.winner(0, self.measure.shown)
        upper, lower = self.layout.verdict.split(0.5, 0.5)
        said = self.words["cost.answer"], self.visits.answer_at(self.shown_step)
        answer = verdict(theme, *said, upper, theme.focus)
        label = verdict(theme, self.words["cost.label"], self.visits.label(), lower, theme.target)
        rings = []
        if winner is not None:
            rings = [self.network.layers[-1][winner].highlight()]
        self.play(*rings, *self.stage.show(answer, start=0.3), run_time=0.9)
        self.wait(0.9)
        marks = []
        if self.picture.right is not None:
            names = self.network.output_names[self.picture.right : self.picture.right + 1]
            marks = [name.animate.set_fill(theme.target) for name in names]
        self.play(*marks, *self.stage.show(label, start=0.0), run_time=0.7)

    def question(self) -> None:
        """Leave only the outputs in focus, and ask for one number."""
        network = self.network
        aside = [m for column in network.layers[:-1] for m in column]
        self.bracket, self.asked = unknown_beside(self.theme, network, self.area.body.right)
        self.wait(0.3)
        self.play(*dim(self.theme, [*aside, *network.drawn_edges]), run_time=0.6)
        self.play(Create(self.bracket), FadeIn(self.asked), run_time=0.8)
        self.with_next_caption = [neuron.clear_highlight() for neuron in network.layers[-1]]

    def outputs(self) -> None:
        """Let each output neuron become a point on an axis of its own."""
        picture, thumb = self.picture, self.layout.thumb
        self.titles = picture.titles(*[self.words[f"cost.{word}"] for word in TITLES])
        leaving = [within(FadeOut(self.bracket), 0.0, 0.35), *self.stage.clear(stop=0.35)]
        leaving += [within(FadeOut(self.asked), 0.0, 0.35)]
        if thumb is not None and self.recording.images is not None:
            small = self.card.animate.scale_to_fit_width(thumb.width).move_to(thumb.centre)
            leaving.append(within(small, 0.3, 1.0))
        else:
            leaving.append(within(FadeOut(self.card), 0.0, 0.35))
        self.discs = neurons_to_axes(self, self.network, picture, *leaving)
        points_on_lines(self, self.discs, picture)
        coming = (self.titles[0], picture.cost_symbol, picture.unknown, self.marker)
        self.play(*map(FadeIn, coming), run_time=0.6)

    def target(self) -> None:
        """Set a ring at the target of each output, the label's first."""
        picture, targets = self.picture, self.recording.targets[self.shown_step]
        order = sorted(range(len(picture.tiles)), key=lambda n: -targets[self.measure.shown[n]])
        self.play(FadeIn(self.titles[1]), run_time=0.4)
        groups = []
        for n in order:
            moves: list = [Create(picture.tiles[n].ring)]
            moves += map(FadeIn, picture.targets[n : n + 1])
            groups.append(moves)
        self.play(*groups[0], run_time=0.9)
        if groups[1:]:
            self.wait(0.6)
            self.play(*staggered(groups[1:], 0.4), run_time=0.8 + 0.3 * len(groups[1:]))

    def reference(self) -> None:
        """Set the tiles aside for the history of the cost, and show a cost to compare with."""
        self.wait(0.8)  # the cost, which is asked about, is still to be seen
        self._begin_history()
        assert self.half is not None
        self.level = self._level(self.half, "half", self.theme.quiet)
        self.play(Create(self.level.line), run_time=0.9)
        self.play(FadeIn(self.level.words), run_time=0.6)

    def again(self) -> None:
        """Ask what will become of the cost."""
        if self.history is None:
            self._begin_history()
        first: list[Any] = [*map(FadeIn, self.images[:1])]
        number = self._history.cost_number
        self.play(*(first or [Indicate(number, 1.2, self.theme.cost)]), run_time=0.9)
        self.wait(0.8)

    def turns(self) -> None:
        """Run to the visit that finds the answer right, and rest there."""
        assert self.visits.turn is not None
        self._run(self.visits.turn)
        self.wait(0.9)

    def later(self) -> None:
        """Run through all other visits."""
        last, pace = len(self.steps) - 1, None
        if self.at > 1:  # some visits have been rested at
            pace = Pace(last - self.at + 1, (REST,), MOVE, RUN)
        self._run(last, pace)
        self.wait(HELD)

    # What several beats need.

    def _picture(self, grid: Any, step: int, *, full: bool = False) -> Picture:
        others = self.words["cost.others"]
        measure = self.measure if step == self.shown_step else self.measure.at(step)
        parts = self.theme, measure, self.decimals, grid, self.span, self.top, others
        return Picture(*parts, ticks=full)

    def _level(self, source: Source, word: str, colour: str, *, below: bool = False) -> Level:
        """Return a cost to compare with, in the history."""
        decimals = self.decimals.cost
        exact = next((d for d in range(decimals) if round(source.value, d) == source.value), None)
        said = self.words[f"cost.{word}"]
        shown = decimals if exact is None else exact
        return Level(self.theme, self._history, source, shown, said, colour, below=below)

    def _begin_history(self) -> None:
        """Set the tiles aside for the history of the cost, with its first bar."""
        old = self.picture
        self._make_room_for_the_history()
        history = self._history
        self.remove(old.cost.bar)
        history.reach(0.0)
        self.bar_names = history.names(self.picture.names)
        self.marker.names = self.picture.names
        self.marker.show(0.0)
        coming = [history.cost_number, history.epoch_number, self.bar_names, self.marker]
        coming += [*self.picture.names, *self.picture.outputs]
        self.add(*history.bars, history.head)
        self.play(*map(FadeIn, coming), run_time=0.7)
        self.at = 0

    def _make_room_for_the_history(self) -> None:
        """Shrink the tiles to their part of the stage."""
        words, layout, measure = self.words, self.layout, self.measure
        old, new = self.picture, self._picture(layout.half, self.shown_step)
        gone = [*self.titles, *old.targets, *old.errors, *old.terms, *old.ticks]
        gone += [*self.slabs, old.cost_symbol, self.equation.everything, self.marker]
        gone += [self.card] if self.card in self.mobjects else []
        if measure.others:
            gone += [old.rest, old.rest_number]
            gone += [old.rest_square] if measure.squared else []
        gone += [self.curve_titles] if not measure.squared else []
        name = words[f"cost.names.{measure.name}"]
        word = words["cost.checkpoint" if self.recording.is_imported else "cost.epoch"]
        least = max(self.most, self.half.value if self.half is not None else 0.0)
        self.history = History(
            self.theme, layout.history, measure, self.steps, self.decimals.cost, name, word, least
        )
        self.images = images_of_epoch(
            self.theme, self.recording, self.steps[0], self.steps[1], layout.images
        )
        history = self._history
        axes = [within(FadeIn(m), 0.65, 1.0) for m in history.axes_but_scale]
        zoom = history.zoom_from(old.cost)
        arriving = [*axes, *zoom, old.cost.bar.move_to_bar(history.head)]
        tiles_to_their_part(self, old, new, gone, arriving)
        scales = (old.cost.scale, history.scale_of_cost, *history.axes_but_scale)
        self.remove(*[m for group in scales for m in group.get_family()])
        self.add(history.axes)
        self.picture = new

    def _run(self, last: int, pace: Pace | None = None, *above: Any) -> None:
        """Run tiles (below ``above``), numbers, answer and history to another visit."""
        first, self.at = self.at, last
        steps = self.steps[first : last + 1]
        count = len(steps)
        if pace is None:
            rests = [0.1, *[REST] * (min(count, SLOW) - 2)]
            pace = Pace(
                count, rests[:3] if count > SLOW else rests, MOVE, RUN if count > SLOW else MOVE
            )
        old, new = self.picture, self._picture(self.layout.half, steps[-1])
        self.remove(*old.pieces, *old.outputs)
        counters = [self._counter(number, steps[0]) for number in new.outputs]
        counting = [
            counter.go([replace(counter.recorded, step=step) for step in steps], pace)
            for counter in counters
        ]
        self.picture = new
        self.remove(*old.names)
        self.add(*new.pieces, *new.names, *counters, *above)
        self.marker.names = new.names
        moves = [*new.follow(steps, pace), self.marker.run(first, last, pace)]
        self.play(*moves, *counting, *self._history.run(first, last, pace), run_time=pace.seconds)
        self.remove(*counters)
        self.add(*new.outputs)

    def _go_to_next_visit(self) -> None:
        """Go to the next visit at once, leaving a trace of where each output was."""
        reach = self._right_of_next()
        hidden = [level.words for level in self.levels if not level.clear_of(reach)]
        if hidden:
            self.play(*map(FadeOut, hidden), run_time=0.4)
        self.ghosts = [tile.ghost() for tile in self.picture.tiles]
        self._run(1, Pace(2, (0.2,), 1.0, 1.8), *self.ghosts)

    def _counter(self, number: Readout, step: int) -> Counter:
        """Return a counter in place of ``number`` that begins at a step."""
        first = replace(number.recorded, step=step)
        colour = number.get_fill_color().to_hex()
        place = number.point_x, number.baseline, "point"
        return Counter(self.theme, first, number.number_format, number.em, colour, *place)
