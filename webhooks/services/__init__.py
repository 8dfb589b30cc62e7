"""Writes about webhooks: the endpoints of networks, what is told to them, and the sending."""
