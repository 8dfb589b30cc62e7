"""What `dev.py` runs inside the environment; no part of the platform imports it."""
