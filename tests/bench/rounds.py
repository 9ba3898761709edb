"""The measures, round after round, each beside what it is compared with."""

import subprocess
import time
from collections.abc import Callable, Collection, Iterator
from functools import partial

import psycopg

from agenda.models import Audience, Release
from agenda.search import Index
from agenda.services.parsing import parse_programme
from registration.models import Place, PlaceState, Quota, Registration, Way
from registration.services.availability import queue_position
from summit.edition.models import Edition, RegistrationMode
from summit.mail.models import OutgoingEmail
from tests.bench import journeys, mails
from tests.bench.client import Visitor, storm
from tests.bench.meters import cpu_seconds
from tests.bench.programme import CROWDED, crowded, release
from tests.bench.report import Figures, percentile
from tests.bench.stack import Stack

CLIENTS, CROWD = 8, 32
PAGES, REGISTRATIONS, MAILS = 800, 64, 200
LIMIT = 15.0
CAPACITY, PEOPLE = 50, 500
DAY = f"/en/agenda/{CROWDED}/"
GRID = f"{DAY}?view=grid"
SESSION = "/en/agenda/sessions/crowded-0/"
# What finds few, what is mistyped, and what finds most of the week.
SEARCHES = ("demonstration", "mistarl", "ai", "paris")
# What programs fetch again and again.
FILES = (
    ("calendar of the week", "/en/agenda/week.ics"),
    ("programme as JSON", "/en/agenda/schedule.json"),
    ("changes as Atom", "/en/agenda/changes.atom"),
)

BOOKING = """\
BEGIN;
SELECT capacity FROM least_event WHERE id = 1 FOR NO KEY UPDATE;
INSERT INTO least_booking (event_id, name, email, created_at)
VALUES (1, 'Camille', gen_random_uuid()::text, now());
COMMIT;
"""


