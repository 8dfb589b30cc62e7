"""Add, remove and open documents of appeals."""
