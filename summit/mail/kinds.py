"""What each kind of mail is called on the organisers' pages.

The apps that write mail name their kinds in `AppConfig.ready`; a kind without a name shows its key.
"""

from collections.abc import Mapping

from django.utils.functional import Promise

_labels: dict[str, str | Promise] = {}


def name_kinds(labels: Mapping[str, str | Promise]) -> None:
    """Keys are the `kind` of `enqueue_email`, values lazy translations."""
    _labels.update(labels)


def label_of(kind: str) -> str:
    return str(_labels.get(kind, kind))
