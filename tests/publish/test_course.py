"""Courses: what is made, what is not made again, and what is left when something goes wrong."""

import errno
import json
import os
import re
from contextlib import nullcontext
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import click
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

import render
from network import LayerlightError, UsageError
from network.system.assets import ASSETS
from publish.course import films as films_module
from publish.course.command import course_command, table
from publish.course.manifest import read_manifest
from publish.course.progress import CourseProgress
from publish.course.run import CourseRun
from publish.course.speeds import note_speed
from publish.files import targets_of
from publish.pipeline import Pipeline
from publish.service import answer
from scenes.rendering.options import RunOptions
from scenes.style.picture_size import QUALITIES, Quality
from scenes.words import Words

ROOT = Path(__file__).resolve().parents[2]
EXERCISE = ASSETS / "exercises" / "two_sigmoid_layers.toml"
TITLE = "Week 3 <script>alert(1)</script> & more"
COURSE = f"""
title = "{TITLE}"
language = "es"
[recordings]
homework = "homework.toml"
[[films]]
clips = ["confusions"]
languages = ["en", "de"]
words = ["vtt"]
[[films]]
clips = ["data", "confusions"]
recordings = ["homework"]
aspects = ["9:16"]
decks = ["html"]
[[exceptions]]
where = {{ languages = ["de"] }}
beats = true
"""
NAMES = ["confusions", "confusions.de", "homework/data.9x16"]
REFUSED = "homework/confusions.9x16"


@pytest.fixture(scope="module", autouse=True)
def _tiny():
    """Draw every quality small."""
    with pytest.MonkeyPatch.context() as patch:
        tiny = {name: Quality(96, 54, 2) for name in QUALITIES}
        patch.setattr(films_module, "QUALITIES", tiny | {"720p": Quality(64, 36, 2)})
        yield


def write(folder, text=COURSE):
    (folder / "homework.toml").write_bytes(EXERCISE.read_bytes())
    (folder / "course.toml").write_text(text, encoding="utf-8")
    return folder


def run_of(folder, said=None, warned=None, **options):
    said, warned = ([] if held is None else held for held in (said, warned))
    options = RunOptions(quiet=True, **options)
    return CourseRun(folder / "course.toml", folder / "clips", options, said.append, warned.append)


def states(folder, **options):
    return {one.film.name: one.state for one in run_of(folder, **options).plan()}


def reasons(folder):
    return {one.film.name: one.why for one in run_of(folder).plan() if one.why}


def listed(folder):
    return [
        film["name"] for film in json.loads((folder / "clips/course.json").read_text())["films"]
    ]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """Return the folder of a course that was made, with what was said and what became of it."""
    folder = write(tmp_path_factory.mktemp("course"))
    said = []
    return folder, said, run_of(folder, said).make()


@pytest.fixture
def course(tmp_path):
    return write(tmp_path)


@pytest.fixture
def quickly(monkeypatch):
    """Write files without drawing; return a list of the requests, and a dict of what to raise."""
    asked, raised = [], {}

    def make(self):
        name = self.request.stem(self.request.clips[0])
        if name in raised:
            raise raised[name]
        asked.append(name)
        self.request.folder.mkdir(parents=True, exist_ok=True)
        for target in targets_of(self.request):
            target.write_text(f"{target} {len(asked)}")

    monkeypatch.setattr(Pipeline, "make", make)
    return asked, raised


def test_films_are_made_and_what_cannot_be_is_said(drawn):
    folder, said, outcome = drawn
    assert outcome.made == NAMES
    assert list(outcome.failed) == [REFUSED]
    assert "confusions" in outcome.failed[REFUSED]
    assert [line.split()[0] for line in said] == NAMES
    for name in NAMES:
        assert (folder / "clips" / f"{name}.mp4").stat().st_size > 1000
    assert (folder / "clips/homework/data.9x16.html").is_file()
    assert (folder / "clips/confusions.de/manifest.json").is_file()


