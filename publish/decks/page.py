"""A deck for browsers: one file that holds all it needs and asks for nothing else.

The page works without its script too, as films with captions one below the other.
"""

from __future__ import annotations

import base64
from pathlib import Path

from publish.decks.deck import Deck
from publish.files import write_text
from publish.templates import template

__all__ = ["write_page"]

TEXTS = (
    "previous", "play", "pause", "next", "captions", "whole", "beats", "beat", "film", "end",
    "help",
)  # fmt: skip
"""What the page says by itself, as ``deck.NAME`` of the words."""


def write_page(deck: Deck, target: Path) -> None:
    """Write a deck as HTML.

    Parameters
    ----------
    deck : Deck
    target : Path
        Appears when it is whole.

    Raises
    ------
    OSError
        If a film cannot be read or the file not be written.
    """
    texts = {name: deck.words[f"deck.{name}"] for name in TEXTS}
    page = template("deck.html")
    write_text(target, page.render(deck=deck, texts=texts, data=_data))


def _data(held: bytes | Path, kind: str) -> str:
    """Give an address that holds a file itself."""
    content = held.read_bytes() if isinstance(held, Path) else held
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
