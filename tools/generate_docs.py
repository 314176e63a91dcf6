"""Write the documentation pages derived from the code:  python tools/generate_docs.py.

The table of clips and of the facts they show comes from the catalogue, the picture of the rooms
from the imports, pictures and a clip from the gallery.  ``make docs`` runs this before Sphinx, so
none of it can get out of date.
"""

import ast
import shutil
import tomllib
from collections import defaultdict
from pathlib import Path
from xml.sax.saxutils import escape

from scenes.catalog import CATALOG, LECTURE

ROOT = Path(__file__).resolve().parents[1]
OUTPUT = ROOT / "docs" / "generated"
TOP = ("network", "scenes", "publish", "layerlight")
BOX, GAP, ROW = (176, 34), 24, 96
"""Size of a room's box, and the space between boxes and between floors, in pixels."""


def clip_table() -> str:
    """Return a Markdown table of all clips."""
    rows = [f"| `{entry.id}` | {entry.summary} |" for entry in (*CATALOG, LECTURE)]
    return "\n".join(["| clip | what it shows |", "|---|---|", *rows, ""])


def fact_table() -> str:
    """Return a Markdown table of the facts, each with the beats that show it."""
    facts = tomllib.loads((ROOT / "assets" / "facts.toml").read_text(encoding="utf-8"))
    shown = defaultdict(list)
    for entry in CATALOG:
        for beat, numbers in entry.facts.items():
            for number in numbers:
                shown[str(number)].append(f"`{entry.id}`: {beat}")
    rows = [f"| {n} | {text} | {'; '.join(shown[n])} |" for n, text in facts.items()]
    return "\n".join(["| | fact | shown in |", "|---|---|---|", *rows, ""])


def room_of(path: Path) -> str:
    """Return the room of a module: a folder in ``network`` or ``scenes``, or a module there."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts[-1] == "__init__":
        parts = parts[:-1]
    return "/".join(parts[: 2 if parts[0] in ("network", "scenes") else 1])


def imports() -> dict[str, set[str]]:
    """Return which other rooms each room imports."""
    files = [ROOT / "render.py", *(f for top in TOP for f in (ROOT / top).rglob("*.py"))]
    modules = {".".join(f.relative_to(ROOT).with_suffix("").parts): room_of(f) for f in files}
    modules |= {
        name.removesuffix(".__init__"): room
        for name, room in modules.items()
        if name.endswith(".__init__")
    }
    found: dict[str, set[str]] = {room: set() for room in modules.values()}
    for file in files:
        if file.name == "__init__.py" and file.parent.parent == ROOT:
            continue  # a package's ``__init__`` only re-exports what is in its rooms
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                inner = [f"{node.module}.{alias.name}" for alias in node.names]
                names = [name if name in modules else node.module for name in inner]
            for name in names:
                if modules.get(name, room_of(file)) != room_of(file):
                    found[room_of(file)].add(modules[name])
    doors = {"network", "scenes"}
    return {room: others - doors for room, others in found.items() if room not in doors}


def floors(arrows: dict[str, set[str]]) -> dict[str, int]:
    """Return the floor of each room: one above the highest room that it imports."""
    floor: dict[str, int] = {}

    def visit(room: str, above: tuple[str, ...] = ()) -> int:
        if room not in floor:
            below = [r for r in arrows.get(room, ()) if r not in (*above, room)]
            floor[room] = 1 + max((visit(r, (*above, room)) for r in below), default=-1)
        return floor[room]

    for room in sorted(arrows):
        visit(room)
    return floor


def direct(arrows: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return the arrows that do not follow from others; a picture of all would be unreadable."""
    below: dict[str, set[str]] = {}
    for room in sorted(arrows, key=floors(arrows).get):
        below[room] = arrows[room].union(*(below.get(other, set()) for other in arrows[room]))
    return {
        room: others - set().union(*(below.get(other, set()) for other in others))
        for room, others in arrows.items()
    }


def room_picture(arrows: dict[str, set[str]]) -> str:
    """Return an SVG of the rooms, each above all that it imports."""
    floor = floors(arrows)
    levels = defaultdict(list)
    for room, level in sorted(floor.items()):
        levels[level].append(room)
    widest = max(map(len, levels.values()))
    width = widest * (BOX[0] + GAP) + GAP
    height = (max(levels) + 1) * ROW + GAP
    places = {}
    for level, rooms in levels.items():
        free = width - len(rooms) * BOX[0]
        for k, room in enumerate(rooms):
            x = free / (len(rooms) + 1) * (k + 1) + k * BOX[0]
            places[room] = (x, height - (level + 1) * ROW)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="14" role="img" aria-label="Rooms and imports">'
    ]
    for room, others in sorted(direct(arrows).items()):
        for other in sorted(others):
            (x1, y1), (x2, y2) = places[room], places[other]
            x1, x2, y1 = x1 + BOX[0] / 2, x2 + BOX[0] / 2, y1 + BOX[1]
            lines.append(
                f'<path d="M{x1:.0f} {y1:.0f}C{x1:.0f} {y1 + 40:.0f} {x2:.0f} {y2 - 40:.0f} '
                f'{x2:.0f} {y2:.0f}" fill="none" stroke="#567" stroke-opacity=".7"/>'
            )
    for room, (x, y) in places.items():
        lines.append(
            f'<rect x="{x:.0f}" y="{y:.0f}" width="{BOX[0]}" height="{BOX[1]}" rx="6" '
            'fill="#eef3f6" stroke="#567"/>'
            f'<text x="{x + BOX[0] / 2:.0f}" y="{y + 22:.0f}" text-anchor="middle">'
            f"{escape(room)}</text>"
        )
    return "\n".join([*lines, "</svg>", ""])


def room_table(arrows: dict[str, set[str]]) -> str:
    """Return a Markdown table of the rooms and their purposes, from the packages' docstrings."""
    rows = []
    for room in sorted(arrows):
        package = ROOT / room / "__init__.py"
        source = package if package.is_file() else ROOT / f"{room}.py"
        text = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or ""
        rows.append(f"| `{room}` | {text.splitlines()[0] if text else ''} |")
    return "\n".join(["| room | what is in it |", "|---|---|", *rows, ""])


def main() -> None:
    """Write all pages."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    arrows = imports()
    pages = {
        "clips.md": clip_table(),
        "facts.md": fact_table(),
        "rooms.md": room_table(arrows),
        "rooms.svg": room_picture(arrows),
    }
    for name, text in pages.items():
        (OUTPUT / name).write_text(text, encoding="utf-8")
    media = OUTPUT / "media"
    media.mkdir(exist_ok=True)
    for file in sorted((ROOT / "assets" / "gallery").glob("*.[mp][pn][4g]")):
        shutil.copyfile(file, media / file.name)


if __name__ == "__main__":
    main()
