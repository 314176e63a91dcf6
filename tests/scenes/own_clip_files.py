"""The files of the clip that docs/own-clips.md builds."""

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "own-clips.md"


def blocks(language: str) -> list[str]:
    """Return the code blocks of the page in a language."""
    text = PAGE.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def write_clip(folder: Path, name: str = "one_weight") -> Path:
    """Write the clip of the page and its words; return the path of the clip."""
    file = folder / f"{name}.py"
    file.write_text(blocks("python")[0], encoding="utf-8")
    file.with_suffix(".toml").write_text(blocks("toml")[0], encoding="utf-8")
    return file
