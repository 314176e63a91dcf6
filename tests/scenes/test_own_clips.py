"""Clips from a file of one's own: found, named, told apart in the cache, refused in one line."""

import json
import sys
from importlib.metadata import EntryPoint

import pytest

import layerlight
import render
from network.errors import LayerlightError, UsageError
from network.studies.shipped import load_shipped
from publish.naming import find_all, find_one
from scenes.base import Style
from scenes.catalog import CATALOG
from scenes.own import packages
from scenes.own.files import entry_of_file
from scenes.rendering.clips import clip_job, rehearse
from scenes.rendering.fingerprints import own_code
from scenes.style.picture_size import Quality
from scenes.words import load_words

from .own_clip_files import blocks, write_clip

pytestmark = pytest.mark.usefixtures("own_words")
SIZE = Quality(160, 90, 5)
EMPTY = """
from scenes.base import NetworkScene
class {name}(NetworkScene):
    def construct(self):
        self.beat(self.first)
    def first(self):
        pass
"""
WORDS = 'title = "A title"\n[beats]\nfirst = "Here."\n'


@pytest.fixture
def clip(tmp_path):
    return write_clip(tmp_path)


def test_the_clip_of_the_page_has_forty_lines():
    assert len(blocks("python")[0].splitlines()) <= 40


def test_the_clip_of_the_page_is_drawn_with_every_kind_of_file(clip, tmp_path):
    out = tmp_path / "out"
    arguments = [str(clip), "-ql", "--fps", "2", "--quiet", "--output-dir", str(out)]
    more = ["--words", "vtt", "--beats", "--deck", "html", "--explorer", "--theme", "light"]
    render.render.main([*arguments, *more], standalone_mode=False)
    names = {file.relative_to(out).as_posix() for file in out.rglob("*") if file.is_file()}
    stem = "one_weight.light"
    assert {f"{stem}.mp4", f"{stem}.vtt", f"{stem}.html", f"{stem}.explorer.html"} <= names
    manifest = json.loads((out / stem / "manifest.json").read_text(encoding="utf-8"))
    assert [beat["name"] for beat in manifest["beats"]] == ["question", "product"]
    assert "How much does the bright line send on?" in (out / f"{stem}.vtt").read_text()


def test_one_beat_a_still_and_another_recording(clip, tmp_path):
    arguments = [str(clip), "-ql", "--fps", "2", "--quiet", "--output-dir", str(tmp_path / "out")]
    xor = load_shipped("xor.npz")
    xor.save(tmp_path / "xor.npz")
    other = ["--recording", str(tmp_path / "xor.npz"), "--at-step", "3"]
    render.render.main([*arguments, "--beat", "product", *other], standalone_mode=False)
    render.render.main([*arguments, "--still", "end", "--aspect", "9:16"], standalone_mode=False)
    names = {file.name for file in (tmp_path / "out").iterdir()}
    assert names == {"one_weight.step-3.product.mp4", "one_weight.9x16.png"}
    with pytest.raises(UsageError, match=r"one_weight has no beat 'nonsense'; it has question"):
        render.render.main([*arguments, "--beat", "nonsense"], standalone_mode=False)


def key_of(file):
    entry = entry_of_file(str(file))
    return clip_job(entry, load_shipped(entry.recording), Style(words=load_words()), SIZE).key


def test_the_cache_knows_the_file_its_words_and_what_it_imports(clip):
    seen = [key_of(clip)]
    source, words = clip.read_text(), clip.with_suffix(".toml").read_text()
    (clip.parent / "beside.py").write_text("SECONDS = 1\n")
    for change in (
        lambda: None,
        lambda: clip.write_text("from beside import SECONDS\n" + source),
        lambda: (clip.parent / "beside.py").write_text("SECONDS = 2\n"),
        lambda: clip.with_suffix(".toml").write_text(words.replace("bright", "thick")),
        lambda: clip.with_suffix(".de.toml").write_text('title = "Ein Gewicht"\n'),
    ):
        change()
        seen.append(key_of(clip))
    assert seen[0] == seen[1]
    assert len(set(seen[1:])) == 5


