"""Every clip and title card obeys the rules in all shapes, languages and themes.

By default each clip is played in one of them besides 16:9, English and dark, which is what
test_layout, test_numbers and test_stills look at; the others are for ``make test-all``.
"""

import pytest

from network.studies.shipped import load_shipped
from scenes.audit.layout import check_reading_time, check_still
from scenes.base import Style
from scenes.catalog import CATALOG
from scenes.clips.lecture.scene import title_card
from scenes.rendering.clips import play_clip
from scenes.style.theme import DARK
from scenes.style.theme_files import THEMES
from scenes.words import load_words

from . import test_numbers
from .conftest import LOOKS, OTHERS, SIZE, looks_by_default


def test_every_shape_language_and_theme_is_tried_by_default():
    chosen = [looks_by_default(k) for k in range(len(CATALOG))]
    assert all(chosen), "each clip in one of them at least"
    candidates = {style for looks in chosen for style in looks}
    assert len(candidates) == min(len(CATALOG), len(OTHERS))
    for part in range(3):
        assert {style[part] for style in candidates} == {style[part] for style in LOOKS}


def test_every_beat_keeps_the_rules(dressed):
    complaints = [f"{stop.beat.name}: {c}" for stop in dressed.stops for c in stop.complaints]
    assert not complaints, "\n".join(complaints)


def test_captions_stand_long_enough_to_be_read(dressed):
    assert not check_reading_time(dressed.beats, DARK.durations)


def test_every_number_on_screen_is_in_the_recording(dressed):
    test_numbers.test_every_number_on_screen_is_in_the_recording(dressed)


def test_axis_numbers_stand_at_their_values(dressed):
    test_numbers.test_axis_numbers_stand_at_their_values(dressed)


def test_words_hold_no_number_of_their_own(dressed):
    test_numbers.test_words_hold_no_number_of_their_own(dressed)


def cards():
    for k, style in enumerate(OTHERS):  # the usual one is for test_lecture
        marks = () if k % 5 == 3 else pytest.mark.exhaustive
        yield pytest.param(*style, marks=marks, id="-".join(style))


@pytest.mark.slow
@pytest.mark.parametrize(("aspect", "code", "theme"), list(cards()))
def test_title_cards_keep_the_rules(aspect, code, theme):
    complaints, seen = [], []

    def watched(entry):
        class Watched(title_card(entry)):
            def wait(self, *args, **options):
                seen.append(entry)
                complaints.extend(f"{entry.id}: {found}" for found in check_still(self))
                super().wait(*args, **options)

        return Watched

    style = Style(theme=THEMES[theme], words=load_words(code))
    for entry in CATALOG:
        recording = load_shipped(entry.recording)
        play_clip(entry, recording, style, SIZE.shaped(aspect), scene_class=watched(entry))
    assert seen == list(CATALOG)
    assert not complaints, "\n".join(complaints)