def test_the_manifest_is_right(drawn):
    folder, _, _ = drawn
    held = json.loads((folder / "clips/course.json").read_text(encoding="utf-8"))
    assert (held["title"], [film["name"] for film in held["films"]]) == (TITLE, NAMES)
    assert [film["name"] for film in held["failed"]] == [REFUSED]
    there = {
        path.relative_to(folder / "clips").as_posix()
        for path in (folder / "clips").rglob("*")
        if path.is_file()
    }
    files = [file for film in held["films"] for file in film["files"]]
    assert {file["path"] for file in files} == there - {"index.html", "course.json"}
    for file in files:
        data = (folder / "clips" / file["path"]).read_bytes()
        assert (len(data), sha256(data).hexdigest()) == (file["bytes"], file["sha256"])
    data = held["films"][2]
    assert (data["clip"], data["recording"], data["language"]) == ("data", "homework", "en")
    assert (data["aspect"], data["fps"]) == ("9:16", 2)
    assert data["seconds"] > 20
    assert len(data["recordings"][0]["digest"]) == 64


def test_what_has_not_changed_is_not_made_again(drawn, monkeypatch):
    folder, _, _ = drawn
    monkeypatch.setattr(Pipeline, "make", lambda self: pytest.fail("nothing has changed"))
    before = {path: path.stat().st_mtime_ns for path in (folder / "clips").rglob("*.mp4")}
    outcome = run_of(folder).make()
    assert (outcome.made, outcome.unchanged) == ([], NAMES)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert listed(folder) == NAMES


def test_the_plan_knows_the_lengths(drawn):
    folder, _, _ = drawn
    films = json.loads((folder / "clips/course.json").read_text(encoding="utf-8"))["films"]
    lengths = {film["name"]: film["seconds"] for film in films}
    for one in run_of(folder).plan():
        assert one.drawn or one.reason
        assert one.seconds == lengths.get(one.film.name)


def test_posters_show_the_end_in_the_films_shape(drawn):
    folder, _, _ = drawn
    for name in NAMES:
        with Image.open(folder / "clips" / f"{name}.poster.jpg") as picture:
            assert (picture.width > picture.height) == ("9x16" not in name)
            assert max(picture.convert("L").getextrema()) > 90


def test_the_page_shows_every_film_and_takes_names_as_data(drawn, browser):
    folder, _, outcome = drawn
    assert outcome.page == folder / "clips/index.html"
    context = browser.new_context()
    page = context.new_page()
    wrong, failed = [], []
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("requestfailed", lambda request: failed.append((request.url, request.failure)))
    page.goto(outcome.page.as_uri())
    assert page.locator("h1").inner_text() == page.title() == TITLE
    assert page.locator("html").get_attribute("lang") == "es"
    films = page.locator("video")
    urls = films.evaluate_all("all => all.map(film => film.getAttribute('src'))")
    assert urls == [f"{name}.mp4" for name in NAMES]
    for film in films.all():
        film.evaluate(
            "film => new Promise((done, fail) => {"
            " film.onloadedmetadata = () => done(); film.onerror = () => fail();"
            " film.preload = 'auto'; film.load() })"
        )
    links = page.locator(".files a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert set(links) == {
        *urls, "confusions.vtt", "confusions.de.vtt", "homework/data.9x16.html",
        "confusions.de/manifest.json",
    }  # fmt: skip
    assert all((folder / "clips" / link).is_file() for link in links)
    assert "homework" in page.locator("figcaption").nth(2).inner_text()
    found = Axe().run(page).response
    assert [(v["id"], [n["html"][:80] for n in v["nodes"]]) for v in found["violations"]] == []
    context.close()
    assert not wrong
    # A browser cancels requests that it no longer needs, such as the rest of a video.
    assert [url for url, how in failed if how != "net::ERR_ABORTED"] == []


