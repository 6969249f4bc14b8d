"""What a cell is: image, text, number, category; and the schema of a table."""
