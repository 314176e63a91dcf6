"""Names of classes: recorded numbers if the classes are digits, words otherwise."""

from __future__ import annotations

from network import CheckpointSeries
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["ClassNames"]

WHOLE = NumberFormat(0)


class ClassNames:
    """Typesets the names of a series' classes.

    Parameters
    ----------
    theme : Theme
    series : network.CheckpointSeries
    """

    def __init__(self, theme: Theme, series: CheckpointSeries):
        self.theme, self.series = theme, series
        self.are_digits = all(name == str(k) for k, name in enumerate(series.class_names))

    def said(self, k: int) -> Source | str:
        """Return a name for a caption."""
        if self.are_digits:
            return Source(self.series, "setting", index=("classes", k))
        return self.series.class_names[k]

    def draw(
        self, k: int, em: float, colour: str | None = None, width: float = 3.0
    ) -> Readout | TextLine:
        """Typeset a name; leave out its end if it would be wider than ``width``."""
        theme = self.theme
        colour = colour or theme.ink
        if self.are_digits:
            source = Source(self.series, "setting", index=("classes", k))
            return Readout(theme, source, WHOLE, em, colour)
        kept = self.series.class_names[k]
        line = TextLine(theme, kept, em, colour)
        while line.width > width and len(kept) > 1:
            kept = kept[:-1].rstrip()
            line = TextLine(theme, kept + "…", em, colour)
        return line
