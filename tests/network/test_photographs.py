"""Photographs as people take them: classified correctly, or refused with the right reason."""

import hashlib

import numpy as np
import pytest

from network import Inference, LayerlightError, classify, load_checkpoint_series, picture_from_file
from network.cli.print_inference import print_inference
from network.data.drawn_digits import load_drawn_digits
from network.data.photographs.pixels import resize
from network.data.photographs.preparation import prepare
from network.data.photographs.sheet import find_sheet
from network.recordings.pictures import Picture

from .photographs import UNUSABLE, USABLE, photographs

EACH, EACH_UNUSABLE = 3, 2
DRAWN = load_drawn_digits().arrays
#: SHA-256 of the prepared clean pictures, from before sheets of paper were detected.
CLEAN = "09341dea9c69b4f3d055b02e1312a6b80f7c082e00d3f9da686bfa9c42ff1b66"


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """Return the outcome for each photograph: label and picture, or label and error."""
    file = tmp_path_factory.mktemp("photographs") / "photograph.jpg"
    found = {}
    for kind in (*USABLE, *UNUSABLE):
        found[kind] = []
        for label, data in photographs(kind, EACH if kind in USABLE else EACH_UNUSABLE):
            file.write_bytes(data)
            try:
                found[kind].append((label, picture_from_file(file)))
            except LayerlightError as error:
                found[kind].append((label, error))
    return found


def test_there_are_enough_photographs():
    assert EACH * len(USABLE) + EACH_UNUSABLE * len(UNUSABLE) >= 60


def test_nine_of_ten_single_digits_are_read_right(read):
    series, right, total, missed = load_checkpoint_series(), 0, 0, []
    for kind in USABLE:
        for label, picture in read[kind]:
            total += 1
            answer = (
                int(classify([picture], series).predictions[0])
                if isinstance(picture, Picture)
                else str(picture)
            )
            right += answer == label
            missed += [] if answer == label else [(kind, label, answer)]
    assert right >= 0.9 * total, missed
    for kind in USABLE:  # and not all failures are of one kind
        assert sum(kind == k for k, _, _ in missed) < 2, missed


@pytest.mark.parametrize("kind", UNUSABLE)
def test_what_is_no_single_digit_is_refused_with_the_reason(read, kind):
    for _, error in read[kind]:
        assert isinstance(error, LayerlightError), f"{kind}: taken for a digit"
        assert UNUSABLE[kind][1] in str(error)
        assert "\n" not in str(error)


def test_stages_say_what_was_done(read):
    def details(kind):
        return [p.preparation.details for _, p in read[kind] if isinstance(p, Picture)]

    assert all(d["sheet"] and not d["lines"] for d in details("dark table"))
    assert all(d["lines"] and d["sheet"] is None for d in details("squared, half bright"))
    assert all(d["frame"] for d in details("printed box"))
    assert not any(d["inverted"] for d in details("black board"))
    for d in details("plain paper"):
        assert (d["sheet"], d["lines"], d["frame"], d["touches_edge"]) == (None, *[False] * 3)
    for kind in ("dark table", "table at one side"):
        for d in details(kind):
            inner, outer = d["box"], d["sheet"]
            assert outer[0] < inner[0] < inner[2] < outer[2]
            assert outer[1] < inner[1] < inner[3] < outer[3]


def test_a_recording_keeps_the_sheet(read, tmp_path):
    _, picture = read["dark table"][0]
    classify([picture], load_checkpoint_series()).save(tmp_path / "x.npz")
    kept = Inference.load(tmp_path / "x.npz")
    assert kept.metadata["pictures"][0]["preparation"] == picture.preparation.details
    picture.preparation.details["sheet"][2] = 500
    classify([picture], load_checkpoint_series()).save(tmp_path / "y.npz")
    with pytest.raises(LayerlightError, match="a box"):
        Inference.load(tmp_path / "y.npz")


@pytest.mark.parametrize("side", [84, 280, 420])
@pytest.mark.parametrize("paper", [(255, 0), (220, 40), (0, 255)])
def test_clean_pictures_have_no_sheet_to_be_found(side, paper):
    for image in DRAWN["images"][:10:2]:
        ink = np.pad(resize(image, (side, side)), side // 10).astype(int)
        picture = ((paper[0] * (255 - ink) + paper[1] * ink + 127) // 255).astype(np.uint8)
        assert find_sheet(picture) is None


def test_clean_pictures_give_the_pixels_they_always_gave():
    images = [
        prepare(255 - np.pad(resize(image, (224, 224)), 30)).image for image in DRAWN["images"][::4]
    ]
    assert hashlib.sha256(np.array(images).tobytes()).hexdigest() == CLEAN


def crop(image: np.ndarray, least: int) -> np.ndarray:
    rows, columns = (np.flatnonzero((image > least).any(axis=axis)) for axis in (1, 0))
    return image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def test_ink_at_the_edges_of_a_close_crop_is_warned_of(capsys):
    found = prepare(crop(resize(DRAWN["images"][4], (200, 200)), 100))
    assert found.details["touches_edge"]
    print_inference(
        classify([Picture(found.image, "", "file", 4, found)], load_checkpoint_series())
    )
    assert "warning: ink touches the edge of the picture" in capsys.readouterr().out


def test_an_answer_below_one_half_is_unsure(capsys):
    series = load_checkpoint_series()
    mixed = (DRAWN["images"][4] // 3 + DRAWN["images"][8] // 3).astype(np.uint8)
    read = classify([Picture(mixed, "", "file"), Picture(DRAWN["images"][3], "", "file")], series)
    assert [read.is_sure(k) for k in range(2)] == [False, True]
    assert (read.activations[-1].max(axis=1) >= 0.5).tolist() == [False, True]
    print_inference(read)
    answers = [line for line in capsys.readouterr().out.splitlines() if "runner-up" in line]
    assert ["unsure: no output reaches 0.5" in line for line in answers] == [True, False]


@pytest.mark.parametrize(
    ("picture", "reason"),
    [
        (np.full((300, 200), 210, np.uint8), "no digit"),
        (np.pad(np.full((120, 120), 20, np.uint8), 90, constant_values=220), "no digit"),
        (np.pad(np.full((6, 6), 20, np.uint8), 200, constant_values=220), "no digit"),
        (np.pad(np.full((20, 200), 20, np.uint8), 90, constant_values=220), "no digit"),
    ],
    ids=["blank", "patch", "speck", "dash"],
)
def test_other_things_are_no_digits(picture, reason):
    with pytest.raises(LayerlightError, match=reason):
        prepare(picture)
