"""A voice in everything that is published: films, beats, words, decks, notebooks; and the script."""

import json
import re

import av
import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image
from pptx import Presentation

import render
from layerlight import clip
from network.errors import LayerlightError, UsageError
from publish.request import RenderRequest
from publish.words import Cue, script
from scenes.catalog import LECTURE, find_clip
from scenes.rendering.jobs import Job
from scenes.rendering.options import RunOptions
from scenes.rendering.sound import RATE
from scenes.rendering.voiced import PAUSE
from scenes.words import languages, load_words

from .conftest import ENTRY, TINY, make
from .sounds import heard, span, tone, write_sound
from .test_page import until

SPOKEN = {"question": 0.5, "inputs": 12.0, "squash": 20.25, "answer": 9.0}
"""Seconds that the test's voice speaks in some beats, shorter and longer than they are drawn."""
ENDS = {"question": "wav", "inputs": "mp3", "squash": "ogg", "answer": "flac"}
FPS = TINY.fps


@pytest.fixture(scope="module")
def voice(tmp_path_factory):
    """Return a folder with the voice."""
    base = tmp_path_factory.mktemp("voice")
    for k, (name, seconds) in enumerate(SPOKEN.items()):
        write_sound(base / f"{name}.{ENDS[name]}", tone(seconds, pitch=300 + 50 * k))
    return base


@pytest.fixture(scope="module")
def voiced(voice, tmp_path_factory):
    """Return a folder with everything that can be published of a clip, and what was said."""
    base = tmp_path_factory.mktemp("clips")
    said = make(
        base,
        voice=voice,
        beats=True,
        formats=("mp4", "webm", "mov", "gif", "png"),
        words=("vtt", "script"),
        decks=("pptx", "html"),
    )
    return base, said


@pytest.fixture(scope="module")
def silent(made):
    """Return the beats of the same clip without a voice."""
    return json.loads((made / "forward_pass" / "manifest.json").read_text(encoding="utf-8"))[
        "beats"
    ]


@pytest.fixture(scope="module")
def beats(voiced):
    base, _ = voiced
    return json.loads((base / "forward_pass" / "manifest.json").read_text(encoding="utf-8"))[
        "beats"
    ]


def test_a_beat_lasts_until_its_voice_has_ended(beats, silent):
    for beat, before in zip(beats, silent, strict=True):
        needed = SPOKEN.get(beat["name"], 0) + PAUSE
        if needed * FPS <= before["frames"] or beat["name"] not in SPOKEN:
            assert beat["frames"] == before["frames"]
        else:
            # Some formats pad their last block.
            assert 0 <= beat["frames"] / FPS - needed < 1 / FPS + 0.06
    held = [b["name"] for b, a in zip(beats, silent, strict=True) if b["frames"] != a["frames"]]
    assert held == ["inputs", "squash", "answer"]


@pytest.mark.parametrize("kind", ["mp4", "webm", "mov"])
def test_each_voice_is_heard_with_its_beat(kind, voiced, beats):
    base, said = voiced
    path = base / f"forward_pass.{kind}"
    assert any(line.startswith(f"{path}  voice in 4 of 12 beats") for line in said)
    samples, frames = heard(path), sum(beat["frames"] for beat in beats)
    assert len(samples) / RATE == pytest.approx(frames / FPS, abs=0.03)
    with av.open(path) as film:
        assert sum(1 for packet in film.demux(video=0) if packet.size) == frames
    at = 0
    for beat in beats:
        end = at + beat["frames"] * RATE // FPS
        found = span(samples[at:end])
        if beat["name"] not in SPOKEN:
            assert found is None, beat["name"]
        else:
            assert found[0] < 0.02 * RATE
            assert found[1] == pytest.approx(SPOKEN[beat["name"]] * RATE, abs=0.02 * RATE)
        at = end


def test_a_held_beat_shows_its_end(voiced, beats, made):
    base, _ = voiced
    (held,) = [beat for beat in beats if beat["name"] == "squash"]
    stem = held["files"]["mp4"]["path"]
    with av.open(base / "forward_pass" / stem) as film:
        shown = [frame.to_ndarray(format="rgb24").astype(int) for frame in film.decode(video=0)]
    with av.open(made / "forward_pass" / stem) as film:
        drawn = [frame.to_ndarray(format="rgb24").astype(int) for frame in film.decode(video=0)]
    assert len(shown) > len(drawn)
    for ours, theirs in zip(shown, drawn, strict=False):
        assert (ours == theirs).all(), "what is drawn is drawn as without a voice"
    for frame in shown[len(drawn) :]:
        assert np.abs(frame - drawn[-1]).mean() < 1.5


def test_beats_have_their_own_sound(voiced, beats):
    base, _ = voiced
    for beat in beats:
        for kind in ("mp4", "webm", "mov"):
            path = base / "forward_pass" / beat["files"][kind]["path"]
            found = span(heard(path))
            if beat["name"] in SPOKEN:
                assert found[1] == pytest.approx(SPOKEN[beat["name"]] * RATE, abs=0.02 * RATE)
            else:
                assert found is None, "a silent track, so that players can join them"


