"""Write SHA256SUMS in a folder of assets:  python tools/list_hashes.py assets/recordings.

Lists every file that is not text, in the format of ``sha256sum -c SHA256SUMS``: text can be
reviewed by reading it, other files are identified by their hashes.
"""

import hashlib
import sys
from pathlib import Path


def is_text(data: bytes) -> bool:
    """Return whether ``data`` is human-readable text."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def hashes(folder: Path) -> str:
    """Return the text of SHA256SUMS for the files below ``folder``, sorted by path."""
    lines = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        if not is_text(data) and "__pycache__" not in path.parts:
            name = path.relative_to(folder).as_posix()
            lines.append(f"{hashlib.sha256(data).hexdigest()}  {name}\n")
    return "".join(lines)


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit("usage: python tools/list_hashes.py FOLDER")
    folder = Path(sys.argv[1])
    (folder / "SHA256SUMS").write_text(hashes(folder))