def test_the_words_of_one_clip_leave_the_others_in_the_cache(clip):
    entry = next(entry for entry in CATALOG if entry.id == "cost")
    recording = load_shipped(entry.recording)
    before = clip_job(entry, recording, Style(words=load_words()), SIZE).key
    entry_of_file(str(clip))
    assert clip_job(entry, recording, Style(words=load_words()), SIZE).key == before


@pytest.mark.parametrize(
    ("line", "closed"),
    [
        ("import math, numpy as np, random", True),
        ("from manim import *", True),
        ("from network import Recording", True),
        ("import json", False),
        ("import somebodys_package", False),
        ("numbers = open('table.csv')", False),
        ("table = np.load('table.npy')", False),
        ("from manim import ImageMobject", False),
    ],
)
def test_code_that_may_read_other_things_is_played_each_time(line, closed, tmp_path, monkeypatch):
    (tmp_path / "some.py").write_text(line)
    first, files = own_code("some", tmp_path)
    assert files == [tmp_path / "some.py"]
    assert len(first) == 32
    # The digest of other code holds a name that no other process has.
    monkeypatch.setattr("scenes.rendering.fingerprints.ONLY_HERE", "another process")
    assert (own_code("some", tmp_path)[0] == first) == closed


def empty(tmp_path, stem="mine", name="Mine", words=WORDS):
    file = tmp_path / f"{stem}.py"
    file.write_text(EMPTY.format(name=name), encoding="utf-8")
    if words is not None:
        file.with_suffix(".toml").write_text(words, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("stem", "message"),
    [
        ("cost", r"its name is 'cost', which is a name of Layerlight's own"),
        ("lecture", r"its name is 'lecture', which is a name of Layerlight's own"),
        ("explorer", r"its name is 'explorer', which is a name of Layerlight's own"),
        ("layers", r"a name among Layerlight's words"),
        ("My-Clip", r"expected small letters, digits and _"),
    ],
)
def test_names_that_clash_are_refused(stem, message, tmp_path):
    with pytest.raises(UsageError, match=message):
        entry_of_file(str(empty(tmp_path, stem)))


def test_a_class_may_name_its_clip(tmp_path):
    file = empty(tmp_path, "cost")
    file.write_text(file.read_text().replace("    def con", "    clip = 'mine'\n    def con"))
    (tmp_path / "mine.toml").write_text(WORDS)
    assert entry_of_file(str(file)).id == "mine"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (None, r"has no words: write mine\.toml beside it"),
        ("[beats]\nfirst = 'x'\n", r"mine\.toml has no title"),
        ("title = 'x'\n", r"mine\.toml has no captions"),
        ("x = " + "[" * 60_000, r"mine\.toml: not words: brackets are nested too deep"),
        ("x = " + "9" * 5000, r"mine\.toml: not readable as TOML"),
        ("title = 'x\n", r"mine\.toml: not readable as TOML"),
        ("title = 'x'\n[beats]\nfirst = 3\n", r"beats\.first is 3: write it in quotes"),
        ("title = 'x'\n[beats]\nfirst = 'a {b'\n", r"braces go around the name of a value"),
    ],
)
def test_words_that_are_missing_or_broken_are_said(words, message, tmp_path):
    with pytest.raises(LayerlightError, match=message):
        entry_of_file(str(empty(tmp_path, words=words)))


def test_a_caption_that_is_missing_is_said_with_its_place(tmp_path):
    file = empty(tmp_path, words="title = 'x'\n[beats]\nsecond = 'x'\n")
    entry = entry_of_file(str(file))
    with pytest.raises(LayerlightError) as caught:
        rehearse(entry, load_shipped(entry.recording), Style(words=load_words()), SIZE)
    line = "the words in language 'en' lack the text 'mine.beats.first': add it to"
    assert str(caught.value) == f"{file}:5: {line} {tmp_path / 'mine.toml'} as beats.first"