def test_subtitles_and_chapters_have_the_new_times(voiced, beats):
    base, _ = voiced
    text = (base / "forward_pass.vtt").read_text(encoding="utf-8")
    times = re.findall(r"(\d\d):(\d\d):([\d.]+) --> (\d\d):(\d\d):([\d.]+)", text)
    starts = [round(1000 * (60 * int(m) + float(s))) for _, m, s, _, _, _ in times]
    assert starts == [beat["start_ms"] for beat in beats]
    with av.open(base / "forward_pass.mp4") as film:
        chapters = [float(c["start"] * c["time_base"]) for c in film.chapters()]
    assert chapters == pytest.approx([beat["start_ms"] / 1000 for beat in beats], abs=2e-3)


def test_what_has_no_sound_says_so(voiced, made, silent):
    base, said = voiced
    assert [line for line in said if "has no sound" in line] == [
        "gif has no sound: it is made as without --voice",
        "png has no sound: it is made as without --voice",
    ]
    with Image.open(base / "forward_pass.gif") as picture:
        length = 0
        for k in range(picture.n_frames):
            picture.seek(k)
            length += picture.info["duration"]
    assert length == pytest.approx(silent[-1]["end_ms"], abs=20)


def test_the_script_has_every_text_with_its_seconds(voiced, silent):
    base, _ = voiced
    blocks = (base / "forward_pass.script.txt").read_text(encoding="utf-8").split("\n\n")
    assert blocks[0] == "Forward pass: the words to record"
    assert len(blocks) == 2 + len(silent)
    for block, beat in zip(blocks[2:], silent, strict=True):
        head, text = block.strip().split("\n")
        assert head.split()[1] == f"forward_pass/{beat['name']}.wav"
        assert float(head.split()[2]) == pytest.approx(beat["frames"] / FPS, abs=0.06)
        assert text == beat["caption"]


@pytest.mark.parametrize("language", languages())
def test_the_script_is_in_its_language(language):
    words = load_words(language)
    cue = Cue("squash", "σ(z) {x}", 0, 30, 0, 3000)
    text = script([cue], "Title", words, ["forward_pass/squash"], [1.0])
    assert "forward_pass/squash.wav  2.0 s\nσ(z) {x}" in text
    assert words["script.help"] in text
    assert text.startswith(words["script.title"].format(title="Title"))


def test_slides_carry_the_sound(voiced, beats):
    base, _ = voiced
    deck = Presentation(base / "forward_pass.pptx")
    for slide, beat in zip(deck.slides, beats, strict=True):
        (movie,) = [shape for shape in slide.shapes if shape.shape_type == 16]
        about = movie._element.nvPicPr.cNvPr.get("descr")
        assert about.startswith("Video with a voice" if beat["name"] in SPOKEN else "Video without")
        (media,) = {r.target_part for r in slide.part.rels.values() if "media" in r.reltype}
        file = base / "forward_pass" / beat["files"]["mp4"]["path"]
        assert media.blob == file.read_bytes()


def test_a_browser_plays_the_sound_after_a_click(voiced, browser):
    base, _ = voiced
    page = browser.new_page()
    page.goto((base / "forward_pass.html").as_uri())
    until(page, "[...document.querySelectorAll('video')].every(v => v.duration)")
    muted = page.evaluate(
        "[...document.querySelectorAll('.slide')].map(s => [s.id, s.querySelector('video').muted])"
    )
    assert {name for name, off in muted if not off} == set(SPOKEN)
    first = "document.querySelector('.slide.now video')"
    assert page.evaluate(f"{first}.paused && {first}.currentTime === 0"), "nothing starts by itself"
    page.click(".slide.now video")
    until(page, f"{first}.currentTime > 0.1")
    assert not page.evaluate(f"{first}.muted")
    assert page.evaluate(f"{first}.webkitAudioDecodedByteCount") > 0
    page.close()


def test_a_new_recording_of_a_beat_draws_nothing(voice, voiced, tmp_path, monkeypatch):
    monkeypatch.setattr(Job, "play", lambda *more: pytest.fail("the clip was played again"))
    for file in voice.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "squash.ogg").unlink()
    write_sound(tmp_path / "squash.wav", tone(31))
    here = RunOptions(jobs=None)
    said = make(tmp_path / "out", voice=tmp_path, run_options=here)
    assert "voice in 4 of 12 beats" in said[0]
    assert span(heard(tmp_path / "out" / "forward_pass.mp4"))[1] > 31 * RATE


def test_a_single_beat_takes_its_own_voice(voice, tmp_path):
    make(tmp_path, beat="squash", voice=voice)
    path = tmp_path / "forward_pass.squash.mp4"
    assert span(heard(path))[1] == pytest.approx(20.25 * RATE, abs=0.02 * RATE)
    with pytest.raises(UsageError, match="has no audio file for beat 'bias': name each file after"):
        make(tmp_path, beat="bias", voice=voice)


