"""Loading all content files at once: programme, questions, site copy, quotas, then a release."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from agenda.models import Release
from agenda.services.loading import load_programme_file
from agenda.services.releases import preview_release, publish_release
from faq.services.loading import load_faq
from registration.services.quotas import load_quotas
from registration.services.reminders_loading import load_reminders
from summit.edition.loading import LoadReport, read_json
from summit.edition.models import Edition
from summit.home.services.groups import ensure_groups
from summit.home.services.loading import load_site
from summit.home.services.loading_edition import load_edition
from summit.newsletter.services.loading import load_newsletter

FILES = ("programme.json", "faq.json", "site.json")
RELEASE_NOTE = "Loaded from the data files"


@dataclass
class LoadResult:
    """What a load did, and the release it made: None when the programme did not change.

    None too where organisers have edits that are not published (`held_back`).
    """

    report: LoadReport
    release: Release | None
    held_back: bool = False


def load_content(
    path: Path,
    *,
    overwrite: bool = False,
    dry_run: bool = False,
    publish: bool = False,
    report: LoadReport,
) -> LoadResult:
    """Load the three files in `path` in one transaction: all of them or nothing.

    What an organiser changed is kept and listed, unless `overwrite`. A release follows when
    programme rows changed or none exists yet, and the organisers’ groups are made. Where the
    rows differed from the current release before, half-done edits of organisers or a release
    taken back, nothing is published with them unless `publish` says so. `dry_run` does all of
    it, then takes it back.
    Raises LoadError (a file is wrong) and ReleaseRefused (the programme is incomplete).
    """
    programme, faq, site = (read_json(path / name) for name in FILES)
    with transaction.atomic():
        held_back = not publish and has_unpublished_edits()
        edition = load_edition(programme, overwrite=overwrite, report=report)
        before = report.created + report.updated
        load_programme_file(programme, overwrite=overwrite, report=report)
        programme_changed = report.created + report.updated > before
        load_faq(faq, overwrite=overwrite, report=report)
        load_site(site, overwrite=overwrite, report=report)
        load_newsletter(site, overwrite=overwrite, report=report)
        load_quotas(overwrite=overwrite, report=report)
        load_reminders(overwrite=overwrite, report=report)
        ensure_groups()
        edition.loaded["digest"] = content_digest(path)
        edition.save(update_fields=["loaded"])
        release = None
        if not held_back and (publish or programme_changed or not Release.objects.exists()):
            release = publish_release(note=RELEASE_NOTE, actor=None)
        transaction.set_rollback(dry_run)
    return LoadResult(report, release, held_back=held_back)


def has_unpublished_edits() -> bool:
    """Whether the rows say something else than the release that the public reads."""
    return Release.objects.exists() and bool(preview_release().changes)


def content_digest(path: Path) -> str:
    """SHA-256 over the three files."""
    digest = hashlib.sha256()
    for name in FILES:
        digest.update((path / name).read_bytes())
    return digest.hexdigest()


def is_loaded(path: Path) -> bool:
    """Whether the files in `path` are the ones that were loaded last."""
    return Edition.objects.current().loaded.get("digest") == content_digest(path)
