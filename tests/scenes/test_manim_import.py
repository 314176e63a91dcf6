"""Manim is imported without its configuration files, whatever is in them and wherever they are."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = """
import os, sys
from scenes.rendering.manim_import import without_configuration
if sys.argv[1] == "closed":
    os.chmod(".", 0)
    os.chmod(os.environ["HOME"], 0)
with without_configuration():
    import manim
    import manim._config.utils as utils
print(manim.config.pixel_width, len(utils.config_file_paths()))
"""


@pytest.mark.parametrize(
    "harm",
    [
        "settings",
        "nonsense",
        pytest.param("closed", marks=pytest.mark.skipif(os.name == "nt", reason="no such modes")),
    ],
)
def test_no_settings_are_read(harm, tmp_path):
    begin = []
    if harm == "closed" and os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("the administrator may read everything")
        begin = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
    home, here = tmp_path / "home", tmp_path / "here"
    for folder in (here, home / ".config" / "manim"):
        folder.mkdir(parents=True)
        text = "nonsense" if harm == "nonsense" else "[CLI]\npixel_width = 64\n"
        (folder / "manim.cfg").write_text(text)
    done = subprocess.run(
        [*begin, sys.executable, "-c", CODE, harm], cwd=here, capture_output=True, text=True,
        env={**os.environ, "HOME": str(home), "PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    home.chmod(0o700), here.chmod(0o700)
    assert done.stdout.split() == ["1920", "3"], done.stderr
    assert done.stderr == ""


def test_whatever_starts_before_manim_does_not_import_it():
    """Otherwise Manim would read its configuration files, and --help would be slow."""
    early = ("render", "publish.service", "publish.pipeline", "publish.gallery", "layerlight")
    code = f"import {', '.join(early)}, sys; sys.exit('manim' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
