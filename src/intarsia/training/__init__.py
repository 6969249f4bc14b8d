"""The training loop, folds side by side, splits, and the fitters."""
