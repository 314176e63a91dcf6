"""The folder of files that ship with Layerlight: recordings, drawn digits, words, templates."""

from importlib import resources
from pathlib import Path

from network.errors import LayerlightError


def _find() -> Path:
    """Return the folder inside the installed package, or else the checkout's."""
    installed = Path(str(resources.files("layerlight"))) / "assets"
    checkout = Path(__file__).resolve().parents[2] / "assets"
    return installed if installed.is_dir() else checkout


#: The folder; it does not depend on the current directory.
ASSETS = _find()


def shipped_file(path: Path) -> Path:
    """Return ``path``, that of a file or folder that ships with Layerlight, if it exists.

    Parameters
    ----------
    path : Path

    Raises
    ------
    LayerlightError
        It does not exist.
    """
    if path.exists():
        return path
    what = "all of its assets" if not path.parent.is_dir() else "one of its assets"
    raise LayerlightError(
        f"{path} is missing: this installation lacks {what}; install Layerlight again with"
        " `pip install .` in a checkout of the project"
    )
