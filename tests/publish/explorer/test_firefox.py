"""The page in Firefox, driven by its own protocol, as Playwright drives only its own build.

The protocol is Marionette: https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
"""

import itertools
import json
import os
import shutil
import socket
import subprocess
import time

import numpy as np
import pytest

from .conftest import ENGLISH, recording

PATIENCE = 120.0  # seconds for the browser to start


class Firefox:
    """A headless Firefox with one window."""

    def __init__(self, program, profile):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        (profile / "user.js").write_text(f'user_pref("marionette.port", {port});\n')
        order = [program, "--headless", "--marionette", "--no-remote", "--profile", profile]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(order, **quiet)
        self._socket = self._connected(port)
        self._numbers = itertools.count(1)
        self._read()  # its greeting
        self.order("WebDriver:NewSession")

    def _connected(self, port):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
            except OSError:
                time.sleep(0.1)
        raise AssertionError("Firefox does not answer")

    def _read(self):
        size = b""
        while not size.endswith(b":"):
            size += self._socket.recv(1)
        message = b""
        while len(message) < int(size[:-1]):
            message += self._socket.recv(int(size[:-1]) - len(message))
        return json.loads(message)

    def order(self, name, **parameters):
        message = json.dumps([0, next(self._numbers), name, parameters]).encode()
        self._socket.sendall(str(len(message)).encode() + b":" + message)
        _, _, error, result = self._read()
        assert error is None, error
        return result

    def run(self, script, *arguments):
        return self.order("WebDriver:ExecuteScript", script=script, args=list(arguments))["value"]

    def press(self, key):
        keys = [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        actions = [{"type": "key", "id": "keys", "actions": keys}]
        self.order("WebDriver:PerformActions", actions=actions)
        time.sleep(0.3)

    def close(self):
        self._socket.close()
        self._process.terminate()
        self._process.wait(30)


@pytest.fixture(scope="module")
def firefox(tmp_path_factory):
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if program is None:
        if os.environ.get("LAYERLIGHT_REQUIRE_PROGRAMS") == "1":
            pytest.fail("needs Firefox, which is not installed")
        pytest.skip("needs Firefox, which is not installed")
    started = Firefox(program, tmp_path_factory.mktemp("profile"))
    yield started
    started.close()


@pytest.fixture
def opened(firefox, page_of):
    """Return a function that opens a page and waits until it is there."""

    def open_it(name, place=""):
        firefox.order("WebDriver:Navigate", url=page_of(name) + place)
        for _ in range(400):
            if firefox.run("return document.documentElement.dataset.ready !== undefined"):
                break
            time.sleep(0.05)
        firefox.run("window.wrong = []; onerror = (text) => { wrong.push(text); };")
        return firefox

    return open_it


@pytest.mark.parametrize("name", ["walkthrough", "xor", "iris", "imported"])
def test_every_view_in_firefox(opened, name):
    page = opened(name, "#step=20")
    for key in "12345" + ("6" if name == "xor" else ""):
        page.press(key)
        said = page.run("return document.getElementById('panel').innerText")
        assert len(said) > 20
        assert "NaN" not in said
        assert "undefined" not in said
        tabs = "document.querySelectorAll('[role=tab]')"
        assert page.run(f"return {tabs}[arguments[0]].ariaSelected", int(key) - 1) == "true"
    page.press("b")
    page.press("d")
    assert page.run("return wrong") == []


def test_the_same_numbers_in_firefox(opened):
    run = recording("walkthrough")
    page = opened("walkthrough", "#step=40&sample=3&neuron=h2")
    z = float(page.run("return document.querySelector('#panel .result .n').dataset.value"))
    weights, biases = run.weights_at(40), run.biases_at(40)
    terms = weights[0][1] * run.samples.input_rows()[3]
    assert z == np.add.accumulate(terms)[-1] + biases[0][1]
    page.press("\ue014")  # the right arrow
    assert page.run("return document.getElementById('step').value") == "41"
    page.press("u")
    assert "at=after" in page.run("return new Promise((done) => setTimeout(() =>"
                                  " done(location.hash), 500))")  # fmt: skip
    assert ENGLISH["explorer.step.no_update"] in page.run(
        "return document.getElementById('panel').innerText"
    )


def test_the_page_keeps_its_place_in_firefox(opened):
    page = opened("walkthrough", "#step=40")
    page.order("WebDriver:SetWindowRect", width=1366, height=800)
    for start in (0, 120):
        page.run(f"scrollTo(0, {start}); document.getElementById('step-number').focus();")
        page.press("7")
        page.run("document.activeElement.blur();")
        page.press("s")
        assert page.run("return document.activeElement.id") == "sample"
        page.run("document.getElementById('speed').focus(); document.activeElement.blur();")
        assert page.run("return scrollY") == start
