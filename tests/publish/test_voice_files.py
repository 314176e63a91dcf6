"""Audio files of the user: which beat each belongs to, and what is read from it."""

import os

import numpy as np
import pytest

from network.errors import LayerlightError, UsageError
from publish.voice import folder, speech
from publish.voice.folder import ENDINGS, find_voices
from publish.voice.speech import LOUDNESS, read_speech
from scenes.catalog import find_clip
from scenes.rendering.sound import RATE

from .sounds import tone, wav, write_sound

FORWARD, COST = find_clip("forward_pass"), find_clip("cost")


def touch(base, *names):
    for name in names:
        (base / name).parent.mkdir(parents=True, exist_ok=True)
        (base / name).write_bytes(b"sound")


def found(base, clips=(FORWARD,), language="en"):
    voices = find_voices(base, clips, language)
    return {
        clip: {beat: path.relative_to(base).as_posix() for beat, path in files.items()}
        for clip, files in voices.items()
    }


@pytest.mark.parametrize("ending", [*ENDINGS, "WAV", "Mp3"])
def test_a_file_is_named_after_its_beat(ending, tmp_path):
    touch(tmp_path, f"squash.{ending}")
    assert found(tmp_path) == {"forward_pass": {"squash": f"squash.{ending}"}}


def test_clips_and_languages_have_folders_of_their_own(tmp_path):
    touch(tmp_path, "squash.wav", "cost/squares.ogg", "forward_pass/answer.wav")
    touch(tmp_path, "de/inputs.mp3", "de/cost/answer.flac", "es/.hidden.wav")
    assert found(tmp_path, (FORWARD, COST)) == {
        "forward_pass": {"squash": "squash.wav", "answer": "forward_pass/answer.wav"},
        "cost": {"squares": "cost/squares.ogg"},
    }
    assert found(tmp_path, (COST,), "de") == {"cost": {"answer": "de/cost/answer.flac"}}
    assert found(tmp_path, (FORWARD,), "de") == {"forward_pass": {"inputs": "de/inputs.mp3"}}
    assert found(tmp_path, (FORWARD,), "es") == {}


def test_without_folders_for_languages_the_files_are_for_any(tmp_path):
    touch(tmp_path, "squash.wav")
    assert found(tmp_path, language="de") == {"forward_pass": {"squash": "squash.wav"}}


def test_files_of_other_clips_and_of_other_kinds_are_left_alone(tmp_path):
    touch(tmp_path, "squares.wav", "notes.txt", "._squash.wav", "takes/squash_2.wav", "squash.aup3")
    touch(tmp_path, "cost/nonsense.wav")
    assert found(tmp_path) == {}


@pytest.mark.parametrize(
    ("names", "clips", "language", "said"),
    [
        (["sqash.wav"], (FORWARD,), "en", r"no beat 'sqash'; the nearest is 'squash', of forward"),
        (["Hidden-Layr.mp3"], (find_clip("structure"),), "en", "nearest is 'hidden_layer'"),
        (["zzz.wav"], (FORWARD,), "en", "no beat 'zzz'; forward_pass has question, inputs"),
        (["forward_pass/squares.wav"], (FORWARD, COST), "en", "no beat 'squares'; "),
        (["answer.wav"], (FORWARD, COST), "en", "forward_pass and cost have a beat 'answer': move"),
        (["squash.wav", "squash.mp3"], (FORWARD,), "en", "two audio files for its beat 'squash'"),
        (["squash.wav", "forward_pass/squash.wav"], (FORWARD,), "en", "two audio files"),
        (["squash.aiff"], (FORWARD,), "en", "expected wav, flac, mp3, m4a or ogg"),
        (["de/squash.wav"], (FORWARD,), "es", "folders for de, but none for es"),
    ],
)
def test_a_name_that_fits_nothing_is_said(names, clips, language, said, tmp_path):
    touch(tmp_path, *names)
    with pytest.raises(UsageError, match=said) as refused:
        find_voices(tmp_path, clips, language)
    assert "\n" not in str(refused.value)


