"""A voice in all that is published: films, beats, words, decks, notebooks; and its script."""

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import av
import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image
from pptx import Presentation

import render
from layerlight import clip
from layerlight.clips import Clip
from network.errors import LayerlightError, UsageError
from publish.beats import beats_of
from publish.pipeline import Pipeline
from publish.request import RenderRequest
from publish.service import answer
from publish.voice.folder import find_voices
from publish.voice.voices import check_used, voices_of
from publish.words import Cue, script
from scenes.catalog import LECTURE, find_clip
from scenes.rendering.jobs import Job
from scenes.rendering.sound import RATE
from scenes.rendering.voiced import PAUSE
from scenes.style.picture_size import Quality
from scenes.words import languages, load_words

from .conftest import ENTRY, TINY, make
from .sounds import heard, span, tone, write_sound
from .test_page import until

CLIP, FPS = find_clip("confusions"), TINY.fps
SPOKEN = {"one": 0.5, "diagonal": 12.0, "rest": 20.25, "misread": 9.0}
"""Seconds that the test's voice speaks in some beats, shorter and longer than they are drawn."""
ENDS = {"one": "wav", "diagonal": "mp3", "rest": "ogg", "misread": "flac"}


def frames_of(path):
    with av.open(path) as film:
        return [frame.to_ndarray(format="rgb24").astype(int) for frame in film.decode(video=0)]


@pytest.fixture(scope="module")
def voice(tmp_path_factory):
    """Return a folder with the voice."""
    base = tmp_path_factory.mktemp("voice")
    for k, (name, seconds) in enumerate(SPOKEN.items()):
        write_sound(base / f"{name}.{ENDS[name]}", tone(seconds, pitch=300 + 50 * k))
    return base


@pytest.fixture(scope="module")
def silent(tmp_path_factory):
    """Return the clip without a voice, which is drawn first."""
    request = RenderRequest((CLIP,), TINY, tmp_path_factory.mktemp("silent"))
    pipeline = Pipeline(request, lambda line: None)
    pipeline.make()
    done = pipeline.videos[CLIP]["mp4"]
    return SimpleNamespace(path=done.path, beats=beats_of(done.beats, FPS, done.frames))


@pytest.fixture(scope="module")
def voiced(voice, silent, tmp_path_factory):
    """Return what is published of the clip, and what was said; nothing is drawn for it."""
    folder, said = tmp_path_factory.mktemp("clips"), []
    request = RenderRequest(
        (CLIP,), TINY, folder, voice=voice, beats=True, words=("vtt", "script"),
        decks=("pptx", "html"),
    )  # fmt: skip
    pipeline = Pipeline(request, said.append, said.append)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Job, "play", lambda *more: pytest.fail("the clip was played again"))
        pipeline.make()
    done = pipeline.videos[CLIP]["mp4"]
    beats = beats_of(done.beats, FPS, done.frames)
    return SimpleNamespace(folder=folder, said=said, path=done.path, beats=beats)


def file_of(voiced, beat, kind="mp4"):
    return voiced.folder / CLIP.id / f"{beat.stem}.{kind}"


def test_a_beat_lasts_until_its_voice_has_ended(voiced, silent):
    waited = []
    for beat, before in zip(voiced.beats, silent.beats, strict=True):
        frames, drawn = beat.end - beat.first, before.end - before.first
        needed = SPOKEN.get(beat.name, -PAUSE) + PAUSE
        if needed * FPS <= drawn:
            assert frames == drawn
        else:
            waited.append(beat.name)
            assert 0 <= frames / FPS - needed < 1 / FPS + 0.06, "some formats pad their last block"
    assert len(waited) > 1
    assert set(waited) < set(SPOKEN)


