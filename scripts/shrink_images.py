"""Reduce the drawn PNG files to a small palette: line drawings need few colours.

Needs pillow; run by `scripts/assets --images`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

COLOURS = {
    "card.png": 24,
    "mail-header.png": 12,
    "apple-touch-icon.png": 24,
    "icon-192.png": 16,
    "icon-512.png": 16,
    "icon-maskable-192.png": 16,
    "icon-maskable-512.png": 16,
}


def main(folder: Path) -> None:
    for name, colours in COLOURS.items():
        path = folder / name
        picture = Image.open(path).convert("RGB")
        small = picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        small.save(path, optimize=True)
        sys.stdout.write(f"{name}: {path.stat().st_size} bytes\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