def test_a_folder_that_is_none_is_said(tmp_path):
    touch(tmp_path, "file")
    with pytest.raises(UsageError, match="does not exist"):
        find_voices(tmp_path / "nowhere", (FORWARD,), "en")
    with pytest.raises(UsageError, match="is not a folder"):
        find_voices(tmp_path / "file", (FORWARD,), "en")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_what_is_no_file_is_refused_without_being_opened(tmp_path):
    os.mkfifo(tmp_path / "squash.wav")
    with pytest.raises(LayerlightError, match="is not a file"):
        find_voices(tmp_path, (FORWARD,), "en")
    (tmp_path / "squash.wav").unlink()
    (tmp_path / "squash.wav").symlink_to("/dev/zero")
    with pytest.raises(LayerlightError, match="is not a file"):
        find_voices(tmp_path, (FORWARD,), "en")


def test_a_huge_file_is_refused(tmp_path, monkeypatch):
    touch(tmp_path, "squash.wav")
    monkeypatch.setattr(folder, "MOST_BYTES", 4)
    with pytest.raises(LayerlightError, match="MiB: expected at most"):
        find_voices(tmp_path, (FORWARD,), "en")


def read(path, tmp_path):
    """Read a file; return the speech and what was said."""
    (tmp_path / "workshop").mkdir(exist_ok=True)
    said = []
    return read_speech(path, tmp_path / "workshop", said.append), said


def loudness(samples):
    """Return the loudness of a steady tone of 1 kHz in both channels, as EBU R 128 gives it."""
    return 10 * np.log10(2 * np.mean(np.square(samples[0], dtype=float)))


