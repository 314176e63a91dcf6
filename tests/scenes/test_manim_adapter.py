"""The private parts of Manim in use still exist, and the adapter draws what Manim draws.

If one of these tests fails with a new version of Manim, ``scenes/rendering/manim_adapter.py`` or
``own_scenes.py`` has to be adapted.
"""

import inspect
import random
from pathlib import Path
from xml.etree.ElementTree import ElementTree

import manim
import numpy as np
import pytest
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    Camera,
    CapStyleType,
    Circle,
    DashedLine,
    Dot,
    FadeIn,
    FadeOut,
    LineJointType,
    MarkupText,
    MathTypst,
    Point,
    PointCloudDot,
    Scene,
    Square,
    Star,
    Text,
    Typst,
    VGroup,
    VMobject,
)
from manim.camera import camera as camera_module
from manim.mobject.text import tex_mobject, typst_mobject
from manim.renderer.cairo_renderer import CairoRenderer
from manim.scene import scene as scene_module
from manim.scene.scene_file_writer import SceneFileWriter
from manim.utils import tex_file_writing

from scenes.animation.timing import within
from scenes.rendering import manim_adapter
from scenes.rendering.clips import _manim_settings
from scenes.rendering.manim_adapter import READ, ClipCamera, ClipRenderer, manim_settings
from scenes.style.picture_size import Quality

SIZE = Quality(320, 180, 10)
SIGNATURES = {
    (Camera, "get_mobjects_to_display"): "self mobjects include_submobjects excluded_mobjects",
    (Camera, "get_cairo_context"): "self pixel_array",
    (Camera, "capture_mobjects"): "self mobjects kwargs",
    (Camera, "init_background"): "self",
    (Camera, "type_or_raise"): "self mobject",
    (CairoRenderer, "__init__"): "self file_writer_class camera_class skip_animations kwargs",
    (CairoRenderer, "play"): "self scene args kwargs",
    (CairoRenderer, "scene_finished"): "self scene",
    (CairoRenderer, "update_frame"): (
        "self scene mobjects include_submobjects ignore_skipping kwargs"
    ),
    (Animation, "interpolate"): "self alpha",
    (Animation, "get_all_mobjects"): "self",
    (Scene, "compile_animation_data"): "self animations play_kwargs",
    (Scene, "begin_animations"): "self",
    (Scene, "is_current_animation_frozen_frame"): "self",
    (Scene, "update_to_time"): "self t",
    (Scene, "update_mobjects"): "self dt",
    (VMobject, "get_stroke_rgbas"): "self background",
    (VMobject, "get_stroke_width"): "self background",
    (VMobject, "get_fill_rgbas"): "self",
    (typst_mobject, "typst_to_svg_file"): "typst_code preamble text_size font_paths",
    # Of own_scenes.py:
    (CairoRenderer, "init_scene"): "self scene session_spec file_writer_settings",
    (CairoRenderer, "save_static_frame_data"): "self scene static_mobjects",
    (Camera, "set_frame_to_background"): "self background",
    (Camera, "display_multiple_vectorized_mobjects"): "self vmobjects pixel_array",
    (MarkupText, "_text2svg"): "self color",
    (Scene, "get_moving_and_static_mobjects"): "self animations",
    (SceneFileWriter, "add_sound"): "self sound_file time gain kwargs",
    (Text, "_text2svg"): "self color",
    (scene_module, "CairoRenderer"): "file_writer_class camera_class skip_animations kwargs",
    (tex_file_writing, "generate_tex_file"): "expression environment tex_template",
    (tex_mobject, "tex_to_svg_file"): "expression environment tex_template",
}


@pytest.mark.parametrize(
    ("owner", "name"), SIGNATURES, ids=lambda part: getattr(part, "__name__", part)
)
def test_what_is_reached_into_is_where_it_was(owner, name):
    found = " ".join(inspect.signature(getattr(owner, name)).parameters)
    assert found == SIGNATURES[owner, name], (
        f"Manim {manim.__version__} has {owner.__name__}.{name}({found}):"
        " scenes/rendering/manim_adapter.py was written for another"
    )


def test_what_is_read_is_there():
    assert all(callable(getattr(VMobject, name)) for name in READ)
    assert set(camera_module.LINE_JOIN_MAP) == set(LineJointType)
    assert set(camera_module.CAP_STYLE_MAP) == set(CapStyleType)
    square = Square()
    assert square.tolerance_for_point_equality > 0
    assert square.background_image is None


