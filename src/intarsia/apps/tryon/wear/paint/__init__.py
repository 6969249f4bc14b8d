"""Cloth painted on a photo."""
