"""The title cards of the lecture, which plays every clip of the catalogue in order."""

from __future__ import annotations

from manim import FadeIn, FadeOut, Line, VGroup, VMobject

from scenes.base import Beat, NetworkScene
from scenes.catalog import CATALOG, ClipEntry
from scenes.mobjects.text.text import TextLine

__all__ = ["TitleCard", "title_card"]


class TitleCard(NetworkScene):
    """The table of contents with one clip highlighted, and a sentence about it."""

    clip = "lecture"
    about: ClipEntry

    def setup(self) -> None:
        """Paint the background, without a title."""
        self.paint_background()

    def construct(self) -> None:
        """Show the card as a beat, and remove it.

        The beat ends before the card disappears, so its last frame shows all of it.
        """
        theme, text = self.theme, self.words[f"lecture.cards.{self.about.id}"]
        contents, rule, about = (self._beside if self.area.wide else self._among)(text)
        self.play(FadeIn(contents), FadeIn(rule), run_time=0.5)
        self.play(FadeIn(about), run_time=0.4)
        beat = Beat(self.about.id, text, 0.0, self.time)
        self.beats.append(beat)
        self.wait(theme.durations.caption(text) * self.style.speed)
        beat.end = self.time
        if self._on_beat_end is not None:
            self._on_beat_end(self, beat)
        self.play(*[FadeOut(m) for m in (contents, rule, about)], run_time=0.4)

    def _name(self, entry: ClipEntry, em: float, room: float) -> TextLine:
        """Typeset the title of a clip, smaller if it does not fit."""
        theme, text = self.theme, self.words[f"{entry.id}.title"]
        colour = theme.focus if entry is self.about else theme.quiet
        name = TextLine(theme, text, em, colour)
        if name.width > room:
            name = TextLine(theme, text, em * room / name.width, colour)
        return name

    def _beside(self, text: str) -> tuple[VGroup, VMobject, TextLine]:
        """Place the contents at the left, and the sentence beside the highlighted title."""
        theme, safe = self.theme, self.area.safe
        contents, level = VGroup(), 0.0
        column = safe.left + 0.36 * safe.width
        for entry, row in zip(CATALOG, safe.split(*[1.0] * len(CATALOG)), strict=True):
            chosen = entry is self.about
            em = theme.sizes.formula * 0.95 if chosen else theme.sizes.title
            title = self._name(entry, em, column - 0.45 - safe.left)
            title.place(column - 0.45, row.y - 0.2 * title.em, "right")
            contents.add(title)
            level = title.get_y() if chosen else level
        rule = self._rule(column, safe.bottom + 0.1, safe.top - 0.1)
        about = TextLine(
            theme, text, 1.15 * theme.sizes.caption, theme.ink, width=safe.right - column - 0.7
        )
        about.move_to([(column + safe.right) / 2 + 0.2, level, 0])
        about.shift([0, min(0.0, safe.top - about.get_top()[1]), 0])
        about.shift([0, max(0.0, safe.bottom - about.get_bottom()[1]), 0])
        return contents, rule, about

    def _among(self, text: str) -> tuple[VGroup, VMobject, TextLine]:
        """Place the contents, with the sentence below the highlighted title."""
        theme, safe = self.theme, self.area.safe
        left = safe.left + 0.5
        room = safe.right - left
        about = TextLine(
            theme, text, 1.2 * theme.sizes.caption, theme.ink, width=room, align="left"
        )
        lit = self._name(self.about, 1.2 * theme.sizes.formula, room)
        high = 1.3 * lit.em + about.height + 0.9
        pitch = (safe.height - high) / (len(CATALOG) - 1)
        contents, y = VGroup(), safe.top
        rule = VGroup(self._rule(safe.left + 0.1, safe.bottom + 0.02, safe.top - 0.02))
        for entry in CATALOG:
            if entry is self.about:
                contents.add(lit.place(left, y - 0.35 - lit.em, "left"))
                about.move_to([left + about.width / 2, y - high + 0.35 + about.height / 2, 0])
                lamp = self._rule(safe.left + 0.1, y - high + 0.2, y - 0.2)
                rule.add(lamp.set_stroke(theme.focus, width=theme.sizes.focus_outline))
                y -= high
            else:
                em = 1.1 * theme.sizes.caption
                contents.add(
                    self._name(entry, em, room).place(left, y - pitch / 2 - 0.2 * em, "left")
                )
                y -= pitch
        return contents, rule, about

    def _rule(self, x: float, bottom: float, top: float) -> Line:
        return Line([x, bottom, 0], [x, top, 0]).set_stroke(
            self.theme.hairline, width=self.theme.sizes.line
        )


def title_card(entry: ClipEntry) -> type[TitleCard]:
    """Return the card of a clip."""
    return type("TitleCard", (TitleCard,), {"about": entry})
