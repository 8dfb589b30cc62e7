"""Hostile calls: every address of the API, every value it may be sent, and what it answers."""
