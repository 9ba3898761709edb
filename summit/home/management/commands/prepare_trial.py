from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from agenda.exceptions import ReleaseRefused
from registration.checkin.services.doors import ensure_trial_doors
from summit.edition.loading import LoadError, LoadReport
from summit.home.management.commands.load_programme import CONTENT
from summit.home.services import trial


class Command(BaseCommand):
    help = (
        "Make an empty database ready to try: content, fictitious legal facts, an organiser, two "
        "doors, the rehearsal clock. Can be repeated. Prints how to sign in; progress goes to "
        "stderr."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            trial.prepare_content(CONTENT, LoadReport(progress=self.stderr.write))
        except (LoadError, ReleaseRefused) as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        with transaction.atomic():
            trial.fill_addresses()
            trial.fill_legal_pages()
            trial.start_rehearsal()
            ensure_trial_doors()
            password = trial.ensure_organiser(settings.VAR_DIR)
        self.stdout.write(f"Organiser: {settings.SITE_URL}/fr/admin/")
        self.stdout.write(f"  {trial.ORGANISER}  {password}")