def test_each_voice_is_heard_with_its_beat(voiced):
    assert voiced.said[0].startswith(f"{voiced.path}  voice in 4 of {len(voiced.beats)} beats  ")
    samples, frames = heard(voiced.path), voiced.beats[-1].end
    assert len(samples) / RATE == pytest.approx(frames / FPS, abs=0.03)
    assert len(frames_of(voiced.path)) == frames
    for beat in voiced.beats:
        found = span(samples[beat.first * RATE // FPS : beat.end * RATE // FPS])
        if beat.name not in SPOKEN:
            assert found is None, beat.name
        else:
            assert found[0] < 0.02 * RATE
            assert found[1] == pytest.approx(SPOKEN[beat.name] * RATE, abs=0.02 * RATE)


def test_a_beat_that_waits_shows_its_end(voiced, silent):
    shown, drawn = frames_of(voiced.path), frames_of(silent.path)
    for beat, before in zip(voiced.beats, silent.beats, strict=True):
        ours, theirs = shown[beat.first : beat.end], drawn[before.first : before.end]
        for k, frame in enumerate(ours):
            if k < len(theirs):
                assert (frame == theirs[k]).all(), "what is drawn is drawn as without a voice"
            else:
                assert np.abs(frame - theirs[-1]).mean() < 1.5


def test_beats_have_their_own_sound(voiced):
    for beat in voiced.beats:
        found = span(heard(file_of(voiced, beat)))
        if beat.name in SPOKEN:
            assert found[1] == pytest.approx(SPOKEN[beat.name] * RATE, abs=0.02 * RATE)
        else:
            assert found is None, "a silent track, so that players can join the files"


def test_subtitles_and_chapters_have_the_new_times(voiced):
    text = (voiced.folder / f"{CLIP.id}.vtt").read_text(encoding="utf-8")
    times = re.findall(r"\d\d:(\d\d):([\d.]+) -->", text)
    starts = [1000 * beat.first // FPS for beat in voiced.beats]
    assert [round(1000 * (60 * int(m) + float(s))) for m, s in times] == starts
    with av.open(voiced.path) as film:
        chapters = [float(1000 * c["start"] * c["time_base"]) for c in film.chapters()]
    assert chapters == pytest.approx(starts, abs=2)


def test_the_script_has_every_text_with_its_seconds(voiced, silent):
    text = (voiced.folder / f"{CLIP.id}.script.txt").read_text(encoding="utf-8")
    _, _, *blocks = text.split("\n\n")
    assert len(blocks) == len(silent.beats)
    for block, beat in zip(blocks, silent.beats, strict=True):
        head, said = block.strip().split("\n")
        assert head.split()[1] == f"{CLIP.id}/{beat.name}.wav"
        assert float(head.split()[2]) == pytest.approx((beat.end - beat.first) / FPS, abs=0.06)
        assert said == beat.caption


@pytest.mark.parametrize("language", languages())
def test_the_script_is_in_its_language(language):
    words = load_words(language)
    cue = Cue("squash", "σ(z) {x}", 0, 30, 0, 3000)
    text = script([cue], "Title", words, ["forward_pass/squash"], [1.0])
    assert "1/1  forward_pass/squash.wav  2.0 s\nσ(z) {x}" in text
    assert words["script.help"] in text
    assert text.startswith(words["script.title"].format(title="Title"))


def test_slides_carry_the_sound(voiced):
    deck = Presentation(voiced.folder / f"{CLIP.id}.pptx")
    for slide, beat in zip(deck.slides, voiced.beats, strict=True):
        (movie,) = [shape for shape in slide.shapes if shape.name == beat.name]
        about = movie._element.nvPicPr.cNvPr.get("descr")
        assert about.startswith("Video with a voice" if beat.name in SPOKEN else "Video without")
        (media,) = {r.target_part for r in slide.part.rels.values() if "media" in r.reltype}
        assert media.blob == file_of(voiced, beat).read_bytes()


def test_a_browser_plays_the_sound_after_a_click(voiced, browser):
    page = browser.new_page()
    page.goto((voiced.folder / f"{CLIP.id}.html").as_uri())
    until(page, "[...document.querySelectorAll('video')].every(v => v.duration)")
    loud = "[...document.querySelectorAll('video:not([muted])')].map(v => v.closest('li').id)"
    assert set(page.evaluate(loud)) == set(SPOKEN)
    film = "document.querySelector('.slide.now video')"
    assert page.evaluate(f"{film}.paused && {film}.currentTime === 0"), "nothing starts by itself"
    page.click(".slide.now video")
    until(page, f"{film}.currentTime > 0.1")
    assert not page.evaluate(f"{film}.muted")
    assert page.evaluate(f"{film}.webkitAudioDecodedByteCount") > 0
    page.close()


@pytest.mark.exhaustive
def test_a_single_beat_takes_its_own_voice_in_each_format(voice, silent, tmp_path):
    formats = ("mp4", "webm", "gif")
    said = make(tmp_path, CLIP, TINY, beat="rest", voice=voice, formats=formats)
    assert [line for line in said if "has no sound" in line] == [
        "gif has no sound: it is made as without --voice"
    ]
    for kind in ("mp4", "webm"):
        path = tmp_path / f"{CLIP.id}.rest.{kind}"
        found = span(heard(path))
        assert found[0] < 0.02 * RATE
        assert found[1] == pytest.approx(20.25 * RATE, abs=0.02 * RATE)
        shown = frames_of(path)
        assert len(shown) / FPS == pytest.approx(20.25 + PAUSE, abs=1.5 / FPS)
        assert np.abs(shown[-1] - shown[-2 * FPS]).mean() < 2
    drawn = next(beat.end - beat.first for beat in silent.beats if beat.name == "rest")
    with Image.open(tmp_path / f"{CLIP.id}.rest.gif") as picture:
        length = 0
        for k in range(picture.n_frames):
            picture.seek(k)
            length += picture.info["duration"]
    assert length == pytest.approx(1000 * drawn / FPS, abs=20)
    with pytest.raises(UsageError, match="has no audio file for beat 'pairs': name each file aft"):
        make(tmp_path, CLIP, beat="pairs", voice=voice)


def test_a_voice_for_a_beat_that_is_not_played_is_said():
    said = []
    beats = [SimpleNamespace(name="digit")]
    check_used(find_clip("inference"), beats, {"preparation": None, "digit": None}, said.append)
    assert said == ["inference: not used, as this recording gives no such beat: preparation"]


def test_clips_without_files_are_said_and_all_without_are_refused(tmp_path):
    write_sound(tmp_path / CLIP.id / "one.wav", tone(1))
    clips, said = (CLIP, ENTRY), []
    request = RenderRequest(clips, TINY, voice=tmp_path)
    with voices_of(request, clips, said.append) as voices:
        assert voices[CLIP.id]["one"].seconds == 1
        assert voices[CLIP.id]["one"].samples.is_file()
    assert said == [f"forward_pass: no audio file in {tmp_path}, so without sound"]
    assert not voices[CLIP.id]["one"].samples.exists(), "nothing is left behind"
    with (
        pytest.raises(UsageError, match="has no audio file for forward_pass: name each file"),
        voices_of(request, (ENTRY,), said.append),
    ):
        pass


def test_a_broken_file_stops_before_anything_is_drawn(tmp_path, monkeypatch):
    monkeypatch.setattr(Job, "play", lambda *more: pytest.fail("something was drawn"))
    (tmp_path / "pairs.wav").write_bytes(b"no sound")
    with pytest.raises(LayerlightError, match=r"pairs\.wav cannot be read as an audio file"):
        make(tmp_path / "out", CLIP, Quality(192, 108, 2), voice=tmp_path)
    assert not list((tmp_path / "out").glob("*.mp4"))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"formats": ("gif",)}, "and gif has no sound: choose --format mp4, webm or mov"),
        ({"formats": ("png", "pdf")}, "png and pdf has no sound"),
        ({"still": 1.0}, "a picture has no sound"),
    ],
)
def test_without_a_film_there_is_no_voice(more, said, tmp_path):
    with pytest.raises(UsageError, match=said):
        RenderRequest((ENTRY,), TINY, voice=tmp_path, **more)


