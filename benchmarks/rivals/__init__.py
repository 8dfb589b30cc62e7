"""The same list of pledges as others would serve it, to compare the API with."""
