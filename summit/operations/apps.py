from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "summit.operations"
    label = "operations"

    def ready(self) -> None:
        from summit import checks  # noqa: F401
        from summit.mail import due_work
        from summit.operations import health, tracing  # noqa: F401

        due_work.register("heartbeat", health.beat)
