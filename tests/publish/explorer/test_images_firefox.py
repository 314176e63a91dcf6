"""The page of an image network in Firefox."""

import time

import numpy as np
import pytest

from network import load_checkpoint_series
from tests.publish.explorer.test_firefox import firefox  # noqa: F401  (a fixture)
from tests.publish.explorer.test_images_page import SEVEN, answers, html

SCORES = "[...document.querySelectorAll('.scores .n')].map((each) => Number(each.dataset.value))"
LEVELS = """
const canvas = [...document.querySelectorAll(".stages canvas")].at(-1);
const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
return Array.from(data).filter((_, k) => k % 4 === 0);"""
BOX = """
const box = document.querySelector(".surface canvas").getBoundingClientRect();
return [box.left, box.top, box.width, box.height];"""


def until(page, condition):
    """Wait until something is so in the page."""
    for _ in range(400):
        if page.run(f"return {condition}"):
            return
        time.sleep(0.05)
    raise AssertionError(f"waited in vain until {condition}")


@pytest.fixture
def page(firefox, tmp_path):  # noqa: F811
    path = tmp_path / "mnist.html"
    path.write_text(html("mnist", "en", False), encoding="utf-8")
    firefox.order("WebDriver:SetWindowRect", width=1440, height=1000)
    firefox.order("WebDriver:Navigate", url=path.as_uri() + "#step=180000&drawing=4")
    until(firefox, "document.documentElement.dataset.ready !== undefined")
    firefox.run("window.wrong = []; onerror = (text) => { wrong.push(text); };")
    yield firefox
    assert firefox.run("return wrong") == []


def draw(page, points, kind):
    """Draw one stroke with a pointer of some kind."""
    left, top, width, height = page.run(BOX)
    moves = [
        {
            "type": "pointerMove", "duration": 40,
            "x": round(left + x * width), "y": round(top + y * height),
        }
        for x, y in points
    ]  # fmt: skip
    button = [{"type": f"pointer{way}", "button": 0} for way in ("Down", "Up")]
    actions = [moves[0], button[0], *moves[1:], button[1]]
    page.order(
        "WebDriver:PerformActions",
        actions=[
            {
                "type": "pointer", "id": kind, "parameters": {"pointerType": kind},
                "actions": actions,
            }
        ],
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["mouse", "touch"])
def test_a_drawing_is_read_in_firefox(page, kind):
    draw(page, SEVEN, kind)
    until(page, "document.querySelectorAll('.stages figure').length === 4")
    time.sleep(0.5)
    levels = np.array(page.run(LEVELS))
    assert levels.max() == 255
    assert np.abs(answers(levels, -1) - page.run(f"return {SCORES}")).max() <= 1e-9
    assert page.run("return document.querySelector('.answer').textContent") == "It reads 7"


def test_the_training_is_walked_through_in_firefox(page):
    series = load_checkpoint_series()
    page.run("document.activeElement.blur()")
    page.press("\ue012")  # the left arrow
    until(page, f"document.getElementById('step').value === '{series.steps_shown[-2]}'")
    share = page.run("return document.querySelector('.accuracy .n').dataset.value")
    assert float(share) == series.test_accuracy[-2]
    assert page.run("return document.documentElement.scrollWidth <= innerWidth")
