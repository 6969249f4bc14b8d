"""Engines that draw a garment on a person, one in each file."""
