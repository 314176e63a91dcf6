"""Clips from Python: their properties, and how they appear in a notebook."""

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
from network import record_walkthrough
from network.errors import LayerlightError
from publish.service import answer
from scenes.words import Words, load_words

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
    assert found[1] == [beat.caption for beat in shown.beats]


def test_it_knows_its_beats(shown):
    assert [beat.name for beat in shown.beats] == load_words().names("forward_pass.beats")
    assert shown.beats[-1].end == round(shown.seconds * TINY.fps)


@pytest.mark.exhaustive
def test_stills_are_of_beats_and_times(shown):
    last = np.array(shown.still("answer"))
    assert last.shape == (TINY.height, TINY.width, 3)
    assert (last == np.array(shown.still())).all()
    assert (last != np.array(shown.still(1.0))).any()
    for wrong in ("nonesuch", -1, float("nan")):
        with pytest.raises(LayerlightError):
            shown.still(wrong)


@pytest.mark.exhaustive
def test_each_shows_its_own_film_whatever_is_written_there_later(tmp_path):
    first = clip("forward_pass", quality=TINY, folder=tmp_path)
    before, film = first._repr_html_(), first.path.read_bytes()
    other = record_walkthrough(seed=3, epochs=1)
    second = clip("forward_pass", quality=TINY, folder=tmp_path, recording=other)
    assert second.path == first.path
    assert first.path.read_bytes() != film
    assert first._repr_html_() == before
    assert second._repr_html_() != before
    assert (np.array(first.still(30.0)) != np.array(second.still(30.0))).any()
    assert list(tmp_path.iterdir()) == [first.path], "a still writes no file"


def test_what_is_too_large_for_a_notebook_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("layerlight.clips.MOST_BYTES", 1000)
    large = clip("forward_pass", quality=TINY, folder=tmp_path)
    assert large.path.is_file()
    with pytest.raises(LayerlightError, match="a lower quality"):
        large._repr_html_()


def test_words_that_are_borrowed_are_told_of(shown, tmp_path, monkeypatch):
    lacking = Words(load_words()._texts, "xy", ("a.b",))
    monkeypatch.setattr("publish.pipeline.load_words", lambda language: lacking)
    told = []
    request = {**shown._request, "task": "clip", "folder": str(tmp_path), "progress": False}
    answer(request, lambda *what: told.append(what))
    ((kind, line),) = told
    assert kind == "warning"
    assert line.startswith("language 'en' lacks 1 text (a.b)")


@pytest.mark.parametrize(
    ("name", "more", "said"),
    [
        ("forwardpass", {}, "did you mean forward_pass"),
        ("lecture", {}, "python render.py lecture"),
        ("cost", {"quality": "8k"}, "unknown quality"),
        ("cost", {"language": "xx"}, "no words in language"),
        ("cost", {"recording": "nothing.npz"}, "nothing.npz"),
        ("cost", {"recording": 7}, "expected a recording or the path of one, found int"),
        *(
            pytest.param("cost", more, said, marks=pytest.mark.exhaustive)
            for more, said in (
                ({"quality": 7}, "expected a name such as '720p'"),
                ({"jobs": -3}, "jobs is -3: expected 1 or more"),
                ({"fps": 0}, "fps is 0"),
                ({"beat": "nonesuch"}, "no beat 'nonesuch'"),
                ({"image": "digit.png"}, "inference"),
            )
        ),
    ],
)
def test_what_is_not_there_is_said(name, more, said, tmp_path):
    with pytest.raises(LayerlightError, match=said):
        clip(name, folder=tmp_path, **more)


CELLS = (
    "from types import SimpleNamespace\n"
    "from layerlight import clip\n"
    "size = SimpleNamespace(width=192, height=108, fps=6)\n"
    "shown = clip('forward_pass', quality=size)\n"
    "shown",
    "[beat.name for beat in shown.beats]",
    "shown.still('squash')",
)


@pytest.mark.exhaustive
def test_a_notebook_runs_and_shows_it(tmp_path):
    """Executed by Jupyter's own kernel, as users do."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in CELLS])
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": tmp_path}}
    )
    client.create_kernel_manager()
    # The kernel of this environment, whatever else is installed on the machine.
    client.km.kernel_spec.argv[0] = sys.executable
    client.execute()
    shown, beats, still = (cell.outputs[-1]["data"] for cell in notebook.cells)
    progress = notebook.cells[0].outputs[0]
    assert progress.output_type == "display_data"
    assert progress["data"]["text/plain"].startswith("forward_pass: drawn in ")
    tags = _Tags(shown["text/html"]).found
    film = base64.b64decode(tags["source"]["src"].split(",")[1])
    assert film == (tmp_path / "clips" / "forward_pass.mp4").read_bytes()
    assert tags["track"]["kind"] == "captions"
    assert ast.literal_eval(beats["text/plain"]) == load_words().names("forward_pass.beats")
    picture = Image.open(io.BytesIO(base64.b64decode(still["image/png"])))
    assert picture.size == (TINY.width, TINY.height)
    written = tmp_path / "shown.ipynb"
    nbformat.write(notebook, written)
    nbformat.validate(nbformat.read(written, as_version=4))
