"""Every language has the same texts as English."""

import importlib.util
import re
import string
import warnings
from pathlib import Path

import pytest
from click.testing import CliRunner

from network.errors import LayerlightError, UsageError
from scenes import words as words_module
from scenes.words import ENGLISH, languages, load_words, text_digest, translation_notes

ROOT = Path(__file__).resolve().parents[2]
OTHERS = [code for code in languages() if code != ENGLISH]


def texts(code):
    """Return all texts of a language's file, by dotted name."""
    found = {}

    def add(group, name):
        for key, value in group.items():
            path = f"{name}{key}"
            if isinstance(value, dict):
                add(value, f"{path}.")
            else:
                found[path] = value

    add(words_module.read_words(words_module.FOLDER / f"{code}.toml"), "")
    return found


def fields(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_there_are_several():
    assert {"de", "en", "es"} <= set(languages())


@pytest.mark.parametrize("code", OTHERS)
def test_names_and_braces_are_those_of_english(code):
    english, other = texts(ENGLISH), texts(code)
    assert not set(other) - set(english), "texts that nothing shows"
    missing = [name for name in english if name not in other]
    assert list(load_words(code).borrowed) == missing, "what is missing is told to the user"
    if missing:
        warnings.warn(f"assets/words/{code}.toml lacks {missing}", stacklevel=1)
    for name, text in other.items():
        assert fields(text) == fields(english[name]), name


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_translates_the_english_of_today(code):
    """If this fails: look at the translations it names, then note them (tools/translations.py)."""
    english, notes = texts(ENGLISH), translation_notes(code)
    now = {name: text_digest(english[name]) for name in texts(code)}
    stale = [name for name, digest in now.items() if notes.get(name) != digest]
    assert not stale, f"see: python tools/translations.py; then: --accept {code} {' '.join(stale)}"
    assert set(notes) == set(now), "notes of texts that are gone"


@pytest.mark.parametrize("code", OTHERS)
def test_captions_are_short_and_end(code):
    for name, text in texts(code).items():
        assert text == text.strip() != ""
        if ".steps." in name or ".instead." in name:
            assert len(text) <= 90, f"{name} has {len(text)} letters"
            assert re.search(r"[.?]$", text), name


def _load_tool():
    spec = importlib.util.spec_from_file_location("translations", ROOT / "tools/translations.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


translations = _load_tool()


@pytest.fixture
def own_words(tmp_path, monkeypatch):
    """Use words in a temporary folder."""
    monkeypatch.setattr(words_module, "FOLDER", tmp_path)
    monkeypatch.setattr(translations, "FOLDER", tmp_path)
    words_module.load_words.cache_clear()
    (tmp_path / "en.toml").write_text('[a]\nx = "one {n}"\ny = "two"\n[b.c]\nz = "three"\n')
    yield tmp_path
    words_module.load_words.cache_clear()


def test_what_is_missing_is_borrowed_and_known(own_words):
    (own_words / "xy.toml").write_text('[a]\nx = "ein {m}"\ny = "zwei"\n[b]\nc = "no group"\n')
    words = load_words("xy")
    assert (words["a.x"], words["a.y"], words["b.c.z"]) == ("one {n}", "zwei", "three")
    assert words.borrowed == ("a.x", "b.c.z")
    assert words.names("a") == ["x", "y"]
    assert words.digest != load_words("en").digest


def test_a_language_that_is_none_is_refused(own_words):
    with pytest.raises(UsageError, match="no words in language 'zz': choose en"):
        load_words("zz")
    (own_words / "xy.toml").write_text("not TOML")
    with pytest.raises(LayerlightError, match="not readable as TOML"):
        load_words("xy")


@pytest.mark.parametrize("text", ["one {", "one }", "{}", "{0}", "{n!r}", "{n:.2f}", "{n.x}", "{n"])
@pytest.mark.parametrize("code", ["xy", "en"])
def test_a_text_with_stray_braces_is_named(code, text, own_words):
    (own_words / f"{code}.toml").write_text(f'[a]\nx = "{text}"\n')
    with pytest.raises(LayerlightError) as refused:
        load_words(code)
    said = str(refused.value)
    assert str(own_words / f"{code}.toml") in said
    assert f"the text a.x is {text!r}" in said
    assert "\n" not in said


def test_braces_may_be_written_twice(own_words):
    (own_words / "xy.toml").write_text('[a]\nx = "{n} {{eins}}"\n')
    assert load_words("xy")["a.x"].format_map({"n": 1}) == "1 {eins}"


def test_a_file_that_is_no_text_is_refused(own_words):
    (own_words / "xy.toml").write_bytes('x = "ä"'.encode("latin-1"))
    with pytest.raises(LayerlightError, match=r"xy\.toml: expected UTF-8 text"):
        load_words("xy")
    (own_words / "yz.toml").mkdir()
    with pytest.raises(
        LayerlightError, match=r"yz\.toml: expected words, found something that is not a file"
    ):
        load_words("yz")


@pytest.fixture
def translated_words(own_words):
    """Use words in a temporary folder, with a language whose translations are noted."""
    (own_words / "xy.toml").write_text('[a]\nx = "eins {n}"\ny = "zwei"\n[b.c]\nz = "drei"\n')
    assert tool("--accept", "xy").exit_code == 0
    return own_words


def tool(*arguments):
    return CliRunner().invoke(translations.main, arguments)


def test_a_translation_of_older_english_is_stale(translated_words):
    assert load_words("xy").stale == ()
    assert (tool().exit_code, tool().output) == (0, "")
    english = translated_words / "en.toml"
    english.write_text(english.read_text().replace("two", "2"))
    words_module.load_words.cache_clear()
    assert load_words("xy").stale == ("a.y",)
    assert load_words("xy")["a.y"] == "zwei", "a stale translation is shown, and said"
    assert tool().exit_code == 1
    assert tool().output == "xy: a.y is stale: 'zwei', but the English is now '2'\n"


def test_texts_are_accepted_one_by_one(translated_words):
    english = translated_words / "en.toml"
    english.write_text('[a]\nx = "1 {n}"\ny = "2"\n')
    said = tool("--accept", "xy", "a.y").output
    assert [line.split(" is ")[0] for line in said.splitlines()] == ["xy: a.x"]
    assert "b.c.z" not in translation_notes("xy"), "a text that is gone"
    assert tool("--accept", "xy").output == ""
    assert tool("--accept", "xy", "a.w").exit_code == 1
    assert tool("a.y").exit_code == 2


def test_a_language_without_notes_is_not_called_stale(own_words):
    (own_words / "xy.toml").write_text('[a]\nx = "eins {n}"\n')
    assert load_words("xy").stale == ()
    (line,) = tool().output.splitlines()
    assert line == "xy: a.x is not noted: 'eins {n}' for 'one {n}'"


def test_only_what_is_translated_can_be_stale(translated_words):
    (translated_words / "xy.toml").write_text('[a]\nx = "eins {n}"\n')
    english = translated_words / "en.toml"
    english.write_text(english.read_text().replace("two", "2"))
    words_module.load_words.cache_clear()
    assert load_words("xy").borrowed == ("a.y", "b.c.z")
    assert load_words("xy").stale == ()
