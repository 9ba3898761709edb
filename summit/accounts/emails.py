"""The one function that says when two e-mail addresses are the same person's."""

import unicodedata
from functools import lru_cache

import idna


def email_key(address: str) -> str:
    """Key under which an address is unique: NFKC, casefold, domain in IDNA form.

    The local part keeps its dots and tags: only the receiving host knows what they mean.
    Never raises; an address without "@" is only folded.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", address).casefold())
    local, at, domain = folded.strip().rpartition("@")
    if not at:
        return domain
    return f"{local}@{_ascii_domain(domain.rstrip('.'))}"


@lru_cache(maxsize=1024)  # many people share a domain
def _ascii_domain(domain: str) -> str:
    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return domain


def deliverable(address: str) -> str:
    """The address to write to: local part as typed, domain in the form that names are compared."""
    local, _, _ = address.strip().rpartition("@")
    return f"{local}@{email_key(address).rpartition('@')[2]}"
