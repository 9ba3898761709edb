from django.db import models


class Heartbeat(models.Model):
    """When the background work last went round; written by the sweep itself."""

    beaten_at = models.DateTimeField()

    class Meta:
        verbose_name = "heartbeat"
        verbose_name_plural = "heartbeats"

    def __str__(self) -> str:
        return self.beaten_at.isoformat()
