"""What makes two computers draw the same frames, held against each other."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from scenes.rendering.fingerprints import LIBRARIES, digest

__all__ = ["difference", "machine"]

HOME = Path(__file__).resolve().parents[3]
CODE = ("layerlight", "network", "scenes")
"""The packages of the project that take part in drawing."""
PROBE = "Aa Gg Qq 0123456789 − × √ äöüß ñ¿ σ ŷ"
FORMULA = "sigma(z) = 1 / (1 + e^(-z)), quad sum_(i=1)^n w_i x_i, quad partial C / partial w"
"""A text and a formula (in Typst) whose outlines differ if the fonts do."""


@lru_cache(maxsize=1)
def machine() -> dict[str, str]:
    """Return the versions and digests of everything that a frame depends on, by their names."""
    import av
    import cairo

    from layerlight import __version__

    found = {"Layerlight": __version__, "Layerlight’s code": _code()}
    found["Python"] = ".".join(platform.python_version_tuple()[:2])
    found |= {name: version(name) for name in LIBRARIES}
    found["Cairo"] = f"{cairo.cairo_version_string()} (pycairo {cairo.version})"
    libraries = sorted(av.library_versions.items())
    found["FFmpeg"] = ", ".join(f"{name} {'.'.join(map(str, v))}" for name, v in libraries)
    found["fonts"] = _fonts()
    return found


def difference(here: Mapping[str, str], there: Mapping[str, str], name: str) -> str | None:
    """Return a sentence about the first thing in which two computers differ; None if none does.

    Parameters
    ----------
    here, there : mapping of str to str
        What :func:`machine` gave on this computer, and on the other one.
    name : str
        What to call the other one.
    """
    for what, own in here.items():
        other = there.get(what, "none")
        if other != own:
            return f"{name} has {what} {other}, this computer {own}: install the same on both"
    return None


def _code() -> str:
    """Return the digest of the code that draws."""
    files = sorted(file for room in CODE for file in (HOME / room).rglob("*.py"))
    held = hashlib.sha256()
    for file in files:
        held.update(file.relative_to(HOME).as_posix().encode() + b"\0" + file.read_bytes())
    return held.hexdigest()[:12]


def _fonts() -> str:
    """Return the digest of the outlines of texts."""
    import typst

    from scenes.mobjects.text.typesetting import FONT_PREAMBLE

    page = "#set page(width: 40em, height: auto)\n"
    source = f"{page}{FONT_PREAMBLE}\n{PROBE}\n\n#strong[{PROBE}]\n\n#emph[{PROBE}]\n\n${FORMULA}$"
    return digest(typst.compile(source.encode(), format="svg"))[:12]
