"""What happens to partner calls and to the offers they get."""
