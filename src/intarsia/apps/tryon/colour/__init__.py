"""Colour as people see it: CIELAB, names, harmony, and a garment beside a person."""
