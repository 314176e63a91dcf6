"""Ctrl-C while a command loads, which takes a second: it ends at once and shows no traceback.

Imported before everything else.  :func:`network.system.signals.as_program` takes over from here.
"""

import os
import signal
import sys

CONSOLE_SCRIPTS = ("layerlight", "layerlight-network")


def _is_command() -> bool:
    """Whether this process runs one of our commands, and not somebody's own program."""
    if sys.argv[:1] == ["-m"]:  # as long as Python looks for the module
        words = sys.orig_argv
        return "-m" in words and words[words.index("-m") + 1 :][:1] == ["network"]
    main = getattr(sys.modules.get("__main__"), "__file__", None) or ""
    if os.path.basename(sys.argv[0]).removesuffix(".exe") in CONSOLE_SCRIPTS:  # noqa: PTH119
        return True
    root = os.path.abspath(os.path.join(__file__, *[os.pardir] * 3))  # noqa: PTH100, PTH118
    return os.path.abspath(main) == os.path.join(root, "render.py")  # noqa: PTH100, PTH118


def _end(number: int, frame: object) -> None:
    os._exit(130)


if _is_command() and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, _end)
