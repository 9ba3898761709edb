from functools import partial

from django.http import HttpRequest

from agenda.exports import schedule_bytes
from agenda.views.files import PublicFile, public_file
from agenda.views.public import Reading


@public_file
def schedule(request: HttpRequest, reading: Reading) -> PublicFile:
    """The whole programme as data, in both languages whatever the address says."""
    build = partial(schedule_bytes, reading.programme, reading.edition)
    return PublicFile(build, "application/json", "schedule.json")
