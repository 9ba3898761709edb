"""Switching reminders off and on again; mail programs do it by POST on their own (RFC 8058).

The signed address proves the right to press, so the form carries no token.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from registration.models import LinkPurpose, Registration
from registration.services.reminding import want_reminders
from registration.views.personal import personal, personal_path, personal_paths


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@personal(LinkPurpose.REMINDERS, LinkPurpose.MANAGE, posts=True)
def reminders(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Opening the link changes nothing."""
    if request.method != "POST":
        context = {
            "registration": registration,
            "done": request.GET.get("done") == "1",
            "paths": personal_paths(registration),
        }
        return render(request, "registration/reminders.html", context)
    is_program = request.POST.get("List-Unsubscribe") == "One-Click"
    wanted = not is_program and request.POST.get("wanted") == "yes"
    want_reminders(registration_id=registration.pk, wanted=wanted, by="self")
    if is_program:
        return HttpResponse(b"No more reminders.\n", content_type="text/plain")
    path = personal_path(registration, "reminders", LinkPurpose.REMINDERS)
    return redirect(f"{path}?done=1")
