"""The words on screen: one TOML file a language under ``assets/words``."""

from __future__ import annotations

import hashlib
import json
import string
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from network.errors import LayerlightError

__all__ = ["Words", "load_words"]

FOLDER = Path(__file__).resolve().parent.parent / "assets" / "words"


class Words:
    """Texts by dotted name, as ``forward_pass.steps.inputs``.

    Parameters
    ----------
    texts : mapping
        Nested, as read from TOML.
    language : str
        Its code, as ``en``.
    """

    def __init__(self, texts: Mapping[str, Any], language: str):
        self._texts = texts
        self.language = language

    def __getitem__(self, name: str) -> str:
        """Give a text.

        Raises
        ------
        LayerlightError
            If the language has no such text.
        """
        found: Any = self._texts
        for part in name.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        if not isinstance(found, str):
            raise LayerlightError(
                f"the words of language {self.language!r} lack the text {name!r}:"
                f" add it to assets/words/{self.language}.toml"
            )
        return found

    def names(self, group: str) -> list[str]:
        """Names of the texts in a group, in the file's order; none if there is no such group."""
        found: Any = self._texts
        for part in group.split("."):
            found = found.get(part, {}) if isinstance(found, Mapping) else {}
        return list(found)

    @property
    def digest(self) -> str:
        """SHA-256 of all texts, so that a picture drawn with other words is told apart."""
        canonical = json.dumps(self._texts, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    @staticmethod
    def fields(text: str) -> list[str]:
        """Names in braces that have to be filled in."""
        return [name for _, name, _, _ in string.Formatter().parse(text) if name]


@lru_cache(maxsize=8)
def load_words(language: str = "en") -> Words:
    """Read the words of a language.

    Raises
    ------
    LayerlightError
        If there is no such language or its file is not TOML.
    """
    path = FOLDER / f"{language}.toml"
    known = sorted(file.stem for file in FOLDER.glob("*.toml"))
    if language not in known:
        raise LayerlightError(f"no words in language {language!r}: there are {', '.join(known)}")
    try:
        return Words(tomllib.loads(path.read_text(encoding="utf-8")), language)
    except tomllib.TOMLDecodeError as error:
        raise LayerlightError(f"{path} is not valid TOML: {error}") from error
