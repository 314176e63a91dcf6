"""Write SHA256SUMS in a folder of assets:  python tools/list_hashes.py assets/recordings.

Lists every file that is neither a script nor words, as ``sha256sum -c SHA256SUMS`` reads it.
"""

import hashlib
import sys
from pathlib import Path

#: Files that people write and read in reviews need no hash.
UNLISTED = {".py", ".md", ".toml", ".txt"}


def main(folder: Path) -> None:
    """List the hashes of the files below ``folder``, by path."""
    files = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS" and path.suffix not in UNLISTED
    )
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n"
        for path in files
    ]
    (folder / "SHA256SUMS").write_text("".join(lines))


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit("usage: python tools/list_hashes.py FOLDER")
    main(Path(sys.argv[1]))
