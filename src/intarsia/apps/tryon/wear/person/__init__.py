"""A measured person made ready to be dressed."""
