"""One A4 sheet in the site's faces and colours, on which papers are drawn (millimetres, points)."""

import datetime as dt
import logging
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path

from django.utils.translation import get_language
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import Align, MethodReturnValue, XPos, YPos
from fpdf.prefs import ViewerPreferences

from summit.design.motif import NAVES, RIBS, Nave
from summit.design.typography import NARROW, set_spaces

# They write which letters a paper holds, and so a name, letter by letter.
for _talkative in ("fontTools", "fpdf"):
    logging.getLogger(_talkative).setLevel(logging.ERROR)

FONTS = Path(__file__).parent / "fonts"
TEXT, BOLD, TITLE = "Inter", "InterSemiBold", "Bricolage"
ARABIC, HEBREW = "NotoArabic", "NotoHebrew"
FACES = {
    TEXT: "Inter-Regular.ttf",
    BOLD: "Inter-SemiBold.ttf",
    TITLE: "BricolageGrotesque-SemiBold.ttf",
    ARABIC: "NotoSansArabic-SemiBold.ttf",
    HEBREW: "NotoSansHebrew-SemiBold.ttf",
}

INK, META, SIGNAL = "#0E1A33", "#4C566F", "#2337C6"
TINT, LINE, FIELD = "#E5E7F8", "#D9DCE5", "#7C869E"

WIDTH, HEIGHT = 210.0, 297.0
POINT = 25.4 / 72
LEADING = 1.42
BOUND = "\u00a0"
"""In both faces, unlike the narrow no-break space; at every other space fpdf breaks lines."""


class Sheet(FPDF):
    """Never breaks a page by itself: what is drawn on a paper is made to fit.

    What is said is tagged (ISO 32000-1, 14.8), in the order and the language in which it is said;
    all else is decoration, which a screen reader passes over.
    """

    def __init__(self, *, title: str, author: str, language: str, now: dt.datetime) -> None:
        super().__init__(unit="mm", format="A4")
        self.set_text_shaping(use_shaping_engine=True)
        self.set_auto_page_break(auto=False)
        self.set_margin(0)
        self.c_margin = 0.0
        self.set_title(title)
        self.set_author(author)
        self.set_lang(language)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.set_creation_date(now)

    def use(self, family: str, size: float) -> None:
        """Set the face, read in when it is first needed."""
        if family.lower() not in self.fonts:
            self.add_font(family, "", FONTS / FACES[family])
        self.set_font(family, size=size)

    def write_bytes(self) -> bytes:
        return bytes(self.output())

    @contextmanager
    def tagged(self, kind: str, alt: str = "") -> Iterator[None]:
        """What is drawn within is one element of the structure: P, H1, Figure…"""
        number = self.struct_builder.next_mcid_for_page(self.page)
        self._add_marked_content(struct_type=f"/{kind}", mcid=number, alt_text=alt or None)
        self._out(f"/{kind} <</MCID {number}>> BDC")
        self._out(f"/Span <</Lang ({get_language()})>> BDC")
        yield
        self._out("EMC EMC")

    @contextmanager
    def decoration(self) -> Iterator[None]:
        self._out("/Artifact BMC")
        yield
        self._out("EMC")

    def say(
        self,
        text: str,
        x: float,
        y: float,
        width: float,
        *,
        family: str = TEXT,
        size: float = 10,
        colour: str = INK,
        align: Align = Align.L,
        leading: float = LEADING,
        kind: str = "P",
    ) -> float:
        """Write `text` from the top left corner (x, y), wrapped; returns the y below it."""
        self.use(family, size)
        self.set_text_color(colour)
        self.set_xy(x, y)
        with self.tagged(kind):
            self.multi_cell(
                width,
                size * POINT * leading,
                as_drawn(text),
                align=align,
                new_x=XPos.LEFT,
                new_y=YPos.NEXT,
            )
        return float(self.get_y())

    def height_of(self, text: str, width: float, *, family: str, size: float) -> float:
        self.use(family, size)
        found = self.multi_cell(
            width,
            size * POINT * LEADING,
            as_drawn(text),
            dry_run=True,
            output=MethodReturnValue.HEIGHT,
        )
        return float(found)  # type: ignore[arg-type]

    def fit(
        self, text: str, width: float, height: float, *, family: str, size: float, least: float
    ) -> float:
        """The largest size, from `size` down to `least`, at which `text` stays within the box.

        A long word is not broken while a smaller size holds it whole.
        """
        longest = max(text.split() or [""], key=len)
        while size > least:
            self.use(family, size)
            if self.get_string_width(as_drawn(longest)) <= width and (
                self.height_of(text, width, family=family, size=size) <= height
            ):
                break
            size -= 1
        return size

    @contextmanager
    def clipped(self, x: float, y: float, width: float, height: float) -> Iterator[None]:
        with self.rect_clip(x=x, y=y, w=width, h=height):
            yield

    def draw_nave(self, variant: str, x: float, y: float, width: float) -> None:
        """The motif as vectors, its view box `width` wide."""
        nave = NAVES[variant]
        picture = BytesIO(nave_svg(nave).encode())
        with self.decoration():
            self.image(picture, x=x, y=y, w=width, h=width * nave.height / nave.width)

    def draw_sign(self, x: float, y: float, width: float) -> None:
        sign = Nave(50, 36, 25, 25.6, 24.3, 0.38)
        arches = "".join(sign.arch(sign.radius_of(rib)) for rib in range(RIBS))
        svg = _svg(sign, f'<path d="{arches}" stroke-width="1.3"/>')
        with self.decoration():
            self.image(BytesIO(svg.encode()), x=x, y=y, w=width, h=width * 36 / 50)

    def dash(self, x1: float, y1: float, x2: float, y2: float, *, colour: str = FIELD) -> None:
        self.set_draw_color(colour)
        self.set_line_width(0.3)
        self.set_dash_pattern(dash=1.2, gap=1.2)
        with self.decoration():
            self.line(x1, y1, x2, y2)
        self.set_dash_pattern()

    def rule(self, x1: float, x2: float, y: float) -> None:
        self.set_draw_color(LINE)
        self.set_line_width(0.25)
        with self.decoration():
            self.line(x1, y, x2, y)


