"""Write the page: template, style, modules, words, colours and a payload in one HTML file."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publish.explorer.bundle import bundle
from publish.explorer.payload import Payload, script_json
from scenes.style.theme import DARK, LIGHT, Theme

if TYPE_CHECKING:
    from scenes.words import Words

__all__ = ["PAGE", "render_page"]

PAGE = Path(__file__).with_name("page")
"""The folder with the template, the style and the modules."""
STYLES = ("style.css", "images/style.css")
"""Its style sheets, in the order in which they apply."""
GROUP = "explorer"
"""The page's texts in ``assets/words``."""
_PLACE = re.compile(r"\{\{(\w+)\}\}")


def render_page(payload: Payload, words: Words, theme: Theme, follows: bool = False) -> str:
    """Return the HTML of a page.

    Parameters
    ----------
    payload : Payload
    words : Words
        Has the group ``explorer``.
    theme : Theme
        The theme in which the page opens; its reader can change to the other of dark and light.
    follows : bool
        Whether the page opens dark or light as its reader's system is set, until one is chosen.
    """
    header, data = payload.encoded()
    themes = _themes(theme)
    style = _style_of(themes) + "".join(
        (PAGE / name).read_text(encoding="utf-8") for name in STYLES
    )
    script = bundle(PAGE, "main.js")
    settings = {
        "words": texts(words),
        "language": words.language,
        "theme": theme.name,
        "follows": follows,
        "themes": {name: _colours(each) for name, each in themes.items()},
    }
    places = {
        "language": words.language,
        "title": _escaped(_title_of(payload.header, words)),
        "policy": f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)};"
        " img-src data: blob:; base-uri 'none'; form-action 'none'",
        "style": style,
        "noscript": _escaped(words[f"{GROUP}.noscript"]),
        "header": header,
        "settings": script_json(settings),
        "data": data,
        "script": script,
    }
    template = (PAGE / "index.html").read_text(encoding="utf-8")
    return _PLACE.sub(lambda found: places[found[1]], template)


def texts(words: Words, group: str = GROUP) -> dict[str, str]:
    """Return the page's texts by their names without the group, such as ``diagram.title``."""
    found: dict[str, str] = {}
    for name in words.names(group):
        inner = words.names(f"{group}.{name}") if not _is_text(words, f"{group}.{name}") else []
        if inner:
            found |= {
                f"{name}.{key}": text for key, text in texts(words, f"{group}.{name}").items()
            }
        else:
            found[name] = words[f"{group}.{name}"]
    return found


def _title_of(header: Mapping[str, Any], words: Words) -> str:
    """Return the title of the window; without one of its own, that of the network and the data."""
    shape = "-".join(map(str, header["layer_sizes"]))
    if header["name"] is not None:
        return f"{header['name']}, {shape}"
    return words[f"{GROUP}.top.learns"].format(shape=shape, what=header["subject"])


def _is_text(words: Words, name: str) -> bool:
    from network.errors import LayerlightError

    try:
        words[name]
    except LayerlightError:
        return False
    return True


def _themes(theme: Theme) -> dict[str, Theme]:
    """Return the page's theme and its counterpart, by name."""
    return {theme.name: theme} | ({LIGHT.name: LIGHT} if theme.dark else {DARK.name: DARK})


def _colours(theme: Theme) -> dict[str, str]:
    names = [each.name for each in fields(Theme) if each.type == "str" and each.name != "name"]
    return {name: getattr(theme, name) for name in names} | {
        "scheme": "dark" if theme.dark else "light"
    }


def _style_of(themes: Mapping[str, Theme]) -> str:
    """Return the colours as custom properties; paper gets the light ones."""

    def properties(theme: Theme) -> str:
        colours = _colours(theme)
        scheme = colours.pop("scheme")
        held = "".join(f"--{name.replace('_', '-')}:{each};" for name, each in colours.items())
        return f"{held}color-scheme:{scheme};"

    rules = [
        f':root[data-theme="{k}"]{{{properties(theme)}}}' for k, theme in enumerate(themes.values())
    ]
    light = next((theme for theme in themes.values() if not theme.dark), LIGHT)
    return "".join(rules) + f"@media print{{:root[data-theme]{{{properties(light)}}}}}\n"


@cache
def _hash_of(content: str) -> str:
    return base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _hash(content: str) -> str:
    """Return the source expression that allows exactly this inline content."""
    return f"'sha256-{_hash_of(content)}'"


def _escaped(text: str) -> str:
    return html.escape(text)
