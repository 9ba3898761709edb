import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "summit.settings")

application = get_wsgi_application()

from summit.operations.startup import refuse_wrong_settings  # noqa: E402

refuse_wrong_settings()

# What stands now stays for good: the collector need not walk over it while people wait.
gc.collect()
gc.freeze()
