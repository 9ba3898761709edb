from django.core.mail.backends.smtp import EmailBackend


class CountingBackend(EmailBackend):
    """Django's SMTP backend, counting the connections that it opens."""

    opened = 0

    def open(self) -> bool | None:
        is_new = super().open()
        type(self).opened += bool(is_new)
        return is_new
