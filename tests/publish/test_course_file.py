"""The file of a course: what is wrong with it is said in one line that names the key."""

from pathlib import Path

import pytest

from network import LayerlightError
from network.studies.shipped import XOR_LINE_FILE
from publish.course.course_file import load_course
from publish.course.films import MOST_FILMS, films_of
from scenes.catalog import CATALOG
from scenes.rendering.options import RunOptions
from scenes.style.picture_size import QUALITIES
from scenes.words import languages

FILMS = '[[films]]\nclips = ["cost"]\n'


@pytest.fixture
def course_of(tmp_path):
    """Return a function that writes a course, beside a recording and two themes, and reads it."""
    (tmp_path / "line.npz").write_bytes(XOR_LINE_FILE.read_bytes())
    (tmp_path / "blue.toml").write_text('[colours]\nbackground = "#000010"\n')
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "Blue.toml").write_text('[colours]\nbackground = "#000012"\n')
    path = tmp_path / "course.toml"

    def load(text):
        path.write_text(text, encoding="utf-8")
        return load_course(path)

    return load


@pytest.fixture
def films_named(course_of, tmp_path):
    """Return a function that returns the films of a course by name."""

    def films(text, **more):
        found = films_of(course_of(text), tmp_path / "clips", RunOptions(), **more)
        return {film.name: film for film in found}

    return films


def test_every_combination_is_a_film(films_named):
    found = films_named(
        '[recordings]\nline = "line.npz"\n[[films]]\nclips = ["cost", "data"]\n'
        'recordings = ["shipped", "line"]\nlanguages = ["en", "de"]\nthemes = ["dark", "light"]\n'
        'aspects = ["16:9", "1:1"]\nformats = ["mp4", "webm"]\ndecks = ["pptx"]\n'
    )
    assert len(found) == 2**5
    assert {"cost", "line/data.de.light.1x1", "data.light", "line/cost.de"} <= set(found)
    film = found["line/data.de.light.1x1"]
    request = film.request
    assert request.folder.name == "line"
    assert request.recording.name == "line.npz"
    assert (request.language, request.theme.name) == ("de", "light")
    assert request.quality == QUALITIES["1080p"].shaped("1:1")
    assert (request.formats, request.decks) == (("mp4", "webm"), ("pptx",))
    assert found["cost"].request.recording is None


def test_a_table_overrides_the_defaults(films_named):
    found = films_named(
        '[defaults]\nclips = ["cost"]\nquality = "480p"\nspeed = 2\ncaptions = false\n'
        '[[films]]\n[[films]]\nclips = ["bias"]\nspeed = 1.5\nsmall = true\nfps = 10\n'
    )
    cost, bias = found["cost.2x.no-captions"].request, found["bias.1.5x.no-captions"].request
    assert (cost.quality, cost.run_options.small) == (QUALITIES["480p"], False)
    assert (bias.quality.fps, bias.run_options.small) == (10, True)


def test_exceptions_apply_in_their_order(films_named):
    found = films_named(
        '[[films]]\nclips = ["cost", "bias"]\nlanguages = ["en", "de", "es"]\n'
        '[[exceptions]]\nwhere = { clips = ["bias"], languages = ["de", "es"] }\nskip = true\n'
        '[[exceptions]]\nwhere = { languages = ["es"] }\nquality = "720p"\nwords = ["srt"]\n'
        '[[exceptions]]\nwhere = { clips = ["*"], languages = ["es"] }\nwords = []\n'
    )
    assert list(found) == ["cost", "cost.de", "cost.es", "bias"]
    spanish = found["cost.es"].request
    assert (spanish.quality, spanish.words) == (QUALITIES["720p"], ())
    assert found["cost.de"].request.quality == QUALITIES["1080p"]


def test_every_clip_stands_for_those_that_can_be_drawn(films_named):
    found = films_named('[[films]]\nclips = ["cost", "*", "lecture"]\n')
    assert set(found) == {*(entry.id for entry in CATALOG), "lecture"}
    assert [name for name, film in found.items() if film.chosen] == ["cost", "lecture"]


def test_the_same_film_twice_is_one_film(films_named):
    assert list(films_named(FILMS + FILMS)) == ["cost"]
    found = films_named(FILMS + FILMS + 'quality = "480p"\nfolder = "small/web"\n')
    assert list(found) == ["cost", "small/web/cost"]


