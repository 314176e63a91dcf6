"""The lecture: title cards obey the layout rules, clips are in order, chapters begin with them."""

import av
import pytest

from network.studies.shipped import load_shipped
from scenes.audit.layout import check_still
from scenes.base import Style
from scenes.catalog import CATALOG
from scenes.clips.lecture.scene import title_card
from scenes.rendering.clips import play_clip, render_clip
from scenes.rendering.jobs import Job
from scenes.rendering.lecture import render_lecture
from scenes.rendering.options import RunOptions
from scenes.style.picture_size import QUALITIES, Quality
from scenes.style.theme import DARK
from scenes.words import load_words

TINY = Quality(128, 72, 2)


@pytest.fixture(autouse=True)
def _drawn_here(monkeypatch):
    """Draw in this process, as on systems that cannot fork: films this small take half as long."""
    monkeypatch.setattr("scenes.rendering.jobs.can_fork", lambda: False)


TITLE = load_words()["lecture.title"]


@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.id)
def test_cards_keep_the_layout_rules(entry):
    complaints, shown = [], []

    class Watched(title_card(entry)):
        def wait(self, duration=1.0, **options):
            complaints.extend(check_still(self))
            shown.append(duration)
            super().wait(duration, **options)

    recording = load_shipped(entry.recording)
    play_clip(entry, recording, Style(), QUALITIES["draft"], scene_class=Watched)
    assert not complaints
    text = load_words("en")[f"lecture.cards.{entry.id}"]
    assert shown == [DARK.durations.caption(text)]


def test_clips_follow_each_other_with_chapters(tmp_path):
    entries = [(entry, load_shipped(entry.recording)) for entry in CATALOG[:2]]
    names = []

    def progress(name):
        names.append(name)
        return lambda done, total: None

    target = tmp_path / "lecture.mp4"
    done = render_lecture(entries, Style(), TINY, target, TITLE, progress)
    alone = [render_clip(e, r, Style(), TINY, tmp_path / f"{e.id}.mp4") for e, r in entries]
    assert names == [entry.id for entry, _ in entries]
    assert done.frames > sum(clip.frames for clip in alone)
    assert [b.name for b in done.beats] == [
        name
        for (entry, _), clip in zip(entries, alone, strict=True)
        for name in (entry.id, *(b.name for b in clip.beats))
    ]
    card = done.beats[0]
    assert card.caption == load_words()[f"lecture.cards.{entries[0][0].id}"]
    assert card.start == 0
    assert card.end - card.shown >= DARK.durations.caption(card.caption)
    assert card.end < done.beats[1].start, "then it disappears"
    with av.open(target) as container:
        assert container.metadata["title"] == TITLE
        chapters = container.chapters()
        frames = list(container.decode(video=0))
    assert len(frames) == done.frames
    assert [c["metadata"]["title"] for c in chapters] == [
        load_words()[f"{entry.id}.title"] for entry, _ in entries
    ]
    seconds = [
        (float(c["start"] * c["time_base"]), float(c["end"] * c["time_base"])) for c in chapters
    ]
    assert seconds[0][0] == 0
    assert seconds[0][1] == pytest.approx(seconds[1][0], abs=0.01)
    assert seconds[1][1] == pytest.approx(done.seconds, abs=0.01)
    # The last frames of the lecture are those of its last clip, which was drawn only once.
    with av.open(alone[-1].path) as container:
        last = list(container.decode(video=0))[-1]
    assert (frames[-1].to_ndarray() == last.to_ndarray()).all()


def test_clips_rendered_before_are_not_drawn_again(tmp_path, monkeypatch):
    monkeypatch.setenv("LAYERLIGHT_CACHE", str(tmp_path / "cache"))
    entry = CATALOG[0]
    recording = load_shipped(entry.recording)
    render_clip(entry, recording, Style(), TINY, tmp_path / "alone.mp4")
    played = []
    play = Job.play
    monkeypatch.setattr(
        Job, "play", lambda self, *more: (played.append(self.name), play(self, *more))[1]
    )
    here = RunOptions(jobs=0)  # no other process, whose plays this one would not see
    render_lecture([(entry, recording)], Style(), TINY, tmp_path / "all.mp4", "", options=here)
    assert played == [f"card-{entry.id}"]
