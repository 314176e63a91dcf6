"""Pages from the templates in ``assets/templates``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jinja2

__all__ = ["TEMPLATES", "template"]

TEMPLATES = Path(__file__).resolve().parent.parent / "assets" / "templates"


def template(name: str) -> jinja2.Template:
    """Give a template; what is filled in is escaped.

    Parameters
    ----------
    name : str
        Of a file in ``assets/templates``.
    """
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
