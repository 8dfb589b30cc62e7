"""Bring in what others have published: read, check, set aside what is broken, keep the rest."""
