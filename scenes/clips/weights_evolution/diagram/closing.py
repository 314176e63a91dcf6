"""The last beats: the weight that changed most, and the network before and after."""

from __future__ import annotations

from typing import Any

from manim import FadeIn, FadeOut, Transform

from scenes.animation.timing import within
from scenes.clips.weights_evolution.diagram.figures import ChangeEquation
from scenes.clips.weights_evolution.diagram.history_plot import HistoryPlot
from scenes.clips.weights_evolution.diagram.training import Training
from scenes.mobjects.text.text import TextLine

__all__ = ["Closing"]

HISTORY_SHARE = 0.68
FAINT = 0.12
HISTORY_SECONDS = 4.5


class Closing(Training):
    """The beats after the training."""

    def winner(self) -> None:
        """Leave the line that changed most; draw its history above those of all others."""
        theme, network, story = self.theme, self.network, self.story
        upper, lower = self.layout.panel.split(HISTORY_SHARE, 1 - HISTORY_SHARE)
        axis = "checkpoint" if self.recording.is_imported else "step"
        names = self.words[f"{self.texts}.weights"], self.words[f"decision.{axis}"]
        plot = HistoryPlot(theme, upper, story, names)
        texts = [self.words[f"{self.texts}.{key}"] for key in ("start", "change", "end")]
        equation = ChangeEquation(theme, lower, story, texts)
        edge = network.flat[story.winner]
        self.play(
            *[within(move, 0.0, 0.5) for move in (*self.clear_panel(), *network.without_numbers())],
            *[e.animate.set_stroke(opacity=FAINT) for e in network.flat if e is not edge],
            within(FadeIn(plot.frame), 0.4, 1.0),
            run_time=1.2,
        )
        self.remove(*self.panel)
        self.add(*plot.parts)
        self.play(plot.draw(), run_time=HISTORY_SECONDS)
        for part in equation:
            self.play(FadeIn(part), run_time=0.4)
        self.wait(0.8)
        self.last_shown = [*plot.parts, equation]

    def end(self) -> None:
        """Put the network before training beside the trained one, on the same scale."""
        network, layout, story = self.network, self.layout, self.story
        first, last = story.course.at(0.0), len(network.layers) - 1
        before = self.build_network(layout.network)
        after = self.build_network(layout.second)
        for each, moment in ((before, first), (after, story.course.at(1.0))):
            each.watch(network.sample)
            each.show(moment)
            each.outline()
        for k, neuron in zip(before.indices[last], before.layers[last], strict=True):
            neuron.set_value_now(before.value(first.step, last, k), before.formats[last])
        names = self._titles()
        restored: list[Any] = [e.animate.set_stroke(opacity=1) for e in network.flat]
        self.play(
            *[within(FadeOut(m), 0.0, 0.6) for m in (*self.last_shown, self.note)],
            *[within(FadeOut(m), 0.0, 0.6) for m in network.halos],
            *[within(move, 0.0, 0.8) for move in restored],
            run_time=1.0,
        )
        network.halo_off()
        self.play(
            Transform(network, after.copy()),
            within(FadeIn(before), 0.5, 1.0),
            within(FadeIn(names[1]), 0.7, 1.0),
            run_time=1.4,
        )
        self.remove(*network.get_family())
        self.add(after)
        self.network = after
        self.play(FadeIn(names[0]), *after.numbers(story.course.last, [last]), run_time=0.8)
        self.wait(2.0)

    def _titles(self) -> list[TextLine]:
        """Return what stands above the two networks."""
        layout, em = self.layout, self.theme.sizes.number
        names = [
            TextLine(self.theme, self.words[f"{self.texts}.{key}"], em, self.theme.ink)
            for key in ("at_start", "at_end")
        ]
        level = layout.note.y - 0.1
        names[0].place(layout.note.left, level, "left")
        level = level if self.area.wide else layout.second.top + 0.3
        names[1].place(layout.second.left + 0.05, level, "left")
        return names
