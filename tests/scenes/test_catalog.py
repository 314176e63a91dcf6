"""The catalogue, the clips' files and their words agree."""

import ast
import tomllib
from pathlib import Path

import pytest

from network.errors import LayerlightError, UsageError
from network.studies.shipped import load_shipped
from scenes.catalog import CATALOG, LECTURE, find_clip
from scenes.words import Words, load_words

ROOT = Path(__file__).resolve().parents[2]
LISTED = tomllib.loads((ROOT / "assets" / "facts.toml").read_text(encoding="utf-8"))
FACTS = {int(number) for number in LISTED}
"""The numbers of the facts that the walkthrough teaches."""


def beats_in_code(module: str) -> list[str]:
    """Return the names of the beats in the order in which ``construct`` first plays them.

    Beats of a method that ``construct`` calls count where it is called.
    """
    tree = ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))
    methods = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}

    def beats_of(method: ast.FunctionDef) -> list[str]:
        calls = [
            call
            for call in ast.walk(method)
            if isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and isinstance(call.func.value, ast.Name)
            and call.func.value.id == "self"
        ]
        found = []
        # Some beats are played only on a condition; source order is playing order.
        for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
            if call.func.attr == "beat":
                found.append(call.args[0].attr)
            elif call.func.attr in methods and call.func.attr != method.name:
                found += beats_of(methods[call.func.attr])
        return found

    return list(dict.fromkeys(beats_of(methods["construct"])))


def test_clips_are_files_and_files_are_clips():
    files = {path.parent.name for path in (ROOT / "scenes/clips").glob("*/scene.py")}
    assert {entry.id for entry in CATALOG} | {LECTURE.id} == files


def test_the_lecture_has_a_card_for_every_clip():
    assert load_words("en").names("lecture.cards") == [entry.id for entry in CATALOG]


@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.id)
def test_every_beat_has_words_and_all_words_a_beat(entry):
    words = load_words("en")
    assert words[f"{entry.id}.title"]
    assert words.names(f"{entry.id}.beats") == beats_in_code(entry.module)


FORMS = [(entry, *form) for entry in CATALOG for form in entry.forms.items()]


@pytest.mark.parametrize(("entry", "form", "module"), FORMS)
def test_other_forms_have_words_too(entry, form, module):
    words = load_words("en")
    assert words[f"{entry.id}.{form}.title"]
    assert words.names(f"{entry.id}.{form}.beats") == beats_in_code(module)


@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.id)
def test_recordings_come_along(entry):
    assert all(load_shipped(name).metadata["kind"] for name in (entry.recording, *entry.also))


@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.id)
def test_facts_are_claimed_for_beats_that_exist(entry):
    assert entry.facts
    assert set(entry.facts) <= set(beats_in_code(entry.module))
    for facts in entry.facts.values():
        assert facts
        assert set(facts) <= FACTS


def test_every_fact_of_the_walkthrough_is_shown_by_some_clip():
    shown = {fact for entry in CATALOG for facts in entry.facts.values() for fact in facts}
    assert shown == FACTS


def test_facts_are_forty_sentences_in_order():
    assert list(map(int, LISTED)) == list(range(1, 41))
    for text in LISTED.values():
        assert text.endswith(".")
    assert len(set(LISTED.values())) == len(LISTED)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("forwardpass", "did you mean forward_pass"),
        ("Forward-Pass", "did you mean forward_pass"),
        ("zzz", "choose structure, "),
    ],
)
def test_an_unknown_clip_gets_a_hint(name, hint):
    with pytest.raises(UsageError, match=hint):
        find_clip(name)


def test_a_missing_text_is_named():
    with pytest.raises(LayerlightError, match=r"lack the text 'forward_pass\.nothing'"):
        load_words("en")["forward_pass.nothing"]
    with pytest.raises(LayerlightError, match=r"no words in language 'tlh'"):
        load_words("tlh")


def test_fields_of_a_text_are_found():
    assert Words.fields("says {answer}; is {label}") == ["answer", "label"]
    assert Words.fields("nothing") == []
