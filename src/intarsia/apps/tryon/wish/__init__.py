"""A wish in the user's own words, and what of it is definite."""
