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
        case "bias_sweep":
            return logistic(
                weight * arrays["sweep_inputs"][rest[0]] + arrays["sweep_biases"][first]
            )
        case "probe_sums":
            return weight * x + arrays["sweep_biases"][first]
        case "probe_outputs":
            return logistic(weight * x + arrays["sweep_biases"][first])
        case "bias_shifts":
            return -arrays["sweep_biases"][first] / weight
    if name.startswith("moved_"):
        return moved_line(study, name, first, rest)
    run, _, quantity = name.partition("_")
    assert run in RUNS, f"the test does not know the quantity {name!r}"
    if quantity == "biases":
        return arrays[name][first] if run == "with" else 0.0
    assert quantity == "right", f"the test does not know the quantity {name!r}"
    return len(arrays["points"]) - len(wrong_points(study, run, first))


def moved_line(study, name: str, entry: int, rest: list[int]) -> float:
    """Compute an entry of the moved line: first it turns, then its bias grows."""
    turned = min(entry, study.turns)
    weights = line_at(study, turned)
    if name == "moved_weights":
        return weights[rest[0]]
    if name == "moved_biases":
        return bias_at(study, entry)
    if name == "moved_right":
        return len(study.arrays["points"]) - len(wrong_of_moved(study, entry))
    assert name == "moved_best"
    return max(moved_line(study, "moved_right", k, []) for k in range(entry + 1))


def line_at(study, entry: int) -> tuple[float, float]:
    """Return the weights of the moved line, of the trained length, at an entry without a bias."""
    (x0, y0), (x1, y1) = (study.arrays["with_weights"][k].tolist() for k in (0, -1))
    first, last = math.atan2(y0, x0), math.atan2(y1, x1)
    turn = (last - first) % (2 * math.pi) + 2 * math.pi
    angle = first + turn * entry / study.turns
    return math.hypot(x1, y1) * math.cos(angle), math.hypot(x1, y1) * math.sin(angle)


def bias_at(study, entry: int) -> float:
    """Return the bias of the moved line."""
    last = len(study.moved_biases) - 1
    return study.arrays["with_biases"][-1] * max(0, entry - study.turns) / (last - study.turns)


def wrong_of_moved(study, entry: int) -> list[int]:
    """Find the points on the wrong side of the moved line."""
    return _wrong(study, line_at(study, min(entry, study.turns)), bias_at(study, entry))


def wrong_points(study, run: str, step: int) -> list[int]:
    """Find the points on the wrong side of the line that the weights draw."""
    weights = study.arrays[f"{run}_weights"][step].tolist()
    return _wrong(study, weights, study.arrays[f"{run}_biases"][step])


def _wrong(study, weights, b: float) -> list[int]:
    arrays, (w1, w2) = study.arrays, weights
    sums = [w1 * x1 + w2 * x2 + b for x1, x2 in arrays["points"].tolist()]
    return [k for k, z in enumerate(sums) if (z >= 0) != (arrays["targets"][k] == 1)]


def logistic(z: float) -> float:
    return 1 / (1 + math.exp(-z))
