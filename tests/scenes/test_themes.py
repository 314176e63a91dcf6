"""Every theme is legible, and a theme file is checked before anything is drawn with it."""

import os
from dataclasses import replace

import pytest

from network.errors import LayerlightError, UsageError
from scenes.style.theme import DARK, LIGHT, contrast, mix
from scenes.style.theme_files import COLOURS, MOST_BYTES, THEMES, contrast_complaints, load_theme

TEXT = ("ink", "quiet", "positive", "negative", "focus", "target", "cost", "bias")


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_text_can_be_read_and_lines_be_seen(theme):
    assert all(contrast(getattr(theme, name), theme.background) >= 4.5 for name in TEXT)
    assert contrast(theme.hairline, theme.background) >= 3.0
    for name in ("positive", "negative"):
        faintest = mix(theme.background, getattr(theme, name), theme.opacity_floor)
        assert contrast(faintest, theme.background) >= 3.0
    values = [k / 100 for k in range(101)]
    assert all(contrast(theme.activation(v), theme.on_activation(v)) >= 4.5 for v in values)
    assert not list(contrast_complaints(theme))


@pytest.mark.parametrize(
    ("colour", "said"),
    [
        ({"quiet": "#606060"}, "quiet #606060"),
        ({"negative": "#8A5F00"}, "a faint line in negative"),
        ({"hairline": "#333333"}, "hairline"),
        ({"on_dark": "#808080"}, "text in a neuron that holds"),
        ({"ground": "#CCCCCC"}, "on #CCCCCC"),
    ],
)
def test_what_cannot_be_read_is_said(colour, said):
    found = list(contrast_complaints(replace(DARK, **colour)))
    assert any(said in text for text in found), found


def test_a_file_changes_colours_of_the_theme_it_names(tmp_path):
    file = tmp_path / "ours.toml"
    file.write_text('base = "light"\n[colours]\nink = "#001133"\n')
    theme = load_theme(str(file))
    assert theme == replace(LIGHT, name="ours", ink="#001133")
    file.write_text("")
    assert load_theme(str(file)) == replace(DARK, name="ours")


def test_all_colours_may_be_set(tmp_path):
    file = tmp_path / "ours.toml"
    lines = [f'{name} = "{getattr(LIGHT, name)}"' for name in COLOURS]
    file.write_text('base = "light"\n[colours]\n' + "\n".join(lines))
    assert load_theme(str(file)) == replace(LIGHT, name="ours")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_does_not_block(tmp_path):
    os.mkfifo(tmp_path / "ours.toml")
    with pytest.raises(UsageError, match="expected a file, found something else"):
        load_theme(str(tmp_path / "ours.toml"))


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path):
    """Editors on Windows write one."""
    file = tmp_path / "ours.toml"
    file.write_bytes(b'\xef\xbb\xbfbase = "light"\n')
    assert load_theme(str(file)) == replace(LIGHT, name="ours")


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ("colours", "not valid TOML"),
        (b"\xff\xfe", "not valid TOML"),
        ("base = " + "9" * 5000, "not valid TOML"),
        ("base = " + "[" * 60_000, "not valid TOML"),
        ("base = 'blue'", "base is 'blue'; expected dark or light"),
        ("base = []", "base is []; expected dark or light"),
        ("base = {}", "base is {}; expected dark or light"),
        ("colours = 3", "expected a table"),
        ("[sizes]\ncaption = 1", "unknown sizes"),
        ("[colours]\ninc = '#000000'", "there is no colour 'inc'; the colours are background, ink"),
        ("[colours]\nink = 'white'", "expected a colour such as '#56B4E9'"),
        ("[colours]\nink = 7", "expected a colour"),
        ("[colours]\nink = '#fff'", "expected a colour"),
        ("[colours]\nbackground = '#FFFFFF'", "has a contrast of"),
        ("#" * (MOST_BYTES + 1), "larger than 64 KiB"),
    ],
)
def test_a_file_that_is_no_theme_is_refused(held, said, tmp_path):
    file = tmp_path / "ours.toml"
    file.write_bytes(held if isinstance(held, bytes) else held.encode())
    with pytest.raises(LayerlightError, match=r"ours\.toml") as refused:
        load_theme(str(file))
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["grey", "DARK", "", "nowhere.toml"])
def test_a_theme_that_is_none_is_refused(name):
    with pytest.raises(UsageError, match="theme"):
        load_theme(name)


def test_a_folder_is_no_theme(tmp_path):
    (tmp_path / "a.toml").mkdir()
    with pytest.raises((UsageError, LayerlightError), match=r"a\.toml"):
        load_theme(str(tmp_path / "a.toml"))
