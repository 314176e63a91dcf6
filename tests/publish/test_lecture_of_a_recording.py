"""A lecture of one recording holds the clips that can be drawn from it."""

import pytest

from network import LayerlightError, UsageError
from network.studies.shipped import BIAS_STUDY_FILE, CHECKPOINTS_FILE, WALKTHROUGH_FILE
from publish.pipeline import Pipeline
from publish.request import RenderRequest
from scenes.catalog import CATALOG, LECTURE
from scenes.focus import Focus
from scenes.style.picture_size import Quality

SMALL = Quality(192, 108, 2)


def lecture_of(recording, folder, **more):
    warned = []
    request = RenderRequest((LECTURE,), SMALL, folder, recording=recording, **more)
    pipeline = Pipeline(request, lambda line: None, warned.append)
    pipeline.load()
    return [entry.id for entry, _ in pipeline.lecture_parts], warned


def test_without_a_recording_every_clip_draws_its_own(tmp_path):
    found, warned = lecture_of(None, tmp_path)
    assert found == [entry.id for entry in CATALOG]
    assert not warned


@pytest.mark.parametrize("file", [WALKTHROUGH_FILE, CHECKPOINTS_FILE])
def test_with_a_recording_it_is_the_clips_that_fit(file, tmp_path):
    found, (warning,) = lecture_of(file, tmp_path)
    mnist = {"weights_evolution", "confusions", "inference"}
    own = {entry.id for entry in CATALOG} - {"decision", "inference"}
    assert set(found) == (own if file == WALKTHROUGH_FILE else mnist)
    assert [entry.id for entry in CATALOG if entry.id in found] == found
    assert all(entry.id in warning for entry in CATALOG if entry.id not in found)


def test_a_recording_that_no_clip_draws_is_refused_with_the_reason(tmp_path):
    with pytest.raises(LayerlightError, match="no clip can be drawn from this recording: "):
        lecture_of(BIAS_STUDY_FILE, tmp_path)


def test_a_step_is_chosen_from_one_recording(tmp_path):
    with pytest.raises(UsageError, match="the lecture has several: add --recording"):
        lecture_of(None, tmp_path, focus=Focus(at_step=3))
