"""Gather the outline icons named in summit/design/icons.txt into summit/design/icons.json.

The JSON keeps the drawing inside each SVG only; size, stroke and accessibility are the tag's.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

DESIGN = Path(__file__).resolve().parent.parent / "summit" / "design"


def read_drawing(source: Path) -> str:
    svg = re.sub(r"<!--.*?-->", "", source.read_text(), flags=re.DOTALL)
    body = re.search(r"<svg[^>]*>(.*)</svg>", svg, flags=re.DOTALL)
    if body is None:
        raise ValueError(f"{source.name} holds no drawing")
    return re.sub(r"\s*/>", "/>", re.sub(r"\s+", " ", body[1]).replace("> <", "><")).strip()


def main(package: Path) -> None:
    version = json.loads((package / "package.json").read_text())["version"]
    names = (DESIGN / "icons.txt").read_text().split()
    icons = {name: read_drawing(package / "icons" / f"{name}.svg") for name in names}
    content = {"source": f"Lucide {version}, ISC licence", "icons": icons}
    (DESIGN / "icons.json").write_text(json.dumps(content, indent=1) + "\n")
    (DESIGN / "icons.LICENSE.txt").write_bytes((package / "LICENSE").read_bytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
