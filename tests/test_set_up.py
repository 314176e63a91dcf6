"""tools/set_up.sh on machines made of stubs: what it would install, and what it says."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ("basename", "cat", "chmod", "cp", "dirname", "env", "grep", "mkdir", "paste", "sed", "sh")

# A fake Python that answers the script's questions from files beside it and logs what it runs.
PYTHON = """
here=$(dirname "$0"); me=$(basename "$0")
case "$*" in
*version_info*) [ ! -e "$BIN/$me.old" ] ;;
*Python.h*) [ -e "$BIN/$me.headers" ] ;;
*ensurepip*) [ -e "$BIN/$me.venv" ] ;;
*"-m venv"*) mkdir -p .venv/bin; cp "$0" .venv/bin/python; echo "$me -m venv" >>"$LOG" ;;
*"-m pip --version"*) ;;
*"-m pip"*) echo "pip $*" >>"$LOG"; [ ! -e "$BIN/pip.slow" ] || "$BIN/pip.slow" ;;
*--version*) echo "Python 3.x" ;;
esac
"""
PACKAGE_MANAGER = """
echo "{name} $*" >>"$LOG"
case "$*" in *install*) for made in $MAKES; do cp "$BIN/../later/$made" "$BIN/"; done ;; esac
"""


class Machine:
    """A PATH of stubs; ``later`` holds what a package manager will install."""

    def __init__(self, folder: Path) -> None:
        self.bin, self.later, self.log = folder / "bin", folder / "later", folder / "log"
        for made in (self.bin, self.later, folder / "tools"):
            made.mkdir()
        shutil.copy(ROOT / "tools" / "set_up.sh", folder / "tools")
        self.folder, self.log = folder, folder / "log"
        self.log.touch()
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool))
        self.add("uname", "echo Linux")
        self.add("id", "echo 0")
        for name in ("gcc", "pkg-config"):
            self.add(name, "exit 0", self.later)
        self.add_python("python3", self.later)

    def add(self, name: str, body: str, folder: Path | None = None) -> None:
        path = (folder or self.bin) / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    def add_python(self, name: str, folder: Path, *marks: str) -> None:
        """Add a Python; marks are "old", "headers" and "venv", by default the last two."""
        self.add(name, PYTHON, folder)
        marks = marks or ("headers", "venv")
        for mark in marks:
            (folder / f"{name}.{mark}").touch()

    def add_manager(self, name: str) -> None:
        self.add(name, PACKAGE_MANAGER.format(name=name))

    def run(self) -> tuple[int, str, list[str]]:
        """Run the script; return its exit status, its output, and the commands it ran."""
        made = " ".join(path.name for path in self.later.iterdir())
        done = subprocess.run(
            [shutil.which("sh"), self.folder / "tools" / "set_up.sh"],
            env={"PATH": str(self.bin), "BIN": str(self.bin), "LOG": str(self.log), "MAKES": made},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr, self.log.read_text().splitlines()


@pytest.fixture
def machine(tmp_path) -> Machine:
    return Machine(tmp_path)


PIP = "pip -m pip install --quiet --disable-pip-version-check --use-pep517 --editable .[dev]"
APT = (
    "apt-get{} install -y --no-install-recommends gcc libc6-dev pkg-config libcairo2-dev "
    "libpango1.0-dev python3 python3-dev python3-venv"
)


def test_a_bare_debian(machine):
    machine.add_manager("apt-get")
    machine.add("apt-cache", "echo 'Version: 3.11.2-1+b1'")
    status, said, ran = machine.run()
    assert status == 0, said
    assert "missing: a C compiler, pkg-config, the headers of Cairo and Pango, Python 3.11" in said
    assert ran == [
        "apt-get -qq update",
        APT.format(" -qq"),
        "python3 -m venv",
        PIP,
    ]


def test_a_debian_whose_python_is_too_old(machine):
    machine.add_manager("apt-get")
    machine.add(
        "apt-cache",
        'case "$2" in python3.12*) ;; python3) echo "Version: 3.10" ;; *) false ;; esac',
    )
    machine.add_python("python3", machine.bin, "old", "headers", "venv")
    machine.add_python("python3.12", machine.later)
    (machine.later / "python3").unlink()
    status, said, ran = machine.run()
    assert status == 0, said
    assert ran[1].endswith("python3.12 python3.12-dev python3.12-venv")
    assert ran[2] == "python3.12 -m venv"


def test_a_bare_fedora(machine):
    machine.add(
        "dnf",
        'case "$*" in *repoquery*) echo 3.13.2; exit ;; esac' + PACKAGE_MANAGER.format(name="dnf"),
    )
    status, said, ran = machine.run()
    assert status == 0, said
    packages = "gcc pkgconf-pkg-config cairo-devel pango-devel python3 python3-devel"
    assert ran == [f"dnf install -y {packages}", "python3 -m venv", PIP]


def test_a_mac(machine):
    machine.add("uname", "echo Darwin")
    machine.add("cc", "exit 0")
    machine.add_python("python3", machine.bin, "old", "headers", "venv")
    (machine.later / "python3").unlink()
    machine.add_python("python3.13", machine.later)
    machine.add(
        "brew",
        'echo "brew $*" >>"$LOG"; made=pkg-config\n'
        'case "$*" in *python*) made="python3.13*" ;; esac; cp "$BIN"/../later/$made "$BIN/"',
    )
    status, said, ran = machine.run()
    assert status == 0, said
    assert ran == [
        "brew install pkgconf cairo pango",
        "brew install python@3.13",
        "python3.13 -m venv",
        PIP,
    ]


def everything(machine: Machine) -> None:
    for path in machine.later.iterdir():
        shutil.copy(path, machine.bin)


def test_nothing_missing_means_no_package_manager(machine):
    machine.add_manager("apt-get")
    everything(machine)
    status, said, ran = machine.run()
    assert (status, ran) == (0, ["python3 -m venv", PIP]), said
    status, said, ran = machine.run()
    assert ran == ["python3 -m venv", PIP, PIP]  # the existing environment is kept


@pytest.mark.parametrize("mark", ["headers", "venv"])
def test_a_part_of_python_missing(machine, mark):
    machine.add_manager("apt-get")
    everything(machine)
    (machine.bin / f"python3.{mark}").unlink()
    status, said, ran = machine.run()
    assert status == 0, said
    words = {"headers": "the headers of python3", "venv": "the venv module of python3"}
    assert f"missing: {words[mark]}\n" in said
    assert "python3-dev python3-venv" in ran[1]


def test_without_rights_all_commands_are_named_at_once(machine):
    machine.add_manager("apt-get")
    machine.add("apt-cache", "echo 'Version: 3.11.2-1+b1'")
    machine.add("id", "echo 1000")
    status, said, ran = machine.run()
    assert (status, ran) == (1, [])
    assert "as root" in said
    assert f"\n  apt-get update\n  {APT.format('')}\n" in said
    machine.add("sudo", "echo 'sudo: a password is required' >&2; exit 1")
    status, said, ran = machine.run()
    assert (status, ran) == (1, [])
    assert f"\n  apt-get update\n  {APT.format('')}\n" in said
    machine.add("sudo", 'echo "sudo $*" >>"$LOG"; shift; exec "$@"')
    status, said, ran = machine.run()
    assert status == 0, said
    assert ran[0] == "sudo -n apt-get -qq update"  # no terminal: no waiting for a password
    assert ran[2].startswith("sudo -n env DEBIAN_FRONTEND=noninteractive apt-get -qq install")


def test_who_runs_the_commands_named_gets_on(machine):
    """The user may do nothing as root, so asks somebody who may to run the commands."""
    machine.add_manager("apt-get")
    machine.add("apt-cache", "exit 1")  # as in a new container, which has no package lists
    machine.add("id", "echo 1000")
    _, said, _ = machine.run()
    commands = [line.strip() for line in said.splitlines() if line.startswith("  apt-get ")]
    assert commands == ["apt-get update", APT.format("")]
    for command in commands:
        env = {"PATH": str(machine.bin), "BIN": str(machine.bin), "LOG": str(machine.log)}
        made = " ".join(path.name for path in machine.later.iterdir())
        subprocess.run([shutil.which("sh"), "-c", command], env={**env, "MAKES": made}, check=True)
    status, said, ran = machine.run()
    assert status == 0, said
    assert ran[-2:] == ["python3 -m venv", PIP]


def test_without_rights_fedora_gets_its_command_too(machine):
    machine.add("dnf", "exit 1")
    machine.add("id", "echo 1000")
    status, said, _ = machine.run()
    assert status == 1
    assert "\n  dnf install -y gcc pkgconf-pkg-config cairo-devel pango-devel python3 " in said


def test_lists_that_cannot_be_renewed_are_used_as_they_are(machine):
    machine.add(
        "apt-get",
        'case "$*" in *update*) echo "E: no route to host" >&2; exit 100 ;; esac'
        + PACKAGE_MANAGER.format(name="apt-get"),
    )
    machine.add("apt-cache", "echo 'Version: 3.11.2-1+b1'")
    status, said, ran = machine.run()
    assert status == 0, said
    assert "apt-get update failed" in said
    assert ran == [APT.format(" -qq"), "python3 -m venv", PIP]


def test_it_says_what_takes_long_and_that_it_goes_on(machine):
    everything(machine)
    machine.add("sleep", f"exec {shutil.which('sleep')} 0.01")  # for five seconds
    machine.add("pip.slow", f"exec {shutil.which('sleep')} 1")
    status, said, _ = machine.run()
    assert status == 0, said
    first, *_ = re.findall("Python packages: .*", said)
    for part in ("some minutes", "from the internet", "about 1 GB in .venv"):
        assert part in first
    assert "still installing after 30 s" in said


def test_an_environment_that_was_moved_is_made_again(machine):
    everything(machine)
    assert machine.run()[0] == 0
    stamp = machine.folder / ".venv" / ".set-up"
    assert stamp.read_text() == f"{machine.folder.resolve()}\n"
    stamp.write_text("/elsewhere/layerlight\n")
    status, said, ran = machine.run()
    assert status == 0
    assert "the environment in .venv was made in /elsewhere/layerlight and does not work" in said
    assert ran == ["python3 -m venv", PIP] * 2
    assert stamp.read_text() == f"{machine.folder.resolve()}\n"


def test_packages_that_cannot_be_installed_leave_no_stamp(machine):
    everything(machine)
    machine.add("pip.slow", "echo 'no route to host' >&2; exit 1")
    status, said, _ = machine.run()
    assert status == 1
    assert "no route to host" in said
    assert "pip could not install the packages" in said
    assert not (machine.folder / ".venv" / ".set-up").exists()


@pytest.mark.parametrize(
    ("system", "said"),
    [
        ("FreeBSD", "not FreeBSD"),
        ("MINGW64_NT", "use WSL"),
        ("Linux", "Install with your system's"),
    ],
)
def test_other_systems(machine, system, said):
    machine.add("uname", f"echo {system}")
    status, words, ran = machine.run()
    assert (status, ran) == (1, [])
    assert said in words


def test_a_package_manager_that_fails(machine):
    machine.add("apt-get", "echo 'no route to host' >&2; exit 100")
    status, said, _ = machine.run()
    assert status == 1
    assert "no route to host" in said
    assert "Run it yourself" in said


def test_installed_but_still_missing(machine):
    machine.add("apt-get", "exit 0")
    machine.add("apt-cache", "exit 0")
    status, said, _ = machine.run()
    assert status == 1
    assert "still missing after installation: a C compiler" in said


def test_make_sets_up_once_and_again_when_the_project_changes(tmp_path):
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "set_up.sh").write_text(
        "mkdir -p .venv/bin; echo set-up >>log\n"
        "printf '#!/bin/sh\\necho works\\n' >.venv/bin/python; chmod +x .venv/bin/python\n"
    )
    (tmp_path / "pyproject.toml").touch()
    clip = tmp_path / "scenes" / "clips" / "some_clip"
    clip.mkdir(parents=True)
    (clip.parent / "__init__.py").touch()
    (clip / "scene.py").touch()

    def make(*goals: str) -> str:
        return subprocess.run(
            ["make", "-C", str(tmp_path), *goals], capture_output=True, text=True, check=True
        ).stdout

    assert "render.py some_clip -ql" in make("some_clip", "ARGS=-ql")
    make("test")
    log = tmp_path / "log"
    assert log.read_text() == "set-up\n"
    os.utime(tmp_path / ".venv" / ".set-up", (1, 1))  # as if pyproject.toml had changed since
    make("test")
    make("lint")
    assert log.read_text().count("set-up") == 2
    (tmp_path / ".venv" / "bin" / "python").unlink()
    make("test")
    assert log.read_text().count("set-up") == 3
    stamp = tmp_path / ".venv" / ".set-up"
    stamp.write_text(f"{tmp_path.resolve()}\n")
    make("test")
    assert log.read_text().count("set-up") == 3
    stamp.write_text("/elsewhere\n")  # as if the checkout had been moved
    make("test")
    assert log.read_text().count("set-up") == 4
    assert "some_clip" in make("help")
