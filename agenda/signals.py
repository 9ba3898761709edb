"""The one channel upwards: who depends on the programme listens here."""

from django.dispatch import Signal

# Sent inside the publishing transaction with `release` (the new one) and `previous` (the one
# that the public read until now, or None). agenda.services.changes tells them apart.
programme_released = Signal()
