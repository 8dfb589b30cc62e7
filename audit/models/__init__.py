"""The tables of the trail. Others import from here."""

from audit.models.steps import StateChange, legal_steps
from audit.models.trail import Delivery, Event, Heartbeat

__all__ = ["Delivery", "Event", "Heartbeat", "StateChange", "legal_steps"]
