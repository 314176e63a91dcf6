"""``--image``: a picture is read by the shipped network, or by that of ``--recording``."""

import numpy as np
import pytest
from PIL import Image

from network import (
    Dataset,
    Inference,
    LayerlightError,
    Network,
    NetworkInference,
    classify,
    load_checkpoint_series,
    record,
)
from network.data.drawn_digits import DIGITS_FOLDER
from network.studies.sources import built_in, record_source
from publish.pipeline import Pipeline
from publish.request import RenderRequest
from scenes.catalog import find_clip
from scenes.style.picture_size import QUALITIES

ENTRY = find_clip("inference")


@pytest.fixture(scope="module")
def run():
    """Return a small network that reads images of 6 × 5 pixels."""
    stream = np.random.RandomState(0)
    images, labels = stream.randint(0, 256, (8, 6, 5)).astype(np.uint8), np.arange(8) % 2
    samples = Dataset(
        "noise", np.empty((0, 0)), np.eye(2)[labels], [f"pixel {k}" for k in range(30)],
        ["left", "right"], labels, images=images,
    )  # fmt: skip
    return record(samples, Network((30, 4, 2), learning_rate=0.01), epochs=1)


@pytest.fixture
def picture(tmp_path):
    """Return a file with an image of 6 × 5 pixels."""
    path = tmp_path / "mine.png"
    Image.fromarray(np.arange(30, dtype=np.uint8).reshape(6, 5)).save(path)
    return path


def read(folder, image, recording=None):
    request = RenderRequest(
        (ENTRY,), QUALITIES["draft"], folder=folder, image=image, recording=recording
    )
    pipeline = Pipeline(request, print)
    pipeline.load()
    return pipeline.sources[ENTRY]


def test_the_network_of_the_recording_reads_the_image(run, picture, tmp_path):
    run.save(tmp_path / "run.npz")
    for recording in (run, tmp_path / "run.npz"):
        found = read(tmp_path, picture, recording)
        assert isinstance(found, NetworkInference)
        assert found.images[0].ravel().tolist() == list(range(30))
        assert found.metadata["network"]["digest"] == run.digest()


def test_the_shipped_network_reads_it_otherwise(tmp_path):
    found = read(tmp_path, DIGITS_FOLDER / "7.png")
    assert isinstance(found, Inference)
    assert found.labels[0] == 7
    given = read(tmp_path, DIGITS_FOLDER / "7.png", load_checkpoint_series())
    assert given.digest() == found.digest()


def test_what_reads_no_image_is_refused_in_one_line(run, picture, tmp_path):
    for recording, said in (
        (record_source(built_in("iris"), epochs=1), "reads no images"),
        (classify([0], run), "--image needs a trained network"),
    ):
        with pytest.raises(LayerlightError, match=said) as caught:
            read(tmp_path, picture, recording)
        assert "\n" not in str(caught.value)
    Image.fromarray(np.zeros((4, 5), np.uint8)).save(picture)
    with pytest.raises(LayerlightError, match=r"mine\.png: expected an image of 6 × 5 pixels"):
        read(tmp_path, picture, run)