class Bench:
    def __init__(self, stack: Stack, *, say: Callable[[str], None]) -> None:
        self.stack = stack
        self.say = say
        self.figures = Figures()
        self.has_nginx = False
        self.site, self.least = stack.ports["site"], stack.ports["least"]
        Edition.objects.update(registration_mode=RegistrationMode.OPEN)
        Quota.objects.filter(way=Way.IN_PERSON).update(capacity=100_000)
        with psycopg.connect(stack.database("least")) as connection:
            connection.execute("INSERT INTO least_event (id, capacity) VALUES (1, 100000)")
        self.audience = Audience.objects.values_list("slug", flat=True)[0]
        self.content = crowded(Release.objects.newest_first()[0].content)

    def run(self, *, rounds: int, parts: Collection[str]) -> Iterator[str]:
        """Measure each of `parts` in each round."""
        self._warm_up()
        page = Visitor(self.site).get(DAY).body
        self.has_nginx = self.stack.start_nginx(page)
        for number in range(1, rounds + 1):
            self.say(f"round {number} of {rounds}")
            for part in parts:
                getattr(self, f"_{part}")()
        yield ""
        yield from self.figures.table()
        if not self.has_nginx:
            yield f"{'nginx, agenda day as a file':44}not measured: no nginx"
        if not self.stack.pgbench:
            yield f"{'pgbench, least booking':44}not measured: no pgbench"
        yield ""
        yield from self._ratios()

    def capacity(self) -> Iterator[str]:
        yield ""
        yield from self._capacity(open_first=False)
        yield from self._capacity(open_first=True)

    # --- Measures ---------------------------------------------------------------------------

    def _measure(
        self,
        name: str,
        act: Callable[[int], object],
        *,
        times: int,
        process: str,
        clients: int = CLIENTS,
    ) -> None:
        pid = self.stack.pids[process]
        before = cpu_seconds(pid)
        done = storm(act, times=times, clients=clients, limit=LIMIT)
        spent = cpu_seconds(pid) - before
        count = len(done.results)
        wait = percentile(done.waits, 99) * 1000
        self.figures.add(name, rate=count / done.seconds, cpu=spent * 1000 / count, wait=wait)

    def _warm_up(self) -> None:
        """Every process has compiled its templates and opened its connections."""
        self._release()
        for port, path in ((self.site, DAY), (self.site, SESSION), (self.site, journeys.FORM)):
            storm(journeys.read(port, path), times=16, clients=CLIENTS, limit=LIMIT)
        self._warm_up_registrations()

    def _warm_up_registrations(self) -> None:
        """Every process has built the form, its answer and the mail, as it has the pages."""
        for act in (self._register, self._register_least):
            storm(act, times=24, clients=CLIENTS, limit=LIMIT)
        self._drain()

    def _register(self, _number: int) -> str:
        return journeys.Person(self.site, self.audience).register()

    def _register_least(self, _number: int) -> None:
        journeys.register_least(self.least)

    def _release(self) -> None:
        """And wait until every process has seen it."""
        release(self.content)
        time.sleep(1.2)

    def _cold(self) -> None:
        """The first reader after a release, on its own; then every process has read the page."""
        self._release()
        act = journeys.read(self.site, DAY)
        before = cpu_seconds(self.stack.pids["site"])
        act(0)
        spent = cpu_seconds(self.stack.pids["site"]) - before
        self.figures.add("agenda day, first after a release", rate=None, cpu=spent * 1000)
        self._cold_of_thousand()
        self._release()
        for path in (DAY, GRID, SESSION, *(path for _name, path in FILES)):
            storm(journeys.read(self.site, path), times=24, clients=CLIENTS, limit=LIMIT)

    def _cold_of_thousand(self) -> None:
        release(crowded(self.content, sessions=1000))
        time.sleep(1.2)
        before = cpu_seconds(self.stack.pids["site"])
        journeys.read(self.site, DAY)(0)
        spent = cpu_seconds(self.stack.pids["site"]) - before
        name = "the same day of 1,000 sessions"
        self.figures.add(name, rate=None, cpu=spent * 1000)

    def _searches(self) -> None:
        """A page of results is built for each: nothing of a search is kept."""
        for words in SEARCHES:
            act = journeys.read(self.site, f"/en/agenda/week/?q={words}")
            storm(act, times=8, clients=CLIENTS, limit=LIMIT)
            self._measure(f"search, “{words}”", act, times=80, process="site")
        self._search_alone()

    def _search_alone(self) -> None:
        """The search itself, in this process, over a thousand sessions."""
        content = crowded(self.content, sessions=1000)
        programme = parse_programme(content, number=0, digest="", published_at=None)
        index = Index(programme, "en")
        for words in ("ai", "demonstration", "mistarl", "trust grand palais"):
            begun = time.process_time()
            for _time in range(20):
                index.search(words)
            spent = (time.process_time() - begun) * 1000 / 20
            name = f"search alone, 1,000 sessions, “{words}”"
            self.figures.add(name, rate=None, cpu=spent)

    def _pages(self) -> None:
        if self.has_nginx:
            static = journeys.read(self.stack.ports["nginx"], "/page")
            self._measure("nginx, agenda day as a file", static, times=PAGES, process="nginx")
        pages = (
            ("agenda day of 120 sessions", DAY),
            ("its time grid", GRID),
            ("session page", SESSION),
            *FILES,
        )
        for name, path in pages:
            act = journeys.read(self.site, path)
            size = act(0)
            bare = journeys.read(self.least, f"/page/{size}/")
            self._measure(f"bare view, size of {name}", bare, times=PAGES, process="least")
            self._measure(name, act, times=PAGES, process="site")

    def _registrations(self) -> None:
        self._warm_up_registrations()
        act, times = self._register, REGISTRATIONS
        self._measure("least registration", self._register_least, times=times * 2, process="least")
        self._measure("registration, 8 clients", act, times=times, process="site")
        self._drain()
        self._measure("registration, 32 clients", act, times=times, process="site", clients=CROWD)
        self._drain()

    def _drain(self) -> None:
        deadline = time.monotonic() + LIMIT
        while OutgoingEmail.objects.unsent().exists() and time.monotonic() < deadline:
            time.sleep(0.1)

    def _mails(self) -> None:
        mails.write_rows(MAILS)
        for name, process, ask in (
            ("bare mail task", "least worker", partial(mails.ask_least, MAILS)),
            ("mail", "site worker", partial(mails.ask_site, MAILS)),
        ):
            taken, _connections = self.stack.messages_taken()
            before, begun = cpu_seconds(self.stack.pids[process]), time.monotonic()
            ask()
            while (now := self.stack.messages_taken())[0] < taken + MAILS:
                if time.monotonic() - begun > LIMIT:
                    break
                time.sleep(0.02)
            seconds = time.monotonic() - begun
            count = now[0] - taken
            spent = cpu_seconds(self.stack.pids[process]) - before
            self.figures.add(name, rate=count / seconds, cpu=spent * 1000 / max(count, 1))

    def _bookings(self) -> None:
        """What the database alone can do."""
        if not self.stack.pgbench:
            return
        script = self.stack.folder / "booking.sql"
        script.write_text(BOOKING)
        done = subprocess.run(
            [
                *(self.stack.pgbench, "-n", "-c", str(CLIENTS), "-t", "100", "-f", str(script)),
                self.stack.database("least"),
            ],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        for line in done.stdout.splitlines():
            if line.startswith("tps = "):
                rate = float(line.split()[2])
                self.figures.add("pgbench, least booking", rate=rate, cpu=None)

    # --- Telling ----------------------------------------------------------------------------

    def _ratios(self) -> Iterator[str]:
        rates, cpus = self.figures.rates, self.figures.cpus
        day, grid, session = "agenda day of 120 sessions", "its time grid", "session page"
        eight, crowd = "registration, 8 clients", "registration, 32 clients"
        waits = self.figures.waits
        rows = (
            ("agenda day / bare view", rates, day, f"bare view, size of {day}", "≥ 0.5"),
            ("time grid / bare view", rates, grid, f"bare view, size of {grid}", "≥ 0.5"),
            ("session page / bare view", rates, session, f"bare view, size of {session}", "≥ 0.4"),
            *(
                (f"{name} / bare view", rates, name, f"bare view, size of {name}", "≥ 0.3")
                for name, _path in FILES
            ),
            ("agenda day / bare view, 99 % wait", waits, day, f"bare view, size of {day}", "< 3"),
            (
                "session page / bare view, 99 % wait",
                waits,
                session,
                f"bare view, size of {session}",
                "< 3",
            ),
            ("registration / least, CPU", cpus, eight, "least registration", "≤ 3"),
            ("registration / least, throughput", rates, eight, "least registration", "≥ 0.4"),
            ("32 clients / 8 clients", rates, crowd, eight, "≥ 0.8"),
            ("mail / bare task", rates, "mail", "bare mail task", "≥ 0.75"),
        )
        for label, kind, name, other, bar in rows:
            yield f"{label:44}{self.figures.ratio(kind, name, other):>14}   bar {bar}"

    # --- Capacity ---------------------------------------------------------------------------

    def _capacity(self, *, open_first: bool) -> Iterator[str]:
        """500 people for 50 places, 32 at a time: who got one, who waits and where."""
        Place.objects.all().delete()
        Registration.objects.all().delete()
        Quota.objects.filter(way=Way.IN_PERSON).update(capacity=CAPACITY)
        people = [journeys.Person(self.site, self.audience) for _ in range(PEOPLE)]
        steps = ["open_form", "send_form"] if open_first else ["register"]
        seconds = 0.0
        for step in steps:
            done = storm(
                partial(_do, people, step),
                times=PEOPLE,
                clients=CROWD,
                limit=60.0,
            )
            seconds += done.seconds
        places = Place.objects.filter(quota__way=Way.IN_PERSON)
        confirmed = places.filter(state=PlaceState.CONFIRMED).count()
        waiting = list(places.filter(state=PlaceState.WAITING))
        positions = sorted(queue_position(place) for place in waiting)
        in_order = positions == list(range(1, len(waiting) + 1))
        how = "all open the form first" if open_first else "each from form to answer"
        yield (
            f"{PEOPLE} people for {CAPACITY} places, {how}: {confirmed} confirmed, "
            f"{len(waiting)} waiting, positions {'1 to ' if in_order else 'NOT 1 to '}"
            f"{len(waiting)}, no answer of the server's fault; {seconds:.0f} s"
        )


def _do(people: list[journeys.Person], step: str, number: int) -> None:
    getattr(people[number], step)()
