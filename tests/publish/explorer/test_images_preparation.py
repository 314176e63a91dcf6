"""The explorer's page prepares pictures and computes answers as network/ does."""

import base64
import json

import numpy as np
import pytest
from PIL import Image

from network import (
    Dataset,
    Mnist,
    Network,
    UsageError,
    classify,
    import_run,
    load_checkpoint_series,
    record,
    record_mnist,
)  # fmt: skip
from network.core.activations import ACTIVATIONS
from network.core.rules import Rules, forward_pass
from network.data.drawn_digits import load_drawn_digits
from network.data.photographs.image_file import read_picture
from network.data.photographs.preparation import Preparation, is_prepared, prepare
from network.errors import LayerlightError
from network.recordings.checkpoint_series import checkpoint_schedule
from network.recordings.pictures import Picture
from publish.explorer.bundle import bundle
from publish.explorer.pack_images import pack_images, with_differences
from publish.explorer.page import PAGE
from tests.network.photographs import UNUSABLE, USABLE, photographs
from tests.publish.explorer.drawings import drawings

COUNT = 200
SIGMOID = ACTIVATIONS["sigmoid"]
#: Words of Python's message for each of the page's refusals.
REFUSALS = {
    "one_shade": "all of one shade", "nothing": "nothing stands out", "lines_only": "nothing is",
    "specks": "only specks", "solid": "a solid patch", "scraps": "only scraps", "wide": "wide and",
    "cut_off": "cut off", "several_beside": "side by side", "several_above": "above the other",
}  # fmt: skip
START = """
async ([header, data]) => {
  for (const id of ["header", "data"]) document.getElementById(id)?.remove();
  const element = document.body.appendChild(document.createElement("script"));
  element.type = "text/plain";
  element.id = "data";
  element.textContent = data;
  window.header = JSON.parse(header);
  const arrays = await $payload.readArrays(window.header);
  window.training = new $images_network.Training(window.header, arrays);
}"""


@pytest.fixture(scope="module")
def scripts(browser):
    """A page with the modules that compute, and nothing else."""
    page = browser.new_page()
    names = (
        "payload.js",
        *(f"images/{name}.js" for name in ("prepare", "network", "picture_file")),
    )
    page.set_content("<body></body>")
    page.add_script_tag(content=bundle(PAGE, *names))
    yield page
    page.close()


def packed(picture: np.ndarray) -> list:
    """Return a picture in the form that :func:`in_page` hands to the page."""
    return [*picture.shape, base64.b64encode(np.ascontiguousarray(picture).tobytes()).decode()]


GREYS = """([rows, columns, text]) => ({
  rows, columns, data: Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)) })"""
PREPARE = f"""(pictures) => pictures.map((picture) => {{
  const greys = ({GREYS})(picture);
  const held = $images_prepare.isPrepared(greys);
  try {{
    const found = $images_prepare.prepare(greys);
    const text = ({{ data }}) => btoa(String.fromCharCode(...data));
    const stages = [found.picture, found.ink, found.scaled, found.image];
    return {{ held, stages: stages.map(text), details: found.details }};
  }} catch (error) {{
    if (!error.code) throw error;
    return {{ held, code: error.code, values: error.values }};
  }}
}})"""


def box_of(box: dict | None) -> list | None:
    return box and [box[side] for side in ("top", "left", "bottom", "right")]


def details_of(found: dict) -> dict:
    """Return the page's details by Python's names."""
    return {
        "inverted": found["inverted"], "box": box_of(found["box"]), "corner": found["corner"],
        "thickened": found["thickened"], "sheet": box_of(found["sheet"]),
        "lines": found["lines"], "frame": found["frame"], "touches_edge": found["touchesEdge"],
        "pieces": found["pieces"],
    }  # fmt: skip


def prepared(picture: np.ndarray) -> Preparation | LayerlightError:
    """Return what Python makes of a picture."""
    try:
        return prepare(picture)
    except LayerlightError as error:
        return error


