"""The thematic map: eight kinds of activity, when they fit and who may lead them."""
