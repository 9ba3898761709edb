from io import StringIO

import pytest
from django.core.management import call_command


@pytest.fixture
def trial(db: None) -> None:
    """The real programme, questions and copy."""
    call_command("prepare_trial", stdout=StringIO(), stderr=StringIO())
