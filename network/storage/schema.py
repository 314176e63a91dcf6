"""Declarations of a file's content: fields of metadata, and arrays with their type and shape.

Files are not trusted.  A :class:`Schema` checks every field and array before use, and reports what
was expected and what was found.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from network.errors import LayerlightError, UsageError
from network.storage.archive import Array

Metadata = Mapping[str, Any]
Arrays = Mapping[str, Array]
Shape = tuple[int, ...]
Sizes = Mapping[str, int]
Members = Sequence[Mapping[str, Any]]
Fields = Mapping[str, Callable[[Any, str], object]]


@dataclass(frozen=True)
class ArrayField:
    """An array of a file, or one for each layer of weights.

    Parameters
    ----------
    name : str
        Its name, in which ``{layer}``, ``{above}`` (the next layer) and other sizes are filled in.
    shape : str
        Sizes by name, or numbers, separated by spaces; ``<=N`` is any size from 1 to N.
    dtype : str
        NumPy's name for the type.
    each : str
        A group, such as ``"layer"``; there is one such array for each of its members.
    after : int
        Number of members to skip at the start of the group.
    kinds : sequence of str
        Kinds of file that have the array; all if empty.
    optional : bool
        Whether a file may lack it.
    check : callable, optional
        Called with the name, the array and the metadata; raises UsageError.
    """

    name: str
    shape: str
    dtype: str = "float64"
    each: str = ""
    after: int = 0
    kinds: Sequence[str] = ()
    optional: bool = False
    check: Callable[[str, Array, Metadata], None] | None = None

    def expected_shape(self, sizes: Mapping[str, Any]) -> Shape:
        """Return the shape as numbers, with −N for ``<=N``."""
        words = self.shape.replace("<=", "-").split()
        return tuple(sizes[word] if word in sizes else int(word) for word in words)

    def verify(self, name: str, array: Array, shape: Shape, metadata: Metadata) -> None:
        """Raise UsageError unless the array has the declared type, shape and content."""
        fits = array.ndim == len(shape) and all(
            1 <= found <= -wanted if wanted < 0 else found == wanted
            for found, wanted in zip(array.shape, shape, strict=True)
        )
        if array.dtype.name != self.dtype or not fits:
            bounded = any(wanted < 0 for wanted in shape)
            wanted = f"a small image ({self.dtype})" if bounded else f"{self.dtype} {shape}"
            found = f"{array.dtype.name} {array.shape}"
            raise UsageError(f"{name}: expected {wanted}, found {found}")
        if self.dtype.startswith("float") and not np.all(np.isfinite(array)):
            raise UsageError(f"{name}: expected finite numbers, found infinity or NaN")
        if self.check is not None:
            self.check(name, array, metadata)


@dataclass(frozen=True)
class Schema:
    """The content of a kind of file.

    Parameters
    ----------
    noun : str
        What to call such a file in errors.
    kinds : sequence of str
        The permitted values of ``kind`` in its metadata.
    fields : mapping of str to callable
        For each entry of the metadata, a function of the value and its name that raises UsageError
        (or ValueError or TypeError) unless the value is valid.
    arrays : sequence of ArrayField
        The arrays.
    sizes : callable
        Takes the metadata and returns the sizes named in shapes.
    groups : callable
        Takes the metadata and returns the members of each group as mappings of further sizes.
    counted : mapping of str to str
        Sizes that are not in the metadata, each with the array whose length it is.
    check_metadata : callable, optional
        Raises UsageError unless the entries of the metadata are consistent.
    check_content : callable, optional
        Raises UsageError unless metadata and arrays are consistent.
    """

    noun: str
    kinds: Sequence[str]
    fields: Fields
    arrays: Sequence[ArrayField]
    sizes: Callable[[Metadata], Sizes]
    groups: Callable[[Metadata], Mapping[str, Members]] = lambda metadata: {}
    counted: Mapping[str, str] = field(default_factory=dict)
    check_metadata: Callable[[Metadata], None] | None = None
    check_content: Callable[[Metadata, Arrays], None] | None = None

    def expected(self, metadata: Metadata, counts: Sizes) -> dict[str, tuple[str, Shape]]:
        """Return the type and shape of every array in a file with these metadata.

        Parameters
        ----------
        metadata : mapping
            Valid metadata.
        counts : mapping of str to int
            The sizes that are taken from arrays.
        """
        return {
            name: (declared.dtype, shape)
            for name, declared, shape in self._members(metadata, counts)
        }

    def check(self, metadata: Metadata, arrays: Arrays, name: str) -> None:
        """Raise LayerlightError unless metadata and arrays are as declared.

        Parameters
        ----------
        metadata, arrays : mapping
            The content of a file.
        name : str
            What to call the file in error messages.
        """
        try:
            self._check(metadata, arrays)
        except KeyError as error:
            raise LayerlightError(f"{name}: not {a(self.noun)}: it has no {error}") from None
        except (UsageError, TypeError, ValueError, OverflowError, AttributeError) as error:
            raise LayerlightError(f"{name}: not a valid {self.noun}: {error}") from None

    def _check(self, metadata: Metadata, arrays: Arrays) -> None:
        if metadata["kind"] not in self.kinds:
            wanted = " or ".join(self.kinds)
            raise UsageError(f"kind: expected {wanted}, found {metadata['kind']!r:.40}")
        for key, valid in self.fields.items():
            valid(metadata[key], key)
        if self.check_metadata is not None:
            self.check_metadata(metadata)
        counts = {
            size: len(np.atleast_1d(_found(arrays, name))) for size, name in self.counted.items()
        }
        known = set()
        for name, declared, shape in self._members(metadata, counts):
            known.add(name)
            if name in arrays or not declared.optional:
                declared.verify(name, _found(arrays, name), shape, metadata)
        foreign = sorted(set(arrays) - known)
        if foreign:
            raise UsageError(f"unknown array {foreign[0]!r:.40}")
        if self.check_content is not None:
            self.check_content(metadata, arrays)

    def _members(
        self, metadata: Metadata, counts: Sizes
    ) -> Iterator[tuple[str, ArrayField, Shape]]:
        """Yield the name, declaration and shape of every array."""
        sizes, groups = {**self.sizes(metadata), **counts}, self.groups(metadata)
        for declared in self.arrays:
            if declared.kinds and metadata["kind"] not in declared.kinds:
                continue
            members = groups[declared.each][declared.after :] if declared.each else [{}]
            for member in members:
                every = {**sizes, **member}
                yield declared.name.format_map(every), declared, declared.expected_shape(every)


def layers_of(layer_sizes: Sequence[int]) -> Members:
    """Return the sizes of each layer of weights."""
    return [
        {"layer": n, "above": n + 1, "n_in": n_in, "n_out": n_out}
        for n, (n_in, n_out) in enumerate(pairwise(layer_sizes))
    ]


def check_rising(name: str, counts: Array, steps: int) -> None:
    """Raise UsageError unless the numbers of updates rise from 0 to the number of steps."""
    ends = len(counts) and counts[0] == 0 and counts[-1] == steps
    if not ends or np.any(np.diff(counts) <= 0):
        raise UsageError(f"{name}: expected numbers that rise from 0 to {steps:,}")


def a(noun: str) -> str:
    """Put the indefinite article before a noun."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _found(arrays: Arrays, name: str) -> Array:
    if name not in arrays:
        raise UsageError(f"it has no {name!r}, so it may be an older one; record it again")
    return arrays[name]
