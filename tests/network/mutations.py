"""Damage files in ways that are drawn from a seed, and use what can still be read.

Run in a process of its own:  python tests/network/mutations.py KIND COUNT SEED

A file is used as its user would: read, then shown, verified, and so on.  Whatever is raised must be
a LayerlightError of one line, within ten seconds of the processor.  Prints how many files were
read, how many were refused, the longest time in seconds, and the peak memory in MiB.
"""

import contextlib
import io
import json
import random
import signal
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np

from network import (
    LayerlightError,
    Network,
    NetworkInference,
    classify,
    first_difference,
    import_run,
    iris,
    load,
    read_csv,
    recompute,
    record,
    xor,
)
from network.cli.print_answers import print_any
from network.cli.tables import print_overview, print_step
from network.storage import archive
from tests.peak_memory import peak_memory

SECONDS = 10
"""Of the processor; on the clock a busy machine gets twelve times as many."""
EXERCISES = Path(__file__).resolve().parents[2] / "assets" / "exercises"
TABLES = (
    "length,width,kind\n5.1,3.5,small\n7.0,3.2,large\n6.3,3.3,large\n4.9,3.0,small\n",
    "a;b;c\n1,5;2;3,25\n2;3;4\n4;5,125;6\n",
    'x\ty\n"1"\tred\n2\t"light blue"\n-3e2\tred\n',
)
PIECES = (
    ",", ";", "\t", '"', "'", "\n", "\r", "\r\n", "\x00", "\xff", "nan", "inf", "1e999", "-", ".",
    "_", " ", "[", "]", "[[", "]]", "{", "}", "=", "#", "1", "0", "99999999999", "true", "\ufeff",
    "a.b.c", '"""', "\\", "\\u0000", "0x1", "1979-05-27", "e", "\u2028", "x" * 300,
)  # fmt: skip
VALUES = (
    None, True, False, -1, 0, 1, 2, 3, 7, 2**31, 2**63, 10**30, -0.5, 1e308, 1e-308, "", "x",
    "\x1b[2J", "x" * 500, [], [0], [1, 2], [[1, 2]], {}, {"a": 1}, "softmax", "cross-entropy",
    "standard", "compact", "full", "difference",
)  # fmt: skip


def damaged_text(stream: random.Random, text: str) -> bytes:
    """Return a text with some pieces inserted, removed, doubled or exchanged."""
    for _ in range(stream.randint(1, 6)):
        place = stream.randrange(len(text) + 1)
        end = min(len(text), place + stream.choice((0, 0, 1, 2, 5, 30)))
        chosen = stream.choice((stream.choice(PIECES), text[place:end] * 2, ""))
        text = text[:place] + chosen + text[end:]
    content = bytearray(text.encode("utf-8"))
    if stream.random() < 0.2 and content:
        content[stream.randrange(len(content))] = stream.randrange(256)
    if stream.random() < 0.1:
        del content[stream.randrange(len(content) + 1) :]
    return bytes(content)


def damaged_metadata(stream: random.Random, metadata: dict) -> dict:
    """Return metadata in which one entry, or part of one, is another value, or missing."""
    metadata = json.loads(json.dumps(metadata))
    key = stream.choice(sorted(metadata))
    value = metadata[key]
    if isinstance(value, list) and value and stream.random() < 0.5:
        value[stream.randrange(len(value))] = stream.choice(VALUES)
    elif isinstance(value, dict) and value and stream.random() < 0.5:
        value[stream.choice(sorted(value))] = stream.choice(VALUES)
    elif stream.random() < 0.1:
        del metadata[key]
    else:
        metadata[key] = stream.choice(VALUES)
    return metadata


def damaged_arrays(stream: random.Random, arrays: dict) -> dict:
    """Return arrays of which one has another value, shape, type or name, or is missing."""
    name = stream.choice(sorted(arrays))
    array = arrays[name].copy()
    way = stream.randrange(6)
    if way <= 1 and array.size:
        numbers = (-1, 0, 1, 2, 255, 2**40) if array.dtype.kind in "iu" else (
            np.nan, np.inf, -1e308, 1e300, 1e-320, 0.0, -1.0, 2.0)  # fmt: skip
        with np.errstate(all="ignore"):
            array.flat[stream.randrange(array.size)] = np.asarray(stream.choice(numbers)).astype(
                array.dtype
            )
    elif way == 2:
        array = array[: stream.randrange(len(array) + 1)] if array.ndim else array
    elif way == 3:
        array = array.reshape(-1) if array.ndim != 1 else array[:, None]
    elif way == 4:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            array = array.astype(stream.choice(("float64", "float32", "int64", "uint8")))
    else:
        rest = {other: values for other, values in arrays.items() if other != name}
        return rest | ({stream.choice(("extra", f"{name}_9")): array} if way == 5 else {})
    return arrays | {name: array}


