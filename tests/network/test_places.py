"""The cache folder: the user's, a named one, or a substitute."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from network.system import places

ROOT = Path(__file__).resolve().parents[2]
posix = pytest.mark.skipif(os.name == "nt", reason="folders are protected in another way there")
CODE = """
import runpy
places = runpy.run_path("network/system/places.py")
cache_folder, cache_trouble = places["cache_folder"], places["cache_trouble"]
folder = cache_folder()
(folder / "written").write_text("")
print(folder)
print(cache_trouble())
"""


def without_rights():
    """Return a command prefix that drops root's right to enter every folder."""
    if os.name != "nt" and os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("the administrator may read everything")
    return ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]


def chosen(tmp_path, **environment):
    """Look up the cache folder in a separate process; return it and the messages."""
    (tmp_path / "tmp").mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name[:3] not in ("XDG", "LAY")}
    done = subprocess.run(
        [*without_rights(), sys.executable, "-c", CODE],
        cwd=ROOT, check=True, capture_output=True, text=True,
        env={**kept, "TMPDIR": str(tmp_path / "tmp"), **environment},
    )  # fmt: skip
    folder, trouble = done.stdout.splitlines()
    return Path(folder), trouble


def test_a_named_folder_is_taken_and_a_tilde_is_the_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    for named in (str(tmp_path / "x"), "~/x"):
        monkeypatch.setenv("LAYERLIGHT_CACHE", named)
        assert places.cache_folder() == tmp_path / "x"
        assert places.cache_trouble() is None


@posix
def test_without_a_name_it_is_in_the_users_cache(tmp_path):
    folder, trouble = chosen(tmp_path, HOME=str(tmp_path))
    assert folder.is_relative_to(tmp_path)
    assert not folder.is_relative_to(tmp_path / "tmp")
    assert trouble == "None"


@posix
@pytest.mark.parametrize("home", ["closed", "missing", "a file"])
def test_where_the_home_cannot_be_used_it_is_a_temporary_folder_of_ones_own(home, tmp_path):
    place = tmp_path / "home"
    if home == "a file":
        place.write_text("")
    else:
        (tmp_path / "above").mkdir()
        place = tmp_path / "above" / "home" if home == "missing" else tmp_path / "above"
        (tmp_path / "above").chmod(0)
    folder, trouble = chosen(tmp_path, HOME=str(place))
    assert folder.parent == tmp_path / "tmp"
    assert folder.stat().st_mode & 0o077 == 0, "nobody else can put a series there"
    assert str(place) in trouble
    assert str(folder) in trouble
    assert "LAYERLIGHT_CACHE" in trouble
    assert chosen(tmp_path, HOME=str(place))[0] == folder, "the next run finds it again"
    (tmp_path / "above").mkdir(exist_ok=True)
    (tmp_path / "above").chmod(0o700)


@posix
@pytest.mark.parametrize("harm", ["a file", "not writable", "not writable within"])
def test_a_named_folder_that_cannot_be_written_is_replaced(harm, tmp_path):
    cache = tmp_path / "cache"
    if harm == "a file":
        cache.write_text("")
    else:
        (cache / "segments").mkdir(parents=True)
        closed = cache / "segments" if harm == "not writable within" else cache
        if os.geteuid() != 0:
            pytest.skip("only the administrator can give a folder to another user")
        os.chown(closed, 65534, 65534)
    folder, trouble = chosen(tmp_path, LAYERLIGHT_CACHE=str(cache))
    assert folder.parent == tmp_path / "tmp"
    assert str(cache) in trouble


@posix
def test_the_administrator_leaves_the_cache_of_another_user_alone(tmp_path):
    """Its owner could not replace what ``sudo`` wrote into it."""
    if os.geteuid() != 0:
        pytest.skip("only the administrator can give a folder to another user")
    os.chown(tmp_path, 65534, 65534)
    tmp_path.chmod(0o777)
    folder, trouble = chosen(tmp_path, HOME=str(tmp_path))
    assert folder.parent == tmp_path / "tmp"
    assert "belongs to another user" in trouble
    assert not (tmp_path / ".cache").exists()


@posix
@pytest.mark.parametrize("taken", ["open to all", "a link", "a file"])
def test_a_temporary_folder_that_others_made_is_not_trusted(taken, tmp_path):
    (tmp_path / "tmp").mkdir()
    (tmp_path / "elsewhere").mkdir()
    name = tmp_path / "tmp" / f"layerlight-{os.getuid()}"
    if taken == "open to all":
        name.mkdir()
        name.chmod(0o777)
    elif taken == "a link":
        name.symlink_to(tmp_path / "elsewhere")
    else:
        name.write_text("")
    (tmp_path / "home").write_text("")
    folder, _ = chosen(tmp_path, HOME=str(tmp_path / "home"))
    assert folder != name
    assert folder.parent == tmp_path / "tmp"
    assert folder.stat().st_mode & 0o077 == 0


@posix
def test_matplotlib_needs_no_home(tmp_path):
    (tmp_path / "tmp").mkdir()
    (tmp_path / "home").mkdir(mode=0)
    code = (
        "import runpy, sys\n"
        "runpy.run_path('network/system/places.py')['matplotlib_alone']()\n"
        "import matplotlib\n"
        "print(matplotlib.get_configdir())\n"
    )
    kept = {n: value for n, value in os.environ.items() if n[:3] not in ("XDG", "LAY", "MPL")}
    done = subprocess.run(
        [*without_rights(), sys.executable, "-c", code],
        cwd=ROOT, capture_output=True, text=True, check=True,
        env={**kept, "HOME": str(tmp_path / "home"), "TMPDIR": str(tmp_path / "tmp")},
    )  # fmt: skip
    (tmp_path / "home").chmod(0o700)
    assert done.stderr == ""
    assert Path(done.stdout.strip()).is_relative_to(tmp_path / "tmp")
