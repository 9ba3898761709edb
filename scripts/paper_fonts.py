"""Build the faces of the PDF papers: static TrueType files, since a PDF cannot hold a variable one.

Text is Inter with every letter of its Latin, Greek, Cyrillic and Vietnamese cuts, at two weights;
titles are Bricolage Grotesque. Names in Arabic and Hebrew letters are Noto Sans. Each PDF embeds
only the letters that it shows.
Needs fonttools and brotli; run by `scripts/assets --fonts`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "registration" / "papers" / "fonts"
SCRIPTS = ("latin", "latin-ext", "vietnamese", "greek", "greek-ext", "cyrillic", "cyrillic-ext")
FACES = (
    ("inter", 400, "Inter-Regular.ttf"),
    ("inter", 600, "Inter-SemiBold.ttf"),
    ("bricolage-grotesque", 600, "BricolageGrotesque-SemiBold.ttf"),
    ("noto-sans-arabic", 600, "NotoSansArabic-SemiBold.ttf"),
    ("noto-sans-hebrew", 600, "NotoSansHebrew-SemiBold.ttf"),
)
# Beside their own script, the Noto families have nothing that the others lack.
OWN_SCRIPT = {"noto-sans-arabic": "arabic", "noto-sans-hebrew": "hebrew"}
JOINING = ["init", "medi", "fina", "isol", "rlig", "liga", "calt"]
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum", *JOINING]


def cut(source: Path, weight: int, scratch: Path) -> str:
    """One script of a family at one weight, without what a PDF has no use for."""
    font = instantiateVariableFont(TTFont(source), {"wght": weight}, inplace=True)
    subsetter = Subsetter(Options(layout_features=FEATURES, hinting=False, name_IDs=[1, 2, 4, 6]))
    subsetter.populate(unicodes=font.getBestCmap())
    subsetter.subset(font)
    font.flavor = None
    for tag in ("STAT", "MVAR", "avar", "HVAR", "DSIG"):
        if tag in font:
            del font[tag]
    target = scratch / f"{source.stem}-{weight}.ttf"
    font.save(target)
    return str(target)


def build(family: str, weight: int, name: str, files: Path, scratch: Path) -> None:
    scripts = (OWN_SCRIPT[family],) if family in OWN_SCRIPT else SCRIPTS
    sources = [files / f"{family}-{script}-wght-normal.woff2" for script in scripts]
    cuts = [cut(source, weight, scratch) for source in sources if source.exists()]
    font = Merger().merge(cuts) if len(cuts) > 1 else TTFont(cuts[0])
    for record in font["name"].names:
        if record.nameID in (1, 4, 6):
            font["name"].setName(
                name.removesuffix(".ttf"),
                record.nameID,
                record.platformID,
                record.platEncID,
                record.langID,
            )
    font.save(FONTS / name)
    size = (FONTS / name).stat().st_size
    sys.stdout.write(f"{name}: {size} bytes, {len(font.getBestCmap())} letters\n")


def main(modules: Path) -> None:
    scratch = ROOT / "var" / "assets" / "paper-fonts"
    scratch.mkdir(parents=True, exist_ok=True)
    FONTS.mkdir(parents=True, exist_ok=True)
    for family, weight, name in FACES:
        package = modules / "@fontsource-variable" / family
        build(family, weight, name, package / "files", scratch)
        (FONTS / f"{family}.LICENSE.txt").write_bytes((package / "LICENSE").read_bytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
