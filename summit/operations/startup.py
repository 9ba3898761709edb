"""A process that would run with wrong settings says so and does not start."""

from django.core import checks

from summit.environment import refuse_to_start

SETTINGS_TAG = "settings"


def refuse_wrong_settings() -> None:
    """End the process with one line per error that the checks of the settings find."""
    messages = checks.run_checks(tags=[SETTINGS_TAG], include_deployment_checks=True)
    errors = [message for message in messages if message.is_serious()]
    if errors:
        refuse_to_start(*(f"{message.msg} {message.hint or ''}".strip() for message in errors))
