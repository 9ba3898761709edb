"""The list of outgoing mail, with many sent again in the background."""

from typing import cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from summit.accounts.models import User
from summit.mail.admin import OutgoingEmailAdmin
from summit.mail.models import OutgoingEmail
from summit.operations.mail_again import SEND_AGAIN
from summit.operations.run_pages import RunsAdmin
from summit.operations.runs import start_run

admin.site.unregister(OutgoingEmail)


@admin.register(OutgoingEmail)
class MailAdmin(RunsAdmin, OutgoingEmailAdmin):
    run_work = SEND_AGAIN
    run_title = _("Mail sent again")
    run_permission = "send_again"

    @admin.action(description=_("Send again"), permissions=["send_again"])
    def send_again_selected(
        self, request: HttpRequest, queryset: QuerySet[OutgoingEmail]
    ) -> HttpResponse | None:
        keys = list(queryset.order_by("pk").values_list("pk", flat=True))
        run = start_run(SEND_AGAIN, keys=keys, by=cast(User, request.user))
        told = ngettext(
            "%(count)d mail is on its way again.",
            "%(count)d mails are on their way again.",
            len(keys),
        )
        return self.tell(request, run, told % {"count": len(keys)})
