"""Imports Manim without the user's configuration files.

On import Manim looks for ``manim.cfg`` in the home folder and in the current folder, and fails if
it may not read one of them.  No such file may affect a frame anyway.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

__all__ = ["without_configuration"]

MODULE, FUNCTION = "manim._config.utils", "config_file_paths"
"""Manim's function that returns its three configuration files: default, user and folder."""


@contextmanager
def without_configuration() -> Iterator[None]:
    """Make Manim read only its default file if it is first imported inside the context."""
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _Finder(MetaPathFinder):
    """Finds one module and patches it as soon as it is loaded."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != MODULE:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _PatchingLoader(spec.loader)
        return spec


class _PatchingLoader(Loader):
    def __init__(self, loader: Any):
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        library = Path(module.__file__ or "").resolve().parent / "default.cfg"
        setattr(module, FUNCTION, lambda: [library, Path(os.devnull), Path(os.devnull)])
