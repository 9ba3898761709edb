"""`make bench`: medians and ratios of one run beside the bars. Asserts nothing on time."""

import argparse
import os
import sys
import time

from tests.bench.stack import Stack
from tests.services.environment import ServiceUnavailable

PARTS = ("cold", "searches", "pages", "registrations", "mails", "bookings")


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("--only", choices=PARTS, help="measure this part alone")
    only = parser.parse_args().only
    begun = time.monotonic()
    try:
        with Stack() as stack:
            os.environ["DJANGO_SETTINGS_MODULE"] = "summit.settings"
            import django

            django.setup()
            from tests.bench.rounds import Bench

            bench, rounds = Bench(stack, say=say), int(os.environ.get("BENCH_ROUNDS", "5"))
            for line in bench.run(rounds=rounds, parts=[only] if only else PARTS):
                say(line)
            for line in [] if only else bench.capacity():
                say(line)
    except ServiceUnavailable as problem:
        say(f"Not measured: {problem}")
        return 3
    say(f"\n{time.monotonic() - begun:.0f} s in all")
    return 0


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
