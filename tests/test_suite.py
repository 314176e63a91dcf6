"""The tests can be run in the background, by any user, in parts, and from any checkout."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import SLOW, SLOW_FILES

ROOT = Path(__file__).resolve().parents[1]
posix = pytest.mark.skipif(os.name == "nt", reason="there are neither signals nor other users")


def run_tests(*options, cwd=ROOT, preexec_fn=None, **more_env):
    """Run some tests in a separate process; return its exit status and its output."""
    order = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")} | more_env
    done = subprocess.run(
        order, cwd=cwd, env=env, capture_output=True, text=True, preexec_fn=preexec_fn
    )
    return done.returncode, done.stdout + done.stderr


@posix
def test_children_are_not_deaf_where_the_tests_are():
    """As under ``nohup``, or in the background of a non-interactive shell."""

    def deaf():
        for name in ("SIGINT", "SIGHUP", "SIGQUIT", "SIGTERM"):
            signal.signal(getattr(signal, name), signal.SIG_IGN)

    here = "tests/test_suite.py::test_signals_mean_what_they_usually_do"
    status, said = run_tests(here, "tests/network/test_stopping.py", preexec_fn=deaf)
    assert status == 0, said
    assert " skipped" not in said


SIGNALS = """
import signal
usual = {"SIGINT": signal.default_int_handler}
for name in ("SIGINT", "SIGHUP", "SIGQUIT", "SIGTERM"):
    assert signal.getsignal(getattr(signal, name)) is usual.get(name, signal.SIG_DFL), name
"""


@posix
def test_signals_mean_what_they_usually_do():
    subprocess.run([sys.executable, "-c", SIGNALS], check=True)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


MARKED = """
import pytest

def test_usual(): pass

@pytest.mark.slow
def test_slow(): pass

@pytest.mark.exhaustive
def test_exhaustive(): pass

@pytest.mark.slow
@pytest.mark.exhaustive
def test_both(): pass
"""


def test_parts_of_the_tests_make_up_the_whole(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_marked.py").write_text(MARKED)

    def collected(*options):
        status, said = run_tests("--collect-only", *options, cwd=tmp_path)
        assert status == 0, said
        return re.findall(r"::test_(\w+)", said)

    assert collected() == ["usual", "slow"]
    assert collected("-m", "exhaustive") == ["exhaustive", "both"]
    assert collected("-m", "") == ["usual", "slow", "exhaustive", "both"]
    assert collected("-m", "not exhaustive and not slow") == ["usual"]


def test_what_is_called_slow_is_there():
    assert [name for name in SLOW_FILES if not (ROOT / name).is_file()] == []
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py")]
    for name in SLOW:
        assert any(re.search(rf"^def {name}\(", text, re.MULTILINE) for text in texts), name


def test_files_may_be_named_in_any_order(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    folder = tmp_path / "tests" / "inner"
    folder.mkdir(parents=True)
    for name in ("conftest.py", "peak_memory.py"):
        shutil.copy(ROOT / "tests" / name, folder.parent)
    fixture = "import pytest\n@pytest.fixture\ndef given():\n    return 1\n"
    (folder / "conftest.py").write_text(fixture)
    for name in "ab":
        (folder / f"test_{name}.py").write_text("def test_it(given): assert given\n")
    (folder.parent / "test_outer.py").write_text("def test_it(): pass\n")
    named = ["tests/inner/test_a.py", "tests/test_outer.py", "tests/inner/test_b.py::test_it"]
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    status, said = run_tests(*named, cwd=tmp_path, PYTHONPATH=path)
    assert status == 0, said
    assert "3 passed" in said


def test_make_and_ci_run_these_parts():
    orders = {}
    env = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    for goal in ("test", "test-fast", "test-rest", "test-all"):
        made = subprocess.run(
            ["make", "--dry-run", goal, "ARGS=-rs"],
            cwd=ROOT, env=env, capture_output=True, text=True,
        )  # fmt: skip
        found = re.search(r"-m pytest (.*)", made.stdout)
        assert found, made.stdout + made.stderr
        shared = "--numprocesses auto --dist loadgroup --no-loadscope-reorder "
        orders[goal] = found[1].removeprefix(shared)
    assert orders == {
        "test": "-rs",
        "test-fast": '-m "not exhaustive and not slow" -rs',
        "test-rest": "-m exhaustive -rs",
        "test-all": '-m "" -rs',
    }
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "for tests in test test-rest; do" in ci
    parts = re.search(r"^make --keep-going .*? ([a-z][a-z -]*) \|\|", ci, re.MULTILINE)
    assert parts, "CI checks more than the tests"
    assert parts[1] == "format-check lint types javascript docs"


@pytest.fixture(scope="module")
def files():
    """Return the names of the files under version control."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("this is no checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return listed.stdout.decode().rstrip("\0").split("\0")


def test_line_ends_are_the_same_everywhere(files):
    asked = subprocess.run(
        ["git", "check-attr", "-z", "--stdin", "text", "eol"],
        cwd=ROOT, input="\0".join(files).encode(), capture_output=True, check=True,
    )  # fmt: skip
    parts = asked.stdout.decode().split("\0")[:-1]
    told = {}
    for path, name, value in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        told.setdefault(path, {})[name] = value
    assert len(told) == len(files)
    for path, attributes in told.items():
        held = (ROOT / path).read_bytes()
        if b"\0" in held:
            assert attributes["text"] == "unset", f"{path} is no text: name it in .gitattributes"
        else:
            assert attributes == {"text": "auto", "eol": "lf"}, path
            assert b"\r\n" not in held, path


def test_a_checkout_as_windows_makes_it_can_be_set_up(files, tmp_path):
    order = ["git", "-c", "core.autocrlf=true", "-c", "core.eol=crlf", "checkout-index", "-a"]
    subprocess.run([*order, f"--prefix={tmp_path}/"], cwd=ROOT, check=True)
    subprocess.run(["sh", "-n", tmp_path / "tools" / "set_up.sh"], check=True)
    subprocess.run(["bash", "-n", tmp_path / ".ci" / "run"], check=True)
    for sums in tmp_path.glob("assets/*/SHA256SUMS"):
        subprocess.run(["sha256sum", "--quiet", "-c", sums.name], cwd=sums.parent, check=True)
    for path in files:
        assert (tmp_path / path).read_bytes() == (ROOT / path).read_bytes() or _changed(path)


def _changed(path):
    """Return whether a file differs from the version under version control."""
    return subprocess.run(["git", "diff", "--quiet", "--", path], cwd=ROOT).returncode != 0