def test_a_draft_of_all_films(films_named):
    found = films_named(FILMS + 'quality = "4k"\nfps = 50\n', quality="draft", fps=5)
    quality = found["cost"].request.quality
    assert (quality.height, quality.fps) == (480, 5)


def test_files_are_relative_to_the_course(course_of, tmp_path, monkeypatch):
    monkeypatch.chdir("/")
    course = course_of('[recordings]\nline = "line.npz"\n' + FILMS + 'themes = ["blue.toml"]\n')
    assert course.recordings == {"line": tmp_path / "line.npz"}
    (film,) = films_of(course, Path("clips"), RunOptions())
    assert film.request.theme.name == "blue"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "films is missing: expected one or more tables"),
        ("films = []", "expected one or more tables [[films]], found none"),
        ("films = 3", "films: expected tables [[films]], found 3"),
        ("films = [3]", "films[0]: expected a table, found 3"),
        ("[[film]]", "film: unknown key; did you mean films?"),
        ("[[films]]", "films[0].clips is missing: name clips here or in [defaults]"),
        (FILMS + "langauges = ['de']", "films[0].langauges: unknown key; did you mean languages?"),
        (FILMS + "zzz = 1", "films[0].zzz: unknown key; there are clips, recordings, "),
        (FILMS + "'a\\nb' = 1", r"films[0].'a\\nb': unknown key"),
        ("[[films]]\nclips = 'cost'", "films[0].clips: expected a list in brackets, found 'cost'"),
        ("[[films]]\nclips = []", "films[0].clips: the list is empty"),
        ("[[films]]\nclips = ['csot']", "films[0].clips[0]: found 'csot'; did you mean cost?"),
        ("[[films]]\nclips = ['../x.py']", "films[0].clips[0]: found '../x.py'; choose structure"),
        ("[[films]]\nclips = ['cost', 'cost']", "films[0].clips[1]: 'cost' is listed twice"),
        ("[[films]]\nclips = [[]]", "films[0].clips[0]: found []"),
        (FILMS + "languages = ['xx']", f"found 'xx'; choose {', '.join(languages())}"),
        (FILMS + "themes = ['grey']", "themes[0]: found 'grey'; choose dark, light, FILE.toml"),
        (FILMS + "themes = ['no.toml']", "themes[0]: there is no file "),
        (FILMS + "themes = [['dark']]", "themes[0]: found ['dark']; choose dark, light, FILE.toml"),
        (FILMS + "speed = 1" + "0" * 400, "speed: expected a number, found one that is too large"),
        (FILMS + "fps = 0x" + "f" * 9000, "from 1 to 240, found a very large number"),
        (FILMS + "sample = 3000000000", "expected a whole number from 0, found 3000000000"),
        (FILMS + "languages = 0x" + "f" * 9000, "in brackets, found a very large number"),
        (FILMS + "aspects = ['2:1']", "aspects[0]: found '2:1'; "),
        (FILMS + "formats = []", "films[0].formats: the list is empty"),
        (FILMS + "decks = ['key']", "decks[0]: found 'key'; choose pptx, html"),
        (FILMS + "quality = '1081p'", "films[0].quality: found '1081p'; did you mean 1080p?"),
        (FILMS + "quality = 1080", "films[0].quality: found 1080; choose draft, "),
        (FILMS + "fps = 0", "films[0].fps: expected a whole number from 1 to 240, found 0"),
        (FILMS + "fps = true", "films[0].fps: expected a whole number from 1 to 240, found True"),
        (FILMS + "speed = 'fast'", "films[0].speed: expected a number, found 'fast'"),
        (FILMS + "speed = nan", "films[0]: cost: --speed is nan: expected 0.25 to 4"),
        (FILMS + "beats = 1", "films[0].beats: expected true or false, found 1"),
        (FILMS + "sample = -1", "films[0].sample: expected a whole number from 0, found -1"),
        (FILMS + "folder = '../up'", "films[0].folder: expected a name of up to 40 letters"),
        (FILMS + "folder = '/abs'", "films[0].folder: expected a name of up to 40 letters"),
        (FILMS + "folder = 'a/../b'", "films[0].folder: expected a name"),
        (FILMS + "folder = 'a//b'", "films[0].folder: expected a name"),
        (FILMS + "folder = 'cost'", "films[0].folder: cost has another meaning"),
        (FILMS + "folder = 'NUL'", "films[0].folder: NUL has another meaning"),
        (FILMS + "title = 'x'", "films[0].title: unknown key"),
        ("clips = ['cost']\n" + FILMS, "clips: unknown key; it belongs in [defaults] or [[films]]"),
        ("title = 3\n" + FILMS, "title: expected up to 200 printable characters, found 3"),
        ('title = "a\\u0007"\n' + FILMS, "title: expected up to 200 printable"),
        ("language = 'xx'\n" + FILMS, "language: found 'xx'; choose en"),
        ("recordings = 3\n" + FILMS, "recordings: expected a table, found 3"),
        ("[recordings]\nshipped = 'line.npz'\n" + FILMS, "shipped has another meaning"),
        ("[recordings]\n'..' = 'line.npz'\n" + FILMS, "expected a name of up to 40 letters"),
        ("[recordings]\na = 'line.npz'\nA = 'line.npz'\n" + FILMS, "another recording has this"),
        ("[recordings]\na = 'none.npz'\n" + FILMS, "recordings.a: there is no file "),
        ("[recordings]\na = '.'\n" + FILMS, "expected a file ending in .npz or .toml, found '.'"),
        ('[recordings]\na = "a\\u0000.npz"\n' + FILMS, "expected up to 200 printable"),
        (FILMS + "recordings = ['lin']", "recordings[0]: found 'lin'; choose shipped"),
        (FILMS + "[[exceptions]]\nskip = true", "exceptions[0].where is missing"),
        (FILMS + "[[exceptions]]\nwhere = {}\nskip = true", "exceptions[0].where is empty"),
        (FILMS + "[[exceptions]]\nwhere = {clips = ['cost']}", "exceptions[0] changes nothing"),
        (FILMS + "[[exceptions]]\nwhere = {clip = []}\nskip = true", "did you mean clips?"),
        (
            FILMS + "[[exceptions]]\nwhere = {clips = ['cost']}\nlanguages = ['de']",
            "exceptions[0].languages: unknown key; it belongs in where",
        ),
        (
            FILMS + "[[exceptions]]\nwhere = {clips = ['cost']}\nskip = true",
            "expected films, but exceptions skip all of them",
        ),
        (FILMS + "transparent = true", "films[0]: cost: mp4 cannot be transparent"),
        (FILMS + "explorer = true", "films[0]: cost: --explorer links the slides"),
        (
            "[[films]]\nclips = ['lecture']\nformats = ['gif']",
            "films[0]: lecture: the lecture is available as",
        ),
        (
            FILMS + FILMS + "quality = '480p'",
            "films[1]: cost would have the same files as a film of films[0], made differently",
        ),
        (
            FILMS + "themes = ['blue.toml', 'more/Blue.toml']",
            "films[0]: cost.Blue would have the same files as a film of films[0]",
        ),
        ("a" + ".a" * 30 + " = 1\n" + FILMS, "expected short keys"),
        ("x = " + "[" * 5000, "not readable as TOML|nested too deep"),
        ("fps = 1" + "0" * 5000, "not readable as TOML"),
        ("[[films]\n", "not readable as TOML"),
    ],
)
def test_what_is_wrong_is_named(text, said, course_of, tmp_path):
    with pytest.raises(LayerlightError) as refused:
        films_of(course_of(text), tmp_path / "clips", RunOptions())
    line = str(refused.value)
    assert line.startswith(f"{tmp_path / 'course.toml'}: ")
    assert any(part in line for part in said.split("|")), line
    assert "\n" not in line
    assert len(line) < 400 + len(str(tmp_path))
    assert not (tmp_path / "clips").exists()


def test_a_file_that_is_too_large_is_not_read(course_of):
    with pytest.raises(LayerlightError, match="a course of at most 256 KiB"):
        course_of(FILMS + "#" * (257 << 10))


@pytest.mark.parametrize(("name", "found"), [("none.toml", "nothing"), (".", "not a file")])
def test_a_file_that_is_none_is_named(name, found, tmp_path):
    with pytest.raises(LayerlightError, match=f"expected a course, found .*{found}"):
        load_course(tmp_path / name)


def test_no_file_asks_for_endlessly_many_films(films_named, tmp_path):
    names = [f"r{k}" for k in range(60)]
    lines = "".join(f'{name} = "line.npz"\n' for name in names)
    every = (
        f"[recordings]\n{lines}[[films]]\nclips = ['*']\nrecordings = {names}\n"
        f"languages = {languages()}\nthemes = ['dark', 'light']\n"
        "aspects = ['16:9', '4:3', '1:1', '9:16']\n"
    )
    with pytest.raises(LayerlightError, match=f"expected at most {MOST_FILMS:,} films"):
        films_named(every)