def test_a_voice_for_a_beat_that_is_not_played_is_said(tmp_path):
    """A drawn digit of the project needs no preparation."""
    for name in ("preparation", "answer"):
        write_sound(tmp_path / f"{name}.wav", tone(1))
    said = make(tmp_path / "out", find_clip("inference"), voice=tmp_path)
    assert "voice in 1 of" in said[0]
    assert said[1] == ("inference: not used, as this recording gives no such beat: preparation")


def test_a_clip_without_files_is_said_and_all_without_are_refused(tmp_path):
    from publish.pipeline import Pipeline

    write_sound(tmp_path / "confusions" / "untrained.wav", tone(1))
    clips, said = (find_clip("confusions"), ENTRY), []
    request = RenderRequest(clips, TINY, tmp_path / "out", voice=tmp_path)
    Pipeline(request, said.append, said.append).make()
    assert f"forward_pass: no audio file in {tmp_path}, so without sound" in said
    with av.open(tmp_path / "out" / "forward_pass.mp4") as film:
        assert not film.streams.audio
    with pytest.raises(UsageError, match="has no audio file for forward_pass: name each file"):
        make(tmp_path / "out", voice=tmp_path)


def test_a_broken_file_stops_before_anything_is_drawn(tmp_path, monkeypatch):
    monkeypatch.setattr(Job, "play", lambda *more: pytest.fail("something was drawn"))
    (tmp_path / "squash.wav").write_bytes(b"RIFF")
    with pytest.raises(LayerlightError, match=r"squash\.wav cannot be read as an audio file"):
        make(tmp_path / "out", voice=tmp_path, quality=type(TINY)(192, 108, 3))
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


def test_the_lecture_has_the_voices_of_its_clips(tmp_path, monkeypatch):
    clips = (find_clip("confusions"), ENTRY)
    monkeypatch.setattr("publish.pipeline.CATALOG", clips)
    write_sound(tmp_path / "confusions" / "untrained.wav", tone(14))
    write_sound(tmp_path / "forward_pass" / "answer.wav", tone(11))
    said = make(tmp_path / "out", LECTURE, voice=tmp_path, words=("script", "vtt"))
    assert "voice in 2 of" in said[0]
    samples = heard(tmp_path / "out" / "lecture.mp4")
    text = (tmp_path / "out" / "lecture.vtt").read_text(encoding="utf-8")
    for name, seconds in (("untrained", 14), ("answer", 11)):
        m, s = re.search(rf"^{name}\n\d\d:(\d\d):([\d.]+) -->", text, re.MULTILINE).groups()
        start = round((60 * int(m) + float(s)) * RATE)
        assert span(samples[start - RATE : start - 99]) is None
        found = span(samples[start - 99 : start + 12 * RATE])
        assert found[0] < 0.03 * RATE
        assert found[1] >= min(seconds, 12) * RATE - 0.02 * RATE
    lines = (tmp_path / "out" / "lecture.script.txt").read_text(encoding="utf-8")
    assert "  confusions/untrained.wav  " in lines
    assert "  forward_pass/answer.wav  " in lines


def test_a_notebook_gets_the_voice_too(voice, voiced, beats, tmp_path):
    shown = clip("forward_pass", quality=TINY, folder=tmp_path, voice=voice)
    assert [beat.end - beat.first for beat in shown.beats] == [beat["frames"] for beat in beats]
    assert " muted" not in shown._repr_html_()[:99]
    assert span(heard(shown.path))[1] > shown.beats[-1].first * RATE // FPS
    # While a beat waits, its last frame stands; what follows is as it was drawn.
    last = np.array(shown.still("squash"))
    (squash,) = [beat for beat in shown.beats if beat.name == "squash"]
    waiting = np.array(shown.still((squash.end - 30) / FPS))
    assert (waiting == last).all()
    with av.open(shown.path) as film:
        frames = [frame.to_ndarray(format="rgb24").astype(int) for frame in film.decode(video=0)]
    for at in (squash.end - 1, squash.end + 9):
        assert np.abs(np.array(shown.still(at / FPS)).astype(int) - frames[at]).mean() < 4


def test_the_command_takes_a_voice(voice, tmp_path, monkeypatch):
    monkeypatch.setattr("scenes.rendering.jobs.draw", lambda *more: pytest.fail("it was drawn"))
    sqash = tmp_path / "voice"
    sqash.mkdir()
    (sqash / "sqash.wav").write_bytes(b"")
    order = ["forward_pass", "--voice", str(sqash), "--output-dir", str(tmp_path), "-ql"]
    done = CliRunner().invoke(render.render, order)
    assert isinstance(done.exception, UsageError)
    assert "the nearest is 'squash', of forward_pass" in str(done.exception)
