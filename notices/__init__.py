"""Who is told of what happened, and how: on the platform, and by mail without content."""
