"""The demonstration: an invented story on real places, and a sign-in for each kind of user."""
