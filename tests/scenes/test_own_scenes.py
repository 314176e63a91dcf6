"""Scenes of Manim that are no clips: the same frames as Manim's, or one line of refusal."""

import importlib.util
import textwrap
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from manim import Square, Text, config
from manim.mobject.text import tex_mobject
from manim.utils import tex_file_writing
from PIL import Image

import render
from network.errors import LayerlightError, UsageError
from publish.own_scenes import SceneRequest, draw_scenes
from scenes.own.files import entry_of_file
from scenes.rendering.codecs import VideoFormat
from scenes.rendering.jobs import draw
from scenes.rendering.options import RunOptions
from scenes.rendering.own_films import draw_still, scene_job, settled
from scenes.rendering.own_scenes import OwnRenderer, make_scene, scene_settings
from scenes.rendering.segment_store import Store
from scenes.style.picture_size import Quality

ROOT = Path(__file__).resolve().parents[2]
SMALL = (160, 90, 6)
SIZE = Quality(*SMALL)


def load_benchmark():
    spec = importlib.util.spec_from_file_location(
        "manim_scenes", ROOT / "benchmarks" / "manim_scenes.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def manims():
    """Return the benchmark, which knows Manim's examples and compares frames."""
    return load_benchmark()


@pytest.fixture(scope="module")
def examples(manims):
    return manims.examples()


SOME = ("CreateTableExample", "MovingAndZoomingCamera", "SuccessionExample", "TracedPathExample")
"""Examples of Manim's with texts, another camera, animations with a state, and updaters."""
MORE = (
    "AnimatedBoundaryExample", "ContinuousMotion", "FadeTransformSubmobjects",
    "LaggedStartExample", "MovingVertices", "PointCloudDotExample2", "RotatingDemo",
    "SpeedModifierUpdaterExample",
)  # fmt: skip


def frames_agree(found):
    return found["equal"] == found["manim"] == found["ours"] > 0


@pytest.mark.parametrize(
    "name", [*SOME, *(pytest.param(name, marks=pytest.mark.exhaustive) for name in MORE)]
)
def test_frames_of_manims_examples_are_manims(name, manims, examples, tmp_path):
    file = tmp_path / f"{name}.py"
    file.write_text(examples[name].source, encoding="utf-8")
    found = manims.compare(file, SMALL)
    assert frames_agree(found), found


def scene(tmp_path, body, top="", name="a_scene.py", base="Scene"):
    """Write a file with a scene whose ``construct`` is ``body``; return its path."""
    code = textwrap.indent(textwrap.dedent(body).strip(), " " * 8)
    file = tmp_path / name
    file.write_text(
        f"from manim import *\n{top}\n\n\nclass Film({base}):\n    def construct(self):\n{code}\n",
        encoding="utf-8",
    )
    return file


MOVING = """
    square = Square(fill_opacity=0.5)
    self.play(Create(square), run_time=0.75)
    self.wait(0.7)
    count = [0]
    def counts(mobject):
        count[0] += 1
        mobject.shift(0.01 * count[0] * RIGHT)
    square.add_updater(counts)
    self.play(Rotate(Dot(UP), about_point=ORIGIN), run_time=0.6)
    self.next_section("left out", skip_animations=True)
    self.play(square.animate.scale(2))
    self.next_section("rest")
    self.add(always_redraw(lambda: Dot([self.time / 4, random.random(), 0])))
    self.play(Write(Text("words")), run_time=0.5)
    self.wait(0.4, frozen_frame=False)
"""


def test_counts_sections_and_chance_are_manims(manims, tmp_path):
    """Updaters that count their calls or read the clock, sections left out, odd lengths, chance."""
    found = manims.compare(scene(tmp_path, MOVING, "import random\nconfig.seed = 5"), SMALL)
    assert frames_agree(found), found


def test_the_settings_of_a_file_are_those_of_its_scene(manims, tmp_path):
    top = "config.background_color = '#204060'\nconfig.frame_height = 4"
    file = scene(tmp_path, "self.play(Create(Square()), run_time=0.5)", top)
    before = config.background_color, config.frame_height
    entry = entry_of_file(str(file))
    assert (config.background_color, config.frame_height) == before
    assert frames_agree(manims.compare(file, SMALL))
    pixels, _ = draw_still(entry, SIZE, False, 0)
    assert tuple(pixels[0, 0, :3]) == (0x20, 0x40, 0x60)


def test_default_values_that_a_file_sets_are_those_of_its_scene_alone(manims, tmp_path):
    body = "self.play(Create(Square()), run_time=0.5)"
    file = scene(tmp_path, body, "Square.set_default(side_length=3, color=RED)")
    entry = entry_of_file(str(file))
    assert list(entry.defaults) == [Square]
    assert entry.settings == {}
    assert Square().side_length == 2
    assert frames_agree(manims.compare(file, SMALL))
    pixels, _ = draw_still(entry, SIZE, False, None)
    plain, _ = draw_still(entry_of_file(str(scene(tmp_path, body))), SIZE, False, None)
    assert (pixels != plain).any()
    assert Square().side_length == 2


def test_options_decide_the_size_and_a_line_says_so(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "manim.cfg").write_text("[CLI]\nbackground_color = RED\n", encoding="utf-8")
    file = scene(tmp_path, "self.wait()", "config.frame_rate = 7")
    said = []
    entry = entry_of_file(str(file), said.append)
    assert "frame_rate" not in entry.settings
    assert [line.split()[0] for line in said] == [str(file), "manim.cfg"]


REFUSED = {
    "sound": ("self.play(Create(Dot()))\nself.add_sound('x.wav')", "", 8, "add_sound"),
    "condition": ("self.wait_until(lambda: True)", "", 7, "wait_until"),
    "opengl": ("self.add(OpenGLMobject())", "from manim.opengl import *", 7, "OpenGL"),
    "mistake": ("self.play(Create(Dot()))\n1 / 0", "", 8, "ZeroDivisionError"),
    "updater": (
        "d = Dot()\nd.add_updater(lambda m, dt: m.nonsense(1))\nself.add(d)\nself.wait(4)",
        "",
        8,
        "nonsense",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_drawn_is_said_with_its_line(case, tmp_path):
    body, top, line, what = REFUSED[case]
    file = scene(tmp_path, body, top)
    entry = entry_of_file(str(file))
    with pytest.raises(LayerlightError) as caught:
        draw_scenes(
            SceneRequest((entry,), SIZE, tmp_path, run_options=RunOptions(2, quiet=True)),
            lambda text: None, lambda text: None,
        )  # fmt: skip
    assert str(caught.value).startswith(f"{file}:{line}: ")
    assert what in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.glob("*.mp4"))


def test_opengl_as_a_setting_is_refused(tmp_path):
    with pytest.raises(LayerlightError, match=r"OpenGL: scenes are drawn with Cairo only"):
        entry_of_file(str(scene(tmp_path, "self.wait()", 'config.renderer = "opengl"')))


def test_a_scene_that_plays_nothing_is_a_picture(tmp_path):
    entry = entry_of_file(str(scene(tmp_path, "self.add(Square(fill_opacity=1))")))
    told = []
    with pytest.raises(LayerlightError, match="plays nothing"):
        draw_scenes(
            SceneRequest((entry,), SIZE, tmp_path, run_options=RunOptions(quiet=True)),
            told.append, told.append,
        )  # fmt: skip
    request = SceneRequest((entry,), SIZE, tmp_path, still="end", transparent=True)
    draw_scenes(request, told.append, told.append)
    picture = np.array(Image.open(tmp_path / "a_scene.Film.transparent.png"))
    assert picture.shape == (90, 160, 4)
    assert picture[45, 80, 3] == 255
    assert picture[0, 0, 3] == 0
    assert len(told) == 1


def test_the_same_pieces_are_not_drawn_again(tmp_path, monkeypatch):
    """A comment changes the code, not what is seen."""
    body = "self.play(Create(Square()), run_time=0.5)\nself.play(FadeIn(Dot()), run_time=0.5)"
    store, video = Store(tmp_path / "store"), VideoFormat(*SMALL)

    def segments(file):
        done = []
        job = scene_job(entry_of_file(str(file)), SIZE, video, False)
        draw([job], store, 2, lambda j, drawn: done.append(drawn.segments))
        return done[0]

    first = segments(scene(tmp_path, body))
    changed = segments(scene(tmp_path, body + "\n# a comment"))
    assert changed == first
    other = segments(scene(tmp_path, body.replace("Dot", "Square")))
    assert other[0] == first[0]
    assert other[1] != first[1]


@pytest.mark.parametrize("still", [2, 5, 99])
def test_a_still_is_the_frame_of_the_film(still, manims, tmp_path):
    file = scene(tmp_path, "self.play(Rotate(Square()), run_time=0.5)\nself.wait(0.5)")
    entry = entry_of_file(str(file))
    frames = manims.our_frames(entry, SIZE)
    pixels, before = draw_still(entry, SIZE, False, still)
    assert before == min(still, len(frames))
    assert (pixels[..., :3] == frames[min(still, len(frames) - 1)]).all()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"formats": ("png",)}, "--still"),
        ({"formats": ("mp4",), "transparent": True}, "mp4 cannot be transparent"),
        ({"formats": ("gif",), "still": "end"}, "omit --format"),
    ],
)
def test_contradictions_are_refused(more, message, tmp_path):
    entry = entry_of_file(str(scene(tmp_path, "self.wait()")))
    with pytest.raises(UsageError, match=message):
        SceneRequest((entry,), SIZE, **more)


