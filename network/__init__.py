"""Train a network and record everything it computes.

Importing this package needs only NumPy.  Pillow and SciPy are imported when a picture is read.
"""

import network.system.early  # noqa: F401  # isort: skip  (before anything slow)
from network.core.arithmetic import exp, sigmoid
from network.core.model import Network, StepRecord
from network.data.built_in import iris, spirals, xor
from network.data.csv_file import read_csv
from network.data.dataset import Dataset
from network.data.exercise import Exercise, load_exercise
from network.data.mnist import Mnist, load_mnist
from network.errors import LayerlightError, UsageError
from network.frameworks.onnx_file import read_onnx
from network.recordings.checkpoint_series import CheckpointSeries, make_checkpoint_series
from network.recordings.classification import classify
from network.recordings.importing import import_run
from network.recordings.inference import Inference
from network.recordings.network_inference import NetworkInference
from network.recordings.network_recording import NetworkRecording
from network.recordings.network_training import record
from network.recordings.pictures import picture_from_file, picture_from_mnist
from network.recordings.readings import read_images
from network.recordings.recording import Recording
from network.recordings.training import Progress
from network.recordings.verification import first_difference, recompute
from network.studies.bias_study import BiasStudy, record_bias_study
from network.studies.evolution import Evolution, evolution_of
from network.studies.exercises import record_exercise
from network.studies.loading import load
from network.studies.mnist_run import record_mnist
from network.studies.shipped import (
    load_bias_study,
    load_checkpoint_series,
    load_inference,
    load_walkthrough,
    load_xor,
    load_xor_line,
)
from network.studies.walkthrough import record_walkthrough

__all__ = [
    "BiasStudy",
    "CheckpointSeries",
    "Dataset",
    "Evolution",
    "Exercise",
    "Inference",
    "LayerlightError",
    "Mnist",
    "Network",
    "NetworkInference",
    "NetworkRecording",
    "Progress",
    "Recording",
    "StepRecord",
    "UsageError",
    "classify",
    "evolution_of",
    "exp",
    "first_difference",
    "import_run",
    "iris",
    "load",
    "load_bias_study",
    "load_checkpoint_series",
    "load_exercise",
    "load_inference",
    "load_mnist",
    "load_walkthrough",
    "load_xor",
    "load_xor_line",
    "make_checkpoint_series",
    "picture_from_file",
    "picture_from_mnist",
    "read_csv",
    "read_images",
    "read_onnx",
    "recompute",
    "record",
    "record_bias_study",
    "record_exercise",
    "record_mnist",
    "record_walkthrough",
    "sigmoid",
    "spirals",
    "xor",
]
