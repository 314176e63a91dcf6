"""Layerlight from Python: ``from layerlight import clip``, then ``clip("forward_pass")``.

Importing this package needs only the standard library.  Clips are drawn in a separate process, so
no setting or module of the calling program can change a frame, and the user's own modules may be
called ``network`` or ``scenes``.
"""

from layerlight.clips import Beat, Clip, clip
from layerlight.errors import LayerlightError, UsageError
from layerlight.models.weights import ModelWeights, weights_of

__version__ = "0.1.0"
__all__ = ["Beat", "Clip", "LayerlightError", "ModelWeights", "UsageError", "clip", "weights_of"]
