"""The words of a clip as subtitles, a transcript and speaker notes.

All of them are written from one list of cues: the captions of the beats, with the times at which
they are on screen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenes.words import Words, load_words

if TYPE_CHECKING:
    from scenes.base import Beat

__all__ = ["WRITERS", "Cue", "clock", "cues", "markdown", "notes", "script", "srt", "webvtt"]

LINE = 42
"""Characters per line of subtitles, as broadcasters recommend."""
JOINER = "\u2060"
"""The zero-width word joiner, which breaks up what players would take for markup."""


@dataclass(frozen=True)
class Cue:
    """A text and the time for which it is shown.

    Parameters
    ----------
    name : str
        The beat's name.
    text : str
        One line, without control characters.
    first, end : int
        First frame and end frame (exclusive).
    start_ms, end_ms : int
        The same in milliseconds.
    """

    name: str
    text: str
    first: int
    end: int
    start_ms: int
    end_ms: int


def cues(beats: Sequence[Beat], fps: int, frames: int) -> list[Cue]:
    """Return the captions of a clip with their times, which never overlap or exceed its length.

    Parameters
    ----------
    beats : sequence of Beat
        In order.
    fps : int
    frames : int
        Number of frames of the clip.

    Returns
    -------
    list of Cue
        Without beats that have no caption or no duration.
    """
    found = []
    for k, beat in enumerate(beats):
        first = round(beat.start * fps)
        end = min(round(beat.end * fps), frames)
        if k + 1 < len(beats):
            end = min(end, round(beats[k + 1].start * fps))
        text = _plain(beat.caption)
        if text and first < end:
            found.append(
                Cue(beat.name, text, first, end, _milliseconds(first, fps), _milliseconds(end, fps))
            )
    return found


def _milliseconds(frame: int, fps: int) -> int:
    """Return the time at which a frame starts, rounded down to a millisecond."""
    return frame * 1000 // fps


def _plain(text: str) -> str:
    """Return a text on one line; control characters would end a cue or confuse a player."""
    # The thin spaces of large numbers stay: at a plain one a line could break.
    return re.sub(r"[\x00-\x20\x7f-\xa0\u2028\u2029]+", " ", text).strip()


def webvtt(cues: Sequence[Cue], title: str) -> str:
    """Return subtitles for web pages, as WebVTT.

    Parameters
    ----------
    cues : sequence of Cue
    title : str

    Returns
    -------
    str
        In the format of https://www.w3.org/TR/webvtt1/.
    """
    blocks = [f"WEBVTT - {_plain(title).replace('-->', '→')}"]
    for cue in cues:
        text = cue.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        times = f"{_clock(cue.start_ms, '.')} --> {_clock(cue.end_ms, '.')}"
        blocks.append(f"{cue.name}\n{times}\n{_two_lines(text)}")
    return "\n\n".join(blocks) + "\n"


def srt(cues: Sequence[Cue], title: str = "") -> str:
    """Return subtitles for players and video platforms, as SubRip.

    SubRip has no escape sequences: a zero-width character breaks up anything that a player would
    take for a tag.

    Parameters
    ----------
    cues : sequence of Cue
    title : str
        Not used: the format has no title.
    """
    blocks = []
    for number, cue in enumerate(cues, start=1):
        text = cue.text.replace("-->", f"--{JOINER}>").replace("<", f"<{JOINER}")
        text = text.replace("{\\", f"{{{JOINER}\\")
        times = f"{_clock(cue.start_ms, ',')} --> {_clock(cue.end_ms, ',')}"
        blocks.append(f"{number}\n{times}\n{_two_lines(text)}\n")
    return "\n".join(blocks)


def markdown(cues: Sequence[Cue], title: str, chapters: Sequence[tuple[str, int, int]] = ()) -> str:
    """Return a transcript as Markdown.

    Parameters
    ----------
    cues : sequence of Cue
    title : str
    chapters : sequence of (str, int, int)
        Title, first frame and end frame (exclusive) of each chapter, for the lecture.
    """
    lines = [f"# {_marked_down(_plain(title))}", ""]
    heads = list(chapters)
    for cue in cues:
        if heads and cue.first >= heads[0][1]:
            lines += ["", f"## {_marked_down(_plain(heads.pop(0)[0]))}", ""]
        lines.append(f"- **{clock(cue.start_ms // 1000)}** {_marked_down(cue.text)}")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def notes(cues: Sequence[Cue], title: str) -> str:
    """Return speaker notes: plain text with one paragraph per beat.

    Parameters
    ----------
    cues : sequence of Cue
    title : str
    """
    blocks = [_plain(title)]
    for number, cue in enumerate(cues, start=1):
        seconds = (cue.end_ms - cue.start_ms) / 1000
        head = f"{number}/{len(cues)}  {clock(cue.start_ms // 1000)}  {seconds:.1f} s  {cue.name}"
        blocks.append(f"{head}\n{cue.text}")
    return "\n\n".join(blocks) + "\n"


def script(
    cues: Sequence[Cue],
    title: str,
    words: Words | None = None,
    places: Sequence[str] = (),
    held: Sequence[float] = (),
) -> str:
    """Return what to read aloud for a voice, and how long each beat is: plain text.

    Parameters
    ----------
    cues : sequence of Cue
    title : str
    words : Words, optional
        The language of the instructions, by default English.
    places : sequence of str, optional
        Name of the audio file of each cue, without its extension; by default the beat's.
    held : sequence of float, optional
        Seconds by which each cue is longer than it was drawn, as it waits for a voice.
    """
    words = words or load_words()
    blocks = [words["script.title"].format(title=_plain(title)), words["script.help"]]
    for k, cue in enumerate(cues):
        seconds = (cue.end_ms - cue.start_ms) / 1000 - (held[k] if held else 0.0)
        place = places[k] if places else cue.name
        blocks.append(f"{k + 1}/{len(cues)}  {place}.wav  {seconds:.1f} s\n{cue.text}")
    return "\n\n".join(blocks) + "\n"


Writer = Callable[[Sequence[Cue], str], str]
WRITERS: Mapping[str, tuple[str, Writer]] = {
    "vtt": ("vtt", webvtt),
    "srt": ("srt", srt),
    "md": ("md", markdown),
    "notes": ("notes.txt", notes),
    "script": ("script.txt", script),
}
"""The extension and the writer of each kind, by the names that users type."""


def _clock(milliseconds: int, point: str) -> str:
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{thousandths:03}"


def clock(seconds: int) -> str:
    """Return a time in minutes and seconds, as 2:05."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}:{rest:02}"


def _two_lines(text: str) -> str:
    """Break a text near its middle if it is too long for one line."""
    if len(text) <= LINE:
        return text
    gaps = [k for k, letter in enumerate(text) if letter == " "]
    if not gaps:
        return text
    gap = min(gaps, key=lambda k: abs(2 * k - len(text)))
    return f"{text[:gap]}\n{text[gap + 1 :]}"


def _marked_down(text: str) -> str:
    """Escape the characters that Markdown would interpret, and numbers that would start a list."""
    text = re.sub(r"([\\`*_\[\]<>#|~&$])", r"\\\1", text)
    return re.sub(r"^(\d+)([.)])|^([+-])", r"\1\\\2\3", text)
