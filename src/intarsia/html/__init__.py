"""What all HTML pages share: their shell, SVG drawings and cells of tables. Pages need no network."""