def check(page, pictures: list[np.ndarray], wanted: list[Preparation | LayerlightError]) -> int:
    """Compare the page's preparations with Python's; return how many pictures were read."""
    found = page.evaluate(PREPARE, [packed(picture) for picture in pictures])
    for picture, mine, its in zip(pictures, wanted, found, strict=True):
        assert its["held"] == is_prepared(picture)
        if isinstance(mine, LayerlightError):
            assert REFUSALS[its["code"]] in str(mine)
            assert all(str(number) in str(mine) for number in its["values"].values())
            continue
        assert "stages" in its, f"the page refuses a digit: {its}"
        stages = (mine.picture, mine.ink, mine.scaled, mine.image)
        assert [packed(stage)[2] for stage in stages] == its["stages"]
        assert details_of(its["details"]) == mine.details
    return sum(isinstance(each, Preparation) for each in wanted)


@pytest.fixture(scope="module")
def drawn():
    """Drawings, and what Python makes of each."""
    pictures = drawings(COUNT)
    return pictures, [prepared(picture) for picture in pictures]


@pytest.mark.exhaustive
def test_the_page_prepares_200_drawings_as_python_does(scripts, drawn):
    assert check(scripts, *drawn) > COUNT // 2


def test_the_page_prepares_photographs_as_python_does(scripts, tmp_path):
    pictures = []
    for kind in (*USABLE, *UNUSABLE):
        path = tmp_path / "photograph.jpg"
        path.write_bytes(next(photographs(kind, 1))[1])
        pictures.append(read_picture(path))
    assert check(scripts, pictures, list(map(prepared, pictures))) > len(USABLE) // 2


def test_the_page_refuses_what_python_refuses(scripts):
    rng = np.random.default_rng(5)
    whole = np.zeros((150, 140), np.uint8)
    frame = whole.copy()
    frame[20:130, 20:120] = 200
    frame[26:124, 26:114] = 0
    ruled = np.full((200, 260), 230, np.uint8)
    ruled[::20] = 120
    pictures = [
        whole, whole + 255, rng.integers(0, 256, (150, 212)).astype(np.uint8), frame, ruled,
        ((rng.random((180, 180)) < 0.12) * 255).astype(np.uint8),
        np.add.outer(np.arange(140), np.arange(160)).clip(0, 255).astype(np.uint8),
        (np.indices((140, 140)).sum(0) % 2 * 255).astype(np.uint8),
        np.full((1, 1), 9, np.uint8), np.eye(200, dtype=np.uint8) * 255,
        np.arange(300).astype(np.uint8)[None], np.eye(28, dtype=np.uint8) * 255,
    ]  # fmt: skip
    assert check(scripts, pictures, list(map(prepared, pictures))) < len(pictures) // 2


@pytest.mark.parametrize("number", range(4))
def test_a_png_file_gives_the_grey_levels_that_python_reads(scripts, tmp_path, number):
    rng = np.random.default_rng(number)
    mode, shape = [
        ("L", (40, 30)),
        ("RGB", (33, 60, 3)),
        ("RGBA", (50, 41, 4)),
        ("RGB", (2100, 900, 3)),
    ][number]
    levels = rng.integers(0, 256, shape).astype(np.uint8)
    if mode == "RGBA":
        levels[..., 3] = np.where(rng.random(shape[:2]) < 0.5, 255, 0)
    path = tmp_path / "picture.png"
    Image.fromarray(levels, mode).save(path)
    found = scripts.evaluate(
        """async (text) => {
          const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
          const { rows, columns, data } = await $images_picture_file.readPicture(new Blob([bytes]));
          return [rows, columns, Array.from(data)];
        }""",
        base64.b64encode(path.read_bytes()).decode(),
    )
    wanted = read_picture(path)
    assert found[:2] == list(wanted.shape)
    apart = np.abs(np.array(found[2]) - wanted.ravel().astype(int))
    assert apart.max() <= (0 if mode != "RGBA" else 1)


