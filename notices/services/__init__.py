"""Writes about notices: telling, marking as read, and the mails that say that one waits."""
