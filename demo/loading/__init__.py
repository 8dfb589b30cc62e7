"""Carry the story into the platform, by the services that everyone else uses."""