def curious() -> list:
    """Return mobjects that use every property of an outline."""
    thick = Square(stroke_width=30, fill_color="#336699", fill_opacity=0.5).shift(3 * LEFT)
    thick.joint_type = LineJointType.ROUND
    shaded = Star(fill_opacity=1).set_color(["#FF0000", "#00FF00", "#0000FF"]).shift(2 * UP)
    shaded.set_sheen_direction(RIGHT + UP)
    outlined = MathTypst("sigma(z)", font_size=90).shift(2 * DOWN)
    outlined.set_stroke("#FF00FF", width=6, opacity=0.7, background=True)
    bevelled = Star(stroke_width=12).shift(3 * RIGHT)
    bevelled.joint_type, bevelled.cap_style = LineJointType.BEVEL, CapStyleType.SQUARE
    beyond = Circle(radius=9, stroke_width=8)
    nowhere = Square().set_opacity(0)
    broken = Square().shift(UP)
    broken.points = broken.points * np.nan
    behind = Dot(radius=1.0, color="#FFFF00").set_z_index(-1)
    dashed = DashedLine(4 * LEFT, 4 * RIGHT, stroke_width=5)
    cloud = PointCloudDot(radius=0.5)
    things = [thick, shaded, outlined, bevelled, beyond, nowhere, broken, dashed, cloud, Point()]
    return [*things, behind, VGroup(thick, shaded)]


def test_pictures_are_those_that_manims_camera_takes():
    with _manim_settings(SIZE):
        ours, manims = ClipCamera(), Camera()
        for camera in (ours, manims):
            camera.capture_mobjects(curious())
        assert ours.pixel_array.any(), "there is something to see"
        assert np.array_equal(ours.pixel_array, manims.pixel_array)


def test_frames_of_a_play_are_those_that_manims_camera_takes():
    """Layerlight draws items at rest only once; Manim draws everything in every frame."""
    things = curious()
    low, high = Square(fill_opacity=0.8).shift(5 * LEFT), Circle(fill_opacity=0.5).shift(4 * LEFT)
    with _manim_settings(SIZE):
        ours, manims = ClipCamera(), Camera()
        canvas, last = ours.canvas(), None
        fade = FadeIn(things[2])
        fade.begin()
        for k in range(40):
            low.shift(0.25 * RIGHT)
            if k > 30:
                high.rotate(0.1).shift(0.1 * UP)
            if 10 < k < 20:
                fade.interpolate(k / 20)
            seen = [things[0], low, *things[1:], high]
            drawn = canvas.draw(ours.items(seen))
            manims.reset()
            manims.capture_mobjects(seen)
            assert np.array_equal(drawn, manims.pixel_array), k
            if last is not None:
                canvas.release(last)
            last = drawn
        assert canvas.draw(ours.items(seen)) is not None, "a point cloud may have changed"
        seen = [thing for thing in seen if isinstance(thing, VMobject)]
        canvas.draw(ours.items(seen))
        assert canvas.draw(ours.items(seen)) is None, "nothing has changed"


def test_nothing_is_written_beside_pictures_that_processes_share(tmp_path, monkeypatch):
    written = []
    write = ElementTree.write

    def watched(tree, file, *rest, **options):
        written.append(Path(file))
        return write(tree, file, *rest, **options)

    monkeypatch.setattr(ElementTree, "write", watched)
    texts, workshop = tmp_path / "texts", tmp_path / "workshop"
    workshop.mkdir()
    with manim_settings(SIZE, texts, workshop):
        text = Typst("some words")
        assert len(text.submobjects) == 9
    (picture,) = workshop.iterdir()
    assert picture.suffix == ".svg"
    assert written
    assert all(file.parent != workshop for file in written)
    assert not texts.exists()


@pytest.mark.parametrize("seed", range(20))
def test_what_is_displayed_is_what_manim_displays_in_its_order(seed):
    draw = random.Random(seed)
    members = [VMobject() if draw.random() < 0.3 else Square() for _ in range(14)]
    for k, member in enumerate(members):
        member.set_z_index(draw.choice([0, 0, 0, 1, -1]), family=False)
        member.add(*draw.sample(members[k + 1 :], min(len(members) - k - 1, draw.randrange(4))))
    listed = draw.choices(members, k=8)
    listed += [m for top in listed[:3] for m in top.get_family()]
    with _manim_settings(SIZE):
        ours = ClipCamera().get_mobjects_to_display(listed)
        manims = Camera().get_mobjects_to_display(listed)
    assert len(manims) > 1
    assert list(map(id, ours)) == list(map(id, manims))