@pytest.mark.parametrize("option", ["--theme=light", "--beats", "--words=vtt", "--check"])
def test_options_of_clips_are_refused(option, tmp_path):
    file = scene(tmp_path, "self.wait()")
    with pytest.raises(UsageError, match=rf"{option.partition('=')[0]} is for clips"):
        render.render.main([str(file), option], standalone_mode=False)


def test_a_gif_and_a_film_with_a_silent_track(tmp_path):
    import av

    file = scene(tmp_path, "self.play(Create(Square()), run_time=0.5)")
    arguments = [str(file), "-ql", "--fps", "6", "--format", "mp4,gif", "--silent-track"]
    render.render.main(
        [*arguments, "--output-dir", str(tmp_path), "--quiet"], standalone_mode=False
    )
    with av.open(tmp_path / "a_scene.Film.mp4") as film:
        assert len(film.streams.audio) == 1
        assert film.streams.video[0].frames == 3
    assert (tmp_path / "a_scene.Film.gif").read_bytes().startswith(b"GIF89a")


def test_scenes_that_override_their_constructor_are_made(tmp_path):
    file = tmp_path / "own.py"
    file.write_text(
        "from manim import *\nclass Own(MovingCameraScene):\n    def __init__(self):\n"
        "        super().__init__(random_seed=3)\n    def construct(self):\n        self.wait()\n"
    )
    entry = entry_of_file(str(file))
    with settled(SIZE, entry.settings, entry.defaults):
        made = make_scene(entry.kind, lambda camera: OwnRenderer(6, None, None, camera))
    assert type(made.camera).__name__ == "MovingCamera"
    assert made.random_seed == 3


