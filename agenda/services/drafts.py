"""Whether the live rows were edited since the public last got a release, told cheaply."""

from dataclasses import dataclass

from auditlog.models import LogEntry

from agenda.models import Release


@dataclass(frozen=True)
class Unpublished:
    """`release` is what the public reads; None before the first one."""

    release: Release | None
    edited: bool

    @property
    def is_due(self) -> bool:
        """Whether an organiser may want to publish: edits, or an old release put back."""
        if self.release is None:
            return self.edited
        return self.edited or self.release.restores is not None


def unpublished_edits() -> Unpublished:
    """Two small queries: an edit is known by its audit entry, not by comparing the rows.

    So an edit that was taken back still counts; the publishing page compares in full.
    """
    release = Release.objects.newest_first().without_content().first()
    edits = LogEntry.objects.filter(content_type__app_label="agenda")
    if release:
        edits = edits.filter(timestamp__gt=release.published_at)
    return Unpublished(release=release, edited=edits.exists())
