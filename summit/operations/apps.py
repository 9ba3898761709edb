from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    name = "summit.operations"
    label = "operations"
    verbose_name = _("Personal data")
    """The only thing that organisers see of it is what was erased."""

    def ready(self) -> None:
        from django.db.models.signals import pre_migrate

        from summit import checks  # noqa: F401
        from summit.mail import due_work
        from summit.operations import health, mail_again, runs, tracing  # noqa: F401
        from summit.operations.housekeeping import forget_sessions, take_the_time_it_needs

        pre_migrate.connect(take_the_time_it_needs, dispatch_uid="operations")
        due_work.register("heartbeat", health.beat)
        due_work.register("actions on many rows", runs.carry_out_runs)
        due_work.register("old actions", runs.forget_runs)
        due_work.register("expired web sessions", forget_sessions)
        runs.name_work(mail_again.WORK)