def test_what_has_changed_is_made_again(course, quickly):
    asked, _ = quickly
    run_of(course).make()
    assert asked == ["confusions", "confusions.de", "data.9x16"]
    exercise = course / "homework.toml"
    exercise.write_text(exercise.read_text().replace("learning_rate = 0.5", "learning_rate = 0.25"))
    (course / "clips/confusions.de.vtt").unlink()
    assert states(course) == {
        "confusions": "unchanged", "confusions.de": "changed",
        "homework/data.9x16": "changed", REFUSED: "refused",
    }  # fmt: skip
    assert reasons(course) == {"confusions.de": "files", "homework/data.9x16": "recording"}
    asked.clear()
    outcome = run_of(course).make()
    assert asked == ["confusions.de", "data.9x16"]
    assert outcome.unchanged == ["confusions"]
    assert list(read_manifest(course / "clips").films) == NAMES


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('words = ["vtt"]', 'words = ["srt"]'),
        ('words = ["vtt"]', 'words = ["vtt"]\nformats = ["mp4", "webm"]'),
        ('words = ["vtt"]', 'words = ["vtt"]\nquality = "720p"'),
        ('words = ["vtt"]', 'words = ["vtt"]\nsmall = true'),
    ],
)
def test_a_film_changes_with_its_options(old, new, course, quickly):
    run_of(course).make()
    write(course, COURSE.replace(old, new))
    assert reasons(course)["confusions"] == "options"
    assert states(course)["homework/data.9x16"] == "unchanged"


def test_a_title_and_the_number_of_processes_change_no_film(course, quickly):
    run_of(course).make()
    write(course, COURSE.replace("Week 3", "Week 4"))
    assert set(states(course, jobs=3).values()) == {"unchanged", "refused"}
    assert set(states(course, force=True).values()) == {"changed", "refused"}


def test_a_file_that_was_damaged_is_made_again(course, quickly):
    run_of(course).make()
    file = course / "clips/confusions.mp4"
    file.write_bytes(file.read_bytes()[::-1])
    assert states(course)["confusions"] == "changed"


def test_code_that_publishes_is_part_of_what_a_film_is_made_from(course, quickly, monkeypatch):
    run_of(course).make()
    monkeypatch.setattr("publish.course.plan._publishing", lambda: "another version")
    assert reasons(course)["confusions"] == "code"


def test_what_changes_during_a_run_is_noted_as_it_was_then(course, quickly, monkeypatch):
    exercise, make = course / "homework.toml", Pipeline.make
    rate = ("learning_rate = 0.5", "learning_rate = 0.25")

    def change(self):
        make(self)
        exercise.write_text(exercise.read_text().replace(*rate))

    monkeypatch.setattr(Pipeline, "make", change)
    run_of(course).make()
    assert set(states(course).values()) == {"unchanged", "refused"}
    exercise.write_text(exercise.read_text().replace(*rate[::-1]))
    assert reasons(course) == {"homework/data.9x16": "recording"}


def test_what_has_changed_is_named(course, quickly, monkeypatch):
    """Whatever a user changes: a theme file, the words of a language."""
    theme = course / "own.toml"
    theme.write_text('[colours]\nbackground = "#000010"\n')
    write(course, COURSE.replace('words = ["vtt"]', 'words = ["vtt"]\nthemes = ["own.toml"]'))
    run_of(course).make()
    theme.write_text('[colours]\nbackground = "#000011"\n')
    assert reasons(course) == {"confusions.own": "theme", "confusions.de.own": "theme"}
    digest = Words.digest
    changed = property(lambda self: self.language + digest.fget(self))
    monkeypatch.setattr("scenes.words.Words.digest", changed)
    assert reasons(course)["confusions.own"] == "words, theme"
    assert reasons(course)["homework/data.9x16"] == "words"


@pytest.mark.parametrize(
    "error", [LayerlightError("no such thing"), ValueError("a bug"), PermissionError(13, "no", "x")]
)
def test_a_film_that_fails_does_not_stop_the_others(error, course, quickly):
    asked, raised = quickly
    raised["confusions.de"] = error
    outcome = run_of(course).make()
    assert asked == ["confusions", "data.9x16"]
    assert set(outcome.failed) == {"confusions.de", REFUSED}
    assert "\n" not in outcome.failed["confusions.de"]
    assert listed(course) == ["confusions", "homework/data.9x16"]
    raised.clear()
    assert run_of(course).make().made == ["confusions.de"]


def test_a_full_disk_stops_them_all(course, quickly):
    asked, raised = quickly
    raised["confusions.de"] = OSError(errno.ENOSPC, "No space left", str(course / "clips/x.mp4"))
    with pytest.raises(LayerlightError, match="the disk is full"):
        run_of(course).make()
    assert asked == ["confusions"]
    assert listed(course) == ["confusions"]


