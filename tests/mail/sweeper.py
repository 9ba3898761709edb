"""A process of its own that sweeps the outbox once; started, and killed, by tests."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "summit.settings")


def main() -> None:
    django.setup()
    from summit.mail.services import deliver_due_emails

    deliver_due_emails()


if __name__ == "__main__":
    main()