def images_of(count: int, shape: tuple[int, int], classes: int) -> Dataset:
    """Return images of bars at places that tell their classes."""
    rng = np.random.default_rng(1)
    labels = np.arange(count) % classes
    images = rng.integers(0, 60, (count, *shape))
    for image, label in zip(images, labels, strict=True):
        image[label * shape[0] // classes : (label + 1) * shape[0] // classes] += 150
    pixels = [f"pixel {k}" for k in range(shape[0] * shape[1])]
    return Dataset(
        "bars", np.empty((0, 0)), np.eye(classes)[labels], pixels,
        [f"bar {k}" for k in range(classes)], labels, image_shape=shape,
        images=images.astype(np.uint8), source="made for this test",
    )  # fmt: skip


@pytest.fixture(scope="module", params=["deep", "plain"])
def own_run(request):
    """Recordings of networks with other sizes and functions."""
    samples = images_of(60, (12, 10), 4)
    sizes, functions, cost = {
        "deep": ((120, 40, 9, 4), ["relu", "tanh", "softmax"], "cross-entropy"),
        "plain": ((120, 4), ["sigmoid"], "mean-squared-error"),
    }[request.param]
    network = Network(sizes, activations=functions, cost=cost, learning_rate=0.05, seed=3)
    return record(samples, network, epochs=2, test=images_of(20, (12, 10), 4), detail="compact")


def compare(page, images: np.ndarray, layers_at, moment: int, functions) -> None:
    """Compare the page's z and activations at a moment with Python's."""
    weights, biases = layers_at
    inputs = images.reshape(len(images), -1) / 255
    z, activations = forward_pass(inputs, weights, biases, functions)
    found = page.evaluate(
        """([images, moment]) => images.map((text) => {
          const levels = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
          const pass = training.forward(Float64Array.from(levels, (level) => level / 255), moment);
          return [...pass.z, ...pass.activations.slice(1)].map((values) => Array.from(values));
        })""",
        [[packed(image)[2] for image in images], moment],
    )
    for number, lists in enumerate(found):
        for wanted, its in zip([*z, *activations], lists, strict=True):
            assert np.abs(wanted[number] - its).max() <= 1e-9


def test_the_page_answers_200_drawings_as_python_does(scripts, drawn):
    series = load_checkpoint_series()
    scripts.evaluate(START, list(pack_images(series, "x").encoded()))
    images = [each.image for each in drawn[1] if isinstance(each, Preparation)]
    images = np.array([*load_drawn_digits().arrays["images"], *images])
    images = np.concatenate([images, images[:, :, ::-1]])[:COUNT]
    assert len(images) == COUNT
    for moment in (0, 14, len(series.steps_shown) - 1):
        held = [
            [np.float64(each[moment]) for each in group]
            for group in (series.weights, series.biases)
        ]
        compare(scripts, images, held, moment, [SIGMOID, SIGMOID])
    inference = classify([Picture(image, "x", "file") for image in images], series)
    said = scripts.evaluate(
        """(images) => images.map((text) => {
          const levels = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
          const inputs = Float64Array.from(levels, (level) => level / 255);
          const pass = training.forward(inputs, training.last);
          return $images_network.answerOf(pass.activations.at(-1));
        })""",
        [packed(image)[2] for image in images],
    )
    assert said == inference.predictions.tolist()


def test_the_page_answers_as_other_networks_do(scripts, own_run):
    scripts.evaluate(START, list(pack_images(own_run, "x").encoded()))
    for moment in (0, 20, len(own_run.evaluated_steps) - 1):
        step = int(own_run.evaluated_steps[moment])
        layers = own_run.weights_at(step), own_run.biases_at(step)
        compare(scripts, own_run.samples.images[:8], layers, moment, own_run.rules.functions)


def test_every_number_of_the_shipped_training_is_packed_as_recorded(scripts):
    series = load_checkpoint_series()
    payload = pack_images(series, "x")
    header, data = payload.encoded()
    assert len(header) + len(data) < 6e6
    assert not payload.header["rounded"]
    scripts.evaluate(START, [header, data])
    for moment in (0, 1, 50, 100):
        found = scripts.evaluate(
            """(moment) => training.layers(moment).flatMap(({ weights, biases }) =>
              [[...weights], [...biases]])""",
            moment,
        )
        wanted = [
            each[moment]
            for pair in zip(series.weights, series.biases, strict=True)
            for each in pair
        ]
        for mine, its in zip(wanted, found, strict=True):
            assert mine.ravel().tolist() == its
    assert payload.arrays["test_confusion"].tolist() == series.confusion.tolist()
    assert payload.arrays["steps"].tolist() == series.steps_shown.tolist()


def test_double_precision_is_kept_where_it_fits_and_said_where_not(own_run):
    whole = pack_images(own_run, "x").header
    assert (whole["precision"], whole["rounded"]) == ("float64", False)
    parameters = sum(
        (n + 1) * m for n, m in zip(own_run.layer_sizes, own_run.layer_sizes[1:], strict=False)
    )
    tight = pack_images(own_run, "x", most=parameters * 4 * 45)
    assert (tight.header["precision"], tight.header["rounded"]) == ("float32", True)
    steps = tight.arrays["steps"]
    assert steps[0] == 0
    assert steps[-1] == own_run.steps
    assert len(steps) <= tight.header["recorded"] == len(own_run.evaluated_steps)
    confusion = tight.arrays["test_confusion"]
    at = np.searchsorted(own_run.evaluated_steps, steps)
    assert confusion.tolist() == own_run.arrays["test_confusion"][at].tolist()


def test_a_network_that_is_too_large_is_refused_with_what_would_fit(own_run):
    with pytest.raises(
        UsageError, match=r"weights and biases .* a page holds up to .* about [\d,]+"
    ):
        pack_images(own_run, "x", most=3000)


def test_an_imported_network_shows_its_own_steps_and_keeps_its_numbers(own_run):
    steps = (0, 20, own_run.steps)
    moments = [
        (7 * step, [np.float32(each) for each in own_run.weights_at(step)], own_run.biases_at(step))
        for step in steps
    ]
    moments = [(at, w, [np.float32(each) for each in b]) for at, w, b in moments]
    rules = Rules(own_run.rules.functions, own_run.rules.loss, "gradient", None)
    run = import_run(own_run.samples, moments, rules, {"framework": "PyTorch"})
    payload = pack_images(run, "x")
    assert payload.arrays["steps"].tolist() == [7 * step for step in steps]
    assert (payload.header["precision"], payload.header["rounded"]) == ("float32", False)
    assert payload.header["imported"] == {"framework": "PyTorch"}
    planes = np.bitwise_xor.accumulate(payload.arrays["planes"], axis=2).transpose(2, 1, 0)
    held = np.ascontiguousarray(planes).view(np.float32)[..., 0]
    assert held[1, : moments[1][1][0].size].tolist() == moments[1][1][0].ravel().tolist()


def test_a_recording_without_tests_has_weights_and_no_confusions():
    rng = np.random.default_rng(0)
    labels = np.arange(60, dtype=np.uint8) % 10
    images = (rng.integers(0, 256, (60, 784)) * (rng.random((60, 784)) < 0.1)).astype(np.uint8)
    run = record_mnist(Mnist(images, labels, images, labels), images=60, epochs=2)
    payload = pack_images(run, "x")
    assert "test_confusion" not in payload.arrays
    assert payload.header["prepared"]
    assert payload.arrays["steps"].tolist() == checkpoint_schedule(120, 60)


def test_small_parts_of_images_are_no_images(walkthrough_recording):
    with pytest.raises(UsageError, match="whole images"):
        pack_images(walkthrough_recording, "x")


def test_differences_of_moments_give_the_numbers_back():
    rng = np.random.default_rng(0)
    for dtype in (np.float32, np.float64):
        values = np.cumsum(rng.normal(0, 0.1, (5, 7)), axis=0).astype(dtype)
        bits = np.bitwise_xor.accumulate(with_differences(values), axis=2)
        back = np.ascontiguousarray(bits.transpose(2, 1, 0)).view(dtype)[..., 0]
        assert back.tolist() == values.tolist()


def test_headers_are_json_that_a_page_can_hold(own_run):
    header, _ = pack_images(own_run, "</script><b>").encoded()
    assert "<" not in header
    assert json.loads(header)["file"] == "</script><b>"
