"""Opening and decoding what a cell points to: bounds, confinement, nothing else."""
