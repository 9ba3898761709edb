"""Figures of the doors on the organisers' home page: counted now, in few queries."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from registration.checkin.models import Door, Scan
from registration.figures import PLOT_GAP, PLOT_HEIGHT, PLOT_WIDTH
from summit.edition.models import Edition

QUARTER = dt.timedelta(minutes=15)
FEWEST_QUARTERS = 16
"""Of a morning that has just begun, so that its first bar does not fill the plot."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A quarter of an hour; lengths in the units of the SVG's view box."""

    begins_at: dt.datetime
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class DoorFigures:
    """Of one day. `conflicts` are tickets that two doors let in."""

    present: int
    entries: int
    forced: int
    conflicts: int
    bars: tuple[Bar, ...]
    highest: int

    @property
    def width(self) -> int:
        return PLOT_WIDTH

    @property
    def height(self) -> int:
        return PLOT_HEIGHT


def is_door_day(now: dt.datetime, edition: Edition) -> bool:
    """A day for which there are doors, or on which somebody was let in."""
    today = now.astimezone(edition.zone).date()
    of_today = Door.objects.filter(quota__day__date=today)
    return of_today.exists() or Scan.objects.on_day_of(now).exists()


def figures_at(now: dt.datetime, edition: Edition) -> DoorFigures:
    today = Scan.objects.on_day_of(now)
    moments = list(today.counted().entries().order_by("at").values_list("at", "forced"))
    counted = Counter(_quarter_of(at) for at, _forced in moments)
    highest = max([*counted.values(), 1])
    return DoorFigures(
        present=Scan.objects.present_at(now).count(),
        entries=len(moments),
        forced=sum(forced for _at, forced in moments),
        conflicts=today.conflicts().count(),
        bars=_bars(counted, highest, now, edition.zone),
        highest=highest,
    )


def _quarter_of(moment: dt.datetime) -> dt.datetime:
    """In UTC: the hour that a clock change repeats is two hours."""
    moment = moment.astimezone(dt.UTC)
    return moment.replace(minute=moment.minute - moment.minute % 15, second=0, microsecond=0)


def _bars(
    counted: Counter[dt.datetime], highest: int, now: dt.datetime, zone: dt.tzinfo
) -> tuple[Bar, ...]:
    """From the first entry until now."""
    begin = min([*counted, _quarter_of(now)])
    last = max([*counted, _quarter_of(now)])
    quarters = max((last - begin) // QUARTER + 1, FEWEST_QUARTERS)
    step = PLOT_WIDTH / quarters
    gap = min(PLOT_GAP, step / 3)
    bars = []
    for position in range(quarters):
        moment = begin + position * QUARTER
        height = round(PLOT_HEIGHT * counted[moment] / highest, 1)
        bars.append(
            Bar(
                begins_at=moment.astimezone(zone),
                count=counted[moment],
                x=round(position * step + gap / 2, 1),
                y=round(PLOT_HEIGHT - height, 1),
                width=round(step - gap, 1),
                height=height,
            )
        )
    return tuple(bars)
