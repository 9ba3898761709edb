"""What the site is compared with: the least that Django and Celery can do of the same kind."""
