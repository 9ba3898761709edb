from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registration", "0006_papers")]

    operations = [
        migrations.CreateModel(
            name="PendingPlace",
            fields=[],
            options={
                "verbose_name": "request to decide",
                "verbose_name_plural": "requests to decide",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("registration.place",),
        ),
    ]
