"""Reads of notices; the first argument is who asks."""
