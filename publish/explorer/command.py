"""The command ``python render.py explorer``."""

from __future__ import annotations

from pathlib import Path

import click

from network.system.streams import tell
from publish.explorer.write import DEFAULT_NAME, ExplorerRequest, write_explorer
from publish.files import size_of
from publish.terminal import advised
from scenes.style.theme import DARK
from scenes.style.theme_files import THEMES, load_theme
from scenes.words import ENGLISH, languages, load_words

__all__ = ["NAME", "explorer"]

NAME = "explorer"
"""First argument of the command."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--recording", type=click.Path(path_type=Path), metavar="FILE",
    help="Recording, series of checkpoints or exercise (.toml) to explore.  [default: the"
    " walkthrough]",
)  # fmt: skip
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    default=Path("clips") / DEFAULT_NAME, show_default=True, help="The page to write.",
)  # fmt: skip
@click.option(
    "--language", metavar="|".join(languages()), default=ENGLISH, show_default=True,
    help="Language of the page.",
)  # fmt: skip
@click.option(
    "--theme", metavar="|".join([*THEMES, "FILE.toml"]),
    help="Colours in which the page opens; a button changes between dark and light.  [default: dark"
    " or light, as the reader's system is set]",
)  # fmt: skip
@click.option("--verbose", is_flag=True, help="Print the traceback of an error.")
def explorer(
    recording: Path | None, out: Path, language: str, theme: str | None, verbose: bool
) -> None:
    """Write a page on which every number of a recorded training can be opened.

    It is one HTML file that needs no connection.
    """
    inputs = () if theme is None or theme in THEMES else (Path(theme),)
    request = ExplorerRequest(
        recording, out, load_words(language), load_theme(theme or DARK.name), inputs,
        follows=theme is None,
    )  # fmt: skip
    with advised(out.parent):
        target = write_explorer(request)
    tell(f"{target}  {size_of(target)}")
