"""Choose digits, pixels and seed of the 5-4-3 walkthrough:  python tools/choose_walkthrough.py.

Prints constants for network/studies/walkthrough.py, always the same; takes some minutes.  The
requirements:

- five pixels on or near the ink, not too close together, whose grey levels in the first image are
  all different, including 0 and 255, so that the first pass shows inputs of every kind;
- three digits whose twelve images these five pixels keep well apart: the smallest distance
  between two images of different digits, in the space of the five inputs, is the largest found;
- start weights without a zero, with both signs in every matrix row, and a clear spread of the first
  pre-activations, of both signs;
- a first answer that is wrong and, after training, twelve correct ones at the smallest cost.
"""

from itertools import combinations

import numpy as np

from network import sigmoid
from network.core.model import Network, start_augmented_weights
from network.data.dataset import selected_inputs
from network.studies import walkthrough

TRIES = 12  # random starts for each triple of digits
SEEDS = 20_000
APART = 4  # minimum distance of two pixels, in rows or columns
LEVELS = 255


def allowed(pixels, first):
    """Return whether five pixels suit the first image: different levels, not too close together."""
    levels = first[tuple(np.transpose(pixels))]
    if len(set(levels.tolist())) < 5 or not {0, LEVELS} <= set(levels.tolist()):
        return False
    gaps = [np.abs(np.subtract(a, b)).max() for a, b in combinations(pixels, 2)]
    return min(gaps) >= APART


def margin(pixels, images, labels):
    """Return the smallest squared distance between the inputs of two images of different digits."""
    rows, columns = np.transpose(pixels)
    inputs = images[:, rows, columns] / LEVELS
    squares = np.square(inputs[:, None] - inputs[None]).sum(axis=2)
    return squares[labels[:, None] != labels].min()


def start(candidates, first, stream):
    """Return five random allowed pixels."""
    while True:
        pixels = [candidates[i] for i in stream.choice(len(candidates), 5, replace=False)]
        if allowed(pixels, first):
            return pixels


def best_pixels(classes, stream):
    """Exchange one pixel after another as long as that widens the margin; return the best."""
    images, labels, _ = walkthrough.load_digits(classes)
    seen = images.max(axis=0) > 0
    candidates = [tuple(p) for p in np.argwhere(seen).tolist() if min(p) > 4 and max(p) < 23]
    found = []
    for _ in range(TRIES):
        pixels = start(candidates, images[0], stream)
        best, before = margin(pixels, images, labels), -1.0
        while best > before:
            before = best
            for place in range(5):
                for candidate in candidates:
                    trial = [*pixels[:place], candidate, *pixels[place + 1 :]]
                    if allowed(trial, images[0]) and margin(trial, images, labels) > best:
                        pixels, best = trial, margin(trial, images, labels)
        found.append((best, sorted(pixels)))
    return max(found)


def suits(seed, inputs):
    """Return whether the first pass from these start weights shows what it should."""
    below = inputs
    for table in start_augmented_weights(walkthrough.LAYER_SIZES, seed):
        weights = table[:-1].T
        both_signs = (weights.min(axis=1) < 0) & (weights.max(axis=1) > 0)
        if np.abs(weights).min() < 0.03 or not both_signs.all():
            return False
        z = weights @ below
        if np.diff(np.sort(z)).min() < 0.08 or z.min() * z.max() > 0 or np.abs(z).min() < 0.05:
            return False
        below = sigmoid(z)
    return below.argmax() != 0  # the first image is of the first class: the answer is wrong


def final_cost(seed, inputs, targets):
    """Return the mean cost after training, or infinity unless all answers are correct."""
    network = Network(
        walkthrough.LAYER_SIZES,
        seed=seed,
        learning_rate=walkthrough.LEARNING_RATE,
        output_delta="difference",
    )
    for _ in range(walkthrough.EPOCHS):
        for x, target in zip(inputs, targets, strict=True):
            network.step(x, target)
    outputs = np.array([network.forward(x)[-1] for x in inputs])
    if np.any(outputs.argmax(axis=1) != targets.argmax(axis=1)):
        return np.inf
    return float(np.square(outputs - targets).mean())


def best_seed(classes, pixels):
    """Return the final cost and the seed, the smallest cost first."""
    images, labels, _ = walkthrough.load_digits(classes)
    inputs = selected_inputs(images, pixels) / LEVELS
    targets = np.eye(3)[np.searchsorted(classes, labels)]
    seeds = [seed for seed in range(SEEDS) if suits(seed, inputs[0])]
    return min((final_cost(seed, inputs, targets), seed) for seed in seeds)


def main():
    """Search, and print what was found."""
    stream = np.random.RandomState(0)
    found = []
    for classes in combinations(range(10), 3):
        squared, pixels = best_pixels(classes, stream)
        found.append((squared, pixels, classes))
    squared, pixels, classes = max(found)
    cost, seed = best_seed(classes, pixels)
    print(f"CLASSES = {classes}\nPIXELS = {tuple(pixels)}  # {squared:.2f} apart, squared")
    print(f"SEED = {seed}  # mean cost {cost:.4f} after {walkthrough.EPOCHS} epochs")


if __name__ == "__main__":
    main()
