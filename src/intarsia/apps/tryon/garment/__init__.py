"""Garments: cut out, described and recognised."""
