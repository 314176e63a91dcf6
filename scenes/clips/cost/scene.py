"""How wrong the network is, in one number, and whether training lowers it every time."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Create, FadeIn, FadeOut, ReplacementTransform

from network import Recording
from network.errors import LayerlightError
from scenes.animation.pace import Pace
from scenes.animation.timing import staggered, within
from scenes.clips.cost.bar import nice_top
from scenes.clips.cost.claims import CLAIMS
from scenes.clips.cost.history import History, outline_of
from scenes.clips.cost.layout import CostLayout
from scenes.clips.cost.marker import AnswerMarker
from scenes.clips.cost.measure import Measure
from scenes.clips.cost.moments import moments_between, trail_of
from scenes.clips.cost.opening import OpeningNetwork, sample_card, unknown_beside, verdict
from scenes.clips.cost.own_step_beats import OwnStepBeats
from scenes.clips.cost.picture import LOW, Picture
from scenes.clips.cost.precision import precision_of
from scenes.clips.cost.slabs import can_spread
from scenes.clips.cost.tile_frame import tile_spans
from scenes.clips.cost.transitions import neurons_to_axes, points_on_lines, tiles_to_rows
from scenes.clips.cost.visits import MOST_STEPS, Visits, answer_among
from scenes.mobjects.dimming import dim
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import TextLine
from scenes.requires import Requires

__all__ = ["Cost"]

MOST_VISITS = 40
"""Longer training runs skip some epochs."""
FIRST_VISITS = 6
"""Visits that are always kept."""
REST, MOVE, RUN = 0.6, 0.7, 6.1
"""Seconds at each of the first visits of a run, to the next, and through all others."""
RESTED = 2
"""Visits of a run that are rested at."""
TITLES = "output", "target", "error", "square"
"""Words for the lines of numbers."""
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
        self.span = tile_spans(self.measure, self.steps, self.moments)
        # The terms are stacked before they are divided.
        whole = self.measure.divisor * self.measure.cost().value
        self.top, _ = nice_top(max(whole, *costs))
        if can_spread(self.measure, self.span):
            self.top = max(self.top, self.span.height)  # where there is room, one scale for all
        self.slabs = []

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
        self.beat(self.again)
        if self.moments:
            self.beat(self.own_step)
            self.beat(self.others)
        if len(self.steps) > 2:
            self.beat(self.next_visit, label=self.visits.label())
        self.beat(self.later)

    # The beats, in order.

    def place_network(self) -> None:
        """Show the network as the forward pass left it, and the sample."""
        of, names = self.words["cost.of"], self.layer_names()
        self.network = OpeningNetwork(
            self.theme, self.layout.network, self.measure, self.decimals.outputs, names, of
        )
        self.picture = self._picture(self.layout.full)
        for name in self.picture.names:  # nothing stands on the axes yet
            name.shift([0.0, LOW - self.picture.grid.side, 0.0])
        self.card = sample_card(self.theme, self.layout.card, self.measure)
        outputs = np.asarray(self.recording.activations[-1][self.shown_step])
        at = answer_among(self.recording, outputs, self.measure.shown)
        self.marker = AnswerMarker(self.theme, self.network.output_names, at)
        self.add(self.network, self.card)
        self.add(*self.network.output_names, *self.network.output_values)

    def answer(self) -> None:
        """Frame the answer, then mark the label."""
        theme = self.theme
        upper, lower = self.layout.verdict.split(0.5, 0.5)
        said = self.words["cost.answer"], self.visits.answer_at(self.shown_step)
        answer = verdict(theme, *said, upper, theme.focus)
        label = verdict(theme, self.words["cost.label"], self.visits.label(), lower, theme.target)
        self.play(FadeIn(self.marker), *self.stage.show(answer, start=0.0), run_time=0.9)
        self.wait(1.0)
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
        self.play(*dim(self.theme, [*aside, *network.drawn_edges]), run_time=0.8)
        self.wait(0.3)
        self.play(FadeIn(self.bracket), FadeIn(self.asked), run_time=0.8)

    def outputs(self) -> None:
        """Let each output become a point on an axis of its own."""
        picture, thumb = self.picture, self.layout.thumb
        self.titles = picture.titles(*[self.words[f"cost.{word}"] for word in TITLES])
        leaving = [within(FadeOut(self.bracket), 0.0, 0.35), *self.stage.clear(stop=0.35)]
        if thumb is not None and self.recording.images is not None:
            small = self.card.animate.scale_to_fit_width(thumb.width).move_to(thumb.centre)
            leaving.append(within(small, 0.3, 1.0))
        else:
            leaving.append(within(FadeOut(self.card), 0.0, 0.35))
        neurons_to_axes(self, self.network, picture, self.marker, *leaving)
        points_on_lines(self, picture, ReplacementTransform(self.asked, picture.unknown))
        self.play(FadeIn(self.titles[0]), run_time=0.5)

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

    def again(self) -> None:
        """Set the outputs aside for the history of the cost, and ask what will become of it."""
        self._begin_history()
        history = self._history
        coming = [history.axes, history.epoch_number, history.below, *self.picture.ticks[-1:]]
        if (there := self.layout.half.sample) is not None:
            if self.card not in self.mobjects:
                self.card.scale_to_fit_width(there.width).move_to(there.centre)
                coming.append(self.card)
            coming.append(outline_of(self.theme, there))
        if (above := self.layout.half.above) is not None:
            said = TextLine(
                self.theme, self.words["cost.output"], self.theme.sizes.label, self.theme.quiet
            )
            coming.append(said.place(*above))
        self.play(*map(FadeIn, coming), run_time=0.8)
        self.add(history.drawn)
        self.play(*history.appear(), run_time=1.0)
        for number in history.ends(0):
            self.play(FadeIn(number), run_time=0.4)

    def later(self) -> None:
        """Run through all other visits."""
        if pressed := self._history.to_epochs():
            self.play(*pressed, run_time=2.0)
            self.bring_to_front(self._history.drawn)
        count = len(self.steps) - self.at
        rests = [REST] * min(RESTED, count - 1)
        if rests:
            run = (RUN, self._history.evenly(self.at + len(rests) - 1)) if count > 3 else (MOVE,)
            self._run(len(self.steps) - 1, Pace(count, rests, MOVE, *run))
        for number in self._history.ends(-1):
            self.play(FadeIn(number), run_time=0.6)
        self.wait(HELD)

    # What several beats need.

    def _picture(self, grid: Any) -> Picture:
        others = self.words["cost.others"]
        return Picture(self.theme, self.measure, self.decimals, grid, self.span, self.top, others)

    def _begin_history(self) -> None:
        """Bring each output into a row, and the cost to where its history will be."""
        old, new = self.picture, self._picture(self.layout.half)
        words = [f"cost.names.{self.measure.name}", "cost.step"]
        words.append("cost.checkpoint" if self.recording.is_imported else "cost.epoch")
        trail = trail_of(self.measure, self.steps, self.moments)
        self.history = history = History(
            self.theme, self.layout.history, self.measure, trail, self.decimals.cost,
            [self.words[word] for word in words],
        )  # fmt: skip
        kept = [*old.names, *old.outputs, self.marker, self.title, self._caption]
        kept += [part for tile in old.tiles for part in tile.on_axis]
        rising = []
        if (there := self.layout.half.sample) is not None and self.card in self.mobjects:
            kept.append(self.card)
            rising = [self.card.animate.scale_to_fit_width(there.width).move_to(there.centre)]
        gone = [m for m in self.mobjects if m not in kept]
        number = old.cost_value
        moved = [FadeIn(m) for m in (history.cost_number, history.symbol)]
        if number is not None:
            gone.remove(number)
            gone.remove(old.cost_symbol)
            pairs = (number, history.cost_number), (old.cost_symbol, history.symbol)
            moved = [ReplacementTransform(*pair) for pair in pairs]
        tiles_to_rows(self, old, new, self.marker, [*rising, *map(FadeOut, gone)], moved)
        self.picture, self.at = new, 0
        self.numbers = [self._counter(number) for number in new.outputs]
        self.remove(*new.outputs)
        self.add(*self.numbers)

    def _counter(self, number: Readout) -> Counter:
        """Return a counter in place of ``number``."""
        colour = number.get_fill_color().to_hex()
        place = number.point_x, number.baseline, "point"
        return Counter(self.theme, number.recorded, number.number_format, number.em, colour, *place)
