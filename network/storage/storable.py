"""Metadata and named arrays: the base of every kind of recording, in memory and in files."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from network.errors import LayerlightError, UsageError
from network.storage import archive
from network.storage.archive import Array
from network.storage.schema import Schema, a


def frozen(array: ArrayLike) -> Array:
    """Return a read-only view."""
    view = np.asarray(array).view()
    view.flags.writeable = False
    return view


class NamedArrays:
    """Metadata and read-only arrays, with a digest and one way to address every value.

    Parameters
    ----------
    metadata : mapping
        Serializable as JSON.
    arrays : mapping
        The arrays, by the names used in files.
    """

    #: Quantities with a value for each step: the step is their first axis.
    by_step: ClassVar[frozenset[str]] = frozenset()
    #: Attributes without a step.
    once: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, metadata: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
        self.metadata = dict(metadata)
        self.arrays = {name: frozen(array) for name, array in arrays.items()}

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """Return the object itself, as it is immutable and may be large."""
        return self

    def digest(self) -> str:
        """Return the SHA-256 of all content; see :func:`network.storage.archive.digest`."""
        return archive.digest(self.metadata, self.arrays)

    def get(
        self,
        quantity: str,
        *,
        step: int | None = None,
        layer: int | None = None,
        index: Sequence[Any] = (),
    ) -> Any:
        """Return a recorded or derived value, or an array of them.

        Parameters
        ----------
        quantity : str
            ``"setting"`` for an entry of the metadata; the name of an array in the file; the name
            of a quantity of each layer, without the layer, such as ``"products"``; or the name of
            a derived quantity, see the class.
        step : int, optional
            Position along the first axis of a quantity recorded for each step: a training step,
            a checkpoint or an image, depending on the kind of recording.  Ignored for a quantity
            without steps, and for an array named with its layer, whose ``index`` starts with the
            step.
        layer : int, optional
            Index of the layer, for a quantity that each layer has.
        index : sequence of int, slice or str
            Index into the array selected by step and layer, or keys of a setting.

        Returns
        -------
        object
            A setting unchanged; otherwise a NumPy scalar or array.

        Raises
        ------
        UsageError
            There is no such quantity.
        """
        if quantity == "setting":
            setting: Any = self.metadata
            for key in index:
                setting = setting[key]
            return setting
        found = self._select(quantity, step, layer)
        return found[tuple(index)] if index else np.asarray(found)

    def _select(self, quantity: str, step: int | None, layer: int | None) -> Any:
        """Return the array selected by quantity, step and layer."""
        at = getattr(self, f"{quantity}_at", None)
        if at is not None and layer is not None:
            return at(step)[layer]
        derived = quantity in self.by_step | self.once and hasattr(self, quantity)
        found = self.arrays.get(quantity if layer is None else f"{quantity}_{layer}")
        if found is None or (derived and quantity in self.once):
            if derived:
                found = getattr(self, quantity)
                found = found if layer is None or not isinstance(found, list) else found[layer]
            elif isinstance(self.metadata.get(quantity), list):
                return np.array(self.metadata[quantity])
            else:
                of_layer = "" if layer is None else f" of layer {layer}"
                kind = self.metadata.get("kind")
                raise UsageError(f"a recording of kind {kind!r} holds no {quantity!r}{of_layer}")
        steps = quantity in self.by_step or (layer is not None and quantity not in self.once)
        return found if step is None or not steps else found[step]


class Storable(NamedArrays):
    """Metadata and arrays that are stored in one file.

    A subclass declares the content of its files as a schema.
    """

    schema: ClassVar[Schema]

    @property
    def noun(self) -> str:
        """What to call such a file in messages."""
        return self.schema.noun

    def save(self, path: str | Path) -> None:
        """Write a file, completely or not at all.

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
            The file is missing, truncated, damaged, of another kind, version or shape, or contains
            pickles.
        """
        return cls.checked(*archive.read_archive(path, cls.schema.noun), str(path))

    @classmethod
    def checked(cls, metadata: Mapping[str, Any], arrays: Mapping[str, Array], name: str) -> Self:
        """Return what metadata and arrays from a file hold.

        Parameters
        ----------
        metadata, arrays : mapping
            The content of the file.
        name : str
            What to call it in errors.

        Raises
        ------
        LayerlightError
            They are not of this kind.
        """
        cls.schema.check(metadata, arrays, name)
        try:
            return cls(metadata, arrays)
        except (UsageError, KeyError, TypeError, ValueError) as error:
            noun = a(cls.schema.noun)
            raise LayerlightError(f"{name}: not {noun} as written here: {error}") from None
