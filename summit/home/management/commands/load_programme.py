from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from agenda.exceptions import ReleaseRefused
from summit.edition.loading import LoadError, LoadReport
from summit.home.services.programme import load_content

CONTENT = settings.BASE_DIR / "summit" / "content"


class Command(BaseCommand):
    help = (
        "Load programme.json, faq.json and site.json, all or nothing, and publish a release if "
        "the programme changed. What organisers changed is kept; what they have not published yet "
        "is published by --publish only."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "path", nargs="?", type=Path, default=CONTENT, help="folder of the three files"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="check and report, then change nothing"
        )
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="give every field the value of the files, also those that organisers changed",
        )

        parser.add_argument(
            "--publish",
            action="store_true",
            help="publish also what organisers changed and have not published yet",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        report = LoadReport(progress=self.stdout.write if options["verbosity"] else lambda _: None)
        try:
            result = load_content(
                options["path"],
                overwrite=options["overwrite"],
                dry_run=options["dry_run"],
                publish=options["publish"],
                report=report,
            )
        except (LoadError, ReleaseRefused) as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        if not options["verbosity"]:
            return
        for field in report.kept:
            self.stdout.write(f"kept as an organiser changed it: {field}")
        self.stdout.write(
            f"{report.created} created, {report.updated} updated, {report.unchanged} unchanged, "
            f"{len(report.kept)} fields kept"
        )
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was written.")
        elif result.held_back:
            self.stdout.write(
                "Organisers have edits that are not published: nothing was published. Publish in "
                "the admin, or load with --publish."
            )
        elif result.release:
            self.stdout.write(f"Release {result.release.number} is published.")
        else:
            self.stdout.write("The programme did not change; no new release.")
