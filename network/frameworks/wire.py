"""Read Protocol Buffers' wire format from a file that nobody vouches for.

A general decoder builds an object for each message, and two bytes make a message: a file of 16 MiB
takes it more than 1 GiB of memory.  This one yields one field after another, copies nothing, and
counts; parts that nobody asks for are skipped, whatever their size.

The format: https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

__all__ = ["Counter", "Field", "MalformedError", "integers", "varint"]

MOST_FIELDS = 200_000
LONGEST_TEXT = 4096
"""Bytes."""


class MalformedError(ValueError):
    """The bytes are no such message; says why."""


class Wire(IntEnum):
    """How a field is encoded."""

    VARINT = 0
    FIXED64 = 1
    BYTES = 2
    FIXED32 = 5


class Field(NamedTuple):
    """A field of a message.

    Attributes
    ----------
    number : int
        The field's number in the message's definition.
    wire : Wire
        How it is encoded.
    integer : int
        Its value if it is a varint, as unsigned 64 bits.
    data : memoryview
        Its bytes if it is anything else.
    """

    number: int
    wire: Wire
    integer: int
    data: memoryview

    def signed(self) -> int:
        """Return a varint as a signed 64-bit integer."""
        self._expect(Wire.VARINT)
        return _signed(self.integer)

    def message(self) -> memoryview:
        """Return the bytes of a message, of a string or of packed numbers."""
        self._expect(Wire.BYTES)
        return self.data

    def fixed32(self) -> memoryview:
        """Return the 4 bytes of a number."""
        self._expect(Wire.FIXED32)
        return self.data

    def text(self) -> str:
        """Return a string; bytes that are no UTF-8 become U+FFFD."""
        data = self.message()
        if len(data) > LONGEST_TEXT:
            raise MalformedError(f"a name of {len(data):,} bytes")
        return bytes(data).decode("utf-8", "replace")

    def _expect(self, wire: Wire) -> None:
        if self.wire is not wire:
            raise MalformedError(
                f"field {self.number} is encoded as {self.wire.name}, not {wire.name}"
            )


class Counter:
    """Yields the fields of messages, and stops after too many in all."""

    def __init__(self) -> None:
        self._left = MOST_FIELDS

    def count(self, fields: int = 1) -> None:
        """Count fields.

        Raises
        ------
        MalformedError
            These are too many.
        """
        self._left -= fields
        if self._left < 0:
            raise MalformedError(f"more than {MOST_FIELDS:,} parts, far more than a chain has")

    def fields(self, message: memoryview) -> Iterator[Field]:
        """Yield the fields of a message, not of the messages within it.

        Raises
        ------
        MalformedError
            The bytes end within a field, are encoded as nothing known, or hold too many fields.
        """
        at, end = 0, len(message)
        none = message[:0]
        while at < end:
            self.count()
            key, at = varint(message, at)
            number, wire = key >> 3, key & 7
            if number == 0:
                raise MalformedError("a field with number 0")
            if wire == Wire.VARINT:
                integer, at = varint(message, at)
                yield Field(number, Wire.VARINT, integer, none)
                continue
            if wire == Wire.BYTES:
                size, at = varint(message, at)
            elif wire in (Wire.FIXED64, Wire.FIXED32):
                size = 8 if wire == Wire.FIXED64 else 4
            else:
                raise MalformedError(f"a field encoded as type {wire}")
            if size > end - at:
                raise MalformedError(f"a field of {size:,} bytes where {end - at:,} are left")
            yield Field(number, Wire(wire), 0, message[at : at + size])
            at += size


def varint(data: memoryview, at: int) -> tuple[int, int]:
    """Return the unsigned integer that starts at a byte, and where the next field starts.

    Raises
    ------
    MalformedError
        The data end within it, or it is longer than 64 bits.
    """
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            raise MalformedError("it ends within a number")
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & (2**64 - 1), at
    raise MalformedError("a number of more than 64 bits")


def integers(field: Field, counter: Counter) -> list[int]:
    """Return the signed integers of a repeated field, packed or single.

    Raises
    ------
    MalformedError
        They are too many, or no integers.
    """
    if field.wire is Wire.VARINT:
        return [field.signed()]
    data, at, found = field.message(), 0, []
    while at < len(data):
        counter.count()
        value, at = varint(data, at)
        found.append(_signed(value))
    return found


def _signed(value: int) -> int:
    return value - 2**64 if value >= 2**63 else value
