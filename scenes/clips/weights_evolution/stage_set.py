"""What the beats of the clip share: maps, colour bar, plot, counters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from manim import Animation, smooth

from network import CheckpointSeries, evolution_of
from network.errors import LayerlightError, UsageError
from scenes.animation.timing import soft_ends
from scenes.base import NetworkScene
from scenes.claims import MOST_MAPS
from scenes.clips.weights_evolution.accuracy_plot import AccuracyPlot
from scenes.clips.weights_evolution.claims import CLAIMS
from scenes.clips.weights_evolution.class_names import ClassNames
from scenes.clips.weights_evolution.counters import TrainingCounters
from scenes.clips.weights_evolution.course import Course, between
from scenes.clips.weights_evolution.layout import EvolutionLayout
from scenes.clips.weights_evolution.weight_maps import WeightMaps
from scenes.clips.weights_evolution.zoom_bar import ZoomBar
from scenes.mobjects.images.grey_image import outline_of
from scenes.mobjects.images.heat_map import HeatScale
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import Readout
from scenes.provenance.source import NumberFormat, Source
from scenes.requires import require_images

__all__ = ["COUNT", "PERCENT", "WHOLE", "EvolutionStage", "step_ticks"]

PERCENT_EM = 0.62
SCALE_SECONDS = 1.7
"""Seconds that a scale takes to change, while the maps stand still."""
FAINT = 0.5
"""Opacity of the frames that show where maps are, however little is in them."""
TICK_SPAN = 200
"""The axis labels the powers of ten from the total number of steps divided by this."""
WHOLE, COUNT = NumberFormat(0), NumberFormat(0, grouped=True)
PERCENT = NumberFormat(1, percent=True)


class EvolutionStage(NetworkScene):
    """The set of the clip: it checks the recording and builds what several beats use."""

    clip = "weights_evolution"
    claims = CLAIMS

    def check(self, recording: Any) -> None:
        """Refuse what is no training on images with classes."""
        require_images(self.clip, recording)
        try:
            self.evolution = evolution_of(recording)
        except UsageError as error:
            raise LayerlightError(f"{self.clip} cannot draw this run: {error}") from None
        self.series: CheckpointSeries = self.evolution.series
        self.require_answers(self.series)
        self.require_bounded(self.series, *self.series.weights)
        self.course = Course(self.evolution)
        self.last = self.course.last

    def setup(self) -> None:
        """Divide the frame and build what several beats use."""
        super().setup()
        theme, series = self.theme, self.series
        words = [self.words[f"{self.clip}.{key}"] for key in ("step", "epoch", "of")]
        self.counters = TrainingCounters(theme, self.evolution, words)
        self.shown = min(series.layer_sizes[1], MOST_MAPS)
        self.layout = EvolutionLayout(
            self.area, theme, tuple(series.metadata["image_shape"]), self.shown,
            self.counters.width, lambda width: self.say("change", width=width).drop,
        )  # fmt: skip
        self.names = ClassNames(theme, series)
        self.scale = HeatScale(theme, self.course.weight_limit)
        self.bar = ZoomBar(self.scale, self.layout.bar, self.course.limits)
        self.bar_name = self.name_bar("weight")
        self.maps_drawn = WeightMaps(self.scale, self.layout.places, self.evolution, self.bar)
        self.tiles = self.maps_drawn.tiles
        self.reached = 0
        self.slots = [
            outline_of(theme, place.inner(place.width - 0.03, place.height - 0.03)).set_stroke(
                opacity=FAINT
            )
            for place in self.layout.places
        ]
        self.single = self.course.followed

    def name_bar(self, key: str) -> Any:
        """Typeset a name of the colour bar at its place above it."""
        name = self.say(key, width=self.layout.name_width, align="left")
        left, last = self.layout.bar_name
        return name.place(left, last if name.drop else self.layout.bar.top + 0.14, "left")

    @property
    def scored(self) -> str:
        """The word before an accuracy, by the samples that it counts."""
        return "test_images" if self.series.held_out else "trained_images"

    def training(self, *keys: str | int) -> Source:
        """Return the source of an entry of the training run's metadata."""
        return self.setting(*keys, recording=self.series)

    def size(self, layer: int) -> Source:
        """Return the source of the number of neurons of a layer."""
        return self.of_series("layer_sizes", layer)

    def place_plot(self, frame: int = 0) -> None:
        """Build the plot of the accuracy, its curve to a checkpoint, and the accuracy there."""
        theme, series, room = self.theme, self.series, self.layout.plot
        ticks = step_ticks(series.steps, series.metadata["images"])
        tested = "right" if series.held_out else "right_of_trained"
        names = [self.words[f"{self.clip}.{key}"] for key in (tested, "axis", "epoch")]
        first, last = (self.of_series("test_accuracy", k) for k in (0, self.last))
        width = max(Readout(theme, s, PERCENT, PERCENT_EM).advance_width for s in (first, last))
        plot = AccuracyPlot(theme, room, self.evolution, ticks, names, room.top - 0.43, width)
        self.plot, self.line, self.dot = plot, plot.line(frame), plot.dot(frame)
        place = plot.right, plot.number_baseline, "right"
        now = self.of_series("test_accuracy", frame)
        self.percent = Counter(theme, now, PERCENT, PERCENT_EM, theme.focus, *place)

    def change_scale(self) -> None:
        """Bring the scale of the whole training, if it is another; the maps stand still."""
        drawn, first = self.maps_drawn, self.maps_drawn.scale.limit
        last = self.course.change_limit(self.last)
        if first == last:
            return
        values = np.array([tile.mark.source.values for tile in self.tiles])
        self.play(
            *drawn.animate(lambda _: values, lambda share: between(first, last, share), smooth),
            run_time=SCALE_SECONDS,
        )

    def follow_training(self, at: Callable[[float], float]) -> list[Animation]:
        """Let counters, curve and accuracy follow the training, on top of what stands still."""
        self.add(self.line, self.dot, *self.counters.counters, self.percent)
        return [
            *self.plot.draw(self.line, self.dot, at),
            *self.counters.follow(at),
            self.percent.follow(
                lambda share: self.of_series("test_accuracy", self.evolution.frame(at(share)))
            ),
        ]

    def pace(self, first: float, last: float) -> Callable[[float], float]:
        """Map a play's time to a part of the training's, slowly at both ends, by checkpoints."""
        return self.course.settled(lambda share: first + (last - first) * soft_ends(share))

    def changes(self, share: float) -> np.ndarray:
        """Return what training has added at a fraction of the time, for all maps."""
        return self.evolution.change(0, share)[: self.shown]


def step_ticks(steps: int, images: int) -> list[int]:
    """Return the steps to label on the axis: 0, powers of ten, the first epoch's end, the last."""
    known = images or steps
    powers = {10**k for k in range(1, 9) if steps <= TICK_SPAN * 10**k and 10**k < known}
    return sorted({0, known, steps} | powers)
