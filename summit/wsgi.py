import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "summit.settings")

application = get_wsgi_application()

from summit.operations.startup import refuse_wrong_settings  # noqa: E402

refuse_wrong_settings()

# Every view is loaded before anyone comes. What stands then stays for good: the collector need
# not walk over it while people wait.
get_resolver().url_patterns  # noqa: B018
gc.collect()
gc.freeze()
