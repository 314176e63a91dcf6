"""The page of an image network in a browser."""

import re
from functools import cache

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from network import Dataset, Network, load_checkpoint_series, record
from network.core.activations import ACTIVATIONS
from network.core.rules import forward_pass
from network.data.drawn_digits import DIGITS_FOLDER, load_drawn_digits
from publish.explorer.page import PAGE, render_page, texts
from publish.explorer.write import pack
from scenes.style.theme import DARK, LIGHT
from scenes.words import load_words
from tests.publish.explorer.conftest import CUT_OFF, settle, until

HOSTILE = ["<b>bold</b>", "</script><img src=x onerror=alert(1)>", "=1+1", "ن" * 20]
SIGMOID = ACTIVATIONS["sigmoid"]
MINUS = "\u2212"


def blocks(name: str) -> object:
    """Record a network that reads small images of classes with awkward names."""
    rng = np.random.default_rng(0)
    labels = np.arange(48) % 4
    images = rng.integers(0, 90, (48, 14, 11))
    for image, label in zip(images, labels, strict=True):
        image[3 * label : 3 * label + 3] += 120
    samples = Dataset(
        HOSTILE[0], np.empty((0, 0)), np.eye(4)[labels],
        [f"p{k}" for k in range(14 * 11)], HOSTILE, labels, image_shape=(14, 11),
        images=images.astype(np.uint8), source="made for this test",
    )  # fmt: skip
    sizes, functions = {
        "deep": ((154, 70, 9, 4), ["relu", "tanh", "softmax"]),
        "plain": ((154, 4), ["sigmoid"]),
    }[name]
    network = Network(sizes, activations=functions, learning_rate=0.05, seed=1)
    test = samples.first(12) if name == "deep" else None
    return record(samples, network, epochs=2, test=test, detail="compact", title=HOSTILE[1])


@cache
def source(name: str) -> object:
    return load_checkpoint_series() if name == "mnist" else blocks(name)


@cache
def html(name: str, language: str, light: bool) -> str:
    from publish.explorer.pack_images import pack_images

    held = source(name)
    payload = pack_images(held, name) if name == "plain" else pack(held, name)
    return render_page(payload, load_words(language), LIGHT if light else DARK)


@pytest.fixture
def opened(browser, tmp_path):
    """Yield a function that opens a page; afterwards, check for errors and requests."""
    contexts, asked, wrong = [], [], []

    def open_it(name="mnist", place="", language="en", light=False, **options):
        path = tmp_path / f"{name}-{language}-{light}.html"
        path.write_text(html(name, language, light), encoding="utf-8")
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(path.as_uri() + place)
        until(page, "document.documentElement.dataset.ready !== undefined")
        settle(page)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert not wrong
    assert {url.split(":")[0] for url in asked} <= {"file", "data", "blob"}
    assert sum(url.startswith("file:") for url in asked) == len(contexts)


