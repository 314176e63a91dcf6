"""What a trained network computes from an image, recomputed here, and its file."""

import math
from fractions import Fraction

import numpy as np
import pytest

from network import (
    CheckpointSeries,
    Inference,
    LayerlightError,
    UsageError,
    classify,
    load_checkpoint_series,
    load_inference,
    load_walkthrough,
    picture_from_file,
    picture_from_mnist,
    record_mnist,
)
from network.core.kernel import sparse
from network.data.drawn_digits import load_drawn_digits
from network.data.photographs.preparation import prepare
from network.recordings.pictures import DRAWING, FAILURE, Picture
from network.studies.shipped import load_shipped

SHIPPED = load_inference()
SERIES = load_checkpoint_series()
EPS = np.finfo(float).eps


@pytest.fixture(scope="module")
def prepared() -> Inference:
    """Return inferences on a picture that had to be prepared and on one that had not."""
    image = np.full((90, 70), 200, np.uint8)
    image[20:70, 30:35] = 40
    stages = prepare(image)
    pictures = [Picture(stages.image, "bar.png", "file", preparation=stages)]
    return classify([*pictures, picture_from_file(DRAWING)], SERIES)


def test_every_term_follows_from_image_and_weights():
    for image in range(SHIPPED.steps):
        before = [Fraction(int(grey), 255) for grey in SHIPPED.images[image].ravel()]
        for layer, matrix in enumerate((SERIES.weights[0][-1], SERIES.weights[1][-1])):
            biases = SERIES.biases[layer][-1]
            after = []
            for j, row in enumerate(matrix.tolist()):
                exact = [Fraction(w) * x for w, x in zip(row, before, strict=True)]
                found = SHIPPED.products[layer][image, j]
                assert found == pytest.approx([float(p) for p in exact], rel=2 * EPS, abs=0)
                size = float(sum(abs(p) for p in exact)) + 1
                z = sum(exact) + Fraction(float(biases[j]))
                assert SHIPPED.z[layer][image, j] == pytest.approx(
                    float(z), abs=len(row) * EPS * size
                )
                after.append(1 / (1 + math.exp(-SHIPPED.z[layer][image, j])))
            activations = SHIPPED.activations[layer + 1][image]
            assert activations == pytest.approx(after, rel=1e-14)
            before = [Fraction(float(a)) for a in activations]


def test_partial_sums_grow_by_one_product_at_a_time():
    for layer in (0, 1):
        products, sums = SHIPPED.products[layer], SHIPPED.partial_sums[layer]
        assert np.array_equal(sums[..., 0], products[..., 0])
        assert np.array_equal(sums[..., 1:], sums[..., :-1] + products[..., 1:])
        assert np.array_equal(sums[..., -1] + SHIPPED.biases[layer], SHIPPED.z[layer])


def test_answers_are_the_largest_outputs():
    for image, outputs in enumerate(SHIPPED.activations[-1].tolist()):
        first, second = sorted(range(10), key=lambda k: -outputs[k])[:2]
        assert (SHIPPED.predictions[image], SHIPPED.runners_up[image]) == (first, second)
        shares = np.abs(SHIPPED.products[1][image, first])[SHIPPED.ranking[image]]
        assert np.all(np.diff(shares) <= 0)
        assert sorted(SHIPPED.ranking[image]) == list(range(20))


def test_outputs_need_not_make_one():
    for outputs, total in zip(SHIPPED.activations[-1].tolist(), SHIPPED.output_sums, strict=True):
        assert total == pytest.approx(math.fsum(outputs), rel=1e-15)
        assert abs(total - 1) > 0.005


def test_of_equal_outputs_the_first_is_the_answer():
    arrays = {**SERIES.arrays, "weights_1": np.zeros_like(SERIES.arrays["weights_1"])}
    arrays["biases_1"] = np.zeros_like(arrays["biases_1"])
    found = classify([picture_from_file(DRAWING)], CheckpointSeries(SERIES.metadata, arrays))
    assert (found.predictions[0], found.runners_up[0]) == (0, 1)
    assert set(found.activations[-1][0].tolist()) == {0.5}