class Pausing(Scene):
    """Motions that begin late and end early: alone, in succession, and nested."""

    def construct(self):
        alone, twice, group = Square(), Circle().shift(2 * UP), VGroup(Dot(LEFT), Dot(RIGHT))
        self.add(alone, twice, group, Star().shift(3 * LEFT))
        self.play(
            within(alone.animate.shift(RIGHT), 0.3, 0.5),
            within(FadeOut(twice), 0.1, 0.4),
            within(twice.animate.shift(LEFT), 0.6, 0.9),
            within(group.animate.shift(DOWN), 0.5, 0.7),
            group[0].animate.shift(2 * DOWN),
            within(FadeIn(Typst("late", font_size=90)), 0.7, 1.0),
            run_time=1.5,
        )


@pytest.mark.parametrize("own", [{"preview": True}, {"write_to_movie": True, "format": "gif"}])
def test_settings_of_the_users_own_do_not_matter(own, tmp_path):
    sizes = []

    def on_piece(renderer, scene, piece):
        sizes.append((renderer.camera.pixel_width, piece.frames))

    users = manim.tempconfig({"pixel_width": 64, "media_dir": str(tmp_path), **own})
    with users, _manim_settings(SIZE):
        Pausing(renderer=ClipRenderer(SIZE.fps, on_piece)).render()
    assert sizes == [(320, 15)]
    assert list(tmp_path.iterdir()) == []


def test_what_pauses_looks_as_if_it_had_been_moved_in_every_frame(monkeypatch):
    def seen():
        frames = []

        def on_piece(renderer, scene, piece):
            frames.extend([item.key for item in items] for items in renderer.lists(scene, piece))

        with _manim_settings(SIZE):
            Pausing(renderer=ClipRenderer(SIZE.fps, on_piece)).render()
        return frames

    moved = []
    interpolate = Animation.interpolate
    with monkeypatch.context() as patch:
        patch.setattr(
            Animation,
            "interpolate",
            lambda self, share: (moved.append(1), interpolate(self, share)),
        )
        some = seen()
    few = len(moved)
    monkeypatch.setattr(manim_adapter._Pauses, "lasts", lambda self, animation, share: False)
    assert seen() == some
    assert len(some) == 15
    assert few < 6 * 15, "some pause"


def test_on_the_way_between_equal_points_an_outline_stays_as_it_is():
    start = Star(manim_adapter.MANY // 4).scale(1.7).rotate(0.3)
    between, end = start.copy(), start.copy().set_opacity(0.5)
    points = set()
    for share in np.linspace(0.03, 0.97, 29):
        between.interpolate(start, end, share)
        points.add(manim_adapter._outline(between).points)
    assert len(points) == 1


def test_default_values_of_classes_are_those_they_were_written_with():
    """Also for a class that was created, or changed again, while its base classes were changed."""
    VMobject.set_default(stroke_width=9)
    VMobject.set_default(fill_opacity=0.5)
    FadeIn.set_default(run_time=7)

    class Late(Square):
        pass

    Late.set_default(side_length=5)
    try:
        changed = Square().get_stroke_width()
        with _manim_settings(SIZE):
            inside = Square(), Late(), FadeIn(Dot())
        after = Late(), FadeIn(Dot())
    finally:
        for kind in (VMobject, FadeIn, Late):
            kind.set_default()
    square, late, fade = inside
    assert changed == 9
    assert (square.get_stroke_width(), square.get_fill_opacity(), fade.run_time) == (4, 0, 1)
    assert late.width == 2
    assert (after[0].width, after[0].get_stroke_width(), after[1].run_time) == (5, 9, 7)


def test_manims_configuration_is_its_own_and_comes_back():
    before = manim.config.copy()
    manim.config.background_color, manim.config.frame_rate = "#FF0000", 7
    try:
        with _manim_settings(SIZE):
            assert manim.config.background_color.to_hex() == "#000000"
            assert manim.config.frame_rate == SIZE.fps
        assert manim.config.background_color.to_hex() == "#FF0000"
        assert manim.config.frame_rate == 7
    finally:
        manim.config.update(before)
