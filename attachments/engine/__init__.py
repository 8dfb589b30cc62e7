"""The pure rules of attachments: what kind a file is, how much is taken, and why one is refused."""
