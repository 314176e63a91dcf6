"""The structure of the project: which room may import which, and what no file may contain."""

import ast
import hashlib
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# Each may import those before it; from the first, the others import only what OPEN lists.
ROOMS = ("layerlight", "network", "scenes", "publish", "render")
OPEN = ("layerlight.__version__", "layerlight.errors", "layerlight.models", "layerlight.process")
FOLDERS = (
    ".ci",
    "assets",
    "benchmarks",
    "docs",
    "layerlight",
    "network",
    "publish",
    "scenes",
    "tests",
    "tools",
)


def project_files() -> list[Path]:
    """Return the project's own files, without generated or installed ones."""
    files = [path for path in ROOT.iterdir() if path.is_file() and path.name != ".git"]
    for folder in FOLDERS:
        files += [path for path in (ROOT / folder).rglob("*") if path.is_file()]
    return sorted(path for path in files if not {"__pycache__", "generated"} & set(path.parts))


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports_of(source: str, package: str) -> set[str]:
    """Return the full names of all imports in ``source``, including relative and dynamic ones."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")
            base = parents[: len(parents) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            names |= {f"{module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and node.args:
            called = ast.unparse(node.func).rsplit(".", 1)[-1]
            target = node.args[0]
            if called in ("import_module", "__import__") and isinstance(target, ast.Constant):
                names.add(str(target.value))
    return names


def wrong_arrows(room: str, names: set[str]) -> set[str]:
    """Return the imported rooms that ``room`` may not import."""
    allowed = ROOMS[: ROOMS.index(room) + 1]
    return {name.split(".")[0] for name in names} & set(ROOMS).difference(allowed)


ROOM_FILES = [path for path in project_files() if path.suffix == ".py" and room_of(path) in ROOMS]


@pytest.mark.parametrize("path", ROOM_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_one_way(path):
    package = ".".join(path.relative_to(ROOT).parent.parts)
    names = imports_of(path.read_text(encoding="utf-8"), package)
    room = room_of(path)
    wrong = wrong_arrows(room, names)
    assert not wrong, f"{room} imports {sorted(wrong)}; arrows: {' -> '.join(reversed(ROOMS))}"
    if room != "layerlight":
        closed = {n for n in names if n.startswith("layerlight") and not n.startswith(OPEN)}
        assert not closed, f"of layerlight, others import only {OPEN}, not {sorted(closed)}"
    if room == "network":
        drawing = {name.split(".")[0] for name in names} & {"manim", "matplotlib", "PIL", "av"}
        allowed = {"matplotlib"} if path.parent.name == "plots" else set()
        if path.relative_to(ROOT).as_posix() == "network/data/photographs/image_file.py":
            allowed = {"PIL"}  # reads the picture files of others, when there is one to read
        assert drawing <= allowed, f"network records and does not draw: {sorted(drawing)}"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import scenes.theme", {"scenes"}),
        ("def f():\n    from scenes import theme", {"scenes"}),
        ("if TYPE_CHECKING:\n    import publish", {"publish"}),
        ("import importlib\nimportlib.import_module('render')", {"render"}),
        ("from . import mnist\nfrom .idx import read_idx", set()),
        ("import numpy, network", set()),
    ],
)
def test_a_wrong_arrow_is_seen(source, expected):
    assert wrong_arrows("network", imports_of(source, "network")) == expected


# From the bottom up: each may import those before it in its package, and none after it.
INNER_ROOMS = {
    "network": (
        "errors", "system", "storage", "core", "data", "frameworks", "recordings", "studies",
        "plots", "cli", "service", "__main__",
    ),
    "scenes": (
        "catalog", "focus", "requires", "style", "words", "cache", "provenance", "claims",
        "animation", "mobjects", "base", "clips", "audit", "rendering", "own",
    ),
}  # fmt: skip


@pytest.mark.parametrize("package", INNER_ROOMS)
def test_imports_between_inner_rooms_run_one_way(package):
    """``tools/generate_docs.py`` draws the picture in the documentation from the same imports."""
    place = ROOT / "tools" / "generate_docs.py"
    spec = importlib.util.spec_from_file_location("generate_docs", place)
    generate_docs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate_docs)
    order = [f"{package}/{room}" for room in INNER_ROOMS[package]]
    arrows = {
        room: others for room, others in generate_docs.imports().items() if room.startswith(package)
    }
    assert set(arrows) <= set(order), f"give {set(arrows) - set(order)} a place in INNER_ROOMS"
    for room, others in arrows.items():
        above = {other for other in others if other in order[order.index(room) :]}
        assert not above, f"{room} imports {sorted(above)}, which stand above it"


def test_the_rooms_are_found():
    assert {room_of(path) for path in ROOM_FILES} >= {"network", "scenes", "publish"}


def test_recording_needs_no_drawing():
    code = (
        "import sys, network, network.__main__\n"
        "sys.exit(' '.join({'manim', 'matplotlib', 'pooch', 'PIL'} & set(sys.modules)) or 0)"
    )
    child = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert child.returncode == 0, f"importing network also imports {child.stderr}"


def test_programs_of_others_load_nothing_but_what_they_ask_for():
    code = (
        "import sys\n"
        "before = set(sys.modules)\n"
        "import layerlight\n"
        "new = {name.split('.')[0] for name in set(sys.modules) - before}\n"
        "sys.exit(' '.join(new - sys.stdlib_module_names - {'layerlight', 'numpy'}) or 0)"
    )
    child = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert child.returncode == 0, f"importing layerlight also imports {child.stderr}"


def test_every_folder_of_a_room_is_a_package():
    for folder in {path.parent for path in ROOM_FILES} - {ROOT}:
        assert (folder / "__init__.py").is_file(), f"{folder}: would not be installed"


def test_git_ignores_no_source():
    names = "".join(f"{path.relative_to(ROOT)}\n" for path in project_files())
    ignored = subprocess.run(
        ["git", "check-ignore", "--no-index", "--stdin"],
        cwd=ROOT,
        input=names,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not ignored.stdout, f"missing from every clone, see .gitignore: {ignored.stdout}"


# Written in two pieces, so that this file does not contain what it forbids.
FORBIDDEN = {
    "a path of one machine": re.compile(
        r"(?<![\w.])/(?:"
        + "|".join(("wo" + "rk", "ro" + "ot", "ho" + "me", "Us" + "ers", "tm" + "p"))
        + r")/"
    ),
    "a change of the module search path": re.compile(r"sys\.pa" + r"th\.(?:insert|append)"),
    "a star import": re.compile(r"^from \S+ import \*", re.MULTILINE),
    "a folder beside the checkout": re.compile(r"\.\./sha" + r"red"),
}
ALLOWED = {
    (".ci/run", "a folder beside the checkout"),
    # An isolated Python does not inherit the search path of the process that starts it.
    ("layerlight/process.py", "a change of the module search path"),
}


def test_no_file_holds_what_belongs_elsewhere():
    found = []
    for path in project_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        name = path.relative_to(ROOT).as_posix()
        for what, pattern in FORBIDDEN.items():
            match = pattern.search(text)
            if match and (name, what) not in ALLOWED:
                line = text.count("\n", 0, match.start()) + 1
                found.append(f"{name}:{line}: {what}: {match.group()!r}")
    assert not found, "\n".join(found)


def listed_hashes() -> dict[Path, str]:
    """Return the SHA-256 digest that the lists in assets/ give for each file."""
    listed = {}
    for sums in (ROOT / "assets").rglob("SHA256SUMS"):
        for line in sums.read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                digest, name = line.split(maxsplit=1)
                listed[sums.parent / name] = digest
    return listed


def test_assets_have_the_hashes_listed():
    for path, digest in listed_hashes().items():
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        name = path.relative_to(ROOT)
        assert found == digest, f"{name}: expected SHA-256 {digest}, found {found}"


def test_every_asset_that_is_not_text_is_listed():
    unlisted = []
    for path in (ROOT / "assets").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts and path not in listed_hashes():
            try:
                path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                unlisted.append(path.relative_to(ROOT).as_posix())
    assert not unlisted, f"add to SHA256SUMS with tools/list_hashes.py: {unlisted}"
