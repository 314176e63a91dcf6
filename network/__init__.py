"""Train a network and record everything it computes.  Nothing is drawn here.

Needs NumPy only, and SciPy to find the digit in a photograph.
"""

import network.early  # noqa: F401  # isort: skip  (before all that takes time)
from network.arithmetic import exp, sigmoid
from network.bias_study import BiasStudy, record_bias_study
from network.errors import LayerlightError, UsageError
from network.evolution import Evolution, evolution_of
from network.film import Film, make_film
from network.inference import Inference, classify, picture_from_file, picture_from_mnist
from network.mnist import Mnist, load_mnist
from network.mnist_run import record_mnist
from network.model import Network, StepRecord
from network.recording import Recording
from network.shipped import load_bias_study, load_film, load_inference, load_walkthrough
from network.training import Progress
from network.verification import first_difference, recompute
from network.walkthrough import record_walkthrough

__all__ = [
    "BiasStudy",
    "Evolution",
    "Film",
    "Inference",
    "LayerlightError",
    "Mnist",
    "Network",
    "Progress",
    "Recording",
    "StepRecord",
    "UsageError",
    "classify",
    "evolution_of",
    "exp",
    "first_difference",
    "load_bias_study",
    "load_film",
    "load_inference",
    "load_mnist",
    "load_walkthrough",
    "make_film",
    "picture_from_file",
    "picture_from_mnist",
    "recompute",
    "record_bias_study",
    "record_mnist",
    "record_walkthrough",
    "sigmoid",
]
