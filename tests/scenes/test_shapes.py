"""Every clip and title card keeps the rules of layout in all shapes, languages and themes."""

import pytest

from network.shipped import load_shipped
from scenes.base import Look
from scenes.catalog import CATALOG
from scenes.checks import check_still
from scenes.clips.lecture import title_card
from scenes.quality import ASPECTS, Quality
from scenes.rendering import _play, rehearse
from scenes.theme import DARK
from scenes.themes import THEMES
from scenes.words import ENGLISH, languages, load_words

SIZE = Quality(854, 480, 4)
by_aspect = pytest.mark.parametrize("aspect", ASPECTS)
by_language = pytest.mark.parametrize("code", languages())


def looks(code):
    """Give the looks of a language: English in every theme, the others in one.

    Themes change no place and no size, languages no colour.
    """
    themes = THEMES.values() if code == ENGLISH else [DARK]
    return [Look(theme=theme, words=load_words(code)) for theme in themes]


# The themes of a clip follow each other, and its shapes: what has been set once is at hand.
@by_aspect
@by_language
@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.id)
def test_every_beat_keeps_the_rules(entry, code, aspect):
    complaints = []

    def stop(scene, beat):
        where = f"{scene.theme.name}: {beat.name}"
        complaints.extend(f"{where}: {found}" for found in check_still(scene))

    recording = load_shipped(entry.recording)
    for look in looks(code):
        rehearse(entry, recording, look, SIZE.shaped(aspect), stop)
    assert not complaints, "\n".join(complaints)


@by_aspect
@by_language
def test_title_cards_keep_the_rules(code, aspect):
    complaints, seen = [], []

    def watched(entry):
        class Watched(title_card(entry)):
            def wait(self, *args, **options):
                seen.append((self.theme, entry))
                where = f"{self.theme.name}: {entry.id}"
                complaints.extend(f"{where}: {found}" for found in check_still(self))
                super().wait(*args, **options)

        return Watched

    for look in looks(code):
        for entry in CATALOG:
            recording = load_shipped(entry.recording)
            _play(entry, recording, look, SIZE.shaped(aspect), scene_class=watched(entry))
    assert seen == [(look.theme, entry) for look in looks(code) for entry in CATALOG]
    assert not complaints, "\n".join(complaints)
