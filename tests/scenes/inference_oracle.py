"""What a network answers for an image, computed from the image and the weights alone."""

from functools import lru_cache

import numpy as np

from network import load_checkpoint_series


@lru_cache(maxsize=8)
def _layers(digest: str, image: bytes) -> dict:
    """Return every quantity of both layers, by matrix products: not the recording's summation."""
    film = load_checkpoint_series()
    assert digest == film.digest(), "the test knows the shipped network only"
    x = np.frombuffer(image, np.uint8) / 255
    found = {"activations": [x], "z": [], "products": [], "weights": [], "biases": []}
    for matrix, bias in zip(film.weights, film.biases, strict=True):
        w, b = matrix[-1].astype(float), bias[-1].astype(float)
        z = w @ found["activations"][-1] + b
        found["weights"].append(w)
        found["biases"].append(b)
        found["products"].append(w * found["activations"][-1])
        found["z"].append(z)
        found["activations"].append(1 / (1 + np.exp(-z)))
    found["partial_sums"] = [np.cumsum(products, axis=1) for products in found["products"]]
    return found


def recorded_inference(source):
    """Compute the entry that a source names."""
    recording, index = source.recording, tuple(source.index)
    image = source.step or 0
    if source.quantity == "output_sums":
        (image,) = index
    network = recording.metadata["network"]
    values = _layers(network["digest"], recording.arrays["images"][image].tobytes())
    outputs = values["activations"][2].tolist()
    match source.quantity:
        case "output_sums":
            return sum(outputs)
        case "predicted_class":
            return recording.metadata["classes"][outputs.index(max(outputs))]
        case "classes":
            return index[0]  # the outputs are the digits, in order
        case "labels":
            name = recording.metadata["pictures"][image]["name"]
            return int(name[0])  # drawings are named by their digit
        case "layer_sizes":
            sizes = [len(values["activations"][0]), *[len(z) for z in values["z"]]]
            return sizes[index[0]]
        case "setting":
            counts = load_checkpoint_series().confusion[-1]
            return {
                ("image_shape", 0): 28,
                ("image_shape", 1): 28,
                ("network", "test_images"): counts.sum(),
                ("network", "test_accuracy"): counts.trace() / counts.sum(),
            }[index]
        case stage if stage.startswith(("picture_", "ink_")):
            return recording.arrays[stage][index] / 255
        case "chosen_sums":
            row, *chosen = index
            return sum(values["products"][source.layer][row, j] for j in chosen)
    found = values[source.quantity][source.layer][index]
    return float(found) if np.ndim(found) == 0 else found