def test_the_shipped_pair_is_one_right_and_one_wrong():
    assert SHIPPED.labels.tolist() == [int(DRAWING.name[0]), int(FAILURE.name[0])]
    assert (SHIPPED.predictions == SHIPPED.labels).tolist() == [True, False]
    assert load_shipped("inference").digest() == SHIPPED.digest()
    assert SHIPPED.metadata["network"]["digest"] == SERIES.digest()
    assert SHIPPED.metadata["network"]["test_accuracy"] == SERIES.test_accuracy[-1]


def test_every_other_drawing_is_read_right():
    drawn = load_drawn_digits().arrays
    pairs = zip(drawn["images"], drawn["image_labels"].tolist(), strict=True)
    found = classify([Picture(image, "", "drawing", label) for image, label in pairs], SERIES)
    assert np.array_equal(found.predictions, found.labels)


def test_sums_are_those_of_training(mnist_data, mnist_recording):
    """The training kernel skips black pixels and gives the same bits."""
    picture = picture_from_mnist(mnist_data, 7)
    found = classify([picture], mnist_recording)
    tables = mnist_recording.augmented_weights_at(mnist_recording.steps)
    index, values = sparse(found.activations[0][0])
    z = np.add.accumulate(tables[0][index] * values, axis=0)[-1]
    assert np.array_equal(found.z[0][0], z)


def test_the_checkpoint_series_is_tested_as_it_reads(mnist_data):
    count = 200
    pictures = [picture_from_mnist(mnist_data, n) for n in range(count)]
    found = classify(pictures, SERIES)
    right = np.count_nonzero(found.predictions == mnist_data.test_labels[:count])
    assert abs(right / count - SERIES.test_accuracy[-1]) < 0.06
    with pytest.raises(UsageError, match="from 0 to 9,999"):
        picture_from_mnist(mnist_data, 10_000)


def test_a_file_keeps_all_of_it(tmp_path, prepared):
    for inference in (SHIPPED, prepared):
        inference.save(tmp_path / "x.npz")
        loaded = Inference.load(tmp_path / "x.npz")
        assert loaded.digest() == inference.digest()
        with pytest.raises(ValueError, match="read-only"):
            loaded.products[0][0, 0, 0] = 1


def test_a_rebuilt_file_has_the_same_digest(prepared):
    again = classify([picture_from_file(DRAWING)], SERIES)
    assert again.arrays["z_1"].tobytes() == prepared.arrays["z_1"][1:].tobytes()


ONE_BIT = 2.0**-52


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("products_0", lambda a: a + ONE_BIT, "products_0: expected what weights and images give"),
        ("activations_2", lambda a: a[:, :9], r"activations_2: expected float64 \(2, 10\)"),
        ("weights_1", lambda a: a * 1.5, "products_1: expected what weights"),
        ("weights_1", lambda a: a * 1e300, "expected at most 1e"),
        ("answers", lambda a: a[::-1], "answers: expected what"),
        ("image_labels", lambda a: a + 10, "image_labels: expected classes"),
        ("images", lambda a: a[:, ::-1], "scaled_0: expected what image 0 shows"),
        ("scaled_0", lambda a: np.zeros((21, 2), np.uint8), "scaled_0: expected at most 20 × 20"),
        ("ink_0", lambda a: a[:-1], "ink_0: expected the picture's shape"),
        ("ink_0", lambda a: np.zeros((3, 113), np.uint8), "ink_0: expected a small image"),
        ("picture_0", lambda a: a[None], "picture_0: expected a small image"),
        ("picture_0", lambda a: None, "it has no 'picture_0'"),
        ("picture_1", lambda a: np.zeros((2, 2), np.uint8), "unknown array 'picture_1'"),
        ("z_0", lambda a: a * np.nan, "z_0: expected finite numbers"),
    ],
)
def test_a_file_that_says_something_else_is_refused(name, change, message, tmp_path, prepared):
    changed = {**prepared.arrays, name: change(prepared.arrays.get(name))}
    arrays = {key: array for key, array in changed.items() if array is not None}
    Inference(prepared.metadata, arrays).save(tmp_path / "x.npz")
    with pytest.raises(LayerlightError, match=message):
        Inference.load(tmp_path / "x.npz")


