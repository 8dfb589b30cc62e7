"""Bring in what others have recorded about conflicts: phases, evidence, events."""
