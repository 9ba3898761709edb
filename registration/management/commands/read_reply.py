import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registration.services.replies import read_reply
from summit.edition import clock


class Command(BaseCommand):
    """Reads what calendars answer; a mail server or a mailbox reader hands the messages over."""

    help = (
        "Read calendar replies (METHOD:REPLY): each FILE holds one message, - is standard input. "
        "A reply that is forged, stale or of no invitation changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="an .eml file, or -")

    def handle(self, *args: Any, **options: Any) -> None:
        unread = 0
        for name in options["files"]:
            try:
                raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
            except OSError as error:
                unread += 1
                self.stderr.write(f"{name}: {error.strerror}")
                continue
            reply = read_reply(raw, now=clock.now())
            self.stdout.write(f"{name}: {reply.outcome}")
        if unread:
            raise CommandError(f"{unread} of {len(options['files'])} could not be opened.")
