"""The pure core of partnerships: their lives, what they need, and what became of them."""
