"""Import a Python file that is not part of the project, and the modules beside it.

Modules beside the file are found before installed ones, as Python finds those beside a script; only
the standard library and the project's own packages come first.  Everything is compiled from the
source as it is now: no bytecode is read or left behind.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

__all__ = ["OURS", "import_file", "name_of"]

OURS = {"layerlight", "network", "publish", "render", "scenes"}
"""Top-level modules of the project, which no file of a user replaces."""


class _Fresh(SourceFileLoader):
    """Compiles the source as it is now."""

    def path_stats(self, path: Any) -> Any:
        """Raise, so that no bytecode is looked for or written."""
        raise OSError(f"no bytecode of {path}")


class _Beside(MetaPathFinder):
    """Finds modules in a folder, and remembers which it has found."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.found: set[str] = set()

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        top = name.partition(".")[0]
        if self.folder is None or top in OURS or top in sys.stdlib_module_names:
            return None
        if path is not None and top not in self.found:
            return None
        spec = PathFinder.find_spec(name, [str(self.folder)] if path is None else path)
        if spec is None or (spec.origin is None and path is None):
            return None  # a folder without __init__.py may belong to anything
        if isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Fresh(name, str(spec.origin))
        self.found.add(name)
        return spec

    def forget(self) -> None:
        """Let the modules found so far be imported again."""
        for name in self.found:
            sys.modules.pop(name, None)
        self.found.clear()


_beside = _Beside()


def name_of(file: Path) -> str:
    """Return the name under which a file is imported, different for files of the same name."""
    return f"{file.stem}_{hashlib.sha256(str(file.resolve()).encode()).hexdigest()[:8]}"


def import_file(file: Path) -> ModuleType:
    """Run a file and return its module; modules beside it are imported anew.

    Parameters
    ----------
    file : Path

    Raises
    ------
    Exception
        Whatever the file raises.
    """
    if _beside not in sys.meta_path:
        sys.meta_path.insert(0, _beside)
    _beside.forget()
    _beside.folder = file.resolve().parent
    name = name_of(file)
    spec = spec_from_file_location(name, file, loader=_Fresh(name, str(file)))
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module
