"""The page of a small network, in Chromium."""

import re
from decimal import Decimal

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

import network
from publish.explorer.page import render_page
from publish.explorer.write import pack
from scenes.style.theme import DARK, LIGHT
from scenes.words import languages

from .conftest import CUT_OFF, ENGLISH, MAKERS, html_of, payload, recording, settle, trained, until

SIZES = {
    "wall": (3840, 2160),
    "hall": (1920, 1080),
    "desk": (1280, 800),
    "phone": (390, 844),
    "narrow": (320, 640),
    "phone on its side": (740, 360),
}
VIEWS = ("neuron", "weight", "cost", "layer", "updates")


def text(page, selector):
    return page.locator(selector).first.inner_text()


def state(page, name):
    """Return an entry of the page's address, where the state is written."""
    page.wait_for_timeout(400)
    settle(page)  # the page may be slower than the clock
    found = re.search(rf"[#&]{name}=([^&]*)", page.url)
    return found and found[1]


def minus(text):
    return text.replace("\N{MINUS SIGN}", "-").replace("\N{THIN SPACE}", "").replace("+", "")


def test_it_opens_at_the_first_step(opened):
    page = opened()
    assert page.title() == text(page, "h1") == "A 5-4-3 network learns 2, 6 and 7"
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.locator(".network .neuron").count() == 12
    assert page.locator(".network [data-edge]").count() == 5 * 4 + 4 * 3
    assert page.locator("#step").input_value() == "0"
    run = recording("walkthrough")
    shown = page.locator(".network .value").all_text_contents()
    recorded = [value for layer in run.activations for value in layer[0]]
    assert np.allclose([float(each) for each in shown], recorded, atol=6e-4)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            name,
            marks=() if name in ("iris", "imported") else pytest.mark.exhaustive,
        )
        for name in MAKERS
    ],
)
def test_every_view_of_every_network(opened, name):
    page = opened(name)
    run = recording(name)
    views = [*VIEWS, *(["plane"] if run.layer_sizes[0] == 2 else [])]
    assert page.get_by_role("tab").count() == len(views)
    last = page.evaluate("Number(document.getElementById('step').max)")
    assert last == run.steps - 1
    for step in sorted({0, last // 2, last}):
        page.evaluate(f"location.hash = '#step={step}'")
        settle(page)
        for number, view in enumerate(views, start=1):
            page.keyboard.press(str(number))
            settle(page)
            assert page.locator(f"#tab-{view}").get_attribute("aria-selected") == "true"
            assert len(text(page, "#panel")) > 20
            assert "undefined" not in text(page, "body")
            assert "NaN" not in text(page, "body")
        page.keyboard.press("b")
        settle(page)
        page.keyboard.press("b")


def test_keys(opened):
    page = opened()
    run = recording("walkthrough")
    for key, expected in (
        ("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("Shift+ArrowRight", 13),
        ("Shift+ArrowLeft", 1), ("Shift+ArrowLeft", 0), ("ArrowLeft", 0),
    ):  # fmt: skip
        page.keyboard.press(key)
        settle(page)
        assert page.locator("#step").input_value() == str(expected), key
    page.locator("#step").focus()
    for key, expected in (("End", run.steps - 1), ("Home", 0), ("PageDown", 12), ("PageUp", 0)):
        page.keyboard.press(key)
        settle(page)
        assert page.locator("#step").input_value() == str(expected), key
    page.keyboard.press("u")
    settle(page)
    assert page.get_by_role("button", name="After update").get_attribute("aria-pressed") == "true"
    assert state(page, "at") == "after"
    page.keyboard.press("b")
    assert state(page, "way") == "backward"
    page.keyboard.press("n")
    page.keyboard.press("ArrowDown")
    settle(page)
    assert page.evaluate("document.activeElement.dataset.key") == "h2"
    assert state(page, "neuron") == "h2"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    settle(page)
    assert state(page, "neuron") == "x5"
    page.keyboard.press("t")
    settle(page)
    assert page.evaluate("document.documentElement.dataset.theme") == "1"
    page.keyboard.press("s")
    assert page.evaluate("document.activeElement.id") == "sample"
    page.locator("h1").click()
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.locator("#help input").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    settle(page)
    assert page.get_by_role("button", name="After update").get_attribute("aria-pressed") == "true"


def test_playing(opened):
    page = opened(place="#step=290")
    page.locator("#speed").select_option("60")
    page.keyboard.press("k")
    until(page, "document.getElementById('step').value === '299'")
    until(page, "document.querySelector('[data-icon=play]') !== null")


def test_links_open_exactly_there(opened):
    run = recording("walkthrough")
    page = opened(place="#step=120&sample=3&neuron=h2")
    assert page.locator("#step").input_value() == "120"
    assert page.locator("#sample").input_value() == "3"
    assert text(page, "#panel .title .math").replace("\n", "") == "h2"
    weights, biases = run.weights_at(120)[0][1], run.biases_at(120)[0][1]
    z = float(np.sum(weights * run.samples.input_rows()[3]) + biases)
    result = page.locator("#panel .result .n").get_attribute("data-value")
    assert abs(float(result) - z) < 1e-15
    page = opened(place="#step=7&weight=o3-h4&at=after&way=backward")
    assert text(page, "#tab-weight") == "Weight"
    assert page.locator("[data-end=to]").input_value() == "o3"
    assert page.locator("[data-end=from]").input_value() == "h4"
    assert page.locator(".neuron[aria-pressed=true]").count() == 2
    page.evaluate("location.hash = '#step=8&view=cost'")
    settle(page)
    assert page.locator("#step").input_value() == "8"
    assert page.locator("#tab-cost").get_attribute("aria-selected") == "true"


@pytest.mark.parametrize(
    "hash",
    ["#step=99999&neuron=q9", "#step=-1&weight=h1", "#neuron=h0&sample=12", "#view=plane",
     "#weight=o1-x1", "#step=1e3&layer=7&view=<b>", "#%", "#step=0&neuron=h9.9"],
)  # fmt: skip
def test_links_that_name_nothing_do_no_harm(opened, hash):
    page = opened(place=hash)
    assert page.locator("#step").input_value() == "0"
    assert page.locator("#tab-neuron").get_attribute("aria-selected") == "true"


def test_clicks_lead_from_the_network_to_the_calculation(opened):
    page = opened()
    page.locator("[data-key=o2]").click()
    settle(page)
    assert "output neuron" in text(page, "#panel")
    page.locator("#panel [data-edge=o2-h3]").first.click()
    settle(page)
    assert state(page, "weight") == "o2-h3"
    page.locator("[data-end=to]").select_option("h4")
    settle(page)
    assert state(page, "weight") == "h4-x1"
    page.locator(".network [data-edge=h1-x1]").click(force=True)
    settle(page)
    assert state(page, "weight") == "h1-x1"
    page.locator("#tab-layer").click()
    settle(page)
    page.locator("#panel [data-layer]").select_option("2")
    settle(page)
    page.locator("#panel [data-neuron=o1]").click()
    settle(page)
    assert state(page, "neuron") == "o1"
    plot = page.locator(".progress .plot svg").first
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    settle(page)
    assert abs(int(page.locator("#step").input_value()) - 150) <= 1


def rows_of(page, table):
    """Return the rows of a table of products: numbers as printed and the signs between them."""
    found = []
    for row in page.locator(table).first.locator("tbody tr").all():
        cells = [minus(cell).strip().strip("()") for cell in row.locator("td").all_inner_texts()]
        found.append(cells)
    return found


@pytest.mark.parametrize(
    "name",
    [
        *("walkthrough", "spirals"),
        *(pytest.param(n, marks=pytest.mark.exhaustive) for n in ("iris", "xor", "imported")),
    ],
)
def test_tables_are_true_as_printed(opened, name):
    page, run = opened(name), recording(name)
    half = Decimal("0.5")
    for step in {0, run.steps // 3, run.steps - 1}:
        for key in ("h1" if len(run.layer_sizes) == 3 else "h1.2", "o1"):
            page.evaluate(f"location.hash = '#step={step}&neuron={key}'")
            settle(page)
            *rows, end = rows_of(page, "#panel table.sum")
            total = Decimal(0)
            for weight, _, value, sign, product, second, sum_ in rows:
                found = Decimal(weight) * Decimal(value)
                unit = Decimal(1).scaleb(Decimal(product).as_tuple().exponent)
                assert sign == "≈" or abs(found - Decimal(product)) < half * unit
                total += Decimal(product)
                unit = Decimal(1).scaleb(Decimal(sum_).as_tuple().exponent)
                assert second == "≈" or abs(total - Decimal(sum_)) < half * unit
            bias, sign, z = end[4], end[5], end[6].split("z")[0].strip()
            unit = Decimal(1).scaleb(Decimal(z).as_tuple().exponent)
            assert sign == "≈" or abs(total + Decimal(bias) - Decimal(z)) < half * unit


@pytest.mark.parametrize(
    "name",
    [
        *("walkthrough", "iris"),
        pytest.param("spirals", marks=pytest.mark.exhaustive),
    ],
)
def test_activations_of_a_layer_are_true_as_printed(opened, name):
    page, run = opened(name), recording(name)
    functions = {"sigmoid": lambda z: 1 / (1 + np.exp(-z)), "tanh": np.tanh}
    for step in (0, run.steps // 2, run.steps - 1):
        for layer, function in enumerate(run.rules.functions, start=1):
            page.evaluate(f"location.hash = '#step={step}&layer={layer}&view=layer'")
            settle(page)
            _, *rows = rows_of(page, "#panel table.matrix")
            z, a = (np.array([float(row[k]) for row in rows]) for k in (-2, -1))
            if "≈" in text(page, "#panel .aside") or function.name not in functions:
                continue
            half = 0.5 * 10.0 ** -len(rows[0][-1].partition(".")[2])
            assert np.all(np.abs(functions[function.name](z) - a) < half)


def test_the_gradient_is_named_after_its_own_cost(opened):
    """The walkthrough learns by o − t, which is not the gradient of the cost that it records."""
    page = opened(place="#step=3&weight=o1-h2")
    assert "∂C" not in text(page, "#panel")
    assert "gradient of the cross-entropy, not of the mean squared" in text(page, "#panel")
    page.evaluate("location.hash = '#step=3&neuron=o1'")
    settle(page)
    assert "gradient of the cross-entropy" in text(page, "#panel")
    page.evaluate("location.hash = '#view=cost'")
    settle(page)
    assert "output − target" in text(page, "#panel")
    assert "reported cost: mean squared error; trained with output − target" in text(page, ".facts")
    page = opened("iris", "#step=3&weight=o1-h2")
    assert "reported" not in text(page, ".facts")
    assert "∂C" in text(page, "#panel")
    assert "That is" not in text(page, "#panel")


def test_the_running_sum_of_the_clip(opened):
    """The first step of the walkthrough has the digits of the clip: nothing is rounded."""
    page = opened(place="#step=0&neuron=h1")
    rows = rows_of(page, "#panel table.sum")
    assert rows[0] == ["0.47", "×", "0.2", "=", "0.094", "=", "0.094"]
    assert [row[6].split("z")[0] for row in rows] == [
        "0.094", "0.094", "-0.026", "-0.296", "-0.344", "-0.344",
    ]  # fmt: skip


def test_before_and_after_the_update(opened):
    run = recording("walkthrough")
    page = opened(place="#step=30&view=cost")
    cost = "#panel strong.cost .n"
    assert float(page.locator(cost).get_attribute("data-value")) == run.cost[30]
    page.keyboard.press("u")
    settle(page)
    after = run.get("cost_after", step=30, index=())
    assert float(page.locator(cost).get_attribute("data-value")) == after


def test_largest_update_and_first_right_answer(opened):
    run = recording("walkthrough")
    page = opened(place="#step=0&view=updates&sample=3")
    layer = 1
    updates = run.weight_updates_at(0)[layer]
    j, i = np.unravel_index(np.argmax(np.abs(updates)), updates.shape)
    first = page.locator("#panel table tbody tr").first
    assert first.locator("[data-edge]").get_attribute("data-edge") == f"o{j + 1}-h{i + 1}"
    assert float(first.locator("td .n").nth(1).get_attribute("data-value")) == updates[j, i]
    outputs = [
        network.recordings.network_recording.forward_pass(
            run.samples.input_rows()[3:4], run.weights_at(k), run.biases_at(k), run.rules.functions
        )[1][-1][0]
        for k in range(run.steps)
    ]
    right = [int(np.argmax(o)) == int(run.samples.labels[3]) for o in outputs]
    assert text(page, ".since .link") == str(right.index(True))


def test_all_digits_and_copying(opened):
    run = recording("walkthrough")
    page = opened(place="#step=40&neuron=h2")
    number = page.locator("#panel table.sum td .n").first
    number.click()
    weight = float(run.weights_at(40)[0][1, 0])
    assert minus(text(page, "output.digits")).startswith(repr(weight))
    page.keyboard.press("Escape")
    assert not page.locator("output.digits").is_visible()
    page.evaluate(
        "document.addEventListener('copy', (event) => {"
        " globalThis.copied = event.clipboardData.getData('text/plain') })"
    )
    page.locator("#panel [data-copy]").first.click()
    lines = page.evaluate("copied").split("\r\n")
    products = run.weights_at(40)[0][1] * run.activations[0][40]
    cells = [line.split(",") for line in lines]
    assert cells[0] == ["", "weight", "value", "product", "running sum"]
    assert [float(row[3]) for row in cells[1:6]] == products.tolist()
    assert [float(row[1]) for row in cells[1:6]] == run.weights_at(40)[0][1].tolist()
    page.keyboard.press("d")
    settle(page)
    assert minus(number.inner_text()) == repr(weight)


def test_a_sample_that_the_step_does_not_train_on(opened):
    page = opened(place="#step=0&sample=5&neuron=o1")
    assert "trains on sample 0" in text(page, ".status .note")
    assert ENGLISH["explorer.step.no_update"] in text(page, "#panel")


def test_an_imported_run_shows_no_updates(opened):
    page = opened("imported", "#step=30&view=updates")
    assert ENGLISH["explorer.weight.imported"] in text(page, "#panel")
    assert page.get_by_role("button", name="After update").count() == 0
    assert text(page, ".epoch") == "moment 2 of 4, at step 60 of the other program"
    page.keyboard.press("b")
    settle(page)
    assert "gradient" in text(page, ".key")
    assert "right" in text(page, ".since")
    assert "update" not in text(page, ".since")
    page.evaluate("location.hash = '#step=30&weight=h1-x1'")
    settle(page)
    assert "Δ" not in text(page, "#panel")


@pytest.mark.parametrize(
    "theme",
    [DARK, pytest.param(LIGHT, marks=pytest.mark.exhaustive)],
    ids=lambda theme: theme.name,
)
def test_accessibility(opened, theme):
    for name, places in (
        ("walkthrough", ["#neuron=h2", "#neuron=x1", "#weight=h1-x1", "#view=cost",
                         "#view=layer", "#view=updates", "#way=backward&sample=3"]),
        ("xor", ["#view=plane", "#neuron=o1"]),
        ("iris", ["#step=30&neuron=o2"]),
    ):  # fmt: skip
        page = opened(name, page_options={"theme": theme})
        for place in places:
            page.evaluate(f"location.hash = '{place}'")
            settle(page)
            found = Axe().run(page, options={"resultTypes": ["violations"]})
            wrong = [
                (each["id"], [node["target"] for node in each["nodes"]][:3])
                for each in found.response["violations"]
            ]
            assert not wrong, f"{name} {place}"
        page.keyboard.press("?")
        assert not Axe().run(page).response["violations"]


@pytest.mark.parametrize(
    "size",
    [
        pytest.param(s, marks=() if s in ("wall", "desk", "narrow") else pytest.mark.exhaustive)
        for s in SIZES
    ],
)
def test_sizes(opened, size):
    width, height = SIZES[size]
    for name, place in (("walkthrough", "#neuron=h2"), ("iris", "#step=5&view=layer"),
                        ("spirals", "#step=3&neuron=h2.1")):  # fmt: skip
        page = opened(name, place, viewport={"width": width, "height": height})
        settle(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        small = page.evaluate(
            """() => [...document.querySelectorAll('body *')].filter((each) =>
                each.checkVisibility() && [...each.childNodes].some((node) =>
                    node.nodeType === 3 && node.nodeValue.trim())
                && !each.closest('.unseen, option, sub, sup, .subscript')
                && parseFloat(getComputedStyle(each).fontSize) < 10).map((e) => e.outerHTML)"""
        )
        assert not small
        buttons = page.evaluate(
            """() => [...document.querySelectorAll('button, select, input')].filter((each) =>
                each.checkVisibility()).map((each) => each.getBoundingClientRect()).filter((box) =>
                box.width < 24 || box.height < 24).length"""
        )
        assert not buttons, "WCAG 2.2: targets of 24 by 24 pixels"


def test_zoom_of_400_percent(opened):
    page = opened(viewport={"width": 320, "height": 200}, device_scale_factor=4)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    position = "getComputedStyle(document.querySelector('.transport')).position"
    assert page.evaluate(position) == "relative", "it must not cover the page"
    assert (
        page.locator(".transport").bounding_box()["y"] < page.locator(".stage").bounding_box()["y"]
    )
    slim = page.locator(".slim")
    assert slim.bounding_box()["height"] <= 0.2 * 200
    assert slim.bounding_box()["y"] + slim.bounding_box()["height"] == 200
    slim.get_by_role("button", name="One step on").click()
    settle(page)
    assert "Step 1" in slim.inner_text()
    assert "answer:" in slim.inner_text()


def test_keyboard_focus_is_always_seen(opened):
    page = opened()
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """() => {
                const focused = document.activeElement;
                if (focused === document.body) return null;
                const ring = focused.querySelector(':scope > .ring');
                const style = getComputedStyle(focused);
                const box = focused.getBoundingClientRect();
                const shown = ring ? getComputedStyle(ring).stroke !== 'none'
                    : style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
                const dock = document.querySelector('.transport').getBoundingClientRect();
                const covered = !focused.closest('.transport') && box.top > dock.top;
                return [focused.outerHTML.slice(0, 90), shown, covered];
            }"""
        )
        if found is None:
            break
        html, shown, covered = found
        assert shown, html
        assert not covered, html
        seen.add(html)
    assert len(seen) > 20


def test_print_and_reduced_motion(opened):
    page = opened(reduced_motion="reduce")
    page.emulate_media(media="print")
    assert not page.locator(".transport").is_visible()
    colour = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert colour == "rgba(0, 0, 0, 0)", "paper has its own colour"


@pytest.mark.parametrize("code", languages())
def test_languages(opened, code):
    page = opened(page_options={"language": code})
    assert page.evaluate("document.documentElement.lang") == code
    for view in "12345":
        page.keyboard.press(view)
        settle(page)
    assert "{" not in text(page, "body")


HOSTILE = (
    "</script><script>document.title='x'</script>",
    "<img src=x onerror=\"document.title='x'\">",
    "{{data}} {names} $& \\u003c &lt;",
    "'\"`;--><!--",
)


def hostile_run():
    """Record a run whose names look like markup."""
    samples = network.Dataset(
        "</title><b>data</b>",
        np.eye(4),
        np.eye(4),
        list(HOSTILE),
        [f"{name} out" for name in HOSTILE],
        np.arange(4),
    )
    return trained(samples, [4, 3, 4], title="</title><script>alert(1)</script>")


def test_names_are_never_markup(browser, tmp_path):
    path = tmp_path / "hostile.html"
    hostile = pack(hostile_run(), "<b>.npz")
    path.write_text(render_page(hostile, ENGLISH, DARK), encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    until(page, "document.documentElement.dataset.ready !== undefined")
    assert page.title().startswith("</title><script>alert(1)</script>")
    assert page.locator("img, b b, script:not([id]):not([type=module])").count() == 0
    assert page.locator("h1").inner_text() == "</title><script>alert(1)</script>"
    for place in ("#neuron=x1", "#neuron=o2", "#view=cost", "#view=layer"):
        page.evaluate(f"location.hash = '{place}'")
        settle(page)
    assert page.locator("img").count() == 0
    page.evaluate("location.hash = '#neuron=x2'")
    settle(page)
    assert HOSTILE[1] in text(page, "#panel")
    page.close()


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_truncated_file_says_so(browser, tmp_path, share):
    text = html_of("walkthrough")
    start = text.index('id="data">') + 10
    end = text.index("</script>", start)
    cut = start + int(share * (end - start))
    path = tmp_path / "cut.html"
    path.write_text(text[:cut] + text[end:], encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    until(page, "document.querySelector('#page').innerText !== ''")
    assert page.locator("#page").inner_text() == ENGLISH["explorer.broken"]
    page.close()


def test_without_javascript_it_says_so(browser, page_of):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_of())
    assert page.locator("noscript").inner_text() == ENGLISH["explorer.noscript"]
    context.close()


def test_nothing_else_can_run_or_load(opened):
    """The security policy names the page's own script and style only."""
    page = opened()
    policy = page.locator("meta[http-equiv]").get_attribute("content")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


# What lecturers stumbled over.


def top_of(page):
    return page.evaluate("scrollY")


def chosen_half(page):
    """Return whether the page is before or after the update, as the button says."""
    return text(page, ".transport .choices [aria-pressed=true]")


def test_the_bar_moves_no_page_and_its_lists_can_be_read(opened):
    page = opened(place="#step=40", viewport={"width": 1366, "height": 768})
    for start in (0, 150):
        page.evaluate(f"scrollTo(0, {start})")
        page.locator("#step-number").focus()
        page.keyboard.type("12")
        page.keyboard.press("Tab")
        page.locator("#speed").focus()
        page.locator("h1").evaluate("() => document.activeElement.blur()")
        page.keyboard.press("s")
        settle(page)
        assert page.evaluate("document.activeElement.id") == "sample"
        assert top_of(page) == start
    # The lists of the bar.
    page.locator("h1").click()
    for _ in range(2):
        assert contrast(page, "#sample option") >= 4.5
        page.keyboard.press("t")
        settle(page)
    label = recording("walkthrough").samples.class_names[recording("walkthrough").samples.labels[3]]
    assert text(page, "#sample option[value='3']") == f"Sample 3, label {label}"
    assert page.get_by_label("Show").get_attribute("id") == "sample"


@pytest.mark.parametrize(
    "name", ["walkthrough", pytest.param("imported", marks=pytest.mark.exhaustive)]
)
def test_the_step_field_shows_the_step_that_is_shown(opened, name):
    page = opened(name, "#step=40")
    last = int(page.locator("#step").get_attribute("max"))
    if name == "walkthrough":
        page.keyboard.press("u")
        settle(page)
    field, half = page.locator("#step-number"), name == "walkthrough" and chosen_half(page)
    for typed, step, said in (
        (str(last + 700), last, str(last)), ("-3", 0, "first step is 0"), ("12.5", 13, "step 13"),
        ("7", 7, ""), ("", 7, ""),
    ):  # fmt: skip
        for leave in ("Enter", "Tab"):
            field.fill(typed)
            page.keyboard.press(leave)
            settle(page)
            if typed or leave == "Tab":
                assert field.input_value() == str(step), (typed, leave)
            assert page.locator("#step").input_value() == str(step)
            note = page.locator(".step-note").inner_text()
            assert said in note if leave == "Enter" and said else True
    assert name != "walkthrough" or chosen_half(page) == half == "After update"
    field.fill("20")
    page.keyboard.press("Enter")
    page.locator(".transport [data-icon=forth]").click()
    settle(page)
    assert field.input_value() == "21"


def boxes_of_drawing(page):
    """Return the boxes of the painted lines and of the neurons over them."""
    return page.evaluate(
        """['.drawing canvas', '.network'].map((each) => {
            const { x, y, width, height } = document.querySelector(each).getBoundingClientRect();
            return [x, y, width, height].map(Math.round);
        })"""
    )


def test_lines_and_paper(opened):
    page = opened(viewport={"width": 1366, "height": 768})
    for width in (1366, 420, 1000):
        page.set_viewport_size({"width": width, "height": 768})
        settle(page)
        lines, neurons = boxes_of_drawing(page)
        assert lines == neurons
    page.set_viewport_size({"width": 700, "height": 900})
    page.emulate_media(media="print")
    settle(page)
    assert not page.locator(".drawing canvas").is_visible()
    apart = page.evaluate(
        """() => {
            const discs = [...document.querySelectorAll('.neuron')].map((one) => {
                const box = one.querySelector('circle:not(.ring, .outer)').getBoundingClientRect();
                return [box.x + box.width / 2, box.y + box.height / 2];
            });
            return [...document.querySelectorAll('.edges line')].map((line) => {
                const matrix = line.getScreenCTM();
                return Math.max(...[['x1', 'y1'], ['x2', 'y2']].map(([x, y]) => {
                    const end = new DOMPoint(line[x].baseVal.value, line[y].baseVal.value)
                        .matrixTransform(matrix);
                    return Math.min(...discs.map(([a, b]) => Math.hypot(a - end.x, b - end.y)));
                }));
            });
        }"""
    )
    assert len(apart) == 5 * 4 + 4 * 3
    assert max(apart) < 1.5
    # What else is on paper.
    page.emulate_media(media="screen")
    page.evaluate("location.hash = '#step=40&neuron=h2&sample=3'")
    settle(page)
    assert not page.locator(".print-line").is_visible()
    page.keyboard.press("u")
    settle(page)
    page.emulate_media(media="print")
    settle(page)
    assert text(page, ".print-line") == "Step 40 of 0–299, after its update"
    assert page.evaluate("document.documentElement.dataset.theme") == "1"
    for gone in (
        ".tools",
        "button.quiet",
        ".slim",
        ".transport",
        "[role=tab][aria-selected=false]",
    ):
        assert not page.locator(gone).first.is_visible(), gone
    page.emulate_media(media="null")
    settle(page)
    assert page.evaluate("document.documentElement.dataset.theme") == "0"
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 2
    # Those of the charts grow with type.
    widths = []
    for width in (1280, 3840):
        page.set_viewport_size({"width": width, "height": 900})
        settle(page)
        widths.append(
            page.evaluate(
                "parseFloat(getComputedStyle(document.querySelector('.chart .line')).strokeWidth)"
            )
        )
    assert widths[1] > 1.8 * widths[0]


def contrast(page, selector):
    """Return the contrast of an element's text with its background (WCAG 2.2)."""
    colours = page.locator(selector).first.evaluate(
        "(each) => [getComputedStyle(each).color, getComputedStyle(each).backgroundColor]"
    )

    def luminance(colour):
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        r, g, b = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    assert not colours[1].endswith(", 0)"), "its background is its own"
    dark, light = sorted(map(luminance, colours))
    return (light + 0.05) / (dark + 0.05)


def test_dark_or_light_as_the_system_is_set_until_one_is_chosen(browser, tmp_path):
    path = tmp_path / "page.html"
    wide = {"viewport": {"width": 900, "height": 700}}
    for follows in (True, False):
        page_text = render_page(payload("walkthrough"), ENGLISH, DARK, follows)
        path.write_text(page_text, encoding="utf-8")
        page = browser.new_page(color_scheme="light", **wide)
        page.goto(path.as_uri())
        until(page, "document.documentElement.dataset.ready !== undefined")

        def scheme(page=page):
            settle(page)
            return page.evaluate("getComputedStyle(document.documentElement).colorScheme")

        assert scheme() == ("light" if follows else "dark")
        page.emulate_media(color_scheme="dark")
        assert scheme() == "dark"
        page.keyboard.press("t")
        assert scheme() == "light"
        page.emulate_media(color_scheme="light")
        page.emulate_media(color_scheme="dark")
        assert scheme() == "light", "it was chosen"
        page.close()


def test_since_when_a_sample_is_read_right_and_where_the_answer_is(opened):
    page = opened(place="#step=100&sample=3", viewport={"width": 1366, "height": 768})
    said = text(page, ".since")
    first, stays = (int(each) for each in page.locator(".since .link").all_inner_texts())
    assert (
        said
        == f"First right at step {first}, before its update. Always right from step {stays} on."
    )
    page.keyboard.press("u")
    page.locator(".since .link").first.click()
    settle(page)
    assert page.locator("#step").input_value() == str(first)
    assert chosen_half(page) == "Before update"
    assert "✓" in text(page, ".status .verdict")
    page.keyboard.press("ArrowLeft")
    settle(page)
    assert "✓" not in text(page, ".status .verdict")
    strip = page.locator(".strip")
    assert strip.inner_text().split("\n") == ["0 = first step", "300 = after the last update"]
    assert page.locator(".key .patch").count() == 2
    # The network marks the answer, too.
    for step in ("0", "299"):
        page.evaluate(f"location.hash = '#step={step}&sample=3'")
        settle(page)
        said = [each for each in page.locator(".network .role").all_text_contents() if each]
        right = "✓" in text(page, ".status .verdict")
        assert said == (["✓ answer"] if right else said)
        assert right or sorted(said) == ["target", "✗ answer"]
        assert page.locator("[data-given]").count() == 1
        given = page.locator("[data-given]").get_attribute("data-key")
        assert given == f"o{largest_output(3, int(step)) + 1}"


def test_symbols_have_the_number_of_their_layer_as_in_the_clips(opened):
    def symbols(page, place):
        page.evaluate(f"location.hash = '#step=3&{place}'")
        settle(page)
        found = page.locator("#panel .math").all_text_contents()
        return {each for each in found if each[0] in "zbδwg"}

    page = opened()
    one = symbols(page, "neuron=h1")
    other = symbols(page, "neuron=o1")
    assert {"z1(1)", "b1(1)", "δ1(1)"} <= one
    assert {"z1(2)", "b1(2)", "δ1(2)"} <= other
    assert not one & other - {"w"}
    assert "w13(2)" in symbols(page, "weight=o1-h3")
    ends = page.locator("#panel select")
    assert ends.evaluate_all("(all) => all.map((each) => each.dataset.end)") == ["from", "to"]
    assert text(page, "#panel select option:checked") == "h₃"
    deep = opened("spirals", "#step=3&neuron=h2.1")
    assert deep.locator("#panel .title .math").text_content() == "h1(2)"
    assert "z1(2)" in symbols(deep, "neuron=h2.1")


def largest_output(sample, step):
    """Return the index of the walkthrough's largest output for a sample, before a step's update."""
    run = recording("walkthrough")
    held = run.weights_at(step), run.biases_at(step), run.rules.functions
    inputs = run.samples.input_rows()[sample : sample + 1]
    return int(
        np.argmax(network.recordings.network_recording.forward_pass(inputs, *held)[1][-1][0])
    )


def test_charts_answer_to_clicks_and_keep_before_or_after(opened):
    page = opened(place="#step=10", viewport={"width": 1366, "height": 900})
    charts = page.locator(".progress .chart svg:not(.band)")
    assert charts.count() == 2
    for k in range(2):
        charts.nth(k).scroll_into_view_if_needed()
        box = charts.nth(k).bounding_box()
        assert box["height"] == 120, "no other page's style shrinks it"
        page.mouse.click(box["x"] + box["width"] / 4, box["y"] + 0.95 * box["height"])
        settle(page)
        assert abs(int(page.locator("#step").input_value()) - 75) <= 1
    page.keyboard.press("u")
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 9)
    settle(page)
    assert abs(int(page.locator("#step").input_value()) - 149) <= 1
    assert chosen_half(page) == "After update"
    assert "300 = after the last update" in text(page, ".progress .steps")


@pytest.mark.parametrize(
    "width", [375, *(pytest.param(w, marks=pytest.mark.exhaustive) for w in (320, 1366))]
)
def test_no_number_is_cut_off(opened, width):
    page = opened(viewport={"width": width, "height": 740})
    for place in (
        "neuron=h2&way=backward",
        "neuron=o1",
        "view=cost",
        "weight=h1-x1",
        "view=updates",
    ):
        page.evaluate(f"location.hash = '#step=40&{place}'")
        settle(page)
        assert page.evaluate(CUT_OFF) == [], place
    rows = page.locator("#panel tbody tr")
    assert max(row.bounding_box()["height"] for row in rows.all()) < 34, "on one line"
    page.evaluate("location.hash = '#step=40&neuron=h2'")
    settle(page)
    signs = page.evaluate(
        """[...document.querySelectorAll('#panel table.sum td > .relation')].map((each) =>
            each.getClientRects().length)"""
    )
    assert set(signs) == {1}
    page.evaluate("location.hash = '#step=40&view=layer'")
    settle(page)
    if page.evaluate(CUT_OFF):
        style = "getComputedStyle(document.querySelector('#panel .scrolls')).backgroundImage"
        assert page.evaluate(style).count("linear-gradient") == 4, "a shadow says so"
    if width == 375:
        assert page.locator(".transport").bounding_box()["height"] < 0.17 * 740
        assert text(page, ".step-name") == "Step"
        assert page.locator("#sample").bounding_box()["width"] > 130
