"""Names of classes as text; a name that is a number has its source like any other number."""

from __future__ import annotations

from network.recordings.confusions import ConfusionSeries
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import Source

__all__ = ["name_value", "with_sources"]


def name_value(series: ConfusionSeries, k: int) -> Source | str:
    """Return the name of a class for a caption: its source if it is a whole number, else itself."""
    name = series.classes[k]
    if name.isascii() and name.isdecimal() and str(int(name)) == name:
        return Source(series, "setting", index=("classes", k))
    return name


def with_sources(line: TextLine, series: ConfusionSeries, *classes: int) -> TextLine:
    """Give a text in which names of classes are printed the sources of those that are numbers."""
    values = [name_value(series, int(k)) for k in classes]
    line.sources = [value for value in values if isinstance(value, Source)]
    return line
