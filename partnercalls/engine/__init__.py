"""The rules of partner calls: their life, what a host gives, and which pledges fit."""