def draw(page, points: list[tuple[float, float]]) -> None:
    """Draw one stroke with the mouse, in shares of the surface."""
    canvas = page.locator(".surface canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=8)
    page.mouse.up()
    settle(page)


SEVEN = [(0.3, 0.22), (0.72, 0.22), (0.6, 0.5), (0.48, 0.85)]


def levels_read(page) -> np.ndarray:
    """Return the grey levels of the last stage, from the pixels that the page shows."""
    found = page.evaluate("""() => {
      const canvas = [...document.querySelectorAll(".stages canvas")].at(-1);
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return [canvas.height, canvas.width, Array.from(data).filter((_, k) => k % 4 === 0)];
    }""")
    low, high = (int(colour[1:3], 16) for colour in (DARK.activation_low, DARK.activation_high))
    shown = np.rint(low + (high - low) * np.arange(256) / 255)
    assert len(set(shown)) == 256, "the colours tell all grey levels"
    return np.array([int(np.flatnonzero(shown == level)[0]) for level in found[2]])


def scores(page) -> list[float]:
    return page.evaluate(
        "[...document.querySelectorAll('.scores .n')].map((each) => Number(each.dataset.value))"
    )


def answers(levels: np.ndarray, moment: int) -> np.ndarray:
    """Return the outputs of the shipped network at a moment."""
    series = source("mnist")
    held = (
        [np.float64(each[moment]) for each in group] for group in (series.weights, series.biases)
    )
    return forward_pass(levels / 255, *held, [SIGMOID, SIGMOID])[1][-1]


def press(page, selector: str, *keys: str) -> None:
    """Focus an element of a page or of a frame, and press keys."""
    page.locator(selector).first.focus()
    for key in keys:
        getattr(page, "page", page).keyboard.press(key)
    settle(page)


def at(page) -> int:
    return int(page.locator("#moment").input_value())


def test_a_drawn_digit_is_read_at_every_moment_of_the_training(opened):
    page = opened()
    draw(page, SEVEN)
    assert page.locator(".stages figure").count() == 4
    levels = levels_read(page)
    assert levels.max() == 255
    assert levels.size == 784
    seen = set()
    for key in ("End", "Home", *["PageUp"] * 4):
        press(page, "#moment", key)
        wanted = answers(levels, at(page))
        assert np.abs(wanted - scores(page)).max() <= 1e-9
        said = page.locator(".answer").text_content()
        assert said == page.locator(".says").text_content() == f"It reads {wanted.argmax()}"
        seen.add(said)
    assert len(seen) > 1, "the answer changes as the network learns"


def test_touch_draws(opened):
    page = opened(has_touch=True, viewport={"width": 390, "height": 844})
    box = page.locator(".surface canvas").bounding_box()
    session = page.context.new_cdp_session(page)
    for number, (x, y) in enumerate(SEVEN):
        point = {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
        kind = "touchMove" if number else "touchStart"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    settle(page)
    assert page.locator(".stages figure").count() == 4
    assert page.locator(".answer").text_content() == "It reads 7"


def test_keys_draw(opened):
    page = opened()
    canvas = ".surface canvas"
    press(page, canvas, *["ArrowUp"] * 14, " ", *["ArrowDown"] * 28, " ")
    assert page.locator(".stages figure").count() == 4
    assert page.locator(".answer").text_content().startswith("It reads")
    assert np.abs(answers(levels_read(page), -1) - scores(page)).max() <= 1e-9
    page.get_by_role("button", name="Clear").click()
    settle(page)
    assert page.locator(".answer").text_content() == "Nothing to read yet"


def test_a_speck_is_refused_with_the_reason(opened):
    page = opened()
    page.evaluate("document.querySelector('.surface canvas').getContext('2d')")
    draw(page, [(0.1, 0.5), (0.9, 0.5)])
    assert page.locator(".stages figure").count() == 0
    assert "taller than wide" in page.locator(".answer").text_content()
    page.get_by_role("button", name="Undo stroke").click()
    draw(page, SEVEN)
    assert page.locator(".answer").text_content() == "It reads 7"


def test_shipped_drawings_are_chosen_with_arrow_keys(opened):
    page = opened()
    drawings = load_drawn_digits().arrays["images"]
    press(page, ".pictures [aria-checked=true]", "Home", "ArrowRight", "ArrowDown")
    assert page.locator(".pictures [aria-checked=true]").get_attribute("title") == "Drawing 12: 1"
    assert (levels_read(page) == drawings[11].ravel()).all()
    assert np.abs(answers(drawings[11].ravel(), -1) - scores(page)).max() <= 1e-9


def test_files_are_opened_or_refused(opened, tmp_path):
    page = opened()
    ink = Image.open(DIGITS_FOLDER / "5.png").resize((300, 300), Image.Resampling.BICUBIC)
    path = tmp_path / "five.png"
    Image.fromarray(255 - np.pad(np.asarray(ink), 60)).convert("RGB").save(path)
    page.set_input_files("input[type=file]", path)
    until(page, "document.querySelectorAll('.stages figure').length === 4")
    settle(page)
    assert page.locator(".answer").text_content() == "It reads 5"
    assert "Dark ink on light paper was inverted." in page.locator(".choose-card").text_content()
    (tmp_path / "no.png").write_text("text")
    page.set_input_files("input[type=file]", tmp_path / "no.png")
    until(page, "document.body.textContent.includes('Expected a PNG or JPEG')")
    (tmp_path / "half.png").write_bytes(path.read_bytes()[:300])
    page.set_input_files("input[type=file]", tmp_path / "half.png")
    until(page, "document.body.textContent.includes('found a damaged one')")


def test_accuracy_and_confusions_are_the_recorded_ones(opened):
    page, series = opened(), source("mnist")
    for key in ("Home", "End", "PageDown"):
        press(page, "#moment", key)
        moment = at(page)
        share = page.locator(".accuracy .n").get_attribute("data-value")
        assert float(share) == series.test_accuracy[moment]
        found = page.evaluate("""[...document.querySelectorAll(".confusion tbody tr")].map((row) =>
          [...row.cells].slice(1, -1).map((cell) => Number(cell.textContent)))""")
        assert found == series.confusion[moment].tolist()
        assert int(page.locator("#step").input_value()) == series.steps_shown[moment]


def test_keys_of_the_page_and_the_step_field_move_through_the_training(opened):
    page, steps = opened(), source("mnist").steps_shown
    page.locator("h1").click()
    page.keyboard.press("ArrowLeft")
    settle(page)
    assert at(page) == len(steps) - 2
    page.locator("#step").fill("500")
    page.keyboard.press("Enter")
    settle(page)
    assert at(page) == np.abs(steps - 500).argmin()
    assert "Not recorded: step 500" in page.locator(".timeline").text_content()
    page.locator(".icon[data-icon=play]").click()
    until(page, "Number(document.querySelector('#moment').value) > 20")
    page.locator(".icon[data-icon=pause]").click()
    settle(page)
    now = at(page)
    page.wait_for_timeout(300)
    assert at(page) == now


def test_the_address_opens_a_moment_a_neuron_a_map_and_a_drawing(opened):
    page = opened(place="#step=500&neuron=h7&map=change&drawing=9")
    assert page.locator("#step").input_value() == "509"
    assert page.locator(".maps [aria-checked=true] .math").text_content() == "h7"
    assert (
        page.get_by_role("radio", name="Change", exact=True).get_attribute("aria-checked") == "true"
    )
    assert page.locator(".pictures [aria-checked=true]").get_attribute("title") == "Drawing 9: 8"
    press(page, ".maps [aria-checked=true]", "ArrowRight")
    until(page, "location.hash === '#step=509&neuron=h8&drawing=9'")


@pytest.mark.parametrize("place", ["#step=x&neuron=h99&map=no&drawing=0", "#%", "#step=1e9"])
def test_addresses_that_name_nothing_open_the_page_as_it_is(opened, place):
    page = opened(place=place)
    assert page.locator("#step").input_value() == "180000"
    assert page.locator(".maps [aria-checked=true] .math").text_content() == "h1"


def printed(text: str) -> float:
    return float(text.replace(MINUS, "-").replace("+", "").replace("\u2009", ""))


def numbers_in(page, selector: str) -> list[tuple[float, float]]:
    """Return each printed number below an element, and all its digits."""
    found = page.evaluate(
        """(selector) => [...document.querySelectorAll(`${selector} .n`)]
          .filter((each) => each.checkVisibility())
          .map((each) => [each.textContent, Number(each.dataset.value)])""",
        selector,
    )
    return [(printed(text), value) for text, value in found]


def test_equations_of_a_neuron_are_true_as_printed_and_its_numbers_python_s(opened):
    page, series = opened(place="#map=products&drawing=4&step=180000"), source("mnist")
    image = load_drawn_digits().arrays["images"][3].ravel() / 255
    weights, biases = series.weights[0][-1].astype(float), series.biases[0][-1].astype(float)
    for neuron in (0, 6, 19):
        page.locator(".maps button").nth(neuron).click()
        press(page, ".large canvas", "ArrowUp", "ArrowRight")
        where = page.locator(".where").text_content()
        row, column = map(int, re.findall(r"\d+", where))
        place = 28 * row + column
        (weight, w), (value, x), (product, p) = numbers_in(page, ".pixel")
        assert (w, x, p) == (
            weights[neuron, place],
            image[place],
            weights[neuron, place] * image[place],
        )
        if "≈" not in page.locator(".pixel .relation").text_content():
            decimals = len(page.locator(".pixel .n").last.text_content().partition(".")[2])
            assert abs(weight * value - product) < 0.5 * 10.0**-decimals
        (adds, _), (takes, _), (bias, b), (z, its_z), (_, a) = numbers_in(page, ".weighing")
        assert b == biases[neuron]
        total = np.add.accumulate(weights[neuron] * image)[-1] + biases[neuron]
        assert its_z == total
        assert a == SIGMOID.value(np.array([total]))[0]
        if "≈" not in page.locator(".weighing .relation").first.text_content():
            assert abs(adds + takes + bias - z) < 0.0051


def test_the_pushes_on_two_outputs_add_up_as_printed(opened):
    page = opened(place="#drawing=5")
    for key in ("End", "PageDown", "PageDown"):
        press(page, "#moment", key)
        rows = page.evaluate("""[...document.querySelectorAll(".fall tbody tr")].map((row) =>
          [...row.cells].slice(-2).map((cell) => {
            const number = cell.querySelector(".n");
            const sign = cell.querySelector(".equals").textContent;
            return [number.textContent, Number(number.dataset.value), sign];
          }))""")
        for column in (0, 1):
            *parts, (z, exact, sign) = [row[column] for row in rows[:-1]]
            assert sum(value for _, value, _ in parts) == pytest.approx(exact, abs=1e-9)
            decimals = len(z.partition(".")[2])
            apart = abs(sum(printed(text) for text, _, _ in parts) - printed(z))
            assert (apart < 0.5 * 10.0**-decimals) == (sign == "=")
    page.select_option("#fall-second", "0")
    settle(page)
    assert page.locator("#fall-second").input_value() == "0"
    wanted = answers(load_drawn_digits().arrays["images"][4].ravel(), at(page))
    last = page.locator(".fall tr").last.locator(".n").last
    assert float(last.get_attribute("data-value")) == pytest.approx(wanted[0], abs=1e-9)


def test_names_are_data_and_deeper_layers_are_shown(opened):
    page = opened("deep")
    assert page.locator("h1").text_content() == HOSTILE[1]
    assert page.locator(".scores th[scope=row]").all_text_contents() == HOSTILE
    assert page.locator("#page img, #page b").count() == 0
    assert page.locator(".maps button").count() == 30
    assert page.locator(".cells button").count() == 9
    page.locator(".cells button").nth(4).click()
    settle(page)
    assert page.locator(".open-card h2 .math").text_content() == "h5(2)"
    assert not page.locator(".large").is_visible()
    page.locator(".terms summary").click()
    settle(page)
    assert page.locator(".terms tbody tr").count() == 12
    page.get_by_role("button", name="Next maps").click()
    settle(page)
    assert page.locator(".maps button").count() == 30
    assert "60 training" not in page.locator(".accuracy").text_content()
    run = source("deep")
    step = int(page.locator("#step").input_value())
    image = run.test_samples.images[:1].reshape(1, -1) / 255
    page.locator(".pictures button").first.click()
    settle(page)
    wanted = forward_pass(image, run.weights_at(step), run.biases_at(step), run.rules.functions)
    assert np.abs(wanted[1][-1][0] - scores(page)).max() <= 1e-9


def test_a_network_without_hidden_layer_shows_the_maps_of_its_outputs(opened):
    page = opened("plain")
    assert page.locator("h2").filter(has_text="What each output looks for").count() == 1
    assert not page.locator(".fall-card").is_visible()
    assert not page.locator(".deep-card").is_visible()
    assert page.locator(".share.train").count() == 1
    draw(page, [(0.5, 0.2), (0.5, 0.8)])
    assert page.locator(".stages figure").count() == 1
    assert "averaged down" in page.locator(".choose-card").text_content()


def test_a_file_of_another_shape_is_refused(opened):
    page = opened("plain")
    page.set_input_files("input[type=file]", DIGITS_FOLDER / "5.png")
    until(page, "document.body.textContent.includes('14 × 11 pixels; this one has 28 × 28')")


WIDTHS = [(320, "de"), (1440, "es")]
"""Each width in a language, by default; the others are for ``make test-rest``."""


@pytest.mark.parametrize(
    ("width", "language"),
    [
        pytest.param(
            width, language, marks=() if (width, language) in WIDTHS else pytest.mark.exhaustive
        )
        for width in (320, 800, 1440, 3840)
        for language in ("en", "de", "es")
    ],
)
def test_nothing_overflows_at_any_width(opened, width, language):
    page = opened(viewport={"width": width, "height": 900}, language=language)
    draw(page, SEVEN)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for name in ("deep",):
        other = opened(name, viewport={"width": width, "height": 900}, language=language)
        assert other.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    ("name", "light"),
    [
        ("mnist", False),
        ("deep", True),
        *(
            pytest.param(*other, marks=pytest.mark.exhaustive)
            for other in (("mnist", True), ("deep", False), ("plain", False), ("plain", True))
        ),
    ],
)
def test_axe_finds_nothing(opened, name, light):
    page = opened(name, light=light, reduced_motion="reduce", bypass_csp=True)
    page.locator(".terms summary").click()
    settle(page)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()


def test_the_file_of_the_shipped_training_is_small():
    assert len(html("mnist", "en", False).encode()) < 6e6


def test_a_file_that_was_cut_off_says_so(browser, tmp_path):
    text = html("mnist", "en", False)
    place = text.index('id="data"') + 200_000
    rest = text[text.index("</script>", place) :]
    path = tmp_path / "cut.html"
    path.write_text(text[:place] + rest, encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    until(page, "document.body.textContent.includes('This file is damaged')")
    page.close()


def test_every_text_is_used_and_every_text_exists():
    code = "".join(path.read_text("utf-8") for path in (PAGE / "images").glob("*.js"))
    literal = set(re.findall(r'"(images\.[\w.]+)"', code))
    prefixes = set(re.findall(r"`(images\.[\w.]*)\$\{", code))
    for language in ("en", "de", "es"):
        known = {name for name in texts(load_words(language)) if name.startswith("images.")}
        assert literal <= known
        unused = {name for name in known - literal if not name.startswith(tuple(prefixes))}
        assert not unused


def test_all_digits_are_shown_on_request_and_then_nothing_claims_to_be_exact(opened):
    page = opened(place="#map=products")
    page.get_by_role("button", name="Full precision").click()
    settle(page)
    text = page.locator(".weighing .n").first.text_content()
    assert len(text) > 12
    assert set(page.locator(".equals").all_text_contents()) <= {"", "≈"}
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Full precision").click()
    settle(page)
    assert len(page.locator(".weighing .n").first.text_content()) < 9


def test_tables_are_copied_with_all_digits(opened):
    page = opened()
    page.evaluate("""() => {
      document.addEventListener("copy", (event) => {
        window.copied = event.clipboardData.getData("text/plain");
      });
    }""")
    cards = {".says-card": 11, ".fall-card": 24, ".wrong-card": 11}
    for card, rows in cards.items():
        page.locator(f"{card} .copy").click()
        lines = page.evaluate("window.copied").split("\r\n")
        assert len(lines) == rows
    assert lines[1] == "0," + ",".join(map(str, source("mnist").confusion[-1, 0])) + ",98.1\u2009%"
    page.locator(".says-card .copy").click()
    line = page.evaluate("window.copied").split("\r\n")[4]
    assert float(line.split(",")[1]) == max(scores(page))


def test_the_page_works_within_another_as_in_a_notebook(browser):
    page, wrong = browser.new_page(), []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.evaluate(
        """(html) => {
          const frame = document.body.appendChild(document.createElement("iframe"));
          frame.setAttribute("sandbox", "allow-scripts");
          frame.srcdoc = html;
        }""",
        html("mnist", "en", False),
    )
    until(page, "document.querySelector('iframe').contentWindow !== null")
    frame = page.frames[1]
    until(frame, "document.documentElement.dataset.ready !== undefined")
    press(frame, "#moment", "Home")
    until(frame, "document.querySelector('#step').value === '0'")
    assert not wrong
    page.close()


# What lecturers stumbled over.


BARS = [[(0.3, 0.2), (0.3, 0.8)], [(0.7, 0.2), (0.7, 0.8)]]
"""Two upright strokes: an 11."""


def bar_height(page) -> float:
    return page.locator(".timeline").bounding_box()["height"]


def test_a_drawing_that_is_refused_leaves_the_reason_and_no_numbers(opened):
    page = opened(viewport={"width": 1366, "height": 768})
    page.get_by_role("button", name="Clear").click()
    settle(page)
    before = bar_height(page)
    for stroke in BARS:
        draw(page, stroke)
    why = "Expected one digit, found 2 large pieces side by side."
    for place in (".answer", ".says"):
        assert page.locator(place).text_content() == why
        box = page.locator(place).bounding_box()
        assert 0 < box["y"] < 768 - box["height"]
    assert bar_height(page) == before
    assert scores(page) == []
    assert set(page.locator(".scores td").all_inner_texts()) == {"–"}
    assert page.locator(".fall .n").count() == 0
    for card, copies in ((".says-card", False), (".fall-card", False), (".wrong-card", True)):
        assert page.locator(f"{card} .copy").is_enabled() == copies
    page.get_by_role("button", name="Clear").click()
    draw(page, SEVEN)
    assert page.locator(".says-card .copy").is_enabled()
    assert len(scores(page)) == 10
    # A touch of the pen leaves a dot.
    page.get_by_role("button", name="Clear").click()
    settle(page)
    assert page.locator(".hint").is_visible()
    draw(page, [(0.5, 0.5)])
    assert not page.locator(".hint").is_visible()
    inked = page.locator(".surface canvas").evaluate("""(canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return data.filter((level, k) => k % 4 === 0 && level > 128).length;
    }""")
    assert inked > 200
    assert "No digit found" in page.locator(".answer").text_content()


def test_no_number_is_cut_off_and_each_moment_can_have_its_scale(opened):
    page = opened(viewport={"width": 1366, "height": 768})
    for place in ("#drawing=9", "#drawing=4&step=509&map=products"):
        page.evaluate(f"location.hash = '{place}'")
        for card in (".fall-card", ".wrong-card", ".open-card"):
            page.locator(card).scroll_into_view_if_needed()
        settle(page)
        assert page.evaluate(CUT_OFF) == []
    assert page.locator(".track").first.bounding_box()["width"] > 60
    page.get_by_role("button", name="Full precision").click()
    settle(page)
    assert page.evaluate(CUT_OFF) == []
    assert page.locator("#fall-second").bounding_box()["x"] < 1366 - 50
    # Early changes are seen on the scale of their moment.
    page.get_by_role("button", name="Full precision").click()
    page.evaluate("location.hash = '#step=10&map=change'")
    settle(page)

    def brightest():
        return page.locator(".maps canvas").first.evaluate("""(canvas) => {
          const { width, height } = canvas;
          const pen = new OffscreenCanvas(width, height).getContext("2d");
          pen.drawImage(canvas, 0, 0);
          const { data } = pen.getImageData(0, 0, width, height);
          return Math.max(...data.filter((_, k) => k % 4 === 2));
        }""")

    dark, note = brightest(), page.locator(".heat .note")
    assert "One scale for all maps and moments: up to ±1.9" in note.text_content()
    page.get_by_role("radio", name="This moment").click()
    settle(page)
    assert brightest() > 2 * dark
    early = note.text_content()
    assert early.startswith("The scale of this moment, up to ±0.")
    assert "changes with the slider" in early
    press(page, "#moment", "End")
    assert note.text_content() != early
    press(page, "#moment", "Home")
    assert "±" in note.text_content(), "nothing has changed at the start"


def test_steps_that_are_not_recorded_words_beside_a_map_and_single_keys(opened):
    page = opened(viewport={"width": 1366, "height": 768})
    before, field = bar_height(page), page.locator("#step")
    for typed, shown, said in (
        ("500", "509", "Not recorded: step 500"), ("999999", "180000", "The last step is 180"),
        ("-3", "0", "The first step is 0"), ("12.5", None, "Not recorded: step 12.5"),
    ):  # fmt: skip
        field.fill(typed)
        page.keyboard.press("Enter")
        settle(page)
        assert said in page.locator(".step-note").inner_text()
        assert shown in (None, field.input_value())
        assert bar_height(page) == before
    now = field.input_value()
    field.fill("")
    page.locator("h1").click()
    settle(page)
    assert field.input_value() == now
    assert page.evaluate("scrollY") == 0
    assert "of 180" in page.locator(".timeline .of").text_content()
    assert page.locator(".when label").inner_text().startswith("After step")
    heads = page.locator(".open-card h3").all_inner_texts()
    assert heads == ["Its map: change since the start", "Its sum for your picture: weight × input"]
    assert "z1(1)" in page.locator(".weighing .math").all_text_contents()
    # Single keys, and the help that lists them.
    keys = {"c": "canvas", "n": "button", "s": "button"}
    for key, tag in keys.items():
        page.locator("h1").click()
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.localName") == tag, key
    theme = "document.documentElement.dataset.theme"
    assert page.evaluate(theme) == "0"
    page.keyboard.press("t")
    page.keyboard.press("d")
    settle(page)
    assert page.evaluate(theme) == "1"
    assert page.locator("[aria-pressed=true]").inner_text() == "Full precision"
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.locator("#help input").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    settle(page)
    assert page.evaluate(theme) == "1"


def test_paper_and_phones(opened):
    page = opened(place="#step=509&drawing=8", viewport={"width": 700, "height": 900})
    page.emulate_media(media="print")
    settle(page)
    line = page.locator(".print-line").inner_text()
    assert line == "After step 509 of 180\u2009000 · epoch 1 of 3 · Drawing 8: 7"
    assert page.evaluate("document.documentElement.dataset.theme") == "1"
    light = page.locator(".maps canvas").first.evaluate(
        "(canvas) => canvas.getContext('2d').getImageData(0, 0, 1, 1).data[0]"
    )
    assert light > 200, "maps on light paper"
    for kept in (".scorebar", ".fallbar", ".chip", ".confusion td"):
        exact = f"getComputedStyle(document.querySelector('{kept}')).printColorAdjust"
        assert page.evaluate(exact) == "exact"
    for gone in (".surface", ".pictures", "#drawing-keys", ".row", ".copy", ".tools"):
        assert not page.locator(gone).first.is_visible(), gone
    page.emulate_media(media="null")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 2
    # On a phone the answer follows the drawing.
    page.set_viewport_size({"width": 375, "height": 740})
    page.evaluate("location.hash = '#step=180000&drawing=4'")
    settle(page)
    places = [
        page.locator(f".{name}-card").bounding_box()["y"]
        for name in ("draw", "says", "choose", "maps")
    ]
    assert places == sorted(places)
    assert bar_height(page) < 0.23 * 740
    # Magnified to 400 %, the answer stays in sight.
    page.set_viewport_size({"width": 320, "height": 256})
    settle(page)
    page.locator(".surface canvas").scroll_into_view_if_needed()
    slim = page.locator(".slim")
    box = slim.bounding_box()
    assert box["y"] + box["height"] == 256
    assert box["height"] < 0.2 * 256
    assert "It reads 3" in slim.inner_text()
    slim.locator("[data-icon=back]").click()
    settle(page)
    assert at(page) == len(source("mnist").steps_shown) - 2
    page.set_viewport_size({"width": 320, "height": 500})  # room for the mouse
    page.get_by_role("button", name="Clear").click()
    for stroke in BARS:
        draw(page, stroke)
    assert "found 2 large pieces" in slim.inner_text()
