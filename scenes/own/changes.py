"""Which beats of a clip a change of its file or its words concerns.  Needs no Manim."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenes.words import read_words

__all__ = ["Snapshot", "changed_beats", "snapshot"]


@dataclass(frozen=True)
class Snapshot:
    """What a clip is made from, at one time.

    Parameters
    ----------
    definitions : mapping of str to (str, set of str)
        By name, what each method, function, class and constant of the clip's file says, and the
        names that it uses.
    words : mapping
        The texts of the clip.
    others : mapping of Path to bytes
        The content of the other files.
    """

    definitions: Mapping[str, tuple[str, set[str]]]
    words: Mapping[str, Any]
    others: Mapping[Path, bytes]


def snapshot(file: Path, words: Path, others: tuple[Path, ...]) -> Snapshot:
    """Read the files of a clip.

    Parameters
    ----------
    file, words : Path
        The clip's module and its words.
    others : tuple of Path

    Raises
    ------
    OSError, SyntaxError, LayerlightError
        If a file cannot be read.
    """
    tree = ast.parse(file.read_bytes())
    definitions: dict[str, tuple[str, set[str]]] = {}
    for name, node in _definitions(tree):
        said, used = definitions.get(name, ("", set()))
        definitions[name] = (said + ast.dump(node), used | _names(node))
    named = {file.resolve(), words.resolve()}
    rest = {path: path.read_bytes() for path in map(Path.resolve, others) if path not in named}
    return Snapshot(definitions, read_words(words), rest)


def _definitions(tree: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Yield every definition with its name; of a class, its members, and the rest as itself."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            yield from _definitions(node)
            for part in (*node.bases, *node.decorator_list, *node.keywords):
                yield node.name, part
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                for name in _names(target):
                    yield name, node
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                yield (alias.asname or alias.name).partition(".")[0], alias
        elif isinstance(node, ast.stmt) and not _is_docstring(node):
            yield "", node


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _names(node: ast.AST) -> set[str]:
    inside = list(ast.walk(node))
    return {n.id for n in inside if isinstance(n, ast.Name)} | {
        n.attr for n in inside if isinstance(n, ast.Attribute)
    }


def changed_beats(before: Snapshot, after: Snapshot) -> list[str] | None:
    """Return the beats that a change concerns, in order; None if it may concern all of them.

    A beat is concerned if its caption has changed, or its method, or anything that its method
    uses, directly or not.

    Parameters
    ----------
    before, after : Snapshot
    """
    beats = list(after.words.get("beats", {}))
    changed = _differing(before.definitions, after.definitions)
    texts = {name: held for name, held in after.words.items() if name != "beats"}
    old_texts = {name: held for name, held in before.words.items() if name != "beats"}
    if before.others != after.others or texts != old_texts:
        return None
    said = _differing(before.words.get("beats", {}), after.words.get("beats", {}))
    used = {beat: _reached(beat, after.definitions) for beat in beats}
    if changed - set().union(*used.values(), *[_reached(b, before.definitions) for b in beats]):
        return None
    return [beat for beat in beats if beat in said or used[beat] & changed]


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def _reached(beat: str, definitions: Mapping[str, tuple[str, set[str]]]) -> set[str]:
    """Return the names that a beat's method uses, directly or not, its own included."""
    found, wanted = set(), [beat]
    while wanted:
        name = wanted.pop()
        if name not in found:
            found.add(name)
            wanted += definitions[name][1] if name in definitions else ()
    return found
