"""A deck for PowerPoint and compatible programs: each slide plays the video of a beat on a click.

The video fills the slide.  Before the click the slide shows its first frame, which is the last
frame of the previous slide, so the transition is seamless.  A click anywhere, the space bar or a
presenter's remote starts it.  A video inserted by python-pptx starts only when it is clicked
itself, so this module writes the timing as PowerPoint does (ISO/IEC 29500-1, 19.5, Animation).
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.opc.serialized import PackageWriter
from pptx.util import Emu

from network.system.assets import shipped_file
from network.system.files import unfinished
from publish.decks.deck import Deck, Slide
from publish.templates import TEMPLATES

__all__ = ["write_powerpoint"]

AREA = 12192000 * 6858000
"""Area of a slide of any aspect ratio, in EMU²: that of PowerPoint's 13.33 by 7.5 inches."""
TITLE_ONLY = 5
"""Index of this layout in python-pptx's default template."""
P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
"""Namespace and identifier of the extension for sections."""
NAMESPACE = "http://schemas.openxmlformats.org/presentationml/2006/main"


def write_powerpoint(deck: Deck, target: Path) -> None:
    """Write a deck as PPTX.

    Parameters
    ----------
    deck : Deck
    target : Path
        Replaced only when the new file is complete.

    Raises
    ------
    OSError
        If a video cannot be read or the file cannot be written.
    """
    show = Presentation()
    share = (AREA / (deck.width * deck.height)) ** 0.5
    show.slide_width, show.slide_height = (
        Emu(round(deck.width * share)),
        Emu(round(deck.height * share)),
    )
    _describe(show.core_properties, deck)
    for number, slide in enumerate(deck.slides, start=1):
        _add(show, deck, slide, number)
    _divide(show, deck)
    package = show.part.package
    with unfinished(target) as partial, partial.open("wb") as file:
        _Writer.write(file, package._rels, tuple(package.iter_parts()))


def _describe(about: Any, deck: Deck) -> None:
    """Replace the properties of python-pptx's default template with those of the deck."""
    about.title, about.language = deck.title, deck.words.language
    about.author = about.last_modified_by = "Layerlight"
    about.comments = ""
    about.created = about.modified = datetime.now(UTC).replace(tzinfo=None)
    about.revision = 1


class _Writer(PackageWriter):
    """Writes the package without timestamps, which in a ZIP file cannot be earlier than 1980."""

    def _write(self) -> None:
        with ZipFile(self._pkg_file, "w") as archive:
            into: Any = _Undated(archive)
            self._write_content_types_stream(into)
            self._write_pkg_rels(into)
            self._write_parts(into)


class _Undated:
    """Receives the parts of a package from python-pptx."""

    def __init__(self, archive: ZipFile):
        self._archive = archive

    def write(self, pack_uri: Any, blob: bytes) -> None:
        packed = ZIP_STORED if pack_uri.ext in ("mp4", "png", "jpg") else ZIP_DEFLATED
        self._archive.writestr(ZipInfo(pack_uri.membername), blob, packed)


def _add(show: Any, deck: Deck, slide: Slide, number: int) -> None:
    page = show.slides.add_slide(show.slide_layouts[TITLE_ONLY])
    page.name = slide.name
    ground = page.background.fill
    ground.solid()
    ground.fore_color.rgb = RGBColor.from_string(deck.theme.background[1:])
    # Off the slide, for screen readers and the outline view: the video shows a title of its own.
    heading = page.shapes.title
    heading.text = f"{deck.title}, {number}: {slide.caption}"
    heading.left, heading.width, heading.height = 0, show.slide_width, show.slide_height // 8
    heading.top = -heading.height - show.slide_height // 50
    page.notes_slide.notes_text_frame.text = slide.caption
    size = (show.slide_width, show.slide_height)
    if slide.card:
        # A picture: a title card shall be there as soon as its slide is, without a click.
        shown = page.shapes.add_picture(io.BytesIO(slide.last), 0, 0, *size)
    else:
        shown = page.shapes.add_movie(
            str(slide.video), 0, 0, *size,
            poster_frame_image=io.BytesIO(slide.first), mime_type="video/mp4",
        )  # fmt: skip
        _play_on_click(page, shown.shape_id, slide.seconds)
    shown.name = slide.name
    shown._element.nvPicPr.cNvPr.set("descr", slide.told(deck.words, moves=not slide.card))


def _divide(show: Any, deck: Deck) -> None:
    """Divide the slides of a lecture into sections, which the program lists beside them.

    PowerPoint's own extension: [MS-PPTX], 2.6.12, sectionLst.
    """
    ids = [slide.get("id") for slide in show.slides._sldIdLst]
    sections = [(title, held) for title, held in deck.sections if title]
    if not sections:
        return
    extensions = etree.SubElement(show.part._element, f"{{{NAMESPACE}}}extLst")
    extension = etree.SubElement(extensions, f"{{{NAMESPACE}}}ext", uri=SECTIONS)
    listed = etree.SubElement(extension, f"{{{P14}}}sectionLst", nsmap={"p14": P14})
    for title, held in sections:
        name = str(uuid5(NAMESPACE_URL, f"{deck.title}/{title}")).upper()
        section = etree.SubElement(listed, f"{{{P14}}}section", name=title, id=f"{{{name}}}")
        slides = etree.SubElement(section, f"{{{P14}}}sldIdLst")
        for number, _ in held:
            etree.SubElement(slides, f"{{{P14}}}sldId", id=ids[number])


def _play_on_click(page: Any, shape: int, seconds: float) -> None:
    """Make the video the first thing that a click starts."""
    element = page._element
    for default in element.findall(f"{{{NAMESPACE}}}timing"):
        element.remove(default)
    timing = shipped_file(TEMPLATES / "timing.xml").read_text(encoding="utf-8") % {
        "ms": round(1000 * seconds),
        "shape": shape,
    }
    parser = etree.XMLParser(remove_blank_text=True)
    element.append(etree.fromstring(timing, parser))