def test_other_languages_borrow_what_they_lack(tmp_path):
    file = empty(tmp_path)
    file.with_suffix(".de.toml").write_text("[beats]\nfirst = 'Hier.'\n", encoding="utf-8")
    entry_of_file(str(file))
    words = load_words("de")
    assert (words["mine.title"], words["mine.beats.first"]) == ("A title", "Hier.")
    assert words.borrowed == ("mine.title",)
    assert words.place("mine.title") == f"{tmp_path / 'mine.de.toml'} as title"
    assert load_words("es")["mine.beats.first"] == "Here."


@pytest.mark.parametrize(("name", "caption"), [("walkthrough", "Deep."), ("xor_line", "Flat.")])
def test_a_caption_is_chosen_by_the_recording(name, caption, tmp_path):
    words = "title = 'x'\n[beats]\nfirst = 'Deep.'\n[instead.first]\nflat = 'Flat.'\n"
    file = empty(tmp_path, words=words)
    claims = (
        "    claims = {'first': [('', lambda facts: len(facts.recording.layer_sizes) > 2),"
        " ('flat', lambda facts: True)]}\n    def con"
    )
    file.write_text(file.read_text().replace("    def con", claims, 1))
    entry = entry_of_file(str(file))
    played = rehearse(entry, load_shipped(name), Style(words=load_words()), SIZE)
    assert [beat.caption for beat in played.beats] == [caption]


SOURCES = {
    "syntax": ("class A:\n    def f(self)\n", LayerlightError, r":2: expected ':'"),
    "zero byte": ("x = 1\0", LayerlightError, r"null bytes"),
    "none": ("x = 1\n", UsageError, r"holds no clip: expected a class derived from NetworkScene"),
    "import": ("import nothing_like_this\n", LayerlightError, r":1: ModuleNotFoundError"),
    "exit": ("import sys\nsys.exit(3)\n", LayerlightError, r":2: SystemExit: 3"),
    "two": (EMPTY.format(name="A") + EMPTY.format(name="B"), UsageError, r"file\.py:A, .*py:B$"),
}


@pytest.mark.parametrize("case", SOURCES)
def test_files_that_hold_no_clip_are_refused_with_the_line(case, tmp_path):
    source, kind, message = SOURCES[case]
    (tmp_path / "file.py").write_text(source, encoding="utf-8")
    with pytest.raises(kind, match=message) as caught:
        entry_of_file(str(tmp_path / "file.py"))
    assert str(tmp_path / "file.py") in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing.py", "no such file"),
        ("folder.py", "is not a file"),
        ("mine.py:Other", r"has no scene 'Other': it has Mine"),
    ],
)
def test_names_of_files_and_classes_are_checked(name, message, tmp_path):
    (tmp_path / "folder.py").mkdir()
    empty(tmp_path)
    with pytest.raises(UsageError, match=message):
        find_one(str(tmp_path / name))


def test_errors_name_the_line_of_a_module_beside_the_clip(tmp_path):
    file = empty(tmp_path)
    (tmp_path / "helper.py").write_text(
        "def deep(n):\n    return 1 / 0 if n == 0 else deep(n - 1)\n"
    )
    file.write_text("import helper\n" + file.read_text().replace("pass", "helper.deep(3)"))
    entry = entry_of_file(str(file))
    with pytest.raises(LayerlightError) as caught:
        rehearse(entry, load_shipped(entry.recording), Style(words=load_words()), SIZE)
    assert str(caught.value) == f"{tmp_path / 'helper.py'}:2: ZeroDivisionError: division by zero"


def test_an_entry_that_a_recording_lacks_is_said_with_the_line(tmp_path):
    file = empty(tmp_path)
    file.write_text(file.read_text().replace("pass", "self.source('nonsense', 0).value"))
    entry = entry_of_file(str(file))
    with pytest.raises(LayerlightError, match=r"mine\.py:7: a recording of kind .* no 'nonsense'"):
        rehearse(entry, load_shipped(entry.recording), Style(words=load_words()), SIZE)


def test_a_file_called_as_one_of_our_packages_does_no_harm(tmp_path):
    file = empty(tmp_path)
    for name in ("network", "scenes", "json", "numpy"):
        (tmp_path / f"{name}.py").write_text("raise RuntimeError('the wrong file')\n")
    file.write_text("import json, network, numpy\n" + file.read_text())
    assert entry_of_file(str(file)).id == "mine"
    assert not list(tmp_path.rglob("*.pyc"))


