"""Read the weights of a network from an ONNX file: somebody else's file, so nothing is believed.

No package is needed for it, and nothing in the file is ever run: it holds numbers and the names of
operations, and both are checked before anything is allocated.
"""

from __future__ import annotations

from pathlib import Path

from layerlight.models.weights import ModelWeights
from network.errors import LayerlightError, UsageError
from network.frameworks.onnx_chain import follow
from network.frameworks.onnx_messages import parse_model
from network.frameworks.wire import MalformedError
from network.system.troubles import explain

__all__ = ["SIZE_LIMIT", "read_onnx"]

SIZE_LIMIT = 256 << 20
"""Largest file, in bytes."""
RECORDER = "or record it in Python with layerlight.Recorder"
TORCH = f"torch.onnx.export(model, (sample,), 'model.onnx', external_data=False), {RECORDER}"
KERAS = f"model.export('model.onnx', format='onnx'), {RECORDER}"
EXPORTS = {
    ".pt": f"a PyTorch file, which is never opened: export the model with {TORCH}",
    ".pth": f"a PyTorch file, which is never opened: export the model with {TORCH}",
    ".ckpt": f"a PyTorch file, which is never opened: export the model with {TORCH}",
    ".safetensors": f"a file of weights without a network: export the model with {TORCH}",
    ".h5": f"a Keras file, which is never opened: export the model with {KERAS}",
    ".hdf5": f"a Keras file, which is never opened: export the model with {KERAS}",
    ".keras": f"a Keras file, which is never opened: export the model with {KERAS}",
    ".pkl": f"a pickle, which is never opened: export the model as ONNX, {RECORDER}",
    ".pickle": f"a pickle, which is never opened: export the model as ONNX, {RECORDER}",
    ".joblib": f"a pickle, which is never opened: export the model as ONNX, {RECORDER}",
}
"""Files of models that are not read, by ending: what they are, and what to do instead."""
STARTS = {
    b"PK\x03\x04": "a zip archive, perhaps of PyTorch or Keras",
    b"\x89HDF": "an HDF5 file, perhaps of Keras",
    b"\x80": "a Python pickle",
    b"\x1f\x8b": "a gzip file",
}
"""How files start that are something else."""


def read_onnx(path: str | Path) -> ModelWeights:
    """Read a chain of dense layers.

    The graph must lead from one input to one output in a single chain of Gemm, MatMul and Add,
    Flatten, Reshape that flattens, Relu, Sigmoid, Tanh, Softmax, LogSoftmax, Identity and Dropout.
    Weights are multiplied by Gemm's alpha, and biases by its beta.

    Parameters
    ----------
    path : str or Path
        At most 256 MiB, with float16, float32 or float64 weights inside the file.

    Returns
    -------
    ModelWeights

    Raises
    ------
    UsageError
        The file is of another kind; says how to export an ONNX file.
    LayerlightError
        The file cannot be read, is damaged, or is no chain of dense layers; names the node.
    """
    path = Path(path)
    export = EXPORTS.get(path.suffix.lower())
    if export is not None:
        raise UsageError(f"{path}: expected an ONNX file, found {export}")
    data = _bytes_of(path)
    for start, kind in STARTS.items():
        if data.startswith(start):
            raise UsageError(
                f"{path}: expected an ONNX file, found {kind}: export the model as ONNX, {RECORDER}"
            )
    try:
        model = parse_model(memoryview(data))
    except MalformedError as error:
        raise LayerlightError(
            f"{path}: expected an ONNX model, found a damaged or foreign file: {error}"
        ) from None
    return follow(model, str(path))


def _bytes_of(path: Path) -> bytes:
    try:
        # Opening a pipe or a device could block forever, so check first.
        if not path.is_file():
            found = "something that is not a file" if path.exists() else "nothing"
            raise LayerlightError(f"{path}: expected an ONNX file, found {found}; check the path")
        with path.open("rb") as file:
            size = file.seek(0, 2)
            if size > SIZE_LIMIT:
                raise LayerlightError(
                    f"{path}: expected at most {SIZE_LIMIT >> 20} MiB, found {size >> 20} MiB; "
                    "such large networks cannot be recorded"
                )
            file.seek(0)
            data = file.read(SIZE_LIMIT)
    except OSError as error:
        said = explain(error, "check the file")
        raise LayerlightError(f"{path}: cannot be read: {said}") from None
    if not data:
        raise LayerlightError(f"{path}: expected an ONNX model, found an empty file")
    return data
