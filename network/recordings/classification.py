"""Ask a trained network of any kind: pictures, samples, values."""

from collections.abc import Sequence
from typing import TypeGuard

from numpy.typing import ArrayLike

from network.data.photographs.preparation import SIDE
from network.errors import UsageError
from network.recordings.checkpoint_series import CheckpointSeries
from network.recordings.inference import Inference, classify_pictures
from network.recordings.network_inference import NetworkInference, infer
from network.recordings.network_recording import NetworkRecording
from network.recordings.pictures import Picture
from network.recordings.questions import Trained, question
from network.recordings.recording import Recording

__all__ = ["classify"]


def classify(
    inputs: Sequence[Picture | int | ArrayLike], network: CheckpointSeries | Trained
) -> Inference | NetworkInference:
    """Compute a trained network's answers, and keep everything that leads to them.

    Parameters
    ----------
    inputs : sequence of Picture, int or array_like
        One or more: pictures (see :func:`network.picture_from_file`,
        :func:`network.picture_from_mnist`) or other images of the network's size, shape (rows,
        columns), uint8; numbers of samples that the network was trained on; or values, shape
        (n_inputs,), in the units of its data.
    network : CheckpointSeries, Recording or BiasStudy
        Its final weights are used as they are stored: in a checkpoint series, as float32.  Of a
        bias study, the neuron with a bias answers.

    Returns
    -------
    Inference or NetworkInference
        An :class:`network.Inference`, which the clip ``inference`` draws, if all inputs are
        pictures and the network is of sigmoids and reads digits like MNIST's: a checkpoint series
        or a recording of format 1.  Else a :class:`network.NetworkInference`.

    Raises
    ------
    UsageError
        Inputs do not fit the network, or there are none or too many.
    """
    if isinstance(network, CheckpointSeries):
        pictures = [each for each in inputs if isinstance(each, Picture)]
        if len(pictures) < len(inputs):
            raise UsageError(
                "a checkpoint series holds no samples and reads no values; give pictures, or a "
                "recording"
            )
        return classify_pictures(pictures, network)
    if _reads_digits(network):
        pictures = [each for each in inputs if isinstance(each, Picture)]
        if len(pictures) == len(inputs):
            return classify_pictures(pictures, network)
    return infer(network, [question(network, each) for each in inputs])


def _reads_digits(network: Trained) -> TypeGuard[Recording]:
    """Whether a network is what :func:`classify_pictures` takes."""
    if isinstance(network, NetworkRecording) or not isinstance(network, Recording):
        return False
    about = network.metadata
    whole = about["image_shape"] == [SIDE, SIDE] and about["pixels"] is None
    return whole and network.layer_sizes[-1] > 1
