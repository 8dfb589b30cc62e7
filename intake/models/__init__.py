"""The tables of the intake."""

from intake.models.filings import Filing
from intake.models.limits import Allowance

__all__ = ["Allowance", "Filing"]
