"""Read tables from CSV files of any origin: other people's files, so nothing is taken on trust."""

import csv
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

import numpy as np

from network.core.arithmetic import Floats
from network.data.dataset import Dataset, classes_as_targets, scaling_of
from network.errors import LayerlightError, UsageError

__all__ = ["read_csv"]

SIZE_LIMIT = 256 << 20
"""Largest file, in bytes."""
MOST_ROWS, MOST_COLUMNS, MOST_CLASSES = 1_000_000, 10_000, 1_000
LONGEST_CELL = 1_000
"""Characters."""
DELIMITERS = ",;\t|"


def read_csv(
    path: str | Path,
    *,
    label: str | None = None,
    targets: Sequence[str] = (),
    scale: str = "none",
) -> Dataset:
    """Read a table with a header.

    The delimiter is the comma, semicolon, tab or bar, whichever is most frequent in the header.
    If it is not the comma, numbers may have decimal commas.

    Parameters
    ----------
    path : str or Path
        UTF-8, with or without a byte order mark, and with any line ends.
    label : str, optional
        Column with the class of each row; classes are sorted, by value if all are numbers.  If
        neither this nor ``targets`` is given, the last column is the label if it holds text.
    targets : sequence of str, optional
        Columns to predict instead.
    scale : str
        How the inputs are scaled; see :func:`network.data.dataset.scaling_of`.

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
        if path.stat().st_size > SIZE_LIMIT:
            raise LayerlightError(
                f"{path}: expected at most {SIZE_LIMIT >> 20} MiB, found "
                f"{path.stat().st_size >> 20} MiB"
            )
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, rows, decimal_comma = _table(file, path)
    except OSError as error:
        raise LayerlightError(f"{path}: cannot be read ({error.strerror or error})") from None
    except UnicodeDecodeError as error:
        raise LayerlightError(
            f"{path}: expected UTF-8 text, found byte {error.object[error.start]:#04x}; save the "
            "table as UTF-8"
        ) from None
    if label is None and not targets:
        if _is_number(rows[0][-1], decimal_comma):
            raise UsageError(
                f"{path}: which column is to be predicted? Name it with --label (classes) or "
                f"--target (numbers); the columns are {_list(header)}"
            )
        label = header[-1]
    wanted = [label] if label is not None else list(targets)
    for name in wanted:
        if name not in header:
            raise UsageError(
                f"{path}: there is no column {name!r:.60}; the columns are {_list(header)}"
            )
    places = [header.index(name) for name in wanted]
    inputs = [k for k in range(len(header)) if k not in places]
    if not inputs:
        raise UsageError(f"{path}: no column is left for the inputs")
    read = _Numbers(path, header, decimal_comma)
    raw = read.columns(rows, inputs)
    scaling = scaling_of(raw, scale)
    name, input_names = path.stem, [header[k] for k in inputs]
    scaled = None if scale == "none" else scaling
    if label is None:
        values = read.columns(rows, places)
        return Dataset(
            name, scaling.apply(raw), values, input_names, wanted, scaling=scaled, raw=raw
        )
    texts = [row[places[0]] for row in rows]
    if "" in texts:
        raise LayerlightError(f"{path}: row {texts.index('') + 2}, column {label!r} is empty")
    classes = sorted(set(texts))
    if all(_is_number(text, decimal_comma) for text in classes):
        classes.sort(key=lambda text: _number(text, decimal_comma))
    if len(classes) < 2:
        raise LayerlightError(
            f"{path}: column {label!r} holds only one class ({classes[0]!r:.40}); expected two "
            "or more"
        )
    if len(classes) > MOST_CLASSES:
        raise LayerlightError(
            f"{path}: column {label!r} holds {len(classes):,} classes, expected at most "
            f"{MOST_CLASSES:,}; if it holds numbers to predict, use --target"
        )
    index = {text: k for k, text in enumerate(classes)}
    labels = np.array([index[text] for text in texts], np.int64)
    one_hot = classes_as_targets(labels, len(classes))
    return Dataset(name, scaling.apply(raw), one_hot, input_names, classes, labels, scaled, raw)


def _table(file: IO[str], path: Path) -> tuple[list[str], list[list[str]], bool]:
    """Return header and rows, and whether numbers may have decimal commas."""
    first = file.readline(MOST_COLUMNS * LONGEST_CELL)
    if not first.strip():
        raise LayerlightError(f"{path}: expected a header with column names, found nothing")
    delimiter = max(DELIMITERS, key=first.count)
    file.seek(0)
    lines = _cells(file, path, delimiter)
    header = [cell.strip() for cell in next(lines)]
    if len(header) > MOST_COLUMNS:
        raise LayerlightError(
            f"{path}: expected at most {MOST_COLUMNS:,} columns, found {len(header):,}"
        )
    if "" in header:
        raise LayerlightError(f"{path}: column {header.index('') + 1} has no name in the header")
    double = next((name for name in header if header.count(name) > 1), None)
    if double is not None:
        raise LayerlightError(f"{path}: two columns are named {double!r:.60}")
    if len(header) > 1 and all(_is_number(name, delimiter != ",") for name in header):
        raise LayerlightError(
            f"{path}: the first row holds numbers; expected a header with column names"
        )
    rows: list[list[str]] = []
    for number, cells in enumerate(lines, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise LayerlightError(
                f"{path}: row {number}: expected {len(header)} cells, found {len(cells)}"
            )
        if len(rows) == MOST_ROWS:
            raise LayerlightError(f"{path}: expected at most {MOST_ROWS:,} rows, found more")
        rows.append([cell.strip() for cell in cells])
    if not rows:
        raise LayerlightError(f"{path}: expected rows below the header, found none")
    return header, rows, delimiter != ","


def _cells(file: IO[str], path: Path, delimiter: str) -> Iterator[list[str]]:
    limit = csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise LayerlightError(
            f"{path}: line {reader.line_num} cannot be split into cells ({error})"
        ) from None
    finally:
        csv.field_size_limit(limit)


def _number(text: str, decimal_comma: bool) -> float:
    if decimal_comma and text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    if "_" in text:  # Python accepts it, but nobody means it
        raise ValueError(text)
    return float(text)


def _is_number(text: str, decimal_comma: bool) -> bool:
    try:
        _number(text, decimal_comma)
    except ValueError:
        return False
    return True


class _Numbers:
    """Reads columns as numbers; an error names the cell that is not one."""

    def __init__(self, path: Path, header: Sequence[str], decimal_comma: bool) -> None:
        self.path, self.header, self.decimal_comma = path, header, decimal_comma

    def columns(self, rows: Sequence[Sequence[str]], places: Sequence[int]) -> Floats:
        """Return some columns, shape (rows, columns)."""
        found = np.empty((len(rows), len(places)))
        for r, row in enumerate(rows):
            for c, k in enumerate(places):
                try:
                    value = _number(row[k], self.decimal_comma)
                except ValueError:
                    value = math.nan
                if not math.isfinite(value):
                    raise LayerlightError(self._complaint(r, k, row[k]))
                found[r, c] = value
        return found

    def _complaint(self, row: int, column: int, text: str) -> str:
        where = f"{self.path}: row {row + 2}, column {self.header[column]!r:.60}"
        if not text:
            return f"{where} is empty: expected a number; fill it in or leave the row out"
        return f"{where}: expected a number, found {text!r:.40}"


def _list(names: Sequence[str]) -> str:
    shown = ", ".join(f"{name!r:.40}" for name in names[:8])
    return shown + (f" and {len(names) - 8} more" if len(names) > 8 else "")
