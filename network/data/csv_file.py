"""Read tables from CSV files of any origin: other people's files, so nothing is taken on trust."""

import csv
import math
import re
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from network.core.arithmetic import Floats
from network.data.dataset import LONGEST_NAME, Dataset, classes_as_targets, scaling_of
from network.errors import LayerlightError, UsageError

__all__ = ["read_csv"]

SIZE_LIMIT = 256 << 20
"""Largest file, in bytes."""
MOST_ROWS, MOST_COLUMNS, MOST_CLASSES = 1_000_000, 10_000, 1_000
MOST_VALUES = 20_000_000
"""Numbers in a table; 160 MB."""
LONGEST_CELL = 1_000
"""Characters."""
LARGEST = 1e15
"""Largest size of a number."""
DELIMITERS = ",;\t|"
_SAID = re.compile(r"sep=([,;\t|])")
"""The line with which Excel names the delimiter, above the header."""


def read_csv(
    path: str | Path,
    *,
    label: str | None = None,
    targets: Sequence[str] = (),
    ignore: Sequence[str] = (),
    scale: str = "none",
    target_scale: str = "none",
) -> Dataset:
    """Read a table with a header.

    The delimiter is the comma, semicolon, tab or bar, whichever is most frequent in the header.
    If it is not the comma, numbers may have decimal commas.  A line ``sep=;`` above the header, as
    Excel writes it, names another.

    Parameters
    ----------
    path : str or Path
        UTF-8, with or without a byte order mark, and with any line ends.
    label : str, optional
        Column with the class of each row; classes are sorted, by value if all are numbers.  If
        neither this nor ``targets`` is given, the last column that is not ignored is the label if
        it holds text.
    targets : sequence of str, optional
        Columns to predict instead.
    ignore : sequence of str
        Columns to leave out, whatever they hold.
    scale : str
        How the inputs are scaled; see :func:`network.data.dataset.scaling_of`.
    target_scale : str
        How the columns to predict are scaled.

    Raises
    ------
    UsageError
        A named column does not exist, or no column is left for the inputs.
    LayerlightError
        The file cannot be read or is not such a table; the message gives row and column.
    """
    path = Path(path)
    if label is not None and targets:
        raise UsageError("a table has either a label or targets: name only one of the two")
    try:
        # Opening a pipe or a device could block forever, so check first.
        if path.exists() and not path.is_file():
            raise LayerlightError(f"{path}: cannot be read: it is not a file")
        if path.stat().st_size > SIZE_LIMIT:
            raise LayerlightError(
                f"{path}: expected at most {SIZE_LIMIT >> 20} MiB, found "
                f"{path.stat().st_size >> 20} MiB"
            )
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = _Table(path, file)
            table.read(label, list(targets), list(ignore))
    except OSError as error:
        raise LayerlightError(f"{path}: cannot be read ({error.strerror or error})") from None
    except UnicodeDecodeError as error:
        raise LayerlightError(
            f"{path}: expected UTF-8 text, found byte {error.object[error.start]:#04x}; save the "
            "table as UTF-8"
        ) from None
    raw = table.numbers(table.inputs)
    scaling = scaling_of(raw, scale)
    scaled = None if scale == "none" else scaling
    input_names = [table.header[k] for k in table.inputs]
    if table.label is None:
        values = table.numbers(table.wanted)
        target_scaling = scaling_of(values, target_scale)
        return Dataset(
            path.stem,
            scaling.apply(raw),
            target_scaling.apply(values),
            input_names,
            [table.header[k] for k in table.wanted],
            scaling=scaled,
            raw=raw,
            source=path.name,
            target_scaling=None if target_scale == "none" else target_scaling,
            raw_targets=values,
        )
    classes, labels = table.classes()
    one_hot = classes_as_targets(labels, len(classes))
    return Dataset(
        path.stem, scaling.apply(raw), one_hot, input_names, classes, labels, scaled, raw,
        source=path.name,
    )  # fmt: skip


