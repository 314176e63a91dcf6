"""What a user is told to do when the system refuses."""

import errno
import os
from pathlib import Path

import click
import pytest

from network.errors import LayerlightError, UsageError
from network.system.signals import Ended
from publish.terminal import advised, run


@pytest.fixture
def places(tmp_path, monkeypatch):
    monkeypatch.setenv("LAYERLIGHT_CACHE", str(tmp_path / "cache"))
    return tmp_path


def advice(error, folder):
    with pytest.raises(LayerlightError) as told, advised(folder):
        raise error
    assert "\n" not in str(told.value)
    return str(told.value)


def refused(path=None, number=errno.EACCES):
    return OSError(number, os.strerror(number), *([str(path)] if path else []))


@pytest.mark.parametrize("path", ["clips/of/mine/a.mp4", "clips/of/mine", "clips"])
def test_another_folder_is_advised_where_it_is_the_folder(path, places):
    told = advice(refused(places / path), places / "clips" / "of" / "mine")
    assert told.startswith(f"{places / path}: permission denied; ")
    assert "--output-dir" in told
    assert "LAYERLIGHT_CACHE" not in told


def test_the_cache_has_a_variable_of_its_own(places):
    told = advice(refused(places / "cache" / "made" / "x"), places / "clips")
    assert "LAYERLIGHT_CACHE" in told
    assert "--output-dir" not in told


def test_elsewhere_the_path_is_named_and_no_option_advised(places):
    told = advice(refused(places / "elsewhere" / "file", errno.ENOSPC), places / "clips")
    assert told == (
        f"{places / 'elsewhere' / 'file'}: the disk is full; free some space, or choose another"
        " place"
    )


def test_where_no_file_is_named_both_folders_are(places):
    told = advice(refused(number=errno.ENOSPC), Path("clips"))
    assert "the disk is full" in told
    assert "clips" in told
    assert str(places / "cache") in told


def test_a_reader_that_has_gone_is_no_matter_of_files(places):
    with pytest.raises(BrokenPipeError), advised(places / "clips"):
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (UsageError("name a clip"), 2, "tool: name a clip"),
        (LayerlightError("no such file"), 1, "tool: no such file"),
        (click.UsageError("no option"), 2, "tool: no option (see "),
        (KeyboardInterrupt(), 130, "tool: stopped"),
        (Ended(15), 143, "tool: stopped"),
        (Ended(1), 129, "tool: stopped"),
        (EOFError(), 1, "tool: a file ends too early; "),
        (MemoryError(), 1, "tool: not enough memory; "),
        (ImportError("no av"), 1, "tool: no av; complete the installation: "),
        (
            BlockingIOError(errno.EAGAIN, "x"),
            1,
            "tool: the system cannot start any more processes; ",
        ),
        (PermissionError(errno.EACCES, "x", "y"), 1, "tool: y: permission denied; "),
        (ValueError("odd"), 1, "tool: unexpected ValueError: odd; --verbose shows where"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else None,
)
def test_every_end_has_its_line_and_status(error, status, said, capsys, monkeypatch):
    @click.command()
    def tool():
        raise error

    monkeypatch.setattr("sys.argv", ["tool"])
    assert run(tool, "tool") == status
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert line.startswith(said)
