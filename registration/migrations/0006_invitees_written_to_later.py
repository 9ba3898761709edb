from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone


def count_as_written_to(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """On the way back only: the older code writes to nobody later."""
    waiting = apps.get_model("registration", "Invitee").objects.filter(invited_at=None)
    waiting.update(invited_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("registration", "0005_decision_runs")]

    operations = [
        migrations.AlterField(
            model_name="invitee",
            name="invited_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="invited"),
        ),
        migrations.RunPython(migrations.RunPython.noop, count_as_written_to),
    ]