class _Table:
    """A table whose rows are read one by one, so that only its numbers take memory.

    Parameters
    ----------
    path : Path
        For messages.
    file : text file
        At its start.

    Attributes
    ----------
    header : list of str
    inputs, wanted : list of int
        The columns that are inputs, and those to be predicted.
    label : int or None
        The column of classes.
    """

    def __init__(self, path: Path, file: IO[str]) -> None:
        self.path = path
        first = file.readline(MOST_COLUMNS * LONGEST_CELL)
        if not first.strip():
            raise LayerlightError(f"{path}: expected a header with column names, found nothing")
        said = _SAID.fullmatch(first.strip())
        if said:
            after = file.tell()
            first = file.readline(MOST_COLUMNS * LONGEST_CELL)
        delimiter = said[1] if said else max(DELIMITERS, key=first.count)
        self._decimal_comma = delimiter != ","
        file.seek(after if said else 0)
        self._rows = self._cells(csv.reader(file, delimiter=delimiter, strict=True))
        self.header = self._names(next(self._rows)[1])
        self._values = array("d")
        self._texts: dict[str, int] = {}
        self._labels = array("q")
        self._columns: list[int] = []  # those whose numbers are kept
        self.inputs: list[int] = []
        self.wanted: list[int] = []
        self.label: int | None = None

    def read(self, label: str | None, targets: Sequence[str], ignore: Sequence[str]) -> None:
        """Read all rows; see :func:`read_csv`."""
        first = next(self._rows, None)
        if first is None:
            raise LayerlightError(f"{self.path}: expected rows below the header, found none")
        left_out = self._places(ignore)
        used = [k for k in range(len(self.header)) if k not in left_out]
        if label is None and not targets and used:
            if len(first[1]) == len(self.header) and self._is_number(first[1][used[-1]]):
                names = [self.header[k] for k in used]
                raise UsageError(
                    f"{self.path}: which column is to be predicted? Name it with --label "
                    f"(classes) or --target (numbers); the columns are {_list(names)}"
                )
            label = self.header[used[-1]]
        self.wanted = self._places([label] if label is not None else targets)
        for place in self.wanted:
            if place in left_out:
                raise UsageError(
                    f"{self.path}: column {self.header[place]!r:.60} is both to be predicted and "
                    "ignored"
                )
        self.inputs = [k for k in used if k not in self.wanted]
        if not self.inputs:
            raise UsageError(f"{self.path}: no column is left for the inputs")
        self.label = self.wanted[0] if label is not None else None
        self._columns = [k for k in used if k != self.label]
        self._row(*first)
        for row in self._rows:
            self._row(*row)

    def _places(self, names: Sequence[str]) -> list[int]:
        """Return the positions of columns."""
        for name in names:
            if name not in self.header:
                raise UsageError(
                    f"{self.path}: there is no column {name!r:.60}; the columns are "
                    f"{_list(self.header)}"
                )
        return [self.header.index(name) for name in names]

    def _row(self, number: int, cells: Sequence[str]) -> None:
        if len(cells) != len(self.header):
            raise LayerlightError(
                f"{self.path}: row {number}: expected {len(self.header)} cells, found {len(cells)}"
            )
        for column in self._columns:
            text = cells[column]
            try:
                value = self._number(text)
            except ValueError:
                value = math.nan
            if not abs(value) <= LARGEST:  # NaN included
                raise LayerlightError(self._complaint(number, column, text))
            self._values.append(value)
        if len(self._values) > MOST_VALUES:
            raise LayerlightError(
                f"{self.path}: expected at most {MOST_VALUES:,} numbers, found more"
            )
        if self.label is not None:
            text = " ".join(cells[self.label].split())
            if not text:
                raise LayerlightError(
                    f"{self.path}: row {number}, column {self.header[self.label]!r:.60} is empty"
                )
            if text not in self._texts:
                self._new_class(number, text, self.header[self.label])
            self._labels.append(self._texts[text])

    def _new_class(self, number: int, text: str, column: str) -> None:
        if len(text) > LONGEST_NAME or not text.isprintable():
            raise LayerlightError(
                f"{self.path}: row {number}, column {column!r:.60}: expected the name of a class, "
                f"up to {LONGEST_NAME} printable characters, found {text!r:.40}"
            )
        if len(self._texts) == MOST_CLASSES:
            raise LayerlightError(
                f"{self.path}: column {column!r:.60} holds over {MOST_CLASSES:,} classes; if it "
                "holds numbers to predict, use --target"
            )
        self._texts[text] = len(self._texts)

    def numbers(self, places: Sequence[int]) -> Floats:
        """Return some columns of numbers, shape (rows, columns)."""
        columns = self._columns
        everything = np.frombuffer(self._values, np.float64).reshape(-1, len(columns))
        if list(places) == columns:
            return everything
        return np.ascontiguousarray(everything[:, [columns.index(k) for k in places]])

    def classes(self) -> tuple[list[str], NDArray[np.int64]]:
        """Return the names of the classes, sorted, and the class of each row."""
        column = self.header[self.wanted[0]]
        classes = sorted(self._texts)
        if all(self._is_number(text) for text in classes):
            classes.sort(key=self._number)
        if len(classes) < 2:
            raise LayerlightError(
                f"{self.path}: column {column!r:.60} holds only one class ({classes[0]!r:.40}); "
                "expected two or more"
            )
        rank = np.empty(len(classes), np.int64)
        rank[[self._texts[text] for text in classes]] = np.arange(len(classes))
        return classes, rank[np.frombuffer(self._labels, np.int64)]

    def _cells(self, reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
        """Yield the number and the cells of each row that is not empty, the header first."""
        number = rows = 0
        while True:
            number += 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                raise LayerlightError(
                    f"{self.path}: row {number} cannot be split into cells ({error})"
                ) from None
            if cells is None:
                return
            if len(cells) > MOST_COLUMNS:
                raise LayerlightError(
                    f"{self.path}: row {number}: expected at most {MOST_COLUMNS:,} columns, found "
                    f"{len(cells):,}"
                )
            longest = max(map(len, cells), default=0)
            if longest > LONGEST_CELL:
                raise LayerlightError(
                    f"{self.path}: row {number}: expected cells of at most {LONGEST_CELL:,} "
                    f"characters, found {longest:,}"
                )
            cells = [cell.strip() for cell in cells]
            if number > 1 and not any(cells):
                continue
            rows += 1
            if rows > MOST_ROWS + 1:
                raise LayerlightError(f"{self.path}: expected at most {MOST_ROWS:,} rows")
            yield number, cells

    def _names(self, cells: Sequence[str]) -> list[str]:
        """Return the names of the columns, with one space for white space of any kind."""
        header = [" ".join(cell.split()) for cell in cells]
        seen: set[str] = set()
        for place, name in enumerate(header, start=1):
            if not name:
                raise LayerlightError(
                    f"{self.path}: column {place} has no name in the header; give it one, or "
                    "leave it out of the file (pandas: index=False)"
                )
            if name in seen:
                raise LayerlightError(f"{self.path}: two columns are named {name!r:.60}")
            if len(name) > LONGEST_NAME or not name.isprintable():
                raise LayerlightError(
                    f"{self.path}: column {place}: expected a name of up to {LONGEST_NAME} "
                    f"printable characters, found {name!r:.40}"
                )
            seen.add(name)
        if len(header) > 1 and all(self._is_number(name) for name in header):
            raise LayerlightError(
                f"{self.path}: the first row holds numbers; expected a header with column names"
            )
        return header

    def _number(self, text: str) -> float:
        if self._decimal_comma and text.count(",") == 1 and "." not in text:
            text = text.replace(",", ".")
        if "_" in text:  # Python accepts it, but nobody means it
            raise ValueError(text)
        return float(text)

    def _is_number(self, text: str) -> bool:
        try:
            self._number(text)
        except ValueError:
            return False
        return True

    def _complaint(self, row: int, column: int, text: str) -> str:
        where = f"{self.path}: row {row}, column {self.header[column]!r:.60}"
        if not text:
            return (
                f"{where} is empty: expected a number; fill it in, or leave out the row, or the "
                "column with --ignore"
            )
        return (
            f"{where}: expected a number up to ±{LARGEST:g}, found {text!r:.40}; correct it, or "
            "leave the column out with --ignore"
        )


def _list(names: Sequence[str]) -> str:
    shown = ", ".join(f"{name!r:.40}" for name in names[:8])
    return shown + (f" and {len(names) - 8} more" if len(names) > 8 else "")
