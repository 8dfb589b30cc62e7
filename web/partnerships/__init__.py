"""Pages of partnerships: for their members, and for the officer of the case."""