def as_drawn(text: str) -> str:
    """Composed letters, the spaces that French asks for, nothing that is no letter."""
    composed = unicodedata.normalize("NFC", set_spaces(str(text), get_language() or ""))
    drawn = "".join(sign for sign in composed if sign == "\n" or not _is_control(sign))
    return drawn.replace(NARROW, BOUND)


def printable(text: str, family: str = TEXT) -> bool:
    """Whether the face has every letter, so that none comes out as an empty box."""
    return all(ord(sign) in _letters(family) for sign in as_drawn(text) if not sign.isspace())


def face_of(text: str, *families: str) -> str:
    """The first face that has every letter of `text`, those of Arabic and Hebrew last; or ""."""
    known = (family for family in (*families, ARABIC, HEBREW) if printable(text, family))
    return next(known, "")


@cache
def _letters(family: str) -> frozenset[int]:
    with TTFont(FONTS / FACES[family], lazy=True) as font:
        return frozenset(font.getBestCmap())


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cs"}


def nave_svg(nave: Nave) -> str:
    """The motif with its strokes said in each path: a PDF knows no style sheet."""
    parts = [
        f'<path d="{nave.purlins()}" stroke-width="1" stroke-opacity="0.13"/>',
        f'<path d="{nave.floor()}" stroke-width="1" stroke-opacity="0.3"/>',
    ]
    for rib in range(RIBS):
        radius = nave.radius_of(rib)
        inner = nave.arch(radius * 0.97)
        parts.append(f'<path d="{nave.arch(radius)}" stroke-width="1.5" stroke-opacity="0.72"/>')
        parts.append(f'<path d="{inner}" stroke-width="0.8" stroke-opacity="0.47"/>')
    lattices = "".join(nave.lattice(rib) for rib in range(4))
    parts.append(f'<path d="{lattices}" stroke-width="0.7" stroke-opacity="0.28"/>')
    return _svg(nave, "".join(parts))


def _svg(nave: Nave, content: str) -> str:
    box = f'viewBox="0 0 {nave.width} {nave.height}" width="{nave.width}" height="{nave.height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {box}>'
        f'<g fill="none" stroke="{SIGNAL}">{content}</g></svg>'
    )
