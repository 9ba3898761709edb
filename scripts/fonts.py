"""Build the two text faces of the site: one small variable woff2 file each.

Fontsource ships each family cut by script. Readers need Latin-1 and Latin Extended-A (names such as
Dvořák) in one file, so the extra letters of the "latin-ext" cut are grafted into the "latin" cut,
then the result is subset to what the site can show. Only the weight axis is kept.
Needs fonttools and brotli; run by `scripts/assets --fonts`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
FAMILIES = ("bricolage-grotesque", "inter")
# Latin-1, Latin Extended-A and the Romanian letters with comma, accents on their own, then the
# typographic signs of French and English, the minus sign, the euro and the four arrows.
LETTERS = {*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x218, 0x21C), 0x2C6, 0x2DA, 0x2DC}
SIGNS = {ord(sign) for sign in "‐‑–—‘’‚“”„†•…‰′″‹›⁄€№™←↑→↓−\u2009\u202f"}
TEXT = LETTERS | SIGNS
# Signs that both families lack and that look like another one: the narrow no-break space is a thin
# space, the other hyphens are the plain one. A fallback font would change the spacing of « » : ; ?
ALIASES = {0x202F: 0x2009, 0x2010: 0x2D, 0x2011: 0x2D, 0xAD: 0x2D}
FEATURES = ["kern", "mark", "mkmk", "liga", "calt", "ccmp", "locl", "tnum", "case"]


class Grafter:
    """Copies glyphs from one font into another: outlines, widths and variation deltas."""

    def __init__(self, base: TTFont, extra: TTFont) -> None:
        for font in (base, extra):  # these tables must be read before the glyph order grows
            for tag in ("glyf", "gvar", "hmtx"):
                _ = font[tag]
        self.base, self.extra = base, extra
        self.order = list(base.getGlyphOrder())
        self.copied: dict[str, str] = {}

    def copy(self, name: str) -> str:
        if name not in self.copied:
            new = self.copied[name] = f"{name}.ext"
            glyph = self.extra["glyf"][name]
            for component in glyph.components if glyph.isComposite() else ():
                component.glyphName = self.copy(component.glyphName)
            self.order.append(new)
            self.base["glyf"].glyphs[new] = glyph
            self.base["hmtx"].metrics[new] = self.extra["hmtx"].metrics[name]
            self.base["gvar"].variations[new] = self.extra["gvar"].variations.get(name, [])
        return self.copied[name]

    def finish(self, characters: dict[int, str]) -> None:
        for table in self.base["cmap"].tables:
            if table.isUnicode():
                table.cmap.update(characters)
        self.base.setGlyphOrder(self.order)
        self.base["glyf"].glyphOrder = self.order
        if "HVAR" in self.base:  # the widths of the new glyphs live in gvar's phantom points
            del self.base["HVAR"]


def graft_letters(base: TTFont, extra: TTFont) -> None:
    have, more = base.getBestCmap(), extra.getBestCmap()
    grafter = Grafter(base, extra)
    characters = {code: grafter.copy(more[code]) for code in sorted(TEXT & set(more) - set(have))}
    characters |= {sign: have[twin] for sign, twin in ALIASES.items() if sign not in have}
    grafter.finish(characters)


def build(family: str, source: Path, target: Path) -> None:
    base = TTFont(source / f"{family}-latin-wght-normal.woff2")
    graft_letters(base, TTFont(source / f"{family}-latin-ext-wght-normal.woff2"))
    options = Options(
        layout_features=FEATURES, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], hinting=False
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=TEXT)
    subsetter.subset(base)
    base.flavor = "woff2"
    base.save(target)
    missing = " ".join(f"{code:04X}" for code in sorted(TEXT - set(base.getBestCmap())))
    sys.stdout.write(f"{target.name}: {target.stat().st_size} bytes; not in it: {missing}\n")


def main(modules: Path) -> None:
    fonts = ROOT / "static" / "fonts"
    for family in FAMILIES:
        package = modules / "@fontsource-variable" / family
        build(family, package / "files", fonts / f"{family}.woff2")
        (fonts / f"{family}.LICENSE.txt").write_bytes((package / "LICENSE").read_bytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
