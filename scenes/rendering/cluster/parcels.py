"""What travels to a worker: a job's recipe, and apart from it the recordings that several share."""

from __future__ import annotations

import io
import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from network.storage.storable import NamedArrays

__all__ = ["Order", "pack", "unpack"]


@dataclass(frozen=True)
class Order:
    """A share of a film, to be drawn by a worker.

    Parameters
    ----------
    recipe : bytes
        The first result of :func:`pack`.
    recordings : tuple of str
        Digests of the recordings that the recipe needs.
    share : Share
    machine : mapping of str to str
        What the frames of the computer that hands out the shares depend on.
    token : tuple of str
        Path, relative to the cache, and content of a file: where it is found, that computer uses
        the same cache.
    topic : str
        Topic under which progress is logged: ``label``, and the number of frames done.
    label : tuple of int
        Numbers of the film and the share.
    force : bool
        Ignore the worker's cache.
    """

    recipe: bytes
    recordings: tuple[str, ...]
    share: Any
    machine: Mapping[str, str]
    token: tuple[str, str]
    topic: str
    label: tuple[int, int]
    force: bool = False


def pack(recipe: Any) -> tuple[bytes, dict[str, NamedArrays]]:
    """Pickle a recipe without its recordings, which may be large and belong to many recipes.

    Parameters
    ----------
    recipe : object

    Returns
    -------
    bytes
    dict of str to NamedArrays
        The recordings, by their digests; they are to be pickled for :func:`unpack`.
    """
    into = io.BytesIO()
    pickler = _Pickler(into, protocol=5)
    pickler.dump(recipe)
    return into.getvalue(), pickler.recordings


def unpack(packed: bytes, recordings: Mapping[str, bytes]) -> Any:
    """Return the recipe that :func:`pack` was given, with its pickled recordings."""
    return _Unpickler(io.BytesIO(packed), recordings).load()


class _Pickler(pickle.Pickler):
    def __init__(self, into: io.BytesIO, protocol: int):
        super().__init__(into, protocol)
        self.recordings: dict[str, NamedArrays] = {}

    def persistent_id(self, held: Any) -> str | None:
        if not isinstance(held, NamedArrays):
            return None
        name = held.digest()
        self.recordings[name] = held
        return name


class _Unpickler(pickle.Unpickler):
    def __init__(self, packed: io.BytesIO, recordings: Mapping[str, bytes]):
        super().__init__(packed)
        self._recordings = recordings

    def persistent_load(self, name: str) -> Any:
        return pickle.loads(self._recordings[name])
