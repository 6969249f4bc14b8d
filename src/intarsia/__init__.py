"""Intarsia: multimodal learning on tables."""
