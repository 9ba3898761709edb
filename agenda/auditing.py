"""Who changed what in the programme: every edit of a live row leaves an audit entry."""

from auditlog.registry import auditlog
from django.apps import apps

from summit.edition.translated import translated_fields

# What follows from something else: snapshots of the files, calendar stamps, the release itself.
UNLOGGED = ["loaded", "sequence", "published_at", "changed_at", "calendar_uid"]


def register_models() -> None:
    """Log every programme row but releases, which never change.

    A translated field repeats one of its languages; the languages themselves are logged.
    """
    for model in apps.get_app_config("agenda").get_models():
        if model._meta.model_name != "release":
            auditlog.register(
                model,
                exclude_fields=[*UNLOGGED, *translated_fields(model)],
                m2m_fields={
                    field.name
                    for field in model._meta.local_many_to_many
                    if field.remote_field.through._meta.auto_created  # type: ignore[union-attr]
                },
            )
