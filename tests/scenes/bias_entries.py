"""Entries of the bias study, computed from its settings and weights alone."""

import math

RUNS = ("without", "with")


def recorded_in_study(study, name: str, index: tuple[int, ...]) -> float:
    """Compute what the study holds under a name, where possible without looking it up."""
    arrays, (first, *rest) = study.arrays, index
    weight, x = study.metadata["sweep_weight"], study.metadata["probe_input"]
    match name:
        case "bias_input":
            return 1.0
        case "updates":
            steps = study.metadata["epochs"] * study.metadata["points"]
            return sorted({round(steps * (k / 300) ** 3) for k in range(301)})[first]
        case "points":
            return arrays["points"][first, rest[0]]
        case "sweep_inputs" | "sweep_weights" | "sweep_biases":
            values = arrays[name]
            return values[0] + first * (values[-1] - values[0]) / (len(values) - 1)
        case "weight_sweep":
            return logistic(arrays["sweep_weights"][first] * arrays["sweep_inputs"][rest[0]])
        case "probe_sums":
            return weight * x + arrays["sweep_biases"][first]
        case "probe_outputs":
            return logistic(weight * x + arrays["sweep_biases"][first])
        case "bias_shifts":
            return -arrays["sweep_biases"][first] / weight
    run, _, quantity = name.partition("_")
    assert run in RUNS, f"the test does not know the quantity {name!r}"
    if quantity == "biases":
        return arrays[name][first] if run == "with" else 0.0
    assert quantity == "right", f"the test does not know the quantity {name!r}"
    return len(arrays["points"]) - len(wrong_points(study, run, first))


def wrong_points(study, run: str, step: int) -> list[int]:
    """Find the points on the wrong side of the line that the weights draw."""
    arrays = study.arrays
    w1, w2 = arrays[f"{run}_weights"][step].tolist()
    b = arrays[f"{run}_biases"][step]
    sums = [w1 * x1 + w2 * x2 + b for x1, x2 in arrays["points"].tolist()]
    return [k for k, z in enumerate(sums) if (z >= 0) != (arrays["targets"][k] == 1)]


def logistic(z: float) -> float:
    return 1 / (1 + math.exp(-z))
