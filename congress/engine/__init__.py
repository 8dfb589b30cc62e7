"""The answers the Congress can give, and which of them to propose for an appeal."""