def originals():
    """Return small recordings of format 2, in full, compact, imported, and two inferences."""
    made = [
        record(xor(), Network((2, 3, 1), activations=["tanh", "sigmoid"]), epochs=3),
        record(iris().first(12), Network((4, 3), activations="softmax", cost="cross-entropy"),
               test=iris().first(5), detail="compact"),
    ]  # fmt: skip
    own = made[0]
    moments = [(k, own.weights_at(k), own.biases_at(k)) for k in (0, 12)]
    made.append(import_run(xor(), moments, own.rules, {"framework": "another"}))
    table = Path(tempfile.mkdtemp()) / "t.csv"
    table.write_text(TABLES[1], encoding="utf-8")
    data = read_csv(table, targets=["c"], scale="standard", target_scale="standard")
    made.append(record(data, Network((2, 2, 1), activations="identity")))
    answers = [classify([0, [1.5, 2.0]], made[-1]), classify([3, 5], made[1])]
    return [(found.metadata, found.arrays) for found in [*made, *answers]]


def use_recording(path: Path) -> None:
    source = load(path)
    source.digest()
    if isinstance(source, NetworkInference):
        with contextlib.redirect_stdout(io.StringIO()):
            print_any(source)
        return
    with contextlib.redirect_stdout(io.StringIO()):
        print_overview(source)
        print_step(source, source.steps - 1)
    classify([0], source)
    first_difference(recompute(source), source)


def use_table(path: Path) -> None:
    data = read_csv(path, scale="standard")
    assert np.isfinite(data.inputs).all()


class Hang(BaseException):
    """A file took too long."""


def alarm(number, frame):
    raise Hang


def run(kind: str, count: int, seed: int) -> dict:
    """Damage and use ``count`` files."""
    stream = random.Random(seed)
    found = {"read": 0, "refused": 0, "longest": 0.0, "lines": 1}
    recordings = originals() if kind == "npz" else []
    texts = [path.read_text(encoding="utf-8") for path in sorted(EXERCISES.glob("*.toml"))]
    signal.signal(signal.SIGALRM, alarm)
    signal.signal(signal.SIGPROF, alarm)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file.{kind}"
        for number in range(count):
            if kind == "csv":
                path.write_bytes(damaged_text(stream, stream.choice(TABLES)))
            elif kind == "toml":
                path.write_bytes(damaged_text(stream, stream.choice(texts)))
            else:
                metadata, arrays = stream.choice(recordings)
                for _ in range(stream.randint(1, 2)):
                    if stream.random() < 0.5:
                        metadata = damaged_metadata(stream, metadata)
                    else:
                        arrays = damaged_arrays(stream, arrays)
                archive.write_archive(path, metadata, arrays)
                if stream.random() < 0.15:
                    content = bytearray(path.read_bytes())
                    content[stream.randrange(len(content))] ^= 1 << stream.randrange(8)
                    path.write_bytes(content)
            start = time.process_time()
            signal.setitimer(signal.ITIMER_PROF, SECONDS)
            signal.alarm(12 * SECONDS)
            try:
                use_table(path) if kind == "csv" else use_recording(path)
                found["read"] += 1
            except LayerlightError as error:
                found["refused"] += 1
                found["lines"] = max(found["lines"], str(error).count("\n") + 1)
            except BaseException as error:
                kept = Path(tempfile.gettempdir()) / f"damaged_{seed}_{number}.{kind}"
                kept.write_bytes(path.read_bytes())
                raise AssertionError(f"{kept}: {type(error).__name__}: {error}") from error
            finally:
                signal.alarm(0)
                signal.setitimer(signal.ITIMER_PROF, 0)
            found["longest"] = max(found["longest"], time.process_time() - start)
    found["memory"] = peak_memory() / 2**20
    return found


if __name__ == "__main__":
    warnings.simplefilter("error", RuntimeWarning)
    print(json.dumps(run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
