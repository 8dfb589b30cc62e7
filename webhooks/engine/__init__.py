"""What is told to partner networks, how it is signed, where it may go and when it goes again."""
