"""The ribs of the nave: one-point view of a vault, six ribs for six days, drawn by code.

All ribs share one centre; rib i has radius R x 0.79^i, stands on legs of k x r_i and ends in a half
circle, so that its feet recede on one straight floor line.
"""

from dataclasses import dataclass
from functools import cache
from math import cos, pi, sin

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

RIBS = 6
SHRINK = 0.79
INNER = 0.97
LATTICE_RIBS = 4
BAYS = 44
PURLINS = 22


@dataclass(frozen=True)
class Nave:
    """Where one variant of the motif stands in its view box (CSS pixels)."""

    width: int
    height: int
    cx: float
    cy: float
    radius: float
    leg: float
    ratio: str = "xMidYMid meet"

    def radius_of(self, rib: int) -> float:
        return self.radius * SHRINK**rib

    def arch(self, radius: float) -> str:
        left, right, foot = self.cx - radius, self.cx + radius, self.cy + self.leg * radius
        return (
            f"M{left:.1f} {foot:.1f}V{self.cy:g}"
            f"A{radius:.1f} {radius:.1f} 0 0 1 {right:.1f} {self.cy:g}V{foot:.1f}"
        )

    def at(self, radius: float, angle: float) -> str:
        return f"{self.cx - radius * cos(angle):.1f} {self.cy - radius * sin(angle):.1f}"

    def lattice(self, rib: int) -> str:
        outer, inner = self.radius_of(rib), self.radius_of(rib) * INNER
        points = [
            self.at(inner if step % 2 else outer, pi * step / (2 * BAYS))
            for step in range(2 * BAYS + 1)
        ]
        return "M" + "L".join(points)

    def purlins(self) -> str:
        outer, inner = self.radius_of(0), self.radius_of(RIBS - 1)
        angles = [pi * step / PURLINS for step in range(PURLINS + 1)]
        return "".join(f"M{self.at(outer, angle)}L{self.at(inner, angle)}" for angle in angles)

    def floor(self) -> str:
        feet = [self.foot(0, -1), self.foot(RIBS - 1, -1), self.foot(RIBS - 1, 1), self.foot(0, 1)]
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in feet)

    def foot(self, rib: int, side: int) -> tuple[float, float]:
        radius = self.radius_of(rib)
        return self.cx + side * radius, self.cy + self.leg * radius


NAVES = {
    "hero": Nave(1440, 684, 1120, 492, 436, 0.38),
    "during": Nave(1440, 560, 1120, 412, 380, 0.32),
    "small": Nave(390, 240, 213, 190, 187, 0.2),
    "player": Nave(720, 404, 360, 301, 640, 0.16, "xMidYMid slice"),
    "ticket": Nave(350, 76, 275, 119, 109, 0.16, "xMaxYMid slice"),
    "mail": Nave(600, 120, 485, 222, 208, 0.16, "xMaxYMid slice"),
}


def _rib(nave: Nave, rib: int, day: int | None, *, today: bool) -> SafeString:
    radius = nave.radius_of(rib)
    lattice = (
        format_html('<path class="lattice" d="{}"/>', nave.lattice(rib))
        if rib < LATTICE_RIBS
        else ""
    )
    number = ""
    if day is not None:
        x, y = nave.foot(rib, -1)
        number = format_html('<text x="{}" y="{}">{}</text>', round(x - 9), round(y - 2), day)
    return format_html(
        '<g class="rib{}"><path class="chord" d="{}"/><path class="inner" d="{}"/>{}{}</g>',
        " today" if today else "",
        nave.arch(radius),
        nave.arch(radius * INNER),
        lattice,
        number,
    )


@cache
def draw_nave(variant: str, today: int | None = None, first_day: int | None = None) -> SafeString:
    """The motif as inline SVG; `today` (0 to 5) paints one rib, `first_day` numbers the feet."""
    nave = NAVES[variant]
    ribs = format_html_join(
        "",
        "{}",
        (
            (_rib(nave, i, None if first_day is None else first_day + i, today=i == today),)
            for i in range(RIBS)
        ),
    )
    return format_html(
        '<svg class="nave nave--{}" viewBox="0 0 {} {}" preserveAspectRatio="{}" aria-hidden="true"'
        ' focusable="false"><path class="purlins" d="{}"/><path class="floor" d="{}"/>{}</svg>',
        variant,
        nave.width,
        nave.height,
        nave.ratio,
        nave.purlins(),
        nave.floor(),
        ribs,
    )


@cache
def draw_sign(width: int = 50) -> SafeString:
    """The sign (logo): the same ratios, outer chords only."""
    nave = Nave(50, 36, 25, 25.6, 24.3, 0.38)
    arches = "".join(nave.arch(nave.radius_of(rib)) for rib in range(RIBS))
    return format_html(
        '<svg class="sign" viewBox="0 0 50 36" width="{}" height="{}" aria-hidden="true"'
        ' focusable="false"><path d="{}"/></svg>',
        width,
        round(width * 36 / 50),
        arches,
    )


def draw_bay(state: str) -> SafeString:
    """The rib from the side, over one day: `past`, `today`, `coming`, or the low `active` one."""
    arcs: tuple[str, ...]
    if state == "active":
        box, arcs = "0 0 200 10", ("M0 10A100 9 0 0 1 200 10",)
    else:
        box = "0 0 200 38"
        arcs = ("M.5 38A99.5 36 0 0 1 199.5 38", "M6 38A94 31 0 0 1 194 38")
    paths = mark_safe("".join(f'<path d="{arc}"/>' for arc in arcs))  # noqa: S308 - our figures
    return format_html(
        '<svg class="bay bay--{}" viewBox="{}" preserveAspectRatio="none" aria-hidden="true"'
        ' focusable="false">{}</svg>',
        state,
        box,
        paths,
    )
