"""Jinja templates in ``assets/templates``."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from network.system.assets import ASSETS, shipped_file

if TYPE_CHECKING:
    import jinja2

__all__ = ["TEMPLATES", "template"]

TEMPLATES = ASSETS / "templates"


def template(name: str) -> jinja2.Template:
    """Load a template that escapes the values inserted into it.

    Parameters
    ----------
    name : str
        File name in ``assets/templates``.

    Raises
    ------
    LayerlightError
        If the file is not installed.
    """
    shipped_file(TEMPLATES / name)
    return _environment().get_template(name)


@cache
def _environment() -> jinja2.Environment:
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
