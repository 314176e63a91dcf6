"""The folder of what ships with the project: recordings, drawn digits, words, templates."""

from pathlib import Path

from network.errors import LayerlightError

#: Beside this package, wherever the program is started.
ASSETS = Path(__file__).resolve().parents[2] / "assets"


def shipped_file(path: Path) -> Path:
    """Return a file or folder that ships, if it is there.

    Parameters
    ----------
    path : Path

    Raises
    ------
    LayerlightError
        It is missing, as after an installation that copied the code alone.
    """
    if path.exists():
        return path
    what = "all of its assets" if not path.parent.is_dir() else "one of its assets"
    raise LayerlightError(
        f"{path} is missing: this installation lacks {what}; use a checkout of the project, in"
        " which `pip install -e .` installs it"
    )
