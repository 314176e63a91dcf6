"""The command line, ``python -m network``: record, import, show, verify, classify and others."""

import sys

from network.cli.commands import main
from network.cli.terminal import run
from network.system.signals import as_program


def console() -> int:
    """Run the console script ``layerlight-network``; return the exit status."""
    return as_program(lambda: run(main, sys.argv[1:], "layerlight-network"))


if __name__ == "__main__":
    sys.exit(as_program(lambda: run(main, sys.argv[1:])))
