"""The words on screen: one TOML file a language under ``assets/words``."""

from __future__ import annotations

import hashlib
import json
import string
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from network.errors import LayerlightError, UsageError
from network.system.assets import ASSETS, shipped_file

__all__ = ["Words", "check_language", "languages", "load_words"]

FOLDER = ASSETS / "words"
ENGLISH = "en"


class Words:
    """Texts by dotted name, as ``forward_pass.beats.inputs``.

    Parameters
    ----------
    texts : mapping
        Nested, as read from TOML.
    language : str
        Its code, as ``en``.
    borrowed : sequence of str
        Names of texts that the language lacks, so that they are in English.
    """

    def __init__(self, texts: Mapping[str, Any], language: str, borrowed: Sequence[str] = ()):
        self._texts = texts
        self.language = language
        self.borrowed = tuple(borrowed)

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
def load_words(language: str = ENGLISH) -> Words:
    """Read the words of a language; texts that it lacks are in English.

    Raises
    ------
    UsageError
        If there is no such language.
    LayerlightError
        If its file is missing, or not TOML, or holds a text with stray braces.
    """
    check_language(language)
    texts = _read(FOLDER / f"{language}.toml")
    if language == ENGLISH:
        return Words(texts, language)
    borrowed: list[str] = []
    return Words(_filled(texts, _read(FOLDER / f"{ENGLISH}.toml"), borrowed), language, borrowed)


def check_language(language: str) -> None:
    """Refuse a language that there are no words in.

    Raises
    ------
    UsageError
        If there is no such language.
    LayerlightError
        If there are no words at all, since they were not installed.
    """
    shipped_file(FOLDER / f"{ENGLISH}.toml")
    if language not in languages():
        known = ", ".join(languages())
        raise UsageError(f"no words in language {language!r}: there are {known}")


def languages() -> list[str]:
    """Codes of the languages that there are words in, English first."""
    return sorted(
        (file.stem for file in FOLDER.glob("*.toml")), key=lambda code: (code != ENGLISH, code)
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        texts = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LayerlightError(f"cannot read the words in {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LayerlightError(f"{path} is not valid TOML: {error}") from error
    for name, text in _all_texts(texts):
        if not _can_be_filled(text):
            raise LayerlightError(
                f"{path}: the text {name} is {text!r}; braces go around the name of a value, as in"
                " {answer}, and any other brace is written twice"
            )
    return texts


def _all_texts(group: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, held in group.items():
        if isinstance(held, Mapping):
            yield from _all_texts(held, f"{above}{name}.")
        elif isinstance(held, str):
            yield f"{above}{name}", held


def _can_be_filled(text: str) -> bool:
    """Whether all that stands in braces is the name of a value, and nothing more."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        return False
    return all(
        name is None or (name.isidentifier() and not form and not conversion)
        for _, name, form, conversion in parts
    )


def _fits(text: Any, english: str) -> bool:
    """Whether a text can stand for an English one: it has to be filled with the same values."""
    return isinstance(text, str) and set(Words.fields(text)) == set(Words.fields(english))


def _filled(
    texts: Any, english: Mapping[str, Any], borrowed: list[str], group: str = ""
) -> dict[str, Any]:
    """Give all texts of English, in its order, those that there are in the other language."""
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
