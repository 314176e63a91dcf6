"""Every clip and title card keeps the rules of layout in all shapes, languages and themes."""

import pytest

from network.shipped import load_shipped
from scenes.base import Look
from scenes.catalog import CATALOG
from scenes.checks import check_still
from scenes.clips.lecture import title_card
from scenes.quality import ASPECTS, WIDE, Quality
from scenes.rendering import _play, rehearse
from scenes.theme import DARK
from scenes.themes import THEMES
from scenes.words import ENGLISH, languages, load_words

SIZE = Quality(854, 480, 4)
SHAPES = [
    (aspect, code, theme)
    for aspect in ASPECTS
    for code in languages()
    for theme in THEMES
    if (aspect, code, theme) != (WIDE, ENGLISH, DARK.name)  # other tests look at these closely
]


def look(code, theme):
    return Look(theme=THEMES[theme], words=load_words(code))


@pytest.mark.parametrize(("aspect", "code", "theme"), SHAPES)
@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.id)
def test_every_beat_keeps_the_rules(entry, aspect, code, theme):
    complaints = []

    def stop(scene, beat):
        complaints.extend(f"{beat.name}: {found}" for found in check_still(scene))

    recording = load_shipped(entry.recording)
    rehearse(entry, recording, look(code, theme), SIZE.shaped(aspect), stop)
    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize(("aspect", "code", "theme"), SHAPES)
def test_title_cards_keep_the_rules(aspect, code, theme):
    complaints, seen = [], []
    for entry in CATALOG:

        class Watched(title_card(entry)):
            def wait(self, *args, **options):
                seen.append(self.about)
                complaints.extend(f"{self.about.id}: {found}" for found in check_still(self))
                super().wait(*args, **options)

        recording = load_shipped(entry.recording)
        size = SIZE.shaped(aspect)
        _play(entry, recording, look(code, theme), size, scene_class=Watched)
    assert seen == list(CATALOG)
    assert not complaints, "\n".join(complaints)