@pytest.mark.exhaustive
def test_the_lecture_has_the_voices_of_its_clips(voiced, tmp_path, monkeypatch):
    """A clip that comes twice, to see that the second one is where it has to be."""
    monkeypatch.setattr("publish.pipeline.CATALOG", (CLIP, CLIP))
    write_sound(tmp_path / CLIP.id / "one.wav", tone(14))
    write_sound(tmp_path / CLIP.id / "misread.wav", tone(11))
    said = make(tmp_path / "out", LECTURE, TINY, voice=tmp_path, words=("script", "vtt"))
    assert "voice in 4 of " in said[0]
    samples = heard(tmp_path / "out" / "lecture.mp4")
    text = (tmp_path / "out" / "lecture.vtt").read_text(encoding="utf-8")
    for name, seconds in (("one", 14), ("misread", 11)):
        times = re.findall(rf"^(?:{CLIP.id}-)?{name}\n\d\d:(\d\d):([\d.]+) -->", text, re.MULTILINE)
        assert len(times) == 2
        for m, s in times:
            start = round((60 * int(m) + float(s)) * RATE)
            assert span(samples[start - RATE : start - 99]) is None
            first, last = span(samples[start - 99 : start + (seconds + 1) * RATE])
            assert first < 0.02 * RATE
            assert last == pytest.approx(seconds * RATE, abs=0.02 * RATE)
    lines = (tmp_path / "out" / "lecture.script.txt").read_text(encoding="utf-8")
    assert lines.count(f"  {CLIP.id}/one.wav  ") == 2


