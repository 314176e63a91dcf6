"""Read a course from a TOML file, which may be anyone's.

Everything in it is checked before anything is drawn, and an error names the key.  No key names a
file to write: names of output files consist of names that are checked here.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from network.errors import LayerlightError
from network.system.files import DEVICES
from network.system.toml_file import read_toml
from publish.decks import DECKS
from publish.formats import FORMATS
from publish.words import WRITERS
from scenes.catalog import CATALOG, LECTURE
from scenes.style.picture_size import ASPECTS, MOST_FPS, QUALITIES
from scenes.style.theme_files import THEMES
from scenes.words import ENGLISH, languages

__all__ = ["AXES", "EVERY", "KEYS", "SHIPPED", "Course", "Override", "Settings", "load_course"]

SHIPPED = "shipped"
"""Name of the recording that a clip draws by itself."""
EVERY = "*"
"""Stands for every clip that can be drawn from the recording."""
AXES = ("clips", "recordings", "languages", "themes", "aspects")
"""Keys of which every combination is a film."""
MOST_LETTERS = 200
_TOP = ("title", "language", "recordings", "defaults", "films", "exceptions")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_TAKEN = {
    SHIPPED, "slides", *(entry.id for entry in (*CATALOG, LECTURE)), *DEVICES,
}  # fmt: skip
"""Names that folders cannot have: of the folders of beats, and of devices on Windows."""

LARGEST = 2**31 - 1
"""Largest whole number of keys without a limit of their own."""

Settings = Mapping[str, Any]
"""Values by key, as in ``[defaults]`` and ``[[films]]``."""


@dataclass(frozen=True)
class Override:
    """Settings of some of the films.

    Parameters
    ----------
    where : mapping of str to sequence of str
        For some of :data:`AXES`, the values that the films have.
    settings : Settings
    skip : bool
        Make no such film.
    """

    where: Mapping[str, Sequence[str]]
    settings: Settings
    skip: bool


@dataclass(frozen=True)
class Course:
    """A course, checked.

    Parameters
    ----------
    path : Path
        Its file.
    title : str
    language : str
        Language of the index page.
    recordings : mapping of str to Path
        Recordings and exercises by name.
    groups : sequence of Settings
        For each table ``[[films]]``, its settings and the defaults.
    exceptions : sequence of Override
    """

    path: Path
    title: str
    language: str
    recordings: Mapping[str, Path]
    groups: Sequence[Settings]
    exceptions: Sequence[Override]


def load_course(path: Path) -> Course:
    """Read a course.

    Parameters
    ----------
    path : Path
        UTF-8, at most 256 KiB.

    Raises
    ------
    LayerlightError
        The file cannot be read or is no course; the message names the key that is at fault.
    """
    table = read_toml(path, "a course")
    try:
        return _course(table, path)
    except _Fault as fault:
        raise LayerlightError(f"{path}: {fault}") from None


class _Fault(Exception):
    """Something in the file is wrong; the message names the key."""


def _course(table: dict[str, Any], path: Path) -> Course:
    _check_keys(table, _TOP, "")
    if "films" not in table:
        raise _Fault("films is missing: expected one or more tables [[films]]")
    title = _text(table.get("title", path.stem), "title")
    language = _member(languages())(table.get("language", ENGLISH), "language")
    recordings = _recordings(table.get("recordings", {}), path.parent)
    keys = _keys(path.parent, recordings)
    defaults = _settings(table.get("defaults", {}), keys, "defaults")
    groups = []
    for where, each in _tables(table["films"], "films"):
        own = {**_DEFAULTS, **defaults, **_settings(each, keys, where)}
        if not own["clips"]:
            raise _Fault(f"{where}.clips is missing: name clips here or in [defaults]")
        groups.append(own)
    if not groups:
        raise _Fault("films: expected one or more tables [[films]], found none")
    exceptions = [
        _exception(each, keys, where)
        for where, each in _tables(table.get("exceptions", []), "exceptions")
    ]
    return Course(path, title, language, recordings, groups, exceptions)


_DEFAULTS: Settings = {
    "clips": (),
    "recordings": (SHIPPED,),
    "languages": (ENGLISH,),
    "themes": ("dark",),
    "aspects": ("16:9",),
    "formats": ("mp4",),
    "decks": (),
    "words": (),
    "quality": "1080p",
    "fps": None,
    "speed": 1.0,
    "folder": "",
    "captions": True,
    "transparent": False,
    "silent_track": False,
    "small": False,
    "beats": False,
    "explorer": False,
    "sample": None,
    "at_step": None,
    "neuron": None,
}

SWITCHES = ("captions", "transparent", "silent_track", "small", "beats", "explorer")
"""Keys that are true or false."""
KEYS = (
    *AXES, "formats", "decks", "words", "quality", "fps", "speed", "folder", *SWITCHES, "sample",
    "at_step", "neuron",
)  # fmt: skip
"""Keys of ``[defaults]`` and ``[[films]]``."""

Check = Callable[[Any, str], Any]
"""Takes a value and the name of its key; returns the value, or raises."""


def _keys(folder: Path, recordings: Mapping[str, Path]) -> Mapping[str, Check]:
    """Return :data:`KEYS` with the check of each."""
    clips = [*(entry.id for entry in (*CATALOG, LECTURE)), EVERY]
    lists: dict[str, Check] = {
        "clips": _members(_member(clips)),
        "recordings": _members(_member([SHIPPED, *recordings])),
        "languages": _members(_member(languages())),
        "themes": _members(lambda value, where: _theme(value, where, folder)),
        "aspects": _members(_member(ASPECTS)),
        "formats": _members(_member(FORMATS)),
        "decks": _members(_member(DECKS), empty=True),
        "words": _members(_member(WRITERS), empty=True),
    }
    checks = {
        **lists,
        "quality": _member(QUALITIES),
        "fps": _whole(1, MOST_FPS),
        "speed": _number,
        "folder": _folder,
        **dict.fromkeys(SWITCHES, _switch),
        **dict.fromkeys(("sample", "at_step"), _whole(0)),
        "neuron": _whole(1),
    }
    return {key: checks[key] for key in KEYS}


def _settings(table: Any, keys: Mapping[str, Check], where: str) -> dict[str, Any]:
    _check_table(table, where)
    _check_keys(table, list(keys), f"{where}.")
    return {key: keys[key](value, f"{where}.{key}") for key, value in table.items()}


def _exception(table: Any, keys: Mapping[str, Check], where: str) -> Override:
    settings = {key: check for key, check in keys.items() if key not in AXES}
    _check_table(table, where)
    _check_keys(table, ["where", "skip", *settings], f"{where}.")
    if "where" not in table:
        raise _Fault(f"{where}.where is missing: it says which films, as in {_SELECTION}")
    if len(table) < 2:
        raise _Fault(f"{where} changes nothing: expected skip = true, or settings")
    axes = {key: keys[key] for key in AXES}
    selected = _settings(table["where"], axes, f"{where}.where")
    if not selected:
        raise _Fault(f"{where}.where is empty: it says which films, as in {_SELECTION}")
    skip = _switch(table.get("skip", False), f"{where}.skip")
    own = {key: value for key, value in table.items() if key not in ("where", "skip")}
    return Override(selected, _settings(own, settings, where), skip)


_SELECTION = 'where = { languages = ["de"] }'


def _recordings(table: Any, folder: Path) -> dict[str, Path]:
    _check_table(table, "recordings")
    found: dict[str, Path] = {}
    for name, value in table.items():
        where = f"recordings.{_shown(name)}"
        _check_name(name, where)
        if name.lower() in {other.lower() for other in found}:
            raise _Fault(f"{where}: another recording has this name but for upper and lower case")
        found[name] = _file(value, where, folder, (".npz", ".toml"))
    return found


def _check_name(name: str, where: str) -> None:
    """Refuse what cannot be the name of a folder on every system."""
    if not _NAME.fullmatch(name):
        raise _Fault(f"{where}: expected a name of up to 40 letters a-z, digits, - and _")
    if name.lower() in _TAKEN:
        raise _Fault(f"{where}: {name} has another meaning: choose another name")


def _folder(value: Any, where: str) -> str:
    name = _text(value, where)
    for part in name.split("/") if name else ():
        _check_name(part, where)
    return name


def _theme(value: Any, where: str, folder: Path) -> str:
    """Return a theme's name, or the path of its file."""
    if isinstance(value, str) and value in THEMES:
        return value
    if isinstance(value, str) and value.endswith(".toml"):
        return str(_file(value, where, folder, (".toml",)))
    return str(_member([*THEMES, "FILE.toml"])(value, where))


