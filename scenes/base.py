"""The base of all clips: recording, theme, frame, captions and beats."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np
from manim import RIGHT, Animation, FadeIn, FadeOut, Mobject, Scene, Transform, config, smooth

from network import CheckpointSeries
from network.errors import LayerlightError
from network.storage.storable import Storable
from scenes.animation.stage import Stage
from scenes.animation.timing import staggered
from scenes.claims import Claims, Facts, caption_key
from scenes.focus import Focus
from scenes.mobjects.network.shown import nice_ceiling
from scenes.mobjects.text.readout import Readout, emerge
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.requires import Requires
from scenes.style.frame import Frame, Point
from scenes.style.theme import DARK, Theme
from scenes.words import Words, load_words

__all__ = ["Beat", "NetworkScene", "Style"]

Said = Source | tuple[Source, NumberFormat] | str
"""What a caption may be told: a number, how it is printed if not as a whole number, or words."""
WHOLE = NumberFormat(0)
NAME_GAP = 0.62
"""From the centre of an output neuron to that of its class name, in frame units."""


@dataclass(frozen=True)
class Style:
    """How a clip is drawn, whichever clip it is."""

    theme: Theme = DARK
    words: Words = field(default_factory=load_words)
    captions: bool = True
    """Draw captions; without them the clip takes just as long."""
    transparent: bool = False
    """Leave the background transparent."""
    speed: float = 1.0
    """Factor by which motions are faster; captions stay as long as it takes to read them."""
    focus: Focus = field(default_factory=Focus)
    """Which sample, training step and neuron are worked out in full."""


@dataclass
class Beat:
    """A beat that has been played, with its times in seconds from the start of the clip.

    At ``shown`` its caption is fully opaque; at ``end`` the next caption begins to replace it.
    """

    name: str
    caption: str
    start: float
    shown: float
    end: float = 0.0

    def moved(self, seconds: float) -> Beat:
        """Return the beat shifted by ``seconds``."""
        return replace(
            self,
            start=self.start + seconds,
            shown=self.shown + seconds,
            end=self.end + seconds,
        )


class NetworkScene(Scene):
    """A clip that draws from a recording.

    A subclass's ``construct`` is a list of ``self.beat(self.name_of_beat)``.  The caption of a beat
    is the text ``<clip>.beats.<name_of_beat>``, or an alternative where the recording makes that
    text false: see :mod:`scenes.claims`.

    Parameters
    ----------
    recording : network.storage.storable.Storable
        Source of every number.
    style : Style, optional
    also : mapping of str to recording, optional
        Further recordings that the clip draws, by file name.
    on_beat_end : callable, optional
        Called with the scene and the :class:`Beat` at the end of each beat.
    **scene_options
        Passed to Manim's Scene.

    Raises
    ------
    LayerlightError
        If the clip cannot be drawn from this recording.
    """

    clip: ClassVar[str]
    form: ClassVar[str] = ""
    """Of a clip that draws some recordings in another form: the group of this form's words."""
    largest: ClassVar[float] = 100.0
    """Weights of at least this magnitude do not fit on screen."""
    claims: ClassVar[Claims] = {}
    """What captions claim of a recording: see :func:`scenes.claims.caption_key`."""
    requires: ClassVar[Requires | None] = None
    """What the clip needs of its recording, if it draws any network."""
    shown_step: int = 0
    """Training step (or image) whose entries :meth:`source` names by default.  A clip that draws
    any network takes the one chosen by ``style.focus``, and this one if none is chosen."""
    focus_neuron: int = 0
    """Index of the neuron of layer 1 that is worked out in full."""

    def __init__(
        self,
        recording: Storable,
        style: Style | None = None,
        on_beat_end: Callable[[NetworkScene, Beat], None] | None = None,
        also: Mapping[str, Any] | None = None,
        **scene_options: Any,
    ):
        self.recording = recording
        self.also = dict(also or {})
        self.style = style or Style()
        self.theme = self.style.theme
        self.words = self.style.words
        self.area = Frame(config.frame_width, config.frame_height)
        self.beats: list[Beat] = []
        self.with_next_caption: list[Any] = []
        """Animations to play while the next caption appears."""
        self.stage = Stage()
        self._on_beat_end = on_beat_end
        self._caption: TextLine | None = None
        if self.requires is not None:
            self._fit(recording)
        elif self.style.focus.chosen:
            raise LayerlightError(
                f"{self.clip} chooses its own training steps: omit --sample, --at-step and --neuron"
            )
        self.check(self.recording)
        super().__init__(**scene_options)

    def _fit(self, recording: Any) -> None:
        """Check the recording; set step, neuron and the scale of line widths.

        A clip that draws something made of what it was given puts that into ``recording`` here.
        """
        assert self.requires is not None
        self.requires.check(self.clip, recording)
        focus = self.style.focus
        self.shown_step = focus.step(recording, self.shown_step)
        self.focus_neuron = focus.neuron_index(recording, self.focus_neuron)
        weights = recording.weights_at(self.shown_step)
        largest = max(float(np.abs(matrix).max()) for matrix in weights)
        if largest >= self.requires.largest:
            raise LayerlightError(
                f"{self.clip} has room for weights below {self.requires.largest:g}, but at step"
                f" {self.shown_step:,} they reach {largest:,.0f}"
            )
        if largest > self.theme.weight_scale:
            self.theme = replace(self.theme, weight_scale=nice_ceiling(largest))

    @classmethod
    def form_for(cls, recording: Any) -> type[NetworkScene]:
        """Return the class that draws a recording; clips with several forms override this."""
        return cls

    @property
    def texts(self) -> str:
        """The group of the clip's words."""
        return f"{self.clip}.{self.form}" if self.form else self.clip

    def check(self, recording: Any) -> None:
        """Raise if the clip cannot draw its recording; subclasses override this."""

    def require_layers(self, recording: Any, *sizes: int) -> None:
        """Raise unless the recording is a walkthrough with these layer sizes."""
        kind = recording.metadata.get("kind")
        layers = tuple(getattr(recording, "layer_sizes", ()))
        found = "-".join(map(str, layers))
        wanted = "-".join(map(str, sizes))
        if kind != "walkthrough" or layers != sizes:
            raise LayerlightError(
                f"{self.clip} draws a {wanted} walkthrough; this recording holds a {found} {kind}"
                " run: make one with `python -m network record walkthrough --out FILE`"
            )

    def require_answers(self, series: CheckpointSeries) -> None:
        """Raise if outputs tie for the largest at a checkpoint: the network then has no answer."""
        if series.test_ties.any():
            frame = int(np.argmax(series.test_ties > 0))
            raise LayerlightError(
                f"{self.clip} draws answers, but after step {series.steps_shown[frame]:,} the"
                f" largest outputs tie for {series.test_ties[frame]:,} of"
                f" {series.metadata['test_images']:,} test images{_smaller_rate(series)}"
            )

    def require_answer(self, recording: Any, *steps: int) -> None:
        """Raise if outputs tie for the largest at one of the steps."""
        for step in steps:
            if recording.tied(step):
                what = "image" if recording.metadata["kind"] == "inference" else "step"
                raise LayerlightError(
                    f"{self.clip} draws the answer at {what} {step:,}, but there the largest"
                    f" outputs tie, so there is none{_smaller_rate(recording)}"
                )

    def require_bounded(self, recording: Any, *arrays: np.ndarray) -> None:
        """Raise if weights, or values computed from them, are too large to print."""
        largest = max(float(np.abs(array).max()) for array in arrays)
        if largest >= self.largest:
            raise LayerlightError(
                f"{self.clip} has room for weights below {self.largest:g}, but in this run they"
                f" reach {largest:,.0f}{_smaller_rate(recording)}"
            )

    def source(
        self, quantity: str, layer: int | None = None, *index: Any, step: int | None = None
    ) -> Source:
        """Return the source of an entry of the recording, at :attr:`shown_step` by default."""
        step = self.shown_step if step is None else step
        return Source(self.recording, quantity, step=step, layer=layer, index=index)

    def of_series(self, quantity: str, *index: int) -> Source:
        """Return the source of an entry of ``self.series``, the series of checkpoints."""
        return Source(self.series, quantity, index=index)

    def setting(self, *keys: str | int, recording: Any = None) -> Source:
        """Return the source of an entry of a recording's metadata, by default the clip's own."""
        return Source(recording or self.recording, "setting", index=keys)

    def say(
        self,
        key: str,
        colour: str | None = None,
        em: float | None = None,
        width: float = math.inf,
        align: str = "center",
    ) -> TextLine:
        """Typeset the words ``<clip>.<key>``.

        Parameters
        ----------
        key : str
        colour : str, optional
            The theme's quiet colour by default.
        em : float, optional
            Size of the type in frame units, by default that of labels.
        width : float, optional
            Break words that are wider than this into lines.
        align : {"center", "left"}
            How the lines are aligned.
        """
        theme, text = self.theme, self.words[f"{self.texts}.{key}"]
        line = TextLine(theme, text, em or theme.sizes.label, colour or theme.quiet)
        if line.width <= width:
            return line
        return TextLine(theme, text, line.em, colour or theme.quiet, width=width, align=align)

    def layer_names(self) -> list[str]:
        """Return a word for each layer of the recording: input, hidden (1, 2, …), output."""
        hidden = len(self.recording.layer_sizes) - 2  # type: ignore[attr-defined]
        names = [self.words["layers.hidden"]]
        if hidden != 1:
            names = [f"{names[0]} {number}" for number in range(1, hidden + 1)]
        return [self.words["layers.input"], *names, self.words["layers.output"]]

    def class_name(self, k: int) -> Readout:
        """Typeset the class name of output ``k`` beside its neuron in ``self.network``."""
        size, source = 1.2 * self.theme.sizes.number, self.source("classes", None, k)
        centre = self.network.layers[-1][k].disc.get_center()
        name = Readout(self.theme, source, WHOLE, size, self.theme.quiet)
        return name.centre_on(centre + NAME_GAP * RIGHT)

    def turn_to(
        self,
        *new: Mobject,
        keep: Collection[Mobject] = (),
        others: Sequence[Any] = (),
        run_time: float = 1.0,
    ) -> None:
        """Clear the stage except ``keep`` and show new mobjects, in one play with ``others``."""
        self.play(*self.stage.clear(keep=keep), *self.stage.show(*new), *others, run_time=run_time)

    def setup(self) -> None:
        """Paint the background and write the clip's title."""
        self.paint_background()
        region = self.area.title
        self.title = TextLine(
            self.theme, self.words[f"{self.texts}.title"], self.theme.sizes.title, self.theme.quiet
        ).place(region.left, region.bottom + 0.1, "left")
        self.add(self.title)

    def paint_background(self) -> None:
        """Fill the frame with the theme's background, or leave it transparent."""
        clear = self.style.transparent
        # Colours are premultiplied by opacity: transparent is black.
        self.camera.background_color = "#000000" if clear else self.theme.background
        self.camera.background_opacity = 0.0 if clear else 1.0
        self.camera.init_background()

    def beat(self, action: Callable[[], None], **values: Said) -> None:
        """Play one beat: its caption, then ``action``, then time to read.

        Parameters
        ----------
        action : callable
            A method of the clip; its name is the beat's name.
        **values
            Values for the names in braces in the caption; a number may have its own format.
        """
        name = action.__name__
        self.next_section(name)
        series = getattr(self, "series", None)
        facts = Facts(self.recording, series, self.also, self.shown_step)
        key = caption_key(self.texts, name, facts, self.claims)
        text = self.words[key]
        fields = Words.fields(text)
        if missing := set(fields) - set(values):
            raise LayerlightError(
                f"caption {key} names values that its clip does not have: "
                f"{', '.join(sorted(missing))}"
            )
        values = {field: values[field] for field in fields}
        text = text.format_map({k: _said(v) for k, v in values.items()})
        start = self.time
        said = [values[field] for field in fields]  # one that is said twice counts twice
        sources = [v[0] if isinstance(v, tuple) else v for v in said]
        self._change_caption(text, [v for v in sources if isinstance(v, Source)])
        beat = Beat(name, text, start, self.time)
        self.beats.append(beat)
        action()
        durations = self.theme.durations
        # Needed even without captions: they may be shown as subtitles.
        rest = max(
            durations.settle / self.style.speed, beat.shown + durations.caption(text) - self.time
        )
        rest = math.ceil(rest * config.frame_rate - 1e-6) / config.frame_rate
        self.wait(rest * self.style.speed)
        if self.should_update_mobjects():  # something moved while waiting
            # A voice may last longer than the beat, so its last frame has to be one that can stay.
            self.wait(self.style.speed / config.frame_rate, frozen_frame=True)
        beat.end = self.time
        if self._on_beat_end is not None:
            self._on_beat_end(self, beat)

    def compile_animations(self, *animations: Any, **options: Any) -> list[Animation]:
        """Prepare animations, at the speed of the style."""
        compiled = super().compile_animations(*animations, **options)
        for animation in compiled:
            animation.run_time /= self.style.speed
        return compiled

    def move_numbers(
        self,
        pairs: Sequence[tuple[Readout, Readout]],
        *others: Any,
        run_time: float = 1.0,
        leave: bool = True,
        bulge: float = 0.0,
        via: Sequence[Point] = (),
    ) -> None:
        """Move numbers to where they are needed next, one shortly after another.

        Parameters
        ----------
        pairs : sequence of (Readout, Readout)
            The number at the start of the path, and the one at its end.
        *others
            Animations that run at the same time.
        run_time : float
            Seconds.
        leave : bool
            Keep the numbers at the start.  A moving copy becomes visible once it is clear of its
            original, so that no number is drawn over itself.
        bulge : float
            How far the path bends upwards, in frame units, to pass above obstacles.
        via : sequence of (x, y)
            Points that the path passes through instead, if ``leave`` is true.
        """
        movers = [there.moved_from(here) for here, there in pairs]
        if not leave:
            self.remove(*[here for here, _ in pairs])
        ways = [
            Transform(mover, there.copy()) if not leave else emerge(mover, there, bulge, via)
            for mover, (_, there) in zip(movers, pairs, strict=True)
        ]
        self.play(*staggered(ways, overlap=0.75), *others, run_time=run_time)
        self.remove(*movers)
        self.add(*[there for _, there in pairs])

    def _change_caption(self, text: str, sources: list[Source]) -> None:
        changes, self.with_next_caption = self.with_next_caption, []
        run_time = 2 * self.theme.durations.caption_fade
        if not self.style.captions:
            if changes:
                self.play(*changes, run_time=run_time)
            else:
                self.wait(run_time)
            return
        region = self.area.caption
        caption = TextLine(
            self.theme,
            text,
            self.theme.sizes.caption,
            self.theme.ink,
            width=region.width,
        ).move_to(region.centre)
        if self.area.wide:
            caption.place(region.x, region.bottom + 0.13)
        caption.sources = sources
        # The old words disappear before the new ones appear: both at once would be a blur.
        changes += [FadeIn(caption, rate_func=lambda t: smooth(max(0.0, 2 * t - 1)))]
        if self._caption is not None:
            changes.append(FadeOut(self._caption, rate_func=lambda t: smooth(min(1.0, 2 * t))))
        self.play(*changes, run_time=run_time)
        self._caption = caption


def _smaller_rate(recording: Any) -> str:
    about = recording.metadata
    rate = about.get("learning_rate") or about.get("network", {}).get("learning_rate")
    return f"; record a run with a learning rate below {rate:g}" if rate else ""


def _said(value: Said) -> str:
    if isinstance(value, str):
        return value
    source, style = value if isinstance(value, tuple) else (value, WHOLE)
    return style(source.value)
