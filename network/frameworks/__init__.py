"""Models of other frameworks: ONNX files here, models in memory in :mod:`layerlight.models`."""
