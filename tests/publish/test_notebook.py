"""Clips from Python: what they tell, and how they show themselves in a notebook."""

import ast
import base64
import io
import sys
from html.parser import HTMLParser

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from PIL import Image

from layerlight import clip
from network.errors import LayerlightError
from scenes.words import load_words

from .conftest import TINY


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    return clip("forward_pass", quality=TINY, folder=tmp_path_factory.mktemp("notebook"))


class _Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.found[tag] = dict(attributes)


def test_it_plays_where_it_stands(shown):
    tags = _Tags(shown._repr_html_()).found
    assert {"video", "source", "track"} == set(tags)
    assert "controls" in tags["video"]
    kind, data = tags["source"]["src"].split(",")
    assert kind == "data:video/mp4;base64"
    assert base64.b64decode(data) == shown.path.read_bytes()
    track = base64.b64decode(tags["track"]["src"].split(",")[1]).decode()
    assert track == shown.subtitles
    assert track.startswith("WEBVTT")
    assert "http" not in shown._repr_html_()[:200], "nothing comes from elsewhere"


def test_a_browser_plays_it_with_its_captions(shown, browser):
    page = browser.new_page()
    page.set_content(f"<div>{shown._repr_html_()}</div>")
    found = page.evaluate(
        """async () => {
            const film = document.querySelector("video"), track = film.textTracks[0];
            track.mode = "showing";
            await film.play();
            while (!(track.cues && track.cues.length && film.currentTime > 0.1))
                await new Promise((go) => setTimeout(go, 20));
            return [film.duration, [...track.cues].map((cue) => cue.text.replace("\\n", " "))];
        }"""
    )
    page.close()
    assert found[0] == pytest.approx(shown.seconds, abs=0.2)
    assert found[1] == [step.caption for step in shown.steps]


def test_it_knows_its_steps(shown):
    assert [step.name for step in shown.steps] == load_words().names("forward_pass.steps")
    assert shown.steps[-1].end == round(shown.seconds * TINY.fps)


def test_stills_are_of_steps_and_times(shown):
    last = np.array(shown.still("answer"))
    assert last.shape == (TINY.height, TINY.width, 3)
    assert (last == np.array(shown.still())).all()
    assert (last != np.array(shown.still(1.0))).any()
    for wrong in ("nonesuch", -1, float("nan")):
        with pytest.raises(LayerlightError):
            shown.still(wrong)


@pytest.mark.parametrize(
    ("name", "more", "said"),
    [
        ("forwardpass", {}, "did you mean forward_pass"),
        ("lecture", {}, "python render.py lecture"),
        ("cost", {"quality": "8k"}, "no quality"),
        ("cost", {"language": "xx"}, "no words in language"),
        ("cost", {"recording": "nothing.npz"}, "nothing.npz"),
    ],
)
def test_what_is_not_there_is_said(name, more, said, tmp_path):
    with pytest.raises(LayerlightError, match=said):
        clip(name, folder=tmp_path, **more)


CELLS = (
    "from layerlight import clip\n"
    "from scenes.quality import Quality\n"
    "shown = clip('forward_pass', quality=Quality(192, 108, 6))\n"
    "shown",
    "[step.name for step in shown.steps]",
    "shown.still('squash')",
)


def test_a_notebook_runs_and_shows_it(tmp_path):
    """Executed by Jupyter's own kernel, as people do it."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in CELLS])
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": tmp_path}}
    )
    client.create_kernel_manager()
    # The kernel of this environment, whatever else is installed on the machine.
    client.km.kernel_spec.argv[0] = sys.executable
    client.execute()
    shown, steps, still = (cell.outputs[-1]["data"] for cell in notebook.cells)
    tags = _Tags(shown["text/html"]).found
    film = base64.b64decode(tags["source"]["src"].split(",")[1])
    assert film == (tmp_path / "clips" / "forward_pass.mp4").read_bytes()
    assert tags["track"]["kind"] == "captions"
    assert ast.literal_eval(steps["text/plain"]) == load_words().names("forward_pass.steps")
    picture = Image.open(io.BytesIO(base64.b64decode(still["image/png"])))
    assert picture.size == (TINY.width, TINY.height)
    written = tmp_path / "shown.ipynb"
    nbformat.write(notebook, written)
    nbformat.validate(nbformat.read(written, as_version=4))