def test_stopped_on_the_way_what_is_finished_stays(course, quickly):
    _, raised = quickly
    raised["confusions.de"] = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        run_of(course).make()
    assert listed(course) == ["confusions"]
    assert "confusions.mp4" in (course / "clips/index.html").read_text(encoding="utf-8")
    raised.clear()
    assert run_of(course).make().made == NAMES[1:]


def test_a_film_is_off_the_manifest_before_its_files_are_replaced(course, quickly, monkeypatch):
    run_of(course).make()
    write(course, COURSE.replace('["vtt"]', '["srt"]'))
    seen, make = [], Pipeline.make

    def watched(self):
        seen.append(listed(course))
        make(self)

    monkeypatch.setattr(Pipeline, "make", watched)
    run_of(course).make()
    assert seen == [NAMES[2:], [NAMES[0], NAMES[2]]]


@pytest.mark.parametrize(
    "content",
    [
        "", "no JSON", "[]", "{}", '{"format": 1, "films": 3}', '{"format": 2, "films": []}',
        '{"format": 1, "films": [{"name": "confusions"}]}', "[" * 100_000,
        '{"format": 1, "films": [{"name": "a", "key": "", "seconds": 1e999, "files": []}]}',
    ],
)  # fmt: skip
def test_a_manifest_that_is_none_counts_as_nothing_made(content, course, quickly):
    (course / "clips").mkdir()
    (course / "clips/course.json").write_text(content)
    assert set(states(course).values()) == {"new", "refused"}
    run_of(course).make()
    assert listed(course) == NAMES


@pytest.mark.parametrize("path", ["/etc/hostname", "../course.toml", "a/../../course.toml", "a\\b"])
def test_a_manifest_leads_to_no_other_folder(path, course, quickly):
    run_of(course).make()
    manifest = course / "clips/course.json"
    held = json.loads(manifest.read_text())
    held["films"][0]["files"][0]["path"] = path
    manifest.write_text(json.dumps(held))
    assert list(read_manifest(course / "clips").films) == NAMES[1:]


def test_files_that_left_the_course_are_named_and_kept(course, quickly):
    run_of(course).make()
    write(course, COURSE.replace('languages = ["en", "de"]', ""))
    said, warned = [], []
    with pytest.raises(LayerlightError, match="1 of 3 films could not be made"):
        course_command(
            course / "course.toml", course / "clips", RunOptions(quiet=True), said.append,
            warned.append,
        )  # fmt: skip
    assert f"left in {course / 'clips'}: confusions.de.mp4, confusions.de.vtt" in warned[0]
    assert (course / "clips/confusions.de.mp4").is_file()
    assert run_of(course).make().left == ["confusions.de.mp4", "confusions.de.vtt"], "still"
    (course / "clips/confusions.de.vtt").unlink()
    assert run_of(course).make().left == ["confusions.de.mp4"]
    write(course)
    assert run_of(course).make().left == []
    assert said[-1].endswith("0 made, 2 unchanged, 1 failed")


def test_an_input_is_not_overwritten(course, quickly):
    (course / "clips").mkdir()
    (course / "clips/index.html").symlink_to(course / "course.toml")
    with pytest.raises(UsageError, match="this is an input file"):
        run_of(course)


def test_clips_that_do_not_fit_are_left_out_unless_they_are_named(course):
    write(course, COURSE.replace('["data", "confusions"]', '["*", "bias"]'))
    found = states(course)
    assert found["homework/bias.9x16"] == "refused"
    assert {"homework/data.9x16", "homework/backpropagation.9x16"} <= set(found)
    assert not {"homework/confusions.9x16", "homework/inference.9x16"} & set(found)


def test_a_recording_that_is_damaged_concerns_its_films_only(course):
    (course / "homework.toml").write_text("layers = 3")
    found = {one.film.name: one for one in run_of(course).plan()}
    assert found["confusions"].state == "new"
    assert found["homework/data.9x16"].state == "refused"
    assert "homework.toml: layers: unknown key" in found["homework/data.9x16"].reason


def test_a_bug_that_one_film_shows_stops_no_other(course, quickly, monkeypatch):
    def refusal(entry, *more):
        raise TypeError("a\nbug") if entry.id == "data" else LayerlightError("no")

    monkeypatch.setattr("scenes.rendering.clips.refusal", refusal)
    reasons = {one.film.name: one.reason for one in run_of(course).plan()}
    assert reasons["homework/data.9x16"] == "unexpected TypeError: a bug"
    assert reasons["confusions"] == "no"


