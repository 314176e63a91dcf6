"""How much memory this process has used at most."""

import resource
import sys
from pathlib import Path


def peak_memory() -> int:
    """Return the largest size of this process in memory so far, in bytes.

    What ``getrusage`` tells on Linux includes the process that started this one.
    """
    try:
        status = Path("/proc/self/status").read_text()
        return next(
            int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmHWM")
        )
    except OSError:
        size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return size if sys.platform == "darwin" else size << 10
