"""The answers for images, whether they are correct, and how often the network is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import VGroup

from scenes.mobjects.images.grey_image import GreyImage, outline_of
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.sentence import Sentence
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["Accuracy", "AnsweredImage", "find_failure", "is_correct"]

WHOLE, COUNT = NumberFormat(0), NumberFormat(0, grouped=True)
PERCENT = NumberFormat(2, percent=True)


def is_correct(recording: Any, image: int) -> bool | None:
    """Return whether the answer is the label of the image, or None if the label is unknown."""
    classes, label = recording.metadata["classes"], int(recording.labels[image])
    return label == classes[int(recording.predictions[image])] if label in classes else None


def find_failure(own: Any, shipped: Any) -> list[tuple[Any, int]]:
    """Find another image that this network misclassifies, here or in the shipped recording.

    Returns
    -------
    list of (network.Inference, int)
        A recording and the number of the image in it; empty if there is none.
    """
    found = [(own, image) for image in range(1, own.steps)]
    if own.metadata["network"]["digest"] == shipped.metadata["network"]["digest"]:
        found += [(shipped, image) for image in range(shipped.steps)]
    for recording, image in found:
        if not recording.tied(image) and is_correct(recording, image) is False:
            return [(recording, image)]
    return []


class AnsweredImage:
    """An image, its frame, and the network's answer.

    Parameters
    ----------
    theme : Theme
    place : Region
    recording : network.Inference
    number : int
        Of the image in the recording.
    words : str
        The words before the answer.

    Attributes
    ----------
    image : GreyImage
    frame : Rectangle
    answer : Sentence
    """

    def __init__(self, theme: Theme, place: Region, recording: Any, number: int, words: str):
        shape = tuple(recording.metadata["image_shape"])
        pixels = Source(recording, "activations", number, 0)
        self.image, self.frame = GreyImage(theme, place, pixels, shape), outline_of(theme, place)
        answer = Source(recording, "predicted_class", number)
        self.answer = Sentence(theme, [words, (answer, WHOLE)], 0.56)
        self.answer.place(place.x, place.bottom - 0.62, "centre")
        correct = is_correct(recording, number)
        if correct is not None:
            self.answer.numbers[0].set_fill(theme.focus if correct else theme.cost)


class Accuracy(VGroup):
    """The share of all test images that the network classifies correctly, and their number.

    Parameters
    ----------
    theme : Theme
    room : Region
    recording : network.Inference
    words : (str, str)
        Before and after the number of images.
    low : bool
        Whether the room lies below the images: numbers are larger there.
    """

    def __init__(
        self, theme: Theme, room: Region, recording: Any, words: Sequence[str], *, low: bool
    ):
        share, tested = (
            Source(recording, "setting", index=("network", key))
            for key in ("test_accuracy", "test_images")
        )
        em, lower = (1.6, 0.35) if low else (1.3, 0.0)
        number = Readout(theme, share, PERCENT, em, theme.focus)
        number.place(room.x, room.y + 0.3 - lower)
        line = Sentence(theme, [words[0], (tested, COUNT), words[1]], 0.4)
        super().__init__(number, line.place(room.x, room.y - 0.55 - lower, "centre"))