def details(**changes):
    def change(metadata):
        pictures = [dict(picture) for picture in metadata["pictures"]]
        pictures[0]["preparation"] = {**pictures[0]["preparation"], **changes}
        return {"pictures": pictures}

    return change


TESTED = {"test_accuracy": 0.9, "test_images": 10_000}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda m: {"kind": "film"}, "expected inference, found 'film'"),
        (lambda m: {"classes": list(range(9))}, "do not fit layers"),
        (lambda m: {"classes": [*range(9), "x"]}, "not a valid inference recording"),
        (lambda m: {"layer_sizes": [784, 10]}, "not a valid inference recording"),
        (lambda m: {"image_shape": [14, 56]}, "expected images of 28 × 28"),
        (lambda m: {"pictures": []}, "pictures"),
        (lambda m: {"pictures": 7}, "not a valid inference recording"),
        (lambda m: {"pictures": [{"name": "x"}] * 2}, "it has no"),
        (lambda m: {"network": {}}, "it has no 'digest'"),
        (lambda m: {"network": None}, "not a valid inference recording"),
        (lambda m: {"network": m["network"] | TESTED | {"test_accuracy": 5.0}}, "0 to 1, found 5"),
        (
            lambda m: {"network": m["network"] | TESTED | {"test_accuracy": "x"}},
            "0 to 1, found 'x'",
        ),
        (lambda m: {"network": m["network"] | TESTED | {"test_images": "all"}}, "test_images"),
        (details(box=[3, 3, 3, 9]), "the box is empty"),
        (details(box=[0, 0, 112, 112]), "the box within it"),
        (details(corner=[27, 27]), "scaled_0: expected at most"),
        (details(inverted="yes"), "inverted: expected true or false"),
    ],
)
def test_metadata_that_make_no_sense_are_refused(change, message, tmp_path, prepared):
    metadata = {**prepared.metadata, **change(prepared.metadata)}
    Inference(metadata, prepared.arrays).save(tmp_path / "x.npz")
    with pytest.raises(LayerlightError, match=message):
        Inference.load(tmp_path / "x.npz")


def test_a_network_of_five_pixels_reads_them_from_any_digit():
    walkthrough = load_walkthrough()
    found = classify([picture_from_file(DRAWING), 0], walkthrough)
    assert found.activations[0].shape == (2, 5)
    rows, columns = np.transpose(walkthrough.metadata["pixels"])
    assert np.array_equal(found.activations[0][0], SHIPPED.images[0][rows, columns] / 255)
    # It knows no 3; the first sample is one of its own.
    assert found.labels.tolist() == [-1, walkthrough.samples.labels[0]]
    with pytest.raises(UsageError, match="inputs, found 0"):
        classify([], walkthrough)
    with pytest.raises(UsageError, match="pictures, found 0"):
        classify([], SERIES)


def test_a_deeper_network_is_recorded_too(mnist_data):
    few = record_mnist(mnist_data, images=50, epochs=1, layer_sizes=(784, 9, 7, 10))
    found = classify([picture_from_file(DRAWING)], few)
    assert [array.shape for array in found.products] == [(1, 9, 784), (1, 7, 9), (1, 10, 7)]
    assert found.ranking.shape == (1, 7)
    assert "test_accuracy" not in found.metadata["network"]