def test_a_dry_run_lists_the_films_and_writes_nothing(course):
    said, warned = [], []
    with pytest.raises(LayerlightError, match="1 of 4 films cannot be drawn"):
        course_command(
            course / "course.toml", course / "clips", RunOptions(quiet=True), said.append,
            warned.append, dry_run=True,
        )  # fmt: skip
    assert [line.split()[:2] for line in said[:4]] == [
        ["new", "confusions"], ["new", "confusions.de"], ["new", "homework/data.9x16"],
        ["refused", REFUSED],
    ]  # fmt: skip
    assert said[4] == "4 films: 3 new, 1 refused"
    assert warned[0].startswith(f"{REFUSED}: ")
    assert sorted(path.name for path in course.iterdir()) == ["course.toml", "homework.toml"]


def test_the_estimate_says_what_is_unknown(course, monkeypatch, tmp_path):
    same = COURSE.split("[[exceptions]]")[0]
    write(course, same.replace('["data", "confusions"]', '["data"]'))
    monkeypatch.setenv("LAYERLIGHT_CACHE", str(tmp_path / "cache"))
    planned = run_of(course).plan()
    assert table(planned)[-1] == (
        "length: unknown; time to draw: unknown, as no such film has been drawn here before"
    )
    monkeypatch.setattr("scenes.rendering.segment_store.Store.length", lambda self, name: 100.0)
    planned = run_of(course).plan()
    assert "length: 5 min 0 s; time to draw: unknown" in table(planned)[-1]
    note_speed(planned[0].film.request, 0.5)
    assert table(planned)[-1] == (
        "length: 5 min 0 s; time to draw: about 1 min 40 s, and what 1 film takes, for which no"
        " time is known yet"
    )
    note_speed(planned[2].film.request, 2.0)
    assert table(planned)[-1] == "length: 5 min 0 s; time to draw: about 5 min 0 s"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["cost", "--course", "course.toml"], "name no clips"),
        (
            ["--course", "course.toml", "--theme", "light"],
            r"--theme does not go with --course.*themes",
        ),
        (["--course", "course.toml", "--no-captions"], r"--no-captions does not.*captions = "),
        (["--course", "course.toml", "--beats"], r"--beats does not .*beats = "),
        (["--course", "course.toml", "--still", "end"], "--still does not go with --course$"),
        (["--course", "course.toml", "--language", "en"], "languages = "),
        (["--dry-run"], "add --course"),
        (["cost", "--dry-run"], "add --course"),
    ],
)
def test_options_that_the_file_says_are_refused(arguments, said, course, monkeypatch):
    monkeypatch.chdir(course)
    with pytest.raises((UsageError, click.UsageError), match=said):
        render.render.main(arguments, standalone_mode=False)
    assert not (course / "clips").exists()


def test_the_command_makes_a_course(course, quickly, monkeypatch, capsys):
    monkeypatch.chdir(course)
    with pytest.raises(LayerlightError, match="1 of 4 films could not be made, for the reasons"):
        render.render.main(
            ["--course", "course.toml", "--output-dir", "out", "--quiet", "-ql", "-j", "1"],
            standalone_mode=False,
        )
    printed = capsys.readouterr()
    assert "3 made, 0 unchanged, 1 failed" in printed.out
    assert f"render.py: {REFUSED}: " in printed.err.replace("layerlight: ", "render.py: ")
    assert Path("out/index.html").is_file()


def ask(folder, **more):
    request = {
        "task": "course", "file": str(folder / "course.toml"), "folder": str(folder / "clips"),
        "quality": None, "fps": None, "mnist": None, "jobs": 1, "force": False, "dry_run": False,
        "progress": True,
    }  # fmt: skip
    told = []
    return answer({**request, **more}, lambda *what: told.append(what)), told


