"""One folder per application; no application imports another."""
