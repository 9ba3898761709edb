"""One's own data: to read, to take away, to erase."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from registration.forms.erasing import ErasureForm
from registration.models import Erasure, LinkPurpose, Registration
from registration.services.erasing import erase_registration, receipt_of
from registration.services.exporting import export_json, export_of
from registration.views.mine import day_of, facts
from registration.views.personal import keep_private, personal, personal_paths
from summit.edition import clock
from summit.newsletter.models import Subscription


@require_safe
@personal(LinkPurpose.MANAGE)
def export(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Everything kept about the person, in words."""
    context = {
        "registration": registration,
        "sections": export_of(registration),
        "paths": personal_paths(registration),
    }
    return render(request, "registration/export.html", context)


@require_safe
@personal(LinkPurpose.MANAGE)
def export_file(request: HttpRequest, registration: Registration) -> HttpResponse:
    """The same as JSON."""
    name = pgettext("file name", "my-data")
    response = HttpResponse(export_json(registration), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, public_id: UUID, signature: str) -> HttpResponse:
    """GET says what goes; POST erases and leads to the receipt, a second press of it too."""
    response = _erase(request, public_id=public_id, signature=signature)
    is_late = request.method == "POST" and response.status_code == HTTPStatus.NOT_FOUND
    number = receipt_of(public_id) if is_late else ""
    return redirect("registration:erased", number) if number else response


@personal(LinkPurpose.MANAGE, posts=True)
def _erase(request: HttpRequest, registration: Registration) -> HttpResponse:
    subscribed = Subscription.objects.filter(email_key=registration.email_key).exists()
    data = request.POST if request.method == "POST" else None
    form = ErasureForm(data, has_newsletter=subscribed)
    if form.is_valid():
        receipt = erase_registration(
            registration_id=registration.pk,
            now=clock.now(),
            by="self",
            with_newsletter=form.with_newsletter,
        )
        return redirect("registration:erased", receipt.number)
    now = clock.now()
    context = {**facts(registration, now), **day_of(registration, now), "form": form}
    return render(request, "registration/erase.html", context)


@require_safe
def erased(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt: a number and a moment, nothing that leads to anybody."""
    erasure = get_object_or_404(Erasure, number=number)
    return keep_private(render(request, "registration/erased.html", {"erasure": erasure}))
