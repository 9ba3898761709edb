"""Draw the pictures made by code: mail header, social card, favicon and icons of a home screen.

Rendered by Chromium from the motif of summit/design; run by `scripts/assets --images`.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "static" / "img"
sys.path.insert(0, str(ROOT))

# Pixels, and how much of them the sign takes: a mask may cut all but a circle of 80 %.
ICONS = {
    "apple-touch-icon.png": (180, 0.73),
    "icon-192.png": (192, 0.73),
    "icon-512.png": (512, 0.73),
    "icon-maskable-192.png": (192, 0.6),
    "icon-maskable-512.png": (512, 0.6),
}
BOLD_UP_TO = 192
NIGHT, RIB = "#0e1a33", "#8fa2ff"
STYLE = f"""
*{{margin:0}} body{{background:{NIGHT};overflow:hidden}}
svg{{display:block;fill:none;stroke:{RIB}}}
.chord{{stroke-width:1.5}} .inner{{stroke-width:.8;opacity:.65}}
.lattice{{stroke-width:.7;opacity:.38}} .purlins{{opacity:.13}} .floor{{opacity:.3}}
"""


def draw(browser: Browser, markup: str, size: tuple[int, int], scale: int, target: Path) -> None:
    width, height = size
    page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=scale)
    page.set_content(f"<style>{STYLE}</style>{markup}")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=target)
    page.close()
    sys.stdout.write(f"{target.name}: {target.stat().st_size} bytes\n")


def favicon(sign: str) -> str:
    """The sign as a file of its own that follows the colour scheme of the browser."""
    drawing = sign[sign.index("<path") : sign.index("</svg>")]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -7 50 50"><style>path{fill:none;'
        "stroke:#2337c6;stroke-width:2.2}@media(prefers-color-scheme:dark){path{stroke:#8fa2ff}}"
        f"</style>{drawing}</svg>\n"
    )


def app_icon(sign: str, size: int, share: float) -> str:
    """The sign on night, `share` of the width; bolder where it is small."""
    return (
        f'<div style="display:grid;place-items:center;width:{size}px;height:{size}px">'
        f"<style>path{{stroke-width:{1.3 if size > BOLD_UP_TO else 1.6}}}"
        f"svg{{width:{round(size * share)}px;height:auto;overflow:visible}}</style>"
        f"{sign}</div>"
    )


def main() -> None:
    from django.conf import settings

    settings.configure()
    from summit.design.motif import draw_nave, draw_sign

    IMAGES.mkdir(exist_ok=True)
    (IMAGES / "favicon.svg").write_text(favicon(draw_sign(50)))
    mail = f'<div style="width:600px;height:120px">{draw_nave("mail")}</div>'
    card = (
        f'<div style="position:relative;width:1200px;height:630px">{draw_nave("hero")}'
        "<style>.nave{position:absolute;left:-190px;bottom:-24px;width:1440px}"
        "</style></div>"
    )
    chromium = shutil.which("chromium")
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=options)
        draw(browser, mail, (600, 120), 2, IMAGES / "mail-header.png")
        for name, (size, share) in ICONS.items():
            draw(browser, app_icon(draw_sign(50), size, share), (size, size), 1, IMAGES / name)
        draw(browser, card, (1200, 630), 1, IMAGES / "card.png")
        browser.close()


if __name__ == "__main__":
    main()
