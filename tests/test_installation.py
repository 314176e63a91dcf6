"""A wheel installed outside the checkout works in any folder, whatever that folder contains."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import av
import pytest

import layerlight

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.slow


def run(*command, **more):
    """Run a command; return what it printed."""
    done = subprocess.run(
        [*map(str, command)], capture_output=True, text=True, check=False, timeout=300, **more
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel from a copy of the files under version control."""
    folder = tmp_path_factory.mktemp("source")
    names = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    for name in names.rstrip("\0").split("\0"):
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes((ROOT / name).read_bytes())
    # What `pip wheel --no-build-isolation` runs: no network is needed.
    build = "import sys; from setuptools import build_meta; print(build_meta.build_wheel('built'))"
    name = run(sys.executable, "-c", build, cwd=folder).splitlines()[-1]
    return folder / "built" / name


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Install the wheel into a new environment; return the folder of its programs.

    The dependencies are those of the environment that runs the tests; ``.pth`` files there, which
    would add the checkout, are not read.
    """
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    places = {"base": str(folder), "platbase": str(folder)}
    scripts = Path(sysconfig.get_path("scripts", "venv", places))
    packages = Path(sysconfig.get_path("purelib", "venv", places))
    run(
        sys.executable, "-m", "pip", "--python", scripts / Path(sys.executable).name, "install",
        "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", wheel,
    )  # fmt: skip
    lines = [f"{path}\n" for path in sys.path if Path(path).name == "site-packages"]
    (packages / "dependencies.pth").write_text("".join(lines))
    return scripts


@pytest.fixture
def elsewhere(tmp_path):
    """Return a folder whose files have the names of Layerlight's packages and folders."""
    for name in ("network", "scenes", "publish", "render"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('a file of the user ran')\n")
    (tmp_path / "assets" / "words").mkdir(parents=True)
    (tmp_path / "assets" / "words" / "en.toml").write_text("wrong = 'file'\n")
    return tmp_path


@pytest.fixture
def environment(new_cache):
    """Return environment variables for child processes; none leads to the checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "LAYERLIGHT_CACHE": str(new_cache())}


def test_every_package_and_asset_is_in_the_wheel(wheel):
    held = set(zipfile.ZipFile(wheel).namelist())
    code = [
        path.relative_to(ROOT).as_posix()
        for room in ("layerlight", "network", "scenes", "publish")
        for path in (ROOT / room).rglob("*.py")
    ]
    assets = [
        f"layerlight/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / "assets").rglob("*")
        if path.is_file() and not {"__pycache__", "gallery"} & set(path.parts)
    ]
    page = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "publish" / "explorer" / "page").rglob("*.*")
    ]
    assert {"render.py", *code, *assets, *page} <= held
    tops = {name.split("/")[0] for name in held}
    rooms = {"layerlight", "network", "scenes", "publish", "render.py"}
    assert tops == {*rooms, f"layerlight-{layerlight.__version__}.dist-info"}


def test_commands_say_their_version(installed, elsewhere, environment):
    for name in ("layerlight", "layerlight-network"):
        said = run(installed / name, "--version", cwd=elsewhere, env=environment)
        assert said == f"{name} {layerlight.__version__}\n"


def test_commands_work_from_any_folder(installed, elsewhere, environment):
    run(
        installed / "layerlight", "cost", "--beat", "errors", "--quality", "draft", "--fps", "2",
        "--quiet", cwd=elsewhere, env=environment,
    )  # fmt: skip
    with av.open(elsewhere / "clips" / "cost.errors.mp4") as film:
        assert film.streams.video[0].frames > 4
    command = installed / "layerlight-network"
    run(command, "record", "walkthrough", "--epochs", "1", "--out", "mine.npz",
        cwd=elsewhere, env=environment)  # fmt: skip
    said = run(command, "verify", "mine.npz", cwd=elsewhere, env=environment)
    assert "bit for bit" in said


PROGRAM = """
from layerlight import clip
shown = clip("cost", quality="draft", fps=2, beat="errors")
import layerlight, sys
print(layerlight.__file__, shown.path)
"""


def test_the_package_works_from_any_folder(installed, elsewhere, environment):
    (elsewhere / "program.py").write_text(PROGRAM)
    python = installed / Path(sys.executable).name
    package, film = run(python, "program.py", cwd=elsewhere, env=environment).split()
    assert Path(package).is_relative_to(installed.parent)
    assert (elsewhere / film).is_file()


def test_only_our_own_code_is_hashed(installed, elsewhere, environment):
    """In an installation, third-party packages lie beside ours."""
    code = (
        "from scenes.rendering import fingerprints\n"
        "assert fingerprints._file('scenes.base', fingerprints.PACKAGE)\n"
        "packages = fingerprints.PACKAGE\n"
        "(packages / 'beside').mkdir()\n"
        "(packages / 'beside' / '__init__.py').touch()\n"
        "print(fingerprints._file('beside', packages))\n"
    )
    python = installed / Path(sys.executable).name
    assert run(python, "-I", "-c", code, cwd=elsewhere, env=environment) == "None\n"
