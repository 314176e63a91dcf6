"""Make Ctrl-C end a command without a traceback while it loads, which takes a second.

Imported before everything else.  :func:`network.system.signals.as_program` takes over later.
"""

import os
import signal
import sys

CONSOLE_SCRIPTS = ("layerlight", "layerlight-network")


def _is_command() -> bool:
    """Whether this process runs one of our commands rather than the user's own program."""
    if sys.argv[:1] == ["-m"]:  # while Python is still looking for the module
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
