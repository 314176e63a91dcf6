"""The process in which a worker's shares are drawn: it answers requests until its input ends.

Requests and answers are pickles on standard input and output, from and to the worker that started
it.  Anything else printed to standard output goes to standard error.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from network.errors import LayerlightError
from network.system.isolation import claim_process, isolated
from network.system.places import cache_folder
from network.system.streams import reserved_output
from scenes.rendering.cluster.parcels import Order
from scenes.rendering.manim_import import without_configuration

__all__ = ["main"]

Tell = Callable[[str, Any], None]


def main() -> int:
    """Answer all requests and return the exit status."""
    claim_process()
    requests, answers = sys.stdin.buffer, os.fdopen(reserved_output(), "wb", closefd=False)

    def tell(kind: str, what: Any) -> None:
        pickle.dump((kind, what), answers, protocol=5)
        answers.flush()

    with without_configuration(), isolated():
        from scenes.rendering.workers import end_with_parent, packed_error

        end_with_parent()
        while True:
            try:
                what, *more = pickle.load(requests)
            except EOFError:
                return 0
            try:
                tell("answer", REQUESTS[what](tell, *more))
            except Exception as error:
                tell("error", packed_error(error))


def _machine(tell: Tell) -> dict[str, str]:
    from scenes.rendering.cluster.machine import machine

    return machine()


def _share(tell: Tell, order: Order, recordings: Mapping[str, bytes], name: str) -> dict[str, Any]:
    """Draw a share, on the worker with this name; see :func:`worker.draw_share`."""
    from scenes.rendering.clips import open_store
    from scenes.rendering.cluster.machine import difference, machine
    from scenes.rendering.cluster.parcels import unpack
    from scenes.rendering.jobs import Drawn, draw
    from scenes.rendering.options import RunOptions

    wrong = difference(order.machine, machine(), f"worker {name}")
    if wrong is not None:
        raise LayerlightError(wrong)
    store, done = open_store(RunOptions(force=order.force)), []
    job = replace(unpack(order.recipe, recordings).job(), share=order.share, measured=False)

    def finish(j: int, drawn: Drawn) -> None:
        done.append(drawn)

    draw([job], store, 1, finish, lambda j, frames, total: tell("frames", frames), _complain)
    (drawn,) = done
    held = cache_folder() / "segments"
    paths = [segment.relative_to(held).as_posix() for segment in drawn.segments]
    answer = {**drawn.about, "segments": paths, "files": {}}
    if not _is_shared(*order.token):
        answer["files"] = {path: (held / path).read_bytes() for path in paths}
    return answer


def _is_shared(path: str, content: str) -> bool:
    """Return whether the computer that handed out the share has the same cache."""
    try:
        return Path(cache_folder() / path).read_text(encoding="utf-8") == content
    except OSError:
        return False


def _complain(text: str) -> None:
    print(text, file=sys.stderr)


REQUESTS: dict[str, Callable[..., Any]] = {"machine": _machine, "share": _share}
