"""Digests of everything that frames depend on: code, libraries and settings.

:func:`code_digest` covers all code that a clip can run: while it stays the same, a cached clip need
not even be played.  :func:`drawing_digest` covers only what turns display lists into video; with
the digest of the display lists it identifies a cached segment.
"""

from __future__ import annotations

import ast
import hashlib
import secrets
import time
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import av
import cairo

from scenes.rendering.codecs import VideoFormat

__all__ = ["code_digest", "digest", "drawing_digest", "own_code"]

PACKAGE = Path(__file__).resolve().parents[2]
OURS = {"layerlight", "network", "scenes"}
"""Packages of the project that a clip can import; if installed, they lie beside all others."""
LIBRARIES = ("manim", "numpy", "scipy", "typst", "matplotlib", "svgelements", "fonttools", "pillow")
"""Packages that affect what mobjects look like."""
DRAWING = (
    "scenes/rendering/codecs.py",
    "scenes/rendering/conversion.py",
    "scenes/rendering/encoding.py",
    "scenes/mobjects/images/painting.py",
    "scenes/rendering/canvas.py",
    "scenes/rendering/drawing.py",
    "scenes/rendering/manim_adapter.py",
    "scenes/rendering/pieces.py",
)
"""The code that turns display lists into video."""
STARTED, ONLY_HERE = time.time(), secrets.token_hex(8)
"""When this process started to import code, and a name unique to this process."""


def digest(*what: Any) -> str:
    """Return a digest of 32 hexadecimal digits of values whose ``repr`` describes them fully."""
    return hashlib.sha256(repr(what).encode()).hexdigest()[:32]


@lru_cache(maxsize=64)
def code_digest(module: str, package: Path = PACKAGE) -> str:
    """Return the digest of a module and all modules of the project it imports, transitively.

    Parameters
    ----------
    module : str
        Dotted name.
    package : Path
        Folder that holds the project's packages.
    """
    found: dict[str, tuple[str, str]] = {}
    wanted = [module, "scenes.rendering.clips"]
    while wanted:
        name = wanted.pop()
        file = _file(name, package)
        if name in found or file is None:
            continue
        source = file.read_bytes()
        found[name] = _named(file, source)
        wanted += _imports(source, name, file.name == "__init__.py")
        wanted.append(name.rpartition(".")[0])
    return digest(sorted(found.items()), _libraries())


def own_code(name: str, folder: Path) -> tuple[str, list[Path]]:
    """Return the digest of a user's module, and the files it covers.

    Covered are the module, modules below ``folder`` that it imports, and the modules of the project
    that these import.  What the code draws may also follow from other things: from other modules,
    files, or the time.  If it could, the digest is unique to this process, so that nothing is
    reused without playing the scene.

    Parameters
    ----------
    name : str
        Dotted name of the module below ``folder``.
    folder : Path
        Folder of the top-level module.
    """
    files: dict[Path, bytes] = {}
    wanted, ours, closed = [name], set(), True
    while wanted:
        wanted_name = wanted.pop()
        top = wanted_name.partition(".")[0]
        file = None if top in OURS else _module_file(wanted_name, folder)
        if file is not None and file not in files:
            files[file] = source = file.read_bytes()
            wanted += _imports(source, wanted_name, file.name == "__init__.py")
            wanted.append(wanted_name.rpartition(".")[0])
            closed = closed and not _reaches_out(source)
        elif top in OURS:
            ours.add(wanted_name)
        elif file is None and top and _module_file(top, folder) is None:
            closed = closed and top in CLOSED
    code = [(file.relative_to(folder).as_posix(), source) for file, source in files.items()]
    ours_digest = [code_digest(module) for module in sorted(ours) if _file(module, PACKAGE)]
    base = code_digest("scenes.base")
    return digest(sorted(code), ours_digest, base, "" if closed else ONLY_HERE), sorted(files)


CLOSED = {
    "__future__", "abc", "bisect", "collections", "colorsys", "contextlib", "copy", "dataclasses",
    "decimal", "enum", "fractions", "functools", "heapq", "itertools", "manim", "math", "numbers",
    "numpy", "operator", "random", "re", "statistics", "string", "textwrap", "types", "typing",
    "warnings",
}  # fmt: skip
"""Modules of others whose results follow from their arguments, apart from :data:`READERS`."""
READERS = {
    "Code", "ImageMobject", "SVGMobject", "__import__", "eval", "exec", "fromfile",
    "genfromtxt", "load", "loadtxt", "memmap", "open", "default_rng", "SystemRandom",
}  # fmt: skip
"""Names under which Python, NumPy and Manim read files, or run what no digest covers."""


def _reaches_out(source: bytes) -> bool:
    """Return whether code names something that may read a file, or run other code."""
    nodes = list(ast.walk(ast.parse(source)))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    names |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    names |= {alias.name for n in nodes if isinstance(n, ast.ImportFrom) for alias in n.names}
    return bool(names & READERS)


def _module_file(name: str, folder: Path) -> Path | None:
    """Return the file of a module below a folder; None if there is none."""
    path = folder.joinpath(*name.split("."))
    candidates = (path / "__init__.py", path.with_suffix(".py"))
    return next((file for file in candidates if file.is_file()), None)


def _named(file: Path, source: bytes) -> tuple[str, str]:
    """Return the digest of a module's code, and a mark if this process may run other code.

    If the file changed after this process may have imported it (in a notebook, say), the mark is
    unique to this process, so no other process will find what this one caches.
    """
    changed = STARTED < file.stat().st_mtime <= time.time()
    return hashlib.sha256(source).hexdigest(), ONLY_HERE if changed else ""


def _file(name: str, package: Path) -> Path | None:
    """Return the file of a module of the project; None for other modules and for attributes."""
    if name.partition(".")[0] not in OURS:
        return None
    return _module_file(name, package)


@lru_cache(maxsize=1024)
def _imports(source: bytes, name: str, is_package: bool) -> tuple[str, ...]:
    """Return the names that a module imports; ``from a import b`` gives ``a`` and ``a.b``."""
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = name.split(".")
                kept = len(parts) - node.level + is_package
                base = ".".join([*parts[:kept], *([base] if base else [])])
            names += [base, *(f"{base}.{alias.name}" for alias in node.names)]
    return tuple(names)


@lru_cache(maxsize=1)
def _libraries() -> tuple[Any, ...]:
    return (
        *((name, _version(name)) for name in LIBRARIES),
        ("cairo", cairo.version, cairo.cairo_version_string()),
        sorted(av.library_versions.items()),
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except ModuleNotFoundError:
        return ""


def drawing_digest(geometry: tuple[Any, ...], video: VideoFormat) -> str:
    """Return the digest of everything that turns display lists into video.

    Parameters
    ----------
    geometry : tuple
        The camera's sizes, centre and background.
    video : VideoFormat
    """
    return digest(geometry, video, _drawing_code(), _libraries())


@lru_cache(maxsize=1)
def _drawing_code() -> str:
    files = [PACKAGE / name for name in DRAWING]
    return digest([_named(file, file.read_bytes()) for file in files])
