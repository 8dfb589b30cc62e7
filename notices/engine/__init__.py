"""Who hears of what, and when a mail goes: tables and functions without side effects."""
