from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("mail", "0002_invitations_in_turn")]

    operations = [migrations.RemoveIndex("OutgoingEmail", "outgoing_email_in_turn")]
