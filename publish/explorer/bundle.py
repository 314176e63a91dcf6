"""Join the page's ES modules into one script that needs no loader.

Each module becomes a function that returns its exports; modules follow those that they import.  The
package's docstring says which forms of ``import`` and ``export`` are understood; anything else is
refused, so that no module can mean one thing to the type checker and another in the page.
"""

from __future__ import annotations

import re
from pathlib import Path

from network.errors import LayerlightError

__all__ = ["bundle"]

_IMPORT = re.compile(
    r'^import (?:\{(?P<names>[^}]*)\}|\* as (?P<space>\w+)) from "(?P<path>[^"]+)";$', re.MULTILINE
)
_EXPORT = re.compile(r"^export (?P<kind>(?:async )?function\*?|class|const) (?P<name>[\w$]+)", re.M)
_COMMENT = re.compile(r"/\*\*.*?\*/[ \t]*|^[ \t]*//[^\n]*\n", re.DOTALL | re.MULTILINE)
"""JSDoc anywhere, and comments that have a line of their own."""
_OTHER = re.compile(r"^(?:import|export)\b.*|^.*\bimport\(.*$", re.MULTILINE)


def bundle(folder: Path, *starts: str) -> str:
    """Return the script made of some modules and all that they import.

    Parameters
    ----------
    folder : Path
        Holds all modules.
    *starts : str
        Paths of the modules in the folder.

    Raises
    ------
    LayerlightError
        If a module is missing, imports itself through others, or uses a form that is not
        understood.
    """
    folder = folder.resolve()
    done: dict[Path, str] = {}
    for start in starts:
        _add(folder / start, folder, done, ())
    return '"use strict";\n' + "\n".join(done.values())


def _add(path: Path, folder: Path, done: dict[Path, str], above: tuple[Path, ...]) -> None:
    if path in done:
        return
    if path in above:
        circle = " → ".join(each.name for each in (*above, path))
        raise LayerlightError(f"{path}: modules import each other in a circle: {circle}")
    try:
        text = _COMMENT.sub("", path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LayerlightError(f"cannot read the page's module {path}: {error.strerror}") from error
    for found in _IMPORT.finditer(text):
        _add((path.parent / found["path"]).resolve(), folder, done, (*above, path))

    def imported(found: re.Match[str]) -> str:
        source = _variable((path.parent / found["path"]).resolve(), folder)
        if found["space"]:
            return f"const {found['space']} = {source};"
        return f"const {{{found['names'].replace(' as ', ': ')}}} = {source};"

    exports = [found["name"] for found in _EXPORT.finditer(text)]
    text = _EXPORT.sub(r"\g<kind> \g<name>", _IMPORT.sub(imported, text))
    other = _OTHER.search(text)
    if other:
        raise LayerlightError(f"{path}: the bundler does not understand {other[0].strip()!r}")
    done[path] = (
        f"const {_variable(path, folder)} = (() => {{\n{text.strip()}\n"
        f"return {{ {', '.join(exports)} }};\n}})();"
    )


def _variable(path: Path, folder: Path) -> str:
    """Return the name that stands for a module in the script."""
    return "$" + re.sub(r"\W", "_", path.relative_to(folder).with_suffix("").as_posix())
