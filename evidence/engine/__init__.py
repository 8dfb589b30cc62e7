"""What was said about a place, when, by whom, and what of it may be counted."""
