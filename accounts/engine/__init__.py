"""The pure rules of who may do what."""
