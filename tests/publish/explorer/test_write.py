"""Writing a page: the command, its errors, sizes, and what a page is made of."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import layerlight
import network
from network.errors import LayerlightError, UsageError
from publish.decks.deck import Deck, Slide
from publish.decks.page import write_page as write_deck
from publish.explorer import pack as packing
from publish.explorer.bundle import bundle
from publish.explorer.links import USUAL, VIEWS, place_of
from publish.explorer.page import PAGE, render_page, texts
from publish.explorer.payload import Payload, script_json
from publish.explorer.write import pack
from publish.pipeline import Pipeline
from publish.request import RenderRequest
from scenes.catalog import find_clip
from scenes.focus import Focus
from scenes.style.picture_size import QUALITIES
from scenes.style.theme import DARK, LIGHT
from scenes.words import languages, load_words

from .conftest import ENGLISH, MAKERS, html_of, payload, recording, settle, trained, until

ROOT = Path(__file__).resolve().parents[3]


def run(*arguments, **options):
    command = [sys.executable, ROOT / "render.py", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, **options)


def test_the_command_writes_the_walkthrough(tmp_path):
    done = run("explorer", "--language", "de", "--theme", "light", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    page = tmp_path / "clips" / "explorer.html"
    assert done.stdout.startswith(str(Path("clips") / "explorer.html"))
    assert page.stat().st_size <= 1e6
    assert '<html lang="de"' in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--recording", "none.npz"], 1, "none.npz: expected a recording"),
        (["--language", "xx"], 2, "no words in language 'xx': choose en, de, es"),
        (["--theme", "pink"], 2, "no theme 'pink'"),
        (["--out", "."], 2, "is a directory"),
        (["--recording", "run.npz", "--out", "run.npz"], 2, "would be overwritten"),
        (["--recording", "bias_study.npz"], 2, "holds no training run"),
        (["--steps", "3"], 2, "No such option"),
    ],
)
def test_errors_are_one_line(tmp_path, arguments, status, said):
    recording("exercise").save(tmp_path / "run.npz")
    network.load_bias_study().save(tmp_path / "bias_study.npz")
    before = (tmp_path / "run.npz").read_bytes()
    done = run("explorer", *arguments, cwd=tmp_path)
    assert done.returncode == status
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1 or "Usage" in done.stderr
    assert (tmp_path / "run.npz").read_bytes() == before


def test_explorer_among_clips_says_how(tmp_path):
    done = run("cost", "explorer", cwd=tmp_path)
    assert done.returncode == 2
    assert "explorer is a command of its own: render.py explorer [OPTIONS]" in done.stderr
    done = run("cost", "--explorer", cwd=tmp_path)
    assert done.returncode == 2
    assert "add --deck html" in done.stderr


def test_a_recording_too_large_says_what_would_fit(monkeypatch):
    run = recording("xor")
    each = 8 * (1 + 3 * 4) + 4
    monkeypatch.setattr(packing, "MOST_BYTES", 8 * 4 * 2 * 3 + 50 * each)
    with pytest.raises(UsageError, match=r"160 steps of a 2-3-1 .* about 50 .*--epochs 12"):
        pack(run, "run.npz")
    monkeypatch.setattr(packing, "MOST_BYTES", 100)
    with pytest.raises(UsageError, match="with --limit"):
        pack(run, "run.npz")
    monkeypatch.setattr(packing, "MOST_BYTES", 8 * 4 * 2 * 3 + 160 * each)
    assert pack(run, "run.npz").header["steps"] == 160


def test_networks_too_large_for_a_diagram_are_refused():
    samples = network.Dataset(
        "wide", np.eye(90), np.eye(90)[:, :2], [f"i{k}" for k in range(90)], ["a", "b"]
    )
    with pytest.raises(UsageError, match=r"90-60-2.*smaller layers"):
        packing.pack_recording(trained(samples, [90, 60, 2], 1), "wide.npz")
    deep = trained(network.xor(), [2, *[2] * 8, 1], 1)
    with pytest.raises(UsageError, match="10 layers"):
        packing.pack_recording(deep, "deep.npz")


def test_large_layers_are_drawn_in_part(opened, tmp_path, browser):
    samples = network.Dataset(
        "twenty", np.eye(20), np.eye(20)[:, :3], [f"i{k}" for k in range(20)], ["a", "b", "c"]
    )
    path = tmp_path / "page.html"
    run = trained(samples, [20, 12, 3], 2)
    path.write_text(render_page(pack(run, "run.npz"), ENGLISH, LIGHT), encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri() + "#neuron=h11")
    until(page, "document.documentElement.dataset.ready !== undefined")
    assert page.locator(".neuron").count() == 6 + 6 + 3
    assert page.locator("[data-key=h11]").count() == 1, "the one that is open is drawn"
    assert "6 of 20" in page.locator(".network").text_content()
    assert page.locator("#panel table.sum").first.locator("tbody tr").count() == 21
    page.evaluate("location.hash = '#weight=h3-x17'")
    settle(page)
    assert page.locator("[data-key=x17]").count() == 1
    page.close()


@pytest.mark.parametrize("name", MAKERS)
def test_sizes_of_pages(name):
    size = len(html_of(name).encode())
    assert size <= (1e6 if name == "walkthrough" else 3e6)


def test_the_payload_comes_back(modules):
    stream = np.random.RandomState(0)
    arrays = {
        "a": stream.randn(3, 5), "b": stream.randint(0, 255, (2, 3)).astype(np.uint8),
        "c": np.arange(7, dtype=np.int32), "d": stream.randn(4).astype(np.float32),
        "e": np.array([], np.float64), "f": np.arange(3, dtype=np.uint16),
        "g": np.asfortranarray(stream.randn(4, 3)), "h": stream.randn(2, 2).astype(">f8"),
    }  # fmt: skip
    header, data = Payload({"kind": "small", "title": "t"}, arrays).encoded()
    found = modules.evaluate(
        """async ([header, data]) => {
            const element = document.createElement("script");
            Object.assign(element, { id: "data", type: "text/plain", textContent: data });
            document.body.append(element);
            const arrays = await $payload.readArrays(header);
            return Object.keys(header.arrays).map((name) => {
                const { data, shape } = arrays.get(name);
                return [name, data.constructor.name, [...data], shape];
            });
        }""",
        [json.loads(header), data],
    )
    assert [each[0] for each in found] == list(arrays)
    for name, kind, values, shape in found:
        assert kind.lower() == f"{arrays[name].dtype.name}array"
        np.testing.assert_array_equal(np.reshape(values, shape), arrays[name])
    with pytest.raises(TypeError, match="int64"):
        Payload({}, {"x": np.arange(3)}).encoded()


def test_json_in_a_script_element_cannot_end_it():
    text = script_json({"a": "</script><!-- & \u2028 \u2029", "b": [1.5, None]})
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == {"a": "</script><!-- & \u2028 \u2029", "b": [1.5, None]}
    with pytest.raises(ValueError, match="not JSON compliant"):
        script_json({"a": float("nan")})


def test_modules_are_joined(tmp_path, modules):
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.js").write_text(
        "// A comment: import nothing.\n"
        '/** @param {import("./b.js").B} b */\n'
        'import { two, three as drei } from "./sub/b.js";\nimport * as all from "./sub/b.js";\n'
        "export const sum = two + drei() + all.two;\nexport async function later() { return sum; }"
    )
    (tmp_path / "sub" / "b.js").write_text(
        "export const two = 2;\nconst hidden = 1;\nexport function three() { return 2 + hidden; }\n"
        "export class B {}\n"
    )
    script = bundle(tmp_path, "a.js")
    assert "comment" not in script
    found = modules.evaluate(f"(() => {{ {script}; return [$a.sum, typeof $a.later] }})()")
    assert found == [7, "function"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("export default 3;", "export default 3"),
        ("export { a };", "does not understand"),
        ('import a from "./a.js";', "does not understand"),
        ('const a = await import("./a.js");', "does not understand"),
        ("export let a = 3;", "does not understand"),
        ('import { a } from "./gone.js";', "cannot read"),
        ('import { a } from "./main.js";\nexport const a = 1;', "in a circle"),
    ],
)
def test_what_the_bundler_does_not_understand_it_refuses(tmp_path, text, said):
    (tmp_path / "main.js").write_text(text)
    with pytest.raises(LayerlightError, match=re.escape(said)):
        bundle(tmp_path, "main.js")


def test_every_text_of_the_page_is_used_and_there():
    script = "\n".join(file.read_text(encoding="utf-8") for file in PAGE.rglob("*.js"))
    named = set(re.findall(r'"([a-z_]+\.[a-z_]+)"', script))
    held = texts(ENGLISH)
    groups = {name.split(".")[0] for name in held if "." in name}
    files = set(re.findall(r'from "[./]*([a-z_]+\.js)"', script))
    wanted = {name for name in named - files if name.split(".")[0] in groups}
    assert not wanted - held.keys(), "texts that the modules ask for"
    computed = ("functions", "costs", "formulas", "panel", "tabs", "weight.to", "weight.from")
    unused = {
        name
        for name in held.keys() - wanted
        if not name.startswith(computed) and name not in ("noscript", "broken")
        and not name.startswith("images")
    }  # fmt: skip
    assert not unused
    for code in languages():
        assert texts(load_words(code)).keys() == held.keys()


def test_all_networks_have_texts_for_their_parts():
    held = texts(ENGLISH)
    from network.core.activations import ACTIVATIONS
    from network.core.losses import LOSSES

    assert {f"functions.{name}" for name in ACTIVATIONS} <= held.keys()
    assert {f"formulas.{name}" for name in ACTIVATIONS} <= held.keys()
    assert {f"costs.{name}" for name in LOSSES} <= held.keys()


@pytest.mark.parametrize("name", ["walkthrough", "exercise", "spirals", "shares", "imported"])
def test_links_of_beats_lead_somewhere(runs, name):
    page, held = runs(name), recording(name)
    for clip in VIEWS:
        beats = load_words().names(f"{clip}.beats")
        assert set(VIEWS[clip]) <= set(beats), clip
        for beat in beats:
            address = place_of(clip, beat, held, Focus())
            found = page.evaluate(
                "([name, hash]) => $routing.readAddress(hash, runs[name])", [name, address]
            )
            asked = dict(part.split("=") for part in address.split("&"))
            assert str(found["step"]) == asked["step"]
            for key in ("neuron", "view", "way"):
                assert key not in asked or str(found[key]) == asked[key], (beat, address)
            assert "weight" not in asked or found["edge"] == asked["weight"]
    assert place_of("bias", "pattern", held, Focus()) is None
    assert set(USUAL) <= set(VIEWS)


def test_links_follow_what_was_chosen():
    run = recording("walkthrough")
    assert (
        place_of("forward_pass", "products", run, Focus(3, 40, 2)) == "step=51&sample=3&neuron=h2"
    )
    assert run.image_index[51] == 3


def test_beats_of_later_steps_lead_there():
    run = recording("walkthrough")

    def step_of(clip, beat, focus=None):
        asked = dict(
            part.split("=") for part in place_of(clip, beat, run, focus or Focus()).split("&")
        )
        return int(asked["step"]), asked.get("at")

    visits = np.flatnonzero(run.image_index == run.image_index[0])
    assert step_of("cost", "next_visit") == (visits[1], None)
    assert step_of("cost", "later") == (visits[-1], None)
    assert step_of("training_loop", "ask") == (len(run.samples) - 1, "after")
    assert step_of("training_loop", "settle") == (run.steps - 1, "after")
    chosen = Focus(sample=5, at_step=30)
    each = len(run.samples)
    end = (chosen.step(run, 0) // each + 1) * each - 1
    assert step_of("training_loop", "ask", chosen) == (end, "after")
    assert "sample" not in place_of("training_loop", "ask", run, chosen)
    assert run.image_index[step_of("cost", "next_visit", chosen)[0]] == 5


def test_a_deck_shows_its_links(tmp_path):
    film = tmp_path / "film.mp4"
    film.write_bytes(b"film")
    link = "cost.explorer.html#step=0&view=cost"
    slides = [
        Slide("targets", "One", 1.0, film, b"", b"", link),
        Slide("squares", "Two", 1.0, film, b"", b""),
    ]
    write_deck(Deck("Cost", slides, 16, 9, DARK, ENGLISH, True), tmp_path / "deck.html")
    text = (tmp_path / "deck.html").read_text(encoding="utf-8")
    links = re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', text)
    assert links == [(link.replace("&", "&amp;"), ENGLISH["deck.explore"])]


def test_the_page_beside_a_deck(tmp_path):
    def explored(clip, **more):
        warned = []
        request = RenderRequest(
            (find_clip(clip),), QUALITIES["draft"], tmp_path, decks=("html",), explorer=True, **more
        )
        pipeline = Pipeline(request, lambda line: None, warned.append)
        pipeline.load()
        (entry,) = request.single_clips
        return pipeline._explorer(entry, pipeline.sources[entry]), warned

    found, warned = explored("cost", theme=LIGHT)
    assert not warned
    assert (tmp_path / "cost.light.explorer.html").stat().st_size > 1e5
    assert found["squares"] == "cost.light.explorer.html#step=0&view=cost"
    recording("exercise").save(tmp_path / "my run.npz")
    found, _ = explored("forward_pass", recording=tmp_path / "my run.npz")
    assert found["products"] == "forward_pass.explorer.html#step=0&neuron=h1"
    text = (tmp_path / "forward_pass.explorer.html").read_text(encoding="utf-8")
    assert '"file":"my run.npz"' in text
    found, warned = explored("inference")
    assert found == {}
    assert "holds no training run" in warned[0]


def test_from_python(tmp_path, monkeypatch, browser):
    monkeypatch.chdir(tmp_path)
    found = layerlight.explore(recording("exercise"), theme="light", folder="here")
    assert found.path == Path("here/explorer.html")
    shown = tmp_path / "notebook.html"
    shown.write_text(f"<!doctype html><title>n</title>{found._repr_html_()}", encoding="utf-8")
    page = browser.new_page()
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(shown.as_uri())
    until(page, "document.querySelector('iframe') !== null")
    frame = page.frames[1]
    frame.locator("#tab-cost").click()
    until(frame, "document.querySelector('#tab-cost').ariaSelected === 'true'")
    assert not wrong
    page.close()
    with pytest.raises(layerlight.UsageError, match="no words in language"):
        layerlight.explore(language="xx")
    with pytest.raises(layerlight.UsageError, match="recording: expected"):
        layerlight.explore(3)
    monkeypatch.setattr("layerlight.explorer.MOST_BYTES", 1000)
    with pytest.raises(layerlight.LayerlightError, match="too large for a notebook"):
        layerlight.explore(out=tmp_path / "large.html")._repr_html_()


def test_a_page_is_the_same_each_time():
    assert html_of("exercise") == html_of("exercise")
    assert payload("exercise").encoded() == pack(recording("exercise"), "exercise.npz").encoded()
