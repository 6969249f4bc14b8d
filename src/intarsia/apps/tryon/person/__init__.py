"""What one photo says of the person in it."""
