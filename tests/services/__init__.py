"""Real services for the tests: PostgreSQL, Redis or Valkey, SMTP, a Celery worker, a browser.

One server of each kind per run, started by the process that starts the run; one database and
one Redis number per xdist worker.
"""
