"""Layerlight from Python: ``from layerlight import clip``, then ``clip("forward_pass")``.

Importing this needs nothing but Python's standard library.  Clips are drawn in a process of their
own, so nothing that the calling program has set or loaded can change a picture, and modules of the
user's own called ``network`` or ``scenes`` do no harm.
"""

from layerlight.clips import Beat, Clip, clip
from layerlight.errors import LayerlightError, UsageError

__version__ = "0.1.0"
__all__ = ["Beat", "Clip", "LayerlightError", "UsageError", "clip"]