@pytest.mark.parametrize("layout", ["mono", "stereo"])
@pytest.mark.parametrize(
    ("ending", "rate"),
    [
        (ending, rate)
        for ending in ENDINGS
        for rate in (16000, 44100, 48000, 96000)
        if (ending, rate) not in {("mp3", 96000), ("ogg", 44100), ("ogg", 96000)}  # no such rates
    ],
)
def test_every_kind_comes_out_alike(ending, rate, layout, tmp_path):
    path = tmp_path / f"squash.{ending}"
    write_sound(path, tone(3, rate, 0.01, 1000), rate, layout)
    got, said = read(path, tmp_path)
    assert said == []
    assert got.seconds == pytest.approx(3, abs=0.06), "some kinds pad the last block"
    samples = got.read(0, got.length)
    assert samples.shape == (2, got.length)
    assert np.abs(samples[0] - samples[1]).max() < 5e-3
    middle = samples[:, RATE // 2 : 5 * RATE // 2]
    # EBU R 128 lifts 1 kHz by the 0.69 dB that its formula takes off again.
    assert loudness(middle) == pytest.approx(LOUDNESS, abs=0.3)
    spectrum = np.abs(np.fft.rfft(middle[0]))
    assert spectrum.argmax() / 2 == pytest.approx(1000, abs=2), "as high as it was, hence as fast"
    assert (got.read(1000, 7) == samples[:, 1000:1007]).all()


def test_peaks_stay_below_the_limit(tmp_path):
    quiet = 0.02 * np.random.RandomState(0).randn(4 * RATE).astype("f")
    quiet[::RATE] = 0.9
    got, _ = read(write_sound(tmp_path / "squash.wav", quiet), tmp_path)
    samples = got.read(0, got.length)
    assert got.length == 4 * RATE
    assert np.abs(samples).max() <= 10 ** (speech.PEAK / 20) + 1e-3
    assert np.sqrt(np.mean(samples[0] ** 2)) > 0.05, "the rest is louder than it was"


@pytest.mark.parametrize("what", ["silent", "short", "faint"])
def test_what_cannot_be_measured_is_left_as_it_is(what, tmp_path):
    samples = {"silent": tone(1, level=0), "short": tone(0.2), "faint": tone(1, level=2e-4)}[what]
    path = write_sound(tmp_path / "squash.wav", samples, layout="stereo")
    got, said = read(path, tmp_path)
    (line,) = said
    assert "left as it is" in line
    assert got.length == len(samples)
    assert np.abs(got.read(0, got.length)).max() == pytest.approx(samples.max(), abs=1e-3)


def test_the_content_counts_not_the_ending(tmp_path):
    path = write_sound(tmp_path / "squash.mp3", tone(2), ending="flac")
    assert read(path, tmp_path)[0].length == 2 * RATE


PCM = (tone(2) * 32767).astype("<i2").tobytes()


@pytest.mark.parametrize("size", [0xFFFFFFFF, 0x7FFFF000])
def test_a_program_that_did_not_know_the_length_is_understood(size, tmp_path):
    got, _ = read(wav(tmp_path / "squash.wav", PCM, size=size), tmp_path)
    assert got.length == 2 * RATE


def harmed(data):
    return data[: len(data) // 2] + bytes(range(256)) + data[len(data) // 2 + 256 :]


def half(data):
    return data[: len(data) // 2]


BROKEN = {
    "nothing": (lambda path: path.write_bytes(b""), "is empty: record it again"),
    "no samples": (lambda path: wav(path, b""), "is empty: record it again"),
    "noise": (lambda path: path.write_bytes(np.random.RandomState(0).bytes(9999)), "cannot be rea"),
    "text": (lambda path: path.write_text("squash\n" * 99), "cannot be read as an audio file"),
    "half": (lambda path: wav(path, half(PCM), size=len(PCM)), "is damaged: expected .* bytes"),
    "not numbers": (
        lambda path: wav(path, np.full(RATE, np.nan, "<f4").tobytes(), width=4, kind=3),
        "is damaged: some of its samples are not numbers",
    ),
    "many channels": (lambda path: wav(path, PCM, channels=40), "has 40 channels of 48,000 Hz"),
    "1 Hz": (lambda path: wav(path, PCM, rate=1), "has 1 channel of 1 Hz"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_said_in_one_line(name, tmp_path):
    make, expected = BROKEN[name]
    path = tmp_path / "squash.wav"
    make(path)
    with pytest.raises(LayerlightError, match=expected) as refused:
        read(path, tmp_path)
    assert str(refused.value).startswith(str(path))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("ending", ["flac", "m4a", "ogg", "mp3"])
def test_harm_is_noticed(ending, tmp_path):
    path = write_sound(tmp_path / f"squash.{ending}", tone(5))
    path.write_bytes(harmed(path.read_bytes()))
    with pytest.raises(LayerlightError, match=r"damaged|cannot be read"):
        read(path, tmp_path)


@pytest.mark.parametrize("ending", ["flac", "mp3"])
def test_two_files_in_one_are_refused_if_they_do_not_fit(ending, tmp_path):
    parts = [
        write_sound(tmp_path / f"{rate}.{ending}", tone(3, rate), rate, layout).read_bytes()
        for rate, layout in ((44100, "stereo"), (22050, "mono"))
    ]
    path = tmp_path / f"squash.{ending}"
    path.write_bytes(b"".join(parts))
    with pytest.raises(LayerlightError, match=r"cannot be read as an audio file \("):
        read(path, tmp_path)


@pytest.mark.parametrize("ending", ["flac", "m4a"])
def test_half_a_file_is_noticed(ending, tmp_path):
    path = write_sound(tmp_path / f"squash.{ending}", tone(5))
    path.write_bytes(half(path.read_bytes()))
    with pytest.raises(LayerlightError, match=r"damaged|cannot be read"):
        read(path, tmp_path)


def test_decoding_stops_where_it_is_too_long(tmp_path, monkeypatch):
    path = write_sound(tmp_path / "squash.flac", tone(120, level=0))
    assert path.stat().st_size < 200_000, "a small file can be long"
    monkeypatch.setattr(speech, "MOST_SECONDS", 60)
    with pytest.raises(LayerlightError, match=r"is longer than 1 minute: cut it down"):
        read(path, tmp_path)


@pytest.mark.parametrize("kind", ["m3u8", "concat"])
def test_a_file_that_leads_to_others_is_refused(kind, tmp_path):
    """FFmpeg would follow such lists to any file or address."""
    write_sound(tmp_path / "secret.wav", tone(1))
    lists = {
        "m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nsecret.wav\n#EXT-X-ENDLIST\n",
        "concat": "ffconcat version 1.0\nfile secret.wav\n",
    }
    path = tmp_path / "squash.wav"
    path.write_text(lists[kind])
    with pytest.raises(LayerlightError, match="cannot be read as an audio file"):
        read(path, tmp_path)
