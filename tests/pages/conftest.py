from io import StringIO

import pytest
from django.core.management import call_command


def prepare_trial() -> None:
    call_command("prepare_trial", stdout=StringIO(), stderr=StringIO())


@pytest.fixture
def trial(db: None) -> None:
    """The real programme, questions and copy, as `make run` shows them."""
    prepare_trial()


@pytest.fixture
def served_trial(transactional_db: None) -> None:
    """The same, committed for a browser to read."""
    prepare_trial()
