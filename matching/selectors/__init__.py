"""Reads of appeals, pledges, runs and results."""
