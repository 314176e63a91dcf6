"""A deck for PowerPoint and what reads its files: a slide a step, its film plays on a click.

The film is the whole slide.  Before the click its first frame stands there, which is the last of
the slide before, so that going on is seamless.  A click anywhere, the space bar or a presenter's
remote plays it: python-pptx gives a film that plays when clicked on itself, so the timing is
written here, as PowerPoint writes it (ISO/IEC 29500-1, 19.5, Animation).
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Emu

from network.files import unfinished
from publish.decks.deck import Deck, Slide
from publish.templates import TEMPLATES

__all__ = ["write_powerpoint"]

AREA = 12192000 * 6858000
"""Of a slide of any shape, in EMU²: PowerPoint's own is 13.33 by 7.5 inches."""
TITLE_ONLY = 5
"""Place of that layout in python-pptx's own template."""
NAMESPACE = "http://schemas.openxmlformats.org/presentationml/2006/main"


def write_powerpoint(deck: Deck, target: Path) -> None:
    """Write a deck as PPTX.

    Parameters
    ----------
    deck : Deck
    target : Path
        Appears when it is whole.

    Raises
    ------
    OSError
        If a film cannot be read or the file not be written.
    """
    show = Presentation()
    share = (AREA / (deck.width * deck.height)) ** 0.5
    show.slide_width, show.slide_height = (
        Emu(round(deck.width * share)),
        Emu(round(deck.height * share)),
    )
    about = show.core_properties
    about.title, about.author, about.language = deck.title, "Layerlight", deck.words.language
    for number, slide in enumerate(deck.slides, start=1):
        _add(show, deck, slide, number)
    with unfinished(target) as partial:
        show.save(str(partial))


def _add(show: Any, deck: Deck, slide: Slide, number: int) -> None:
    page = show.slides.add_slide(show.slide_layouts[TITLE_ONLY])
    page.name = slide.name
    ground = page.background.fill
    ground.solid()
    ground.fore_color.rgb = RGBColor.from_string(deck.theme.background[1:])
    # For those who hear the slides and for the table of contents; the picture has its own title.
    heading = page.shapes.title
    heading.text = f"{deck.title}, {number}: {slide.caption}"
    heading.left, heading.width, heading.height = 0, show.slide_width, show.slide_height // 8
    heading.top = -heading.height - show.slide_height // 50
    film = page.shapes.add_movie(
        str(slide.film), 0, 0, show.slide_width, show.slide_height,
        poster_frame_image=io.BytesIO(slide.first), mime_type="video/mp4",
    )  # fmt: skip
    film.name = slide.name
    told = deck.words["deck.film"].format(seconds=f"{slide.seconds:.0f}", caption=slide.caption)
    film._element.nvPicPr.cNvPr.set("descr", told)
    page.notes_slide.notes_text_frame.text = slide.caption
    _play_on_click(page, film.shape_id, slide.seconds)


def _play_on_click(page: Any, shape: int, seconds: float) -> None:
    """Put the film first among what clicks set off."""
    element = page._element
    for timing in element.findall(f"{{{NAMESPACE}}}timing"):
        element.remove(timing)
    told = (TEMPLATES / "timing.xml").read_text(encoding="utf-8") % {
        "ms": round(1000 * seconds),
        "shape": shape,
    }
    parser = etree.XMLParser(remove_blank_text=True)
    element.append(etree.fromstring(told, parser))
