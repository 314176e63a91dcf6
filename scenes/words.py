"""The words on screen: one TOML file per language in ``assets/words``.

``translated/LANGUAGE.toml`` beside them notes, for each text of another language, a short digest of
the English text that it translates.  If the English text has changed since, the translation is
stale: it may say something that is no longer meant.
"""

from __future__ import annotations

import hashlib
import json
import string
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from network.errors import LayerlightError, UsageError
from network.system.assets import ASSETS, shipped_file
from network.system.toml_file import read_toml

__all__ = [
    "Words",
    "add_words",
    "check_language",
    "languages",
    "load_words",
    "read_words",
    "text_digest",
    "texts_of",
    "translated",
    "translation_notes",
]

FOLDER = ASSETS / "words"
ENGLISH = "en"
DIGITS = 8
"""Length of a text's digest in hexadecimal digits."""

_added: dict[str, dict[str, tuple[Path, dict[str, Any]]]] = {}
"""Words of clips that do not ship with the project, and their files, by clip and language."""


class Words:
    """Texts by dotted name, such as ``forward_pass.beats.inputs``.

    Parameters
    ----------
    texts : mapping
        Nested tables, as in the TOML file.
    language : str
        Language code, such as ``en``.
    borrowed : sequence of str
        Names of texts that are missing in this language and shown in English.
    stale : sequence of str
        Names of texts whose English has changed since they were translated.
    """

    def __init__(
        self,
        texts: Mapping[str, Any],
        language: str,
        borrowed: Sequence[str] = (),
        stale: Sequence[str] = (),
    ):
        self._texts = texts
        self.language = language
        self.borrowed = tuple(borrowed)
        self.stale = tuple(stale)

    def __getitem__(self, name: str) -> str:
        """Return the text called ``name``.

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
                f"the words in language {self.language!r} lack the text {name!r}:"
                f" add it to {self.place(name)}"
            )
        return found

    def place(self, name: str) -> str:
        """Return the file that the text called ``name`` belongs in, for messages."""
        clip, _, rest = name.partition(".")
        if clip not in _added:
            return f"assets/words/{self.language}.toml"
        base = _added[clip][ENGLISH][0]
        own = base.with_suffix(f".{self.language}.toml") if name in self.borrowed else base
        return f"{own} as {rest}"

    def names(self, group: str) -> list[str]:
        """Return the names of a group's texts, in file order; empty if there is no such group."""
        found: Any = self._texts
        for part in group.split("."):
            found = found.get(part, {}) if isinstance(found, Mapping) else {}
        return list(found)

    @property
    def digest(self) -> str:
        """SHA-256 of all texts that ship with the project; part of the cache key of pictures."""
        shipped = {name: text for name, text in self._texts.items() if name not in _added}
        canonical = json.dumps(shipped, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    @staticmethod
    def fields(text: str) -> list[str]:
        """Return the names in braces in a text."""
        return [name for _, name, _, _ in string.Formatter().parse(text) if name]


@lru_cache(maxsize=8)
def load_words(language: str = ENGLISH) -> Words:
    """Read the words of a language, with English for missing texts.

    Raises
    ------
    UsageError
        If there is no such language.
    LayerlightError
        If its file is missing, not TOML, or contains a text with stray braces.
    """
    check_language(language)
    texts, english = read_words(FOLDER / f"{language}.toml"), read_words(FOLDER / f"{ENGLISH}.toml")
    for clip, held in _added.items():
        english[clip] = held[ENGLISH][1]
        texts[clip] = held[language][1] if language in held else {}
    if language == ENGLISH:
        return Words(english, language)
    borrowed: list[str] = []
    filled, notes = _filled(texts, english, borrowed), translation_notes(language)
    stale = [
        name
        for name, text in texts_of(english)
        if notes.get(name, text_digest(text)) != text_digest(text) and name not in borrowed
    ]
    return Words(filled, language, borrowed, stale)


def add_words(clip: str, files: Mapping[str, Path]) -> None:
    """Add the words of a clip that does not ship with the project, or read them again.

    Parameters
    ----------
    clip : str
        Name of the clip, under which :func:`load_words` holds its texts from now on.
    files : mapping of str to Path
        A file for each language, at least for English; the others are shown where one is missing.

    Raises
    ------
    LayerlightError
        If a file is missing, too large, not TOML, or contains a text with stray braces.
    """
    _added[clip] = {language: (file, read_words(file)) for language, file in files.items()}
    load_words.cache_clear()


def translated(language: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the English texts by dotted name, and those that a language's own file holds.

    Raises
    ------
    LayerlightError
        If a file is missing, not TOML, or contains a text with stray braces.
    """
    english, own = (
        dict(texts_of(read_words(FOLDER / f"{code}.toml"))) for code in (ENGLISH, language)
    )
    return english, {name: text for name, text in own.items() if name in english}


def translation_notes(language: str) -> dict[str, str]:
    """Return the digests of the English texts that a language's texts translate, by dotted name.

    Returns
    -------
    dict of str to str
        Empty for a language without notes, such as one that a user has added.

    Raises
    ------
    LayerlightError
        If the file with the notes is not TOML.
    """
    path = FOLDER / "translated" / f"{language}.toml"
    return dict(texts_of(read_words(path))) if path.is_file() else {}


def text_digest(text: str) -> str:
    """Return a short digest of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def check_language(language: str) -> None:
    """Raise if there are no words in a language.

    Raises
    ------
    UsageError
        If there is no such language.
    LayerlightError
        If the words are not installed.
    """
    shipped_file(FOLDER / f"{ENGLISH}.toml")
    if language not in languages():
        known = ", ".join(languages())
        raise UsageError(f"no words in language {language!r}: choose {known}")


def languages() -> list[str]:
    """Return the codes of all available languages, English first."""
    return sorted(
        (file.stem for file in FOLDER.glob("*.toml")), key=lambda code: (code != ENGLISH, code)
    )


def read_words(path: Path) -> dict[str, Any]:
    """Read a file of words.

    Raises
    ------
    LayerlightError
        If it is missing, too large, not TOML, or contains a text with stray braces.
    """
    texts = read_toml(path, "words")
    for name, text in texts_of(texts):
        if not isinstance(text, str):
            raise LayerlightError(f"{path}: the text {name} is {text!r:.80}: write it in quotes")
        if not _can_be_filled(text):
            raise LayerlightError(
                f"{path}: the text {name} is {text!r}; braces go around the name of a value, as in"
                " {answer}, and any other brace is written twice"
            )
    return texts


def texts_of(group: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the dotted name of each text in nested tables, and the text."""
    for name, held in group.items():
        if isinstance(held, Mapping):
            yield from texts_of(held, f"{above}{name}.")
        else:
            yield f"{above}{name}", held


def _can_be_filled(text: str) -> bool:
    """Return whether every pair of braces contains a plain name."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        return False
    return all(
        name is None or (name.isidentifier() and not form and not conversion)
        for _, name, form, conversion in parts
    )


def _fits(text: Any, english: str) -> bool:
    """Return whether a translation uses the same names in braces as the English text."""
    return isinstance(text, str) and set(Words.fields(text)) == set(Words.fields(english))


def _filled(
    texts: Any, english: Mapping[str, Any], borrowed: list[str], group: str = ""
) -> dict[str, Any]:
    """Return all English texts, in order, translated where a translation exists."""
    given = texts if isinstance(texts, Mapping) else {}
    filled: dict[str, Any] = {}
    for name, text in english.items():
        if isinstance(text, Mapping):
            filled[name] = _filled(given.get(name), text, borrowed, f"{group}{name}.")
        elif _fits(given.get(name), text):
            filled[name] = given[name]
        else:
            filled[name] = text
            borrowed.append(f"{group}{name}")
    return filled
