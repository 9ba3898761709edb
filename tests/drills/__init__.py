"""Faults of a whole running site: what is injected, and that nothing is lost.

Everything is real and on loopback: gunicorn, Celery worker and beat, PostgreSQL, Redis and an SMTP
server, each started here and each ended here. docs/drills.md says what is held.
"""
