"""`make bench`: medians and ratios of one run beside the bars. Asserts nothing on time."""

import os
import sys
import time

from tests.bench.stack import Stack
from tests.services.environment import ServiceUnavailable


def main() -> int:
    begun = time.monotonic()
    try:
        with Stack() as stack:
            os.environ["DJANGO_SETTINGS_MODULE"] = "summit.settings"
            import django

            django.setup()
            from tests.bench.rounds import Bench

            for line in Bench(stack, say=say).run(rounds=int(os.environ.get("BENCH_ROUNDS", "5"))):
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