def _file(value: Any, where: str, folder: Path, suffixes: Sequence[str]) -> Path:
    """Return the path of an input file, which is relative to the folder of the course."""
    path = folder / _text(value, where)
    if path.suffix.lower() not in suffixes:
        raise _Fault(f"{where}: expected a file ending in {' or '.join(suffixes)}, found {value!r}")
    try:
        there = path.is_file()
    except (OSError, ValueError):
        there = False
    if not there:
        raise _Fault(f"{where}: there is no file {path}; paths are relative to the course file")
    return path


def _tables(value: Any, where: str) -> Iterable[tuple[str, Any]]:
    if not isinstance(value, list):
        raise _Fault(f"{where}: expected tables [[{where}]], found {_found(value)}")
    return ((f"{where}[{k}]", each) for k, each in enumerate(value))


def _check_table(value: Any, where: str) -> None:
    if not isinstance(value, dict):
        raise _Fault(f"{where}: expected a table, found {_found(value)}")


def _check_keys(table: Mapping[str, Any], known: Sequence[str], prefix: str) -> None:
    for key in table:
        if key not in known:
            advice = _near(key, known) or f"there are {', '.join(known)}"
            if key in AXES and "where" in known:
                advice = "it belongs in where"
            elif key in _DEFAULTS and "films" in known:
                advice = "it belongs in [defaults] or [[films]]"
            raise _Fault(f"{prefix}{_shown(key)}: unknown key; {advice}")


