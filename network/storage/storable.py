"""What recording, film and bias study have in common: metadata, arrays, and a file of both."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from network.storage import archive
from network.storage.archive import Array


def frozen(array: ArrayLike) -> Array:
    """Return a read-only view."""
    view = np.asarray(array).view()
    view.flags.writeable = False
    return view


class Storable:
    """Metadata and read-only arrays that go into one file and have one digest.

    A subclass names what it is and the check that a file of its kind has to pass.

    Parameters
    ----------
    metadata : mapping
        What can be written as JSON.
    arrays : mapping
        By the names used in files.
    """

    noun: ClassVar[str]

    def __init__(self, metadata: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
        self.metadata = dict(metadata)
        self.arrays = {name: frozen(array) for name, array in arrays.items()}

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """Stay the same object: nothing in it changes, and it may be large."""
        return self

    @staticmethod
    def check_file(metadata: Mapping[str, Any], arrays: Mapping[str, Array], name: str) -> None:
        """Raise LayerlightError unless a file's content is of this kind; subclasses say how."""
        raise NotImplementedError

    def digest(self) -> str:
        """Return the SHA-256 of everything held; see :func:`network.storage.archive.digest`."""
        return archive.digest(self.metadata, self.arrays)

    def save(self, path: str | Path) -> None:
        """Write to a file, whole or not at all.

        Raises
        ------
        LayerlightError
            The file cannot be written.
        """
        archive.write_archive(path, self.metadata, self.arrays)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a file of this kind.

        Raises
        ------
        LayerlightError
            The file is missing, truncated, damaged, foreign, of another version or shape, or
            carries pickles.
        """
        metadata, arrays = archive.read_archive(path, cls.noun)
        cls.check_file(metadata, arrays, str(path))
        return cls(metadata, arrays)
