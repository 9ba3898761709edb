import signal
import threading
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from summit.mail import due_work

PAUSE = 2.0


class Command(BaseCommand):
    """Background work without a broker: the sweep of Celery beat, every two seconds."""

    help = "Send waiting mail and do all other due work every two seconds, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            due_work.run_due_work()
            return
        stop = threading.Event()

        def on_signal(number: int, frame: FrameType | None) -> None:
            stop.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, on_signal)
        while not stop.is_set():
            close_old_connections()
            due_work.run_due_work()
            close_old_connections()
            stop.wait(PAUSE)
