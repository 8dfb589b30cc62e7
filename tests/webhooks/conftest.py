"""What every test of webhooks needs: loopback open, and nothing else."""

import pytest


@pytest.fixture
def to_loopback(settings) -> None:
    """Let messages go to the sink of a test."""
    settings.WEBHOOK_TO_LOOPBACK = True
