"""Figures of the organisers' home page: counted now, in few queries."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import TruncDate

from registration.models import Quota, Registration, Seats, Way
from summit.edition.models import Edition

PLOT_DAYS = 28
PLOT_WIDTH, PLOT_HEIGHT, PLOT_GAP = 1120, 220, 10


@dataclass(frozen=True)
class WayFigures:
    """`kept` are places that invitation codes keep for their people: nobody else gets them."""

    way: str
    confirmed: int
    capacity: int | None
    kept: int = 0

    @property
    def left(self) -> int | None:
        return None if self.capacity is None else max(self.capacity - self.confirmed - self.kept, 0)


@dataclass(frozen=True)
class Bar:
    """One day of the plot; lengths in the units of the SVG's view box."""

    date: dt.date
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Plot:
    bars: tuple[Bar, ...]
    highest: int

    @property
    def width(self) -> int:
        return PLOT_WIDTH

    @property
    def height(self) -> int:
        return PLOT_HEIGHT


@dataclass(frozen=True)
class SeatFigures:
    """One bookable session; `share` is the part of its seats that is gone, 0 to 100."""

    seats: Seats
    taken: int
    limit: int | None
    waiting: int

    @property
    def share(self) -> int:
        return 0 if not self.limit else min(100, round(100 * self.taken / self.limit))

    @property
    def is_full(self) -> bool:
        return self.limit is not None and self.taken >= self.limit


@dataclass(frozen=True)
class Figures:
    in_person: WayFigures
    online: WayFigures
    waiting: int
    pending: int
    registrations: int
    cancelled: int
    plot: Plot


def figures_at(now: dt.datetime, edition: Edition) -> Figures:
    """Places taken by way, people waiting and requests, and registrations of the last 28 days."""
    quotas = list(Quota.objects.with_counts().with_kept(now).for_day(edition.business_day))
    waiting = sum(quota.waiting for quota in quotas)
    cancelled = Registration.objects.cancelled().count()
    return Figures(
        in_person=_of_way(quotas, Way.IN_PERSON),
        online=_of_way(quotas, Way.ONLINE),
        waiting=waiting,
        pending=sum(quota.pending for quota in quotas),
        registrations=Registration.objects.live().count(),
        cancelled=cancelled,
        plot=_plot(now, edition),
    )


def _of_way(quotas: list[Quota], way: str) -> WayFigures:
    for quota in quotas:
        if quota.way == way:
            return WayFigures(way, quota.taken, quota.capacity, quota.kept)  # type: ignore[attr-defined]
    return WayFigures(way, 0, 0)


def _plot(now: dt.datetime, edition: Edition) -> Plot:
    last = now.astimezone(edition.zone).date()
    first = last - dt.timedelta(days=PLOT_DAYS - 1)
    counted: dict[dt.date, int] = dict(
        Registration.objects.annotate(date=TruncDate("created_at", tzinfo=edition.zone))
        .filter(date__range=(first, last))  # type: ignore[misc]
        .values_list("date")
        .annotate(count=Count("pk"))
        .order_by()
    )
    days = [first + dt.timedelta(days=n) for n in range(PLOT_DAYS)]
    highest = max([*counted.values(), 1])
    step = PLOT_WIDTH / PLOT_DAYS
    return Plot(
        bars=tuple(_bar(day, n, counted.get(day, 0), highest, step) for n, day in enumerate(days)),
        highest=highest,
    )


def _bar(day: dt.date, position: int, count: int, highest: int, step: float) -> Bar:
    height = round(PLOT_HEIGHT * count / highest, 1)
    return Bar(
        date=day,
        count=count,
        x=round(position * step + PLOT_GAP / 2, 1),
        y=round(PLOT_HEIGHT - height, 1),
        width=round(step - PLOT_GAP, 1),
        height=height,
    )


def seat_figures() -> list[SeatFigures]:
    """Every bookable session in the order of the day. One query."""
    rows = Seats.objects.with_session().with_counts().order_by("session__starts_at", "pk")
    return [SeatFigures(row, row.taken, row.limit, row.waiting) for row in rows]  # type: ignore[attr-defined]
