"""Measurements, each by one command: `python3 dev.py bench NAME`. Read ratios, not seconds."""
