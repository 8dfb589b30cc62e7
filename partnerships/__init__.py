"""What follows an introduction."""
