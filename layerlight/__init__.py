"""Layerlight from Python: ``from layerlight import clip``, then ``clip("forward_pass")``.

``explore("run.npz")`` opens every number of a recording on a page; ``course("course.toml")`` makes
many films.

Importing this package needs only the standard library; what reads and records other libraries'
networks needs NumPy, and is imported when it is asked for.  Clips are drawn and recordings made in
a separate process, so no setting or module of the calling program can change a frame, and the
user's own modules may be called ``network`` or ``scenes``.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from layerlight.clips import Beat, Clip, clip
from layerlight.courses import Course, CourseFilm, course
from layerlight.errors import LayerlightError, UsageError
from layerlight.explorer import Explorer, explore
from layerlight.models.weights import ModelWeights, weights_of

if TYPE_CHECKING:
    from layerlight.keras_recorder import KerasRecorder
    from layerlight.recorder import Recorder

__version__ = "0.1.0"
__all__ = [
    "Beat",
    "Clip",
    "Course",
    "CourseFilm",
    "Explorer",
    "KerasRecorder",
    "LayerlightError",
    "ModelWeights",
    "Recorder",
    "UsageError",
    "clip",
    "course",
    "explore",
    "weights_of",
]

_LATE = {"KerasRecorder": "layerlight.keras_recorder", "Recorder": "layerlight.recorder"}
"""What needs NumPy, and where it is."""


def __getattr__(name: str) -> Any:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(_LATE[name]), name)
    globals()[name] = found
    return found