def test_modules_of_two_folders_are_told_apart(tmp_path):
    found = []
    for value in (1, 2):
        folder = tmp_path / str(value)
        folder.mkdir()
        (folder / "helper.py").write_text(f"VALUE = {value}\n")
        file = empty(folder)
        file.write_text("from helper import VALUE\n" + file.read_text())
        entry = entry_of_file(str(file))
        found.append(sys.modules[entry.kind.__module__].VALUE)
    assert found == [1, 2]


def test_two_clips_of_one_name_are_refused(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        empty(tmp_path / folder)
    with pytest.raises(UsageError, match="two of these are called mine"):
        find_all([str(tmp_path / "a" / "mine.py"), str(tmp_path / "b" / "mine.py")])


def test_a_recording_that_does_not_ship_is_refused(tmp_path):
    file = empty(tmp_path)
    file.write_text(
        file.read_text().replace("    def con", "    default_recording = 'x'\n    def con", 1)
    )
    with pytest.raises(
        LayerlightError, match=r"default_recording of Mine: no recording called 'x'"
    ):
        entry_of_file(str(file))


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Install a package that brings a clip; return a function that changes its entry points."""
    room = tmp_path / "a_package"
    room.mkdir()
    (room / "__init__.py").write_text("")
    (room / "shared.py").write_text("SECONDS = 1\n")
    write_clip(room)
    source = (room / "one_weight.py").read_text()
    (room / "one_weight.py").write_text("from a_package.shared import SECONDS\n" + source)
    monkeypatch.syspath_prepend(tmp_path)
    points = [EntryPoint("one_weight", "a_package.one_weight:OneWeight", packages.GROUP)]
    monkeypatch.setattr(packages, "entry_points", lambda group: points)
    yield points
    for name in [name for name in sys.modules if name.startswith("a_package")]:
        del sys.modules[name]


def test_packages_bring_clips(package, tmp_path, capsys):
    render.render.main(["--list"], standalone_mode=False)
    assert (
        "one_weight         What one weight sends on: weight times input."
        in capsys.readouterr().out
    )
    assert "a_package.one_weight" not in sys.modules
    entry = find_one("one_weight")
    assert (entry.id, entry.kind.__name__) == ("one_weight", "OneWeight")
    assert {path.name for path in entry.sources} >= {
        "one_weight.py",
        "shared.py",
        "one_weight.toml",
    }
    before = entry.code
    (tmp_path / "a_package" / "shared.py").write_text("SECONDS = 2\n")
    assert find_one("one_weight").code != before


def test_packages_cannot_replace_our_clips(package, capsys):
    package.append(EntryPoint("cost", "a_package.one_weight:OneWeight", packages.GROUP))
    assert find_one("cost") in CATALOG
    render.render.main(["--list"], standalone_mode=False)
    captured = capsys.readouterr()
    assert "brings a clip 'cost', a name of Layerlight's own" in captured.err
    assert captured.out.count("\ncost ") == 1


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("a_package.missing:OneWeight", "there is no such module"),
        ("a_package.shared:SECONDS", "expected a class derived from NetworkScene"),
    ],
)
def test_packages_without_the_clip_they_promise_are_refused(value, message, package):
    package[0] = EntryPoint("one_weight", value, packages.GROUP)
    with pytest.raises(LayerlightError, match=message):
        find_one("one_weight")


@pytest.mark.slow
def test_a_file_is_a_clip_from_python(clip, tmp_path):
    drawn = layerlight.clip(clip, quality="draft", fps=2, folder=tmp_path / "clips")
    assert [beat.name for beat in drawn.beats] == ["question", "product"]
    assert drawn.path.name == "one_weight.mp4"
    assert drawn.still("question").size == (854, 480)
    clip.write_text(clip.read_text().replace("self.wait(1)", "1 / 0"))
    with pytest.raises(LayerlightError, match=r"one_weight\.py:28: ZeroDivisionError"):
        layerlight.clip(clip, quality="draft", fps=2, folder=tmp_path / "clips")
