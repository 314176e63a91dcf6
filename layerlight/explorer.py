"""Explore a recording from Python: the page shows in notebooks."""

from __future__ import annotations

import html
import os
from dataclasses import dataclass, field
from pathlib import Path

from layerlight.clips import Saved, named_recording, path_name
from layerlight.errors import LayerlightError
from layerlight.process import ask
from layerlight.progress import Progress

__all__ = ["Explorer", "explore"]

MOST_BYTES = 16 << 20
"""Size of the largest page that is embedded in a notebook."""
HEIGHT = 860
"""Height of the page in a notebook, in pixels."""


@dataclass(frozen=True)
class Explorer:
    """A page on which every number of a recording can be opened.

    As the last expression of a notebook cell it is shown there.

    Parameters
    ----------
    path : Path
        The HTML file.
    """

    path: Path
    _page: str | None = field(repr=False)
    """Its content; None if it is too large."""

    def _repr_html_(self) -> str:
        """Return a frame with the page embedded; scripts in it cannot reach the notebook."""
        if self._page is None:
            raise LayerlightError(
                f"{self.path} is larger than {MOST_BYTES >> 20} MiB, too large for a notebook: open"
                " the file in a browser"
            )
        return (
            f'<iframe title="{html.escape(self.path.stem)}" sandbox="allow-scripts"'
            f' style="width: 100%; height: {HEIGHT}px; border: 0"'
            f' srcdoc="{html.escape(self._page)}"></iframe>'
        )


def explore(
    recording: Saved | str | Path | None = None,
    *,
    language: str = "en",
    theme: str | Path | None = None,
    folder: str | Path = "clips",
    out: str | Path | None = None,
) -> Explorer:
    """Write a page on which every number of a recording can be opened.

    A separate process writes it.

    Parameters
    ----------
    recording : Recording, CheckpointSeries, or path of one, optional
        The recording, or an exercise (``.toml``); by default the walkthrough.
    language : str
    theme : str or path, optional
        ``"dark"``, ``"light"``, or the path of a TOML file; by default dark or light, as the
        reader's system is set.
    folder : path
        Folder for the page, ``explorer.html``.
    out : path, optional
        The page, instead of one in ``folder``.

    Returns
    -------
    Explorer

    Raises
    ------
    UsageError
        If there is no such language or theme, or the file is no recording that a page can show, or
        too large for one.
    LayerlightError
        If a file cannot be read or written.
    """
    given = None if recording is None or isinstance(recording, str | os.PathLike) else recording
    wanted = {
        "recording": None if given is not None else path_name(recording, "recording"),
        "language": str(language),
        "theme": None if theme is None else os.fspath(theme),
        "folder": os.fspath(folder),
        "out": path_name(out, "out"),
    }
    with named_recording(given, wanted) as named:
        done = ask({"task": "explore", **named}, Progress(""))
    path = Path(done["path"])
    # Read now, as the file may be replaced before the page is shown.
    page = path.read_text(encoding="utf-8") if path.stat().st_size <= MOST_BYTES else None
    return Explorer(path, page)
