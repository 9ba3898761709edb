"""The programme that the public reads, kept in each process under its number."""

from threading import Lock

from agenda.models import Release
from agenda.models.releases import ReleaseKey
from agenda.programme import Programme
from agenda.services.parsing import parse_programme

EMPTY = Programme(number=0, digest="", published_at=None)

_kept: tuple[ReleaseKey, Programme] | None = None
_lock = Lock()


def current_programme() -> Programme:
    """The newest release as a frozen object shared by all threads; an empty one before any.

    One small query a second names the newest release; its content is read and parsed only the
    first time that this process meets it.
    """
    global _kept  # noqa: PLW0603
    key = Release.objects.newest_key()
    if key is None:
        return EMPTY
    kept = _kept
    if kept and kept[0] == key:
        return kept[1]
    with _lock:
        if _kept and _kept[0] == key:
            return _kept[1]
        programme = programme_of(Release.objects.get(number=key[0]))
        _kept = (key, programme)
    return programme


def programme_of(release: Release) -> Programme:
    return parse_programme(
        release.content,
        number=release.number,
        digest=release.digest,
        published_at=release.published_at,
    )
