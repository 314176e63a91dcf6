"""Which options of ``render.py`` go with a course; the file says everything else."""

from __future__ import annotations

from typing import Any

import click
from click.core import ParameterSource

from network.errors import UsageError
from publish.course.course_file import KEYS

__all__ = ["for_course"]

OTHERS = {
    "course", "dry_run", "folder", "jobs", "cluster", "mnist", "force", "quiet", "verbose",
    "list_clips",
}  # fmt: skip
"""Options that do not describe a film."""
FOR_ALL = ("quality", "fps")
"""Options that describe every film, whatever the file says: for a draft of the whole course."""
SPELLED = {
    "recording": "recordings", "formats": "formats", "decks": "decks", "words": "words",
    "language": "languages", "theme": "themes", "aspect": "aspects", "no_captions": "captions",
}  # fmt: skip
"""Keys of a course by the option with another name."""


def for_course(context: click.Context) -> dict[str, Any]:
    """Return what options say of all films; refuse those that the file of a course says.

    Parameters
    ----------
    context : click.Context
        Of ``render.py``.

    Raises
    ------
    UsageError
        An option does not go with a course.
    """
    given = [
        name
        for name in context.params
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    ]
    if context.params["clips"]:
        raise UsageError("--course makes the films of its file: name no clips")
    spelled = {each.name: each.opts[-1] for each in context.command.params}
    for name in given:
        if name not in (*OTHERS, *FOR_ALL):
            key = SPELLED.get(name, name)
            raise UsageError(
                f"{spelled[name]} does not go with --course: the course\u2019s file says it, as in"
                f" docs/courses.md ({key} = …)"
                if key in KEYS
                else f"{spelled[name]} does not go with --course"
            )
    return {name: context.params[name] for name in FOR_ALL if name in given}
