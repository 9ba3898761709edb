from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from summit.operations import health


class Command(BaseCommand):
    """The answer of /readyz for a process that serves no pages."""

    help = "Ask the health checks; ends with an error when one of them fails."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", choices=[*health.ALL, []], help="all by default")

    def handle(self, *args: Any, **options: Any) -> None:
        answers = health.readiness(options["names"] or health.ALL)
        for name, answer in answers.items():
            print(f"{name}: {answer}")
        if health.FAIL in answers.values():
            raise CommandError("not ready")
