"""Addresses of the desk's own pages."""

from django.urls import reverse

from registration.models import Registration


def action(name: str, registration: Registration) -> str:
    return reverse(f"admin:registration_registration_{name}", args=[registration.pk])