def test_texts_of_processes_do_not_meet(tmp_path):
    """Manim writes the file of a text, reads it and writes it again."""
    workshop = tmp_path / "workshop"
    workshop.mkdir()
    with scene_settings(SIZE, tmp_path / "texts", workshop, {}, {}):
        Text("twice")
        Text("twice")
    files = list(workshop.rglob("*.svg"))
    assert len({file.parent for file in files}) == 2
    assert not (tmp_path / "texts").exists()


def test_formulas_of_latex_are_set_once_and_appear_whole(tmp_path, monkeypatch):
    calls = []
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0 L1 0 L1 1 Z"/></svg>'

    def compiled(tex, compiler, form):
        calls.append(tex.parent)
        return tex.with_suffix(".dvi")

    def converted(dvi, extension, page=1):
        file = dvi.with_suffix(".svg")
        file.write_text(drawing, encoding="utf-8")
        return file

    monkeypatch.setattr(tex_file_writing, "compile_tex", compiled)
    monkeypatch.setattr(tex_file_writing, "convert_to_svg", converted)
    texts = tmp_path / "texts"
    for run in ("one", "two"):
        workshop = tmp_path / run
        workshop.mkdir()
        with scene_settings(SIZE, texts, workshop, {}, {}):
            file = tex_mobject.tex_to_svg_file("x^2")
            assert file.read_text(encoding="utf-8") == drawing
    assert len(calls) == 1
    assert texts not in calls
    assert [path.suffix for path in texts.iterdir()] == [".svg"]


def test_pieces_follow_each_other(tmp_path):
    entry = entry_of_file(
        str(scene(tmp_path, "self.play(Create(Square()), run_time=5)\nself.wait()"))
    )
    pieces = []

    def on_piece(renderer, scene, piece):
        pieces.append((piece.start, piece.frames))

    with settled(SIZE, entry.settings, entry.defaults):
        made = make_scene(entry.kind, lambda camera: OwnRenderer(6, on_piece, None, camera))
        made.render()
    assert pieces[0][0] == 0
    assert all(a + n == b for (a, n), (b, _) in pairwise(pieces))
    assert sum(frames for _, frames in pieces) == made.renderer.frames == 36
