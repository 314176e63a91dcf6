"""Whether files can be written is checked before anything is drawn."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from network.errors import LayerlightError, UsageError
from publish.files import check_inputs, check_outputs
from publish.pipeline import Pipeline
from publish.request import RenderRequest
from scenes.catalog import find_clip
from scenes.style.picture_size import QUALITIES

ROOT = Path(__file__).resolve().parents[2]


def request(folder, clip="cost", **more):
    return RenderRequest((find_clip(clip),), QUALITIES["draft"], folder, **more)


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("cost.mp4", {}),
        ("cost.webm", {"formats": ("webm", "gif")}),
        ("cost.notes.txt", {"words": ("notes",)}),
        ("cost.html", {"decks": ("html",)}),
        ("cost.png", {"still": "end"}),
        ("cost/01-begin.png", {"formats": ("png",)}),
        ("cost/manifest.json", {"beats": True}),
        ("slides/cost.json", {"beats": True}),
    ],
)
def test_files_that_are_read_are_not_overwritten(name, more, tmp_path):
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("mine")
    (tmp_path / "link").symlink_to(file)
    for path in (file, tmp_path / "link"):
        with pytest.raises(UsageError, match="would be overwritten"):
            check_outputs(request(tmp_path, recording=path, **more))
        with pytest.raises(UsageError, match="would be overwritten"):
            check_inputs(request(tmp_path, **more), ["dark", str(path)])
    other = tmp_path / "cost.npz"
    other.write_text("mine")
    check_outputs(request(tmp_path, recording=other, **more))


def test_nothing_is_drawn_for_a_place_that_cannot_be_written(tmp_path, monkeypatch):
    (tmp_path / "cost.mp4").mkdir()
    monkeypatch.setattr(Pipeline, "_video", lambda *_: pytest.fail("it was drawn"))
    with pytest.raises(LayerlightError, match="found a folder"):
        Pipeline(request(tmp_path), print).make()
    (tmp_path / "bias").touch()
    with pytest.raises(LayerlightError, match="expected a folder, found a file"):
        Pipeline(request(tmp_path, "bias", formats=("png",)), print).make()


def test_a_folder_that_may_not_be_written(tmp_path, monkeypatch):
    tmp_path.chmod(0o500)
    if os.geteuid() == 0:  # root may write everywhere: pretend that it may not

        def refused(folder, end):
            raise PermissionError(errno.EACCES, "Permission denied", str(folder))

        monkeypatch.setattr("network.system.files._part", refused)
    with pytest.raises(LayerlightError, match=r"permission denied; .*--output-dir"):
        check_outputs(request(tmp_path))


def test_a_pipe_takes_a_film_but_not_one_that_is_read_again(tmp_path):
    os.mkfifo(tmp_path / "cost.mp4")
    check_outputs(request(tmp_path))
    with pytest.raises(LayerlightError, match="is a device or a pipe"):
        check_outputs(request(tmp_path, decks=("html",)))


def test_the_command_spares_the_theme_and_the_picture(tmp_path):
    picture = tmp_path / "inference.png"
    picture.write_bytes((ROOT / "assets" / "digits" / "3.png").read_bytes())
    before = picture.read_bytes()
    words = ["inference", "--image", picture, "--still", "end", "--output-dir", tmp_path]
    done = subprocess.run(
        [sys.executable, "render.py", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LAYERLIGHT_CACHE": str(tmp_path / "cache")},
    )
    assert done.returncode == 2
    assert "would be overwritten" in done.stderr
    assert done.stderr.count("\n") == 1
    assert picture.read_bytes() == before
