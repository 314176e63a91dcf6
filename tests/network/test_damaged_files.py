"""Damaged tables, exercises and recordings end in a result or in one line, and in time."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MOST_SECONDS, MOST_MEBIBYTES = 10, 1024


def damaged(kind: str, count: int, seed: int) -> dict:
    """Use ``count`` damaged files of a kind in a process of their own; return what came of it."""
    child = subprocess.run(
        [sys.executable, ROOT / "tests" / "network" / "mutations.py", kind, str(count), str(seed)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert child.returncode == 0, child.stderr[-2000:]
    found = json.loads(child.stdout)
    assert found["read"] + found["refused"] == count
    assert found["lines"] == 1
    assert found["longest"] < MOST_SECONDS
    assert found["memory"] < MOST_MEBIBYTES
    return found


@pytest.mark.parametrize("kind", ["csv", "toml", "npz"])
def test_some_damaged_files(kind):
    found = damaged(kind, 150, seed=1)
    assert found["read"] > 5  # so that more than the first check was put to the test
    assert found["refused"] > 50


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", ["csv", "toml", "npz"])
def test_ten_thousand_damaged_files(kind):
    found = damaged(kind, 3334, seed=2)
    assert min(found["read"], found["refused"]) > 200
