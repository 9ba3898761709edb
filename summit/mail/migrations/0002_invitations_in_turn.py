from django.db import migrations, models
from django.db.models import Q

UNSENT = Q(state__in=("pending", "in_flight", "retry"))


class Migration(migrations.Migration):
    dependencies = [("mail", "0001_initial")]

    operations = [
        migrations.RemoveIndex("OutgoingEmail", "outgoing_email_in_turn"),
        migrations.AddIndex(
            "OutgoingEmail",
            models.Index(
                fields=["to"],
                condition=UNSENT & ~Q(calendar_uid=""),
                name="outgoing_email_in_turn",
            ),
        ),
    ]