def _near(name: str, known: Iterable[str]) -> str:
    """Return a question that names the most similar name; empty if none is similar."""
    close = difflib.get_close_matches(name[:60].lower(), list(known), n=1)
    return f"did you mean {close[0]}?" if close else ""


def _shown(key: str) -> str:
    return key if re.fullmatch(r"[\w-]{1,40}", key) else f"{key!r:.40}"


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or len(value) > MOST_LETTERS or not value.isprintable():
        raise _Fault(
            f"{where}: expected up to {MOST_LETTERS} printable characters, found {_found(value)}"
        )
    return value


def _member(known: Iterable[str]) -> Check:
    """Return a check for one of the known names."""
    names = list(known)

    def check(value: Any, where: str) -> str:
        if not isinstance(value, str) or value not in names:
            advice = _near(value, names) if isinstance(value, str) else ""
            raise _Fault(
                f"{where}: found {_found(value)}; {advice or 'choose ' + ', '.join(names)}"
            )
        return value

    return check


def _members(check: Check, empty: bool = False) -> Check:
    """Return a check for a list without repetitions."""

    def check_all(value: Any, where: str) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise _Fault(f"{where}: expected a list in brackets, found {_found(value)}")
        if not value and not empty:
            raise _Fault(f"{where}: the list is empty")
        found = [check(each, f"{where}[{k}]") for k, each in enumerate(value)]
        for k, each in enumerate(found):
            if each in found[:k]:
                raise _Fault(f"{where}[{k}]: {each!r:.40} is listed twice")
        return tuple(found)

    return check_all


def _whole(least: int, most: int = LARGEST) -> Check:
    def check(value: Any, where: str) -> int:
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not whole or not least <= value <= most:
            upto = f" to {most}" if most < LARGEST else ""
            raise _Fault(
                f"{where}: expected a whole number from {least}{upto}, found {_found(value)}"
            )
        return int(value)

    return check


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _Fault(f"{where}: expected a number, found {_found(value)}")
    try:
        return float(value)
    except OverflowError:
        raise _Fault(f"{where}: expected a number, found one that is too large") from None


def _found(value: Any) -> str:
    """Return how a value stands in a message, cut short."""
    try:
        return f"{value!r:.40}"
    except ValueError:  # Python refuses to write out whole numbers of very many digits
        return "a very large number"


def _switch(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise _Fault(f"{where}: expected true or false, found {_found(value)}")
    return value
