"""One file per verb of the command line: what it takes (`arguments`), and what it does (`run`)."""
