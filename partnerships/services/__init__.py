"""Writes of partnerships: their life, their activities, their results, their reviews."""