@pytest.mark.exhaustive
def test_a_notebook_gets_the_voice_too(voice, voiced, tmp_path, monkeypatch):
    """Drawn in this process: test_notebook.py has the other one."""

    def ask(request, progress):
        return answer({**request, "progress": False}, lambda *what: None)

    monkeypatch.setattr("layerlight.clips.ask", ask)
    shown = clip(CLIP.id, quality=TINY, folder=tmp_path, voice=voice)
    assert [(beat.first, beat.end) for beat in shown.beats] == [
        (beat.first, beat.end) for beat in voiced.beats
    ]
    assert " muted" not in shown._repr_html_()[:99]
    assert span(heard(shown.path))[1] > shown.beats[-1].first * RATE // FPS
    counts = next(beat for beat in shown.beats if beat.name == "rest")
    after = counts.end + 9
    still = np.array(shown.still(after / FPS)).astype(int)
    assert np.abs(still - frames_of(shown.path)[after]).mean() < 4


def test_a_still_counts_frames_as_they_were_drawn():
    held = Clip(None, [], "", 0.0, {}, None, {"holds": [(10, 5), (20, 3)]}, None)
    drawn = [held._without_holds(k) for k in range(26)]
    assert drawn == [*range(10), *[9] * 5, *range(10, 15), *[14] * 3, *range(15, 18)]


PAGE = Path(__file__).resolve().parents[2] / "docs" / "voice.md"
TEXT = PAGE.read_text(encoding="utf-8")


def blocks_of(kind):
    return re.findall(rf"^```{kind}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


@pytest.mark.exhaustive
def test_the_page_about_voices_can_be_followed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    # At few frames per second, each play is rounded up to more.
    monkeypatch.setitem(render.QUALITIES, "1080p", replace(TINY, fps=10))
    for name in ("question", "squash", "answer"):
        write_sound(tmp_path / "voice" / f"{name}.wav", tone(12))
    said = ""
    for block in blocks_of("sh"):
        _, file, *order = block.split()
        assert file == "render.py"
        done = CliRunner().invoke(render.render, order, catch_exceptions=False)
        said += done.output
    for line in re.findall(r"`(voice in [^`]*)`", TEXT):
        assert line in said
    head, caption = blocks_of("text")[0].strip().split("\n")
    place, name, seconds, _ = head.split()
    found = (tmp_path / "clips" / "forward_pass.script.txt").read_text(encoding="utf-8")
    shown = re.search(rf"^{place}  {name}  ([\d.]+) s\n{re.escape(caption)}$", found, re.MULTILINE)
    assert float(shown[1]) == pytest.approx(float(seconds), abs=0.5)
    assert span(heard(tmp_path / "clips" / "forward_pass.mp4"))


@pytest.mark.parametrize("line", blocks_of("text")[1].splitlines())
def test_files_are_found_where_the_page_says(line, tmp_path):
    place, _, language = line.partition(" ")
    write_sound(tmp_path / place, tone(1))
    language = language.split()[-1] if "--language" in language else "en"
    found = find_voices(tmp_path / "voice", [ENTRY], language)
    assert found == {"forward_pass": {"squash": tmp_path / place}}


def test_the_command_takes_a_voice(tmp_path):
    (tmp_path / "sqash.wav").write_bytes(b"")
    order = ["forward_pass", "--voice", str(tmp_path), "--output-dir", str(tmp_path), "-ql"]
    done = CliRunner().invoke(render.render, order)
    assert isinstance(done.exception, UsageError)
    assert "the nearest is 'squash', of forward_pass" in str(done.exception)
