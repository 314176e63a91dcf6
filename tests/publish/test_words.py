"""Subtitles, transcript and notes: read back by parsers of their formats."""

import itertools
import re

import av
import pytest
import srt as srt_reader
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from network.studies.shipped import load_shipped
from publish.pipeline import Pipeline
from publish.request import RenderRequest
from publish.words import WRITERS, cues, markdown, notes, srt, webvtt
from scenes.base import Beat, Style
from scenes.catalog import find_clip
from scenes.rendering.clips import rehearse
from scenes.style.picture_size import Quality
from scenes.words import Words

CAPTIONS = (
    "A neuron holds one number.",
    "Is a < b & b > c?",
    "<i>no tag</i> and --> no arrow, {\\an8} no place, *no* _emphasis_ [no](link)",
    "1. not a list",
    "line\n\n00:00:01.000 --> 00:00:02.000\nbreaks",
    "δ_out = output − target, times h(1 − h): the word that makes a line too long",
)


def beats(fps=60, lengths=(90, 200, 61, 7, 333, 250), captions=CAPTIONS):
    found, at = [], 0
    for k, (length, caption) in enumerate(zip(lengths, captions, strict=True)):
        found.append(Beat(f"step_{k}", caption, at / fps, (at + 1) / fps, (at + length) / fps))
        at += length
    return found, fps, at


def seconds(clock: str) -> float:
    hours, minutes, rest = clock.replace(",", ".").split(":")
    return 3600 * int(hours) + 60 * int(minutes) + float(rest)


def plain(text: str) -> str:
    return " ".join(text.split())


@given(
    st.lists(st.tuples(st.integers(0, 400), st.text()), min_size=1, max_size=12),
    st.sampled_from([6, 15, 24, 30, 60, 144]),
    st.integers(-50, 50),
)
@example([(90, "\u1680"), (90, " one\u2009000 \u2009")], 30, 0)  # spaces that are no ASCII
def test_cues_are_in_order_and_within_the_clip(parts, fps, more):
    lengths, captions = zip(*parts, strict=True)
    made, fps, frames = beats(fps, lengths, captions)
    frames = max(1, frames + more)
    found = cues(made, fps, frames)
    for before, after in itertools.pairwise(found):
        assert before.end_ms <= after.start_ms
        assert before.end <= after.first
    for cue in found:
        assert 0 <= cue.start_ms < cue.end_ms <= frames * 1000 / fps
        assert cue.text == cue.text.strip() != ""
        assert not re.search(r"  |[\x00-\x1f\x7f-\xa0\u2028\u2029]", cue.text)
        assert abs(cue.start_ms - 1000 * cue.first / fps) < 1
    for text in (webvtt(found, "title"), srt(found)):
        assert text.count(" --> ") == len(found)
        assert (
            len(re.split(r"\n{2,}", text.strip())) == len(found) + ("WEBVTT" in text) or not found
        )


def test_times_are_those_of_the_frames():
    found = cues(*beats())
    assert [cue.start_ms for cue in found] == [0, 1500, 4833, 5850, 5966, 11516]
    assert found[-1].end_ms == 15683  # 941 frames at 60 a second are 15683.3 ms


def test_webvtt_is_read_by_a_player(tmp_path):
    found = cues(*beats())
    path = tmp_path / "clip.vtt"
    path.write_text(webvtt(found, "A title --> with an arrow"), encoding="utf-8")
    with av.open(path) as container:
        stream = container.streams.subtitles[0]
        packets = [p for p in container.demux(stream) if p.size]
        times = [(float(p.pts * p.time_base), float(p.duration * p.time_base)) for p in packets]
        texts = [plain(bytes(p).decode()) for p in packets]
    assert times == [
        (pytest.approx(c.start_ms / 1000), pytest.approx((c.end_ms - c.start_ms) / 1000))
        for c in found
    ]
    unescaped = [t.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") for t in texts]
    assert unescaped == [cue.text for cue in found]
    assert not any(mark in text for text in texts for mark in ("<", "-->"))


def test_srt_is_read_by_a_reader():
    found = cues(*beats())
    read = list(srt_reader.parse(srt(found)))
    assert [s.index for s in read] == list(range(1, len(found) + 1))
    assert [s.start.total_seconds() for s in read] == [c.start_ms / 1000 for c in found]
    assert [s.end.total_seconds() for s in read] == [c.end_ms / 1000 for c in found]
    assert [plain(s.content.replace("\u2060", "")) for s in read] == [c.text for c in found]
    assert not re.search(r"<\w|</|\{\\", srt(found)), "nothing that a player takes for a command"


def test_lines_are_short():
    for line in srt(cues(*beats())).splitlines():
        assert len(line) <= 60


def test_the_transcript_shows_the_captions_and_nothing_else():
    found = cues(*beats())
    html = MarkdownIt().render(markdown(found, "A *title*", [("One", 0, 90), ("Two", 90, 941)]))
    shown = plain(re.sub(r"<[^>]+>", "", html))
    shown = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert shown.startswith("A *title*")
    for cue in found:
        assert cue.text in shown
    assert not re.search(r"<(em|a|code|ol|i)\b", html)
    assert html.count("<h2>") == 2
    assert html.count("<li>") == len(found)


def test_the_notes_say_when_and_how_long():
    text = notes(cues(*beats()), "Title")
    assert "2/6  0:01  3.3 s  step_1\nIs a < b & b > c?" in text


def test_without_captions_files_are_empty_but_well_formed():
    assert webvtt([], "t").startswith("WEBVTT")
    assert list(srt_reader.parse(srt([]))) == []
    for _, writer in WRITERS.values():
        assert isinstance(writer([], "t"), str)


@pytest.mark.parametrize("name", ["forward_pass", "cost"])
def test_without_captions_every_time_stays(name):
    entry = find_clip(name)
    recording = load_shipped(entry.recording)
    size = Quality(64, 36, 6)
    drawn, clean = (rehearse(entry, recording, Style(captions=c), size) for c in (True, False))
    assert drawn.frames == clean.frames
    assert drawn.beats == clean.beats


def test_what_a_language_lacks_is_said_once(tmp_path, monkeypatch):
    lacking = Words({"a": "b"}, "xy", ("a.b", "c.d"))
    monkeypatch.setattr("publish.pipeline.load_words", lambda language: lacking)
    said = []
    maker = Pipeline(
        RenderRequest((find_clip("cost"),), Quality(64, 36, 6), tmp_path), said.append, said.append
    )
    maker._warn_of_english_texts()
    (line,) = said
    assert "2 texts (a.b, c.d), shown in English" in line


def test_stale_translations_are_said_once(tmp_path, monkeypatch):
    old = Words({"a": "b"}, "xy", (), ("a.b", "c.d", "e.f", "g.h"))
    monkeypatch.setattr("publish.pipeline.load_words", lambda language: old)
    said = []
    maker = Pipeline(
        RenderRequest((find_clip("cost"),), Quality(64, 36, 6), tmp_path), said.append, said.append
    )
    maker._warn_of_english_texts()
    (line,) = said
    assert "translates older English in 4 texts (a.b, c.d, e.f, …)" in line
