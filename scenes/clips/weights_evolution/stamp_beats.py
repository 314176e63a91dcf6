"""The changes from the first step on: stamps of the images, then strokes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from manim import Mobject, Square, VMobject, smooth

from scenes.clips.weights_evolution.course import between
from scenes.clips.weights_evolution.stage_set import EvolutionStage
from scenes.clips.weights_evolution.stamp_panel import StampPanel
from scenes.mobjects.images.grey_image import outline_of
from scenes.mobjects.images.painting import Painting

__all__ = ["StampBeats"]

REWIND_SECONDS = 1.3
SAMPLED = 0.7
"""The grey level of the pixel whose weight is calculated: bright, but not one."""
LEAST_CELL = 0.17
"""Least side of the frame around a pixel."""
GROWTH_SECONDS = 7.6
"""Seconds that the whole training takes on screen."""


class StampBeats(EvolutionStage):
    """From the first image to the strokes."""

    def first_image(self) -> None:
        """Go back to the start; follow one neuron, and one weight of it, in the first step."""
        j, symbols = self.single, self.words[f"{self.clip}.symbols"]
        self.panel = StampPanel(self.theme, self.layout.plot, self.series, self.names, symbols)
        panel = self.panel
        self.rewind(self.course.stamp_limit, panel.image, panel.frame, panel.label)
        framed = self._framed(j)
        self.play(*self.stage.show(panel.formula, panel.symbols, framed, start=0.0), run_time=0.6)
        pixel = int(np.argmin(np.abs(self.series.early_pixels[0] - SAMPLED)))
        cells = [self._cell(shown, pixel) for shown in (panel.image, self.tiles[j])]
        product = panel.product(j, pixel, self._compared())
        self.play(*self.stage.show(*cells, product, start=0.0), run_time=0.6)
        self.maps_drawn.over = [*self.slots, framed, *cells]
        self.wait(1.1)
        self.press(1, [j], 0.9)
        self.maps_drawn.over = [*self.slots, framed]
        self.play(*self.stage.hide(*cells, stop=1.0), run_time=0.3)
        self.pointers, self.pixel = [framed, product], pixel

    def stamps(self) -> None:
        """Press the same image into every other map: sign and size are those of the neuron."""
        self.press(1, range(self.shown), 1.4)
        self.wait(1.2)
        compared = self._compared()
        if len(compared) < 2:
            return
        other, (frame, product) = compared[1], self.pointers
        self.pointers[1] = self.panel.product(other, self.pixel, compared)
        self.pointers[0] = self._framed(other)  # another frame: moving, it would cross other maps
        self.play(
            *self.stage.hide(frame, product, stop=0.45),
            *self.stage.show(*self.pointers, start=0.55),
            run_time=1.0,
        )
        self.wait(1.2)

    def _compared(self) -> list[int]:
        """Return the neuron that is followed, and the one stamped most with the other sign."""
        factors = self.series.early.factors[0][: self.shown]
        other = int(np.argmax(-np.sign(factors[self.single]) * factors))
        opposite = factors[self.single] * factors[other] < 0
        return [self.single, other] if opposite else [self.single]

    def _framed(self, j: int) -> VMobject:
        """Frame the map of a neuron."""
        place = self.layout.places[j]
        inside = place.inner(place.width - 0.06, place.height - 0.06)
        frame = outline_of(self.theme, inside, self.theme.focus)
        return frame.set_stroke(width=1.6 * self.theme.sizes.line)

    def _cell(self, picture: Painting, k: int) -> VMobject:
        """Frame a pixel of an image or a map."""
        row, column = divmod(k, self.maps_drawn.shape[1])
        across = picture.cell(0, 1)[0] - picture.cell(0, 0)[0]
        frame = Square(max(1.6 * across, LEAST_CELL)).move_to(picture.cell(row, column))
        return frame.set_stroke(self.theme.focus, width=1.6 * self.theme.sizes.line)

    def rewind(self, limit: float, *coming: Mobject) -> None:
        """Run the training back to its start, then change the scale: nothing is left to see."""
        course, drawn = self.course, self.maps_drawn
        first, back = drawn.scale.limit, self.pace(course.share(course.riddle), 0.0)
        self.play(
            *drawn.animate(lambda share: self.changes(back(share))),
            *self.follow_training(back),
            run_time=REWIND_SECONDS,
        )
        drawn.show(drawn.change, 0)
        none = self.changes(0.0)
        plotted = [m for m in self.stage if m in (self.plot, self.line, self.dot, self.percent)]
        self.play(
            *drawn.animate(lambda _: none, lambda share: between(first, limit, share), smooth),
            *self.stage.hide(*plotted),
            *self.stage.show(*coming, start=0.55),
            run_time=1.2,
        )

    def press(self, step: int, neurons: Iterable[int], run_time: float) -> None:
        """Add one update to the maps of some neurons, the whole image at once."""
        weights = self.series.early.weights
        before = np.array([tile.mark.source.values for tile in self.tiles])
        after, chosen = before.copy(), list(neurons)
        after[chosen] = (weights[step] - weights[0])[chosen]
        self.counters.step.show(self.of_series("early_steps", step))
        self.add(self.counters.step)
        self.play(
            *self.maps_drawn.animate(
                lambda share: before + (after - before) * share, rate_func=smooth
            ),
            run_time=run_time,
        )
        for j in chosen:
            self.tiles[j].show(self.maps_drawn.early(step, j))

    def pile_up(self) -> None:
        """Add the updates of the next images, one by one, on the same scale."""
        panel, pointers = self.panel, getattr(self, "pointers", [])
        self.maps_drawn.over = list(self.slots)
        for step in range(2, self.course.early + 1):
            gone = self.stage.hide(*pointers) if step == 2 else []
            self.stage.discard(panel.image, panel.frame, panel.label)
            self.play(*panel.next(step - 1), *gone, run_time=0.6 if step == 2 else 0.4)
            self.stage.add(panel.image, panel.frame, panel.label)
            self.press(step, range(self.shown), 0.6)
            self.wait(0.25)

    def grow(self, frame: int, least: float = 0.5) -> None:
        """Train on to a checkpoint, on a scale that stays; it takes ``least`` seconds or more."""
        course, drawn = self.course, self.maps_drawn
        first, last = course.share(self.reached), course.share(frame)
        at = self.pace(first, last)
        self.play(
            *drawn.animate(lambda share: self.changes(at(share))),
            *self.follow_training(at),
            run_time=max(GROWTH_SECONDS * (last - first), least),
        )
        drawn.show(drawn.change, frame)
        self.reached = frame

    def _show_plot(self) -> None:
        """Put the plot in the place of the image, at the step that was reached."""
        steps = self.series.steps_shown
        self.reached = int(np.searchsorted(steps, self.course.early, side="right")) - 1
        self.place_plot(self.reached)
        keep = [
            *self.tiles,
            *self.slots,
            *self.counters.mobjects,
            self.bar,
            self.bar.bar,
            self.bar_name,
        ]
        self.play(
            *self.stage.clear(keep=keep),
            *self.stage.show(self.plot, self.dot, self.percent),
            run_time=0.9,
        )
        self.add(self.line)
        self.stage.add(self.line)
