"""A garment made ready to be worn: geometry and cloth."""
