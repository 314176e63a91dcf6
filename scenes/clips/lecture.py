"""The whole lecture: every clip of the catalogue in order, each behind a card with its title."""

from __future__ import annotations

from manim import FadeIn, FadeOut, Line, VGroup

from scenes import parts
from scenes.base import RecordedScene
from scenes.catalog import CATALOG, ClipEntry

__all__ = ["TitleCard", "title_card"]


class TitleCard(RecordedScene):
    """The table of contents with one clip lit, and a sentence on what it is about."""

    clip = "lecture"
    about: ClipEntry

    def setup(self) -> None:
        """Paint the background; the card is its own title."""
        self.paint_background()

    def construct(self) -> None:
        """Show the contents, light the clip to come, and clear the stage."""
        theme, safe = self.theme, self.area.safe
        rows = self.area.safe.split(*[1.0] * len(CATALOG))
        contents, lit = VGroup(), None
        column = safe.left + 0.36 * safe.width
        room = column - 0.45 - safe.left
        for entry, row in zip(CATALOG, rows, strict=True):
            chosen = entry is self.about
            em = theme.sizes.formula * 0.95 if chosen else theme.sizes.title
            colour = theme.focus if chosen else theme.quiet
            name = self.words[f"{entry.id}.title"]
            title = parts.Words(theme, name, em, colour)
            if title.width > room:  # a long one is set smaller
                em *= room / title.width
                title = parts.Words(theme, name, em, colour)
            title.place(column - 0.45, row.y - 0.2 * em, "right")
            contents.add(title)
            lit = title if chosen else lit
        rule = Line([column, safe.bottom + 0.1, 0], [column, safe.top - 0.1, 0])
        rule.set_stroke(theme.hairline, width=theme.sizes.line)
        text = self.words[f"lecture.cards.{self.about.id}"]
        about = parts.Words(
            theme, text, 1.15 * theme.sizes.caption, theme.ink, width=safe.right - column - 0.7
        )
        about.move_to([(column + safe.right) / 2 + 0.2, lit.get_y(), 0])
        about.shift([0, min(0.0, safe.top - about.get_top()[1]), 0])
        about.shift([0, max(0.0, safe.bottom - about.get_bottom()[1]), 0])
        self.play(FadeIn(contents), FadeIn(rule), run_time=0.5)
        self.play(FadeIn(about), run_time=0.4)
        self.wait(theme.durations.caption(text) * self.look.speed)
        self.play(*[FadeOut(m) for m in (contents, rule, about)], run_time=0.4)


def title_card(entry: ClipEntry) -> type[TitleCard]:
    """Give the card for a clip."""
    return type("TitleCard", (TitleCard,), {"about": entry})
