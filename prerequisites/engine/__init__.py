"""From dated evidence to a verdict, and from a verdict to what it permits."""