def test_from_python(course, quickly):
    plan, _ = ask(course, dry_run=True)
    assert [film["state"] for film in plan["films"]] == ["new", "new", "new", "refused"]
    assert plan["page"] is None
    assert not (course / "clips").exists()
    done, told = ask(course)
    assert [film["state"] for film in done["films"]] == ["made", "made", "made", "failed"]
    assert done["films"][3]["reason"]
    assert Path(done["page"]).is_file()
    shares = [what[1] for what in told if what[0] == "progress"]
    assert shares == sorted(shares)
    assert told[-1][1] == told[-1][2] > 0
    with pytest.raises(UsageError, match="unknown quality '1081p'"):
        ask(course, quality="1081p")
    with pytest.raises(UsageError, match="fps is 0"):
        ask(course, fps=0)


def test_the_example_of_the_page_is_a_course(tmp_path, quickly, monkeypatch):
    text = (ROOT / "docs/courses.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```toml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    write(tmp_path, example)
    asked, _ = quickly
    outcome = run_of(tmp_path).make()
    assert not outcome.failed
    assert len(outcome.made) == len(asked)
    assert f"The example asks for {len(asked)} films" in text
    assert {"lecture", "lecture.de", "homework/cost.4x3", "forward_pass.de.light"} <= {
        *outcome.made
    }
    assert not {"cost.light", "cost.de.light"} & {*outcome.made}
    assert (tmp_path / "clips/homework/cost.4x3.pptx").is_file()


def test_every_key_is_on_the_page():
    from publish.course.course_file import _DEFAULTS, _TOP

    text = (ROOT / "docs/courses.md").read_text(encoding="utf-8")
    for key in (*_TOP, *_DEFAULTS, "where", "skip"):
        assert f"`{key}`" in text, key


def test_two_runs_of_a_course_take_turns(course, quickly, monkeypatch):
    if os.name == "nt":
        pytest.skip("there are no file locks")
    held = []
    monkeypatch.setattr(
        "publish.course.run.locked",
        lambda folder, stems, warn: nullcontext(held.append((folder, stems))),
    )
    run_of(course).make()
    assert held == [(course / "clips", ["course.json"])]


class _Display:
    """Keeps what a progress display would show."""

    wanted = True

    def __init__(self, names, quiet):
        self.shown = []

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        pass

    def describe(self, name, text):
        self.shown.append(text)

    def of(self, name):
        return lambda done, total: self.shown.append(round(100 * done / total))


def test_one_bar_shows_the_films_by_their_lengths(course):
    planned = [replace(one, drawn=False) for one in run_of(course).plan() if one.wanted]
    planned = [replace(one, seconds=s) for one, s in zip(planned, (30.0, 60.0, None), strict=True)]
    displays = []

    def display(names, quiet):
        displays.append(_Display(names, quiet))
        return displays[0]

    progress = CourseProgress(planned, display)
    progress.start(0, 2)
    for _ in range(2):  # formats
        with progress.of_run(["a", "b"], False) as run:
            run.of("a")(5, 10)
            run.of("b")(10, 10)
            run.of("a")(7, None)
    progress.end()
    progress.start(1, 0)
    progress.end()
    progress.start(2, 1)
    assert displays[0].shown == [
        "film 1 of 3, confusions", 0, 3, 8, 8, 11, 14, 19, 19, 22, 22,
        "film 2 of 3, confusions.de", 22, 67,
        "film 3 of 3, homework/data.9x16", 67,
    ]  # fmt: skip


@pytest.mark.exhaustive
def test_a_crew_draws_all_films_at_once_and_they_are_the_same(
    drawn, course, new_cache, monkeypatch
):
    """A film that cannot be drawn stops no other one."""
    from scenes.rendering.cluster.crew import ClusterCrew, joined

    drawings, draw = [], ClusterCrew.draw

    def noted(self, jobs, left, *more, **options):
        drawings.append([jobs[j].title for j in left])
        return draw(self, jobs, left, *more, **options)

    monkeypatch.setattr(ClusterCrew, "draw", noted)
    monkeypatch.setenv("LAYERLIGHT_CACHE", str(new_cache()))
    with joined("local:2", print) as crew:
        outcome = run_of(course, crew=crew).make()
    assert drawings == [["confusions", "confusions", "data"]]
    assert outcome.made == NAMES
    assert list(outcome.failed) == [REFUSED]
    folder = drawn[0]
    for name in NAMES:
        ours, theirs = (f / "clips" / f"{name}.mp4" for f in (course, folder))
        assert ours.read_bytes() == theirs.read_bytes()
