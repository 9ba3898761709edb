from django.db import models


class Event(models.Model):
    capacity = models.PositiveIntegerField()

    def __str__(self) -> str:
        return str(self.pk)


class Booking(models.Model):
    event = models.ForeignKey(Event, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
    email = models.EmailField(unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.email
