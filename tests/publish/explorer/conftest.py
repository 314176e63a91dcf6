"""Pages of several networks, and the page's modules in a browser without a page."""

import json

import numpy as np
import pytest

import network
from network.core.activations import activations_for
from network.core.losses import loss_named
from network.core.rules import Rules
from network.data.exercise import load_exercise
from network.studies.exercises import record_exercise
from network.system.assets import ASSETS
from publish.explorer.bundle import bundle
from publish.explorer.page import PAGE, render_page
from publish.explorer.write import pack
from scenes.style.theme import DARK
from scenes.words import load_words

EXERCISES = ASSETS / "exercises"
ENGLISH = load_words()


def trained(samples, sizes, functions, cost, epochs, rate=0.1, delta="gradient", **more):
    """Record a training of a new network."""
    rules = Rules(activations_for(functions, len(sizes) - 1), loss_named(cost), delta, rate)
    net = network.Network(sizes, seed=3, rules=rules)
    return network.record(samples, net, epochs=epochs, **more)


def imported_run():
    """Record moments of an iris network as another program would give them."""
    own = RECORDINGS["iris"]()
    moments = []
    for step in (0, 60, 150, 240):
        weights = [np.float64(np.float32(w)) for w in own.weights_at(step)]
        moments.append((step, weights, [np.float64(np.float32(b)) for b in own.biases_at(step)]))
    return moments, own


RECORDINGS = {}
