"""An installation without its assets says so, whichever asset was looked for."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = ("layerlight", "network", "scenes", "publish")
COMMANDS = {
    "a clip": ["render.py", "cost", "-ql", "--still", "0"],
    "a language": ["render.py", "cost", "-ql", "--language", "de"],
    "an answer": ["-m", "network", "classify", "digit.png"],
    "a page": ["-m", "publish.gallery", "cost"],
}


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """Return a folder with the code alone, as in a wheel without assets."""
    folder = tmp_path_factory.mktemp("bare")
    for name in CODE:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "render.py", folder / "render.py")
    shutil.copyfile(ROOT / "assets" / "digits" / "3.png", folder / "digit.png")
    return folder


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_missing_assets_are_named(command, bare):
    done = subprocess.run(
        [sys.executable, *command], cwd=bare, capture_output=True, text=True, timeout=120
    )
    (line,) = done.stderr.splitlines()
    assert done.returncode == 1, line
    assert str(bare / "assets") in line
    assert "is missing: this installation lacks all of its assets; install" in line
