"""Layerlight from Python: ``from layerlight import clip``, then ``clip("forward_pass")``."""

from publish.notebook import Clip, clip

__all__ = ["Clip", "clip"]
