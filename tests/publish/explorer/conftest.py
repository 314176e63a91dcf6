"""Pages of several networks, and the page's modules in a browser without a page."""

import json
from functools import cache

import pytest
from playwright.sync_api import Error

import network
from network.core.rules import Rules
from network.system.assets import ASSETS
from publish.explorer.bundle import bundle
from publish.explorer.page import PAGE, render_page
from publish.explorer.write import pack
from scenes.style.theme import DARK
from scenes.words import load_words


def trained(samples, sizes, epochs=3, test=None, title="", **settings):
    """Record the training of a new network."""
    own = network.Network(sizes, seed=3, **settings)
    return network.record(samples, own, epochs=epochs, test=test, title=title)


def imported():
    """Record moments of an iris network as another program would give them."""
    own = recording("iris")
    moments = [(k, own.weights_at(k), own.biases_at(k)) for k in (0, 60, 150, own.steps)]
    rules = Rules(own.rules.functions, own.rules.loss, "gradient", None)
    about = {"framework": "PyTorch", "version": "2", "dtype": "float32"}
    return network.import_run(own.samples.first(20), moments, rules, about, title="From PyTorch")


def iris_run():
    samples, test = network.iris().held_out(0.2, 1)
    functions = ["relu", "softmax"]
    return trained(
        samples, [4, 6, 3], 2, test, activations=functions, cost="cross-entropy", start="he"
    )


ENGLISH = load_words()
MAKERS = {
    "walkthrough": network.load_walkthrough,
    "exercise": lambda: network.record_exercise(ASSETS / "exercises" / "two_sigmoid_layers.toml"),
    "relu": lambda: network.record_exercise(ASSETS / "exercises" / "relu_and_softmax.toml"),
    "iris": iris_run,
    "xor": lambda: trained(
        network.xor(), [2, 3, 1], 40, activations=["tanh", "sigmoid"], learning_rate=0.5,
        cost="cross-entropy",
    ),
    "half": lambda: trained(
        network.xor(), [2, 3, 3, 1], 9, activations=["sigmoid", "identity", "sigmoid"],
        cost="half-squared-error",
    ),
    "spirals": lambda: trained(
        network.spirals(), [2, 5, 4, 2], 1, activations=["tanh", "sigmoid", "tanh"],
        cost="half-squared-error",
    ),
    "shares": lambda: trained(
        network.iris(), [4, 3], 1, activations="softmax", cost="mean-squared-error"
    ),
    "imported": imported,
}  # fmt: skip
"""Recordings of each activation function, cost and rule of the output deltas."""


@cache
def recording(name):
    """Return a recording by its key in ``MAKERS``."""
    return MAKERS[name]()


@cache
def payload(name):
    return pack(recording(name), f"{name}.npz")


def html_of(name, language="en", theme=DARK):
    return render_page(payload(name), load_words(language), theme)


@pytest.fixture(scope="session")
def page_of(tmp_path_factory):
    """Return a function that writes a page and returns its address."""
    folder, made = tmp_path_factory.mktemp("explorer"), {}

    def write(name="walkthrough", **options):
        key = f"{name}-{'-'.join(map(str, options.values()))}"
        if key not in made:
            made[key] = folder / f"{len(made)}.html"
            made[key].write_text(html_of(name, **options), encoding="utf-8")
        return made[key].as_uri()

    return write


@pytest.fixture
def opened(browser, page_of):
    """Yield a function that opens a page; afterwards, check for errors and requests."""
    contexts, asked, wrong = [], [], []

    def open_it(name="walkthrough", place="", page_options=None, **options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(page_of(name, **(page_options or {})) + place)
        until(page, "document.documentElement.dataset.ready !== undefined")
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert not wrong
    assert {url.split(":")[0] for url in asked} <= {"file", "data"}, "no request leaves the page"
    assert sum(url.startswith("file:") for url in asked) == len(contexts)


def until(page, condition):
    """Wait for a condition; the page's security policy forbids Playwright's own way."""
    for _ in range(400):
        try:
            if page.evaluate(condition):
                return
        except Error as error:  # a frame that is still being filled
            if "context was destroyed" not in str(error):
                raise
        page.wait_for_timeout(25)
    raise AssertionError(f"waited in vain until {condition}")


def settle(page):
    """Wait until everything that follows from the last change is drawn."""
    page.wait_for_timeout(60)
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.wait_for_timeout(120)


CUT_OFF = """() => [...document.querySelectorAll('.n, td, th')].filter((each) => {
    if (!each.checkVisibility() || each.closest('.unseen') || each.querySelector('.unseen'))
        return false;
    const text = document.createRange();
    text.selectNodeContents(each);
    const box = text.getBoundingClientRect();
    if (!box.width) return false;
    for (let above = each.parentElement; above; above = above.parentElement) {
        const clips = getComputedStyle(above).overflowX !== 'visible' || above.matches('.card');
        const room = above.getBoundingClientRect();
        if (clips && (box.right > room.right + 1 || box.left < room.left - 1)) return true;
    }
    return false;
}).map((each) => each.textContent)"""
"""Numbers and cells that are not wholly within what they stand in."""


MODULES = (
    "payload.js", "numbers.js", "equations.js", "cost_figures.js", "run.js", "names.js",
    "routing.js", "dom.js", "table.js", "history.js",
)  # fmt: skip


@pytest.fixture(scope="session")
def modules(browser):
    """Return a page that has the modules as ``$numbers``, ``$run`` and so on."""
    page = browser.new_page()
    page.add_script_tag(content=bundle(PAGE, *MODULES))
    yield page
    page.close()


@pytest.fixture(scope="session")
def runs(modules):
    """Return a function that makes the run of a recording in the page, as ``runs.NAME``."""
    modules.evaluate("globalThis.runs = {}")
    made = set()

    def make(name):
        if name not in made:
            made.add(name)
            header, data = payload(name).encoded()
            modules.evaluate(
                """async ([name, header, data]) => {
                    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
                    const stream = new Blob([bytes]).stream();
                    const inflated = stream.pipeThrough(new DecompressionStream("deflate"));
                    const arrays = new $payload.Arrays(
                        await new Response(inflated).arrayBuffer(), header.arrays);
                    runs[name] = new $run.Run(header, arrays);
                }""",
                [name, json.loads(header), data],
            )
        return modules

    return make
