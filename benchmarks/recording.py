"""How fast recording is:  python benchmarks/recording.py [--mnist DIR] [--repeats N].

Prints ratios measured in one run, so that they mean something on a busy or an unknown machine:
the time to record every step of 784-20-10 in full, relative to the obvious dense loop over the same
images, which uses BLAS products and ``numpy.exp`` and records nothing.  That loop is timed twice:
training only, and also computing the cost and the number of correct answers, as such loops often do
(the recording holds both).  All are timed in turn, several times, and the fastest run of each is
used.
"""

import argparse
import resource
import sys
import time

import numpy as np

from network import load_mnist, record_mnist

LEARNING_RATE = 0.01


def plain_dense_loop(images, targets, epochs, metrics):
    """Train the obvious way: column vectors, matrix products, nothing recorded."""
    cost = right = 0.0
    stream = np.random.RandomState(0)
    weights_1 = stream.uniform(-0.5, 0.5, (20, 784))
    weights_2 = stream.uniform(-0.5, 0.5, (10, 20))
    biases_1, biases_2 = np.zeros((20, 1)), np.zeros((10, 1))
    for _ in range(epochs):
        for image, target in zip(images, targets, strict=True):
            x, t = image.reshape(784, 1), target.reshape(10, 1)
            h = 1 / (1 + np.exp(-(weights_1 @ x + biases_1)))
            o = 1 / (1 + np.exp(-(weights_2 @ h + biases_2)))
            if metrics:
                cost += np.sum((o - t) ** 2) / len(o)
                right += np.argmax(o) == np.argmax(t)
            delta_2 = o - t
            delta_1 = weights_2.T @ delta_2 * (h * (1 - h))
            weights_2 += -LEARNING_RATE * delta_2 @ h.T
            biases_2 += -LEARNING_RATE * delta_2
            weights_1 += -LEARNING_RATE * delta_1 @ x.T
            biases_1 += -LEARNING_RATE * delta_1


def seconds(work):
    """Return how long ``work()`` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def peak_memory():
    """Return the peak memory of this process, in MiB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


def replay_times(recording, count=100):
    """Return the seconds that ``weights_at`` takes for random steps."""
    steps = np.random.RandomState(1).randint(0, recording.steps + 1, count)
    return [seconds(lambda step=step: recording.weights_at(int(step))) for step in steps]


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mnist", metavar="DIR", help="folder with the four files of MNIST")
    parser.add_argument("--repeats", type=int, default=3, help="runs of each (3)")
    options = parser.parse_args()
    mnist = load_mnist(options.mnist)

    recordings = [record_mnist(mnist)]
    print(f"peak memory, loading and recording 180,000 steps: {peak_memory():.0f} MiB")
    replays = replay_times(recordings.pop())
    print(f"weights_at(random step): median {np.median(replays) * 1e3:.0f} ms, ", end="")
    print(f"longest of {len(replays)}: {max(replays) * 1e3:.0f} ms")

    images, targets = mnist.train_images / 255, np.eye(10)[mnist.train_labels]
    works = {
        "recording in full": lambda: record_mnist(mnist),
        "plain dense loop": lambda: plain_dense_loop(images, targets, 3, False),
        "plain dense loop, cost and correct answers": lambda: plain_dense_loop(
            images, targets, 3, True
        ),
    }
    times = {name: [] for name in works}
    for _ in range(options.repeats):
        for name, work in works.items():
            times[name].append(seconds(work))
    recording, *plain = (min(values) for values in times.values())
    for name, values in times.items():
        each = min(values) / (3 * len(images)) * 1e6
        print(f"{name}: {min(values):.2f} s, {each:.1f} µs an image")
    print(f"ratio recording / plain: {recording / plain[0]:.2f}")
    print(f"ratio recording / plain with cost and correct answers: {recording / plain[1]:.2f}")


if __name__ == "__main__":
    main()
