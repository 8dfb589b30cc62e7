"""The pure rules of the audit trail and its outbox."""
