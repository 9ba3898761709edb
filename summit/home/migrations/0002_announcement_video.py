from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("home", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="announcement",
            name="video",
            field=models.URLField(
                blank=True,
                default="",
                help_text="A summary or a recording; the announcement leads to it.",
                verbose_name="address of a video",
            ),
        ),
    ]
