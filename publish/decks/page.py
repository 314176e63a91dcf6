"""A deck for browsers: one self-contained HTML file.

Without JavaScript it is a page of videos and captions, one below the other.
"""

from __future__ import annotations

import base64
from pathlib import Path

from publish.decks.deck import Deck
from publish.files import write_text
from publish.templates import template

__all__ = ["write_page"]

TEXTS = (
    "previous", "play", "pause", "next", "captions", "whole", "beats", "beat", "end", "help",
    "explore",
)  # fmt: skip
"""Texts of the page's own controls: each is ``deck.NAME`` in the words."""


def write_page(deck: Deck, target: Path) -> None:
    """Write a deck as HTML.

    Parameters
    ----------
    deck : Deck
    target : Path
        Replaced only when the new file is complete.

    Raises
    ------
    OSError
        If a video cannot be read or the file cannot be written.
    """
    texts = {name: deck.words[f"deck.{name}"] for name in TEXTS}
    page = template("deck.html")
    write_text(target, page.render(deck=deck, texts=texts, data=_data))


def _data(held: bytes | Path, kind: str) -> str:
    """Return the content of a file as a ``data:`` URL."""
    content = held.read_bytes() if isinstance(held, Path) else held
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
